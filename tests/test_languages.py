"""The schema of language files: complete, documented, and telling what is wrong."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from datasette_claims.extraction.languages import files, schema
from datasette_claims.extraction.languages.checking import LanguageError
from datasette_claims.extraction.languages.files import LANG, codes, load, read, tables
from datasette_claims.extraction.languages.language import Language, compile_language
from datasette_claims.extraction.languages.lexicon import COMPLEMENTS, CUE_FORMS
from datasette_claims.extraction.languages.merging import merge
from datasette_claims.extraction.languages.name_words import CLASSES, NameWords
from datasette_claims.extraction.languages.patterns import SHAPES
from datasette_claims.extraction.languages.weights import Confidence, Weights
from datasette_claims.extraction.languages.word_classes import WORD_CLASSES

DOCS = (Path(__file__).parent.parent / "docs" / "languages.md").read_text("utf-8")


def test_the_schema_has_the_keys_that_the_steps_read():
    read = {field.name for field in fields(NameWords)} | CLASSES.keys()
    # these are read under another name
    compiled = {"degrees", "postnominals", "rank_prefixes", "seat_shape", "men", "women"}
    assert schema.TABLES["words"].keys() == WORD_CLASSES.keys()
    assert schema.TABLES["names"].keys() <= read | compiled
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


FILES = sorted(entry.name for entry in LANG.iterdir() if entry.name.endswith(".toml"))


@pytest.mark.parametrize("name", FILES)
def test_lines_of_language_files_can_be_read_side_by_side(name):
    lines = LANG.joinpath(name).read_text("utf-8").splitlines()
    assert [number for number, line in enumerate(lines, 1) if len(line) > 110] == []


@pytest.mark.parametrize("code", codes())
def test_every_language_fits_the_schema(code):
    schema.check_schema(f"{code}.toml", tables(code))


WRONG = [
    ({"wrods": {}}, r"no table \[wrods\]"),
    ({"words": {"verb": []}}, r"\[words\] has no key 'verb'; it has: adverbs,"),
    ({"words": {"verbs": "say"}}, r"\[words\] verbs must be a list of words"),
    ({"words": {"verbs": [""]}}, r"\[words\] verbs must be a list of words"),
    ({"words": ["say"]}, r"\[words\] must be a table"),
    ({"language": {"name": 1}}, r"\[language\] name must be a text"),
    ({"weights": {"bias": True}}, r"\[weights\] bias must be a number"),
    ({"weights": {"forms": {"bare": "1"}}}, r"\[weights\] forms must be a table of numbers"),
    ({"names": {"role_first": "yes"}}, r"role_first must be true or false"),
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
        r"of 'vow': vow is a verb in another group too",
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


def use(tables):
    """What reading a file with these tables does."""
    schema.check_schema("xx.toml", tables)
    return compile_language("xx", tables)


@pytest.mark.parametrize(("tables", "message"), WRONG)
def test_what_is_wrong_is_told_by_file_and_key(tables, message):
    with pytest.raises(LanguageError, match=message) as error:
        use(tables)
    assert str(error.value).startswith("xx.toml: ")


def test_an_unknown_language_is_told_with_those_there_are():
    with pytest.raises(LanguageError, match=f"no language 'xx'; there are: {', '.join(codes())}$"):
        load("xx")


def test_what_a_language_lists_is_added_to_its_base():
    base = {"frame": {"outlets": ["a"]}, "weights": {"bias": 1, "forms": {"noun": 1}}}
    own = {"frame": {"outlets": ["b"]}, "weights": {"prior": 2, "forms": {"verb": 2}}, "cues": [1]}
    assert merge("base.toml", base, "xx.toml", own) == {
        "frame": {"outlets": ["a", "b"]},
        "weights": {"bias": 1, "prior": 2, "forms": {"noun": 1, "verb": 2}},
        "cues": [1],
    }


def test_groups_of_cues_are_added():
    base, own = ([{"form": "verb", "words": {word: 0.9}}] for word in ("say", "tell"))
    assert merge("base.toml", {"cues": base}, "xx.toml", {"cues": own})["cues"] == [*base, *own]


def test_a_language_gives_its_example_to_a_shape_of_its_base():
    base = [{"match": "quote cue", "name": "a", "weight": 1.0}]
    own = [{"match": "quote  cue", "example": "x"}, {"match": "cue source", "name": "b"}]
    merged = merge("base.toml", {"patterns": base}, "xx.toml", {"patterns": own})["patterns"]
    assert [sorted(row) for row in merged] == [
        ["example", "match", "name", "weight"],
        ["match", "name"],
    ]
    assert base == [{"match": "quote cue", "name": "a", "weight": 1.0}]


@pytest.mark.parametrize(
    ("both", "message"),
    [
        ({"words": {"verbs": ["go"]}}, r"\[words\] verbs of base.toml has too: go"),
        ({"syntax": {"as_word": "as"}}, r"\[syntax\] as_word stands in base.toml too"),
        ({"names": {"pronouns": {"self": ["i"]}}}, r"\[names\] pronouns self of base.toml has too"),
        ({"weights": {"forms": {"noun": 1}}}, r"\[weights\] forms noun stands in base.toml too"),
        ({"dates": {"relative": {"now": 0}}}, r"\[dates\] relative now stands in base.toml too"),
        (
            {"cues": [{"form": "verb", "words": {"vow": 0.8}}]},
            r"\[\[cues\]\] of base.toml have too: vow \(verb\)",
        ),
        (
            {"patterns": [{"match": "quote cue", "weight": 1}]},
            r"\[\[patterns\]\] quote cue: weight stands in base.toml too",
        ),
    ],
)
def test_what_stands_in_both_files_is_told_by_both_and_by_key(both, message):
    with pytest.raises(LanguageError, match=r"^xx\.toml: " + message):
        merge("base.toml", both, "xx.toml", both)


def test_a_contradiction_is_told_as_a_duplicate_is():
    base, own = ({"weights": {"bias": bias}} for bias in (1, 2))
    with pytest.raises(LanguageError, match=r"^xx\.toml: \[weights\] bias stands in base.toml too"):
        merge("base.toml", base, "xx.toml", own)


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """A folder of language files to write into."""
    monkeypatch.setattr(files, "LANG", tmp_path)
    remembered = (files.codes, files.tables, files.read, files.load)
    for function in remembered:
        function.cache_clear()
    (tmp_path / "common.toml").write_text('[text]\nabbreviations = ["dr"]\n', "utf-8")
    yield tmp_path
    for function in remembered:
        function.cache_clear()


def test_a_language_stands_on_its_base_and_both_on_what_all_share(folder):
    (folder / "shared.toml").write_text('[text]\nabbreviations = ["jl"]\n', "utf-8")
    own = '[language]\nname = "X"\nbase = "shared"\n[text]\nabbreviations = ["kg"]\n'
    (folder / "xx.toml").write_text(own, "utf-8")
    assert codes() == ("xx",)
    assert load("xx").abbreviations == {"dr", "jl", "kg"}


@pytest.mark.parametrize(
    ("shared", "own", "message"),
    [
        (None, "", r"xx\.toml: \[language\] base: there is no shared\.toml"),
        ("[text]\nabbr = []", "", r"shared\.toml: \[text\] has no key 'abbr'"),
        ("[language]\nbase = 'yy'", "", r"shared\.toml: \[language\] is for the files of lang"),
        ("[text]\nabbreviations = ['dr']", "", r"shared\.toml: .* of common\.toml has too: dr"),
        ("", "[text]\nabbreviations = ['dr']", r"xx\.toml: .* of shared\.toml has too: dr"),
    ],
)
def test_what_is_wrong_with_a_base_is_told(folder, shared, own, message):
    if shared is not None:
        (folder / "shared.toml").write_text(shared, "utf-8")
    (folder / "xx.toml").write_text(f'[language]\nname = "X"\nbase = "shared"\n{own}', "utf-8")
    with pytest.raises(LanguageError, match=message):
        load("xx")


def test_a_language_is_called_by_the_name_in_its_file(folder):
    (folder / "xx.toml").write_text('[language]\nname = "Exish"\n', "utf-8")
    (folder / "yy.toml").write_text("", "utf-8")
    assert [files.name_in_english(code) for code in ("xx", "yy", "zz")] == ["Exish", "yy", "zz"]


@pytest.mark.parametrize(
    ("one", "other", "related"),
    [
        ("aa", "ab", True),
        ("ab", "aa", True),
        ("aa", "ac", False),
        ("ad", "ae", False),  # neither has a base
        ("aa", "zz", False),
        ("", "aa", False),
        ("und", "und", False),
    ],
)
def test_relatives_name_one_base(folder, one, other, related):
    for base in ("shared", "another"):
        (folder / f"{base}.toml").write_text("", "utf-8")
    for code, base in ("aa", "shared"), ("ab", "shared"), ("ac", "another"):
        (folder / f"{code}.toml").write_text(f'[language]\nbase = "{base}"\n', "utf-8")
    for code in ("ad", "ae"):
        (folder / f"{code}.toml").write_text("", "utf-8")
    assert files.relatives(one, other) is related


def lists(table, where=()):
    """The lists of words of a table, each with its key."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from lists(value, (*where, key))
        elif isinstance(value, list) and all(isinstance(entry, str) for entry in value):
            yield (*where, key), set(value)


def test_what_relatives_share_stands_in_their_base_alone():
    """Whatever all of them list; what only some of three do stands in the files of those."""
    families = {}
    for code in codes():
        own = read(f"{code}.toml")
        if base := own["language"].get("base"):
            families.setdefault(base, []).append(dict(lists(own)))
    assert families
    for base, (first, *rest) in families.items():
        assert rest, f"{base}.toml is the base of one language alone"
        all_of = {
            key: words.intersection(*(other.get(key, ()) for other in rest))
            for key, words in first.items()
            if key[0] != "dates"
        }
        assert {key: words for key, words in all_of.items() if words} == {}, base


def test_a_file_that_is_no_toml_is_told_by_its_name(monkeypatch, tmp_path):
    (tmp_path / "broken.toml").write_text("[words\n", "utf-8")
    monkeypatch.setattr(files, "LANG", tmp_path)
    with pytest.raises(LanguageError, match=r"^broken\.toml: "):
        files.read("broken.toml")
