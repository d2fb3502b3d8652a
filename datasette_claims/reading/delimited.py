"""Tables as text: CSV and TSV, also with semicolons or bars, of any size.

A quotation mark that is never closed swallows what follows it. Where a record ends wrongly, only
its first line is given up, and reading goes on with the next one.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Literal

from datasette_claims.reading import characters, columns, headers, table
from datasette_claims.reading.documents import LARGEST, Document, Options
from datasette_claims.reading.outcomes import Failure, Refused
from datasette_claims.reading.table import Row

DELIMITERS = ",\t;|"
_LOOKED_AT = 60
_HELD = re.compile(r'"[^"]*(?:""[^"]*)*"')
_QUOTATION = re.compile(r'"[^"]+"[^"]')
_LOST = "\ufffd"


@dataclass(frozen=True, slots=True)
class Form:
    """How a table is written: what parts its cells, and whether quotation marks hold some."""

    delimiter: str
    quoted: bool = True

    def reader(self, lines: Iterator[str]) -> Iterator[list[str]]:
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE
        return csv.reader(lines, delimiter=self.delimiter, quoting=quoting, strict=True)


def read(document: Document, options: Options) -> Iterator[table.Outcome]:
    """Give the articles of a table, one a row."""
    csv.field_size_limit(LARGEST + 1)
    start = characters.decoded(document.head)
    form = form_of(start)
    records = _sample(start, form)
    if not any(any(map(str.strip, record)) for record in records):
        raise Refused("empty: it holds no table")
    place = headers.place(records)
    names = headers.names(records[place])
    with characters.opened(document) as text:
        rows = _rows(document, characters.lines(text), form, place + 1, names)
        yield from table.articles(document, rows, options, names)


def form_of(start: str) -> Form:
    """The form in which the beginning of a file is a table.

    Asked is with which delimiter its first lines have the names that columns of articles have, and
    rows as long as that of the names.
    """
    told = next(_lines(start), "").strip()
    if told.lower().startswith("sep=") and len(told) == 5:  # a hint to Excel
        return Form(told[-1], _quoted(start, told[-1]))
    return max((Form(one, _quoted(start, one)) for one in DELIMITERS), key=partial(_fit, start))


def _fit(start: str, form: Form) -> tuple[int, float, int]:
    """How well a form fits: known names, rows as long as that of the names, columns."""
    records = _sample(start, form)
    if not records:
        return 0, 0, 0
    place = headers.place(records)
    names, rows = records[place], [row for row in records[place + 1 :] if row]
    alike = sum(len(row) == len(names) for row in rows) / (len(rows) or 1)
    return columns.known(names), round(alike, 2), len(names)


def _quoted(start: str, delimiter: str) -> bool:
    """Do quotation marks hold cells together, or are they of the texts?

    A cell within quotation marks, or with doubled ones, tells the first; one with a quotation at
    its beginning (`"Ya," katanya`) the second.
    """
    holding = own = 0
    for line in islice(_lines(start), _LOOKED_AT):
        for cell in line.rstrip("\r\n").split(delimiter):
            holding += bool(_HELD.fullmatch(cell)) or '""' in cell
            own += bool(_QUOTATION.match(cell)) and not cell.endswith('"')
    return holding >= own


def _sample(start: str, form: Form) -> list[list[str]]:
    """The first records, without what may be cut where the beginning ends."""
    lines = list(_lines(start))
    cut = len(lines) > 1 and not lines[-1].endswith(("\n", "\r"))
    records = islice(_records(iter(lines[:-1] if cut else lines), form), _LOOKED_AT)
    return [record for record in records if isinstance(record, list)]


def _lines(start: str) -> Iterator[str]:
    return iter(io.StringIO(start, newline=""))


def _rows(
    document: Document, lines: Iterator[str], form: Form, above: int, names: Sequence[str]
) -> Iterator[Row | Failure]:
    for number, record in enumerate(_records(lines, form, width=len(names), above=above), 1):
        if number <= above or (isinstance(record, list) and not any(map(str.strip, record))):
            continue
        place = f"row {number}"
        if isinstance(record, str):
            yield document.failed(place, record)
        elif len(record) > len(names):
            reason = f"has {len(record)} cells, the row of names {len(names)}"
            yield document.failed(place, f"{reason}: is a text without quotation marks in it?")
        else:
            last = names[len(record) - 1] if len(record) < len(names) else ""
            yield Row(place, dict(zip(names, record, strict=False)), last)


class _Lines:
    """Lines, and those that the present record has taken, which can be given back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._back: deque[str] = deque()
        self.taken: list[str] = []
        self.size = 0
        self.ended = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        try:
            line = self._back.popleft() if self._back else next(self._lines)
        except StopIteration:
            self.ended = True
            raise
        self.taken.append(line)
        self.size += len(line)
        if self.too_long:
            raise csv.Error("too long")
        return line.replace("\0", _LOST)

    @property
    def too_long(self) -> bool:
        return self.size > LARGEST or self.taken[-1].endswith(characters.CUT)

    def begin(self) -> None:
        self.taken, self.size, self.ended = [], 0, False

    def give_back(self) -> None:
        """All but the first line of the record."""
        self._back.extendleft(reversed(self.taken[1:]))


_UNCLOSED = "opens a quotation mark that is not closed where it should be"


def _records(
    lines: Iterator[str], form: Form, *, width: int = 0, above: int = 0
) -> Iterator[list[str] | str]:
    """The records of a table, or in place of one why it is none.

    One of several lines that has not ``width`` cells is taken for one with a stray quotation mark.
    """
    source = _Lines(lines)
    reader = form.reader(source)
    number = 0
    while True:
        source.begin()
        number += 1
        try:
            found = next(reader)
        except StopIteration:
            return
        except csv.Error:
            if source.too_long:
                yield f"longer than {LARGEST // 1024**2} MB, or it {_UNCLOSED}"
                source.give_back()
                reader = form.reader(source)
                continue
            alone = len(source.taken) == 1 and not source.ended
            record = _loosely(source.taken[0], form, width) if alone else None
            reader = form.reader(source)
        else:
            while width and len(found) > width and not found[-1].strip():
                found.pop()
            stray = width and number > above and len(source.taken) > 1 and len(found) != width
            record = None if stray else found
        if record is None:
            yield _UNCLOSED
            source.give_back()
            reader = form.reader(source)
        else:
            yield record


def _loosely(line: str, form: Form, width: int) -> list[str] | None:
    """The cells of a line in which quotation marks are not written as they should be.

    Those that are of a text stay: `"Ya," katanya`.
    """
    line = line.rstrip("\r\n").replace("\0", _LOST)
    apart = line.split(form.delimiter)
    if not width or len(apart) == width:
        return [cell[1:-1].replace('""', '"') if _HELD.fullmatch(cell) else cell for cell in apart]
    together = next(csv.reader([line], delimiter=form.delimiter), [])
    return together if len(together) == width else None
