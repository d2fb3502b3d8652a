"""What the home page tells of a database: how much there is, where it stands, a few claims."""
# ruff: noqa: S608 (SQL is put together from this package's own words; values are parameters)

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from datasette_claims.store import facets, queries
from datasette_claims.store.conditions import ERROR, RESULT
from datasette_claims.store.filters import Filters
from datasette_claims.store.queries import cards
from datasette_claims.store.selecting import where
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.vocabulary import Status, vocabulary


class Sizes(NamedTuple):
    """How many there are; who was merged with somebody counts as one with them."""

    articles: int
    speakers: int


class Standing(NamedTuple):
    """A status, and how many claims stand so."""

    status: Status
    claims: int


def sizes(conn: sqlite3.Connection) -> Sizes:
    found = conn.execute(
        "SELECT (SELECT count(*) FROM articles),"
        " (SELECT count(*) FROM speakers WHERE whole_id = id)"
    )
    return Sizes(*found.fetchone())


def standing(conn: sqlite3.Connection) -> list[Standing]:
    """Every status of the vocabulary, counted as the browse page counts."""
    (statuses,) = facets.counted(conn, Filters(), ("status",))
    counts = {value.key: value.claims for value in statuses.values}
    return [Standing(status, counts.get(key, 0)) for key, status in vocabulary(conn).items()]


def errors(conn: sqlite3.Connection) -> int:
    """How many extraction errors are counted nowhere."""
    return queries.errors_hidden(conn, Filters())


def published(conn: sqlite3.Connection, filters: Filters) -> int:
    """How many of the claims have a published result, as browse counts them, less those that are
    only called published."""
    public = replace(filters, publication=("published",))
    found = where(public)
    sql = f"SELECT count(*) FROM claims WHERE {found.sql} AND NOT ({RESULT})"
    lacking = conn.execute(sql, found.parameters).fetchone()[0]
    return queries.count(conn, public) - int(lacking)


def checked(conn: sqlite3.Connection, most: int, speaker: str = "") -> list[dict[str, Any]]:
    """The claims whose results were published last, of a speaker if one is named.

    With the ``rationale`` of each, and ``checked_at``, when what stands was published.
    """
    also = " AND speaker_id IN (SELECT id FROM speakers WHERE whole_id = ?)" if speaker else ""
    found = _latest(
        conn,
        f"{RESULT}{also}",
        "updated_at",
        most,
        [speaker] if speaker else [],
    )
    told = {
        key: (rationale, at)
        for key, rationale, at in conn.execute(
            "SELECT id, rationale, (SELECT max(at) FROM status_history WHERE claim_id = claims.id"
            " AND publication = 'published') FROM claims"
            " WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps([claim["id"] for claim in found])],
        )
    }
    return [
        {**claim, "rationale": told[claim["id"]][0], "checked_at": told[claim["id"]][1]}
        for claim in found
    ]


def newest(conn: sqlite3.Connection, most: int) -> list[dict[str, Any]]:
    """The claims last said, of those that nobody has reviewed."""
    return _latest(conn, "status = 'unreviewed'", "dated", most)


def _latest(
    conn: sqlite3.Connection, which: str, order: str, most: int, also: Sequence[str] = ()
) -> list[dict[str, Any]]:
    keys = conn.execute(
        f"SELECT id FROM claims WHERE flag IS NULL AND {which} AND +status <> ?"
        f" AND (group_id IS NULL OR group_id = id) ORDER BY {order} DESC, id LIMIT ?",
        [*also, ERROR, most],
    )
    return cards(conn, [key for (key,) in keys.fetchall()])
