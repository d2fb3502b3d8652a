"""Rows as CSV text: as they are, or made safe for a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence

MARK = "\ufeff"
"""Byte-order mark: without it Excel takes UTF-8 for the code page of the machine."""

# A spreadsheet takes such a cell for a formula or a command, also behind what it skips or does not
# show: blanks, controls, zero-width characters. The full-width signs count as the plain ones.
_RUNS = re.compile(
    r"[\s\x00-\x1f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@＝＋－＠﹣−]|[\t\r\n]"
)


def text(rows: Iterable[Sequence[object]], *, spreadsheet: bool = False) -> str:
    """The rows as lines of CSV (RFC 4180: CRLF, quotation marks where they are needed).

    >>> text([["a", "=1+1"]], spreadsheet=True)
    "a,'=1+1\\r\\n"
    """
    lines = io.StringIO()
    writer = csv.writer(lines)
    for row in rows:
        writer.writerow([defused(cell) if spreadsheet else _whole(cell) for cell in row])
    return lines.getvalue()


def _whole(cell: object) -> object:
    """NUL is told as what cannot be shown: Python 3.10 writes none, and most readers stop at it."""
    return cell.replace("\0", "\ufffd") if isinstance(cell, str) else cell


def runs(text: str) -> bool:
    """Would a spreadsheet take this for a formula or a command?"""
    return _RUNS.match(text) is not None


ADDRESS = "claim_url"
"""The last column of a file of claims: where the page of each is."""


def addressed(
    columns: Sequence[str], rows: Iterable[Sequence[object]], address: Callable[[str], str]
) -> list[tuple[object, ...]]:
    """The rows of ``claims_flat``, each with the address of its claim's page behind it."""
    key = columns.index("id")
    return [(*row, address(str(row[key]))) for row in rows]


def defused(cell: object) -> object:
    """The cell, with an apostrophe before it where a spreadsheet would run it. Numbers stay."""
    if isinstance(cell, str):
        cell = cell.replace("\0", "")
        return f"'{cell}" if runs(cell) else cell
    return cell
