"""The list of speakers: searched, sorted, by kind; and the same as CSV."""

from __future__ import annotations

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from datasette_claims.store import speakerlists
from datasette_claims.store.conditions import GROUPS
from datasette_claims.store.records import Row
from datasette_claims.store.speakerlists import SORTS, Asked, Sort
from datasette_claims.web import dates, lists, permitted, timelimit
from datasette_claims.web import page as pages
from datasette_claims.web.asgi import Answer
from datasette_claims.web.changes import number
from datasette_claims.web.lists import SIZE, Group, Option
from datasette_claims.web.speaker import KINDS
from datasette_claims.wording import said

CALLED = {"people": said("People"), "bodies": said("Bodies"), "unnamed": said("Unnamed")}
ORDERS: dict[Sort, str] = {
    "claims": said("Most claims"),
    "name": said("By name"),
    "last": said("Last quoted"),
}
COLUMNS = ("id", "name", "kind", "wikidata", "claims", "last", "others")


async def page(datasette: Datasette, request: Request) -> Response:
    db = await pages.database_with(datasette, request, "speakers")
    asked, problems = _asked(request)
    found = await timelimit.read(
        datasette, db, lambda conn: speakerlists.listed(conn, asked, SIZE), patience=lists.PATIENCE
    )
    here = pages.path(datasette, db.name, "speakers")
    edits = db.is_mutable and await permitted.may_edit(datasette, request, db)
    start, end = asked.start, asked.start + SIZE
    total = sum(n for name, n in found.groups.items() if asked.group in ("", name))
    kinds = [
        Option(
            words,
            found.groups[name],
            _link(here, asked, kind="" if asked.group == name else name),
            asked.group == name,
        )
        for name, words in CALLED.items()
    ]
    orders = lists.orders(ORDERS, asked.sort, lambda name: _link(here, asked, sort=name))
    return await pages.render(
        datasette,
        request,
        "claims_speakers.html",
        {
            "title": said("Speakers"),
            "heading": said("Speakers"),
            "placeholder": said("Part of a name"),
            "rows": [_row(row) for row in found.rows],
            "asked": asked,
            "problems": problems,
            "total": total,
            "one": "speaker",
            "kept": {"kind": asked.group, "sort": "" if asked.sort == "claims" else asked.sort},
            "groups": [Group(said("Kind"), kinds), orders],
            "narrowed": bool(asked.q or asked.group),
            "here": here,
            "siblings": await lists.siblings(datasette, request, db, "speakers"),
            "csv": _link(f"{here}.csv", asked),
            "previous": _link(here, asked, start=max(0, start - SIZE)) if start else None,
            "next": _link(here, asked, start=end) if end < total else None,
            "suggested": pages.path(datasette, db.name, "suggested-speakers") if edits else None,
        },
        database=db.name,
    )


async def csv(datasette: Datasette, request: Request) -> Answer:
    """The whole list, of the same words and kind."""
    db = await pages.database_with(datasette, request, "speakers")
    asked, problems = _asked(request)

    async def batch(_: object) -> tuple[list[Row], object]:
        found = await timelimit.read(
            datasette,
            db,
            lambda conn: speakerlists.listed(conn, asked, None),
            patience=lists.PATIENCE,
        )
        return found.rows, None

    return await lists.csv(datasette, request, db, "speakers", COLUMNS, batch, problems)


def _asked(request: Request) -> tuple[Asked, list[str]]:
    """What is asked for, and what of it cannot be used."""
    given, problems = lists.given(
        request, ("q", "kind", "sort", "start"), {"kind": GROUPS, "sort": SORTS}
    )
    start = number(given["start"] or "0")
    if start is None:
        problems.append(lists.told("start", given["start"], said("not a place in this list")))
    sort: Sort = next((name for name in SORTS if name == given["sort"]), "claims")
    return Asked(given["q"], given["kind"], sort, start or 0), problems


def _link(path: object, asked: Asked, **other: object) -> str:
    """The address of the same list, but for what is told; it begins anew unless it says where."""
    stands: dict[str, object] = {"q": asked.q, "kind": asked.group, "sort": asked.sort, **other}
    if stands["sort"] == "claims":
        del stands["sort"]
    return lists.link(path, stands)


def _row(row: Row) -> Row:
    return {
        **row,
        "kind": KINDS.get(row["kind"], row["kind"]),
        "last": dates.day(str(row["last"] or "")),
    }
