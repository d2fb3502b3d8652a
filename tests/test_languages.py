"""The schema of language files: complete, documented, and telling what is wrong."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from datasette_claims.extraction.languages import files, schema
from datasette_claims.extraction.languages.checking import LanguageError
from datasette_claims.extraction.languages.files import codes, load, merge, read
from datasette_claims.extraction.languages.language import Language, compile_language
from datasette_claims.extraction.languages.lexicon import COMPLEMENTS, CUE_FORMS
from datasette_claims.extraction.languages.name_words import CLASSES, NameWords
from datasette_claims.extraction.languages.patterns import SHAPES
from datasette_claims.extraction.languages.weights import Confidence, Weights
from datasette_claims.extraction.languages.word_classes import WORD_CLASSES

DOCS = (Path(__file__).parent.parent / "docs" / "languages.md").read_text("utf-8")


def test_the_schema_has_the_keys_that_the_steps_read():
    read = {field.name for field in fields(NameWords)} | CLASSES.keys()
    assert schema.TABLES["words"].keys() == WORD_CLASSES.keys()
    assert schema.TABLES["names"].keys() - read == {"affiliation_after_role"}
    assert schema.TABLES["weights"].keys() == {field.name for field in fields(Weights)}
    assert schema.TABLES["confidence"].keys() == {field.name for field in fields(Confidence)}
    read = {field.name for field in fields(Language)}
    assert schema.TABLES["syntax"].keys() - read == {"not_verbs"}


@pytest.mark.parametrize("word", [*CUE_FORMS, *sorted(COMPLEMENTS)])
def test_forms_and_complements_are_explained(word):
    assert f"`{word}`" in DOCS


def test_names_in_shapes_are_explained():
    prose = DOCS.partition("## Shapes of patterns")[2].partition("## Keys")[0]
    names = {name for shape in SHAPES for name in shape.split()}
    assert {name for name in names if name.isalpha() and f"`{name}`" not in prose} == set()


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_found_in_an_example(shape):
    """test_patterns.py runs the examples; so no shape stands in the list that no code finds."""
    assert any(shape in load(code).patterns for code in codes())


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
    ({"words": {"verbs": ["go", "went", "go"]}}, r"\[words\] verbs has twice: go"),
    (
        {"cues": [{"form": "verb", "words": {"vow": p}} for p in (0.8, 0.6)]},
        r"number 2: vow is a verb in number 1 too",
    ),
    ({"names": {"affiliation_shape": "("}}, r"\[names\] affiliation_shape"),
    ({"syntax": {"inverting": ["pst"]}}, r"\[syntax\] inverting: no form 'pst'; there are: verb,"),
    ({"inflection": {"labels": ["pst"]}}, r"\[inflection\] labels: no form 'pst'"),
    ({"weights": {"forms": {"adverb": 1}}}, r"\[weights\] forms: there is no 'adverb'; .* verb"),
    ({"weights": {"sources": {"nmae": 1}}}, r"\[weights\] sources: there is no 'nmae'; .* name,"),
    ({"weights": {"modality": {"not": 1}}}, r"\[weights\] modality: there is no 'not'; .* future"),
    ({"weights": {"kinds": {"deny": 1}}}, r"\[weights\] kinds: there is no 'deny'"),
    (
        {"patterns": [{"name": "a", "match": "source tweeted : content", "example": "x"}]},
        r"a: no code finds 'source tweeted : content'; there are: source cue that content; ",
    ),
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


def test_a_file_that_is_no_toml_is_told_by_its_name(monkeypatch, tmp_path):
    (tmp_path / "broken.toml").write_text("[words\n", "utf-8")
    monkeypatch.setattr(files, "LANG", tmp_path)
    with pytest.raises(LanguageError, match=r"^broken\.toml: "):
        files.read("broken.toml")
