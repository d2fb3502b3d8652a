"""Whether a file holds claims that this program can read, asked on a connection of somebody else.

Reads only, so that a server can ask it of any file.
"""

from __future__ import annotations

from datasette_claims.store import migrations
from datasette_claims.store.sqlite import sqlite3

TABLES = ("articles", "claim_spans", "claims", "evidence", "speakers", "status_history", "statuses")
"""The tables without which there is nothing to show."""


def state(conn: sqlite3.Connection) -> str:
    """``current``, ``older``, ``newer`` or ``foreign``, which is a file without our tables too."""
    marks = ", ".join("?" * len(TABLES))
    (found,) = conn.execute(
        f"SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ({marks})",  # noqa: S608
        TABLES,
    ).fetchone()
    return migrations.standing(conn) if found == len(TABLES) else "foreign"


def state_at_once(conn: sqlite3.Connection, patience_ms: int) -> str:
    """The same, without waiting longer for whoever writes to the file."""
    (usual,) = conn.execute("PRAGMA busy_timeout").fetchone()
    conn.execute(f"PRAGMA busy_timeout = {int(patience_ms)}")
    try:
        return state(conn)
    finally:
        conn.execute(f"PRAGMA busy_timeout = {int(usual)}")


def holds_claims(conn: sqlite3.Connection) -> bool:
    """True for a database with our tables, also where some are gone."""
    return bool(
        conn.execute(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'claim_spans'"
        ).fetchone()
    )


def enforce_foreign_keys(conn: sqlite3.Connection) -> None:
    """Hold foreign keys on connections to a database of ours; others keep SQLite's default."""
    try:
        if holds_claims(conn):
            conn.execute("PRAGMA foreign_keys = ON")
    except sqlite3.Error:  # not a database, or locked: whoever uses it will say so
        return
