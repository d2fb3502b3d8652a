"""Pages of lines with their places -> paragraphs as a person reads them.

What stands on every page (running heads, page numbers, a browser's date and address) is taken
away, columns are read one after the other, and lines become paragraphs by the space between them,
by what is indented and by what ends short.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from datasette_claims.reading import linebreaks

EDGE_ROWS = 3
"""Rows at the top and the bottom of a page that may be furniture."""

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:(?:page|p|pg|halaman|hlm|hal|muka surat|m/s|seite|página)\.?\s*)?"
    r"(?:\d{1,4}|[ivxl]{1,6})\s*(?:(?:of|/|dari|daripada|\|)\s*\d{1,4})?[\W_]*",
    re.IGNORECASE,
)
_PRINTED_ON = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{2,4},? \d{1,2}[:.]\d{2}\b.{0,160}")
_ADDRESS = re.compile(r"(?:https?|file)://\S+")
_BULLET = re.compile(r"[•●▪■◦‣·*–—-]\s|\(?\d{1,2}[.)]\s")
_ENDS = re.compile(r"[.!?…:][\"”’»')\]]*\Z")
_NARROW = frozenset(" iljtfrI.,:;!'|()[]’‘-")
_WIDE = frozenset("mwMW—@%…")
_PLAUSIBLE_COLUMN = 20
"""Characters of a line of a column; what is shorter is a cell of a table."""


class Line(NamedTuple):
    """A line of a page: where it begins, from left and from below, and its letters' size."""

    text: str
    x: float
    y: float
    size: float

    @property
    def width(self) -> float:
        """About as wide as it is printed, by what letters measure in most typefaces."""
        ems = 0.0
        for sign in self.text:
            ems += 0.28 if sign in _NARROW else 0.8 if sign in _WIDE else 0.53
            ems += 0.14 * sign.isupper()
        return ems * self.size


class Reading(NamedTuple):
    """The paragraphs of a document, what was taken away, and the lines that look like its title."""

    paragraphs: list[str]
    furniture: list[str]
    headline: str


def read(pages: Sequence[Sequence[Line]]) -> Reading:
    """Give the paragraphs of all pages."""
    furniture = _furniture(pages)
    kept = [
        _in_columns([line for n, line in enumerate(page) if n not in gone])
        for page, gone in zip(pages, furniture, strict=True)
    ]
    known = linebreaks.words(line.text for page in kept for line in page)
    paragraphs = [linebreaks.joined(lines, known) for lines in _paragraphs(kept)]
    taken = [page[n].text for page, gone in zip(pages, furniture, strict=True) for n in gone]
    return Reading([text for text in paragraphs if text], taken, _headline(kept, known))


