"""A language, compiled from the tables of its file: everything that the steps look up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datasette_claims.extraction.languages.calendar import Calendar, read_calendar
from datasette_claims.extraction.languages.checkable_words import CheckableWords, checkable_words
from datasette_claims.extraction.languages.checking import expression
from datasette_claims.extraction.languages.frame_words import FrameWords, frame_words
from datasette_claims.extraction.languages.lexicon import CueLexicon, Form, cue_lexicon, read_forms
from datasette_claims.extraction.languages.name_words import NameWords, name_words
from datasette_claims.extraction.languages.patterns import Pattern, Shape, read_patterns
from datasette_claims.extraction.languages.weights import Confidence, Weights, read_weights
from datasette_claims.extraction.languages.word_classes import ROLE_NOUN, word_classes


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Language:
    """A language file, compiled. What is not explained here is explained by key in schema.py."""

    name: str
    abbreviations: frozenset[str]
    numbering: frozenset[str]
    """Abbreviations only where a number follows: no. 5."""
    tags: Mapping[str, int]
    """The word-class bits of each word of `[words]` (see word_classes.py)."""
    openers: Mapping[str, tuple[tuple[str, ...], ...]]
    adverbials: Mapping[str, tuple[tuple[str, ...], ...]]
    """Adverbs of several words, by the last: sekali lagi."""
    """Phrases before the subject of a clause, by their first word, the longest first."""
    lexicon: CueLexicon
    patterns: Mapping[Shape, Pattern]
    """Patterns by their shape."""
    weights: Weights
    confidence: Confidence
    frame: FrameWords
    names: NameWords
    calendar: Calendar
    checkable: CheckableWords
    small_words: frozenset[str]
    """Words of grammar, months and words that report, which some names are spelt like."""
    # [syntax]
    clitics: tuple[str, ...]
    possessive: tuple[str, ...]
    relative_is_source: bool
    verb_shape: re.Pattern[str] | None
    adverb_shape: re.Pattern[str] | None
    plural_shape: re.Pattern[str] | None
    aside_shape: re.Pattern[str] | None
    clause_shape: re.Pattern[str] | None
    adjunct_shape: re.Pattern[str] | None
    comment_shape: re.Pattern[str] | None
    weak_sources: frozenset[str]
    comment_verbs: frozenset[str]
    comment_nouns: frozenset[str]
    backshift: frozenset[str]
    inside_source: frozenset[str]
    boundaries: frozenset[str]
    also_that: frozenset[str]
    postmodifiers: frozenset[str]
    after_demonstrative: frozenset[str]
    as_openers: frozenset[str]
    views: frozenset[str]
    as_word: str
    light_verbs: frozenset[str]
    authored: frozenset[str]
    main_verb_marks: frozenset[str]
    reaction_verbs: frozenset[str]
    inverting: frozenset[Form]
    first_person: frozenset[str]
    nobody: Mapping[str, tuple[tuple[str, ...], ...]]
    only: frozenset[str]
    refusals: frozenset[str]
    showing: frozenset[str]
    granted: frozenset[str]
    titled: frozenset[str]
    withheld: frozenset[str]
    absolute: frozenset[str]
    about: frozenset[str]


def compile_language(code: str, tables: Mapping[str, Any]) -> Language:
    """The tables, which fit the schema, turned into what the steps look up."""
    base = tables.get("language", {}).get("base")
    file = f"{code}.toml with {base}.toml" if base else f"{code}.toml"
    words, syntax = tables.get("words", {}), tables.get("syntax", {})
    dates = tables.get("dates", {})
    names = with_clitics(tables.get("names", {}), syntax.get("clitics", ()))
    not_verbs = syntax.get("not_verbs", ())
    cues = cue_lexicon(file, tables)
    tags = word_classes(words, names["roles"], not_verbs)
    possessive = tuple(syntax.get("possessive", ()))
    calendar = read_calendar(file, dates)

    def shape(key: str, exceptions: Sequence[str] = ()) -> re.Pattern[str] | None:
        return expression(file, "syntax", syntax, key, exceptions)

    def listed(key: str) -> frozenset[str]:
        return frozenset(syntax.get(key, ()))

    return Language(
        name=tables.get("language", {}).get("name", code),
        abbreviations=frozenset(
            [*tables.get("text", {}).get("abbreviations", ()), *names.get("given", ())]
        ),
        numbering=frozenset(tables.get("text", {}).get("numbering", ())),
        tags=tags,
        openers=by_first_word(words.get("openers", ())),
        adverbials=by_last_word(words.get("adverbs", ())),
        lexicon=cues,
        patterns=read_patterns(file, tables.get("patterns", ())),
        weights=read_weights(file, tables.get("weights", {}), cues),
        confidence=Confidence(**tables.get("confidence", {})),
        frame=frame_words(tables.get("frame", {}), calendar.days_and_months),
        names=name_words(file, names, cues, possessive, calendar.no_names),
        calendar=calendar,
        checkable=checkable_words(file, tables.get("checkable", {})),
        small_words=frozenset(w for w, tag in tags.items() if tag and not tag & ROLE_NOUN)
        | cues.keys(),
        clitics=tuple(syntax.get("clitics", ())),
        possessive=possessive,
        relative_is_source=syntax.get("relative_is_source", False),
        verb_shape=shape("verb_shape", not_verbs),
        adverb_shape=shape("adverb_shape"),
        plural_shape=shape("plural_shape"),
        aside_shape=shape("aside_shape"),
        clause_shape=shape("clause_shape", not_verbs),
        adjunct_shape=shape("adjunct_shape"),
        comment_shape=shape("comment_shape"),
        weak_sources=listed("weak_sources"),
        comment_verbs=listed("comment_verbs"),
        comment_nouns=listed("comment_nouns"),
        backshift=listed("backshift"),
        inside_source=listed("inside_source"),
        boundaries=listed("boundaries"),
        also_that=listed("also_that"),
        postmodifiers=listed("postmodifiers"),
        after_demonstrative=listed("after_demonstrative"),
        as_openers=listed("as_openers"),
        views=listed("views"),
        as_word=syntax.get("as_word", ""),
        light_verbs=listed("light_verbs"),
        authored=listed("authored"),
        main_verb_marks=listed("main_verb_marks"),
        reaction_verbs=listed("reaction_verbs"),
        inverting=read_forms(file, "[syntax] inverting", syntax.get("inverting", ())),
        first_person=listed("first_person"),
        nobody=by_first_word(syntax.get("nobody", ())),
        only=listed("only"),
        refusals=listed("refusals"),
        showing=listed("showing"),
        granted=listed("granted"),
        titled=listed("titled"),
        withheld=listed("withheld"),
        absolute=listed("absolute"),
        about=listed("about"),
    )


def with_clitics(names: Mapping[str, Any], clitics: Sequence[str]) -> Mapping[str, Any]:
    """`[names]` with all roles and occupations in one list, also those with a clitic: suaminya."""
    roles = [*names.get("roles", ()), *names.get("occupations", ())]
    return {**names, "roles": roles + [role + clitic for role in roles for clitic in clitics]}


def by_first_word(listed: Sequence[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Phrases by their first word, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in listed:
        words = tuple(phrase.split())
        found.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(all_, key=len, reverse=True)) for first, all_ in found.items()}


def by_last_word(phrases: Sequence[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Phrases of several words by the last one."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for phrase in (tuple(text.split()) for text in phrases if " " in text):
        found[phrase[-1]] = (*found.get(phrase[-1], ()), phrase)
    return found
