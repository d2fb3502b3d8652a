"""A language, compiled from the tables of its file: everything that the steps look up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datasette_claims.extraction.languages.checking import LanguageError
from datasette_claims.extraction.languages.lexicon import Cue, cue_lexicon
from datasette_claims.extraction.languages.patterns import Pattern, patterns
from datasette_claims.extraction.languages.schema import check_schema
from datasette_claims.extraction.languages.weights import Weights
from datasette_claims.extraction.languages.word_classes import (
    word_classes,
    word_lists,
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Language:
    """A language file, compiled: everything the steps look up."""

    code: str
    name: str
    tags: Mapping[str, int]
    cues: Mapping[str, tuple[tuple[Cue, ...], ...]]
    patterns: Mapping[str, Pattern]
    openers: Mapping[str, tuple[tuple[str, ...], ...]]
    abbreviations: frozenset[str]
    verb_shape: re.Pattern[str] | None
    aside_shape: re.Pattern[str] | None
    adjunct_shape: re.Pattern[str] | None
    adverb_shape: re.Pattern[str] | None
    plural_shape: re.Pattern[str] | None
    absolute: frozenset[str]
    also_that: frozenset[str]
    as_openers: frozenset[str]
    postmodifiers: frozenset[str]
    after_demonstrative: frozenset[str]
    documents: frozenset[str]
    about: frozenset[str]
    inverting: frozenset[str]
    first_person: frozenset[str]
    possessive: tuple[str, ...]
    weak: frozenset[str]
    inside_source: frozenset[str]
    comment_verbs: frozenset[str]
    backshift: frozenset[str]
    comment_nouns: frozenset[str]
    comment_shape: re.Pattern[str] | None
    boundaries: frozenset[str]
    light_verbs: frozenset[str]
    main_verb_marks: frozenset[str]
    weights: Weights
    calibration: tuple[float, float]
    threshold: float
    threshold_wide: float
    syntax: Mapping[str, Any]
    tables: Mapping[str, Any]

    def table(self, name: str) -> Mapping[str, Any]:
        """A table of the file as it is written, for the steps that own it."""
        found: Mapping[str, Any] = self.tables.get(name, {})
        return found


def compile_language(code: str, tables: Mapping[str, Any]) -> Language:
    """The tables, checked and turned into what the steps look up."""
    file = f"{code}.toml"
    check_schema(file, tables)
    syntax, text = tables.get("syntax", {}), tables.get("text", {})
    belief = tables.get("confidence", {})
    return Language(
        code=code,
        name=tables.get("language", {}).get("name", code),
        tags=word_classes(word_lists(tables), syntax.get("not_verbs", [])),
        cues=cue_lexicon(file, tables),
        patterns=patterns(file, tables.get("patterns", [])),
        openers=by_first_word(tables.get("words", {}).get("openers", [])),
        abbreviations=frozenset(text.get("abbreviations", ())),
        verb_shape=shape(file, syntax, "verb_shape", syntax.get("not_verbs", [])),
        aside_shape=shape(file, syntax, "aside_shape"),
        adverb_shape=shape(file, syntax, "adverb_shape"),
        plural_shape=shape(file, syntax, "plural_shape"),
        about=frozenset(syntax.get("about", ())),
        documents=frozenset(tables.get("names", {}).get("document_nouns", ())),
        postmodifiers=frozenset(syntax.get("postmodifiers", ())),
        after_demonstrative=frozenset(syntax.get("after_demonstrative", ())),
        as_openers=frozenset(syntax.get("as_openers", ())),
        also_that=frozenset(syntax.get("also_that", ())),
        absolute=frozenset(syntax.get("absolute", ())),
        adjunct_shape=shape(file, syntax, "adjunct_shape"),
        inverting=frozenset(syntax.get("inverting", ())),
        first_person=frozenset(syntax.get("first_person", ())),
        possessive=tuple(syntax.get("possessive", ())),
        weak=frozenset(syntax.get("weak_sources", ())),
        inside_source=frozenset(syntax.get("inside_source", ())),
        boundaries=frozenset(syntax.get("boundaries", ())),
        comment_verbs=frozenset(syntax.get("comment_verbs", ())),
        backshift=frozenset(syntax.get("backshift", ())),
        comment_nouns=frozenset(syntax.get("comment_nouns", ())),
        comment_shape=shape(file, syntax, "comment_shape"),
        light_verbs=frozenset(syntax.get("light_verbs", ())),
        main_verb_marks=frozenset(syntax.get("main_verb_marks", ())),
        weights=Weights(**tables.get("weights", {})),
        syntax=syntax,
        calibration=(float(belief.get("slope", 1.0)), float(belief.get("shift", 0.0))),
        threshold=float(belief.get("threshold", 0.5)),
        threshold_wide=float(belief.get("threshold_wide", 0.5)),
        tables=tables,
    )


def shape(
    file: str, syntax: Mapping[str, Any], key: str, exceptions: Sequence[str] = ()
) -> re.Pattern[str] | None:
    """The regular expression of this key, if the file has one; it matches none of the words."""
    but = f"(?!(?:{'|'.join(map(re.escape, exceptions))})\\Z)" if exceptions else ""
    try:
        return re.compile(but + syntax[key]) if syntax.get(key) else None
    except re.error as error:
        raise LanguageError(f"{file}: [syntax] {key}: {error}") from error


def by_first_word(listed: list[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Phrases by their first word, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in listed:
        words = tuple(phrase.split())
        found.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(all_, key=len, reverse=True)) for first, all_ in found.items()}
