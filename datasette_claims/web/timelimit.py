"""Questions to a database within the time that the site allows, and what is told beyond it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import TypeVar
from urllib.parse import parse_qsl

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Base400, Request

from datasette_claims.store import querystring
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import readiness, sending
from datasette_claims.web.asgi import Sees
from datasette_claims.wording import said

T = TypeVar("T")


FELL_SHORT: ContextVar[list[bool]] = ContextVar("datasette-claims.fell-short")
"""Of a request: not empty once a question of its page went without an answer, so that nobody keeps
a page which lacks something for the whole one."""


class TooSlow(Base400):
    """A question that SQLite could not answer within the time limit."""

    status = 503


class Busy(Base400):
    """A database that another program is writing to for longer than SQLite waits."""

    status = 503


async def asked(
    datasette: Datasette, db: Database, request: Request, sees: Sees
) -> querystring.Asked:
    """What the request's query string asks for, as far as its sender may."""
    return await asked_in(datasette, db, request, parse_qsl(request.query_string), sees)


async def asked_in(
    datasette: Datasette,
    db: Database,
    request: Request,
    pairs: Sequence[tuple[str, str]],
    sees: Sees,
) -> querystring.Asked:
    """The same of the pairs of a query string; a table not asked about is closed."""
    who = sending.actor(request)
    unseen = frozenset(table for table in querystring.LOOKED_INTO if not sees.get(table))
    return await read(datasette, db, lambda conn: querystring.asked(conn, pairs, unseen, who))


async def read(
    datasette: Datasette,
    db: Database,
    question: Callable[[sqlite3.Connection], T],
    patience: float = 1,
) -> T:
    """The answer of ``question(connection)``; ``TooSlow`` or ``Busy`` where there is none.

    Too long is Datasette's own limit for a query, times ``patience``.
    """
    limit = max(1, int(datasette.setting("sql_time_limit_ms") * patience))
    # In the thread that asks the database there is no request.
    fell_short = FELL_SHORT.get([])

    def ask(conn: sqlite3.Connection) -> T:
        try:
            with sqlite_timelimit(conn, limit):
                return question(conn)
        except sqlite3.OperationalError as error:
            fell_short.append(True)
            if "interrupted" in str(error):
                message = said("This takes too long to find out; set a filter and try again")
                raise TooSlow(message) from error
            if "locked" in str(error):
                raise Busy(readiness.LINES["busy"]) from error
            raise

    return await db.execute_fn(ask)


async def read_in_time(
    datasette: Datasette,
    db: Database,
    question: Callable[[sqlite3.Connection], T],
    patience: float = 1,
) -> T | None:
    """The same; None where it takes too long: a page shows what it has."""
    try:
        return await read(datasette, db, question, patience)
    except TooSlow:
        return None
