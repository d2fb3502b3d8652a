"""What happened to a claim since somebody opened its form."""

from __future__ import annotations

import json
from typing import Any

from datasette_claims.store.sqlite import sqlite3

Row = dict[str, Any]


def last(conn: sqlite3.Connection, claim_id: str) -> int:
    """The number of the claim's last act, 0 where nobody did anything to it."""
    found = conn.execute("SELECT max(id) FROM acts WHERE claim_id = ?", [claim_id]).fetchone()
    return int(found[0] or 0)


def acts(conn: sqlite3.Connection, claim_id: str, after: int = 0) -> list[Row]:
    """What people did to the claim after the act ``after``; ``was`` and ``became`` as objects."""
    cursor = conn.execute(
        "SELECT id, at, actor, kind, record, revision, was, became, reason FROM acts"
        " WHERE claim_id = ? AND id > ? ORDER BY id",
        [claim_id, after],
    )
    names = [column[0] for column in cursor.description]
    found = [dict(zip(names, row, strict=True)) for row in cursor]
    return [
        {**row, "was": json.loads(row["was"] or "{}"), "became": json.loads(row["became"] or "{}")}
        for row in found
    ]
