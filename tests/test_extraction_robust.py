"""What holds for every text: no exception, and spans that stand in the text."""

from __future__ import annotations

import pytest
from budget import examples, first
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
@settings(deadline=None, max_examples=examples(150), suppress_health_check=[HealthCheck.too_slow])
def test_any_text_gives_true_spans(code, text):
    check_spans(text, analyse(text, code, scope="wide", min_confidence=0))


@pytest.mark.parametrize("code", codes())
@given(text=SENTENCE_LIKE)
@settings(deadline=None, max_examples=examples(60))
def test_same_text_same_claims(code, text):
    assert analyse(text, code) == analyse(text, code)


@pytest.mark.parametrize("code", codes())
@given(text=SENTENCE_LIKE, level=st.floats(0, 1))
@settings(deadline=None, max_examples=examples(60))
def test_min_confidence_keeps_nothing_below_it(code, text, level):
    claims = analyse(text, code, min_confidence=level).claims
    assert all(claim.confidence >= round(level, 3) - 0.001 for claim in claims)


def test_empty_text_has_no_claims():
    assert extract("") == []
    assert extract("   \n\n ") == []


SAID = "“We will close the bridge,” Rina Hall said. "

LONG = {
    "5 MB on one line": (200_000, "The old bridge is closed. "),
    "claims": (10_000, SAID),
    "opening quotation marks": (100_000, "“", " "),
    "opening single marks": (100_000, "‘", "\n"),
    "opening brackets": (100_000, "(", "\n"),
    "1 MB without a space": (1_000_000, "x", ". "),
    "cues in one sentence": (100_000, "said ", "\n"),
    "complementisers": (100_000, "that, ", "\n"),
    "relative clauses": (10_000, "Ana, who said, and ", "\n"),
    "relative pronouns": (200_000, "who ", "\n"),
    "nested sayings": (4_000, "Ana said Ben told Cem ", "\n"),
    "hyphens": (300_000, "A-", "\n"),
    "line breaks": (500_000, "\n"),
    "commas": (100_000, "a, ", "\n"),
    "paragraphs": (100_000, "A walk.\n\n"),
    "names": (50_000, "Na{:x}y ", "\n"),
    "speakers": (5_000, "Ana Xa{:x}y said so. "),
    "dates": (4_000, "On Monday, Sept. 11, Ana said so. "),
}
SAY_MORE = {"relative clauses", "nested sayings", "speakers", "dates"}
"""Where the repeated words have claims of their own, more or less."""


@pytest.mark.parametrize("divisor", first(1, [20, 1]))
@pytest.mark.parametrize("name", LONG)
def test_long_texts_are_read_to_their_end(name, divisor):
    """Each of these, whole, would not end for hours if a step were not linear."""
    times, words, *rest = LONG[name]
    times //= divisor
    text = "".join(words.format(number) for number in range(times)) + "".join(rest) + SAID
    found = extract(text, "en")
    if name not in SAY_MORE:
        assert len(found) == (times + 1 if words == SAID else 1)
    assert found[-1].speaker == "Rina Hall"
    assert text[slice(*found[-1].content[0])] == "“We will close the bridge,”"
