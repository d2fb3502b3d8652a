"""Candidates become claims: scored, resolved to speakers, and put into the form of the model."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from datasette_claims.extraction.languages.word_classes import (
    ADVERB,
    CONDITIONAL,
    PREPOSITION,
    RELATIVE,
    TIME,
)
from datasette_claims.extraction.parts.sources import Source
from datasette_claims.extraction.patterns.attribution import find_candidates
from datasette_claims.extraction.patterns.candidates import Candidate
from datasette_claims.extraction.patterns.continuations import continued
from datasette_claims.extraction.patterns.scoring import confidence_of, score_of
from datasette_claims.extraction.patterns.signatures import find_signed
from datasette_claims.extraction.patterns.turns import find_turns
from datasette_claims.extraction.speakers.mentions import Mention, Speaker
from datasette_claims.extraction.speakers.resolution import resolve
from datasette_claims.extraction.text.tokens import Document
from datasette_claims.model import Claim, ClaimType, Modality, Span

SURE = 0.9
"""The confidence of a labelled turn: who speaks is printed, and what is said stands behind it."""

NOUN_WITHIN = 5
"""Tokens of a source within which its noun stands, behind articles and adjectives."""


def find_claims(
    document: Document, wide: bool, min_confidence: float | None, record: bool = False
) -> tuple[Claim, ...]:
    """The claims of a document, in text order; ``record`` where it is known to be one of speech."""
    levels = document.language.confidence
    threshold = levels.threshold_wide if wide else levels.threshold
    floor = score_of(levels, threshold if min_confidence is None else min_confidence)
    found = find_candidates(document, wide, floor)
    found += [candidate for candidate in continued(document, found) if candidate.score >= floor]
    sure = score_of(levels, SURE)
    turns = find_turns(document, sure, record)
    signed = [one for one in find_signed(document, sure) if not runs_over(one, turn_labels(turns))]
    found = [one for one in found if not is_signed(one, signed)]
    turns += signed
    labels = turn_labels(turns)
    found = [candidate for candidate in found if not runs_over(candidate, labels)]
    cues = {candidate.token for candidate in found}
    found = [candidate for candidate in found if candidate.of < 0 or candidate.of in cues] + turns
    found.sort(key=begin_of)
    named = speakers_of(document, found)
    begins = [low for low, _ in document.sentences]
    return tuple(
        claim_of(document, candidate, speaker, begins)
        for candidate, speaker in zip(found, named, strict=True)
    )


def speakers_of(document: Document, found: Sequence[Candidate]) -> list[Speaker]:
    """A speaker for each candidate; a quotation without a cue has that of the claim it is `of`."""
    own = [candidate for candidate in found if candidate.of < 0]
    named = resolve(document, [mention(candidate) for candidate in own])
    by_cue = {one.token: speaker for one, speaker in zip(own, named, strict=True)}
    return [by_cue[one.token if one.of < 0 else one.of] for one in found]


def turn_labels(turns: Sequence[Candidate]) -> list[tuple[int, int]]:
    """The labels and signatures of what is said, in text order."""
    return sorted(candidate.turn for candidate in turns if candidate.turn)


def is_signed(candidate: Candidate, signed: Sequence[Candidate]) -> bool:
    """Is it a quotation without a cue that somebody signs?"""
    return candidate.reading is None and any(
        first <= candidate.content[0][0] < end for one in signed for first, end in one.content
    )


def runs_over(candidate: Candidate, labels: Sequence[tuple[int, int]]) -> bool:
    """Does a candidate take a label for words of its own?"""
    ranges = [*candidate.content, candidate.cue]
    if candidate.source is not None:
        ranges.append((candidate.source.first, candidate.source.end))
    for first, end in ranges:
        n = bisect_right(labels, (first, first))
        if (n and labels[n - 1][1] > first) or (n < len(labels) and labels[n][0] < end):
            return True
    return False


def begin_of(candidate: Candidate) -> tuple[int, int]:
    """Where a claim begins, its content, source or cue; text order."""
    first = candidate.content[0][0]
    if candidate.source is not None:
        first = min(first, candidate.source.first)
    return first, candidate.token


def mention(candidate: Candidate) -> Mention:
    """What the claim says about its source."""
    at = begin_of(candidate)[0]
    if candidate.source is None and candidate.turn is not None:
        return Mention(*candidate.turn, at)
    if candidate.source is None:
        return Mention(at, at, at)
    return Mention(
        candidate.source.name_first,
        candidate.source.name_end,
        at,
        candidate.clitic,
        candidate.nested,
    )


def claim_of(
    document: Document, candidate: Candidate, speaker: Speaker, begins: Sequence[int]
) -> Claim:
    """The record of a claim."""
    starts, ends, sentences = document.starts, document.ends, document.sentences
    ranges = [*candidate.content]
    content = tuple([Span(starts[first], ends[end - 1]) for first, end in ranges])
    who: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    if candidate.source is not None:
        ranges.append((candidate.source.first, candidate.source.end))
        start, end = document.span(*ranges[-1])
        who = (Span(start, document.degrees.get(end, end)),)
    if candidate.reading is not None or (candidate.turn and candidate.source):
        ranges.append(candidate.cue)
        cue = (document.span(*candidate.cue),)
    low = sentences[max(0, bisect_right(begins, first_token(candidate)) - 1)][0]
    high = sentences[max(0, bisect_right(begins, last_token(candidate)) - 1)][1]
    ranges.append((low, high))
    context = document.span(min(ranges)[0], max([end for _, end in ranges]))
    how = claim_type(document, candidate)
    return Claim(
        content=content,
        source=who,
        cue=cue,
        speaker=speaker.name,
        type=how,
        kind=claim_kind(document, candidate, speaker, how),
        context=context,
        rule=candidate.rule,
        confidence=round(confidence_of(document.language.confidence, candidate.score), 3),
        role=speaker.role,
        speaker_kind=speaker.kind,
        modality=modality(document, candidate),
    )


def modality(document: Document, candidate: Candidate) -> Modality:
    """How the saying stands: by its auxiliaries, or by the conjunction that opens its clause."""
    own = candidate.modality
    if own or candidate.source is None or candidate.source.first >= candidate.cue[0]:
        return own
    tags, lower = document.tags, document.lower
    n = candidate.source.first
    while n > 0 and tags[n - 1] & (ADVERB | TIME):
        n -= 1
    if not n or not tags[n - 1] & CONDITIONAL:
        return own
    # `mengatakan jika Budi mengaku`: there it opens a content.
    opens_content = n > 1 and lower[n - 2] in document.language.lexicon
    return own if opens_content else "hypothetical"


def first_token(candidate: Candidate) -> int:
    """The first token of content or cue."""
    return min(candidate.content[0][0], candidate.cue[0])


def last_token(candidate: Candidate) -> int:
    """The last token of content or cue."""
    return max(candidate.content[-1][1] - 1, candidate.cue[1] - 1)


def claim_kind(document: Document, candidate: Candidate, speaker: Speaker, how: ClaimType) -> str:
    """What the source did, by its cue: findings report, and media that have word of something."""
    if candidate.reading is None or candidate.source is None:
        return "say"
    kind = candidate.reading.kind
    if kind != "say" or how == "direct" or speaker.kind == "person":
        return kind
    news = speaker.kind == "outlet" and candidate.reading.form == "preposition"
    return "report" if news or tells_findings(document, candidate.source) else kind


def tells_findings(document: Document, source: Source) -> bool:
    """Does the noun of a source stand for what was counted or found (`a poll by the Fund`)?

    A word with a capital is part of a name, unless it opens the sentence.
    """
    findings = document.language.names.findings
    for n in range(source.name_first, min(source.name_end, source.name_first + NOUN_WITHIN)):
        if n > source.name_first and document.tags[n] & (PREPOSITION | RELATIVE):
            return False
        loud = document.capital[n] and n > source.name_first
        if document.lower[n] in findings and not loud:
            return True
    return False


def claim_type(document: Document, candidate: Candidate) -> ClaimType:
    """Direct if every word of the content is quoted, indirect if none is."""
    if candidate.nested:
        return "indirect"
    if candidate.turn:
        return "direct"
    quoted = total = 0
    for first, end in candidate.content:
        quoted += document.quoted.count(1, first, end)
        total += end - first
    if quoted == 0:
        return "indirect"
    return "direct" if quoted == total else "mixed"
