"""The page for two editors at once: both versions side by side, and the second decides."""

from __future__ import annotations

from datetime import datetime, timezone

from datasette.utils.asgi import Forbidden, Response

from datasette_claims.store import carrying, records, since
from datasette_claims.web import actors, changes, claim, form, keeping, seam, sending, timeline
from datasette_claims.web import page as pages

EDITABLE = ("revision", "status", "rationale", "publication")


def public(current) -> dict:
    """The stored version as JSON tells it."""
    return {name: current.get(name) for name in EDITABLE}


async def page(datasette, request):
    """Where a form that came too late leads: shows both as long as nothing was decided."""
    db = await pages.database(datasette, request)
    key = claim.key(request)
    kept = keeping.get(datasette, request, db.name, key)
    if kept is None or not kept.conflict:
        return Response.redirect(pages.path(datasette, db.name, "claims", key), status=303)
    if not await seam.can_edit(datasette, request.actor, db.name):
        return Response.redirect(
            pages.path(datasette, db.name, "claims", key, "/unsaved"), status=303
        )
    return await show(datasette, request, db, kept.fields, kept.seen, kept.after)


async def show(datasette, request, db, words, seen, after, status=200):
    """Both versions: keep the one, save the other over it, or go on writing.

    ``seen`` and ``after`` are the revision and the last act that its editor had seen; None for the
    act where the form did not say.
    """
    found = await claim.record(db, claim.key(request))
    acts = since.readable(found.acts)
    vocabulary = {row["key"]: row for row in await db.execute_fn(records.statuses)}
    now = datetime.now(timezone.utc)
    new = _later(acts, seen) if after is None else [act for act in acts if act["id"] > after]
    called = await actors.names(datasette, [act["actor"] for act in new])
    sees = await pages.sees(datasette, request.actor, db)

    def version(fields):
        known = vocabulary.get(fields["status"]) or records.unknown_status(fields["status"])
        return {**fields, "status": known}

    mine = form.merged(words, found.claim)
    stored = form.stored(found.claim)
    return await pages.render(
        datasette,
        request,
        "claims_conflict.html",
        {
            "database": db.name,
            "claim": found.claim,
            "speaker": found.speaker if sees["speakers"] else None,
            "language": found.claim["language"],
            "stored": version(stored),
            "happened": timeline.since(
                new, found.claim["rationale"], vocabulary.values(), sees, called, now
            ),
            "read_anew": _read_anew(found.claim, new, seen),
            "mine": version(mine),
            "added": form.listed({k: v for k, v in words.items() if k not in form.JUDGEMENT}),
            "stays_public": stored["publication"] == "published",
            "publication": words.get("publication") or stored["publication"],
            "hidden": _hidden(found, acts, request, mine),
        },
        status=status,
        headers={"referrer-policy": "same-origin"},
    )


def _later(acts, seen):
    """The acts that moved the claim on from the revision that was seen, and what came with them."""
    first = next((at for at, act in enumerate(acts) if (act["revision"] or 0) > seen), len(acts))
    return acts[first:]


def _read_anew(now, acts, seen) -> bool:
    """Did the loader change who said what? It is no person, so no act tells."""
    moved = sum(act["kind"] in ("status", "correction", "took_over") for act in acts)
    return bool(now["revision"] - seen > moved)


def _hidden(found, acts, request, fields) -> dict[str, str]:
    """What the form that saves mine sends, on top of the version that is stored now."""
    return {
        "revision": found.claim["revision"],
        "shown": acts[-1]["id"] if acts else 0,
        "editor": str((request.actor or {}).get("id") or ""),
        **{
            f"was_{name}": value
            for name, value in form.stored(found.claim).items()
            if name in form.JUDGEMENT
        },
        **{name: value for name, value in fields.items() if value and name != "publication"},
    }


async def drop(datasette, request):
    """What was typed is let go; what a colleague's change made superfluous stays in the history.

    Where it was offered beside the form, what is typed in the form itself stays typed.
    """
    db = await pages.database(datasette, request)
    key = claim.key(request)
    to_claim = pages.path(datasette, db.name, "claims", key)
    answer = Response.redirect(to_claim, status=303)
    if request.method != "POST":
        return answer
    kept = keeping.get(datasette, request, db.name, key)
    if not (db.is_mutable and await seam.can_edit(datasette, request.actor, db.name)):
        if kept is None or not kept.fields:
            raise Forbidden("You may not change claims in this database.")
        return Response.redirect(f"{to_claim}/unsaved", status=303)
    fields = await _fields(request)
    rest = form.typed(fields) if "offered" in fields else {}
    if kept and kept.fields and kept.conflict:
        actor = str((request.actor or {}).get("id") or "unknown")
        reason = kept.fields.get("rationale") or None
        await seam.write(
            db,
            lambda store: carrying.keep_dropped(
                store, key, words=kept.fields, reason=reason, actor=actor
            ),
        )
        message = "Yours was dropped; the timeline keeps its words for editors."
        datasette.add_message(request, message)
    elif kept and kept.fields:
        datasette.add_message(request, "What you had typed is gone.")
    left = keeping.Kept(rest, changes.number(fields.get("revision")) or 0)
    keeping.put(datasette, request, answer, db.name, key, left)
    return answer


async def _fields(request) -> dict:
    try:
        return (await sending.read(request)).fields
    except sending.Unusable:
        return {}
