"""What people did to a claim, and what of it since somebody opened its form."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from datasette_claims.store.sqlite import sqlite3

Row = dict[str, Any]


def last(conn: sqlite3.Connection, claim_id: str) -> int:
    """The number of the claim's last act, 0 where nobody did anything to it."""
    found = conn.execute("SELECT max(id) FROM acts WHERE claim_id = ?", [claim_id]).fetchone()
    return int(found[0] or 0)


def acts(conn: sqlite3.Connection, claim_id: str, after: int) -> list[Row]:
    """What was done after the act ``after``."""
    cursor = conn.execute(
        "SELECT * FROM acts WHERE claim_id = ? AND id > ? ORDER BY id", [claim_id, after]
    )
    names = [column[0] for column in cursor.description]
    return readable(dict(zip(names, row, strict=True)) for row in cursor)


def readable(rows: Iterable[Row]) -> list[Row]:
    """Rows of ``acts`` with what was before and what it became as objects."""
    return [{**row, "was": _object(row["was"]), "became": _object(row["became"])} for row in rows]


def _object(text: str | None) -> Row:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
