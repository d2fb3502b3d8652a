"""Texts with their claims marked, as safe HTML. Pure: text and spans in, markup out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

from markupsafe import Markup, escape

# A paragraph longer than this is cut around its claim: some pages are one line of megabytes.
LONGEST_PARAGRAPH = 1800
AROUND = 600
Hits = Sequence[tuple[int, int]]
"""Places in a text where a search found something: in order, none overlaps another."""

_LONE_RETURN = re.compile(r"\r(?!\n)")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a text; ``cut_before`` and ``cut_after`` tell that its paragraph goes on."""

    start: int
    end: int
    cut_before: bool = False
    cut_after: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A claim's content in its article: ``label`` is said when it is pointed at."""

    claim: str
    start: int
    end: int
    href: str
    label: str
    classes: str


def safe(text: str) -> Markup:
    """The text escaped; NUL, which no HTML can hold, becomes U+FFFD."""
    return escape(text.replace("\0", "\ufffd"))


def with_hits(text: str, hits: Hits, at: int = 0) -> Markup:
    """A piece of a text as HTML with the hits in it marked; ``at`` is where in the text it begins.

    >>> with_hits("harga <beras>", [(7, 12)])
    Markup('harga &lt;<mark class="hit">beras</mark>&gt;')
    """
    pieces, done = [], at
    # By number: a slice would copy all that is left of a long text's hits for each of its lines.
    for number in range(bisect_left(hits, at, key=lambda hit: hit[1]), len(hits)):
        start, end = max(hits[number][0], at), min(hits[number][1], at + len(text))
        if start >= at + len(text):
            break
        if end > start:
            hit = safe(text[start - at : end - at])
            pieces += [safe(text[done - at : start - at]), _HIT.format(hit)]
            done = end
    return Markup("").join([*pieces, safe(text[done - at :])])


_HIT = Markup('<mark class="hit">{}</mark>')


def first_marked(html: Markup) -> Markup:
    """The same with a name for the first hit, which a link leads to."""
    begin, found, rest = str(html).partition('<mark class="hit">')
    named = '<mark class="hit" id="first-hit">' if found else ""
    return Markup(begin + named + rest)


def in_lines(text: str) -> str:
    r"""The text, as long as before, in which a carriage return alone ends a line too.

    >>> in_lines("old\rMac\r\n")
    'old\nMac\r\n'
    """
    return _LONE_RETURN.sub("\n", text)


def paragraph(text: str, spans: Sequence[tuple[int, int]]) -> Passage:
    """The paragraph or paragraphs that hold all spans, cut to a readable length around them."""
    text = in_lines(text)
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    start = text.rfind("\n", 0, first) + 1
    end = text.find("\n", last)
    end = len(text) if end < 0 else end
    if end - start <= LONGEST_PARAGRAPH:
        return Passage(start, end)
    near = max(start, first - AROUND)
    far = min(end, last + AROUND)
    if near > start:
        gap = re.compile(r"\s").search(text, near, first)
        near = gap.end() if gap else near
    if far < end:
        space = max(text.rfind(" ", last, far), text.rfind("\n", last, far))
        far = space if space > last else far
    return Passage(near, far, near > start, far < end)


def parts(
    text: str, passage: Passage, spans: Iterable[tuple[str, int, int]], hits: Hits = ()
) -> list[Markup]:
    """The passage's paragraphs with content, source and cue marked, and what a search found.

    >>> parts("He said it.", Passage(0, 11), [("cue", 3, 7), ("content", 8, 10)])
    [Markup('He <span class="cue">said</span> <mark>it</mark>.')]
    """
    text = in_lines(text)
    spans = [
        (part, max(start, passage.start), min(end, passage.end))
        for part, start, end in spans
        if start < passage.end and end > passage.start
    ]
    edges = {passage.start, passage.end, *(edge for _, *both in spans for edge in both)}
    for newline in re.compile("\n").finditer(text, passage.start, passage.end):
        edges |= {newline.start(), newline.end()}
    cuts = sorted(edges)
    paragraphs: list[list[Markup]] = [[]]
    for start, end in pairwise(cuts):
        if text[start] == "\n":
            paragraphs.append([])
            continue
        piece = with_hits(text[start:end], hits, start)
        for part in ("source", "cue"):
            if piece and any(p == part and s <= start and end <= e for p, s, e in spans):
                piece = Markup('<span class="{}">{}</span>').format(part, piece)
        if piece and any(p == "content" and s <= start and end <= e for p, s, e in spans):
            piece = Markup("<mark>{}</mark>").format(piece)
        paragraphs[-1].append(piece)
    return [joined for pieces in paragraphs if (joined := Markup("").join(pieces)).strip()]


