"""What Datasette's jump menu finds of ours: lists, speakers, claims, articles."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request

from datasette_claims.store import jumping
from datasette_claims.store.searchwords import begun
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import dates, lists, page, readiness, seam, timelimit
from datasette_claims.web.asgi import Actor
from datasette_claims.web.cards import shortened
from datasette_claims.wording import said

PATIENCE = 0.3
"""The part of Datasette's limit for a query that each kind may take, while somebody types."""

LONGEST = 120

CALLED = {"speakers": "speaker", "claims": "claim", "articles": "article"}


class Item(NamedTuple):
    """A line of the menu."""

    type: str
    label: str
    description: str
    url: str


def asked(
    datasette: Datasette, actor: Actor | None, request: Request
) -> Callable[[], Awaitable[Any]]:
    """The answer to the hook jump_items_sql, which 0.65 does not know."""

    async def answer() -> Any:
        found = await items(datasette, actor, request)
        typed = request.args.get("q") or ""
        return (
            seam.jump_sql(jumping.SQL, {"found": json.dumps(found), "typed": typed})
            if found
            else None
        )

    return answer


async def items(datasette: Datasette, actor: Actor | None, request: Request) -> list[Item]:
    """What fits what was typed, in every database whose claims this actor may see."""
    typed = " ".join((request.args.get("q") or "").split())[: lists.LONGEST]
    names = [name for name in datasette.databases if not name.startswith("_")]
    found = await asyncio.gather(
        *(_of(datasette, actor, datasette.databases[name], typed, len(names) > 1) for name in names)
    )
    return [item for some in found for item in some]


async def _of(
    datasette: Datasette, actor: Actor | None, db: Database, typed: str, several: bool
) -> list[Item]:
    try:
        if not (await readiness.glance(db)).ready or not await seam.can_view(
            datasette, actor, db.name
        ):
            return []
        sees = await page.sees(datasette, actor, db, {"claims", *lists.KINDS})
        of = said(" of {name}", name=db.name) if several else ""
        pages = [
            Item(
                "claims",
                said("{label}{of}", label=lists.CALLED[kind], of=of),
                "",
                page.path(datasette, db.name, kind),
            )
            for kind in ("claims", *lists.KINDS)
            if sees[kind] and kind.startswith(typed.casefold())
        ]
        if not begun(typed, jumping.SHORTEST):
            return pages
        some = await asyncio.gather(
            *(_found(datasette, db, kind, typed, of) for kind in jumping.FINDERS if sees[kind])
        )
    except (*readiness.UNREADABLE, timelimit.Busy):  # its own pages say so, a menu must not
        return []
    return [*pages, *(item for items in some for item in items)]


async def _found(
    datasette: Datasette, db: Database, kind: str, typed: str, of: str
) -> Sequence[Item]:
    def look(conn: sqlite3.Connection) -> list[jumping.Found]:
        return jumping.FINDERS[kind](conn, typed)

    found = await timelimit.read_in_time(datasette, db, look, patience=PATIENCE)
    return [
        Item(
            CALLED[kind],
            shortened(one.name, LONGEST),
            dates.day(one.told) + of,
            page.path(datasette, db.name, kind, one.key),
        )
        for one in found or ()
    ]
