"""An article's text word by word, each with its number, and the chosen ones marked. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from datasette_claims.model import Span
from datasette_claims.web.marking import in_lines, safe

AT_ONCE = 900
"""Words of an article that are shown whole."""
PART = 600
"""Words of a longer one that are shown at a time."""
BEFORE = 150
"""Of them, those before the words that it is about."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A word (with its number) or what stands between two (None)."""

    start: int
    end: int
    text: Markup
    number: int | None
    chosen: str
    """``on`` where all of it is among the chosen words, ``part`` where some of it is."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    start: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a text: the numbers of its first and last word, of ``total``."""

    paragraphs: tuple[Paragraph, ...]
    first: int
    last: int
    total: int

    @property
    def earlier(self) -> int | None:
        return max(1, self.first - PART) if self.first > 1 else None

    @property
    def later(self) -> int | None:
        return self.last + 1 if self.last < self.total else None


def window(
    text: str, words: Sequence[Span], chosen: Sequence[Span], first: int | None = None
) -> Window:
    """The whole text if it is short, else the part from the word of this number on.

    Without a number it is the part around what is chosen, or the beginning.
    """
    total = len(words)
    if first is None:
        at = bisect_left([end for _, end in words], chosen[0].start) if chosen else 0
        first = at + 1 - BEFORE
    if total <= AT_ONCE:
        first, last = 1, total
    else:
        first = min(max(1, first), total)
        last = min(total, first + PART - 1)
    begin = words[first - 1].start if first > 1 else 0
    end = words[last].start if last < total else len(text)
    return Window(tuple(_paragraphs(text, words, chosen, begin, end)), first, last, total)


def _paragraphs(
    text: str, words: Sequence[Span], chosen: Sequence[Span], begin: int, end: int
) -> Iterator[Paragraph]:
    at, starts = begin, [start for start, _ in words]
    for line in in_lines(text)[begin:end].split("\n"):
        if line.strip():
            number = bisect_left(starts, at)
            yield Paragraph(at, tuple(_pieces(text, words, chosen, number, at, at + len(line))))
        at += len(line) + 1


def _pieces(
    text: str,
    words: Sequence[Span],
    chosen: Sequence[Span],
    number: int,
    begin: int,
    end: int,
) -> Iterator[Piece]:
    numbers: dict[int, int] = {}
    edges = {begin, end}
    while number < len(words) and words[number].start < end:
        numbers[words[number].start] = number + 1
        edges |= {words[number].start, min(words[number].end, end)}
        number += 1
    for one, other in pairwise(sorted(edges)):
        yield Piece(
            one, other, safe(text[one:other]), numbers.get(one), _chosen(chosen, one, other)
        )


def _chosen(chosen: Sequence[Span], start: int, end: int) -> str:
    if any(one <= start and end <= other for one, other in chosen):
        return "on"
    return "part" if any(one < end and start < other for one, other in chosen) else ""
