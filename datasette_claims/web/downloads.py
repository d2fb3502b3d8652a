"""CSV and JSON of a filter: the same claims in the same order as the browse page shows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timezone
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import add_cors_headers
from datasette.utils.asgi import AsgiStream, Request, Response

from datasette_claims.publishing import csv as lines
from datasette_claims.publishing.filenames import filename
from datasette_claims.store import filters, queries
from datasette_claims.store.querystring import LOOKED_INTO, Asked
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import page, seam, shaping, sharing, timelimit
from datasette_claims.web.asgi import Answer, Sees, Writer

BATCH = 5000
"""Rows that are read, written out and forgotten at a time."""

FROM = {
    "articles": ("article", "url", "moment_url"),
    "article_times": ("seconds", "moment_url"),
    "evidence": ("evidence",),
    "outlets": ("outlet", "outlets"),
    "speakers": ("speaker", "speaker_kind"),
}
"""Columns of an export that another table has the say about; empty for who may not see that."""

PATIENCE = 10
"""A download may take this many times Datasette's limit for a query, each batch."""


class Wanted(NamedTuple):
    """What is to be downloaded, in which form, and what of it its reader may see."""

    db: Database
    asked: Asked
    shape: shaping.Shape
    sees: Sees


class Refusal(NamedTuple):
    """Why there is nothing to download."""

    message: str
    status: int


async def csv(datasette: Datasette, request: Request) -> Answer:
    """Every row of the filter as a file, streamed; ``_spreadsheet=1`` makes it safe to open."""
    found = await wanted(datasette, request, "csv")
    if isinstance(found, Refusal):
        message, status = found
        return Response.text(f"{message}\n", status=status, headers=common_headers(datasette))
    db, asked, shape, sees = found
    spreadsheet = shape.spreadsheet
    day = datetime.now(timezone.utc).date()
    name = filename(db.name, filters.pairs(asked.filters), day, spreadsheet=spreadsheet)
    headers = {
        **common_headers(datasette),
        "content-disposition": f'attachment; filename="{name}"',
    }
    content_type = "text/csv; charset=utf-8"
    if request.method == "HEAD":
        return Response("", headers=headers, content_type=content_type)

    async def batch(after: queries.Cursor | None = None) -> queries.Batch:
        found = await timelimit.read(
            datasette,
            db,
            lambda conn: queries.batch(conn, asked.filters, BATCH, after),
            patience=PATIENCE,
        )
        return as_seen(found, sees)

    def address(key: str) -> str:
        return sharing.whole(datasette, request, page.path(datasette, db.name, "claims", key))

    async def moved(place: queries.Cursor, written: Collection[object]) -> queries.Batch:
        """The rows that were changed before their turn came, and went to where it was over."""

        def read(conn: sqlite3.Connection) -> queries.Batch:
            keys = queries.changed_since(conn, asked.filters, place)
            return queries.rows(conn, [key for key in keys if key not in written])

        return as_seen(await timelimit.read(datasette, db, read, patience=PATIENCE), sees)

    # Read before the headers are sent: what cannot be read at all is an answer with an error.
    first = await batch()

    head = [*first.columns, lines.ADDRESS]

    async def stream(out: Writer) -> None:
        part, place = first, first.following
        written = set[object]()
        await out.write((lines.MARK if spreadsheet else "") + lines.text([head]))
        while True:
            rows = lines.addressed(part.columns, part.rows, address)
            await out.write(lines.text(rows, spreadsheet=spreadsheet))
            if place is None:
                return
            if place.since:
                written.update(row[part.columns.index("id")] for row in part.rows)
            try:
                if part.following:
                    place = part.following
                    part = await batch(place)
                else:
                    part, place = await moved(place, written), None
            except (sqlite3.Error, timelimit.TooSlow, timelimit.Busy) as error:
                # The last line tells, and the connection that breaks off makes the download fail:
                # half a file must not pass for a whole one.
                await out.write(lines.text([[f"INCOMPLETE: reading stopped here ({error})"]]))
                raise

    return AsgiStream(stream, headers=headers, content_type=content_type)


async def json(datasette: Datasette, request: Request) -> Response:
    """The rows of the filter, page by page; ``next`` is the cursor of the following page."""
    told = await wanted(datasette, request, "json")
    if isinstance(told, Refusal):
        return refused(datasette, told)
    db, asked, shape, sees = told

    def rows(conn: sqlite3.Connection) -> tuple[int, queries.Batch, int]:
        return (
            queries.count(conn, asked.filters),
            queries.batch(conn, asked.filters, shape.size, asked.after),
            len(queries.changed_since(conn, asked.filters, asked.after)),
        )

    number, found, since = await timelimit.read(datasette, db, rows, patience=PATIENCE)
    batch = as_seen(found, sees)
    following = str(batch.following) if batch.following else None
    given = filters.pairs(asked.filters)
    path = page.path(datasette, db.name, "claims", tail=".json")
    same = [pair for pair in parse_qsl(request.query_string) if pair[0].startswith("_")]
    more = urlencode([*given, *same, ("after", following)])
    following_url = datasette.absolute_url(request, f"{path}?{more}") if following else None
    around: dict[str, object] = {
        "ok": True,
        "count": number,
        "filters": [{"name": name, "value": value} for name, value in given],
        "next": following,
        "next_url": following_url,
        **({"changed_since": since} if asked.after and asked.after.since else {}),
    }
    text, content_type = shaping.body(shape, batch.columns, batch.rows, around)
    # A form with no room for the address of the next page has it beside itself, as Datasette's.
    link = {"link": f'<{following_url}>; rel="next"'} if following_url else {}
    return Response(text, headers={**common_headers(datasette), **link}, content_type=content_type)


def refused(datasette: Datasette, why: Refusal) -> Response:
    """The refusal as JSON."""
    answer = seam.error(why.message, why.status)
    answer.headers.update(common_headers(datasette))
    return answer


async def wanted(
    datasette: Datasette, request: Request, kind: str, given: Sequence[tuple[str, str]] = ()
) -> Wanted | Refusal:
    """What is asked for, or why it cannot be answered; ``given`` goes without saying.

    A page may leave out a filter that it does not understand; a file of more rows than were meant
    would go unnoticed.
    """
    db = await page.database(datasette, request)
    if not await page.has_claims(db):
        return Refusal(f"The database {db.name} has no claims tables", 404)
    sees = await page.sees(datasette, request.actor, db, {*FROM, *LOOKED_INTO})
    pairs = [*parse_qsl(request.query_string), *given]
    asked = await timelimit.asked_in(datasette, db, request, pairs, sees)
    shape, problems = shaping.asked(kind, parse_qsl(request.query_string, keep_blank_values=True))
    if problems := [*asked.problems, *problems]:
        wrong = "; ".join(map(str, problems))
        return Refusal(f"Nothing was exported, because of {wrong}", 400)
    return Wanted(db, asked, shape, sees)


def as_seen(batch: queries.Batch, sees: Sees) -> queries.Batch:
    """The batch, with nothing in the columns that its reader may not see."""
    places = {
        batch.columns.index(column)
        for table, columns in FROM.items()
        if not sees[table]
        for column in columns
    }
    if not places:
        return batch
    return batch._replace(
        rows=[
            tuple(None if at in places else cell for at, cell in enumerate(row))
            for row in batch.rows
        ]
    )


def common_headers(datasette: Datasette) -> dict[str, str]:
    headers = {"x-robots-tag": "noindex", "x-content-type-options": "nosniff"}
    if datasette.cors:
        add_cors_headers(headers)
    return headers
