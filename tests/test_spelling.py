"""How names are spelt: slips, capitals, acronyms and short forms, the ending of possessors."""

from __future__ import annotations

import pytest

from datasette_claims.extraction.languages.files import load
from datasette_claims.extraction.text.spelling import (
    abbreviates,
    is_acronym,
    is_capital,
    one_slip,
    spelt_out,
    without_possessive,
)
from datasette_claims.extraction.text.tokens import tokenise


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("lestari", "lestrai", True),  # two letters swapped
        ("lestari", "elstari", True),
        ("lestari", "lestair", True),
        ("lestari", "lestarii", True),  # one more
        ("lestari", "lesari", True),  # one less
        ("lestari", "lestuari", True),
        ("lestari", "lestaru", True),  # another
        ("lestari", "bestari", True),
        ("lestari", "lestari", False),  # none
        ("lestari", "lestru", False),
        ("lestari", "lestaria", True),
        ("lestari", "lestariab", False),
        ("lestari", "lesrati", False),  # letters swapped that are no neighbours
        ("lestari", "elstair", False),  # two pairs
        ("ab", "ba", True),
        ("ab", "cd", False),
    ],
)
def test_one_slip(one, other, slip):
    assert one_slip(one, other) is slip
    assert one_slip(other, one) is slip


@pytest.mark.parametrize(
    ("word", "capital"),
    [
        *(("Ana", True), ("É", True), ("al-Assad", True), ("al-A", True), ("AL-x", True)),
        *(("ana", False), ("éa", False), ("al-assad", False), ("al-", False), ("a-Assad", False)),
        *(("mid-July", False), ("ab-Xy", False), ("5", False), ("“", False)),
    ],
)
def test_capitals(word, capital):
    assert is_capital(word, load("en").names.prefixes) is capital


@pytest.mark.parametrize(
    ("word", "acronym"),
    [("AB", True), ("A1", True), ("A", False), ("Ab", False), ("12", False), ("-", False)],
)
def test_acronyms(word, acronym):
    assert is_acronym(word) is acronym


@pytest.mark.parametrize(
    ("short", "words", "is_short_form"),
    [
        ("kkd", "kementerian komunikasi digital", True),
        ("kemenkomdi", "kementerian komunikasi digital", True),
        ("kemenkomd", "kementerian komunikasi digital", True),
        ("kd", "kementerian komunikasi digital", False),  # nothing of the second
        ("kemenkom", "kementerian komunikasi digital", False),  # nothing of the last
        ("kemenkomdix", "kementerian komunikasi digital", False),  # more than all
        ("mk", "kementerian komunikasi", False),
        ("aab", "aa ab", True),
        ("aaab", "aa ab", True),
        ("aaaab", "aa ab", False),
        ("jokowi", "joko widodo", True),
        ("kem", "kem x", False),
        ("", "a", False),
        ("a", "", False),
    ],
)
def test_a_short_form_has_the_beginnings_of_all_words_in_order(short, words, is_short_form):
    assert abbreviates(short, words.split()) is is_short_form


@pytest.mark.parametrize(
    ("word", "without"),
    [
        *(("Ana's", "Ana"), ("Ana’s", "Ana"), ("boys'", "boys"), ("boys’", "boys")),
        *(("'s", "'s"), ("Ana", "Ana"), ("s", "s"), ("'", "'")),
    ],
)
def test_the_ending_of_possessors_goes(word, without):
    assert without_possessive(word, load("en").possessive) == without
    assert without_possessive(word, load("id").possessive) == word


@pytest.mark.parametrize(
    ("phrase", "spelt"),
    [
        ("Badan Air Laut (BAL)", True),
        ("Badan Air, Laut, dan Cuaca (BALC)", True),
        ("badan Air Laut Cuaca (ALC)", True),
        ("Badan Air (BA)", False),  # two letters may be anything
        ("Badan Air Laut (BALX)", False),
        ("Badan Air Laut (BAL", False),
        ("Badan Air Laut BAL)", False),
        ("Badan Air Laut (BA L)", False),
        ("(BAL)", False),
    ],
)
def test_an_acronym_in_brackets_of_the_capitals_before_it(phrase, spelt):
    document = tokenise(phrase, load("id"))
    assert spelt_out(document.words, 0, len(document.words)) is spelt
