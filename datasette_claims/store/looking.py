"""What somebody has looked at: up to which act of the log, by their own word.

What one does oneself is no news, and whoever worked on a claim has seen what others did to it
before. So only looking without doing anything needs a word: “mark all as seen”.
"""

from __future__ import annotations

from sqlite_utils import Database

from datasette_claims.store import moments
from datasette_claims.store.changes import by_person
from datasette_claims.store.sqlite import sqlite3


def newest(conn: sqlite3.Connection) -> int:
    """The number of the last act in the log: what a page shows is not newer."""
    return int(conn.execute("SELECT coalesce(max(id), 0) FROM acts").fetchone()[0])


def saw(db: Database, actor: str, upto: int) -> None:
    """The actor has seen all up to this act; an older word than the last one changes nothing."""
    with by_person(db, actor):
        db.execute(
            "INSERT INTO looked (actor, act, at)"
            " VALUES (?, min(?, (SELECT coalesce(max(id), 0) FROM acts)), ?)"
            " ON CONFLICT (actor) DO UPDATE SET act = excluded.act, at = excluded.at"
            " WHERE excluded.act > looked.act",
            [actor, upto, moments.now()],
        )
