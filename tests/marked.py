"""Sentences with marks: `[source Ana] [cue said] [content it was late].` and what they stand for.

A mark may hold another (`[source [cue katanya]]`). A number tells claims of one text apart:
`[source1 Ana] [cue1 said] …`; without one, all marks belong to one claim. The articles of
`tests/gold` have two marks more: `said`, the words that tell the day, and `secondary`, an outlet on
whose word the article reports.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from datasette_claims.model import Span

OPENING = re.compile(r"\[(content|source|cue|said|secondary)(\d*) ")

Parts = dict[str, tuple[Span, ...]]

AROUND = {
    "en": ("It rained all day.\n", "\nThe market opened late."),
    "id": ("Hujan turun sejak pagi.\n", "\nToko buka siang hari."),
    "ms": ("Hujan turun sejak pagi.\n", "\nKedai dibuka lewat."),
}
"""What may stand before and behind a text and changes nothing in it: nobody says it or is named.
A new language need not have it.
"""


REPEATED = re.compile(r"([^\W\d_]+)\*(\d+)")


def widen(text: str) -> str:
    """The text with its fillers written out.

    >>> widen("a xy*3 man")
    'a xy xy xy man'
    """
    return REPEATED.sub(lambda match: " ".join([match[1]] * int(match[2])), text)


class MarkError(ValueError):
    """Marks that do not stand for spans; the message shows where."""


class Marked(NamedTuple):
    """The text without its marks, and for each claim its spans by part, in order of number."""

    text: str
    claims: tuple[Parts, ...]


def read_marks(marked: str) -> tuple[str, dict[int, Parts]]:
    """The text without its marks, and the spans of each part by number; 0 where there is none.

    >>> read_marks("[source2 Ana] left")
    ('Ana left', {2: {'source': (Span(start=0, end=3),)}})
    """
    text: list[str] = []
    length = at = 0
    open_marks: list[tuple[str, int, int]] = []
    spans: dict[int, dict[str, list[Span]]] = {}
    while at < len(marked):
        opening = OPENING.match(marked, at)
        if opening:
            open_marks.append((opening[1], int(opening[2] or 0), length))
            at = opening.end()
        elif marked[at] == "]" and open_marks:
            part, number, start = open_marks.pop()
            spans.setdefault(number, {}).setdefault(part, []).append(Span(start, length))
            at += 1
        else:
            text.append(marked[at])
            length += 1
            at += 1
    if open_marks:
        part, number, start = open_marks[0]
        words = "".join(text[start : start + 40])
        raise MarkError(f"[{part}{number or ''} is not closed: {words} …")
    return "".join(text), {
        number: {part: tuple(sorted(found)) for part, found in spans[number].items()}
        for number in sorted(spans)
    }


def read_marked(marked: str) -> Marked:
    """What a marked sentence says.

    >>> read_marked("[source Ana] [cue said] so").claims[0]["cue"]
    (Span(start=4, end=8),)
    """
    text, claims = read_marks(marked)
    return Marked(text, tuple(claims.values()))


def write_marked(text: str, claims: list[dict[str, tuple[Span, ...]]]) -> str:
    """The text with the marks of its claims: for readable failures."""
    marks = []
    for number, claim in enumerate(claims, 1):
        tag = str(number) if len(claims) > 1 else ""
        for part, found in claim.items():
            for start, end in found:
                marks.append((start, 1, -end, f"[{part}{tag} "))
                marks.append((end, 0, -start, "]"))
    out, at = [], 0
    for place, _, _, mark in sorted(marks):
        out += [text[at:place], mark]
        at = place
    return "".join([*out, text[at:]])
