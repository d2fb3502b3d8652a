"""Who may change claims: asked by everything that takes a change, in one order."""

from __future__ import annotations

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request

from datasette_claims.web import page, seam
from datasette_claims.web.sending import Unusable
from datasette_claims.wording import said


async def database(datasette: Datasette, request: Request) -> Database:
    """The database that may be changed: found, else allowed, else writable, else by POST."""
    db = page.find(datasette, request)
    if db is None:
        raise Unusable(404, said("There is no database of this name."))
    if request.method != "POST":
        raise Unusable(
            405,
            said("This address takes changes only; send them by POST."),
            headers={"allow": "POST"},
        )
    if not await may_edit(datasette, request, db):
        raise Unusable(403, said("You may not change claims in this database."))
    if not db.is_mutable:
        raise Unusable(403, said("This database is served read-only; nothing can be changed."))
    if not await page.has_claims(db):
        raise Unusable(404, page.NO_TABLES)
    return db


async def may_edit(datasette: Datasette, request: Request, db: Database) -> bool:
    """May its sender change claims there, as far as permissions say so?"""
    return await seam.can_view(datasette, request.actor, db.name, "claims") and await seam.can_edit(
        datasette, request.actor, db.name
    )
