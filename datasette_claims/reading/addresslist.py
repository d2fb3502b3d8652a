"""Texts that are nothing but addresses, one a line: bookmarks, a list to be read."""

from __future__ import annotations

from collections.abc import Iterator

from datasette_claims import weblink
from datasette_claims.reading import characters, listing, listsigns
from datasette_claims.reading.documents import Document, Item, Listed, Options
from datasette_claims.reading.outcomes import Failure, Remark

LARGEST = 16 * 1024 * 1024


def read(document: Document, options: Options) -> Iterator[Item | Listed | Failure | Remark]:
    """Give the addresses; a line that is none, further down than was looked at, costs itself."""
    entries = []
    for number, line in listsigns.filled(characters.decoded(document.data(LARGEST)).splitlines()):
        if fault := weblink.fault(line):
            yield document.failed(f"line {number}", f"the address {fault}")
        else:
            entries.append(Listed(line, f"line {number}"))
    yield from listing.given(entries, document, options)