def article(
    text: str, marks: Sequence[Mark], *, places: bool = False, hits: Hits = ()
) -> Iterator[Markup]:
    """The whole text in paragraphs, each claim a link; yields pieces, in time linear in the text.

    Where claims overlap, the innermost (the one begun last) has the words; a claim that is hidden
    where it begins keeps a link of its own in the margin, so that every claim can be reached. With
    ``places`` each paragraph says where in the text it begins, by which what is selected is found.
    """
    text = in_lines(text)
    marks = sorted(
        (mark for mark in marks if 0 <= mark.start < mark.end <= len(text)),
        key=lambda mark: (mark.start, -mark.end, mark.claim),
    )
    begun: set[str] = set()
    open_paragraph = False
    for start, end, begins, inner, depth in _segments(text, marks):
        hidden = [mark for mark in begins if mark is not inner]
        at = start
        for number, line in enumerate(text[start:end].split("\n")):
            begin, at = at, at + len(line) + 1
            if number and open_paragraph:
                yield Markup("</p>\n")
                open_paragraph = False
            if not open_paragraph:
                if not (line.strip() or begins):
                    continue
                place = Markup(' data-at="{}"').format(begin) if places else ""
                yield Markup('<p dir="auto"{}>').format(place)
                open_paragraph = True
            for mark in hidden:
                yield _margin_link(mark, mark.claim not in begun)
                begun.add(mark.claim)
            begins, hidden = (), []
            if inner is None:
                yield with_hits(line, hits, begin)
            elif line:
                yield _link(inner, with_hits(line, hits, begin), inner.claim not in begun, depth)
                begun.add(inner.claim)
    if open_paragraph:
        yield Markup("</p>\n")


def _segments(
    text: str, marks: Sequence[Mark]
) -> Iterator[tuple[int, int, Sequence[Mark], Mark | None, int]]:
    """(start, end, marks that begin here, innermost mark, how many are open), without gaps."""
    cuts = sorted({0, len(text), *(m.start for m in marks), *(m.end for m in marks)})
    ends = sorted(mark.end for mark in marks)
    active: list[tuple[int, int, int]] = []
    nearest, closed = 0, 0
    for start, end in pairwise(cuts):
        first = nearest
        while nearest < len(marks) and marks[nearest].start == start:
            heappush(active, (-start, marks[nearest].end, nearest))
            nearest += 1
        while closed < len(ends) and ends[closed] <= start:
            closed += 1
        while active and active[0][1] <= start:
            heappop(active)
        inner = marks[active[0][2]] if active else None
        yield start, end, marks[first:nearest], inner, nearest - closed


def _tick(mark: Mark) -> Markup:
    return Markup('<span class="claim-tick {}" aria-hidden="true"></span>').format(mark.classes)


def _link(mark: Mark, words: Markup, first: bool, depth: int) -> Markup:
    return Markup('<a class="said-here{}" href="{}" title="{}"{}>{}{}</a>').format(
        " nested" if depth > 1 else "",
        mark.href,
        safe(mark.label),
        Markup(' id="claim-{}"').format(mark.claim) if first else Markup(' tabindex="-1"'),
        _tick(mark) if first else "",
        words,
    )


def _margin_link(mark: Mark, first: bool) -> Markup:
    if not first:
        return Markup("")
    return Markup(
        '<a class="also-here" id="claim-{}" href="{}" title="{}" aria-label="{}">{}</a>'
    ).format(
        mark.claim,
        mark.href,
        safe(mark.label),
        safe(f"Also claimed here: {mark.label}"),
        _tick(mark),
    )
