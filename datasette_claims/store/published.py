"""What programs are told of claims that pages show one by one. Reads only; plain sqlite3."""
# ruff: noqa: S608 (SQL is put together from this package's own words; values are parameters)

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from datasette_claims.store.conditions import RESULT
from datasette_claims.store.filters import Filters
from datasette_claims.store.folding import ONCE
from datasette_claims.store.selecting import where
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.vocabulary import vocabulary

Row = dict[str, Any]


def by_status(conn: sqlite3.Connection, speaker: str) -> list[Row]:
    """How many claims of a speaker stand where, for the public: a draft is not reviewed."""
    allowed = tuple(status.key for status in vocabulary(conn).values() if status.published)
    shown = where(Filters(speaker=(speaker,), status=allowed))
    return rows(
        conn,
        "select iif(publication = 'published', status, 'unreviewed') as key,"
        f" {ONCE} as n from claims where {shown.sql} group by 1",
        shown.parameters,
    )


def spans(conn: sqlite3.Connection, keys: Sequence[str]) -> dict[str, list[Row]]:
    """Where the parts of each claim stand in the text of its article, in its order."""
    found: dict[str, list[Row]] = {}
    for row in rows(
        conn,
        'select claim_id, part, start, "end" from claim_spans'
        " where claim_id in (select value from json_each(?)) order by claim_id, start",
        [json.dumps(list(keys))],
    ):
        found.setdefault(row.pop("claim_id"), []).append(row)
    return found


def withdrawals(conn: sqlite3.Connection, keys: Sequence[str]) -> dict[str, list[Row]]:
    """The history of those of the claims of which something was withdrawn, oldest first."""
    found: dict[str, list[Row]] = {}
    for row in rows(
        conn,
        "select * from status_history where claim_id in ("
        "select claim_id from status_history where publication = 'withdrawn'"
        " and claim_id in (select value from json_each(?))) order by id",
        [json.dumps(list(keys))],
    ):
        found.setdefault(row["claim_id"], []).append(row)
    return found


# Copies of one claim are one page to find, and its address is that of the first of them. Pages of
# verdicts alone ask to be found.
_RESULTS = f"""from claims where {RESULT} and flag is null
    and status in (select key from statuses where kind = 'verdict')
    and (group_id is null or group_id = id)"""


def number(conn: sqlite3.Connection) -> int:
    """How many claims have a published verdict."""
    return int(conn.execute(f"select count(*) {_RESULTS}").fetchone()[0])


def listed(conn: sqlite3.Connection, size: int, start: int) -> list[tuple[str, str | None]]:
    """Their keys, in order, each with when the public last saw it change."""
    return conn.execute(
        "select id, (select max(at) from status_history where claim_id = claims.id"
        f" and publication = 'published') {_RESULTS} order by id limit ? offset ?",
        [size, start],
    ).fetchall()


def results(conn: sqlite3.Connection) -> set[str]:
    """Keys of the claims whose result is published with all that it needs."""
    return {key for (key,) in conn.execute(f"select id from claims where {RESULT}")}


def text(conn: sqlite3.Connection, article: str) -> str | None:
    """The text of an article; None where there is none."""
    found = conn.execute("select text from articles where id = ?", [article]).fetchone()
    return str(found[0]) if found else None


def rows(conn: sqlite3.Connection, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
    """The answer, each row by the names of its columns."""
    found = conn.execute(sql, parameters)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]
