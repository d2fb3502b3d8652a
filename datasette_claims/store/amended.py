"""Claims whose published result was changed or withdrawn. Reads only; plain sqlite3."""
# ruff: noqa: S608 (SQL is put together from this package's own words; values are parameters)

from __future__ import annotations

import json
from dataclasses import dataclass

from datasette_claims.store import folding, queries
from datasette_claims.store.published import Row, rows
from datasette_claims.store.sqlite import sqlite3


@dataclass(frozen=True, slots=True)
class Amended:
    """A claim, the card of it, and its record; ``evidence`` and ``history`` are whole."""

    claim: Row
    card: Row
    evidence: tuple[Row, ...]
    history: tuple[Row, ...]


def newest(conn: sqlite3.Connection, most: int) -> list[Amended]:
    """Those that may be, last changed first: what of it is public is told from their history.

    A claim whose result was published once and never touched is not among them.
    """
    keys = [
        key
        for (key,) in conn.execute(
            "SELECT claims.id FROM claims JOIN status_history AS h ON h.claim_id = claims.id"
            f" WHERE ({folding.FIRST}) AND h.publication IN ('published', 'withdrawn')"
            " AND NOT EXISTS (SELECT 1 FROM statuses WHERE key = claims.status"
            " AND NOT published AND kind <> 'workflow')"
            " GROUP BY claims.id HAVING count(*) > 1 OR max(h.publication = 'withdrawn')"
            " ORDER BY max(h.at) DESC, claims.id LIMIT ?",
            [most],
        )
    ]
    packed = [json.dumps(keys)]
    chosen = "(SELECT value FROM json_each(?))"
    claims = {
        row["id"]: row for row in rows(conn, f"SELECT * FROM claims WHERE id IN {chosen}", packed)
    }
    cards = {card["id"]: card for card in queries.cards(conn, keys)}
    of = {
        table: rows(conn, f"SELECT * FROM {table} WHERE claim_id IN {chosen} ORDER BY id", packed)
        for table in ("evidence", "status_history")
    }
    return [
        Amended(
            claims[key],
            cards[key],
            tuple(row for row in of["evidence"] if row["claim_id"] == key),
            tuple(row for row in of["status_history"] if row["claim_id"] == key),
        )
        for key in keys
    ]
