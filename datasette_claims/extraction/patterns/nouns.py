"""Nouns as cues: `seruan X agar A`, `X's claim that A`, `X expressed hope that A`."""

from __future__ import annotations

from datasette_claims.extraction.languages.lexicon import Cue
from datasette_claims.extraction.languages.word_classes import (
    AGENT,
    AUXILIARY,
    COMPLEMENTISER,
    CONJUNCTION,
    DETERMINER,
    OPENER,
    POSSESSIVE,
    PREPOSITION,
    PURPOSE,
    RELATIVE,
    SUBORDINATOR,
    VERB,
)
from datasette_claims.extraction.parts.contents import content_end, phrase_end, sentence_stop
from datasette_claims.extraction.parts.cues import CueAt
from datasette_claims.extraction.parts.sources import Source, left_of, source_at
from datasette_claims.extraction.patterns.candidates import Candidate, Range
from datasette_claims.extraction.patterns.scene import Scene
from datasette_claims.extraction.patterns.scoring import scored
from datasette_claims.extraction.text.tokens import Document

JOINS = CONJUNCTION | RELATIVE | COMPLEMENTISER | SUBORDINATOR | PURPOSE
ENDS = frozenset(',;:."“”')


def nominal(scene: Scene, cue_at: CueAt, cue: Cue, sentence: Range) -> Candidate | None:
    """`seruan X agar A`, `X's claim that A`, `X expressed hope that A`."""
    document = scene.document
    tags = document.tags
    low, high = sentence
    stop = sentence_stop(document, low, high)
    own = (cue_at.first, cue_at.end)
    found = content_of_noun(scene, cue_at, cue, sentence, stop)
    if found is None:
        return None
    kind, opener, content = found
    light = light_verb(scene, cue_at, low)
    if light is not None:
        who = left_of(document, low, light.group, scene.cue_verbs)
        if who is not None:
            shape = f"source light noun {kind} content"
            end = opener + 1 if kind == "preposition" else cue_at.end
            cue_range = (light.start, end)
            return scored(scene, cue_at, cue, shape, content, who, who.first, cue_range=cue_range)
    owner = possessor(document, cue_at.first, low)
    if owner is not None:
        shape = f"source noun {kind} content"
        return scored(scene, cue_at, cue, shape, content, owner, owner.first, cue_range=own)
    first = cue_at.end
    if first < opener and tags[first] & (AGENT | PREPOSITION):
        first += 1
    if first < opener:
        shape = f"noun source {kind} content"
        who = source_at(document, first, opener)
        return scored(scene, cue_at, cue, shape, content, who, cue_at.first, cue_range=own)
    return None


def content_of_noun(
    scene: Scene, cue_at: CueAt, cue: Cue, sentence: Range, stop: int
) -> tuple[str, int, list[Range]] | None:
    """How the content of a cue noun begins (that, to, preposition), where, and its range."""
    document = scene.document
    words, tags = document.words, document.tags
    for opener in range(cue_at.end, min(stop, cue_at.end + 10)):
        tag = tags[opener]
        if tag & (COMPLEMENTISER | PURPOSE):
            kind = "that" if tag & COMPLEMENTISER else "to"
            if kind not in cue.takes:
                return None
            begin = opener + 1
            end = content_end(
                document, begin, nominal_end(scene, cue_at, kind, begin, sentence[0], stop)
            )
            return kind, opener, [(begin, end)]
        if words[opener] in ENDS or tag & (VERB | AUXILIARY | RELATIVE | SUBORDINATOR):
            break
    if (
        "np" in cue.takes
        and cue_at.end < stop
        and document.lower[cue_at.end] in scene.document.language.about
    ):
        begin = cue_at.end + 1
        verb = next((n for n in range(begin, stop) if tags[n] & (VERB | AUXILIARY)), stop)
        return "preposition", cue_at.end, [(begin, phrase_end(document, begin, verb))]
    return None


def nominal_end(scene: Scene, cue_at: CueAt, kind: str, begin: int, low: int, stop: int) -> int:
    """The content of a noun ends where the main verb of its sentence begins.

    Marks of the language tell it; else, where the noun is the subject (no verb before it), the
    second auxiliary that nothing joins to the clause (`X's claim that A was B | has been ...`),
    the first after an infinitive.
    """
    document = scene.document
    tags, words = document.tags, document.words
    marks = document.language.main_verb_marks
    subject = not any(
        tags[n] & (VERB | AUXILIARY) or n in scene.cue_verbs for n in range(low, cue_at.first)
    )
    verbs = 1 if kind == "to" else 0
    for n in range(begin + 1, stop):
        if words[n] == ",":
            break
        if n > begin + 1 and document.lower[n] in marks:
            return n
        if subject and tags[n] & AUXILIARY and not tags[n - 1] & (AUXILIARY | OPENER | JOINS):
            verbs += 1
            if verbs > 1:
                return n
        elif tags[n] & JOINS:
            break
    return stop


def light_verb(scene: Scene, cue_at: CueAt, low: int) -> CueAt | None:
    """The verb that carries a cue noun: `expressed hope`, `issued a warning`."""
    document = scene.document
    verbs = document.language.light_verbs
    for n in range(cue_at.first - 1, max(low, cue_at.first - 4) - 1, -1):
        if document.lower[n] in verbs:
            if n > low and document.lower[n - 1].endswith(document.language.possessive):
                return None  # Smith's repeated claims
            group = start = n
            while group > low and document.tags[group - 1] & (AUXILIARY | OPENER):
                group -= 1
                start = group
            return CueAt(cue_at.readings, n, n + 1, start, group, "", False, False)
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
                and (
                    document.words[first - 1][0].isupper() or document.tags[first - 1] & DETERMINER
                )
                and not document.tags[first - 1] & PREPOSITION
            ):
                first -= 1
            return source_at(document, first, n + 1)
        if document.words[n] in ",.;:":
            return None
    return None
