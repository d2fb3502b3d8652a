"""What people are called: ids as they stand in the record, turned into names for a page."""

from __future__ import annotations

from collections.abc import Iterable

from datasette.utils import display_actor

from datasette_claims.web import seam

LONGEST = 80
"""A name is one word or a few; what a plugin has for somebody may be anything."""


async def names(datasette, ids: Iterable[str | None]) -> dict[str, str]:
    """What to call each of the ids, asked of Datasette in one call; the id where it has no name.

    Empty ids are left out. Never fails: a page does not fall because a list of people is down.
    """
    wanted = list(dict.fromkeys(key for key in ids if key))
    known = await seam.actors(datasette, wanted) if wanted else {}
    return {key: _name(key, known.get(key)) for key in wanted}


def _name(key: str, actor) -> str:
    """What the top of a Datasette page would call this actor."""
    if not isinstance(actor, dict):
        return key
    shown = " ".join(str(display_actor({**actor, "id": key})).split()) or key
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}…"
