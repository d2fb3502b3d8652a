"""Other forms of Datasette's own page of ``claims_flat``, which it links beside CSV and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import Forbidden, Request, Response

from datasette_claims.web import feeds, page, seam

Renderer = dict[str, Any]

VIEW = "claims_flat"


def can_render(table: str | None, columns: Sequence[str]) -> bool:
    """Are these rows of claims, told by their keys?"""
    return table == VIEW and "id" in columns


def renderers() -> list[Renderer]:
    """One for each form."""
    return [
        {"extension": form, "render": _rendering(form), "can_render": can_render}
        for form in feeds.TYPES
    ]


def _rendering(form: str) -> Any:
    async def render(
        datasette: Datasette, rows: Sequence[Any], database: str, request: Request
    ) -> Response:
        if not await seam.can_view(datasette, request.actor, database, "claims"):
            raise Forbidden("You may not see the claims of this database")
        db = datasette.get_database(database)
        if not await page.has_claims(db):
            return seam.error(page.NO_TABLES, 404)
        return await feeds.of_rows(datasette, request, db, [row["id"] for row in rows], form)

    return render
