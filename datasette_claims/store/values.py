"""All values of a field, found by their names: what a facet does not list is found here."""

# ruff: noqa: S608 (SQL is put together from this package's own words; values are parameters)

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from datasette_claims.store import conditions, facets, folding
from datasette_claims.store.facets import Value
from datasette_claims.store.filters import EVERY, Filters, hides_errors, where
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.teamnames import folded

WORDS = 8
"""Words that are looked for in a name."""

_WORD = re.compile(r"[^\W_]+")

ALL = 10_000
"""Values that are counted for a page of all of them; none has more that anybody would read."""


def every(conn: sqlite3.Connection, filters: Filters, field: str) -> list[Value]:
    """All values of a field under the other filters, counted as its facet counts them."""
    (facet,) = facets.counted(conn, filters, (field,), ALL)
    return facet.values


def named(text: str, words: Sequence[str]) -> bool:
    """Has the text, for each of these words, one that begins with it?"""
    told = f" {folded(text)}"
    return all(f" {word}" in told for word in words)


def looked_for(typed: str) -> list[str]:
    """The words to look for; none where nothing was typed that has a letter or a digit."""
    return folded(typed).split()[:WORDS]


def speakers(conn: sqlite3.Connection, filters: Filters, typed: str, most: int) -> list[Value]:
    """Speakers with the words typed, or beginnings of such, in a name; the most claims first.

    Only those are counted: each by a walk along the index of speakers, which has what filters ask.
    """
    words = _WORD.findall(typed)[:WORDS]  # as the index of names has them
    if not words:
        return []
    selected = where(replace(filters, errors=EVERY), "speaker")
    errors = f"claims.status <> '{conditions.ERROR}'" if hides_errors(filters) else "true"
    number = "count(*)" if filters.copies == EVERY else folding.ONCE
    found = conn.execute(
        f"""WITH found AS MATERIALIZED (
            SELECT w.id, w.name, w.kind, (
                SELECT {number} FROM claims WHERE {errors} AND {selected.sql}
                AND claims.speaker_id IN (SELECT id FROM speakers WHERE whole_id = w.id)) AS n
            FROM speakers AS w WHERE w.id IN (
                SELECT whole_id FROM speakers WHERE rowid IN (
                    SELECT rowid FROM speakers_fts WHERE speakers_fts MATCH ?)))
        SELECT id, name, n, kind = 'unnamed' FROM found WHERE n > 0
        ORDER BY kind = 'unnamed', n DESC, name, id LIMIT ?""",
        [*selected.parameters, " ".join(f'"{word}"*' for word in words), most],
    )
    return [
        Value(key, name, n, key in filters.speaker, bool(apart)) for key, name, n, apart in found
    ]
