"""What a request asks for: which claims, from which place on; and how its questions are put."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple
from urllib.parse import parse_qsl

from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Base400

from datasette_claims.store import queries, records
from datasette_claims.store.filters import Filters, Problem, parse, without


class TooSlow(Base400):
    """A question that SQLite could not answer within the time limit."""

    status = 503


class Asked(NamedTuple):
    """The claims asked for, a cursor on either side, what could not be used, the statuses."""

    filters: Filters
    after: queries.Cursor | None
    before: queries.Cursor | None
    problems: list[Problem]
    statuses: list[records.Row]


async def asked(datasette, db, request) -> Asked:
    """What the query string asks for, with the words that this database knows."""
    pairs = parse_qsl(request.query_string)
    filters, problems = parse(pairs, known=("after", "before"))

    def look(conn):
        return queries.settled(conn, filters), records.statuses(conn)

    found, statuses = await read(datasette, db, look)
    problems = list(problems)
    keys = [status["key"] for status in statuses]
    for key in found.status:
        if key not in keys:
            found = without(found, "status", key)
            problems.append(Problem("status", key, f"no such status; there are {', '.join(keys)}"))
    cursors = {}
    for name, text in pairs:
        if name in ("after", "before"):
            cursors[name] = queries.cursor(text, found)
            if cursors[name] is None:
                problems.append(
                    Problem(name, text, "not a place in this list; begin with the first page")
                )
    return Asked(found, cursors.get("after"), cursors.get("before"), problems, list(statuses))


async def read(datasette, db, question, patience=1):
    """The answer of ``question(connection)``; ``TooSlow`` when it takes too long.

    Too long is Datasette's own limit for a query, times ``patience``.
    """
    limit = datasette.setting("sql_time_limit_ms") * patience

    def ask(conn):
        try:
            with sqlite_timelimit(conn, limit):
                return question(conn)
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise
            raise TooSlow("This takes too long to find out; set a filter and try again") from error

    return await db.execute_fn(ask)
