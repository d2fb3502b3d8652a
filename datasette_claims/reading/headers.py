"""The row of a table that holds the names of its columns."""

from __future__ import annotations

from collections.abc import Sequence

from datasette_claims.reading import columns
from datasette_claims.reading.cells import is_address, is_number
from datasette_claims.reading.characters import mended
from datasette_claims.reading.outcomes import Refused

WITHIN = 12
"""First rows of a table among which it is: exports put titles and dates above it."""
_LONGEST_NAME = 80


def place(rows: Sequence[Sequence[str]]) -> int:
    """Which of the first rows holds the names: the first one, or one with more known names.

    >>> place([["Export of 12 April"], [], ["Headline", "Link", "Body"], ["A", "b", "c"]])
    2
    """
    best = next((number for number, row in enumerate(rows) if any(map(str.strip, row))), 0)
    for number, row in enumerate(rows[:WITHIN]):
        if columns.known(row) > max(1, columns.known(rows[best])):
            best = number
    return best


def names(row: Sequence[str]) -> list[str]:
    """Give the names in a row, each another one; raises ``Refused`` where it holds none."""
    if not columns.known(row) and (not row or any(map(_is_value, row))):
        if row and all(map(is_address, row)):
            raise Refused("a list of addresses without names of columns; put a row with url above")
        raise Refused(
            "its first row holds no names of columns; put a row such as"
            " url, title, published, text above it"
        )
    return distinct(row)


def distinct(row: Sequence[str]) -> list[str]:
    """Names of columns, each another one.

    >>> distinct(["text", "text", ""])
    ['text', 'text (2)', 'column 3']
    """
    found: list[str] = []
    for number, written in enumerate(row, 1):
        name = " ".join(mended(written)[0].replace("\ufeff", "").split()) or f"column {number}"
        again, turn = name, 1
        while again in found:
            turn += 1
            again = f"{name} ({turn})"
        found.append(again)
    return found


def _is_value(name: str) -> bool:
    """Is it what stands below a name of a column, rather than one?"""
    return not name.strip() or is_number(name) or is_address(name) or len(name) > _LONGEST_NAME
