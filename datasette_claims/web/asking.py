"""How a page puts its questions to a database: within the time that the site allows."""

from __future__ import annotations

from urllib.parse import parse_qsl

from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Base400

from datasette_claims.store import asked as store
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import readiness


class TooSlow(Base400):
    """A question that SQLite could not answer within the time limit."""

    status = 503


class Busy(Base400):
    """A database that another program is writing to for longer than SQLite waits."""

    status = 503


async def asked(datasette, db, request) -> store.Asked:
    """What the request's query string asks for."""
    pairs = parse_qsl(request.query_string)
    return await read(datasette, db, lambda conn: store.asked(conn, pairs))


async def read(datasette, db, question, patience=1):
    """The answer of ``question(connection)``; ``TooSlow`` or ``Busy`` where there is none.

    Too long is Datasette's own limit for a query, times ``patience``.
    """
    limit = datasette.setting("sql_time_limit_ms") * patience

    def ask(conn):
        try:
            with sqlite_timelimit(conn, limit):
                return question(conn)
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                message = "This takes too long to find out; set a filter and try again"
                raise TooSlow(message) from error
            if "locked" in str(error):
                raise Busy(readiness.LINES["busy"]) from error
            raise

    return await db.execute_fn(ask)
