"""Stretches that a person names: exact in every text, whatever signs it is written in."""

import re
from itertools import pairwise

import pytest
from budget import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from datasette_claims.store import stretches
from datasette_claims.store.corrected import unseen
from datasette_claims.store.errors import Refused

SIGNS = st.sampled_from([
    "a", "B", "é", "e\u0301", "n\u0303", "👩🏽‍🚒", "🇮🇩", "𝔘", "\ufe0f", "\u200d", "ก็",
    " ", "\u00a0", "\r\n", "\n", "\r", "\t", "\u2028",
    ".", ". ", "! ", "“", "”", "„", '"', "‘", "’", "«", "»", "x", "7",
])  # fmt: skip
TEXTS = st.lists(SIGNS, min_size=1, max_size=40).map("".join)
PLACES = st.lists(st.tuples(st.integers(-2, 60), st.integers(-2, 60)), min_size=1, max_size=3)


@settings(max_examples=examples(1000))
@given(TEXTS, PLACES)
def test_what_is_chosen_is_what_stands_there(text, places):
    try:
        found = stretches.checked(text, places, "the words")
    except Refused:
        return
    chosen = {at for start, end in places for at in range(start, end) if not text[at].isspace()}
    within = {at for start, end in found for at in range(start, end) if not text[at].isspace()}
    assert within == chosen
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(text[slice(*span)] == text[slice(*span)].strip() != "" for span in found)
    assert all(one.end < other.start for one, other in pairwise(found))
    low, high = stretches.context(text, found)
    assert low <= found[0].start
    assert found[-1].end <= high
    assert stretches.claim_type(text, found) in ("direct", "indirect", "mixed")
    rest = "".join(text[slice(*span)] for span in unseen(text, found))
    plain = re.sub(r"\s", "", rest)
    assert len(plain) == sum(not sign.isspace() for sign in text) - len(within)


@settings(max_examples=examples(300))
@given(TEXTS, st.integers(0, 60), st.integers(1, 30))
def test_typed_words_are_found_where_they_stand(text, start, length):
    typed = text[start : start + length]
    try:
        found = stretches.find(text, typed.replace("\u00a0", " ").replace("\r\n", " "), near=start)
    except Refused:
        assert not typed.strip()
        return
    words = [re.sub(r"[“”„«»\"]", '"', word) for word in typed.split()]
    there = [re.sub(r"[“”„«»\"]", '"', word) for word in text[slice(*found)].split()]
    assert [re.sub("[‘’]", "'", w) for w in words] == [re.sub("[‘’]", "'", w) for w in there]


TEXT = "One says “it is”. Ana said: “We go, and ‘you’ stay,” she said. Mr. X left.\r\nA line."


@pytest.mark.parametrize(
    ("words", "kind", "context"),
    [
        ("it is", "direct", "One says “it is”."),
        ("“it is”", "direct", "One says “it is”."),
        ("“We go, and ‘you’ stay,”", "direct", TEXT[18:62]),
        ("said: “We go", "mixed", TEXT[18:62]),
        ("she said", "indirect", TEXT[18:62]),
        ("A line", "indirect", "A line."),
    ],
)
def test_type_and_sentence_of_some_words(words, kind, context):
    place = stretches.find(TEXT, words)
    assert stretches.claim_type(TEXT, [place]) == kind
    assert TEXT[slice(*stretches.context(TEXT, [place]))] == context


def test_the_nearest_of_several_places():
    text = "yes no yes no yes"
    assert [stretches.find(text, "yes", near=at).start for at in (0, 8, 99)] == [0, 7, 14]
    with pytest.raises(Refused, match="does not have"):
        stretches.find(text, "maybe")
    with pytest.raises(Refused, match="Type the words"):
        stretches.find(text, " ")


def test_a_page_of_one_line_is_not_walked_for_every_claim():
    text = "word " * 400_000
    low, high = stretches.context(text, [(1_000_000, 1_000_004)])
    assert high - low < 4_000
