"""The list of outlets: searched and sorted; and the same as CSV."""

from __future__ import annotations

from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from datasette_claims import weblink
from datasette_claims.store import outletlists
from datasette_claims.store.outletlists import SORTS, Asked
from datasette_claims.store.records import Row
from datasette_claims.web import dates, lists, timelimit
from datasette_claims.web import page as pages
from datasette_claims.web.asgi import Answer
from datasette_claims.wording import said

COLUMNS = ("id", "name", "url", "articles", "claims", "reviewed", "public", "last")


async def page(datasette: Datasette, request: Request) -> Response:
    db = await pages.database_with(datasette, request, "outlets")
    asked, problems = _asked(request)
    rows = await timelimit.read(
        datasette, db, lambda conn: outletlists.listed(conn, asked), patience=lists.PATIENCE
    )
    after, problem = _place(request, rows)
    here = pages.path(datasette, db.name, "outlets")
    sees = await pages.sees(datasette, request.actor, db, ("articles",))
    shown = rows[after : after + lists.SIZE]
    earlier = rows[: max(0, after - lists.SIZE)]
    return await pages.render(
        datasette,
        request,
        "claims_outlets.html",
        {
            "title": said("Outlets"),
            "heading": said("Outlets"),
            "placeholder": said("Part of a name or address"),
            "rows": [_row(row) for row in shown],
            "asked": asked,
            "problems": [*problems, *problem],
            "total": len(rows),
            "one": "outlet",
            "kept": {"sort": _sort(asked)},
            "groups": [
                lists.orders(
                    {name: order.label for name, order in SORTS.items()},
                    asked.sort,
                    lambda name: _link(here, asked, sort="" if name == "claims" else name),
                )
            ],
            "narrowed": bool(asked.q),
            "here": here,
            "articles": pages.path(datasette, db.name, "articles") if sees["articles"] else None,
            "coverage": pages.path(datasette, db.name, "coverage"),
            "siblings": await lists.siblings(datasette, request, db, "outlets"),
            "csv": _link(f"{here}.csv", asked),
            "previous": _link(here, asked, after=earlier[-1]["id"] if earlier else "")
            if after
            else None,
            "next": _link(here, asked, after=shown[-1]["id"])
            if after + lists.SIZE < len(rows)
            else None,
        },
        database=db.name,
    )


async def csv(datasette: Datasette, request: Request) -> Answer:
    """Every outlet of the same words, in the same order."""
    db = await pages.database_with(datasette, request, "outlets")
    asked, problems = _asked(request)

    async def batch(_: object) -> tuple[list[Row], object]:
        rows = await timelimit.read(
            datasette, db, lambda conn: outletlists.listed(conn, asked), patience=lists.PATIENCE
        )
        return rows, None

    return await lists.csv(datasette, request, db, "outlets", COLUMNS, batch, problems)


def _asked(request: Request) -> tuple[Asked, list[str]]:
    values, problems = lists.given(request, ("q", "sort"), {"sort": SORTS})
    return Asked(values["q"], values["sort"] or "claims"), problems


def _place(request: Request, rows: list[Row]) -> tuple[int, list[str]]:
    """How many rows stand before the page: it begins behind an outlet, wherever that is now."""
    key = request.args.get("after") or ""
    if not key:
        return 0, []
    for number, row in enumerate(rows, start=1):
        if row["id"] == key:
            return number, []
    return 0, [lists.told("after", key, said("not a place in this list; see the first page"))]


def _sort(asked: Asked) -> str:
    return "" if asked.sort == "claims" else asked.sort


def _link(path: object, asked: Asked, **other: object) -> str:
    """The address of the same list but for what is told; it begins anew unless it says where."""
    return lists.link(path, {"q": asked.q, "sort": _sort(asked), **other})


def _row(row: Row) -> Row:
    return {
        **row,
        "query": urlencode({"outlet": row["id"]}),
        "url": row["url"] if weblink.is_web(row["url"]) else None,
        "last": dates.day(row["last"]),
    }
