"""What the evidence for a candidate is worth, and the confidence that its score stands for."""

from __future__ import annotations

import math
from collections.abc import Sequence

from datasette_claims.extraction.languages.language import Language
from datasette_claims.extraction.languages.lexicon import Cue
from datasette_claims.extraction.parts.cues import CueAt
from datasette_claims.extraction.parts.sources import Source
from datasette_claims.extraction.patterns.candidates import Candidate, Range
from datasette_claims.extraction.patterns.scene import (
    Scene,
)


def scored(
    scene: Scene,
    cue_at: CueAt,
    cue: Cue,
    shape: str,
    content: Sequence[Range],
    who: Source | None,
    region: int,
    clitic: bool = False,
    cue_range: Range | None = None,
) -> Candidate | None:
    """The candidate with its score, or None where the language has no such pattern."""
    language = scene.document.language
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
    if not scene.wide:
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
    if cue_at.modality:
        score += weights.modality.get(cue_at.modality, 0.0)
    words = sum(end - first for first, end in spans)
    if words < 6:
        score += weights.tiny if words < 3 else weights.short
    return Candidate(
        spans,
        who,
        clitic,
        cue_range or (cue_at.start, cue_at.end),
        cue,
        rule,
        score,
        region,
        cue_at.first,
        cue_at.modality,
        False,
        link,
    )


def spoken(who: Source) -> bool:
    """Does a document speak in a main clause (`the survey shows`, not `a video that shows`)?"""
    return who.quality == "document" and not who.link


def confidence(language: Language, score: float) -> float:
    """The share of claims with this score that are right, as counted on the gold."""
    slope, shift = language.calibration
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, slope * score + shift))))


def score_of(language: Language, level: float) -> float:
    """The score that a confidence stands for: the inverse of `confidence`."""
    slope, shift = language.calibration
    level = max(1e-9, min(1 - 1e-9, level))
    return (math.log(level / (1 - level)) - shift) / slope
