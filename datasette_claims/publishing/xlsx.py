"""Claims as a workbook of Excel and its like: nothing in it is run, and nothing is cut unsaid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from datasette_claims.publishing.columns import Column
from datasette_claims.publishing.csv import runs

LONGEST = 32_767
"""Characters that a cell holds."""

MOST_ROWS = 1_048_575
"""Rows that a sheet holds, below the names of the columns."""

ELLIPSIS = " […]"

# What the XML of a workbook cannot hold.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(
    file: IO[bytes], columns: Sequence[Column], batches: Iterable[Sequence[Sequence[Any]]]
) -> int:
    """Write three sheets: the claims, what their columns hold, which cells had to be cut.

    Returns how many those were; their whole text is in the other formats.
    """
    book = Workbook(write_only=True)
    claims = book.create_sheet("claims")
    claims.freeze_panes = "A2"
    claims.append([_heading(claims, each.name) for each in columns])
    cut: list[tuple[str, str, int]] = []
    for rows in batches:
        for row in rows:
            cells = []
            for column, value in zip(columns, row, strict=True):
                if isinstance(value, str) and _units(value) > LONGEST:
                    cut.append((str(row[0]), column.name, len(value)))
                cells.append(_cell(claims, value))
            claims.append(cells)
    about = book.create_sheet("columns")
    about.append([_heading(about, name) for name in ("column", "holds")])
    for each in columns:
        about.append([_cell(about, each.name), _cell(about, each.words)])
    if cut:
        told = book.create_sheet("cut")
        told.append([_heading(told, name) for name in ("claim", "column", "characters")])
        for key, name, length in cut:
            told.append([_cell(told, key), _cell(told, name), length])
    book.save(file)
    return len(cut)


def _heading(sheet: Any, words: str) -> Any:
    cell = WriteOnlyCell(sheet, words)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    """A value as a cell: text stays text, whatever it begins with, also once it is edited."""
    if not isinstance(value, str):
        return value
    plain = _shortened(_NOT_XML.sub("\ufffd", value))
    cell = WriteOnlyCell(sheet, plain)
    cell.data_type = "s"  # a sign = at the beginning would have made it a formula
    if runs(plain):
        cell.quotePrefix = True
    return cell


def _shortened(text: str) -> str:
    """As much of the text as a cell holds; it counts what lies beyond the first plane twice."""
    if _units(text) <= LONGEST:
        return text
    room = LONGEST - len(ELLIPSIS)
    kept = text[:room]
    while (over := _units(kept) - room) > 0:
        kept = kept[: -max(1, over // 2)]
    return kept + ELLIPSIS


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
