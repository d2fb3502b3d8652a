"""Who is quoted and what of it was checked: claims by month, speaker, kind and outlet. Reads only.

What was checked is what the public is told as checked: drafts are counted with what nobody judged,
for everybody, so that no figure tells of work at the desk.
"""
# ruff: noqa: S608 (SQL is put together from this package's own words; values are parameters)

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from datasette_claims.store import facets, queries
from datasette_claims.store.conditions import RESULT, UNKNOWN
from datasette_claims.store.facets import Facet
from datasette_claims.store.filters import Filters
from datasette_claims.store.folding import ONCE
from datasette_claims.store.selecting import where
from datasette_claims.store.sqlite import sqlite3

FIELDS = ("month", "speaker_kind", "speaker", "outlet")
"""By what it is told."""

LISTED = 20
"""Speakers and outlets that a page lists; a file has a thousand."""
FILED = 1000

Results = Mapping[str, Mapping[str, int]]
"""For a value of a field the claims with a published result, by its status."""


class Row(NamedTuple):
    """Claims of one value of a field; ``checked`` of them have a published result."""

    key: str
    name: str
    claims: int
    checked: int
    results: Mapping[str, int]


class Coverage(NamedTuple):
    """``rows`` of a field, those with most claims first (months in their order), out of ``seen``
    claims; ``more`` values are not listed."""

    field: str
    rows: list[Row]
    more: int
    seen: int


def results(conn: sqlite3.Connection, filters: Filters, field: str) -> Results:
    """The published results under the filters, by value of the field and status; copies once."""
    # Results are few: the planner is to come by them, not by all claims of a language.
    few = "likelihood(claims.publication = 'published', 0.001)"
    selected = where(filters)
    found: dict[str, dict[str, int]] = {}
    for key, status, claims in conn.execute(
        f"SELECT coalesce({facets.VALUE[field]}, ?) AS value, claims.status, {ONCE} FROM claims"
        f" WHERE {few} AND {RESULT} AND {selected.sql} GROUP BY 1, 2",
        (UNKNOWN, *selected.parameters),
    ):
        found.setdefault(key, {})[status] = claims
    return found


def told(
    conn: sqlite3.Connection, filters: Filters, fields: Iterable[str], most: int = LISTED
) -> list[Coverage]:
    """For each of the fields, which a reader may see, how the claims divide."""
    seen = queries.count(conn, filters)
    return [_of(conn, filters, field, seen, most) for field in fields]


def _of(conn: sqlite3.Connection, filters: Filters, field: str, seen: int, most: int) -> Coverage:
    # Alone, a field is counted without its own filter; beside another one, with it.
    fields = (field, "status") if getattr(filters, field) else (field,)
    facet = facets.counted(conn, filters, fields, most)[0]
    by = results(conn, filters, field)
    rows = [
        Row(value.key, value.name, value.claims, sum(by.get(value.key, {}).values()),
            by.get(value.key, {}))
        for value in _values(facet)
        if value.claims
    ]  # fmt: skip
    return Coverage(field, rows, facet.more, seen)


def _values(facet: Facet) -> list[facets.Value]:
    """Each claim is in one value: a year that is asked for is none beside its months."""
    if facet.field == "month":
        return sorted(value for value in facet.values if len(value.key) != 4)
    return facet.values
