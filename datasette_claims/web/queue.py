"""The queue: the claims of a filter one by one, each with the form that decides it.

The place is in the address (``at``), so that Back, a reload and a colleague find it again. Whoever
may not edit goes through the same claims and reads.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone
from typing import NamedTuple
from urllib.parse import quote, urlencode

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response

from datasette_claims.store import called, earlier, leases, queries, queue, undoing
from datasette_claims.store.filters import pairs
from datasette_claims.store.records import Row
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.vocabulary import Status, vocabulary
from datasette_claims.web import (
    actors,
    backway,
    cards,
    claim,
    keeping,
    marking,
    onward,
    place,
    rating,
    shortcuts,
    timelimit,
)
from datasette_claims.web import page as pages
from datasette_claims.web.onward import Here
from datasette_claims.web.refining import Refining
from datasette_claims.wording import said, together

COUNTING = 0.05
"""The part of Datasette's limit for a query that counting may take: no claim waits for it."""


class Last(NamedTuple):
    """What can be undone, and how it is called."""

    claim_id: str
    batch: str
    title: str


class Earlier(NamedTuple):
    """What the speaker said before, in few words."""

    id: str
    text: str
    language: str | None
    date: str
    status: Status
    publication: str


async def page(datasette: Datasette, request: Request) -> Response:
    """The claim at this place; where none is told, the way to the first one."""
    db = await pages.database(datasette, request)
    if request.method == "POST":
        return await onward.start(datasette, request)
    if request.method not in ("GET", "HEAD"):
        return Response.text(
            "Only GET and POST are answered here\n", status=405, headers={"allow": "GET, POST"}
        )
    if not await pages.has_claims(db):
        raise NotFound(pages.NO_TABLES)
    at = request.args.get("at")
    here = await onward.here(datasette, request, db, request.query_string, beginning=at is None)
    if at is None:
        return await onward.begin(datasette, request, here)
    if at == place.END:
        return await _end(datasette, request, here)
    return await _show(datasette, request, here, at)


async def _show(datasette: Datasette, request: Request, here: Here, at: str) -> Response:
    name, kept = here.db.name, keeping.get(datasette, request, here.db.name, at)
    context, around, before, frame = await asyncio.gather(
        claim.described(
            datasette, request, here.db, at, kept=kept, queue=here.query, sees=here.sees
        ),
        timelimit.read(
            datasette, here.db, lambda conn: queue.around(conn, here.filters, at, here.worker)
        ),
        _said_before(datasette, here, at),
        _frame(datasette, here, at),
    )
    if kept and context["editable"]:
        keeping.shown(datasette, request, name, at, kept)
    previous = around.before and place.queue(datasette, name, here.query, around.before)
    following = place.queue(datasette, name, here.query, around.after or place.END)
    return await pages.render(
        datasette,
        request,
        "claims_queue.html",
        {
            **context,
            **frame,
            "previous": previous,
            "next": following,
            "earlier": before,
            "also_here": await _also_here(datasette, here, at),
            "list": await _card(datasette, here, at),
            "reasons": await _reasons(here, at),
        },
        database=name,
        headers={**(claim.headers(context) or {}), "cache-control": "private, no-store"},
    )


async def _end(datasette: Datasette, request: Request, here: Here) -> Response:
    """Behind the last claim: how much was done, and where one can go from here."""
    name = here.db.name
    first, last, frame = await asyncio.gather(
        timelimit.read(datasette, here.db, lambda conn: queue.following(conn, here.filters, None)),
        timelimit.read(
            datasette, here.db, lambda conn: queue.last(conn, here.filters, here.worker)
        ),
        _frame(datasette, here, None),
    )
    return await pages.render(
        datasette,
        request,
        "claims_queue_end.html",
        {
            **frame,
            "title": said("End of the queue"),
            "previous": last and place.queue(datasette, name, here.query, last),
            "again": first is not None,
            "begins": here.worker is not None,
        },
        database=name,
        headers={"cache-control": "private, no-store"},
    )


