"""A claim that a cue may stand for, before it is decided."""

from __future__ import annotations

from typing import NamedTuple

from datasette_claims.extraction.languages.lexicon import Cue
from datasette_claims.extraction.parts.sources import Source
from datasette_claims.model import Modality

Range = tuple[int, int]


class Candidate(NamedTuple):
    """A claim that a cue may stand for, in token numbers.

    ``region`` is where the clause of source and cue begins: an earlier claim that this one is
    coordinated with ends there.
    """

    content: tuple[Range, ...]
    source: Source | None
    clitic: bool
    cue: Range
    reading: Cue | None
    rule: str
    score: float
    region: int
    token: int
    modality: Modality = ""
    nested: bool = False
    link: str = ""
    low: int = 0
