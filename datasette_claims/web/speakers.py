"""The list of speakers: searched, sorted, by kind; and the same as CSV."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Forbidden, NotFound, Request, Response

from datasette_claims.publishing import csv as lines
from datasette_claims.store import speakerlists
from datasette_claims.store.records import Row
from datasette_claims.store.speakerlists import GROUPS, SORTS, Asked, Sort
from datasette_claims.web import cards, dates, downloads, permitted, seam, timelimit
from datasette_claims.web import page as pages
from datasette_claims.web.changes import number
from datasette_claims.web.speaker import KINDS

SIZE = 100
PATIENCE = 5
CALLED = {"people": "People", "bodies": "Bodies", "unnamed": "Unnamed"}
ORDERS = {"claims": "Most claims", "name": "By name", "last": "Last quoted"}
COLUMNS = ("id", "name", "kind", "wikidata", "claims", "last", "others")


async def page(datasette: Datasette, request: Request) -> Response:
    db = await _database(datasette, request)
    asked, problems = _asked(request)
    found = await timelimit.read(
        datasette, db, lambda conn: speakerlists.listed(conn, asked, SIZE), patience=PATIENCE
    )
    total = sum(n for name, n in found.groups.items() if asked.group in ("", name))
    here = pages.path(datasette, db.name, "speakers")
    edits = db.is_mutable and await permitted.may_edit(datasette, request, db)
    start, end = asked.start, asked.start + SIZE
    return await pages.render(
        datasette,
        request,
        "claims_speakers.html",
        {
            "title": "Speakers · claims",
            "rows": [_row(row) for row in found.rows],
            "asked": asked,
            "problems": problems,
            "total": total,
            "groups": [
                (words, found.groups[name], _link(here, asked, kind=""), True)
                if asked.group == name
                else (words, found.groups[name], _link(here, asked, kind=name), False)
                for name, words in CALLED.items()
            ],
            "orders": [
                (words, _link(here, asked, sort=name), asked.sort == name)
                for name, words in ORDERS.items()
            ],
            "here": here,
            "csv": _link(f"{here}.csv", asked),
            "previous": _link(here, asked, start=max(0, start - SIZE)) if start else None,
            "next": _link(here, asked, start=end) if len(found.rows) == SIZE else None,
            "suggested": pages.path(datasette, db.name, "suggested-speakers") if edits else None,
        },
        database=db.name,
    )  # fmt: skip


async def csv(datasette: Datasette, request: Request) -> Response:
    """The whole list, of the same words and kind."""
    db = await _database(datasette, request)
    asked, problems = _asked(request)
    if problems:
        return Response.text(
            f"Nothing was exported, because of {'; '.join(problems)}\n", status=400
        )
    found = await timelimit.read(
        datasette, db, lambda conn: speakerlists.listed(conn, asked, None), patience=PATIENCE
    )
    rows = ([row[name] for name in COLUMNS] for row in found.rows)
    spreadsheet = bool(request.args.get("spreadsheet"))
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", db.name)
    return Response(
        (lines.MARK if spreadsheet else "") + lines.text([COLUMNS, *rows], spreadsheet=spreadsheet),
        headers={
            **downloads.common_headers(datasette),
            "content-disposition": f'attachment; filename="{name}-speakers.csv"',
        },
        content_type="text/csv; charset=utf-8",
    )


async def _database(datasette: Datasette, request: Request) -> Database:
    db = await pages.database(datasette, request)
    if not await seam.can_view(datasette, request.actor, db.name, "speakers"):
        raise Forbidden("You may not see the speakers of this database")
    if not await pages.has_claims(db):
        raise NotFound(pages.NO_TABLES)
    return db


def _asked(request: Request) -> tuple[Asked, list[str]]:
    """What is asked for, and what of it cannot be used."""
    problems = []
    given = {
        name: (request.args.get(name) or "").strip() for name in ("q", "kind", "sort", "start")
    }
    for name, known in (("kind", GROUPS), ("sort", SORTS)):
        if given[name] and given[name] not in known:
            value = cards.shortened(given[name], 40)
            problems.append(f"{name}={value}: choose one of {', '.join(known)}")
            given[name] = ""
    start = number(given["start"] or "0")
    if start is None:
        problems.append(f"start={cards.shortened(given['start'], 40)}: not a place in this list")
    sort: Sort = next((name for name in SORTS if name == given["sort"]), "claims")
    return Asked(given["q"][:200], given["kind"], sort, start or 0), problems


def _link(path: object, asked: Asked, **other: object) -> str:
    """The address of the same list, but for what is told; it begins anew unless it says where."""
    stands: dict[str, object] = {"q": asked.q, "kind": asked.group, "sort": asked.sort, **other}
    if stands["sort"] == "claims":
        del stands["sort"]
    query = urlencode({name: value for name, value in stands.items() if value}, errors="replace")
    return f"{path}?{query}" if query else str(path)


def _row(row: Row) -> Row:
    return {
        **row,
        "kind": KINDS.get(row["kind"], row["kind"]),
        "last": dates.day(str(row["last"] or "")),
    }
