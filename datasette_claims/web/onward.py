"""The way through a queue: its first claim, the next one, its end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timezone

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request, Response

from datasette_claims.store import leases, moments, queries, queue
from datasette_claims.store.filters import Filters, order
from datasette_claims.store.querystring import Asked
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import page as pages
from datasette_claims.web import permitted, place, seam, sending, timelimit
from datasette_claims.web.asgi import Sees


@dataclass(frozen=True, slots=True)
class Here:
    """One queue: in which database, of which claims, and who works through it."""

    db: Database
    asked: Asked
    sees: Sees
    worker: queue.Worker | None

    @property
    def filters(self) -> Filters:
        return self.asked.filters

    @property
    def query(self) -> str:
        """The query string that asks for these claims in this order."""
        return place.query(self.filters)


async def start(datasette: Datasette, request: Request) -> Response:
    """The form that begins a queue: to its first claim, which is its sender's for some minutes."""
    try:
        db = await permitted.database(datasette, request)
        query = (await sending.read(request)).fields.get("queue")
    except sending.Unusable as refusal:
        if sending.wants_json(request):
            return refusal.as_json()
        if refusal.status in (403, 404):
            raise refusal.as_page() from None
        return Response.text(f"{refusal}\n", status=refusal.status)
    if sending.wants_json(request):
        asked = await here(datasette, request, db, str(query or ""))
        at = await _take_next(datasette, asked, None, staying=False)
        return Response.json({"ok": True, "claim": None if at == place.END else at})
    return await onward(datasette, request, db, str(query or ""), None)


async def begin(datasette: Datasette, request: Request, asked: Here) -> Response:
    """To the first claim; with the query string as it came where a page must tell what is wrong."""
    query = request.query_string if asked.asked.problems else asked.query
    at = await _next(datasette, asked, None)
    return Response.redirect(place.queue(datasette, asked.db.name, query, at), status=303)


async def onward(
    datasette: Datasette,
    request: Request,
    db: Database,
    query: str,
    after: str | None,
    *,
    staying: bool = False,
) -> Response:
    """The way to the next claim of a queue, or to its end; taken ahead by who is ``staying``."""
    asked = await here(datasette, request, db, query, beginning=after is None)
    at = await _take_next(datasette, asked, after, staying=staying)
    return Response.redirect(place.queue(datasette, db.name, asked.query, at), status=303)


async def here(
    datasette: Datasette, request: Request, db: Database, query: str, *, beginning: bool = False
) -> Here:
    """The queue that a query string asks for.

    One that is ``beginning`` without an order gets that of what can be checked, where claims are
    told apart by it; from then on the order is in its address, so that none changes on the way.
    """
    sees = await pages.sees(datasette, request.actor, db)
    asked = await timelimit.asked_in(datasette, db, request, place.pairs(query), sees)
    told = asked.filters.sort or asked.problems or order(asked.filters).name == "reading"
    if beginning and not told and await db.execute_fn(queries.any_rated):
        asked = asked._replace(filters=replace(asked.filters, sort="checkable"))
    return Here(db, asked, sees, await _worker(datasette, request, db))


async def _next(datasette: Datasette, asked: Here, after: str | None) -> str:
    """The next place: a claim, or the end. Nobody else is at it, as far as is known."""
    worker, now = asked.worker, datetime.now(timezone.utc)
    free = leases.free(worker.actor, now) if worker else queue.ALL
    found = await timelimit.read(
        datasette, asked.db, lambda conn: queue.following(conn, asked.filters, after, free)
    )
    return found or place.END


async def today(datasette: Datasette, request: Request, db: Database) -> int:
    """How many claims the sender has judged today."""
    worker = await _worker(datasette, request, db)
    return await db.execute_fn(lambda conn: queue.judged_since(conn, worker)) if worker else 0


async def _take_next(datasette: Datasette, asked: Here, after: str | None, *, staying: bool) -> str:
    """The same for whoever decides there: it is kept for them."""
    if asked.worker is None:
        return await _next(datasette, asked, after)
    actor, now = asked.worker.actor, datetime.now(timezone.utc)
    try:
        found = await seam.write(
            asked.db,
            lambda store: leases.take_next(
                store, asked.filters, after, actor, now, staying=staying
            ),
        )
    except sqlite3.OperationalError:  # somebody loads articles: nobody waits for a courtesy
        return await _next(datasette, asked, after)
    return found or place.END


async def _worker(datasette: Datasette, request: Request, db: Database) -> queue.Worker | None:
    """Who works there, and since when today by the server's clock; None for who only reads."""
    actor = sending.actor(request)
    if not actor or not db.is_mutable or not await seam.can_edit(datasette, request.actor, db.name):
        return None
    today = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    return queue.Worker(actor, moments.told(today))
