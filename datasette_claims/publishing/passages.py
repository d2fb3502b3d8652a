"""What is left of an article when only the sentences around its claims may leave."""

from __future__ import annotations

from collections.abc import Iterable

GAP = "[…]"


def stretch(text: str, context: str, start: int, end: int) -> tuple[int, int]:
    """The place of ``context`` in ``text`` around ``start``; ``start`` to ``end`` where none is.

    >>> stretch("One. Two. One.", "One.", 10, 13)
    (10, 14)
    """
    if context:
        at = text.find(context, max(0, start - len(context) + 1), start + len(context))
        if at >= 0:
            return at, max(end, at + len(context))
    return start, end


def only(text: str, kept: Iterable[tuple[int, int]]) -> str:
    """``text`` with spaces in place of all that is not kept, so that every offset stays true.

    Line breaks stay, and each gap that has room for it begins with "[…]".

    >>> only("Rain fell. Ana said no. The end.", [(11, 23)])
    '[…]        Ana said no.[…]      '
    """
    parts = []
    done = 0
    for start, end in [*sorted(kept), (len(text), len(text))]:
        parts.append(_blank(text[done:start]))
        parts.append(text[max(start, done) : end])
        done = max(done, end)
    return "".join(parts)


def _blank(gap: str) -> str:
    lines = gap.split("\n")
    marked = False
    for number, line in enumerate(lines):
        blank = "".join(char if char == "\r" else " " for char in line)
        if not marked and line.strip() and len(blank.rstrip("\r")) >= len(GAP):
            blank, marked = GAP + blank[len(GAP) :], True
        lines[number] = blank
    return "\n".join(lines)
