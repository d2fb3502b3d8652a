"""What the extractor tells about claims beside their spans, and the seed article as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from datasette_claims.extraction import analyse, extract
from datasette_claims.extraction.languages.files import load
from datasette_claims.extraction.parts.sources import is_nominal
from datasette_claims.extraction.text.tokens import tokenise

SEED = Path(__file__).parent.parent / "seeds" / "mina-putin-vitkoff-gencatan-senjata.txt"
SEED_CLAIMS = [
    ("Khaama Press", "Dilansir dari", "Khaama Press", "indirect", "pertemuan", "konflik tersebut"),
    ("Presiden AS Donald Trump", "telah mendesak", "Donald Trump", "mixed", "Rusia", "Ukraina"),
    ("Trump", "menyatakan", "Donald Trump", "indirect", "frustrasi atas", "perjanjian damai"),
    ("Putin", "telah menyatakan", "Vladimir Putin", "indirect", "beberapa isu", "pembahasan"),
    ("Presiden Putin", "telah menekankan", "Vladimir Putin", "indirect", "penyelesaian", "terjadi"),
    ("Rusia", "telah bersikeras pada", "Rusia", "indirect", "pencaplokan", "wilayah Ukraina"),
    ("Trump", "Seruan", "Donald Trump", "mixed", "Rusia “bergerak”", "perundingan damai"),
    ("Trump", "telah menekankan", "Donald Trump", "indirect", "perang, yang", "harus diakhiri"),
]  # fmt: skip


def test_the_seed_has_its_eight_claims():
    text = SEED.read_text("utf-8")
    found = []
    for claim in analyse(text).claims:
        source, cue, content = (
            " … ".join(text[slice(*span)] for span in part)
            for part in (claim.source, claim.cue, claim.content)
        )
        found.append((source, cue, claim.speaker, claim.type, content))
    assert len(found) == len(SEED_CLAIMS)
    for claim, wanted in zip(found, SEED_CLAIMS, strict=True):
        assert claim[:4] == wanted[:4]
        assert claim[4].startswith(wanted[4])
        assert claim[4].endswith(wanted[5])


@pytest.mark.parametrize(
    ("code", "text", "modality"),
    [
        ("en", "Rina Hall said that the bridge was safe.", ""),
        ("en", "Rina Hall never said that the bridge was safe.", "negated"),
        ("en", "Rina Hall did not say that the bridge was safe.", "negated"),
        ("en", "Rina Hall will say that the bridge is safe.", "future"),
        ("en", "Rina Hall would say that the bridge is safe.", "hypothetical"),
        ("id", "Rina Hapsari mengatakan bahwa jembatan itu aman.", ""),
        ("en", "If Rina Hall says that the bridge is safe, the road will open.", "hypothetical"),
        (
            "id",
            "Jika Rina Hapsari mengatakan bahwa jembatan itu aman, jalan dibuka.",
            "hypothetical",
        ),
        ("en", "It is unclear whether Rina Hall said that the bridge was safe.", "hypothetical"),
        ("en", "If today Rina Hall says that the bridge is safe, it opens.", "hypothetical"),
        ("en", "On Monday Rina Hall said that the bridge was safe.", ""),
        ("en", "Monday, Rina Hall said that the bridge was safe.", ""),
        ("en", "Only if Rina Hall says that the bridge is safe, it opens.", "hypothetical"),
        (
            "id",
            "Bila nanti Rina Hapsari mengatakan jembatan itu aman, jalan dibuka.",
            "hypothetical",
        ),
        ("id", "Rina Hapsari tidak mengatakan bahwa jembatan itu aman.", "negated"),
        ("id", "Rina Hapsari belum pernah mengatakan bahwa jembatan itu aman.", "negated"),
        ("id", "Rina Hapsari akan mengatakan bahwa jembatan itu aman.", "future"),
        ("id", "Rina Hapsari mungkin mengatakan bahwa jembatan itu aman.", "hypothetical"),
    ],
)
def test_how_the_saying_stands(code, text, modality):
    claims = analyse(text, code, min_confidence=0).claims
    assert [claim.modality for claim in claims] == [modality]


@pytest.mark.parametrize(
    ("code", "text", "kind"),
    [
        ("en", "Rina Hall said the bridge was safe.", "say"),
        ("en", "Rina Hall denied that the bridge was weak.", "deny"),
        ("en", "Rina Hall warned that the bridge was weak.", "warn"),
        ("en", "Rina Hall urged people to avoid the bridge.", "demand"),
        ("en", "Rina Hall promised to build a new bridge.", "promise"),
        ("id", "Rina Hapsari mengatakan, jembatan itu aman.", "say"),
        ("id", "Rina Hapsari membantah bahwa jembatan itu rapuh.", "deny"),
        ("id", "Rina Hapsari meminta warga agar menjauh.", "demand"),
        ("id", "Rina Hapsari berjanji akan membangun jembatan baru.", "promise"),
        ("id", "Rina Hapsari menuduh kontraktor mengurangi beton.", "accuse"),
        ("id", "Dilansir dari Antara, jembatan itu ambruk.", "report"),
    ],
)
def test_kind_comes_from_the_cue(code, text, kind):
    assert [claim.kind for claim in extract(text, code)] == [kind]


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("“The bridge is safe,” Rina Hall said.", "direct"),
        ("Rina Hall said the bridge was safe.", "indirect"),
        ("Rina Hall said the bridge was “perfectly safe.”", "mixed"),
        ("Rina Hall: “The bridge is safe,” Rina Hall said.", "direct"),
    ],
)
def test_type_comes_from_the_marks(text, type_):
    assert [claim.type for claim in extract(text, "en")] == [type_]


def test_the_wide_scope_counts_support_too():
    text = "Rina Hall strongly supports the new bridge."
    assert extract(text, "en") == []
    wide = analyse(text, "en", scope="wide", min_confidence=0).claims
    assert [claim.kind for claim in wide] == ["support"]


def test_min_confidence_filters():
    text = "“The bridge is safe,” Rina Hall said. It showed that the bridge was old."
    every = analyse(text, "en", min_confidence=0).claims
    sure = analyse(text, "en", min_confidence=0.85).claims
    assert len(every) > len(sure) == 1
    assert all(claim.confidence >= 0.85 for claim in sure)


def test_every_claim_names_its_rule():
    (claim,) = extract("Rina Hall, who said that the bridge was safe, left.", "en")
    assert claim.rule == "source, cue, that, content; relative clause"


@pytest.mark.parametrize(
    "sentences",
    [
        "“We go,” Rina Hall said.",
        "Rina Hall said: “We go.”",
        "“We go. They stay,” Rina Hall said.",
        "“We go. They stay. So be it,” Rina Hall said.",
        "“We go,” Rina Hall said. “They stay.”",
        "Rina Hall said that the bridge, which is old, was shut on Monday.",
        "According to Rina Hall, the bridge was shut.",
        "The bridge was shut, Rina Hall said",
        "“We go,” said the mayor, Rina Hall, who left early for the coast.",
    ],
)
@pytest.mark.parametrize(
    ("before", "behind"),
    [("", ""), ("It rained. ", " It rained."), ("It rained.\n", "\nIt rained.")],
)
def test_the_sentences_around_a_claim_are_its_context(before, sentences, behind):
    if behind and sentences.endswith("said"):
        sentences += "."
    text = before + sentences + behind
    low = min(claim.context.start for claim in extract(text, "en"))
    high = max(claim.context.end for claim in extract(text, "en"))
    assert text[low:high] == sentences


@pytest.mark.parametrize("language", ["id", None, "", "xx"])
def test_language_is_told_from_the_text_where_it_is_not_known(language):
    text = "Bupati Rina Hapsari mengatakan bahwa jembatan itu akan ditutup karena rusak."
    assert analyse(text, language).language == "id"


@pytest.mark.parametrize(
    ("code", "text", "source", "content"),
    [
        ("en", "On Sunday the Hill Post reported that the bridge was shut.", "the Hill Post", ""),
        ("en", "On Monday, the ministry said the bridge was shut.", "the ministry", ""),
        ("en", "In 1986 the Hill Court said that the bridge was shut.", "the Hill Court", ""),
        (
            "id",
            "Pada Senin Bank Sungai menyatakan bahwa bunga tetap.",
            "Bank Sungai",
            "bunga tetap",
        ),
        (
            "en",
            "The mayor's claim that the bridge was safe has been rejected.",
            "The mayor's",
            "the bridge was safe",
        ),
    ],
)
def test_source_without_what_stands_around_it(code, text, source, content):
    (claim,) = extract(text, code)
    assert [text[slice(*span)] for span in claim.source] == [source]
    assert [text[slice(*span)] for span in claim.content] == [content or "the bridge was shut"]


@pytest.mark.parametrize(
    ("phrase", "nominal"),
    [
        ("the court", True),
        ("they", True),
        ("Boeing in Ohio", True),
        ("leading figures of the party", True),
        ("dealing a blow to the governor", False),
        ("they speak to the board", False),
        ("place despite", False),
    ],
)
def test_what_may_be_a_source(phrase, nominal):
    document = tokenise(phrase, load("en"))
    assert is_nominal(document, 0, len(document.words)) is nominal


def test_a_forgotten_quotation_mark_gives_nobody_the_words_of_another():
    text = (
        "“It is late,” Rina Hall said.\n\n“The bridge is unsafe, said Omar Lund. We must act.\n\n"
        "“We shall close it,” Hall added."
    )
    said = {text[slice(*c.content[0])]: c.speaker for c in extract(text, "en")}
    assert said["“It is late,”"] == said["“We shall close it,”"] == "Rina Hall"
    assert not any("unsafe" in words and who == "Rina Hall" for words, who in said.items())


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("ms", "Ana Hale menggesa siasatan dan pada 22 Nov, Budi Roe menolaknya dan memerintahkan"),
        ("ms", "Ana Hale mengkritik polis dan Hakim Budi Roe menolaknya dan memerintahkan"),
        ("id", "Ana Hale membantah putusan itu dan Budi Roe menolaknya dan memerintahkan"),
        ("id", "Ana Hale mengecam hakim dan pada Senin, Budi Roe membelanya dan meminta"),
    ],
)
def test_of_verbs_joined_by_and_the_later_has_the_subject_that_stands_nearest(code, text):
    text += " polis menutup fail itu."
    last = analyse(text, code).claims[-1]
    assert last.speaker == "Budi Roe"
