"""Candidates become claims: scored, resolved to speakers, and put into the form of the model."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from datasette_claims.extraction.languages.word_classes import ADVERB, CONDITIONAL, TIME
from datasette_claims.extraction.patterns.attribution import find_candidates
from datasette_claims.extraction.patterns.candidates import Candidate
from datasette_claims.extraction.patterns.continuations import continued
from datasette_claims.extraction.patterns.scoring import confidence, score_of
from datasette_claims.extraction.speakers import resolution as speakers
from datasette_claims.extraction.speakers.mentions import Mention, Speaker
from datasette_claims.extraction.text.tokens import Document
from datasette_claims.model import Claim, ClaimType, Modality, Span

MODALITIES: dict[str, Modality] = {
    "negated": "negated",
    "hypothetical": "hypothetical",
    "future": "future",
}


def find_claims(document: Document, wide: bool, min_confidence: float | None) -> tuple[Claim, ...]:
    """The claims of a document, in text order."""
    language = document.language
    threshold = min_confidence
    if threshold is None:
        threshold = language.threshold_wide if wide else language.threshold
    floor = score_of(language, threshold)
    found = find_candidates(document, wide, floor)
    found += [claim for claim in continued(document, found) if claim.score >= floor]
    found.sort(key=begin_of)
    mentions = [mention(document, claim) for claim in found]
    named = speakers.resolve(document, mentions)
    begins = [low for low, _ in document.sentences]
    return tuple(
        claim_of(document, candidate, speaker, begins)
        for candidate, speaker in zip(found, named, strict=True)
    )


def begin_of(claim: Candidate) -> tuple[int, int]:
    """Where a claim begins, its content, source or cue; text order."""
    first = claim.content[0][0]
    if claim.source is not None:
        first = min(first, claim.source.first)
    return first, claim.at


def mention(document: Document, claim: Candidate) -> Mention:
    """What the claim says about its source."""
    at = begin_of(claim)[0]
    if claim.source is None:
        return Mention(at, at, at)
    return Mention(claim.source.name_first, claim.source.name_end, at, claim.clitic, claim.nested)


def claim_of(
    document: Document, claim: Candidate, speaker: Speaker, begins: Sequence[int]
) -> Claim:
    """The record of a claim."""
    starts, ends, sentences = document.starts, document.ends, document.sentences
    ranges = [*claim.content]
    content = tuple([Span(starts[first], ends[end - 1]) for first, end in ranges])
    who: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    if claim.source is not None:
        ranges.append((claim.source.first, claim.source.end))
        who = (document.span(*ranges[-1]),)
    if claim.reading is not None:
        ranges.append(claim.cue)
        cue = (document.span(*claim.cue),)
    low = sentences[max(0, bisect_right(begins, first_token(claim)) - 1)][0]
    high = sentences[max(0, bisect_right(begins, last_token(claim)) - 1)][1]
    ranges.append((low, high))
    context = document.span(min(ranges)[0], max([end for _, end in ranges]))
    return Claim(
        content=content,
        source=who,
        cue=cue,
        speaker=speaker.name,
        type=claim_type(document, claim),
        kind=claim.reading.kind if claim.reading else "say",
        context=context,
        rule=claim.rule,
        confidence=round(confidence(document.language, claim.score), 3),
        role=speaker.role,
        speaker_kind=speaker.kind,
        modality=modality(document, claim),
    )


def modality(document: Document, claim: Candidate) -> Modality:
    """How the saying stands: by its auxiliaries, or by the conjunction that opens its clause."""
    own = MODALITIES.get(claim.modality, "")
    if own or claim.source is None or claim.source.first >= claim.cue[0]:
        return own
    tags, lower = document.tags, document.lower
    n = claim.source.first
    while n > 0 and tags[n - 1] & (ADVERB | TIME):
        n -= 1
    if not n or not tags[n - 1] & CONDITIONAL:
        return own
    # `mengatakan jika Budi mengaku`: there it opens a content.
    opens_content = n > 1 and lower[n - 2] in document.language.cues
    return own if opens_content else "hypothetical"


def first_token(claim: Candidate) -> int:
    """The first token of content or cue."""
    return min(claim.content[0][0], claim.cue[0])


def last_token(claim: Candidate) -> int:
    """The last token of content or cue."""
    return max(claim.content[-1][1] - 1, claim.cue[1] - 1)


def claim_type(document: Document, claim: Candidate) -> ClaimType:
    """Direct if every word of the content is quoted, indirect if none is."""
    if claim.nested:
        return "indirect"
    quoted = total = 0
    for first, end in claim.content:
        quoted += document.quoted.count(1, first, end)
        total += end - first
    if quoted == 0:
        return "indirect"
    return "direct" if quoted == total else "mixed"
