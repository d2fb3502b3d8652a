"""A document as the patterns see it: its cues, its quotations, and how a candidate is scored."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from datasette_claims.extraction.contents import clause_begin
from datasette_claims.extraction.cues import CueAt, find_cues
from datasette_claims.extraction.language import Cue
from datasette_claims.extraction.quotations import DOUBLE, Quotation
from datasette_claims.extraction.sources import Source
from datasette_claims.extraction.tokens import Document

Range = tuple[int, int]
NO_HEAD = DOUBLE | {":"}  # what ends the unquoted words before a quotation


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
    at: int
    modality: str = ""
    nested: bool = False
    link: str = ""
    low: int = 0


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


def scene(document: Document, wide: bool) -> Scene:
    """The document, looked over once."""
    cues = find_cues(document)
    verbs = frozenset([at.first for at in cues for cue in at.readings if cue.finite])
    quotations = document.quotations
    return Scene(
        document,
        cues,
        verbs,
        {q.first for q in quotations},
        {q.end: q for q in quotations},
        [q.first for q in quotations],
        wide,
    )


def scored(
    view: Scene,
    at: CueAt,
    cue: Cue,
    shape: str,
    content: Sequence[Range],
    who: Source | None,
    region: int,
    clitic: bool = False,
    cue_range: Range | None = None,
) -> Candidate | None:
    """The candidate with its score, or None where the language has no such pattern."""
    language = view.document.language
    pattern = language.patterns.get(shape)
    spans = tuple(span for span in content if span[0] < span[1])
    if pattern is None or not spans:
        return None
    weights = language.weights
    odds = cue.log_odds
    if cue.document_odds is not None and who is not None and spoken(who):
        odds = cue.document_odds
    score = weights.bias + weights.prior * odds + pattern.weight
    score += weights.forms.get(cue.form, 0.0)
    if not view.wide:
        score += pattern.default + weights.kinds.get(cue.kind, 0.0)
    rule = pattern.name
    link = who.link if who else ""
    if link:
        related = language.patterns.get(f"source {link} cue")
        if related is None:
            return None
        score += related.weight
        rule = f"{rule}; {related.name}"
    if who is not None:
        score += weights.sources.get(who.quality, 0.0)
        if cue.homograph and who.quality == "common" and "that" not in shape:
            score += weights.homograph
    if at.modality:
        score += weights.modality.get(at.modality, 0.0)
    words = sum(end - first for first, end in spans)
    if words < 6:
        score += weights.tiny if words < 3 else weights.short
    return Candidate(
        spans,
        who,
        clitic,
        cue_range or (at.start, at.end),
        cue,
        rule,
        score,
        region,
        at.first,
        at.modality,
        False,
        link,
    )


def spoken(who: Source) -> bool:
    """Does a document speak in a main clause (`the survey shows`, not `a video that shows`)?"""
    return who.quality == "document" and not who.link


def quotation_before(view: Scene, token: int, low: int) -> Quotation | None:
    """The quotation that ends right before a token, a comma in between allowed.

    One that ends before `low`, where the sentence begins, counts if it ends like a question:
    `“Why?” Ana asked.`
    """
    words = view.document.words
    found = view.closing.get(token)
    if found is None and token > 0 and words[token - 1] == ",":
        found = view.closing.get(token - 1)
    if found is not None and found.end <= low:
        document = view.document
        between = document.text[document.ends[found.end - 1] : document.starts[token]]
        if words[found.end - 2] not in "?!,…" or "\n" in between:
            return None
    return found


def quoted_content(view: Scene, quotation: Quotation, low: int) -> Range:
    """A quotation together with the unquoted words of its sentence before it."""
    words = view.document.words
    head = clause_begin(view.document, low, quotation.first) if low < quotation.first else low
    first = quotation.first
    while first > head and words[first - 1] not in NO_HEAD:
        first -= 1
    if first > head and words[first - 1] == ":":
        first = quotation.first
    return first, quotation.end


def taken_up(view: Scene, first: int, high: int) -> list[Range]:
    """The second half of a quotation that the cue interrupts: `“A,” she said, “B.”`"""
    document = view.document
    n = first
    while n < high and n - first < 12:
        if n in view.opening and document.words[n - 1] in ",-–—:":
            quotation = view.quotation_at(n)
            return [(n, quotation.end)] if quotation else []
        n += 1
    return []
