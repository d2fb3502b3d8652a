"""What the evidence for a candidate is worth, and the confidence that its score stands for."""

from __future__ import annotations

import math
from collections.abc import Mapping

from datasette_claims.extraction.languages.patterns import Shape
from datasette_claims.extraction.languages.weights import Confidence
from datasette_claims.extraction.parts.cues import CueAt
from datasette_claims.extraction.parts.sources import Link, Source
from datasette_claims.extraction.patterns.candidates import Candidate, Match
from datasette_claims.extraction.patterns.scene import Scene

LINKED: Mapping[Link, Shape] = {
    "which": "source which cue",
    "and": "source and cue",
    "aside": "source aside cue",
}
"""How a source hangs together with its cue, as a shape that is weighed besides the other."""


CALLING: Shape = "source cue phrase as content"


def scored(scene: Scene, cue_at: CueAt, match: Match) -> Candidate | None:
    """The candidate of a match; None where the language does not link source and cue like this."""
    language = scene.document.language
    weights, pattern = language.weights, match.pattern
    cue, source = match.reading, match.source
    odds = cue.log_odds
    if cue.document_odds is not None and is_spoken(source):
        odds = cue.document_odds
    score = weights.bias + weights.prior * odds + pattern.weight
    score += weights.forms.get(cue.form, 0.0)
    if not scene.wide:
        score += pattern.default + weights.kinds.get(cue.kind, 0.0)
    rule = pattern.name
    if source.link:
        related = language.patterns.get(LINKED[source.link])
        if related is None:
            return None
        score += related.weight
        rule = f"{rule}; {related.name}"
    score += weights.sources.get(source.quality, 0.0)
    if cue.homograph and source.quality == "common" and "that" not in pattern.match:
        score += weights.homograph
    modality = cue_at.modality
    if modality == "negated" and cue.kind == "deny" and "that" in cue.takes:
        cue, modality = cue._replace(kind="concede"), ""  # did not deny
    if modality:
        score += weights.modality.get(modality, 0.0)
    words = sum(end - first for first, end in match.content)
    if words < 6:
        score += weights.tiny if words < 3 else weights.short
    return Candidate(
        content=match.content,
        source=source,
        cue=match.cue,
        reading=cue._replace(kind="describe") if calls(match) else cue,
        rule=rule,
        score=score,
        region=match.region,
        token=cue_at.first,
        clitic=match.clitic,
        modality=modality,
        link=source.link,
    )


def calls(match: Match) -> bool:
    """Does a verb of saying call something something (`menyebut Y sebagai Z`)?"""
    return match.reading.kind == "say" and match.pattern.match == CALLING


def is_spoken(source: Source) -> bool:
    """Does a document speak in a main clause (`the survey shows`, not `a video that shows`)?"""
    return source.quality == "document" and not source.link


def confidence_of(levels: Confidence, score: float) -> float:
    """The share of claims with this score that are right, as counted on the gold."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, levels.slope * score + levels.shift))))


def score_of(levels: Confidence, confidence: float) -> float:
    """The score that a confidence stands for: the inverse of `confidence_of`."""
    confidence = max(1e-9, min(1 - 1e-9, confidence))
    return (math.log(confidence / (1 - confidence)) - levels.shift) / levels.slope
