"""The page for two editors at once: both versions side by side, and the second decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Forbidden, Request, Response

from datasette_claims.store import carrying, log
from datasette_claims.store.records import ClaimRecord, Row
from datasette_claims.store.vocabulary import Status, vocabulary
from datasette_claims.web import (
    actors,
    backway,
    changes,
    claim,
    form,
    keeping,
    place,
    seam,
    sending,
    timeline,
)
from datasette_claims.web import page as pages
from datasette_claims.wording import said

MOVING = ("status", "correction", "spans", "took_over")
"""Acts that move a claim on to another revision; those of one save may share it."""
EDITABLE = ("revision", "status", "rationale", "publication")


@dataclass(frozen=True, slots=True)
class Version:
    """How somebody would have the claim judged."""

    status: Status
    rationale: str
    publication: str


def public(current: Mapping[str, Any]) -> dict[str, Any]:
    """The stored version as JSON tells it."""
    return {name: current.get(name) for name in EDITABLE}


async def changed(
    datasette: Datasette, request: Request, db: Database, key: str, seen: int
) -> list[dict[str, Any]]:
    """What was done to the claim since, as JSON tells it: to whom the log is shown."""
    if not await seam.can_view(datasette, request.actor, db.name, "acts"):
        return []
    acts = later((await claim.record(db, key)).acts, seen)
    return [{name: act[name] for name in ("kind", "at", "actor", "revision")} for act in acts]


async def page(datasette: Datasette, request: Request) -> Response:
    """Where a form that came too late leads: shows both as long as nothing was decided."""
    db = await pages.database(datasette, request)
    key = claim.key(request)
    kept = keeping.get(datasette, request, db.name, key)
    if kept is None or not kept.conflict:
        back = place.claim(datasette, db.name, key, kept.queue if kept else None)
        return Response.redirect(back, status=303)
    if not await seam.can_edit(datasette, request.actor, db.name):
        return Response.redirect(
            pages.path(datasette, db.name, "claims", key, "/unsaved"), status=303
        )
    return await show(datasette, request, db, kept.fields, kept.seen, kept.after, queue=kept.queue)


async def show(
    datasette: Datasette,
    request: Request,
    db: Database,
    words: Mapping[str, str],
    seen: int,
    after: int | None,
    status: int = 200,
    queue: str | None = None,
) -> Response:
    """Both versions: keep the one, save the other over it, or go on writing.

    ``seen`` and ``after`` are the revision and the last act that its editor had seen; None for the
    act where the form did not say.
    """
    found = await claim.record(db, claim.key(request))
    acts = log.readable(found.acts)
    known = await db.execute_fn(vocabulary)
    now = datetime.now(timezone.utc)
    new = later(acts, seen) if after is None else [act for act in acts if act["id"] > after]
    called = await actors.names(datasette, [act["actor"] for act in new])
    sees = await pages.sees(datasette, request.actor, db)

    def version(fields: Mapping[str, str]) -> Version:
        return Version(known[fields["status"]], fields["rationale"], fields["publication"])

    mine = form.merged(words, found.claim)
    stored = form.stored(found.claim)
    return await pages.render(
        datasette,
        request,
        "claims_conflict.html",
        {
            "claim": found.claim,
            "speaker": found.speaker if sees["speakers"] else None,
            "language": found.claim["language"],
            "stored": version(stored),
            "happened": timeline.since(new, found.claim["rationale"], known, sees, called, now),
            "read_anew": read_anew(found.claim, new, seen),
            "mine": version(mine),
            "added": form.listed({k: v for k, v in words.items() if k not in form.JUDGEMENT}),
            "stays_public": stored["publication"] == "published",
            "publication": words.get("publication") or stored["publication"],
            "hidden": {**_hidden(found, acts, request, mine, queue), **_list(request)},
            "typing": place.claim(
                datasette, db.name, found.claim["id"], queue, **_list(request), typed="1"
            ),
        },
        database=db.name,
        status=status,
        headers={"referrer-policy": "same-origin"},
    )


def _list(request: Request) -> dict[str, str]:
    """The list that the editor came from, as a parameter."""
    query = backway.query_of(request.args.get("list"))
    return {"list": query} if query else {}


def later(acts: Sequence[Row], seen: int) -> Sequence[Row]:
    """The acts that moved the claim on from the revision that was seen, and what came with them."""
    first = next((at for at, act in enumerate(acts) if (act["revision"] or 0) > seen), len(acts))
    return acts[first:]


def read_anew(now: Row, acts: Sequence[Row], seen: int) -> bool:
    """Did the loader change who said what? It is no person, so no act tells."""
    moved = {act["revision"] for act in acts if act["kind"] in MOVING}
    return bool(now["revision"] - seen > len(moved))


def _hidden(
    found: ClaimRecord,
    acts: Sequence[Row],
    request: Request,
    fields: Mapping[str, str],
    queue: str | None,
) -> dict[str, object]:
    """What the form that saves mine sends, on top of the version that is stored now."""
    return {
        "revision": found.claim["revision"],
        "shown": acts[-1]["id"] if acts else 0,
        "editor": sending.actor(request),
        **({} if queue is None else {"queue": queue}),
        **{
            f"was_{name}": value
            for name, value in form.stored(found.claim).items()
            if name in form.JUDGEMENT
        },
        **{
            name: value
            for name, value in fields.items()
            if value
            and name != "publication"
            and (name not in form.LINKS or value != form.EMPTY[name])
        },
    }


async def drop(datasette: Datasette, request: Request) -> Response:
    """What was typed is let go; what a colleague's change made superfluous stays in the history.

    Where it was offered beside the form, what is typed in the form itself stays typed.
    """
    if request.method not in ("GET", "HEAD", "POST"):
        return Response.text("Only POST is answered here\n", status=405, headers={"allow": "POST"})
    db = await pages.database(datasette, request)
    key = claim.key(request)
    to_claim = pages.path(datasette, db.name, "claims", key)
    kept = keeping.get(datasette, request, db.name, key)
    back = place.claim(datasette, db.name, key, kept.queue if kept else None)
    answer = Response.redirect(back, status=303)
    if request.method != "POST":
        return answer
    if not (db.is_mutable and await seam.can_edit(datasette, request.actor, db.name)):
        if kept is None or not kept.fields:
            raise Forbidden(said("You may not change claims in this database."))
        return Response.redirect(f"{to_claim}/unsaved", status=303)
    fields = await _fields(request)
    rest = form.typed(fields) if "offered" in fields else {}
    if kept and kept.fields and kept.conflict:
        actor = sending.author(request)
        reason = kept.fields.get("rationale") or None
        await seam.write(
            db,
            lambda store: carrying.keep_dropped(
                store, key, words=kept.fields, reason=reason, actor=actor
            ),
        )
        message = said("Yours was dropped; the timeline keeps its words for editors.")
        sending.announce(datasette, request, message)
    elif kept and kept.fields:
        sending.announce(datasette, request, said("What you had typed is gone."))
    if kept is None and not rest:
        return answer  # what waits here for somebody else waits on
    seen = changes.number(fields.get("revision")) or 0
    left = keeping.Kept(rest, seen, queue=kept.queue if kept else None)
    keeping.put(datasette, request, answer, db.name, key, left)
    return answer


async def _fields(request: Request) -> Mapping[str, Any]:
    try:
        return (await sending.read(request)).fields
    except sending.Unusable:
        return {}
