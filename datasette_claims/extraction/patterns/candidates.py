"""What passes between the modules of patterns: a cue in its place, a match, a candidate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from datasette_claims.extraction.languages.lexicon import Cue
from datasette_claims.extraction.languages.patterns import Pattern, Shape
from datasette_claims.extraction.parts.cues import CueAt
from datasette_claims.extraction.parts.sources import Link, Source
from datasette_claims.extraction.parts.times import without_date
from datasette_claims.extraction.patterns.scene import Range, Scene
from datasette_claims.extraction.text.tokens import Document
from datasette_claims.model import Modality


class Place(NamedTuple):
    """A cue in the sentence that it stands in, and one reading of it.

    The sentence is ``low:high``, its words end at ``stop``; within quotation marks or brackets it
    is what stands there. ``number`` is that of the whole sentence.
    """

    scene: Scene
    document: Document
    cue_at: CueAt
    reading: Cue
    low: int
    high: int
    stop: int
    number: int


class Match(NamedTuple):
    """A pattern of the language in which source, cue and content stand, in token numbers.

    ``cue`` is what is marked as cue. ``region`` is where the clause of source and cue begins: an
    earlier claim that this one is coordinated with ends there. ``clitic`` is True where the source
    is a clitic of the cue.
    """

    pattern: Pattern
    reading: Cue
    content: tuple[Range, ...]
    source: Source
    cue: Range
    region: int
    clitic: bool


def matched(
    place: Place,
    shape: Shape,
    content: Sequence[Range],
    source: Source,
    region: int,
    *,
    cue: Range | None = None,
    clitic: bool = False,
    reading: Cue | None = None,
) -> Match | None:
    """The match, or None where the language has no such pattern or nothing is said."""
    pattern = place.document.language.patterns.get(shape)
    document = place.document
    spans = tuple(without_date(document, *span) for span in content if span[0] < span[1])
    if pattern is None or not spans:
        return None
    return Match(
        pattern=pattern,
        reading=reading or place.reading,
        content=spans,
        source=source,
        cue=cue or (place.cue_at.start, place.cue_at.end),
        region=region,
        clitic=clitic,
    )


class Candidate(NamedTuple):
    """A match with its score; a quotation that goes on has neither source nor reading.

    ``token`` is the first of the cue. ``nested`` is True where the saying is told by somebody who
    is quoted; ``low`` is where the sentence begins. ``turn`` is the label of the turn that this is
    the speech of. ``of`` is, for a quotation without a cue, the ``token`` of the claim whose
    speaker it has; -1 for whoever spoke last.
    """

    content: tuple[Range, ...]
    source: Source | None
    cue: Range
    reading: Cue | None
    rule: str
    score: float
    region: int
    token: int
    clitic: bool = False
    modality: Modality = ""
    nested: bool = False
    link: Link = ""
    low: int = 0
    turn: Range | None = None
    of: int = -1
