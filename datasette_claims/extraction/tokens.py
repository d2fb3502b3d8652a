"""One pass over the text: words and marks with their offsets, paragraphs, sentences, quotations.

Every later step works on token numbers and takes offsets from here, so that a span always is what
stands in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, compress, count, pairwise, repeat

from datasette_claims.extraction.language import Language
from datasette_claims.extraction.quotations import Quotation, find_quotations
from datasette_claims.model import Span

TOKEN = re.compile(
    r"([A-Za-z]\w+(?:[-'’]\w+){0,8}|[,.“”]"  # what most tokens are, tried first
    r"|(?=\w)(?:"
    r"(?:[^\W\d_]\.){2,8}"  # U.S.
    r"|\d+(?:[.,:/]\d+){1,8}"  # 1.234,56  19/4/2022
    r"|\w+(?:[-'’]\w+){0,8})"  # Covid-19  Mi’raj  didn't
    r"|``|''|[^\w\s])"
)
LINE_BREAK = re.compile(r"\n[\n\r]*")
ODD_LINE_BREAK = re.compile(r"[\n\r\u2028\u2029]+")
LONGEST_SENTENCE = 600  # tokens; what is longer is no sentence, and the steps stay linear
STOPS = frozenset(".?!…")
BRACKETS = frozenset(")]}")
CLOSERS = STOPS | BRACKETS | frozenset("”“\"»’'") | {"''"}
MIDDLE = frozenset(",;:)-–—")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Document:
    """A text cut into tokens. Ranges are token numbers, the end exclusive.

    ``tags`` holds the word-class bits of each token (see language.py), ``quoted`` is 1 for each
    token from an opening quotation mark to its closing one, both included.
    """

    text: str
    language: Language
    starts: Sequence[int]
    ends: Sequence[int]
    words: Sequence[str]
    lower: Sequence[str]
    tags: Sequence[int]
    paragraphs: Sequence[tuple[int, int]]
    sentences: Sequence[tuple[int, int]]
    quotations: Sequence[Quotation]
    quoted: bytearray

    def span(self, first: int, end: int) -> Span:
        """The stretch of text from token `first` to the one before `end`."""
        return Span(self.starts[first], self.ends[end - 1])

    def piece(self, first: int, end: int) -> str:
        """The text of a token range."""
        return self.text[self.starts[first] : self.ends[end - 1]] if end > first else ""

    def token_at(self, offset: int) -> int:
        """Number of the first token that starts at or after `offset`."""
        return bisect_left(self.starts, offset)


def tokenise(text: str, language: Language, skip: Sequence[Span] = ()) -> Document:
    """The document of a text. Stretches of `skip` (boilerplate) get no tokens."""
    pieces = TOKEN.split(text)  # gap, token, gap, token, …, gap
    edges = list(accumulate(map(len, pieces)))
    starts, ends, words = edges[:-1:2], edges[1::2], pieces[1::2]
    if skip:
        kept = outside(starts, ends, skip)
        starts, ends = list(compress(starts, kept)), list(compress(ends, kept))
        words = list(compress(words, kept))
    lower = list(map(str.lower, words))
    tags = list(map(language.tags.get, lower, repeat(0)))
    paragraphs = find_paragraphs(text, starts, ends, words, skip)
    quotations = find_quotations(text, starts, ends, words, paragraphs)
    quoted = bytearray(len(words))
    for quotation in quotations:
        quoted[quotation.first : quotation.end] = b"\x01" * (quotation.end - quotation.first)
    sentences = find_sentences(words, paragraphs, quotations, quoted, language.abbreviations)
    return Document(
        text, language, starts, ends, words, lower, tags, paragraphs, sentences, quotations, quoted
    )


def outside(starts: Sequence[int], ends: Sequence[int], skip: Sequence[Span]) -> bytearray:
    """1 for each token that lies in no skipped stretch, else 0."""
    kept = bytearray(b"\x01" * len(starts))
    for stretch in skip:
        first, end = bisect_right(ends, stretch.start), bisect_left(starts, stretch.end)
        if first < end:
            kept[first:end] = bytes(end - first)
    return kept


def find_paragraphs(
    text: str,
    starts: Sequence[int],
    ends: Sequence[int],
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
) -> list[tuple[int, int]]:
    """Sentences as token ranges: a stop within a quotation ends none, unless the quotation ends."""
    sentences = []
    closing = {quotation.end - 1 for quotation in quotations}
    stops = list(compress(count(), map(STOPS.__contains__, words)))
    at = 0
    for first, end in paragraphs:
        begin = first
        while at < len(stops) and stops[at] < end:
            stop = stops[at]
            after = stop + 1
            at += 1
            if quoted[stop]:
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
            if words[stop] == "." and stop > begin and abbreviates(words[stop - 1], abbreviations):
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


def abbreviates(word: str, abbreviations: frozenset[str]) -> bool:
    """Is a full stop after this word no end of a sentence?"""
    return word.lower().rpartition("-")[2] in abbreviations or (
        len(word) == 1 and word.isalpha() and word.isupper()
    )
