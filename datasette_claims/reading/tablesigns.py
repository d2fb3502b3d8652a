"""Signs of tables that are written as text: JSON, CSV and the like.

What only looks like one in its first characters (a brace, a comma) is a text.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from itertools import islice

from datasette_claims.reading import characters, columns

_JSON_OBJECT = re.compile(r"[\[\s]*\{\s*(?:\"(?:[^\"\\\n]|\\.)*\"\s*:|\}\s*[\],\n])")
_NAME = re.compile(r".{0,39}[^.?!:]")
_COLUMNS = frozenset((
    "id", "no", "number", "url", "link", "title", "headline", "judul", "tajuk", "text", "content",
    "body", "isi", "teks", "article", "date", "published", "tanggal", "tarikh", "author", "byline",
    "penulis", "source", "outlet", "publisher", "sumber", "language", "lang", "claim", "speaker",
    "quote", "name", "label", "category", "topic", "summary", "description",
))  # fmt: skip
"""Words of which names of columns in tables of articles are made."""


def json_text(head: bytes, _name: str) -> bool:
    """JSON: an object with fields, one or many, or a whole list."""
    start = _start(head)
    return bool(_JSON_OBJECT.match(start)) or (start.startswith("[") and _is_list(start))


def delimited(head: bytes, _name: str) -> bool:
    """CSV, TSV and their like: rows of cells, below a row of names."""
    start = _start(head)
    for delimiter in ",\t;|":
        try:
            rows = list(islice(_rows(start, delimiter), 20))
        except csv.Error:
            continue
        if rows and len(rows[0]) > 1 and _is_table(rows):
            return True
    return False


def _start(head: bytes) -> str:
    return characters.decoded(head).lstrip("\ufeff\x1e \t\r\n\v\f").replace("\0", "")


def _is_list(text: str) -> bool:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, list) and len(found) > 1


def _rows(start: str, delimiter: str) -> Iterator[list[str]]:
    for row in csv.reader(io.StringIO(start, newline=""), delimiter=delimiter):
        if any(cell.strip() for cell in row):
            yield row


def _is_table(rows: list[list[str]]) -> bool:
    """A row of names above rows as long; of names that columns have, any rows.

    Prose has commas too, but behind them a space, and before them more than a name.
    """
    first = rows[0]
    header = [cell.strip().lower().replace("_", " ") for cell in first]
    if not all(_NAME.fullmatch(cell) for cell in header if cell):
        return False
    words = sum(not _COLUMNS.isdisjoint(cell.split()) for cell in header)
    known = max(words, columns.known(first))
    tight = all(cell == cell.lstrip() and len(cell.split()) <= 3 for cell in first)
    # The last row may be cut where the text was.
    same = len(rows) > 1 and all(len(row) == len(first) for row in rows[1:-1] or rows[1:])
    if known > 1 and 2 * known >= len(header):
        return tight or same
    return (
        tight and same and len(header) > 2 and "" not in header and len(set(header)) == len(first)
    )
