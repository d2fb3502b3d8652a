"""Language files: a mistake stops the program with a message that names the file and the key."""

from __future__ import annotations

import pytest

from datasette_claims.extraction.languages.checking import LanguageError
from datasette_claims.extraction.languages.files import codes, load
from datasette_claims.extraction.languages.language import compile_language
from datasette_claims.extraction.languages.schema import check_schema


def test_every_language_compiles():
    assert {"en", "id"} <= set(codes())
    for code in codes():
        language = load(code)
        assert language.name
        assert language.lexicon
        assert language.patterns


def test_a_language_is_read_once():
    assert load("id") is load("id")


def test_an_unknown_language_is_refused():
    with pytest.raises(LanguageError, match=r"no language 'xx'; there are: .*en"):
        load("xx")


CUES = {"form": "verb", "kind": "say", "takes": ["that"], "words": {"said": 0.9}}
PATTERN = {"name": "a", "match": "source cue that content", "example": "x"}


def use(tables):
    """What reading a file with these tables does."""
    check_schema("xx.toml", tables)
    return compile_language("xx", tables)


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ({"cuse": []}, r"xx\.toml: .*cuse"),
        ({"words": {"nouns": ["a"]}}, r"xx\.toml: \[words\] has no .*'nouns'"),
        ({"words": {"times": "monday"}}, r"xx\.toml: \[words\] times must be a list of words"),
        ({"words": {"times": [""]}}, r"xx\.toml: \[words\] times must be a list of words"),
        ({"cues": [CUES | {"form": "adverb"}]}, r"\[\[cues\]\] of 'said': unknown form 'adverb'"),
        ({"cues": [CUES | {"takes": ["wat"]}]}, r"\[\[cues\]\] of 'said': unknown takes \['wat'\]"),
        ({"cues": [CUES | {"words": {}}]}, r"\[\[cues\]\] number 1 has no words"),
        ({"cues": [CUES | {"words": {"said": 2}}]}, r"said must have a prior in 0\.\.1"),
        ({"patterns": [{"name": "a"}]}, r"\[\[patterns\]\] a lacks match"),
        ({"patterns": [PATTERN, PATTERN]}, r"\[\[patterns\]\] a: .* occurs twice"),
        ({"syntax": {"verb_shape": "("}}, r"xx\.toml: \[syntax\] verb_shape: "),
        ({"weights": {"nice": 1}}, r"\[weights\] has no key .*nice"),
    ],
)
def test_a_mistake_is_named(tables, message):
    with pytest.raises(LanguageError, match=message):
        use(tables)


@pytest.mark.parametrize(
    "word", ["say", "says", "said", "saying", "deny", "denied", "denies", "urge", "urging"]
)
def test_english_verbs_are_inflected(word):
    assert word in load("en").lexicon


def test_the_longest_phrase_wins():
    first = [group[0].words for group in load("en").lexicon["according"]]
    assert first == sorted(first, key=len, reverse=True)


def test_clitics_are_added_to_bare_verbs():
    forms = {cue.form for group in load("id").lexicon["katanya"] for cue in group}
    assert forms == {"clitic"}


def test_ranks_are_not_prefixed_twice():
    """A prefix before what has one already: a million words, and two seconds for each start."""
    words = load("en").names.classes
    assert "co-director" in words
    assert "co-co-director" not in words
    assert "co-ex-director" not in words
