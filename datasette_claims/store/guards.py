"""Whether the triggers that keep the record of a database are all there, told in one line."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from datasette_claims.store import migrations, schema
from datasette_claims.store.sqlite import sqlite3

SHOWN = 3
"""Names of triggers in the line."""


def warning(conn: sqlite3.Connection) -> str | None:
    """What is wrong with the triggers of a claims database; None where nothing is.

    A database of a newer program has triggers of which this one knows nothing.
    """
    standing = migrations.standing(conn)
    if standing not in ("current", "older"):
        return None
    names = schema.damaged_guards(conn) + (_hindering(conn) if standing == "current" else [])
    if not names:
        return None
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return (
        "triggers that keep the history are missing, changed or hindered "
        f"({', '.join(names[:SHOWN])}{more}): "
        "what was changed since then may not be told, or not truly"
    )


def _hindering(conn: sqlite3.Connection) -> list[str]:
    """Triggers of somebody else on our tables that may keep ours from what they do."""
    found = conn.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
    return sorted(
        name
        for name, table, sql in found
        if table in schema.OURS and name not in schema.guards() and "raise" in sql.lower()
    )


def warning_of(path: str | Path) -> str | None:
    """The same of a file, with its name; None for what cannot be read as a database."""
    if not Path(path).is_file():
        return None
    try:
        address = f"{Path(path).resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=1)) as conn:
            found = warning(conn)
    except sqlite3.Error:  # whoever works with the file will say so
        return None
    return found and f"{path}: {found}"
