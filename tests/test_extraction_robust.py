"""What holds for every text: no exception, and spans that stand in the text."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datasette_claims.extraction import analyse, codes, extract
from datasette_claims.model import Analysis

PIECES = """said kata
    mengatakan menurut according to that bahwa , . ? ! : ; — - “ ” ‘ ’ " ' « » ( ) [ ]
    Ana Lee Presiden Putin who yang and dan he ia katanya claim seruan agar untuk not tidak will
    akan Mr. U.S. 11/4 Jumat (11/4) “Kami “We siap.” ready.” \n \n\n \x00 \u200b \u202e مرحبا İ ß ﷺ
    👩‍🚀
    Baca Juga: Hal itu disampaikan oleh telah has the a spokesman juru bicara"""
FRAGMENTS = st.sampled_from(PIECES.split(" "))
SENTENCE_LIKE = st.lists(FRAGMENTS, max_size=60).map(" ".join)
ANY_TEXT = st.text(st.characters(codec=None), max_size=200)  # surrogates and controls too


def check_spans(text: str, found: Analysis) -> None:
    for claim in found.claims:
        assert claim.content
        assert bool(claim.source) == bool(claim.cue)
        for spans in (claim.content, claim.source, claim.cue):
            ends = [0, *(edge for span in spans for edge in span), len(text)]
            assert ends == sorted(ends), "spans lie in the text, in order, apart from each other"
            assert all(text[span.start : span.end].strip() for span in spans)
        everything = [*claim.content, *claim.source, *claim.cue]
        assert claim.context.start <= min(span.start for span in everything)
        assert claim.context.end >= max(span.end for span in everything)
        assert 0 <= claim.confidence <= 1
        assert claim.rule
        assert claim.kind
    for link in found.links:
        assert 0 <= link.span.start <= link.span.end <= len(text)


@pytest.mark.parametrize("code", codes())
@given(text=st.one_of(ANY_TEXT, SENTENCE_LIKE))
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_gives_true_spans(code, text):
    check_spans(text, analyse(text, code, scope="wide", min_confidence=0))


@pytest.mark.parametrize("code", codes())
@given(text=SENTENCE_LIKE)
@settings(deadline=None, max_examples=60)
def test_same_text_same_claims(code, text):
    assert analyse(text, code) == analyse(text, code)


@pytest.mark.parametrize("code", codes())
@given(text=SENTENCE_LIKE, level=st.floats(0, 1))
@settings(deadline=None, max_examples=60)
def test_min_confidence_keeps_nothing_below_it(code, text, level):
    claims = analyse(text, code, min_confidence=level).claims
    assert all(claim.confidence >= round(level, 3) - 0.001 for claim in claims)


def test_empty_text_has_no_claims():
    assert extract("") == []
    assert extract("   \n\n ") == []


SAID = "“We will close the bridge,” Rina Hall said. "


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        pytest.param("The old bridge is closed. " * 200_000 + SAID, 1, id="5 MB on one line"),
        pytest.param(SAID * 10_000, 10_000, id="10,000 claims"),
        pytest.param("“" * 100_000 + " " + SAID, 1, id="100,000 opening quotation marks"),
        pytest.param("‘" * 100_000 + "\n" + SAID, 1, id="100,000 opening single marks"),
        pytest.param("(" * 100_000 + "\n" + SAID, 1, id="100,000 opening brackets"),
        pytest.param("x" * 1_000_000 + ". " + SAID, 1, id="1 MB without a space"),
        pytest.param("said " * 100_000 + "\n" + SAID, 1, id="100,000 cues in one sentence"),
        pytest.param("that, " * 100_000 + "\n" + SAID, 1, id="100,000 complementisers"),
        pytest.param("Ana, who said, and " * 10_000 + "\n" + SAID, None, id="relative clauses"),
        pytest.param("who " * 200_000 + "\n" + SAID, 1, id="200,000 relative pronouns"),
        pytest.param("Ana said Ben told Cem " * 4_000 + "\n" + SAID, None, id="nested sayings"),
        pytest.param("A-" * 300_000 + "\n" + SAID, 1, id="600,000 hyphens"),
        pytest.param("\n" * 500_000 + SAID, 1, id="500,000 line breaks"),
        pytest.param("a, " * 100_000 + "\n" + SAID, 1, id="100,000 commas"),
        pytest.param("A walk.\n\n" * 100_000 + SAID, 1, id="100,000 paragraphs"),
        pytest.param("".join(f"Na{n:x}y " for n in range(50_000)) + "\n" + SAID, 1, id="names"),
        pytest.param(
            "".join(f"Ana Xa{n:x}y said so. " for n in range(5_000)) + SAID, None, id="speakers"
        ),
        pytest.param("On Monday, Sept. 11, Ana said so. " * 4_000 + SAID, None, id="dates"),
    ],
)
def test_long_texts_are_read_to_their_end(text, claims):
    """Each of these would not end for hours if a step were not linear."""
    found = extract(text, "en")
    if claims is not None:
        assert len(found) == claims
    assert found[-1].speaker == "Rina Hall"
    assert text[slice(*found[-1].content[0])] == "“We will close the bridge,”"
