"""CSV and JSON of a filter: the same claims in the same order as the browse page shows."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from datasette.utils import add_cors_headers
from datasette.utils.asgi import AsgiStream, Response

from datasette_claims.publishing import csv as lines
from datasette_claims.store import filters, queries
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import asking, page, seam

BATCH = 5000
"""Rows that are read, written out and forgotten at a time."""

MOST_ROWS = 1000
"""Rows of one JSON page at most; 100 where none are asked for."""

FROM = {
    "articles": ("article", "url"),
    "evidence": ("evidence",),
    "outlets": ("outlet",),
    "speakers": ("speaker", "speaker_kind"),
}
"""Columns of an export that another table has the say about; empty for who may not see that."""

PATIENCE = 10
"""A download may take this many times Datasette's limit for a query, each batch."""


async def csv(datasette, request):
    """Every row of the filter as a file, streamed; ``_spreadsheet=1`` makes it safe to open."""
    db, asked, refusal = await _asked(datasette, request)
    if refusal:
        return Response.text(f"{refusal[0]}\n", status=refusal[1], headers=_headers(datasette))
    spreadsheet = request.args.get("_spreadsheet") in ("1", "on", "true")
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", db.name)
    kind = "spreadsheet.csv" if spreadsheet else "csv"
    headers = {
        **_headers(datasette),
        "content-disposition": f'attachment; filename="{name}-claims.{kind}"',
    }
    content_type = "text/csv; charset=utf-8"
    if request.method == "HEAD":
        return Response("", headers=headers, content_type=content_type)

    hidden = await _hidden(datasette, request, db)

    async def batch(after=None):
        found = await asking.read(
            datasette,
            db,
            lambda conn: queries.batch(conn, asked.filters, BATCH, after),
            patience=PATIENCE,
        )
        return _without(hidden, found)

    # Read before the headers are sent: what cannot be read at all is an answer with an error.
    first = await batch()

    async def stream(out):
        part = first
        await out.write((lines.MARK if spreadsheet else "") + lines.text([part.columns]))
        while True:
            await out.write(lines.text(part.rows, spreadsheet=spreadsheet))
            if part.following is None:
                return
            try:
                part = await batch(part.following)
            except (sqlite3.Error, asking.TooSlow, asking.Busy) as error:
                # The last line tells, and the connection that breaks off makes the download fail:
                # half a file must not pass for a whole one.
                await out.write(lines.text([[f"INCOMPLETE: reading stopped here ({error})"]]))
                raise

    return AsgiStream(stream, headers=headers, content_type=content_type)


async def json(datasette, request):
    """The rows of the filter, page by page; ``next`` is the cursor of the following page."""
    db, asked, refusal = await _asked(datasette, request)
    if refusal:
        answer = seam.error(*refusal)
        answer.headers.update(_headers(datasette))
        return answer
    size = _size(request.args.get("_size"))

    def rows(conn):
        return (
            queries.count(conn, asked.filters),
            queries.batch(conn, asked.filters, size, asked.after),
        )

    number, found = await asking.read(datasette, db, rows, patience=PATIENCE)
    batch = _without(await _hidden(datasette, request, db), found)
    following = str(batch.following) if batch.following else None
    given = filters.pairs(asked.filters)
    path = page.path(datasette, db.name, "claims", tail=".json")
    more = [*given, ("_size", size), ("after", following)]
    return Response.json(
        {
            "ok": True,
            "count": number,
            "filters": [{"name": name, "value": value} for name, value in given],
            "rows": [dict(zip(batch.columns, row, strict=True)) for row in batch.rows],
            "next": following,
            "next_url": (
                datasette.absolute_url(request, f"{path}?{urlencode(more)}") if following else None
            ),
        },
        headers=_headers(datasette),
    )


async def _asked(datasette, request):
    """Database, what is asked for, and (message, status) where that cannot be answered.

    A page may leave out a filter that it does not understand; a file of more rows than were meant
    would go unnoticed.
    """
    db = await page.database(datasette, request)
    if request.method not in ("GET", "HEAD"):
        return db, None, ("Only GET is answered here", 405)
    if not await page.has_claims(db):
        return db, None, (f"The database {db.name} has no claims tables", 404)
    asked = await asking.asked(datasette, db, request)
    if asked.problems:
        wrong = "; ".join(map(str, asked.problems))
        return db, asked, (f"Nothing was exported, because of {wrong}", 400)
    return db, asked, None


async def _hidden(datasette, request, db):
    """Names of the columns that this actor may not see."""
    return [
        column
        for table, columns in FROM.items()
        if not await seam.can_view(datasette, request.actor, db.name, table)
        for column in columns
    ]


def _without(hidden, batch):
    """The batch, with nothing in the hidden columns."""
    places = {batch.columns.index(column) for column in hidden}
    if not places:
        return batch
    return batch._replace(
        rows=[
            tuple(None if at in places else cell for at, cell in enumerate(row))
            for row in batch.rows
        ]
    )


def _headers(datasette):
    headers = {"x-robots-tag": "noindex", "x-content-type-options": "nosniff"}
    if datasette.cors:
        add_cors_headers(headers)
    return headers


def _size(text):
    return min(max(int(text), 1), MOST_ROWS) if text and re.fullmatch("[0-9]{1,6}", text) else 100
