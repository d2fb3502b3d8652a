"""Text whose lines a program broke at some width, made paragraphs again.

It is told by what such a program does: a line ends where the next word would not have fitted.
Verse, addresses and lists end their lines elsewhere, and stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from datasette_claims.reading import linebreaks

_NARROWEST, _WIDEST = 40, 100
"""Widths at which programs and typists break lines."""
_MOST = 0.9
"""Share of the lines that must end so, before any is taken to have been broken."""
_LEAST = 2
_STARTS = re.compile(r"[ \t]|[-*•·–—>|+][ \t]|\d{1,3}[.)][ \t]|[^\W\d_][\w .]{0,30}:[ \t]")
"""What begins a line of its own: an indent, an item of a list, a speaker."""


def unfolded(text: str) -> str:
    """Give a text with its paragraphs in one line each, where blank lines part them.

    >>> print(unfolded("The mayor said on Monday that the bridge\\n"
    ...                "is safe and that the city council will\\n"
    ...                "pay for it.\\n\\nShe left at noon."))
    The mayor said on Monday that the bridge is safe and that the city council will pay for it.
    <BLANKLINE>
    She left at noon.
    """
    body = text.rstrip("\n")
    blocks = [block.split("\n") for block in body.split("\n\n")]
    if len(blocks) < 2:
        return text
    pairs = [pair for lines in blocks for pair in pairwise(lines)]
    width = max((len(line) for line, _ in pairs if " " in line.strip()), default=0)
    if len(pairs) < _LEAST or not _NARROWEST <= width <= _WIDEST:
        return text
    if sum(_broken(*pair, width) for pair in pairs) < _MOST * len(pairs):
        return text
    known = linebreaks.words(line for lines in blocks for line in lines)
    return "\n\n".join(_paragraph(lines, width, known) for lines in blocks) + text[len(body) :]


def _paragraph(lines: Sequence[str], width: int, known: frozenset[str]) -> str:
    if all(_broken(*pair, width) for pair in pairwise(lines)):
        return linebreaks.joined(lines, known)
    return "\n".join(lines)


def _broken(line: str, following: str, width: int) -> bool:
    """Did a line end because the next word would not have fitted?"""
    if not line.strip() or not following.strip() or _STARTS.match(following):
        return False
    return len(line.rstrip()) + 1 + len(following.split(maxsplit=1)[0]) > width - 1
