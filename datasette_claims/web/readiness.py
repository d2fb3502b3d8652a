"""What a database is to our pages: ready, or why not in one line. One asks, all others say it."""

from __future__ import annotations

from typing import NamedTuple

from datasette.database import Database, QueryInterrupted

from datasette_claims.store import presence
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.wording import said

UNREADABLE = (sqlite3.Error, OSError, QueryInterrupted)
"""What is raised where a file cannot be read, or not now, or not in time."""

GLANCE_MS = 250
"""How long a menu or the home page waits for a database that somebody is writing to."""

LINES = {
    "foreign": said(
        "This database has no claims. Make them from your articles with: datasette claims load"
    ),
    "older": said(
        "An older version of datasette-claims made this database. "
        "This brings it up to date: datasette claims upgrade"
    ),
    "newer": said(
        "A newer version of datasette-claims made this database; update the program that serves it"
    ),
    "busy": said("Claims are being loaded into this database; try again in a moment"),
    "slow": said("This database does not answer in time; try again in a moment"),
    "damaged": said(
        "This database cannot be read: the file is damaged or gone; restore a copy of it"
    ),
}


class Readiness(NamedTuple):
    """``state`` is ``current`` or a key of ``LINES``."""

    state: str

    @property
    def ready(self) -> bool:
        return self.state == "current"

    @property
    def line(self) -> str:
        return LINES.get(self.state, "")


async def ask(db: Database) -> Readiness:
    """As it is now. Raises SQLite's errors where the file cannot be read just now."""
    return Readiness(await db.execute_fn(presence.state))


async def glance(db: Database) -> Readiness:
    """As it is now, soon and without any error: for pages that are about something else."""
    try:
        return Readiness(await db.execute_fn(lambda conn: presence.state_at_once(conn, GLANCE_MS)))
    except UNREADABLE as error:
        return Readiness(of_error(error) or "damaged")


def of_error(error: BaseException) -> str | None:
    """The state that an error of SQLite tells of; None where it tells of none."""
    if not isinstance(error, UNREADABLE):
        return None
    words = str(error).lower()
    if isinstance(error, QueryInterrupted) or "interrupted" in words:
        return "slow"
    if "locked" in words or "busy" in words:
        return "busy"
    signs = ("malformed", "not a database", "disk i/o", "unable to open", "no such file")
    return "damaged" if isinstance(error, OSError) or any(sign in words for sign in signs) else None
