"""Somebody else changed a claim before a correction of it: what stands now, beside what was typed.

The correction is not made. Its sender sees both and decides: to save again, on what stands now, or
to let go of what was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request, Response

from datasette_claims.store import correcting, errors, log
from datasette_claims.store.records import ClaimRecord
from datasette_claims.store.vocabulary import vocabulary
from datasette_claims.web import (
    actors,
    claim,
    conflict,
    corrections,
    page,
    pointing,
    seam,
    timeline,
)
from datasette_claims.web.form import Typed
from datasette_claims.web.sending import Sent


@dataclass(frozen=True, slots=True)
class Beside:
    """Both versions, and what others did since; ``mine`` holds only what was typed."""

    happened: list[timeline.Line]
    read_anew: bool
    """The program read the article anew, and reads it otherwise."""
    stored: list[Typed]
    mine: list[Typed]


async def answer(
    datasette: Datasette, request: Request, db: Database, sent: Sent, stale: errors.Stale
) -> Response:
    """What a program is told: of the claim that was changed, how it reads and stands now."""
    key = str(stale.current["id"])
    other = key == sent.fields.get("other")
    seen = sent.number("other_revision" if other else "revision")
    found = await claim.record(db, key)
    reads = await db.execute_fn(lambda conn: correcting.words_of(conn, key))
    name = found.speaker["name"] if found.speaker else None
    fields = corrections.stored(reads, found.article["text"], name)
    return seam.error(
        f"{stale} Read it again and decide.",
        409,
        current={
            "claim": key,
            **conflict.public(found.claim),
            **{name: fields[name] for name in corrections.LABELS},
            "words": fields["words"] or found.claim["text"],
            "spans": reads.spans,
        },
        changed=await conflict.changed(datasette, request, db, key, seen),
    )


async def beside(
    datasette: Datasette,
    request: Request,
    db: Database,
    found: ClaimRecord,
    was: Mapping[str, str],
    typed: Mapping[str, str],
    seen: int,
) -> Beside:
    """What the form's page shows above the form, which holds what was ``typed`` over ``was``."""
    acts = conflict.later(log.readable(found.acts), seen)
    known = await db.execute_fn(vocabulary)
    called = await actors.names(datasette, [act["actor"] for act in acts])
    sees = await page.sees(datasette, request.actor, db)
    now = datetime.now(timezone.utc)
    return Beside(
        happened=timeline.since(acts, found.claim["rationale"], known, sees, called, now),
        read_anew=conflict.read_anew(found.claim, acts, seen),
        stored=[each for each in corrections.listed(was) if each.words != corrections.EMPTIED],
        mine=corrections.listed(_mine(found.article["text"], was, typed)),
    )


def _mine(text: str, was: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed; words that were chosen by their place or their numbers, as words."""
    if not any(name in typed for name in corrections.BY_PLACE):
        return dict(typed)
    held: dict[str, Any] = {f"was_{name}": value for name, value in was.items()}
    try:
        words = pointing.joined(text, pointing.chosen(text, {**held, **was, **typed}))
    except pointing.Unclear:
        return dict(typed)
    return {**typed, "words": words}
