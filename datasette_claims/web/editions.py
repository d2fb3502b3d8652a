"""Which edition a public copy that is served is."""

from __future__ import annotations

from datasette.database import Database

from datasette_claims.publishing import edition
from datasette_claims.publishing.edition import Edition
from datasette_claims.web import readiness


async def of(db: Database) -> Edition | None:
    """The edition; None for a working database, and for what cannot be read just now."""
    if db.is_mutable or db.name.startswith("_"):
        return None
    try:
        return await db.execute_fn(edition.read)
    except readiness.UNREADABLE:
        return None
