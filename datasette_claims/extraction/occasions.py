"""Which date of an article tells when a claim was made.

It stands in the sentence of the claim's cue, outside of what is said, and in the same clause: a
date of another clause is that of something else (`was mocked on Monday, though Lee said A`). Where
that sentence has none, the next may say when the words were spoken (`She made the remark on
Monday`), and a quotation that goes on without a cue has the date of the words that it goes on with.
No date is taken over by a claim with a cue of its own.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from datasette_claims.extraction.dates import Found, Reader, find_dates
from datasette_claims.extraction.languages.word_classes import (
    AUXILIARY,
    CONJUNCTION,
    DETERMINER,
    PREPOSITION,
    PRONOUN,
    QUESTION,
    RELATIVE,
    SUBORDINATOR,
    VERB,
)
from datasette_claims.extraction.parts.contents import takes_up
from datasette_claims.extraction.text.tokens import Document
from datasette_claims.model import Claim, Span

Range = tuple[int, int]
OPENS = SUBORDINATOR | RELATIVE
FAR = 3
"""Sentences between a quotation and the words with a cue that it goes on with, at most."""


class Dated(NamedTuple):
    """A date expression and its tokens."""

    found: Found
    first: int
    end: int


class Saying(NamedTuple):
    """The tokens of a claim: its cue, its source, what is said, and the sentence of the cue."""

    cue: Range
    source: Range | None
    content: tuple[Range, ...]
    sentence: int


def with_dates(document: Document, claims: Sequence[Claim], published: str) -> tuple[Claim, ...]:
    """The claims, each with the date on which it was made if the article tells one."""
    found = find_dates(document)
    if not found:
        return tuple(claims)
    dates = [Dated(one, *tokens_of(document, one.span)) for one in found]
    frames = [saying_of(document, claim) for claim in claims]
    said = [own_date(document, frame, frames, dates) for frame in frames]
    take_up(document, claims, frames, dates, said)
    carry_on(document, claims, said)
    read = Reader(document.language.calendar, found, published)
    return tuple(
        claim if one is None else replace(claim, said=read.said(one.found))
        for claim, one in zip(claims, said, strict=True)
    )


def tokens_of(document: Document, span: Span) -> Range:
    """The tokens that begin within a span."""
    first = max(0, bisect_right(document.starts, span.start) - 1)
    return first, max(first + 1, bisect_left(document.starts, span.end))


def saying_of(document: Document, claim: Claim) -> Saying | None:
    """The tokens of a claim; None where it has no cue."""
    if not claim.cue:
        return None
    cue = tokens_of(document, claim.cue[0])
    return Saying(
        cue,
        tokens_of(document, claim.source[0]) if claim.source else None,
        tuple(tokens_of(document, span) for span in claim.content),
        sentence_at(document, cue[0]),
    )


def sentence_at(document: Document, token: int) -> int:
    """The number of the sentence that a token stands in."""
    return max(0, bisect_right(document.sentences, (token, len(document.words))) - 1)


def own_date(
    document: Document,
    frame: Saying | None,
    frames: Sequence[Saying | None],
    dates: Sequence[Dated],
) -> Dated | None:
    """The nearest date of the clause in which somebody is said to say something."""
    if frame is None:
        return None
    low, high = document.sentences[frame.sentence]
    others = [one.cue[0] for one in frames if one is not None and one.cue != frame.cue]
    near = [
        one
        for one in dates_within(dates, low, high)
        if is_of_saying(document, frame, one, others, (low, high))
    ]
    return min(near, key=lambda one: tokens_between(frame.cue, one), default=None)


def dates_within(dates: Sequence[Dated], low: int, high: int) -> Iterator[Dated]:
    """The dates that begin in a range of tokens."""
    first = bisect_left(dates, low, key=lambda one: one.first)
    for n in range(first, len(dates)):
        if dates[n].first >= high:
            return
        yield dates[n]


def tokens_between(cue: Range, one: Dated) -> int:
    """Tokens between a cue and a date."""
    return one.first - cue[1] if one.first >= cue[1] else cue[0] - one.end


def is_of_saying(
    document: Document, frame: Saying, one: Dated, cues: Sequence[int], sentence: Range
) -> bool:
    """Does a date of the sentence tell when the saying of the frame was?"""
    first, end = one.first, one.end
    if any(a <= first < b for a, b in frame.content) or is_bound(document, one):
        return False
    cue, source = frame.cue, frame.source or frame.cue
    if source != cue and source[0] <= first < source[1]:
        return of_source(document, source, first)
    left, right = min(cue[0], source[0]), max(cue[1], source[1])
    if end <= left:
        at = opener(document, frame, end, left, OPENS | CONJUNCTION)
        if at is not None:
            return clause_of_date(document, end, at)
        return not elsewhere(document, frame, sentence[0], one, before_source=True)
    if first >= right:
        behind = max([right, *(b for _, b in frame.content if b <= first)])
        return not any(behind <= n < first for n in cues) and not led_away(document, behind, first)
    if source[1] <= first and end <= cue[0]:
        apart = opener(document, frame, end, cue[0], OPENS) is not None
        return not apart and not elsewhere(document, frame, source[1], one, before_source=False)
    return True


def is_bound(document: Document, one: Dated) -> bool:
    """Is it no day but a limit or a thing: `since Monday`, `by Friday`, `the June 4 protests`?"""
    before = one.first - 1
    if before < 0:
        return False
    calendar = document.language.calendar
    word, tag = document.lower[before], document.tags[before]
    if one.found.day and tag & DETERMINER:
        return True
    return bool(tag & (PREPOSITION | SUBORDINATOR)) and word not in calendar.on


def of_source(document: Document, source: Range, first: int) -> bool:
    """Is the source a document with its date, or does the date only stand behind its words?"""
    nouns = document.language.names.document_nouns
    if not nouns.isdisjoint(document.lower[source[0] : first]):
        return True
    led = (
        document.words[first - 1] == ","
        or document.lower[first - 1] in document.language.calendar.on
    )
    return led and not any(tag & OPENS for tag in document.tags[source[0] : first])


def opener(document: Document, frame: Saying, low: int, high: int, classes: int) -> int | None:
    """The last word of these classes in a range, what is said left out."""
    for n in range(high - 1, low - 1, -1):
        opens = document.words[n] == ";" or document.tags[n] & classes
        if opens and not any(a <= n < b for a, b in frame.content):
            return n
    return None


def clause_of_date(document: Document, end: int, at: int) -> bool:
    """Does a clause open right behind a date that it has from there: `June 12, when Lee said A`?"""
    occasions = document.language.calendar.occasions
    relative = document.tags[at] & QUESTION or document.lower[at] in occasions
    return bool(relative) and all(word == "," for word in document.words[end:at])


def elsewhere(document: Document, frame: Saying, low: int, one: Dated, before_source: bool) -> bool:
    """Does a date before a cue belong to a clause of its own (`After the vote fell on Monday`)?

    Not where that clause tells of the occasion (`saat ditemui, Senin`), or commas set the date
    apart from it. Without a word that opens one, the clause is another if it has a verb before the
    date.
    """
    words, tags, first = document.words, document.tags, one.first
    at = opener(document, frame, low, first, OPENS)
    begin = low if at is None else at
    if not document.language.calendar.occasions.isdisjoint(document.lower[begin:first]):
        return False
    if at is None:
        return before_source and any(tag & (VERB | AUXILIARY) for tag in tags[low:first])
    if words[first - 1] != ",":
        return True
    return bool(tags[at] & RELATIVE) and not (before_source and one.found.numbers)


def led_away(document: Document, behind: int, first: int) -> bool:
    """Does another clause begin between what is said, or its source, and a date behind it?"""
    words, tags = document.words, document.tags
    if not document.language.calendar.occasions.isdisjoint(document.lower[behind:first]):
        return False
    opened = False
    topics = document.language.about - document.language.calendar.on
    for n in range(behind, first):
        if words[n] in ";:" or tags[n] & RELATIVE or document.lower[n] in topics:
            return True
        if words[n] == "," and takes_up(document, n + 1):  # A, a claim that Lee denied on Monday
            return True
        if opened and is_a_verb(document, n):
            return True
        opened = opened or bool(tags[n] & (SUBORDINATOR | CONJUNCTION))
    return False


def is_a_verb(document: Document, n: int) -> bool:
    """Is a token a verb, known or by its shape?"""
    shape = document.language.verb_shape
    if document.tags[n]:
        return bool(document.tags[n] & (VERB | AUXILIARY))
    return not document.capital[n] and shape is not None and bool(shape.match(document.lower[n]))


def take_up(
    document: Document,
    claims: Sequence[Claim],
    frames: Sequence[Saying | None],
    dates: Sequence[Dated],
    said: list[Dated | None],
) -> None:
    """Give claims without a date that of the next sentence, where that only tells of them.

    Either a claim of the same speaker takes up what was said (`Hal itu disampaikan X, Senin`), or
    the sentence claims nothing, has a word for what was said and its speaker or a pronoun.
    """
    cued = {frame.sentence: n for n, frame in enumerate(frames) if frame is not None}
    for n, (claim, frame) in enumerate(zip(claims, frames, strict=True)):
        if frame is None or said[n] is not None:
            continue
        number = frame.sentence + 1
        if number >= len(document.sentences):
            continue
        low, high = document.sentences[number]
        other = cued.get(number)
        if other is not None:
            again = frames[other]
            if (
                again is not None
                and again.content[0][0] < low
                and claims[other].speaker == claim.speaker
            ):
                said[n] = said[other]
        elif tells_of_saying(document, low, high, claim.speaker):
            here = [
                one for one in dates_within(dates, low, high) if not is_apart(document, low, one)
            ]
            said[n] = here[0] if here else None


def is_apart(document: Document, low: int, one: Dated) -> bool:
    """Is a date of a sentence no date of its main clause?"""
    tags = document.tags[low : one.first]
    return is_bound(document, one) or any(tag & OPENS for tag in tags)


def tells_of_saying(document: Document, low: int, high: int, speaker: str) -> bool:
    """Does a sentence say of the speaker, or of a pronoun, that those words were spoken?"""
    calendar, lower = document.language.calendar, document.lower[low:high]
    if calendar.retold.isdisjoint(lower) or calendar.made.isdisjoint(lower):
        return False
    clitics = document.language.clitics
    if clitics and any(word in calendar.made and word.endswith(clitics) for word in lower):
        return True
    names = set(speaker.lower().split())
    return bool(document.tags[low] & PRONOUN) or not names.isdisjoint(lower)


def carry_on(document: Document, claims: Sequence[Claim], said: list[Dated | None]) -> None:
    """Give quotations without a cue the date of the words of their speaker that they go on with.

    These stand before them; those that stand behind are looked at where nothing is before.
    """
    hosts: dict[int, int] = {}
    for n, claim in enumerate(claims):
        for other in (n - 1, n + 1):
            if (
                not claim.cue
                and 0 <= other < len(claims)
                and claims[other].speaker == claim.speaker
                and is_near(document, claim, claims[other])
            ):
                hosts.setdefault(n, other)
    for n, other in [*hosts.items(), *reversed(hosts.items())]:
        if said[n] is None:
            said[n] = said[other]


def is_near(document: Document, one: Claim, other: Claim) -> bool:
    """Do two claims follow each other with hardly a sentence between them?"""
    first, later = sorted((one, other), key=lambda claim: claim.context.start)
    end = tokens_of(document, first.context)[1] - 1
    begin = tokens_of(document, later.content[0])[0]
    return sentence_at(document, begin) - sentence_at(document, end) <= FAR
