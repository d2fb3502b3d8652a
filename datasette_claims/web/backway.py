"""The way back to the list that somebody came from, at the card that they left, and on in it.

The list is in the address of the page (``list``, a query string of the browse page), so that a
reload, a colleague and the form of the page keep it. Without it there is the list of all claims.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import quote

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request

from datasette_claims.store import queries, queue
from datasette_claims.store.filters import Filters, order
from datasette_claims.store.querystring import Asked
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import page as pages
from datasette_claims.web import place, timelimit
from datasette_claims.web.asgi import Sees

SIZE = 40
"""Claims on a page of the list."""

PATIENCE = 0.2
"""The part of Datasette's limit for a query that all of this may take: no page waits for it."""


@dataclass(frozen=True, slots=True)
class Way:
    """``href`` leads to the card, ``next`` to the claim after it; ``query`` is that of the list.

    ``total`` is how many claims it has, None where that is not known.
    """

    href: str
    query: str = ""
    total: int | None = None
    next: str | None = None

    @property
    def carried(self) -> str:
        """The list as it stands in another address."""
        return quote(self.query, safe="")

    @property
    def also(self) -> dict[str, str]:
        """The same as a parameter, where there is one."""
        return {"list": self.query} if self.query else {}


async def of(
    datasette: Datasette, request: Request, db: Database, key: str | None, sees: Sees | None = None
) -> Way:
    """The way back from a page that is about a claim, or was reached from its card.

    ``sees`` is given by who has asked for all tables already.
    """
    query = query_of(request.args.get("list"))
    anchor = f"#claim-{quote(key)}" if key else ""
    if not query:
        return Way(f"{pages.path(datasette, db.name, 'claims')}{anchor}")
    sees = sees or await pages.sees(datasette, request.actor, db)
    asked = await timelimit.asked_in(datasette, db, request, place.pairs(query), sees)
    total, around = await asyncio.gather(
        timelimit.read_in_time(
            datasette, db, lambda conn: queries.count(conn, asked.filters), patience=PATIENCE
        ),
        timelimit.read_in_time(
            datasette, db, lambda conn: _around(conn, asked, key), patience=PATIENCE
        ),
    )
    target, start, following = around or (key, None, None)
    listed = query
    if start is not None:
        listed = f"{place.query(asked.filters)}&after={quote(start)}".lstrip("&")
    onward = following and place.claim(datasette, db.name, following, None, list=query)
    return Way(
        place.browse(datasette, db.name, listed) + (f"#claim-{quote(target)}" if target else ""),
        query,
        total,
        onward,
    )


def query_of(text: object) -> str:
    """The query string of a list, of what an address or a form brings; empty where it has none."""
    return text[: place.LONGEST] if isinstance(text, str) else ""


def card_place(conn: sqlite3.Connection, filters: Filters, key: str) -> str | None:
    """The cursor after which the list begins with the claim; None where that is its beginning."""
    before = queue.around(conn, filters, key, None).before
    found = queries.place(conn, before, order(filters)) if before else None
    return str(found) if found else None


def _around(
    conn: sqlite3.Connection, asked: Asked, key: str | None
) -> tuple[str | None, str | None, str | None]:
    """The card to go back to, the cursor of its page where that is another by now, the next claim.

    A claim that was judged out of the list has no card there: the one after it stands for it.
    """
    if key is None:
        return None, None, None
    listed = queries.page(conn, asked.filters, SIZE, after=asked.after, before=asked.before).keys
    following = queue.following(conn, asked.filters, key)
    target = next((each for each in (key, following) if each in listed), None)
    if target or following is None:
        return target, None, following
    start = card_place(conn, asked.filters, key)
    return key, start, following
