"""Capitals as the sign of a name, and a language in which nouns have them too.

The language is invented and small; its words are German ones.
"""

from __future__ import annotations

import pytest

from datasette_claims.extraction.claims import find_claims
from datasette_claims.extraction.languages.checking import LanguageError
from datasette_claims.extraction.languages.files import load
from datasette_claims.extraction.languages.language import compile_language
from datasette_claims.extraction.languages.schema import check_schema
from datasette_claims.extraction.text.tokens import tokenise

GERMAN: dict[str, dict] = {
    "language": {"name": "Deutsch"},
    "words": {
        "determiners": ["der", "die", "das", "ein", "eine"],
        "complementisers": ["dass"],
        "prepositions": ["in", "von", "aus"],
        "pronouns": ["sie", "er"],
        "auxiliaries": ["hat", "ist"],
    },
    "names": {
        "capitals": "nouns",
        "titles": ["frau", "herr", "dr"],
        "roles": ["bürgermeisterin", "sprecher"],
        "determiners": ["der", "die", "das", "ein", "eine"],
        "indefinite": ["ein", "eine"],
        "particles": ["von"],
        "places": ["köln"],
        "states": ["frankreich"],
        "pronouns": {"female": ["sie"]},
    },
    "dates": {"weekdays": ["montag", "di", "mi", "do", "fr", "sa", "so"]},
    "weights": {"sources": {"name": 0.5, "common": -0.6}},
}
CUES = {"form": "past", "kind": "say", "takes": ["that"], "words": {"sagte": 0.95}}
THAT = {
    "name": "source, cue, dass, content",
    "match": "source cue that content",
    "weight": 1.0,
    "example": "[source Frau Weber] [cue sagte], dass [content die Brücke sicher ist].",
}
TABLES = {**GERMAN, "cues": [CUES], "patterns": [THAT]}


def language(capitals="nouns"):
    tables = {**TABLES, "names": {**GERMAN["names"], "capitals": capitals}}
    check_schema("xx.toml", tables)
    return compile_language("xx", tables)


def signs(text, capitals="nouns"):
    document = tokenise(text, language(capitals))
    return [word for word, sign in zip(document.words, document.capital, strict=True) if sign]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Am Abend war die Brücke offen.", []),
        ("Die Stadt Rat Haus Brücke.", []),
        ("Anna Weber kam am Abend.", []),
        ("Am Abend kam Frau Weber.", ["Frau", "Weber"]),
        ("Am Abend kam Bürgermeisterin Anna von Weber.", ["Bürgermeisterin", "Anna", "Weber"]),
        ("Am Abend kam die Bürgermeisterin.", []),
        ("Am Abend kam Frau Dr. Weber.", ["Frau", "Dr", "Weber"]),
        ("Frau Weber Montag.", ["Frau", "Weber"]),
        ("Die Lehrerin Anna Weber (47) kam.", ["Anna", "Weber"]),
        ("Die Brücke in Köln war offen.", ["Köln"]),
        ("Der Gipfel in Frankreich.", ["Frankreich"]),
        ("Der Gipfel der EU im Haus.", ["EU"]),
        ("Frau Weber kam. Am Abend ging Weber zur Brücke.", ["Frau", "Weber", "Weber"]),
        ("Weber kam. Am Abend ging Frau Weber.", ["Weber", "Frau", "Weber"]),
        ("", []),
    ],
)
def test_capitals_of_nouns_are_no_sign_of_a_name(text, found):
    assert signs(text) == found


def test_where_only_names_have_them_every_capital_is_a_sign():
    assert signs("Am Abend kam Anna Weber.", "names") == ["Am", "Abend", "Anna", "Weber"]


@pytest.mark.parametrize("code", ["en", "id", "ms"])
def test_the_languages_that_are_here_have_capitals_on_names(code):
    assert load(code).names.capitals == "names"


def test_another_kind_of_capitals_is_told_by_file_and_key():
    with pytest.raises(LanguageError, match=r"^xx\.toml: .* capitals must be one of: names, nouns"):
        language("all")


@pytest.mark.parametrize(
    ("text", "speaker", "kind"),
    [
        ("Frau Dr. Anna Weber sagte, dass die Brücke sicher ist.", "Anna Weber", "person"),
        ("Der Lärm sagte, dass die Brücke sicher ist.", "Lärm", "unnamed"),
        ("Dr. Anna Weber kam. Weber sagte, dass es gut ist.", "Anna Weber", "person"),
        ("Eine Lehrerin sagte, dass die Brücke sicher ist.", "eine Lehrerin", "unnamed"),
        ("Die Bürgermeisterin sagte, dass die Brücke sicher ist.", "Bürgermeisterin", "unnamed"),
    ],
)
def test_speakers_where_nouns_have_capitals(text, speaker, kind):
    (claim,) = find_claims(tokenise(text, language()), True, 0.0)
    assert (claim.speaker, claim.speaker_kind) == (speaker, kind)
