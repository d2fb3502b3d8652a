"""All values of a field, found by their names: what a facet does not list is found here."""

# ruff: noqa: S608 (SQL is put together from this package's own words; values are parameters)

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from datasette_claims.store import conditions, facets, folding
from datasette_claims.store.facets import Value
from datasette_claims.store.filters import EVERY, Filters
from datasette_claims.store.searchwords import TYPED, begun
from datasette_claims.store.selecting import Where, hides_errors, where
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.teamnames import folded

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
    return folded(typed).split()[:TYPED]


def speakers(conn: sqlite3.Connection, filters: Filters, typed: str, most: int) -> list[Value]:
    """Speakers with the words typed, or beginnings of such, in a name; the most claims first.

    Those are counted by a walk along the index of speakers, which has what most filters ask; of the
    few that are offered what is hidden, and what is counted with a copy, is taken off then. A part
    of a statement that has a LIMIT is worked out once; MATERIALIZED is newer than ``OLDEST``.
    """
    chosen = filters.speaker
    match = begun(typed)
    if not match:
        return []
    filters = replace(filters, speaker=())
    every = where(replace(filters, errors=EVERY), flagged=True)
    rows = conn.execute(
        f"""WITH found AS (
            SELECT w.id, w.name, w.kind = 'unnamed' AS apart, (
                SELECT count(*) FROM claims WHERE {every.sql}
                AND claims.speaker_id IN (SELECT id FROM speakers WHERE whole_id = w.id)) AS n
            FROM speakers AS w WHERE w.id IN (
                SELECT whole_id FROM speakers WHERE rowid IN (
                    SELECT rowid FROM speakers_fts WHERE speakers_fts MATCH ?))
            LIMIT -1)
        SELECT id, name, apart, n FROM found WHERE n > 0
        ORDER BY apart, n DESC, name, id LIMIT ?""",
        [*every.parameters, match, most],
    ).fetchall()
    less = _less(conn, filters, [key for key, *_ in rows]) if rows else {}
    found = [
        Value(key, name, number, key in chosen, bool(apart))
        for key, name, apart, n in rows
        if (number := n - less.get(key, 0)) > 0
    ]
    return sorted(found, key=lambda value: (value.apart, -value.claims, value.name, value.key))


def _less(conn: sqlite3.Connection, filters: Filters, keys: list[str]) -> dict[str, int]:
    """How many of the claims of these speakers are not shown, or are counted with a copy."""
    left_out = where(filters, left_out=True)
    errors = where(replace(filters, status=(conditions.ERROR,)))
    of = "claims.speaker_id IN (SELECT key FROM members)"
    parts = [("SELECT NULL AS speaker_id, 0 AS less", Where("", ()))]
    if not filters.flag:
        parts.append((f"SELECT speaker_id, 1 FROM claims WHERE {of} AND {left_out.sql}", left_out))
    if hides_errors(filters) and not filters.status:
        parts.append((f"SELECT speaker_id, 1 FROM claims WHERE {of} AND {errors.sql}", errors))
    if filters.copies != EVERY:
        copied = folding.copied(filters)
        less = f"""SELECT min(speaker_id), count(*) - 1 FROM {copied.sql} AND {of}
            GROUP BY claims.group_id, (SELECT whole FROM members WHERE key = claims.speaker_id)"""
        parts.append((less, Where(*copied)))
    found = conn.execute(
        f"""WITH members AS (SELECT id AS key, whole_id AS whole FROM speakers
            WHERE whole_id IN (SELECT value FROM json_each(?)))
        SELECT whole, sum(less) FROM ({" UNION ALL ".join(sql for sql, _ in parts)})
        JOIN members ON key = speaker_id GROUP BY whole""",
        [json.dumps(keys), *(value for _, each in parts for value in each.parameters)],
    )
    return dict(found.fetchall())
