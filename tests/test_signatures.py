"""Who signs a quotation or a post has said it; titles, scores and addresses have no signature."""

from __future__ import annotations

import pytest

from datasette_claims.extraction import analyse

SIGNED = [
    ("en", "“The board has waited for years.” – Commissioner Ada Brook", "Ada Brook"),
    ("en", "“The board has waited for years.”\n— Ada Brook, chair of the board", "Ada Brook"),
    ("en", "And from Mayor Ada Brook:\n\n“The ferry will be back.”", "Ada Brook"),
    ("id", "“Kami sudah menunggu lama.” – Bupati Rina Lestari", "Rina Lestari"),
    ("id", "Sementara dari Bupati Rina Lestari:\n\n“Kami sudah menunggu lama.”", "Rina Lestari"),
    ("ms", "“Kami sudah lama menunggu.” – Menteri Siti Aminah", "Siti Aminah"),
]


@pytest.mark.parametrize(("code", "text", "speaker"), SIGNED)
def test_a_name_behind_a_quotation_has_said_it(code, text, speaker):
    (claim,) = analyse(text, code).claims
    assert (claim.speaker, claim.type) == (speaker, "direct")
    assert text[slice(*claim.content[0])][0] == "“"


@pytest.mark.parametrize(
    ("code", "sign", "speaker", "day"),
    [
        ("en", "— Ada Brook (@adabrook) March 3, 2025", "Ada Brook", "2025-03-03"),
        ("id", "— Rina Lestari (@rinalestari) 3 Maret 2025", "Rina Lestari", "2025-03-03"),
        ("ms", "— Siti Aminah (@sitiaminah) 3 Mac 2025", "Siti Aminah", "2025-03-03"),
    ],
)
@pytest.mark.parametrize("link", ["", " pic.example.com/abc123", " https://t.example/x1"])
def test_a_post_is_said_by_its_author_on_its_day(code, sign, speaker, day, link):
    post = "Rates rise? Never. We did not vote for it."
    text = f"It rained all day in Hull.\n\n{post}{link}\n\n{sign}"
    (claim,) = analyse(text, code).claims
    assert (claim.speaker, claim.said.date) == (speaker, day)
    assert text[slice(*claim.content[0])] == post


@pytest.mark.parametrize(
    "text",
    [
        "“The best film of the year” – Leeds Post",
        "“Old Hall” – Leeds Road",
        "The house is old – Ada Brook built it.",
        "It rained.\n\n— Ada Brook",
        "From Hull:\n\n“The ferry will be back.”",
        "“The ferry will be back.” – it will not.",
        "“The ferry will be back.”\n\n— Ada Brook sold her house for two million pounds.",
    ],
)
def test_other_dashes_sign_nothing(text):
    rules = [claim.rule for claim in analyse(text, "en").claims]
    assert "signed quotation" not in rules


def test_a_signed_quotation_is_not_taken_for_words_of_who_spoke_before():
    text = "“It rained,” said Ada Brook.\n\n“The ferry will be back.”\n\n— Tom Hall, engineer"
    assert [claim.speaker for claim in analyse(text, "en").claims] == ["Ada Brook", "Tom Hall"]
