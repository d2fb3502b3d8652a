"""What second readers found of the judgement that stands. Reads only; plain sqlite3.

A reading is about one status and its reason. Once either is another it is kept as one of an earlier
verdict and counts no more; to publish, withdraw, or add evidence ends none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from datasette_claims.store import log
from datasette_claims.store.sqlite import sqlite3

CONFIRMED, OBJECTED = "confirmed", "objected"
FINDINGS = (CONFIRMED, OBJECTED)


class Reading(NamedTuple):
    """Who found what of the judgement that stands; ``batch`` is the name by which it is undone."""

    id: int
    finding: str
    reason: str | None
    at: str
    actor: str
    batch: str | None


def holding(conn: sqlite3.Connection, claim_id: str) -> list[Reading]:
    """The readings that hold, the first one first."""
    found = conn.execute(
        "SELECT r.id, r.finding, r.reason, r.at, r.actor, acts.batch FROM second_readings AS r"
        " LEFT JOIN acts ON acts.kind = r.finding AND acts.record = CAST(r.id AS TEXT)"
        " WHERE r.claim_id = ? AND r.ended IS NULL ORDER BY r.id",
        [claim_id],
    )
    return [Reading(*row) for row in found]


def confirmed(conn: sqlite3.Connection, claim_id: str) -> bool:
    """Has somebody confirmed the judgement, and does nobody object?"""
    found = {reading.finding for reading in holding(conn, claim_id)}
    return found == {CONFIRMED}


def givers(conn: sqlite3.Connection, claim_ids: Iterable[str]) -> set[str]:
    """Who gave the status and the reason that stand on these claims, which are judged alike.

    Whoever published, withdrew, or undid somebody's change gave neither.
    """
    return {actor for key in claim_ids if (actor := _giver(conn, key))}


def _giver(conn: sqlite3.Connection, claim_id: str) -> str | None:
    giver, given = None, None
    for actor, *judged in conn.execute(_STANDING, [claim_id]):
        if given not in (None, judged):
            break
        giver, given = str(actor), judged
    return giver


_STANDING = f"""
    SELECT actor, to_status, reason FROM status_history AS h WHERE claim_id = ?
        AND NOT EXISTS (SELECT 1 FROM acts AS a
            WHERE a.kind = 'status' AND a.record = CAST(h.id AS TEXT) AND NOT ({log.stands()}))
    ORDER BY id DESC"""  # noqa: S608 (of this package's own words)
