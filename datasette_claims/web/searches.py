"""Saved searches: the list of them, and what editors do to it, by a form or as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Literal, NamedTuple
from urllib.parse import parse_qsl, urlencode

from datasette.app import Datasette
from datasette.utils import tilde_decode
from datasette.utils.asgi import Request, Response
from itsdangerous import BadSignature
from sqlite_utils import Database as Store

from datasette_claims.store import called, querystring, savedsearches
from datasette_claims.store.savedsearches import Search
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import page as pages
from datasette_claims.web import permitted, seam, sending, timelimit
from datasette_claims.web.asgi import View
from datasette_claims.web.refining import Refining
from datasette_claims.web.sending import Sent, Unusable
from datasette_claims.wording import said

Act = Literal["save", "rename", "remove", "restore"]

DOES: Mapping[Act, str] = {
    "save": "keeps filters under a name, for the team or for its sender alone",
    "restore": "puts back a saved search that was removed",
    "rename": "gives a saved search another name",
    "remove": "removes a saved search",
}
"""What each does; the last two below the address of their search."""

BELOW: tuple[Act, ...] = ("rename", "remove")

TOLD: Mapping[Act, str] = {
    "save": said("Saved."),
    "restore": said("Put back."),
    "rename": said("Renamed."),
    "remove": said("Removed."),
}

REMOVED = "datasette-claims removed search"
"""What a removed search is signed for: it is kept nowhere but with whoever removed it."""

COOKIE = "datasette_claims_removed"
"""Where a browser keeps it: not in an address, which others read in a log."""

LASTS = 3600
"""Seconds for which it can be put back."""


class Meant(NamedTuple):
    """What a saved search asks for, in words, and why it finds nothing for whoever looks."""

    search: Search
    words: str
    closed: str


async def page(datasette: Datasette, request: Request) -> Response:
    """The searches of the team and those of whoever looks; as JSON where that is asked for."""
    db = await pages.database_with(datasette, request, "saved_searches")
    who = sending.actor(request)
    sees = await pages.sees(datasette, request.actor, db, querystring.LOOKED_INTO)
    unseen = frozenset(table for table, seen in sees.items() if not seen)

    def read(conn: sqlite3.Connection) -> list[Meant]:
        return [_meant(conn, each, unseen, who) for each in savedsearches.listed(conn, who)]

    found = await timelimit.read(datasette, db, read)
    if request.path.endswith(".json"):
        return Response.json({"ok": True, "searches": [_told(one.search) for one in found]})
    here = pages.path(datasette, db.name, "claims")
    kept = request.cookies.get(COOKIE) or ""
    removed = _removed(datasette, db.name, kept, who)
    return await pages.render(
        datasette,
        request,
        "claims_searches.html",
        {
            "title": said("Saved searches"),
            "rows": [_row(one, here) for one in found],
            "removed": removed,
            "restoring": kept,
            "editable": db.is_mutable and await permitted.may_edit(datasette, request, db),
        },
        database=db.name,
        headers={"cache-control": "private, no-store"},
    )


def _meant(conn: sqlite3.Connection, search: Search, unseen: frozenset[str], who: str) -> Meant:
    """What the search asks for, as whoever looks would be told by the page of claims."""
    opened = querystring.asked(conn, [("saved", search.id)], unseen, who)
    kept = querystring.settled(conn, search.query, opened.filters)
    refining = Refining(kept, path=lambda _: "", names=called.names(conn, kept))
    words = " · ".join(f"{chip.title}: {chip.label}" for chip in refining.chips())
    return Meant(search, words, "; ".join(problem.advice for problem in opened.problems))


def _told(search: Search) -> dict[str, object]:
    """A search as programs are told of it."""
    return {
        "id": search.id,
        "name": search.name,
        "own": search.owner is not None,
        "query": search.query,
        "at": search.at,
    }


def _row(one: Meant, here: str) -> dict[str, object]:
    search = one.search
    outlets = any(name == "outlet" for name, _ in parse_qsl(search.query))
    return {
        **_told(search),
        "words": one.words,
        "closed": one.closed,
        "url": f"{here}?{urlencode({'saved': search.id})}",
        "csv": f"{here}.csv?{urlencode({'saved': search.id})}",
        "group": f"{here}?{urlencode({'outlet_group': search.id})}" if outlets else None,
    }


def _signed(datasette: Datasette, database: str, search: Search) -> str:
    return str(datasette.sign({"database": database, "search": asdict(search)}, REMOVED))


def _removed(datasette: Datasette, database: str, signed: str, who: str) -> Search | None:
    """The search that was signed when it was removed here; None where it is not ``who``'s."""
    try:
        told: Any = datasette.unsign(signed, REMOVED) if signed else None
    except BadSignature:
        return None
    if told is None or told["database"] != database:
        return None
    search = Search(**told["search"])
    return search if search.owner in (None, who) else None


def taking(act: Act) -> View:
    """The view that takes this act."""

    async def take(datasette: Datasette, request: Request) -> Response:
        return await _take(datasette, request, act)

    return sending.answering(take)


async def _take(datasette: Datasette, request: Request, act: Act) -> Response:
    db = await permitted.database(datasette, request)
    if not await seam.can_view(datasette, request.actor, db.name, "saved_searches"):
        raise Unusable(403, said("You may not see the saved searches of this database."))
    sent = await sending.read(request)
    actor = sending.author(request)
    if act == "restore":
        signed = sent.text("removed", required=True) or ""
        removed = _removed(datasette, db.name, signed, actor)
        if removed is None:
            raise Unusable(
                400, said("This is no saved search that was removed here, or not yours.")
            )

        def work(store: Store) -> Search:
            return savedsearches.restore(store, removed, actor=actor)

    else:
        key = tilde_decode(request.url_vars.get("search", ""))

        def work(store: Store) -> Search:
            return _made(store, act, key, sent, actor)

    search = await seam.write(db, work)
    undo = {"removed": _signed(datasette, db.name, search)} if act == "remove" else {}
    if sent.as_json or sending.wants_json(request):
        told = {name: _told(search)[name] for name in ("id", "name", "own")}
        return Response.json({"ok": True, "message": TOLD[act], "search": told, **undo})
    sending.announce(datasette, request, TOLD[act])
    if act == "save":
        to = f"{pages.path(datasette, db.name, 'claims')}?{urlencode({'saved': search.id})}"
    else:
        to = pages.path(datasette, db.name, "searches")
    answer = Response.redirect(to, status=303)
    if act in ("remove", "restore"):
        answer.set_cookie(
            COOKIE, undo.get("removed", ""), max_age=LASTS if undo else 0,
            path=datasette.setting("base_url"), httponly=True, samesite="lax",
            secure=request.scheme == "https",
        )  # fmt: skip
    return answer


def _made(store: Store, act: Act, key: str, sent: Sent, actor: str) -> Search:
    if act == "remove":
        return savedsearches.remove(store, key, actor=actor)
    name = sent.text("name", required=True) or ""
    if act == "rename":
        return savedsearches.rename(store, key, name, actor=actor)
    query = sent.text("query", required=True) or ""
    return savedsearches.save(store, name, query, actor=actor, own=bool(sent.fields.get("own")))
