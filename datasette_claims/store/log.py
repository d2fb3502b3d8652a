"""The log of what people did to a claim, and what of it since somebody opened its form.

Triggers write most of it; ``add`` writes of decisions what no column tells.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from datasette_claims.store.sqlite import sqlite3

Row = dict[str, Any]


def stands(act: str = "a") -> str:
    """SQL: the act of this name was not undone, and undid nothing; such two together changed
    nothing. Asked in one, SQLite would go through all that was ever undone."""
    return " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM acts AS u WHERE u.kind = 'undid' AND u.{column} = {act}.batch)"  # noqa: S608
        for column in ("record", "batch")
    )


def last(conn: sqlite3.Connection, claim_id: str) -> int:
    """The number of the claim's last act, 0 where nobody did anything to it."""
    found = conn.execute("SELECT max(id) FROM acts WHERE claim_id = ?", [claim_id]).fetchone()
    return int(found[0] or 0)


def newest(conn: sqlite3.Connection) -> int:
    """The number of the last act of all."""
    return int(conn.execute("SELECT coalesce(max(id), 0) FROM acts").fetchone()[0])


def behind(conn: sqlite3.Connection, number: int) -> list[Row]:
    """All that was done after this act, by anybody."""
    cursor = conn.execute("SELECT * FROM acts WHERE id > ? ORDER BY id", [number])
    names = [column[0] for column in cursor.description]
    return readable(dict(zip(names, row, strict=True)) for row in cursor)


def later(conn: sqlite3.Connection, claim_id: str, after: int) -> list[Row]:
    """What was done after the act ``after``."""
    return rows(conn, "claim_id = ? AND id > ?", [claim_id, after])


def rows(conn: sqlite3.Connection, condition: str, parameters: Sequence[object]) -> list[Row]:
    """The acts for which the SQL condition holds, the first first."""
    cursor = conn.execute(f"SELECT * FROM acts WHERE {condition} ORDER BY id", parameters)  # noqa: S608
    names = [column[0] for column in cursor.description]
    return readable(dict(zip(names, row, strict=True)) for row in cursor)


def add(
    db: Database,
    now: str,
    actor: str,
    kind: str,
    claim_id: str | None,
    *,
    record: str | None = None,
    was: Mapping[str, Any] | None = None,
    became: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Tell of an act; within the transaction of who did it."""
    db.execute(
        "INSERT INTO acts (at, actor, kind, claim_id, record, revision, was, became, reason, batch)"
        " VALUES (?, ?, ?, ?, ?, (SELECT revision FROM claims WHERE id = ?), ?, ?, ?,"
        " (SELECT batch FROM _change_context))",
        [
            now, actor, kind, claim_id, record, claim_id,
            None if was is None else json.dumps(was, ensure_ascii=False),
            None if became is None else json.dumps(became, ensure_ascii=False),
            reason,
        ],
    )  # fmt: skip


def readable(rows: Iterable[Row]) -> list[Row]:
    """Rows of ``acts`` with what was before and what it became as objects."""
    return [{**row, "was": values(row["was"]), "became": values(row["became"])} for row in rows]


def values(text: str | None) -> Row:
    """What an act tells as JSON (``was``, ``became``); empty where that is no object."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
