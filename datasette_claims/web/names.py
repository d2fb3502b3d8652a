"""Names of speakers as JSON, for a field in which somebody types one."""

from __future__ import annotations

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from datasette_claims.store import offering
from datasette_claims.web import page, seam, timelimit

PATIENCE = 0.2
"""The part of Datasette's limit for a query that it may take: it is asked while one types."""


async def page_of_names(datasette: Datasette, request: Request) -> Response:
    """``q``: what was typed; ``article``: whose names come first."""
    db = await page.database_with(datasette, request, "speakers")
    typed, article = request.args.get("q") or "", request.args.get("article")
    here = []
    if article and await seam.can_view(datasette, request.actor, db.name, "articles"):
        here = await db.execute_fn(lambda conn: offering.of_article(conn, article))
        words = typed.casefold().split()
        here = [one for one in here if all(word in one.name.casefold() for word in words)]
    found = await timelimit.read_in_time(
        datasette, db, lambda conn: offering.names(conn, typed[:200]), patience=PATIENCE
    )
    names = {one.name: one for one in reversed([*here, *(found or ())])}  # the article's is kept
    return Response.json({"ok": True, "names": [one._asdict() for one in reversed(names.values())]})
