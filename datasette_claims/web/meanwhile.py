"""What others did to a claim since somebody opened its form, in a sentence or two."""

from __future__ import annotations

from collections.abc import Iterable

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request

from datasette_claims.store.log import Row
from datasette_claims.web import actors, page, timeline
from datasette_claims.wording import said


async def told(
    datasette: Datasette, request: Request, db: Database, acts: Iterable[Row]
) -> list[str]:
    """What others did since the form was opened: no conflict, but worth a look."""
    sees = await page.sees(datasette, request.actor, db)
    called = await actors.names(datasette, [act["actor"] for act in acts])
    told: list[str] = [
        said(
            "Meanwhile {who} {did}.",
            who=called.get(act["actor"], act["actor"]),
            did=timeline.MEANWHILE[act["kind"]],
        )
        for act in acts
        if act["kind"] in timeline.MEANWHILE and timeline.seen(act, sees)
    ]
    return list(dict.fromkeys(told))[:5]
