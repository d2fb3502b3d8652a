"""Workbooks of Excel (XLSX): one table a sheet, its formulas as the values they had when saved."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import time, timedelta
from itertools import chain, islice
from typing import Any, BinaryIO

import openpyxl

from datasette_claims.reading import cells, columns, headers, sheetparts, table
from datasette_claims.reading.documents import Document, Options
from datasette_claims.reading.outcomes import Refused, Remark
from datasette_claims.reading.table import Row

LARGEST = 2_000_000_000
"""Bytes of a workbook, unpacked."""
MOST_PACKED = 500
"""Times that a part may be larger than it is packed, where it is large: XML of tables is not."""
_LARGE = 50_000_000

_BROKEN = "not a workbook that can be read (damaged, or with a password?); save it again as XLSX"
_LONGEST_REPEATED = 200
"""Characters of a merged cell that are meant for each of its rows; longer ones are the text."""


def read(document: Document, options: Options) -> Iterator[table.Outcome]:
    """Give the articles of every sheet that can be seen, or of the one that is asked for."""
    with document.open() as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions, which are nothing to us
        with _archive(stream) as archive:
            try:
                workbook = openpyxl.load_workbook(stream, read_only=True, data_only=True)
            except Exception:  # it raises whatever the XML made it stumble over
                raise Refused(_BROKEN) from None
            with closing(workbook):
                yield from _sheets(document, workbook, archive, options)


def _archive(stream: BinaryIO) -> zipfile.ZipFile:
    """The parts of a workbook; raises ``Refused`` where they are beyond reason."""
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise Refused(_BROKEN) from None
    parts = archive.infolist()
    if any(
        part.file_size > _LARGE and part.file_size > MOST_PACKED * max(1, part.compress_size)
        for part in parts
    ):
        raise Refused("not read: it would unpack to many times its size, as no table does")
    if sum(part.file_size for part in parts) > LARGEST:
        raise Refused(f"larger than {LARGEST // 10**9} GB unpacked; save its sheets as CSV")
    return archive


def _sheets(
    document: Document, workbook: Any, archive: zipfile.ZipFile, options: Options
) -> Iterator[table.Outcome]:
    every = {sheet.title: sheet for sheet in workbook.worksheets}
    hidden = [name for name, sheet in every.items() if sheet.sheet_state != "visible"]
    if options.sheet and options.sheet not in every:
        raise Refused(
            f"--sheet {options.sheet!r}: there is no such sheet; there are: {columns.named(every)}"
        )
    asked = [options.sheet] if options.sheet else [name for name in every if name not in hidden]
    if hidden and not options.sheet:
        some = columns.named(hidden)
        yield Remark(document.name, f"hidden sheets not read ({some}); --sheet NAME reads one")
    reasons: list[str] = []
    found = False
    for name in asked:
        try:
            sheet = every[name]
            within = name if len(every) > 1 else ""
            rows, names = _table(sheet, sheetparts.of(sheet, archive), within)
            for outcome in table.articles(document, rows, options, names, within=within):
                found = found or not isinstance(outcome, Remark)
                yield outcome
            found = True
        except Refused as reason:
            reasons.append(f"sheet {name!r}: {reason}{_without_values(document, name)}")
    if not found:
        raise Refused("; ".join(reasons) or "holds no sheet that can be seen")
    for refused in reasons:
        yield Remark(document.name, f"not read: {refused}")


def _table(sheet: Any, parts: sheetparts.Parts, name: str) -> tuple[Iterator[Row], list[str]]:
    """The rows below the names of the columns, and those names."""
    sheet.reset_dimensions()  # what is told of them is often wrong, and may be a trap
    every = _values(sheet, parts)
    begun = list(islice(every, headers.WITHIN))
    written = [[cells.line(value) for value in values] for _, values in begun]
    if not any(any(row) for row in written):
        raise Refused("is empty")
    place = headers.place(written)
    row = written[place]
    while row and not row[-1]:
        row.pop()
    names = headers.names(row)
    return _rows(chain(begun[place + 1 :], every), names, name), names


def _values(sheet: Any, parts: sheetparts.Parts) -> Iterator[tuple[int, list[object]]]:
    """What stands in each row, with its number."""
    merged: dict[int, object] = {}
    for number, row in enumerate(sheet.iter_rows(), 1):
        values: list[object] = []
        for column, cell in enumerate(row, 1):
            value = cell.value
            if column in parts.merged:
                if parts.above(number, column):
                    value = merged.get(column) if value is None else value
                elif not isinstance(value, str) or len(value) <= _LONGEST_REPEATED:
                    merged[column] = value
                else:
                    merged[column] = None
            values.append(_value(value, parts.links.get((number, column), "")))
        yield number, values


def _value(value: object, link: str) -> object:
    """What a cell says: times of day as text, words that lead somewhere as `Linked`."""
    if isinstance(value, (time, timedelta)):
        return str(value)
    if isinstance(value, str):
        value = cells.without_escapes(value)
    return cells.Linked(str(value), link) if link and value is not None else value


def _rows(
    values: Iterator[tuple[int, list[object]]], names: Sequence[str], sheet: str
) -> Iterator[Row]:
    for number, row in values:
        if any(value is not None for value in row):
            place = f"{sheet}, row {number}" if sheet else f"row {number}"
            yield Row(place, dict(zip(names, row, strict=False)))


def _without_values(document: Document, name: str) -> str:
    """Where a sheet gave nothing: that its formulas have no values, if they have none."""
    with document.open() as stream:
        workbook = openpyxl.load_workbook(stream, read_only=True)
        sheet: Any = workbook[name]
        sheet.reset_dimensions()
        for row in islice(sheet.iter_rows(values_only=True), 1, 30):
            if any(isinstance(value, str) and value.startswith("=") for value in row):
                return "; its formulas have no values: open it in Excel or LibreOffice and save it"
    return ""
