"""Cells of Datasette's own tables that lead to our pages; statuses as labelled badges."""

from __future__ import annotations

import sqlite3


def enforce_foreign_keys(conn):
    """Hold foreign keys on connections to a database of ours; others keep SQLite's default."""
    try:
        ours = conn.execute(
            "select 1 from sqlite_master where type = 'table' and name = 'claim_spans'"
        ).fetchone()
    except sqlite3.Error:
        return
    if ours:
        conn.execute("pragma foreign_keys = on")


def render(row, value, column, table, database, datasette):
    return None
