"""The schema of language files: complete, documented, and telling what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from datasette_claims.extraction.languages import schema
from datasette_claims.extraction.languages.checking import LanguageError
from datasette_claims.extraction.languages.files import codes, load, merge, read
from datasette_claims.extraction.languages.language import compile_language
from datasette_claims.extraction.languages.lexicon import COMPLEMENTS, CUE_FORMS
from datasette_claims.extraction.languages.name_words import CLASSES, LISTS
from datasette_claims.extraction.languages.word_classes import WORD_CLASSES

DOCS = (Path(__file__).parent.parent / "docs" / "languages.md").read_text("utf-8")


def test_the_schema_has_the_keys_that_the_steps_read():
    names = schema.TABLES["names"].keys()
    assert schema.TABLES["words"].keys() == WORD_CLASSES.keys()
    assert {*CLASSES, *LISTS} <= names
    other = {"affiliation_after_role", "affiliation_shape", "short_forms", "pronouns"}
    assert names - {*CLASSES, *LISTS} == other


@pytest.mark.parametrize("word", [*CUE_FORMS, *sorted(COMPLEMENTS)])
def test_forms_and_complements_are_explained(word):
    assert f"`{word}`" in DOCS


def test_names_in_shapes_are_explained():
    prose = DOCS.partition("## Shapes of patterns")[2].partition("## Keys")[0]
    shapes = {name for code in codes() for shape in load(code).patterns for name in shape.split()}
    assert {name for name in shapes if name.isalpha() and f"`{name}`" not in prose} == set()


def test_every_language_is_named():
    assert all(f"extraction/lang/{code}.toml" in DOCS for code in codes())


@pytest.mark.parametrize("code", codes())
def test_every_file_fits_the_schema(code):
    schema.check_schema(f"{code}.toml", merge(read("common.toml"), read(f"{code}.toml")))


WRONG = [
    ({"wrods": {}}, r"no table \[wrods\]"),
    ({"words": {"verb": []}}, r"\[words\] has no key 'verb'; it has: adverbs,"),
    ({"words": {"verbs": "say"}}, r"\[words\] verbs must be a list of words"),
    ({"words": {"verbs": [""]}}, r"\[words\] verbs must be a list of words"),
    ({"words": ["say"]}, r"\[words\] must be a table"),
    ({"language": {"name": 1}}, r"\[language\] name must be a text"),
    ({"weights": {"bias": True}}, r"\[weights\] bias must be a number"),
    ({"weights": {"forms": {"bare": "1"}}}, r"\[weights\] forms must be a table of numbers"),
    ({"names": {"affiliation_after_role": "yes"}}, r"affiliation_after_role must be true or false"),
    ({"names": {"pronouns": {"he": []}}}, r"\[names.pronouns\] has no key 'he'"),
    ({"names": {"short_forms": {"as": 1}}}, r"short_forms must be a table of texts"),
    ({"inflection": {"rules": ["e"]}}, r"\[inflection\] rules must be a list of tables"),
    ({"cues": {"form": "verb"}}, r"\[\[cues\]\] must be a list of tables"),
    ({"cues": [{"from": "verb"}]}, r"\[\[cues\]\] number 1 has no key 'from'"),
    ({"cues": [{"form": "verb"}]}, r"number 1 has no words"),
    ({"cues": [{"form": "verbs", "words": {"say": 1}}]}, r"unknown form 'verbs'"),
    ({"cues": [{"form": "verb", "words": {"say": 2}}]}, r"say must have a prior"),
    ({"cues": [{"form": "verb", "takes": ["all"], "words": {"say": 1}}]}, r"unknown takes"),
    ({"patterns": [{"name": "a", "match": "source cue"}]}, r"a lacks example"),
    ({"syntax": {"verb_shape": "("}}, r"\[syntax\] verb_shape"),
]


@pytest.mark.parametrize(("tables", "message"), WRONG)
def test_what_is_wrong_is_told_by_file_and_key(tables, message):
    with pytest.raises(LanguageError, match=message) as error:
        compile_language("xx", tables)
    assert str(error.value).startswith("xx.toml: ")


def test_an_unknown_language_is_told_with_those_there_are():
    with pytest.raises(LanguageError, match="no language 'xx'; there are: en, id, ms"):
        load("xx")


def test_lists_of_all_languages_are_added_and_values_of_one_win():
    both = merge({"frame": {"outlets": ["a"]}, "x": 1}, {"frame": {"outlets": ["b"]}, "x": 2})
    assert both == {"frame": {"outlets": ["a", "b"]}, "x": 2}
