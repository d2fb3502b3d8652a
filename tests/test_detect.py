"""Languages are told apart by their stop words, close relatives too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.extraction.languages.detect import LOOKED_AT, detect, evidence

SENTENCES = [
    ("id", "Polisi mengatakan bahwa jalan itu ditutup karena banjir sejak Senin."),
    ("id", "Harga beras naik, kata pedagang, dan warga belum bisa membeli."),
    ("ms", "Polis berkata jalan itu ditutup kerana banjir sejak Isnin."),
    ("ms", "Harga beras naik, kata peniaga, manakala syarikat itu mahu penjelasan kerajaan."),
    ("en", "The mayor said that the road had been closed since Monday."),
    ("en", "He was not at home when it happened."),
]


@pytest.mark.parametrize(("code", "text"), SENTENCES)
def test_a_sentence_tells_its_language(code, text):
    assert detect(text) == code


@pytest.mark.parametrize(("code", "text"), SENTENCES)
def test_capitals_and_repetition_do_not_matter(code, text):
    assert detect(text.upper()) == code
    assert detect(text * 3) == code


@pytest.mark.parametrize("text", ["", "   \n", "12 345 !?", "ЙЦУ кенг", "\x00"])
def test_without_evidence_the_default_is_given(text):
    assert detect(text, "id") == "id"
    assert detect(text) == min(evidence())


def test_evidence_outweighs_the_default():
    assert detect("The road is closed, she said.", "id") == "en"


def test_the_middle_of_a_long_text_counts_when_its_head_is_empty():
    body = "Polisi mengatakan bahwa jalan itu ditutup karena banjir. " * 400
    text = "0 " * (len(body) // 2) + body
    assert len(text) > LOOKED_AT
    assert detect(text, "en") == "id"


def test_every_language_lists_words_that_no_other_lists():
    for code, words in evidence().items():
        others = frozenset().union(*(w for other, w in evidence().items() if other != code))
        assert len(words - others) > 20, code


@given(st.text(st.characters(codec=None)))
def test_any_text_has_a_language(text):
    assert detect(text) in evidence()
