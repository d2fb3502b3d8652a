"""What the list has for those who check claims: whose each is, and the form for many at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request

from datasette_claims.store import assignments, looking, many, queries
from datasette_claims.store.filters import Filters
from datasette_claims.store.vocabulary import Vocabulary
from datasette_claims.web import actors, manyform, timelimit
from datasette_claims.web.asgi import Sees
from datasette_claims.web.refining import Refining, Shelf

PATIENCE = 0.05
"""The part of Datasette's limit for a query that each number on the desk may take."""


async def context(
    datasette: Datasette,
    request: Request,
    db: Database,
    refining: Refining,
    sees: Sees,
    keys: Sequence[str],
    words: Vocabulary,
) -> dict[str, object]:
    """What an editor's list shows besides the claims; ``keys`` are those on the page."""
    return {
        "desk": await asyncio.gather(*(_counted(datasette, db, each) for each in refining.desk())),
        **await manyform.context(datasette, request, db, words),
        "whose": await whose(datasette, db, keys) if sees["assignments"] else {},
        "most": many.MOST,
        "upto": await _upto(db, refining.filters),
    }


async def _counted(datasette: Datasette, db: Database, shelf: Shelf) -> Shelf:
    """The shelf with the number of its claims, where that is known soon."""
    number = await timelimit.read_in_time(
        datasette, db, lambda conn: queries.count(conn, shelf.asked), patience=PATIENCE
    )
    return shelf._replace(claims=number)


async def whose(datasette: Datasette, db: Database, keys: Sequence[str]) -> dict[str, str]:
    """What those are called who are to check the claims; claims of nobody are left out."""
    given = await db.execute_fn(lambda conn: assignments.of(conn, keys))
    called = await actors.names(datasette, given.values())
    return {key: called[actor] for key, actor in given.items()}


async def _upto(db: Database, filters: Filters) -> int | None:
    """The last act that the list can show, where it is one of what has changed."""
    return await db.execute_fn(looking.newest) if filters.changed else None
