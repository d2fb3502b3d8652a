"""CSV and JSON of a filter: the same claims in the same order as the browse page shows."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode

from datasette.utils import add_cors_headers
from datasette.utils.asgi import AsgiStream, Response

from datasette_claims.publishing import csv as lines
from datasette_claims.store import filters, queries
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import asking, page, seam, shaping

BATCH = 5000
"""Rows that are read, written out and forgotten at a time."""

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
    db, asked, shape, refusal = await _asked(datasette, request, "csv")
    if refusal:
        return Response.text(f"{refusal[0]}\n", status=refusal[1], headers=_headers(datasette))
    spreadsheet = shape.spreadsheet
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
    db, asked, shape, refusal = await _asked(datasette, request, "json")
    if refusal:
        answer = seam.error(*refusal)
        answer.headers.update(_headers(datasette))
        return answer

    def rows(conn):
        return (
            queries.count(conn, asked.filters),
            queries.batch(conn, asked.filters, shape.size, asked.after),
        )

    number, found = await asking.read(datasette, db, rows, patience=PATIENCE)
    batch = _without(await _hidden(datasette, request, db), found)
    following = str(batch.following) if batch.following else None
    given = filters.pairs(asked.filters)
    path = page.path(datasette, db.name, "claims", tail=".json")
    same = [pair for pair in parse_qsl(request.query_string) if pair[0].startswith("_")]
    more = urlencode([*given, *same, ("after", following)])
    following_url = datasette.absolute_url(request, f"{path}?{more}") if following else None
    around = {
        "ok": True,
        "count": number,
        "filters": [{"name": name, "value": value} for name, value in given],
        "next": following,
        "next_url": following_url,
    }
    text, content_type = shaping.body(shape, batch.columns, batch.rows, around)
    # A form with no room for the address of the next page has it beside itself, as Datasette's.
    link = {"link": f'<{following_url}>; rel="next"'} if following_url else {}
    return Response(text, headers={**_headers(datasette), **link}, content_type=content_type)


async def _asked(datasette, request, kind):
    """Database, what is asked for, its shape, and (message, status) where that cannot be answered.

    A page may leave out a filter that it does not understand; a file of more rows than were meant
    would go unnoticed.
    """
    db = await page.database(datasette, request)
    if request.method not in ("GET", "HEAD"):
        return db, None, None, ("Only GET is answered here", 405)
    if not await page.has_claims(db):
        return db, None, None, (f"The database {db.name} has no claims tables", 404)
    asked = await asking.asked(datasette, db, request)
    shape, problems = shaping.asked(kind, parse_qsl(request.query_string, keep_blank_values=True))
    if problems := [*asked.problems, *problems]:
        wrong = "; ".join(map(str, problems))
        return db, asked, shape, (f"Nothing was exported, because of {wrong}", 400)
    return db, asked, shape, None


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
