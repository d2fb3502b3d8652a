"""Nouns as cues: `seruan X agar A`, `X's claim that A`, `X expressed hope that A`."""

from __future__ import annotations

from datasette_claims.extraction.languages.lexicon import Cue
from datasette_claims.extraction.languages.word_classes import (
    AGENT,
    AUXILIARY,
    COMPLEMENTISER,
    CONJUNCTION,
    DETERMINER,
    LIGHT,
    POSSESSIVE,
    PREPOSITION,
    PURPOSE,
    RELATIVE,
    SUBORDINATOR,
    VERB,
)
from datasette_claims.extraction.parts.contents import content_end, phrase_end, sentence_stop
from datasette_claims.extraction.parts.cues import CueAt
from datasette_claims.extraction.parts.sources import Source, left_of, source
from datasette_claims.extraction.patterns.candidates import Candidate, Range
from datasette_claims.extraction.patterns.scene import Scene
from datasette_claims.extraction.patterns.scoring import scored
from datasette_claims.extraction.text.tokens import Document

JOINS = CONJUNCTION | RELATIVE | COMPLEMENTISER | SUBORDINATOR | PURPOSE
MARKS = frozenset(',;:."“”')


def nominal(view: Scene, at: CueAt, cue: Cue, sentence: Range) -> Candidate | None:
    """`seruan X agar A`, `X's claim that A`, `X expressed hope that A`."""
    document = view.document
    tags = document.tags
    low, high = sentence
    stop = sentence_stop(document, low, high)
    own = (at.first, at.end)
    found = content_of_noun(view, at, cue, sentence, stop)
    if found is None:
        return None
    kind, opener, content = found
    light = light_verb(view, at, low)
    if light is not None:
        who = left_of(document, low, light.group, view.cue_verbs)
        if who is not None:
            shape = f"source light noun {kind} content"
            end = opener + 1 if kind == "preposition" else at.end
            cue_range = (light.start, end)
            return scored(view, at, cue, shape, content, who, who.first, cue_range=cue_range)
    owner = possessor(document, at.first, low)
    if owner is not None:
        shape = f"source noun {kind} content"
        return scored(view, at, cue, shape, content, owner, owner.first, cue_range=own)
    first = at.end
    if first < opener and tags[first] & (AGENT | PREPOSITION):
        first += 1
    if first < opener:
        shape = f"noun source {kind} content"
        who = source(document, first, opener)
        return scored(view, at, cue, shape, content, who, at.first, cue_range=own)
    return None


def content_of_noun(
    view: Scene, at: CueAt, cue: Cue, sentence: Range, stop: int
) -> tuple[str, int, list[Range]] | None:
    """How the content of a cue noun begins (that, to, preposition), where, and its range."""
    document = view.document
    words, tags = document.words, document.tags
    for opener in range(at.end, min(stop, at.end + 10)):
        tag = tags[opener]
        if tag & (COMPLEMENTISER | PURPOSE):
            kind = "that" if tag & COMPLEMENTISER else "to"
            if kind not in cue.takes:
                return None
            begin = opener + 1
            end = content_end(
                document, begin, nominal_end(view, at, kind, begin, sentence[0], stop)
            )
            return kind, opener, [(begin, end)]
        if words[opener] in MARKS or tag & (VERB | AUXILIARY | RELATIVE | SUBORDINATOR):
            break
    if (
        "np" in cue.takes
        and at.end < stop
        and document.lower[at.end] in view.document.language.about
    ):
        begin = at.end + 1
        verb = next((n for n in range(begin, stop) if tags[n] & (VERB | AUXILIARY)), stop)
        return "preposition", at.end, [(begin, phrase_end(document, begin, verb))]
    return None


def nominal_end(view: Scene, at: CueAt, kind: str, begin: int, low: int, stop: int) -> int:
    """The content of a noun ends where the main verb of its sentence begins.

    Marks of the language tell it; else, where the noun is the subject (no verb before it), the
    second auxiliary that nothing joins to the clause (`X's claim that A was B | has been ...`),
    the first after an infinitive.
    """
    document = view.document
    tags, words = document.tags, document.words
    marks = document.language.main_verb_marks
    subject = not any(
        tags[n] & (VERB | AUXILIARY) or n in view.cue_verbs for n in range(low, at.first)
    )
    verbs = 1 if kind == "to" else 0
    for n in range(begin + 1, stop):
        if words[n] == ",":
            break
        if n > begin + 1 and document.lower[n] in marks:
            return n
        if subject and tags[n] & AUXILIARY and not tags[n - 1] & (AUXILIARY | LIGHT | JOINS):
            verbs += 1
            if verbs > 1:
                return n
        elif tags[n] & JOINS:
            break
    return stop


def light_verb(view: Scene, at: CueAt, low: int) -> CueAt | None:
    """The verb that carries a cue noun: `expressed hope`, `issued a warning`."""
    document = view.document
    verbs = document.language.light_verbs
    for n in range(at.first - 1, max(low, at.first - 4) - 1, -1):
        if document.lower[n] in verbs:
            if n > low and document.lower[n - 1].endswith(document.language.possessive or ("\0",)):
                return None  # Smith's repeated claims
            group = start = n
            while group > low and document.tags[group - 1] & (AUXILIARY | LIGHT):
                group -= 1
                start = group
            return CueAt(at.readings, n, n + 1, start, group, "", False, False)
    return None


def possessor(document: Document, noun: int, low: int) -> Source | None:
    """The owner of a cue noun: `his claim`, `the mayor's claim`."""
    for n in range(noun - 1, max(low, noun - 4) - 1, -1):
        if document.tags[n] & POSSESSIVE:
            return source(document, n, n + 1)
        if document.lower[n].endswith(document.language.possessive or ("\0",)):
            first = n
            while (
                first > low
                and (
                    document.words[first - 1][0].isupper() or document.tags[first - 1] & DETERMINER
                )
                and not document.tags[first - 1] & PREPOSITION
            ):
                first -= 1
            return source(document, first, n + 1)
        if document.words[n] in ",.;:":
            return None
    return None
