"""What the fields of an article are called elsewhere: ``author`` is the byline, ``link`` is url."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

FIELDS = ("url", "title", "outlet", "byline", "published", "language")
"""What front matter and options may tell, in the order in which pages show it."""

ALIASES: Mapping[str, str] = {
    "link": "url",
    "permalink": "url",
    "canonical": "url",
    "canonicalurl": "url",
    "headline": "title",
    "judul": "title",
    "tajuk": "title",
    "publisher": "outlet",
    "publication": "outlet",
    "newspaper": "outlet",
    "author": "byline",
    "authors": "byline",
    "penulis": "byline",
    "date": "published",
    "pubdate": "published",
    "publishdate": "published",
    "publisheddate": "published",
    "publicationdate": "published",
    "publishedat": "published",
    "datepublished": "published",
    "tanggal": "published",
    "tarikh": "published",
    "lang": "language",
}
"""Other names, in small letters without spaces, hyphens and underscores."""

SOURCES = frozenset({"source", "sumber"})
"""Names that tell the outlet, or the url where it is an address."""

_ADDRESS = re.compile(r"https?://\S+|www\.\S+|(?:[\w-]+\.)+[a-z]{2,}/\S*", re.IGNORECASE)


def field_of(name: str, value: object = "") -> str:
    """Give the field that a name stands for, in any case; empty if none.

    >>> field_of("Date"), field_of("source", "Antara"), field_of("source", "www.antara.id/a")
    ('published', 'outlet', 'url')
    """
    plain = re.sub(r"[\s_-]", "", name.lower())
    if plain in FIELDS:
        return plain
    if plain in SOURCES:
        return "url" if isinstance(value, str) and _ADDRESS.fullmatch(value.strip()) else "outlet"
    return ALIASES.get(plain, "")


def told(fields: Iterable[tuple[str, object]]) -> tuple[dict[str, object], list[str]]:
    """Give what is told of each field, and notes on what is not used.

    A field's own name goes before its other names, and of two equal ones the first.
    """
    chosen: dict[str, tuple[str, object]] = {}
    unused: list[str] = []
    notes: list[str] = []
    for name, value in sorted(fields, key=lambda pair: pair[0].strip().lower() not in FIELDS):
        field = field_of(name, value)
        if not field:
            unused.append(name)
        elif value is None or value == []:
            continue
        elif field not in chosen:
            chosen[field] = name, value
        elif value != chosen[field][1]:
            first = chosen[field][0]
            which = f"{first}, not {name}" if first != name else f"the first {name}"
            notes.append(f"{field} is told twice: {which} is used")
    if unused:
        notes.insert(0, f"front matter not used: {', '.join(unused)}")
    return {field: value for field, (_, value) in chosen.items()}, notes
