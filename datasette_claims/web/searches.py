"""Saved searches: the list of them, and what editors do to it, by a form or as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal
from urllib.parse import parse_qsl, urlencode

from datasette.app import Datasette
from datasette.utils import tilde_decode
from datasette.utils.asgi import Forbidden, NotFound, Request, Response
from sqlite_utils import Database as Store

from datasette_claims.store import querystring, savedsearches
from datasette_claims.store.savedsearches import Search
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import page as pages
from datasette_claims.web import permitted, seam, sending, timelimit
from datasette_claims.web.asgi import Answer, View
from datasette_claims.web.refining import Refining
from datasette_claims.web.sending import Sent, Unusable
from datasette_claims.web.speakeracts import NotDone

Act = Literal["save", "rename", "remove"]

DOES: Mapping[Act, str] = {
    "save": "keeps filters under a name, for the team or for its sender alone",
    "rename": "gives a saved search another name",
    "remove": "removes a saved search",
}
"""What each does; the last two below the address of their search."""

BELOW: tuple[Act, ...] = ("rename", "remove")

TOLD: Mapping[Act, str] = {"save": "Saved.", "rename": "Renamed.", "remove": "Removed."}


async def page(datasette: Datasette, request: Request) -> Response:
    """The searches of the team and those of whoever looks; as JSON where that is asked for."""
    db = await pages.database(datasette, request)
    if not await seam.can_view(datasette, request.actor, db.name, "saved_searches"):
        raise Forbidden("You may not see the saved searches of this database")
    if not await pages.has_claims(db):
        raise NotFound(pages.NO_TABLES)
    who = (request.actor or {}).get("id")
    unseen = frozenset[str]()

    def read(conn: sqlite3.Connection) -> list[tuple[Search, Refining, str]]:
        return [
            (search, _refining(datasette, conn, db.name, search, unseen), search.query)
            for search in savedsearches.listed(conn, None if who is None else str(who))
        ]

    found = await timelimit.read(datasette, db, read)
    here = pages.path(datasette, db.name, "claims")
    rows = [
        {
            "id": search.id,
            "name": search.name,
            "own": search.owner is not None,
            "query": search.query,
            "url": f"{here}?{urlencode({'saved': search.id})}",
            "csv": f"{here}.csv?{urlencode({'saved': search.id})}",
            "group": f"{here}?{urlencode({'outlet_group': search.id})}"
            if any(name == "outlet" for name, _ in parse_qsl(search.query))
            else None,
            "chips": [f"{chip.title}: {chip.label}" for chip in refining.chips()],
            "at": search.at,
        }
        for search, refining, _ in found
    ]
    if request.path.endswith(".json"):
        told = ("id", "name", "own", "query", "at")
        return Response.json(
            {"ok": True, "searches": [{name: row[name] for name in told} for row in rows]}
        )
    return await pages.render(
        datasette,
        request,
        "claims_searches.html",
        {
            "title": "Saved searches · claims",
            "rows": rows,
            "editable": db.is_mutable and await permitted.may_edit(datasette, request, db),
        },
        database=db.name,
        headers={"cache-control": "private, no-store"},
    )


def _refining(
    datasette: Datasette,
    conn: sqlite3.Connection,
    database: str,
    search: Search,
    unseen: frozenset[str],
) -> Refining:
    """The filters of a search, to be told in words."""
    asked = querystring.asked(conn, parse_qsl(search.query), unseen)
    return Refining(
        asked.filters,
        path=lambda tail="": pages.path(datasette, database, "claims", tail=tail),
        names={},
    )


def taking(act: Act) -> View:
    """The view that takes this act."""

    async def answer(datasette: Datasette, request: Request) -> Answer:
        try:
            return await _take(datasette, request, act)
        except Exception as problem:
            known = sending.in_words(problem, request.url_vars["database"])
            if known is None:
                raise
            if sending.wants_json(request):
                return known.as_json()
            if known.status in (403, 404):
                raise known.as_page() from None
            if known.status == 405:
                return Response.text(f"{known}\n", status=405, headers=known.headers)
            raise NotDone(str(known), known.status) from None

    return answer


async def _take(datasette: Datasette, request: Request, act: Act) -> Response:
    db = await permitted.database(datasette, request)
    if not await seam.can_view(datasette, request.actor, db.name, "saved_searches"):
        raise Unusable(403, "You may not see the saved searches of this database.")
    sent = await sending.read(request)
    key = tilde_decode(request.url_vars.get("search", ""))
    actor = str((request.actor or {}).get("id") or "unknown")
    search = await seam.write(db, lambda store: _made(store, act, key, sent, actor))
    if sent.as_json or sending.wants_json(request):
        told = {"id": search.id, "name": search.name, "own": search.owner is not None}
        return Response.json({"ok": True, "message": TOLD[act], "search": told})
    datasette.add_message(request, TOLD[act])
    if act == "save":
        to = f"{pages.path(datasette, db.name, 'claims')}?{urlencode({'saved': search.id})}"
    else:
        to = pages.path(datasette, db.name, "searches")
    return Response.redirect(to, status=303)


def _made(store: Store, act: Act, key: str, sent: Sent, actor: str) -> Search:
    if act == "remove":
        return savedsearches.remove(store, key, actor=actor)
    name = sent.text("name", required=True) or ""
    if act == "rename":
        return savedsearches.rename(store, key, name, actor=actor)
    query = sent.text("query", required=True) or ""
    return savedsearches.save(store, name, query, actor=actor, own=bool(sent.fields.get("own")))
