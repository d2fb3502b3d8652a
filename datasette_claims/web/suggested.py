"""Which speakers may be one: pairs with reasons, each decided by one key or button."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from weakref import WeakKeyDictionary

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Forbidden, NotFound, Request, Response

from datasette_claims.store import log, merging, moments, speakerlists
from datasette_claims.store.records import Row
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.suggesting import REASONS, Suggestion, suggestions
from datasette_claims.web import cards, permitted, sending, shortcuts, timelimit
from datasette_claims.web import page as pages
from datasette_claims.web.changes import number
from datasette_claims.web.speaker import KINDS
from datasette_claims.wording import said

SIZE = 50
PATIENCE = 10
REMEMBERED = 60.0
"""Seconds for which what was found is remembered, unless something is loaded; what was decided
meanwhile is left out at once."""

UNDONE_WITHIN = timedelta(hours=12)
TABLES = ("speakers", "speaker_names", "speaker_pairs", "acts")


@dataclass(frozen=True, slots=True)
class Side:
    """One of two, with what helps to tell who that is."""

    key: str
    name: str
    kind: str
    claims: int
    roles: str
    said: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """``away`` would be filed under ``into``."""

    away: Side
    into: Side
    why: str
    claims: int


@dataclass(frozen=True, slots=True)
class Found:
    """What was found when the database stood so."""

    stamp: tuple[int, ...]
    until: float
    some: list[Suggestion]


_found: WeakKeyDictionary[Database, Found] = WeakKeyDictionary()


async def page(datasette: Datasette, request: Request) -> Response:
    db = await pages.database(datasette, request)
    if not await pages.has_claims(db):
        raise NotFound(pages.NO_TABLES)
    sees = await pages.sees(datasette, request.actor, db, (*TABLES, "claims"))
    if not (
        all(sees.values()) and db.is_mutable and await permitted.may_edit(datasette, request, db)
    ):
        raise Forbidden(said("Only who may edit this database puts speakers together"))
    start = number(request.args.get("start") or "0") or 0
    some = await _open(datasette, db)
    shown = some[start : start + SIZE]
    actor = sending.actor(request)
    since = moments.told(datetime.now(timezone.utc) - UNDONE_WITHIN)

    def read(conn: sqlite3.Connection) -> tuple[dict[str, Row], int, str | None]:
        keys = dict.fromkeys(key for one in shown for key in one[:2])
        known = speakerlists.described(conn, keys)
        return known, log.newest(conn), merging.undoable(conn, actor, since)

    known, seen, last = await timelimit.read(datasette, db, read, patience=PATIENCE)
    here = pages.path(datasette, db.name, "suggested-speakers")
    return await pages.render(
        datasette,
        request,
        "claims_suggested.html",
        {
            "title": said("Speakers who may be one"),
            "pairs": [
                Pair(_side(known[one.key]), _side(known[one.into]), REASONS[one.reason], one.claims)
                for one in shown
                if one.key in known and one.into in known
            ],
            "total": len(some),
            "start": start,
            "more": f"{here}?start={start + SIZE}" if len(some) > start + SIZE else None,
            "here": here,
            "list": pages.path(datasette, db.name, "speakers"),
            "seen": seen,
            "last": last,
            "editor": actor,
            "commands": shortcuts.PAIRS,
        },
        database=db.name,
        headers={"cache-control": "private, no-store", "x-robots-tag": "noindex"},
    )


async def _open(datasette: Datasette, db: Database) -> list[Suggestion]:
    """What nobody has decided yet."""
    stamp = await db.execute_fn(speakerlists.loaded)
    found = _found.get(db)
    if found is None or found.stamp != stamp or found.until < time.monotonic():
        some, apart = await timelimit.read(
            datasette,
            db,
            lambda conn: (speakerlists.candidates(conn), speakerlists.refused(conn)),
            patience=PATIENCE,
        )
        made = await db.execute_fn(lambda _: suggestions(some, apart))
        found = _found[db] = Found(stamp, time.monotonic() + REMEMBERED, made)
    some_left = found.some
    return await db.execute_fn(lambda conn: speakerlists.open_still(conn, some_left))


def _side(row: Row) -> Side:
    latest = row["said"] or {}
    return Side(
        row["id"],
        row["name"],
        KINDS.get(row["kind"]) or str(row["kind"]),
        row["claims"],
        ", ".join(row["roles"]),
        cards.shortened(latest.get("text") or "", 160),
        latest.get("language"),
    )