def _furniture(pages: Sequence[Sequence[Line]]) -> list[set[int]]:
    """The numbers of the lines of each page that are no part of its text."""
    edges = [_edge_rows(page) for page in pages]
    seen = Counter(
        sign
        for page, rows in zip(pages, edges, strict=True)
        for sign in {_sign(page[n]) for row in rows for n in row}
    )
    often = max(2, (len(pages) + 2) // 3)
    gone = []
    for page, rows in zip(pages, edges, strict=True):
        here: set[int] = set()
        for row in rows:
            repeated = {n for n in row if seen[_sign(page[n])] >= often}
            outermost = len(page) > 4 and (row in (rows[0], rows[-1]) or not here.isdisjoint(row))
            alone = {n for n in row if outermost and _is_furniture(page[n].text)}
            here |= set(row) if alone else repeated
        gone.append(here)
    return gone


def _edge_rows(page: Sequence[Line]) -> list[list[int]]:
    """The lines of the upper and lower rows of a page, those of one height together."""
    rows: list[list[int]] = []
    for n in sorted(range(len(page)), key=lambda n: -page[n].y):
        if rows and abs(page[rows[-1][0]].y - page[n].y) < 0.5 * page[n].size:
            rows[-1].append(n)
        else:
            rows.append([n])
    return rows if len(rows) <= 2 * EDGE_ROWS else rows[:EDGE_ROWS] + rows[-EDGE_ROWS:]


def _sign(line: Line) -> tuple[str, int]:
    """What makes two lines of two pages the same: their words, whatever the number, and height."""
    return _DIGITS.sub("#", " ".join(line.text.lower().split())), round(line.y / 4)


def _is_furniture(text: str) -> bool:
    """Does a line at the very edge tell by itself that it is a page number or a browser's?"""
    text = text.strip()
    if _PAGE_NUMBER.fullmatch(text) or _PRINTED_ON.fullmatch(text):
        return True
    found = _ADDRESS.match(text)
    return bool(found and re.fullmatch(r"\s*(?:\d+\s*/\s*\d+)?", text[found.end() :]))


def address(furniture: Iterable[str]) -> str:
    """The address that a browser printed below its pages; empty if it is cut or there is none."""
    found = {match[0] for text in furniture if (match := _ADDRESS.match(text.strip()))}
    whole = {url for url in found if url.startswith("http") and not url.endswith(("…", "..."))}
    return whole.pop() if len(whole) == 1 else ""


def _in_columns(page: Sequence[Line]) -> list[Line]:
    """The lines of a page, column by column where they were drawn across its columns.

    As a rule a file holds its text in the order of reading, and that is kept.
    """
    rights = [
        right
        for left, right in pairwise(page)
        if abs(left.y - right.y) < 0.5 * left.size
        and right.x - left.x > 8 * left.size
        and min(len(left.text), len(right.text)) > _PLAUSIBLE_COLUMN
    ]
    if len(rights) < 4 or 4 * len(rights) < len(page):
        return list(page)
    edge = min(line.x for line in rights) - 2
    lowest = min(line.y for line in rights)
    left: list[Line] = []
    right: list[Line] = []
    below: list[Line] = []
    for line in page:
        across = line.y < lowest - line.size and line.x + line.width > edge + 2 * line.size
        (right if line.x >= edge else below if across else left).append(line)
    return [*left, *right, *below]


def _paragraphs(pages: Sequence[Sequence[Line]]) -> Iterator[list[str]]:
    lines = [(number, line) for number, page in enumerate(pages) for line in page]
    leading = _leading(pages)
    paragraph: list[str] = []
    for n, (number, line) in enumerate(lines):
        if n:
            page, above = lines[n - 1]
            below = lines[n + 1][1] if n + 1 < len(lines) else None
            if _parts(above, line, below, page == number, leading):
                yield paragraph
                paragraph = []
        paragraph.append(line.text)
    if paragraph:
        yield paragraph


def _leading(pages: Sequence[Sequence[Line]]) -> dict[int, float]:
    """How far apart lines of a size lie as a rule."""
    gaps: dict[int, list[float]] = {}
    for page in pages:
        for above, line in pairwise(page):
            gap = above.y - line.y
            if 0 < gap < 3 * line.size and abs(above.size - line.size) < 0.1 * line.size:
                gaps.setdefault(round(line.size), []).append(gap)
    return {size: sorted(found)[len(found) // 4] for size, found in gaps.items()}


def _parts(
    above: Line, line: Line, below: Line | None, same_page: bool, leading: dict[int, float]
) -> bool:
    """Does a paragraph end between two lines?"""
    em = line.size or 1.0
    if same_page and abs(above.y - line.y) < 0.5 * max(em, above.size) and line.x > above.x:
        return False  # more of the same row
    if abs(above.size - line.size) > 0.15 * max(above.size, line.size):
        return True
    if _BULLET.match(line.text) and not _goes_on(above.text):
        return True
    gap = above.y - line.y
    beside = below is not None and abs(below.size - line.size) < 0.15 * em
    indented = beside and below is not None and 0.6 * em < line.x - below.x < 6 * em
    if not same_page or gap < 0 or gap > 12 * em:  # another page or column
        return bool(indented) or (bool(_ENDS.search(above.text)) and not line.text[0].islower())
    if gap > 1.25 * leading.get(round(line.size), 1.3 * em):
        return True
    if indented and line.x - above.x > 0.6 * em:
        return True
    if 0.6 * em < line.x - above.x < 6 * em and below is None:
        return True
    short = above.x + above.width < line.x + 0.72 * max(line.width, below.width if below else 0)
    return short and bool(_ENDS.search(above.text)) and not line.text[0].islower()


def _goes_on(text: str) -> bool:
    return not _ENDS.search(text)


def _headline(pages: Sequence[Sequence[Line]], known: frozenset[str]) -> str:
    """The lines in the largest letters of the first page, if they are few and clearly larger."""
    first = next((page for page in pages if page), [])
    letters = Counter[int]()
    for page in pages:
        for line in page:
            letters[round(line.size)] += len(line.text)
    if not first or not letters:
        return ""
    body = letters.most_common(1)[0][0]
    largest = max(line.size for line in first)
    lines = [line.text for line in first if line.size > 0.95 * largest]
    title = linebreaks.joined(lines, known)
    if largest < 1.2 * body or len(lines) > 4 or not 2 <= len(title.split()) <= 30:
        return ""
    return title
