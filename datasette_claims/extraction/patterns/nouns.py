"""Nouns as cues: `seruan X agar A`, `X's claim that A`, `X expressed hope that A`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from datasette_claims.extraction.languages.patterns import Shape
from datasette_claims.extraction.languages.word_classes import (
    AGENT,
    AUXILIARY,
    COMPLEMENTISER,
    CONJUNCTION,
    DETERMINER,
    NEGATION,
    OPENER,
    POSSESSIVE,
    PREPOSITION,
    PURPOSE,
    RELATIVE,
    SUBORDINATOR,
    VERB,
)
from datasette_claims.extraction.parts.contents import clausal, content_end, phrase_end
from datasette_claims.extraction.parts.cues import has_form
from datasette_claims.extraction.parts.sources import Source, left_of, source_at
from datasette_claims.extraction.patterns.candidates import Match, Place, matched
from datasette_claims.extraction.patterns.scene import Range
from datasette_claims.extraction.text.tokens import Document

JOINS = CONJUNCTION | RELATIVE | COMPLEMENTISER | SUBORDINATOR | PURPOSE
ENDS = frozenset(',;:."“”')


class NounContent(NamedTuple):
    """How the content of a cue noun is opened, by which token, and its range."""

    kind: Literal["that", "to", "preposition"]
    opener: int
    content: Range


OWNED: Mapping[str, Shape] = {
    "that": "source noun that content",
    "to": "source noun to content",
    "preposition": "source noun preposition content",
}
CARRIED: Mapping[str, Shape] = {
    "that": "source light noun that content",
    "to": "source light noun to content",
    "preposition": "source light noun preposition content",
}
FROM: Mapping[str, Shape] = {
    "that": "noun source that content",
    "to": "noun source to content",
}


def nominal(place: Place) -> Match | None:
    """`X expressed hope that A`, `X's claim that A`, `seruan X agar A`."""
    document, cue_at, low = place.document, place.cue_at, place.low
    own = (cue_at.first, cue_at.end)
    found = content_of_noun(place)
    if found is None:
        return None
    content = [found.content]
    verb = light_verb(document, cue_at.first, low)
    if verb is not None:
        who = left_of(document, low, verb, place.scene.cue_verbs)
        if who is not None:
            end = found.opener + 1 if found.kind == "preposition" else cue_at.end
            return matched(place, CARRIED[found.kind], content, who, who.first, cue=(verb, end))
    owner = possessor(document, cue_at.first, low)
    if owner is not None:
        return matched(place, OWNED[found.kind], content, owner, owner.first, cue=own)
    first = cue_at.end
    if first < found.opener and document.tags[first] & (AGENT | PREPOSITION):
        first += 1
    if first < found.opener:
        who = source_at(document, first, found.opener)
        if who.quality == "weak" or holds_noun(document, first, found.opener):
            return None
        return matched(place, FROM[found.kind], content, who, cue_at.first, cue=own)
    return None


def holds_noun(document: Document, first: int, opener: int) -> bool:
    """Does the content belong to another noun behind a preposition: `reports on claims that A`?"""
    return any(
        document.tags[n - 1] & PREPOSITION and has_form(document, n, "noun")
        for n in range(first + 1, opener)
    )


def content_of_noun(place: Place) -> NounContent | None:
    """What a cue noun is about, if it takes that."""
    document, cue_at, stop, takes = place.document, place.cue_at, place.stop, place.reading.takes
    words, tags = document.words, document.tags
    shape = document.language.verb_shape if document.language.relative_is_source else None
    for opener in range(cue_at.end, min(stop, cue_at.end + 10)):
        tag = tags[opener]
        if tag & (COMPLEMENTISER | PURPOSE):
            kind: Literal["that", "to"] = "that" if tag & COMPLEMENTISER else "to"
            if kind not in takes:
                return None
            begin = opener + 1
            end = content_end(document, begin, nominal_end(place, kind, begin))
            return NounContent(kind, opener, (begin, end))
        if words[opener] in ENDS or tag & (VERB | AUXILIARY | RELATIVE | SUBORDINATOR):
            break
        if opener in place.scene.cue_verbs and opener > cue_at.end:
            break
        if not tag and shape and shape.match(document.lower[opener]):
            break  # Hall's testimony proved that A
    about = document.language.about
    if "np" in takes and cue_at.end < stop and document.lower[cue_at.end] in about:
        begin = cue_at.end + 1
        verb = next((n for n in range(begin, stop) if tags[n] & (VERB | AUXILIARY)), stop)
        content = (begin, phrase_end(document, begin, verb))
        return NounContent("preposition", cue_at.end, content)
    return None


def nominal_end(place: Place, kind: Literal["that", "to"], begin: int) -> int:
    """The content of a noun ends where the main verb of its sentence begins.

    Marks of the language tell it; else, where the noun is the subject (no verb before it), the
    second auxiliary that nothing joins to the clause (`X's claim that A was B | has been ...`),
    the first after an infinitive.
    """
    document, stop, cue_verbs = place.document, place.stop, place.scene.cue_verbs
    tags, words = document.tags, document.words
    marks, reactions = document.language.main_verb_marks, document.language.reaction_verbs
    subject = not any(
        tags[n] & (VERB | AUXILIARY) or n in cue_verbs for n in range(place.low, place.cue_at.first)
    )
    verbs = 1 if kind == "to" else 0
    for n in range(begin + 1, stop):
        if words[n] == ",":
            break
        if subject and n > begin + 1 and document.lower[n] in marks:
            return before_group(document, begin, n)
        if subject and document.lower[n] in reactions and clausal(document, begin, n):
            return before_group(document, begin, n)
        if subject and tags[n] & AUXILIARY and not tags[n - 1] & (AUXILIARY | OPENER | JOINS):
            verbs += 1
            if verbs > 1:
                return n
        elif tags[n] & JOINS:
            break
    return stop


def before_group(document: Document, begin: int, verb: int) -> int:
    """Where the group of a verb begins: its negations and auxiliaries."""
    while verb > begin + 2 and document.tags[verb - 1] & (NEGATION | AUXILIARY):
        verb -= 1
    return verb


def light_verb(document: Document, noun: int, low: int) -> int | None:
    """Where the verb that carries a cue noun begins: `expressed hope`, `issued a warning`."""
    verbs = document.language.light_verbs
    for n in range(noun - 1, max(low, noun - 4) - 1, -1):
        if document.lower[n] in verbs:
            if n > low and document.lower[n - 1].endswith(document.language.possessive):
                return None  # Smith's repeated claims
            while n > low and document.tags[n - 1] & (AUXILIARY | OPENER):
                n -= 1
            return n
    return None


def possessor(document: Document, noun: int, low: int) -> Source | None:
    """The owner of a cue noun: `his claim`, `the mayor's claim`."""
    for n in range(noun - 1, max(low, noun - 4) - 1, -1):
        if document.tags[n] & POSSESSIVE:
            return source_at(document, n, n + 1)
        if document.lower[n].endswith(document.language.possessive):
            first = n
            while (
                first > low
                and (document.capital[first - 1] or document.tags[first - 1] & DETERMINER)
                and not document.tags[first - 1] & PREPOSITION
            ):
                first -= 1
            return source_at(document, first, n + 1)
        if document.words[n] in ",.;:":
            return None
    return None
