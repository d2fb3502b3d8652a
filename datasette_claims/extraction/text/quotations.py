"""Quotations of a document, paragraph by paragraph.

A mark opens or closes by its neighbours (a space before it, or one after it), because papers write
“…”, ”…”, "…" and «…» and mix them. A mark without its partner loses that quotation only, unless
the next paragraph goes on quoting: then the quotation runs to the end of its paragraph.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress, count
from typing import NamedTuple

DOUBLE = frozenset('“”„"«»‟〝〞') | {"``", "''"}
SINGLE = frozenset("‘’'‚‛")
MARKS = DOUBLE | SINGLE
OPENING = frozenset("“„«‟〝‘‚‛") | {"``"}
CLOSING = frozenset("”»〞’") | {"''"}
BEFORE_OPENING = frozenset("([{—–-/:…¿¡")
AFTER_CLOSING = frozenset(".,;:!?)]}—–-/…")
STOPS = frozenset(".?!…")


class Quotation(NamedTuple):
    """A quotation from its opening mark to its closing one, as a token range with an open end.

    ``closed`` is False where another mark opens before it closes and takes the quotation up: that
    of the next paragraph, or one behind a sentence.
    """

    first: int
    end: int
    closed: bool


def find_quotations(
    text: str,
    starts: Sequence[int],
    ends: Sequence[int],
    words: Sequence[str],
    paragraphs: Sequence[tuple[int, int]],
    possessive: tuple[str, ...],
) -> list[Quotation]:
    """Quotations in text order; none lies within another.

    ``possessive`` are the endings of possessors, whose apostrophe closes no quotation.
    """
    found: list[Quotation] = []
    marks = list(compress(count(), map(MARKS.__contains__, words)))
    if not marks:
        return found
    at = 0
    for number, (first, end) in enumerate(paragraphs):
        here = at
        while at < len(marks) and marks[at] < end:
            at += 1
        if at == here:
            continue
        following = paragraphs[number + 1][0] if number + 1 < len(paragraphs) else -1
        goes_on = following > 0 and words[following] in SINGLE
        opened = pair(text, starts, ends, words, marks[here:at], found, first, goes_on, possessive)
        if opened is None:
            continue
        if following > 0 and any({words[following], words[opened]} <= m for m in (DOUBLE, SINGLE)):
            found.append(Quotation(opened, end, False))
    return found


def pair(
    text: str,
    starts: Sequence[int],
    ends: Sequence[int],
    words: Sequence[str],
    marks: Sequence[int],
    found: list[Quotation],
    first: int,
    goes_on: bool,
    possessive: tuple[str, ...],
) -> int | None:
    """Append the quotations of one paragraph; return the mark that stays open, if one does.

    Double marks are paired first, single ones only outside of them; a single one stays open only
    where a paragraph or sentence begins with it, for elsewhere it may be an apostrophe, and
    ``goes_on`` says that the next paragraph begins with one.
    """
    opened: int | None = None
    begin = first
    pairs = []
    for n in marks:
        if words[n] not in DOUBLE:
            continue
        if opens(text, starts[n], ends[n], words[n], opened is not None):
            if opened == begin and is_sentence(words, begin, n):
                pairs.append(Quotation(begin, n, False))
                begin = n
            opened = n
        elif opened is not None:
            pairs.append(Quotation(opened, n + 1, True))
            opened = None
    singles = [n for n in marks if words[n] in SINGLE]
    begun: int | None = None
    if singles:
        more, begun = pair_singles(text, starts, ends, singles, pairs, opened, goes_on, possessive)
        pairs = sorted(pairs + more)
    found.extend(pairs)
    if opened is None and begun is not None and (begun == first or words[begun - 1] in ".?!"):
        return begun
    return opened


def is_sentence(words: Sequence[str], first: int, end: int) -> bool:
    """Is it one sentence? In more than one, a mark was forgotten: `“A. He left. “B,” she said`."""
    stops = [n for n in range(first, end) if words[n] in STOPS]
    return stops == [end - 1]


def pair_singles(
    text: str,
    starts: Sequence[int],
    ends: Sequence[int],
    marks: Sequence[int],
    doubles: Sequence[Quotation],
    opened: int | None,
    goes_on: bool,
    possessive: tuple[str, ...],
) -> tuple[list[Quotation], int | None]:
    """Quotations in single marks that lie outside of double ones, and the mark that stays open.

    Apostrophes are told apart.
    """
    pairs: list[Quotation] = []
    begun: int | None = None
    at = 0
    for number, n in enumerate(marks):
        while at < len(doubles) and doubles[at].end <= n:
            at += 1
        if (at < len(doubles) and doubles[at].first < n) or (opened is not None and n > opened):
            continue
        before = text[starts[n] - 1 : starts[n]]
        after = text[ends[n] : ends[n] + 1]
        if (not before or before.isspace() or before in BEFORE_OPENING) and after.isalnum():
            begun = n
        elif begun is not None and not after.isalnum() and not before.isspace():
            owned = text[starts[n] - 1 : ends[n]] in possessive
            if owned and after.isspace() and text[ends[n] + 1 : ends[n] + 2].islower():
                # the dancers’ union: another mark closes, or the next paragraph goes on
                following = starts[marks[number + 1]] if number + 1 < len(marks) else 0
                if not text[following - 1].isspace() if following else goes_on:
                    continue
            letter = n - begun == 2 and starts[n] - starts[begun] <= 3  # rock 'n' roll
            crossing = letter or any(begun < q.first < n for q in doubles[max(0, at - 1) : at + 1])
            if not crossing:
                pairs.append(Quotation(begun, n + 1, True))
            begun = None
    return pairs, begun


def opens(text: str, start: int, end: int, mark: str, is_open: bool) -> bool:
    """Does a double mark open a quotation? Its neighbours tell; if they do not, its form does."""
    before, after = text[start - 1 : start], text[end : end + 1]
    space_before = not before or before.isspace() or before in BEFORE_OPENING
    space_after = not after or after.isspace() or after in AFTER_CLOSING
    comma = text[start - 2 : start - 1] == ","
    if is_open and space_before and comma and mark not in OPENING and after.islower():
        return False  # “We go, ”she said
    if space_before != space_after:
        return space_before
    if mark in OPENING:
        return True
    if mark in CLOSING:
        return False
    return not is_open
