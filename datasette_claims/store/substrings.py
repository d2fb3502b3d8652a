"""The index of substrings: off unless it is asked for.

Scripts without spaces between words are found by substring either way; in a large file the index
makes that quick, and the file larger.
"""

from __future__ import annotations

from sqlite_utils import Database

from datasette_claims.store.changes import named, transaction
from datasette_claims.store.sqlite import sqlite3

_NAME = "substrings"


def kept(conn: sqlite3.Connection) -> bool:
    """Is the index kept in this database?"""
    found = conn.execute("SELECT 1 FROM search_options WHERE name = ?", [_NAME])
    return found.fetchone() is not None


def keep(db: Database) -> bool:
    """Have the index made, and kept from now on; False where it is already."""
    if kept(db.conn):
        return False
    with transaction(db), named(db.conn, "loader", "loader"):
        db.execute("INSERT INTO search_options (name) VALUES (?)", [_NAME])
        db.execute("INSERT INTO claims_substrings_fts (claims_substrings_fts) VALUES ('rebuild')")
    return True


def drop(db: Database) -> bool:
    """Have the index emptied, and kept no longer; False where there was none."""
    if not kept(db.conn):
        return False
    with transaction(db), named(db.conn, "loader", "loader"):
        db.execute("DELETE FROM search_options WHERE name = ?", [_NAME])
        db.execute(
            "INSERT INTO claims_substrings_fts (claims_substrings_fts) VALUES ('delete-all')"
        )
    return True
