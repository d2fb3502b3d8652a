"""Where the words stand that may report something: the longest phrase of the lexicon wins."""

from __future__ import annotations

from itertools import compress, count
from typing import NamedTuple

from datasette_claims.extraction.languages.lexicon import Cue, Form
from datasette_claims.extraction.languages.word_classes import (
    ADVERB,
    AUXILIARY,
    FUTURE,
    HYPOTHETICAL,
    NEGATION,
    PASSIVE,
    PURPOSE,
)
from datasette_claims.extraction.text.tokens import Document
from datasette_claims.model import Modality

GROUP = ADVERB | AUXILIARY | NEGATION | FUTURE | HYPOTHETICAL
VERBAL = GROUP & ~ADVERB


class CueAt(NamedTuple):
    """A phrase of the cue lexicon in a document, with its verbal group.

    The phrase is ``first:end``; ``start`` takes in its auxiliaries and negations, ``group`` also
    the adverbs before them, so that a source on the left ends there.
    """

    readings: tuple[Cue, ...]
    first: int
    end: int
    start: int
    group: int
    modality: Modality
    infinitive: bool
    passive: bool


def find_cues(document: Document) -> list[CueAt]:
    """All cue phrases in text order; none overlaps another."""
    lower = document.lower
    lexicon = document.language.lexicon
    found: list[CueAt] = []
    taken = 0
    for n in compress(count(), map(lexicon.__contains__, lower)):
        if n < taken or (document.capital[n] and in_title(document, n)):
            continue
        following = lower[n + 1] if n + 1 < len(lower) else ""
        for readings in lexicon[lower[n]]:
            phrase = readings[0].words
            size = len(phrase)
            if size == 1 or (
                phrase[1] == following and (size == 2 or tuple(lower[n : n + size]) == phrase)
            ):
                taken = n + size
                found.append(verbal_group(readings, n, taken, document))
                break
    return found


def has_form(document: Document, n: int, form: Form) -> bool:
    """Does a cue of this form begin with the word: a participle, a passive, one with its source?"""
    readings = document.language.lexicon.get(document.lower[n], ())
    return any(cue.form == form for group in readings for cue in group)


def in_title(document: Document, n: int) -> bool:
    """Does a word with a capital stand among others in a name or title?"""
    return n > 0 and bool(document.capital[n - 1])


def verbal_group(readings: tuple[Cue, ...], first: int, end: int, document: Document) -> CueAt:
    """The cue with the auxiliaries and adverbs before it, and how they put the saying."""
    tags, lower = document.tags, document.lower
    adverb = document.language.adverb_shape
    group = start = first
    seen = 0
    while group > 0:
        phrase = adverbial_before(document, group)
        if phrase:
            group -= phrase
            continue
        tag = tags[group - 1]
        if not tag & GROUP and (
            tag
            or adverb is None
            or document.capital[group - 1]  # a surname: Ana Kelly
            or adverb.match(lower[group - 1]) is None
        ):
            break
        group -= 1
        if tag & NEGATION and not document.language.only.isdisjoint(lower[group + 1 : first]):
            tag &= ~NEGATION  # not only said
        seen |= tag
        if tag & VERBAL:
            start = group
    modality: Modality = ""
    if seen & NEGATION:
        modality = "negated"
    elif seen & HYPOTHETICAL:
        modality = "hypothetical"
    elif seen & FUTURE:
        modality = "future"
    return CueAt(
        readings,
        first,
        end,
        start,
        group,
        modality,
        group > 0 and bool(tags[group - 1] & PURPOSE),
        bool(seen & PASSIVE),
    )


def adverbial_before(document: Document, end: int) -> int:
    """How many words an adverb of several has that ends here: `Ana sekali lagi menegaskan`."""
    for phrase in document.language.adverbials.get(document.lower[end - 1], ()):
        size = len(phrase)
        if size < end and tuple(document.lower[end - size : end]) == phrase:
            return size
    return 0
