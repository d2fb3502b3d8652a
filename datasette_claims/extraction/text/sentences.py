"""Where paragraphs and sentences begin and end."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import compress, count, pairwise

from datasette_claims.extraction.text.quotations import STOPS, Quotation
from datasette_claims.model import Span

LINE_BREAK = re.compile(r"\n[\n\r]*")
ODD_LINE_BREAK = re.compile(r"[\n\r\u2028\u2029]+")
LONGEST_SENTENCE = 600  # tokens; what is longer is no sentence, and the steps stay linear
BRACKETS = frozenset(")]}")
CLOSERS = STOPS | BRACKETS | frozenset("”“\"»’'") | {"''"}
MIDDLE = frozenset(",;:)-–—")


def find_paragraphs(
    text: str,
    starts: Sequence[int],
    words: Sequence[str],
    skip: Sequence[Span] = (),
) -> list[tuple[int, int]]:
    """Paragraphs as token ranges: cut at line breaks and at skipped stretches.

    A single break within a hard-wrapped sentence (no stop before it, a small letter after it)
    does not end the paragraph.
    """
    cuts: list[int] = []
    odd = "\r" in text or "\u2028" in text or "\u2029" in text
    for match in (ODD_LINE_BREAK if odd else LINE_BREAK).finditer(text):
        n = bisect_left(starts, match.end())
        if 0 < n < len(words) and (not cuts or cuts[-1] < n):
            wrapped = (
                match.end() - match.start() == 1
                and words[n][0].islower()
                and words[n - 1] not in CLOSERS
            )
            if not wrapped:
                cuts.append(n)
    for stretch in skip:
        n = bisect_left(starts, stretch.end)
        if 0 < n < len(words):
            cuts.append(n)
    edges = [0, *sorted(set(cuts)), len(words)]
    return [(a, b) for a, b in pairwise(edges) if a < b]


def find_sentences(
    words: Sequence[str],
    paragraphs: Sequence[tuple[int, int]],
    quotations: Sequence[Quotation],
    quoted: bytearray,
    abbreviations: frozenset[str],
    numbering: frozenset[str] = frozenset(),
) -> list[tuple[int, int]]:
    """Sentences as token ranges: a stop within a quotation ends none, unless the quotation ends.

    ``numbering`` are abbreviations only where a number follows (No. 5).
    """
    sentences = []
    closing = {quotation.end - 1 for quotation in quotations}
    taken_up = {quotation.end for quotation in quotations if not quotation.closed}
    stops = list(compress(count(), map(STOPS.__contains__, words)))
    at = 0
    for first, end in paragraphs:
        begin = first
        while at < len(stops) and stops[at] < end:
            stop = stops[at]
            after = stop + 1
            at += 1
            if quoted[stop] and after not in taken_up:
                if after not in closing:
                    continue
                after += 1
            while after < end and (words[after] in STOPS or words[after] in BRACKETS):
                after += 1
            if after >= end or after <= begin:
                continue
            following = words[after]
            if following[0].islower() or following in MIDDLE:
                continue
            if (
                words[stop] == "."
                and stop > begin
                and is_abbreviation(words[stop - 1], abbreviations)
                and (following[0].isdigit() or words[stop - 1].lower() not in numbering)
            ):
                continue
            sentences.append((begin, after))
            begin = after
        if begin < end:
            sentences.append((begin, end))
    if any(end - begin > LONGEST_SENTENCE for begin, end in sentences):
        return [piece for begin, end in sentences for piece in pieces_of(begin, end)]
    return sentences


def pieces_of(begin: int, end: int) -> list[tuple[int, int]]:
    """A range cut to a length that steps may look through for every cue."""
    edges = [*range(begin, end, LONGEST_SENTENCE), end]
    return list(pairwise(edges))


def is_abbreviation(word: str, abbreviations: frozenset[str]) -> bool:
    """Is a full stop after this word no end of a sentence?"""
    return word.lower().rpartition("-")[2] in abbreviations or (
        len(word) == 1 and word.isalpha() and word.isupper()
    )
