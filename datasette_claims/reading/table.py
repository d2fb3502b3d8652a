"""The rows of a table, of whatever kind of file -> articles, with their columns told beforehand.

A row that cannot be read costs itself. Rows without a text are counted and told of in one line: an
export of ten thousand addresses with a hundred texts is a list of a hundred articles.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import Any

from datasette_claims import weblink
from datasette_claims.reading import (
    cells,
    characters,
    columns,
    damage,
    listing,
    markup,
    metadata,
    textfile,
)
from datasette_claims.reading.columns import Columns
from datasette_claims.reading.documents import Document, Item, Listed, Options, Told
from datasette_claims.reading.outcomes import Failure, Refused, Remark

Outcome = Item | Document | Listed | Failure | Remark

_LOOKED_AT = 200
"""Rows by which the columns are known."""
_LOOKED_AT_CHARACTERS = 2_000_000
_NAMED = 5
"""Rows that a line about several names."""
_SHOWN = 160
"""Characters of the first article that a dry run shows."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: what stands in its columns, and what the user calls it (``row 12``).

    ``last`` is the column in which it ends, where that is not the last one.
    """

    place: str
    values: Mapping[str, object]
    last: str = ""


def articles(
    document: Document,
    rows: Iterable[Row | Failure],
    options: Options,
    names: Iterable[str] = (),
    *,
    within: str = "",
    key: str = "",
) -> Iterator[Outcome]:
    """Give the article of each row, after a remark that says which column holds what.

    ``names`` are those of the columns, where the table gives them apart from its rows; ``within``
    is what the table is called where a document holds several, ``key`` the column that is said to
    name its rows. Raises ``Refused`` where no column
    holds texts, unless the addresses in it are fetched.
    """
    rows = iter(rows)
    begun = _beginning(rows)
    sample = [row.values for row in begun if isinstance(row, Row)]
    all_names = list(dict.fromkeys(chain(names, *(values for values in sample))))
    if not sample:
        yield from (row for row in begun if isinstance(row, Failure))
        raise Refused("holds no rows" + (f" below its first one ({columns.named(all_names)})"
                                         if all_names else ""))  # fmt: skip
    chosen = columns.chosen(all_names, sample, options.told, key)
    order = cells.day_order(values.get(chosen.of("published")) for values in sample)
    reading = _Reading(document, chosen, order, within, options.fetch)
    if not chosen.text and not (options.fetch and chosen.of("url")):
        count = sum(map(reading.leads_on, chain(begun, rows))) if chosen.of("url") else 0
        raise Refused(columns.why_no_text(all_names, sample, chosen, count))
    yield Remark(reading.name, f"read as: {chosen}")
    outcomes = map(reading.article, chain(begun, rows))
    if options.preview:
        yield from _preview(outcomes, reading)
    else:
        yield from (outcome for outcome in outcomes if outcome is not None)
    yield from reading.without_text()


def _beginning(rows: Iterator[Row | Failure]) -> list[Row | Failure]:
    """The first rows, as many as the columns are known by."""
    begun: list[Row | Failure] = []
    size = 0
    for row in rows:
        begun.append(row)
        if isinstance(row, Row):
            size += sum(len(v) for v in row.values.values() if isinstance(v, str))
        if len(begun) >= _LOOKED_AT or size > _LOOKED_AT_CHARACTERS:
            break
    return begun


@dataclass
class _Reading:
    """One table while it is read: its columns, and the rows that had no text."""

    document: Document
    columns: Columns
    order: str
    within: str = ""
    fetch: bool = False
    rows: int = 0
    empty: int = 0
    addresses: int = 0
    """Addresses in rows without a text, which are not fetched."""
    first_empty: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.document.called(self.within) if self.within else self.document.name

    def leads_on(self, row: Row | Failure) -> bool:
        """Does an address stand in a row?"""
        return isinstance(row, Row) and cells.leads_somewhere(
            row.values.get(self.columns.of("url"))
        )

    def article(self, row: Row | Failure) -> Outcome | None:
        """The article of a row; None where it holds no text, and no address that is fetched."""
        if isinstance(row, Failure):
            return row
        try:
            found = self._article(row)
        except Refused as reason:
            return self.document.failed(row.place, str(reason))
        self.rows += 1
        if found is None:
            self.empty += 1
            self.addresses += self.leads_on(row)
            if len(self.first_empty) < _NAMED:
                self.first_empty.append(row.place)
        return found

    def _article(self, row: Row) -> Item | Document | Listed | None:
        if row.last and not self._goes_beyond(row):
            raise Refused("ends too early: was its text cut by a line end outside quotation marks?")
        notes: list[str] = []
        values, carried = _mended({name: row.values.get(name) for name in self._used()})
        if carried:
            notes.append("bytes that are no UTF-8 were read as Windows-1252")
        fields = tuple(self._fields(values))
        part = cells.line(values.get(self.columns.key)) if self.columns.key else ""
        if part and self.within:
            part = f"{self.within}/{part}"
        raw_hash = hashlib.sha256(repr(sorted(values.items())).encode("utf-8", "replace"))
        whole = [values.get(name) for name in self.columns.text]
        if len(whole) == 1 and (inner := self._document(whole[0], part, row, fields)):
            return inner
        texts = []
        for value in whole:
            text, told = cells.text(value)
            texts.append(text)
            notes += told
        text = "\n\n".join(filter(None, texts))
        if not text.strip():
            return self._listed(row, fields) if self.fetch else None
        if "\0" in text:
            raise Refused("its text holds a NUL character; take it out")
        notes += damage.notes(text)
        text = textfile.readable(text)
        return Item(
            text=text,
            fields=fields,
            notes=tuple(dict.fromkeys(notes)),
            part=part,
            place=row.place,
            raw_hash=raw_hash.hexdigest(),
        )

    def _goes_beyond(self, row: Row) -> bool:
        """Does a row that ends early end behind its text, so that this is whole?"""
        return row.last not in self.columns.text and set(self.columns.text) <= row.values.keys()

    def _used(self) -> list[str]:
        used = [*self.columns.text, *(name for _, name in self.columns.fields), self.columns.key]
        return [name for name in dict.fromkeys(used) if name]

    def _fields(self, values: Mapping[str, object]) -> Iterator[Told]:
        for name, said in self.columns.for_all:
            yield Told(name, said, "option")
        for name, column in self.columns.fields:
            value: Any = values.get(column)
            if cells.is_empty(value):
                continue
            if name == "published":
                written = cells.published(value, self.order)
            elif name == "url" and isinstance(value, cells.Linked) and not cells.is_address(value):
                written = value.address
            else:
                written = _WRITTEN.get(name, cells.line)(value)
            if written:
                yield Told(name, written.replace("\0", ""), "column")

    def _document(
        self, value: object, part: str, row: Row, fields: Iterable[Told]
    ) -> Document | None:
        """What a cell holds that is a document by itself: a page of HTML, a PDF in a blob."""
        if isinstance(value, str) and markup.is_page(value):
            value = value.encode("utf-8", "replace")
        elif not isinstance(value, bytes):
            return None
        told = {one.field: str(one.value) for one in fields}
        inner = self.document.inner(part or told.get("url", ""), partial(io.BytesIO, value), told)
        return replace(inner, name=self.document.called(row.place))

    def _listed(self, row: Row, fields: Iterable[Told]) -> Listed | None:
        """The address in a row, with what else the row tells; None where it has none."""
        told = [(one.field, str(one.value)) for one in fields if one.by == "column"]
        address = metadata.with_scheme(dict(told).get("url", ""))
        if not address:
            return None
        if fault := weblink.fault(address):
            raise Refused(f"the address {fault}")
        return Listed(
            address,
            row.place,
            tuple(pair for pair in told if pair[0] != "url"),
            self.columns.for_all,
            published=dict(told).get("published", ""),
        )

    def without_text(self) -> Iterator[Remark]:
        """What to tell of the rows that held no text."""
        if not self.empty:
            return
        some = ", ".join(self.first_empty) + (", …" if self.empty > len(self.first_empty) else "")
        rows = "1 row" if self.empty == 1 else f"{self.empty:,} rows"
        name = " + ".join(self.columns.text or (self.columns.of("url"),))
        what = "text" if self.columns.text else "address"
        how = (
            f"; {self.addresses:,} of them with an address: {listing.HOW}" if self.addresses else ""
        )
        if self.empty == self.rows:
            raise Refused(f"no {what} in {name!r} in any of its {rows}{how}")
        yield Remark(self.name, f"{rows} left out, without a {what} in {name!r}: {some}{how}")


def _preview(
    outcomes: Iterable[Outcome | None], reading: _Reading
) -> Iterator[Remark | Failure | Listed]:
    """The first article as it would be read, how many there are, and every address."""
    first: Item | None = None
    count = failed = addresses = 0
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            failed += 1
            yield outcome
        elif isinstance(outcome, Listed):
            addresses += 1
            yield outcome
        elif outcome is not None:
            count += 1
            if first is None and isinstance(outcome, Item):
                first = outcome
    if first:
        start = " ".join(first.text[:_SHOWN].split())
        text = f"text “{start}{'…' if len(first.text) > _SHOWN else ''}”"
        details = [f"{told.field} {told.value}" for told in first.fields]
        yield Remark(reading.name, f"first article ({first.place}): {'; '.join([*details, text])}")
    listed = f", {addresses:,} an address" if addresses else ""
    rows = f"{reading.rows + failed:,} rows"
    yield Remark(reading.name, f"{count:,} of {rows} hold an article{listed}")


def _mended(values: Mapping[str, object]) -> tuple[dict[str, object], bool]:
    """The cells of a row as characters, and whether some were bytes of another encoding."""
    mended: dict[str, object] = {}
    carried = False
    for name, value in values.items():
        if isinstance(value, (bytes, bytearray)):
            value = _as_text(bytes(value))
        if isinstance(value, str):
            value, bytes_in_it = characters.mended(value)
            carried = carried or bytes_in_it
        mended[name] = value
    return mended, carried


def _as_text(data: bytes) -> str | bytes:
    """Bytes as the text that they are; as they are where they are none: a PDF, a picture."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return data
    return data if any(byte < 9 for byte in data[:2_000]) else text


_WRITTEN = {"language": cells.language, "outlet": cells.outlet}
"""How the values of a field are brought into the form that is stored."""
