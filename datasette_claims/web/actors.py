"""What people are called: ids as they stand in the record, turned into names for a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils import await_me_maybe, display_actor

LONGEST = 80
"""A name is one word or a few; what a plugin has for somebody may be anything."""


async def names(datasette: Datasette, ids: Iterable[str | None]) -> dict[str, str]:
    """What to call each of the ids, asked of Datasette in one call; the id where it has no name.

    Empty ids are left out. Never fails: a page does not fall because a list of people is down.
    """
    wanted = list(dict.fromkeys(key for key in ids if key))
    known = await _known(datasette, wanted) if wanted else {}
    return {key: _name(key, known.get(key)) for key in wanted}


async def _known(datasette: Datasette, ids: list[str]) -> dict[str, Any]:
    """What plugins tell of these people: {id: actor}.

    The hook is asked itself: 0.65 never does, and has it only once a plugin of somebody's has it.
    """
    hook = getattr(pm.hook, "actors_from_ids", None)
    try:
        told = hook(datasette=datasette, actor_ids=ids) if hook else None
        if isinstance(told, list):  # the first that tells anything, as on 1.0
            told = told[0] if told else None
        found = await await_me_maybe(told)
    except Exception:  # another plugin's code, and its database or network: names are a comfort
        return {}
    # A plugin may have numbers for ids; the record has text.
    return {str(key): actor for key, actor in found.items()} if isinstance(found, dict) else {}


def _name(key: str, actor: object) -> str:
    """What the top of a Datasette page would call this actor."""
    if not isinstance(actor, dict):
        return key
    shown = " ".join(str(display_actor({**actor, "id": key})).split()) or key
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}…"
