"""Whether a noun phrase can be somebody who says something: no adverb, date or verb alone."""

from __future__ import annotations

from datasette_claims.extraction.languages.word_classes import (
    ADVERB,
    AUXILIARY,
    COMPLEMENTISER,
    CONJUNCTION,
    DETERMINER,
    FUTURE,
    HYPOTHETICAL,
    NEGATION,
    OPENER,
    PASSIVE,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    PURPOSE,
    QUESTION,
    RELATIVE,
    ROLE_NOUN,
    SUBORDINATOR,
    TIME,
    VERB,
)
from datasette_claims.extraction.parts.cues import has_form
from datasette_claims.extraction.parts.sources import Source
from datasette_claims.extraction.parts.times import is_quantity
from datasette_claims.extraction.text.tokens import Document

NEVER = (
    ADVERB
    | AUXILIARY
    | COMPLEMENTISER
    | CONJUNCTION
    | FUTURE
    | HYPOTHETICAL
    | NEGATION
    | OPENER
    | PREPOSITION
    | PURPOSE
    | QUESTION
    | RELATIVE
    | SUBORDINATOR
    | TIME
    | VERB
)
"""Classes whose words are nobody; a word of no class, a determiner or a pronoun may be."""
SOMEBODY = PRONOUN | ROLE_NOUN
FINITE = AUXILIARY | NEGATION | FUTURE


def is_somebody_named(document: Document, who: Source) -> bool:
    """Can the source of a claim be a person, a body or a document, by the classes of its words?"""
    first, end = who.name_first, who.name_end
    tags, no_names = document.tags, document.language.names.no_names
    if end - first == 1 and tags[first] & POSSESSIVE:
        return True  # his claim that
    if not any(may_be_somebody(document, n, no_names) for n in range(first, end)):
        return False
    # katanya yang berharap A: a cue with its source in it
    with_source = end - first == 1 and has_form(document, first, "clitic")
    if is_cut(document, first, end) or with_source:
        return False
    opening = tags[first]
    if (
        opening & (PREPOSITION | SUBORDINATOR | NEGATION)
        and not opening & (DETERMINER | SOMEBODY | POSSESSIVE)
        and not document.capital[first]
        and "," not in document.words[first:end]
        and not is_quantity(document, first, end)
    ):
        return False
    return who.quality == "document" or not is_clause(document, first, end)


def may_be_somebody(document: Document, n: int, no_names: frozenset[str]) -> bool:
    """May the word be that of somebody, and no weekday, adverb or verb?"""
    tag, word = document.tags[n], document.words[n]
    if not word[0].isalpha() or document.lower[n] in no_names:
        return False
    if tag & SOMEBODY:
        return True
    if tag & NEVER:
        return bool(document.capital[n]) and n > 0 and document.words[n - 1][0].isalnum()
    if tag & (DETERMINER | POSSESSIVE):
        return document.lower[n] in document.language.weak_sources or bool(
            document.capital[n] and n > 0 and document.words[n - 1][0].isalnum()
        )
    return len(word) > 1 or not word.islower()


def is_clause(document: Document, first: int, end: int) -> bool:
    """Has the phrase a finite verb of its own, before any relative clause?"""
    tags, shape = document.tags, document.language.clause_shape
    verb = document.language.verb_shape if document.language.names.role_first else None
    if begins_clause(document, first, end):
        return True
    for n in range(first, end):
        tag, word = tags[n], document.words[n]
        if tag & RELATIVE or word in "(,":
            return False
        if tag & FINITE and not tag & (SOMEBODY | DETERMINER) and n > first:
            return not document.capital[n] or n + 1 == end
        if tag or document.lower[n] in document.language.tags or (n > first and word[0].isupper()):
            continue
        named = word[0].isupper() and (n + 1 == end or document.capital[n + 1])
        if shape is not None and not named and shape.match(document.lower[n]):
            return True
        if n == first and verb is not None and word[0].islower() and verb.match(word):
            return True
    return False


def begins_clause(document: Document, first: int, end: int) -> bool:
    """Is it a pronoun with a verb, or only a participle: `they seem intent`, `stopped`?"""
    tag, shape = document.tags[first], document.language.verb_shape
    if document.language.names.role_first or not document.language.relative_is_source:
        return False
    if end - first == 1:
        word = document.words[first]
        return not tag and word[0].islower() and bool(shape and shape.match(word))
    if end - first < 3 or not tag & PRONOUN or tag & (DETERMINER | RELATIVE | ROLE_NOUN):
        return False
    return not document.tags[first + 1] and document.words[first + 1].islower()


def is_cut(document: Document, first: int, end: int) -> bool:
    """Is it the rest of a verb (`should | ease by noon`), or an adjective (`10-year notes`)?"""
    names, last = document.language.names, document.words[end - 1]
    before = document.tags[first - 1] if first else 0
    verb = before & (AUXILIARY | FUTURE) and not before & (PASSIVE | SOMEBODY)
    if verb and document.words[first].islower() and document.language.relative_is_source:
        return not document.tags[first]
    age = names.age_shape is not None and names.age_shape.fullmatch(document.lower[end - 1])
    return last[0].isdigit() and "-" in last and not age and not names.role_first
