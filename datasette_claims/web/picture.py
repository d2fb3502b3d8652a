"""The picture of a claim, which a shared link to its page shows."""

from __future__ import annotations

import asyncio

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response

from datasette_claims.publishing import drawing
from datasette_claims.store.vocabulary import vocabulary
from datasette_claims.web import claim, naming, page, sharing


async def of_claim(datasette: Datasette, request: Request) -> Response:
    """As a PNG, for who may see the page; 404 where it cannot be drawn."""
    db = await page.database(datasette, request)
    if not await page.has_claims(db):
        raise NotFound(page.NO_TABLES)
    whole = await claim.record(db, claim.key(request))
    words = await db.execute_fn(vocabulary)
    found = claim.as_seen(whole, await page.sees(datasette, request.actor, db))
    told = sharing.judged(whole, words)
    card = sharing.card(found, told, words, await naming.called(datasette))
    if not drawing.can_draw(card):
        raise NotFound("There is no picture of this claim")
    made = await asyncio.to_thread(drawing.png, card)
    return Response(made, content_type="image/png")
