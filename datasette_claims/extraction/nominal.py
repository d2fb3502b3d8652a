"""Nouns as cues: `seruan X agar A`, `X's claim that A`, `X expressed hope that A`."""

from __future__ import annotations

from datasette_claims.extraction.contents import content_end, sentence_stop
from datasette_claims.extraction.cues import CueAt
from datasette_claims.extraction.language import (
    AGENT,
    AUXILIARY,
    COMPLEMENTISER,
    DETERMINER,
    LIGHT,
    POSSESSIVE,
    PREPOSITION,
    PURPOSE,
    RELATIVE,
    SUBORDINATOR,
    VERB,
    Cue,
)
from datasette_claims.extraction.scenes import Candidate, Range, Scene, scored
from datasette_claims.extraction.sources import Source, left_of, source
from datasette_claims.extraction.tokens import Document


def nominal(view: Scene, at: CueAt, cue: Cue, sentence: Range) -> Candidate | None:
    """`seruan X agar A`, `X's claim that A`, `X expressed hope that A`."""
    document = view.document
    words, tags = document.words, document.tags
    low, high = sentence
    stop = sentence_stop(document, low, high)
    opener = next(
        (n for n in range(at.end, min(stop, at.end + 10)) if tags[n] & (COMPLEMENTISER | PURPOSE)),
        None,
    )
    if opener is None:
        return None
    kind = "that" if tags[opener] & COMPLEMENTISER else "to"
    if kind not in cue.takes:
        return None
    between = range(at.end, opener)
    if any(
        words[n] in ',;:."“”' or tags[n] & (VERB | AUXILIARY | RELATIVE | SUBORDINATOR)
        for n in between
    ):
        return None
    content = [(opener + 1, content_end(document, opener + 1, nominal_end(view, opener + 1, stop)))]
    light = light_verb(view, at, low)
    if light is not None:
        who = left_of(document, low, light.group, view.cue_verbs)
        if who is not None:
            return scored(
                view,
                at,
                cue,
                f"source light noun {kind} content",
                content,
                who,
                who.first,
                cue_range=(light.start, at.end),
            )
    owner = possessor(document, at.first, low)
    if owner is not None:
        return scored(
            view,
            at,
            cue,
            f"source noun {kind} content",
            content,
            owner,
            owner.first,
            cue_range=(at.first, at.end),
        )
    first = at.end
    if first < opener and tags[first] & (AGENT | PREPOSITION):
        first += 1
    if first < opener:
        who = source(document, first, opener)
        return scored(
            view,
            at,
            cue,
            f"noun source {kind} content",
            content,
            who,
            at.first,
            cue_range=(at.first, at.end),
        )
    return None


def nominal_end(view: Scene, begin: int, stop: int) -> int:
    """The content of a noun ends where the main verb of its sentence begins."""
    document = view.document
    marks = document.language.main_verb_marks
    if marks:
        for n in range(begin + 2, stop):
            if document.lower[n] in marks:
                return n
            if document.words[n] == ",":
                break
    return stop


def light_verb(view: Scene, at: CueAt, low: int) -> CueAt | None:
    """The verb that carries a cue noun: `expressed hope`, `issued a warning`."""
    document = view.document
    verbs = document.language.light_verbs
    for n in range(at.first - 1, max(low, at.first - 4) - 1, -1):
        if document.lower[n] in verbs:
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
