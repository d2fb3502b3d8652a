"""A document as the patterns see it: its cues, its quotations, and how a candidate is scored."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from datasette_claims.extraction.parts.contents import clause_begin
from datasette_claims.extraction.parts.cues import CueAt, find_cues
from datasette_claims.extraction.parts.titles import title_begin
from datasette_claims.extraction.text.quotations import DOUBLE, Quotation
from datasette_claims.extraction.text.tokens import Document

Range = tuple[int, int]
"""Tokens, the end exclusive."""

NO_HEAD = DOUBLE | {":"}  # what ends the unquoted words before a quotation


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Scene:
    """A document with what its cues and quotations are looked up by."""

    document: Document
    cues: Sequence[CueAt]
    cue_verbs: frozenset[int]
    opening: set[int]
    closing: dict[int, Quotation]
    starts: Sequence[int]
    wide: bool

    def quotation_at(self, token: int) -> Quotation | None:
        """The quotation that a token stands in."""
        n = bisect_right(self.starts, token) - 1
        if n >= 0 and token < self.document.quotations[n].end:
            return self.document.quotations[n]
        return None


def read_scene(document: Document, wide: bool) -> Scene:
    """The document, looked over once."""
    cues = find_cues(document)
    verbs = frozenset([cue_at.first for cue_at in cues for cue in cue_at.readings if cue.finite])
    quotations = document.quotations
    return Scene(
        document=document,
        cues=cues,
        cue_verbs=verbs,
        opening={q.first for q in quotations},
        closing={
            q.end: q
            for q in quotations
            if title_begin(document, max(0, q.first - 2), q.end - 1) is None
        },
        starts=[q.first for q in quotations],
        wide=wide,
    )


def quotation_before(scene: Scene, token: int, low: int) -> Quotation | None:
    """The quotation that ends right before a token, a comma in between allowed.

    One that ends before `low`, where the sentence begins, counts if it ends like a question:
    `“Why?” Ana asked.`
    """
    words = scene.document.words
    found = scene.closing.get(token)
    if found is None and token > 0 and words[token - 1] == ",":
        found = scene.closing.get(token - 1)
    if found is not None and found.end <= low:
        document = scene.document
        between = document.text[document.ends[found.end - 1] : document.starts[token]]
        if words[found.end - 2] not in "?!,…" or "\n" in between:
            return None
    return found


def quoted_content(scene: Scene, quotation: Quotation, low: int) -> Range:
    """A quotation together with the unquoted words before it of a sentence that begins at `low`."""
    words = scene.document.words
    low = min(low, quotation.first)
    head = clause_begin(scene.document, low, quotation.first) if low < quotation.first else low
    first = quotation.first
    while first > head and words[first - 1] not in NO_HEAD:
        first -= 1
    if first > head and words[first - 1] == ":":
        first = quotation.first
    return first, quotation.end


def taken_up(scene: Scene, first: int, high: int) -> list[Range]:
    """The second half of a quotation that the cue interrupts: `“A,” she said, “B.”`"""
    document = scene.document
    n = first
    while n < high and n - first < 12:
        if n in scene.opening and document.words[n - 1] in ",-–—:":
            quotation = scene.quotation_at(n)
            return [(n, quotation.end)] if quotation else []
        n += 1
    return []
