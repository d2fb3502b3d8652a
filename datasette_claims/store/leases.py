"""Who is at which claim, for some minutes: two people in one queue get different claims.

A lease is a courtesy, no lock: whoever opens a claim by its address may judge it all the same, and
of two who judge one the second is told. It ends by itself, and with the next claim that its holder
takes beyond ``MOST``.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlite_utils import Database

from datasette_claims.store import queue
from datasette_claims.store.changes import by_person
from datasette_claims.store.filters import Filters
from datasette_claims.store.selecting import Where
from datasette_claims.store.sqlite import sqlite3

LASTS = timedelta(minutes=5)
"""Unless it is renewed; the page of the queue does so while it is looked at."""

MOST = 3
"""Claims that one person can hold: this one, the next, and one to which they went back."""


def take_next(
    db: Database,
    filters: Filters,
    after: str | None,
    actor: str,
    now: datetime,
    *,
    staying: bool = False,
) -> str | None:
    """The next claim of the queue that nobody else is at, now the actor's; None at the end.

    The one that they come from is anybody's again, unless they are ``staying`` at it.
    """
    with by_person(db, actor):
        if after and not staying:
            db.execute("DELETE FROM leases WHERE claim_id = ? AND actor = ?", [after, actor])
        found = queue.following(db.conn, filters, after, free(actor, now))
        if found:
            _give(db, found, actor, now)
        return found


def hold(db: Database, key: str, actor: str, now: datetime) -> str | None:
    """Takes the claim for the actor, or renews that; tells who else is at it, if somebody is."""
    other = holder(db.conn, key, actor, now)
    if other is None:
        with by_person(db, actor):
            _give(db, key, actor, now)
    return other


def holder(conn: sqlite3.Connection, key: str, actor: str, now: datetime) -> str | None:
    """Who else is at the claim."""
    found = conn.execute(
        "SELECT actor FROM leases WHERE claim_id = ? AND actor <> ? AND until > ?",
        [key, actor, _told(now)],
    ).fetchone()
    return found and str(found[0])


def free(actor: str, now: datetime) -> Where:
    """The condition on claims that nobody but the actor is at them."""
    return Where(
        "claims.id NOT IN (SELECT claim_id FROM leases WHERE actor <> ? AND until > ?)",
        (actor, _told(now)),
    )


def _give(db: Database, key: str, actor: str, now: datetime) -> None:
    db.execute("DELETE FROM leases WHERE until <= ?", [_told(now)])
    db.execute(
        "INSERT INTO leases (claim_id, actor, until) VALUES (?, ?, ?)"
        " ON CONFLICT (claim_id) DO UPDATE SET actor = excluded.actor, until = excluded.until",
        [key, actor, _told(now + LASTS)],
    )
    db.execute(
        "DELETE FROM leases WHERE actor = ? AND claim_id NOT IN (SELECT claim_id FROM leases"
        " WHERE actor = ? ORDER BY claim_id = ? DESC, until DESC LIMIT ?)",
        [actor, actor, key, MOST],
    )


def _told(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
