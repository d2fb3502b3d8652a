"""All values of a facet, to be found by name: a page, and JSON for whoever types.

What is asked of the claims is in the address as on the browse page; ``_field`` is the facet,
``_find`` what is looked for in its values.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import NotFound, Request, Response

from datasette_claims.store import called, facets, values
from datasette_claims.store.facets import Value
from datasette_claims.store.filters import UNKNOWN, Filters, pairs
from datasette_claims.store.queries import count
from datasette_claims.store.querystring import LOOKED_INTO
from datasette_claims.store.records import Row
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import page as pages
from datasette_claims.web import timelimit
from datasette_claims.web.changes import number
from datasette_claims.web.refining import TITLES, Refining
from datasette_claims.wording import for_reader

SIZE = 200
"""Values on a page."""

MOST = 12
"""Values that are offered to whoever types."""

PATIENCE = {"page": 5, "typing": 0.5}
"""How many times Datasette's limit for a query is waited for an answer."""


class Asked(NamedTuple):
    """A facet, what is looked for in it, and the links of the list that it narrows."""

    field: str
    find: str
    refining: Refining
    problems: tuple[object, ...]


async def page(datasette: Datasette, request: Request) -> Response:
    """All values under the present filters, the most frequent first; or those that are found."""
    db, asked = await _asked(datasette, request)
    start = number(request.args.get("_start") or "0") or 0
    found = await timelimit.read(
        datasette, db, lambda conn: _found(conn, asked, values.ALL), patience=PATIENCE["page"]
    )
    here = pages.path(datasette, db.name, "claims", "values")
    refining, own = asked.refining, {"_field": asked.field}
    more = {**own, "_find": asked.find} if asked.find else own

    def at(place: int) -> str:
        return refining.beside("/values", **more, **({"_start": place} if place else {}))

    shown = found[start : start + SIZE]
    return await pages.render(
        datasette,
        request,
        "claims_values.html",
        {
            "title": f"{TITLES[asked.field]}",
            "field": TITLES[asked.field],
            "find": asked.find,
            "here": here,
            "kept": [*own.items(), *pairs(refining.filters)],
            "chips": refining.chips(),
            "problems": asked.problems,
            "values": [refining.choice(asked.field, value) for value in shown],
            "total": len(found),
            "back": refining.address(refining.filters),
            "every": refining.beside("/values", **own),
            "previous": at(max(0, start - SIZE)) if start else None,
            "next": at(start + SIZE) if start + SIZE < len(found) else None,
        },
        database=db.name,
    )


async def json(datasette: Datasette, request: Request) -> Response:
    """The first of the values that are found, each with the address that adds it to the filters."""
    db, asked = await _asked(datasette, request)
    found = await timelimit.read(
        datasette, db, lambda conn: _found(conn, asked, MOST + 1), patience=PATIENCE["typing"]
    )
    choices = [(value, asked.refining.choice(asked.field, value)) for value in found[:MOST]]
    rows: list[Row] = [
        {
            "value": value.key,
            "label": choice.label,
            "claims": choice.claims,
            "chosen": choice.chosen,
            "named": not value.apart,
            "href": choice.href,
        }
        for value, choice in choices
    ]
    answer = {"ok": True, "field": asked.field, "values": rows, "more": len(found) > MOST}
    return Response.json(for_reader(answer))


async def _asked(datasette: Datasette, request: Request) -> tuple[Database, Asked]:
    db = await pages.database(datasette, request)
    if not await pages.has_claims(db):
        raise NotFound(pages.NO_TABLES)
    tables = {*facets.TABLES.values(), *LOOKED_INTO}
    sees = await pages.sees(datasette, request.actor, db, tables)
    field = request.args.get("_field") or ""
    if field not in facets.shown(sees):
        fields = ", ".join(facets.shown(sees))
        raise NotFound(f"There is no facet of this name; _field is one of {fields}")
    asked = await timelimit.asked(datasette, db, request, sees)
    refining = Refining(
        asked.filters,
        path=lambda tail="": pages.path(datasette, db.name, "claims", tail=tail),
        names=await db.execute_fn(lambda conn: called.names(conn, asked.filters)),
    )
    find = " ".join((request.args.get("_find") or "").split())[:200]
    return db, Asked(field, find, refining, asked.problems)


def _found(conn: sqlite3.Connection, asked: Asked, most: int) -> list[Value]:
    words, filters = values.looked_for(asked.find), asked.refining.filters
    if asked.field != "speaker" or not words:
        return [
            value
            for value in values.every(conn, filters, asked.field)
            if values.named(value.name or asked.refining.label(asked.field, value.key), words)
        ][:most]
    found = values.speakers(conn, filters, asked.find, most)
    if values.named(asked.refining.label("speaker", UNKNOWN), words):
        nobody = count(conn, _of(filters, UNKNOWN))
        found += [Value(UNKNOWN, "", nobody, UNKNOWN in filters.speaker, True)] if nobody else []
    return found


def _of(filters: Filters, key: str) -> Filters:
    return replace(filters, speaker=(key,))
