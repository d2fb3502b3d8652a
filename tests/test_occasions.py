"""Which date tells when a claim was made: that of its clause, never one of what is said."""

from __future__ import annotations

import pytest

from datasette_claims.extraction import analyse

PUBLISHED = "2025-04-16"
OWN = [
    # beside the cue, on either side of the source
    ("en", "On Monday, Anna Reed said the pier was shut.", "2025-04-14"),
    ("en", "Anna Reed said on Monday that the pier was shut.", "2025-04-14"),
    ("en", "Anna Reed on Monday said that the pier was shut.", "2025-04-14"),
    ("en", "“The pier is shut,” said Anna Reed on Monday.", "2025-04-14"),
    ("en", "Anna Reed said on Dec. 31 that the pier was shut.", "2024-12-31"),
    ("en", "Anna Reed told reporters Jan. 5 that the pier was shut.", "2025-01-05"),
    ("en", "Anna Reed said Sept. 4, 2024, that the pier was shut.", "2024-09-04"),
    ("en", "Anna Reed told the Associated Press Sunday that the pier was shut.", "2025-04-13"),
    ("id", "Rina Hapsari mengatakan, pasar sudah aman, Senin (14/4/2025).", "2025-04-14"),
    ("id", "Menurut Rina Hapsari, Senin (14/4/2025), pasar sudah aman.", "2025-04-14"),
    ("ms", "“Pasar selamat,” kata Siti Aminah pada Isnin.", "2025-04-14"),
    ("ms", "“Pasar selamat,” kata Siti Aminah hari ini.", "2025-04-16"),
    ("ms", "Siti Aminah hari ini berkata pasar selamat.", "2025-04-16"),
    # a clause that tells of the occasion
    ("en", "Asked on Monday about the pier, Anna Reed said it was shut.", "2025-04-14"),
    ("en", "Anna Reed, speaking on Monday, said the pier was shut.", "2025-04-14"),
    ("en", "Anna Reed took the stand on Monday and said the pier was shut.", "2025-04-14"),
    ("en", "On Friday, when the pier closed, Anna Reed said it was old.", "2025-04-11"),
    (
        "id",
        "Saat ditemui di Solo, Senin (14/4/2025), Rina Hapsari mengatakan pasar aman.",
        "2025-04-14",
    ),
    ("id", "Rina Hapsari, yang ditemui Senin (14/4/2025), mengatakan pasar aman.", "2025-04-14"),
    ("ms", "Ketika ditemui di Ipoh pada Isnin, Siti Aminah berkata pasar selamat.", "2025-04-14"),
    # a document with its date
    ("en", "A poll released Monday found that most want a pier.", "2025-04-14"),
    # an outlet with the day of its report
    ("id", "Seperti diberitakan Antara pada Senin (14/4/2025), pasar sudah aman.", "2025-04-14"),
    # what happened, and another clause
    ("en", "Anna Reed said the pier closed on Monday.", None),
    ("en", "Anna Reed said that on Monday the pier closed.", None),
    ("en", "The pier was sold on Monday, but Anna Reed said it was shut.", None),
    ("en", "After the vote was lost on Monday, Anna Reed said the pier was shut.", None),
    ("en", "Anna Reed, who was fired on Monday, said the pier was shut.", None),
    ("en", "“It is shut,” Anna Reed said about her talks with them on Monday.", None),
    ("en", "Since Monday, Anna Reed has said the pier is shut.", None),
    ("en", "Anna Reed said the pier was shut, a claim Tom Hall denied on Tuesday.", None),
    ("id", "Rina Hapsari mengatakan pasar terbakar pada Senin (14/4/2025).", None),
    ("id", "Rina Hapsari, yang dilantik pada Senin (14/4/2025), mengatakan pasar aman.", None),
    (
        "id",
        "Setelah pasar terbakar pada Senin (14/4/2025), Rina Hapsari mengatakan pasar aman.",
        None,
    ),
    (
        "id",
        "Pasar terbakar pada Senin (14/4/2025), tetapi Rina Hapsari mengatakan pasar aman.",
        None,
    ),
    ("ms", "Siti Aminah berkata pasar terbakar pada Isnin.", None),
    ("ms", "Selepas pasar terbakar pada Isnin, Siti Aminah berkata pasar selamat.", None),
    # names
    ("en", "Anna Reed told the Sunday Clarion that the pier was shut.", None),
    ("en", "Anna Reed told the Today programme that the pier was shut.", None),
    ("en", "Anna Reed told USA Today that the pier was shut.", None),
    ("en", "On Black Friday, Anna Reed said that the pier was shut.", None),
]


def day(claim):
    return claim.said and claim.said.date


@pytest.mark.parametrize(("code", "text", "wanted"), OWN)
def test_the_day_is_that_of_the_clause_in_which_somebody_says_it(code, text, wanted):
    claims = analyse(text, code, PUBLISHED).claims
    assert day(claims[0]) == wanted


@pytest.mark.parametrize(
    ("code", "text", "days"),
    [
        (
            "en",
            "Anna Reed said the pier was shut. She made the remark in Hull on Monday.",
            ["2025-04-14"],
        ),
        ("en", "Anna Reed said the pier was shut. She withdrew the remark on Monday.", [None]),
        ("en", "Anna Reed said the pier was shut. It was sold on Monday.", [None]),
        ("en", "Anna Reed said the pier was shut. Tom Hall made the news on Monday.", [None]),
        (
            "id",
            "Rina Hapsari mengatakan pasar aman. Pernyataan itu disampaikannya, Senin (14/4/2025).",
            ["2025-04-14"],
        ),
        ("id", "Rina Hapsari mengatakan pasar aman. Pasar terbakar, Senin (14/4/2025).", [None]),
        (
            "ms",
            "Siti Aminah berkata pasar selamat. Beliau membuat kenyataan itu pada Isnin.",
            ["2025-04-14"],
        ),
        ("ms", "Siti Aminah berkata pasar selamat. Beliau tiba di Ipoh pada Isnin.", [None]),
        # what goes on without a cue has the day, what has a cue of its own has not
        (
            "en",
            "“The pier is shut,” Anna Reed said on Monday. “It is old.”",
            ["2025-04-14", "2025-04-14"],
        ),
        (
            "en",
            "“The pier is shut,” Anna Reed said on Monday. She added that it was old.",
            ["2025-04-14", None],
        ),
        (
            "en",
            "Anna Reed said on Monday the pier was shut, adding that it was old.",
            ["2025-04-14", "2025-04-14"],
        ),
        (
            "en",
            "“The pier is shut,” Anna Reed said on Monday. “It is not,” Tom Hall said.",
            ["2025-04-14", None],
        ),
    ],
)
def test_the_next_sentence_may_tell_and_a_quotation_goes_on(code, text, days):
    assert [day(claim) for claim in analyse(text, code, PUBLISHED).claims] == days


def test_the_day_in_brackets_is_no_part_of_what_is_said():
    text = "Rina Hapsari mengatakan, Senin (14/4), pasar aman, Selasa (15/4)."
    (claim,) = analyse(text, "id", PUBLISHED).claims
    assert [text[slice(*span)] for span in claim.content] == ["pasar aman"]
