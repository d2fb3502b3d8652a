"""Lines that a page's width broke are whole again, and hyphens of words stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.reading.linebreaks import joined, words


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (["The govern-", "ment said"], "The government said"),
        (["the minis\u00ad", "ter"], "the minister"),
        (["a soft\u00adware"], "a software"),
        (["a well-", "known name"], "a well-known name"),
        (["a state-", "owned firm"], "a state-owned firm"),
        (["the 12-year-", "old boy"], "the 12-year-old boy"),
        (["mother-in-", "law"], "mother-in-law"),
        (["Anglo-", "Saxon"], "Anglo-Saxon"),
        (["COVID-", "19"], "COVID-19"),
        (["2025-", "2030"], "2025-2030"),
        (["para menteri-", "menteri itu"], "para menteri-menteri itu"),
        (["orang-", "orangnya"], "orang-orangnya"),
        (["pemerin-", "tah mengatakan"], "pemerintah mengatakan"),
        (["ber-", "sama"], "bersama"),
        (["It was true -", "he said"], "It was true - he said"),
        (["so —", "then"], "so —then"),
        (["a", "", "b"], "a b"),
        ([], ""),
        (["  many   spaces ", " here "], "many spaces here"),
    ],
)
def test_a_hyphen_at_a_line_end_is_undone_where_it_is_not_the_words_own(lines, whole):
    assert joined(lines) == whole


@pytest.mark.parametrize(
    ("elsewhere", "whole"),
    [
        (["the re-election of"], "his re-election"),
        (["the reelection of"], "his reelection"),
        (["The Re-Election"], "his re-election"),
    ],
)
def test_the_rest_of_the_document_knows_best(elsewhere, whole):
    assert joined(["his re-", "election"], words(elsewhere)) == whole


@given(st.lists(st.text(max_size=12), max_size=6))
def test_nothing_but_hyphens_and_spaces_is_lost(lines):
    def letters(text):
        return [sign for sign in text if sign.isalnum()]

    assert letters(joined(lines, words(lines))) == letters("".join(lines))