async def _reasons(here: Here, at: str) -> list[str]:
    """What tells how well the claim can be checked."""
    (found,) = await here.db.execute_fn(lambda conn: queries.cards(conn, [at]))
    outlets = found["outlets"] if here.sees["outlets"] else 0
    return rating.reasons(found["features"], cards.places(outlets, found["appearances"]))


async def _card(datasette: Datasette, here: Here, at: str) -> str:
    """The list of these claims, from the card of this one on."""
    start = await timelimit.read_in_time(
        datasette,
        here.db,
        lambda conn: backway.card_place(conn, here.filters, at),
        patience=COUNTING,
    )
    query = f"{here.query}&{urlencode({'after': start})}".lstrip("&") if start else here.query
    return f"{place.browse(datasette, here.db.name, query)}#claim-{quote(at)}"


async def _also_here(datasette: Datasette, here: Here, at: str) -> str | None:
    """What the colleague is called who is at the same claim."""
    if here.worker is None or not here.sees["leases"]:
        return None
    actor, now = here.worker.actor, datetime.now(timezone.utc)
    other = await here.db.execute_fn(lambda conn: leases.holder(conn, at, actor, now))
    return (await actors.names(datasette, [other])).get(other) if other else None


async def _frame(datasette: Datasette, here: Here, at: str | None) -> dict[str, object]:
    """What stands around every claim of the queue: which queue it is, and how far one is."""
    name = here.db.name
    progress, names, statuses, last, rated = await asyncio.gather(
        timelimit.read_in_time(
            datasette,
            here.db,
            lambda conn: queue.progress(conn, here.filters, at, here.worker),
            patience=COUNTING,
        ),
        here.db.execute_fn(lambda conn: called.names(conn, here.filters)),
        here.db.execute_fn(vocabulary),
        here.db.execute_fn(lambda conn: _last(conn, here)),
        here.db.execute_fn(queries.any_rated),
    )
    refining = Refining(
        here.filters,
        path=lambda tail="": str(pages.path(datasette, name, "claims/queue", tail=tail)),
        names=names,
        rated=rated,
    )
    return {
        "queue": here.query,
        "queue_path": pages.path(datasette, name, "claims/queue"),
        "list": place.browse(datasette, name, here.query),
        "chips": refining.chips(),
        "sorts": refining.sorts(),
        "problems_of_filter": here.asked.problems,
        "q": here.filters.q,
        "others": [pair for pair in pairs(here.filters) if pair[0] != "q"],
        "progress": progress,
        "worker": here.worker is not None,
        "last": last,
        "keys": shortcuts.of_statuses(statuses.values()),
        "commands": shortcuts.COMMANDS,
    }


def _last(conn: sqlite3.Connection, here: Here) -> Last | None:
    """What the worker saved last today, to be undone; None for who may not see the log."""
    if here.worker is None or not here.sees["acts"]:
        return None
    found = undoing.last(conn, here.worker.actor, here.worker.since)
    if found is None:
        return None
    label = vocabulary(conn)[found.status].label_en
    return Last(
        found.claim_id, found.batch, together([label, cards.shortened(found.text, 60)], ": ")
    )


async def _said_before(datasette: Datasette, here: Here, at: str) -> list[Earlier]:
    """What the speaker said before on the matter, as far as their claims are known by name."""
    if not here.sees["speakers"]:
        return []
    found = await timelimit.read_in_time(
        datasette, here.db, lambda conn: earlier.said_before(conn, at), patience=COUNTING
    )
    return [_earlier(row) for row in found or ()]


def _earlier(row: Row) -> Earlier:
    return Earlier(
        id=row["id"],
        text=marking.safe(cards.shortened(row["text"], 220)),
        language=row["language"],
        date=cards.date(row),
        status=row["status"],
        publication=row["publication"] if row["status"].kind != "workflow" else "",
    )
