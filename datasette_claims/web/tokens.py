"""What a token lets its actor do where Datasette itself does not ask: on 0.65."""

from __future__ import annotations

from datasette_claims.web import settings
from datasette_claims.web.asgi import Actor


def let_edit(actor: Actor | None, database: str | None) -> bool:
    """Does the token by which the actor came let them edit there, as 1.0 writes it (``_r``)?"""
    if not actor or "_r" not in actor:
        return True
    restricted = actor["_r"]
    if not isinstance(restricted, dict):
        return False
    databases = restricted.get("d") or {}
    allowed = (*(restricted.get("a") or ()), *(databases.get(database) or ()))
    return settings.EDIT in allowed
