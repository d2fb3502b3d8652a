"""What editors send: a status, evidence, a note; by a form or as JSON to the same address."""

from __future__ import annotations

from datasette.utils.asgi import Response

from datasette_claims.store import errors, records, reviews
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import claim, conflict, page, seam, sending
from datasette_claims.web.sending import Sent


async def status(datasette, request):
    return await _answer(datasette, request, "status", _read_status, _set_status)


async def evidence(datasette, request):
    return await _answer(datasette, request, "evidence", _read_evidence, _add_evidence)


async def remove(datasette, request):
    return await _answer(datasette, request, "remove", _read_removal, _remove_evidence)


async def note(datasette, request):
    return await _answer(datasette, request, "note", _read_note, _add_note)


async def _answer(datasette, request, form, read, change):
    """The answer to one change: may it be made, what is it, and what became of it."""
    try:
        db = await _allowed(datasette, request)
        sent = await sending.read(request)
    except sending.Unusable as refusal:
        return await _refused(datasette, request, form, refusal)
    try:
        values = read(sent, request)
        actor = str((request.actor or {}).get("id") or "unknown")
        key = claim.key(request)
        done = await seam.write(db, lambda store: change(store, key, values, actor))
    except errors.Stale as stale:
        if sent.as_json:
            return seam.error(
                f"{stale} Read it again and decide.", 409, current=conflict.public(stale.current)
            )
        return await conflict.page(datasette, request, db, form, values, stale.current)
    except Exception as problem:
        known = _in_words(problem, db)
        if known is None:
            raise
        return await _refused(datasette, request, form, known, sent)
    if sent.as_json:
        return Response.json({"ok": True, "claim": key, **done})
    datasette.add_message(request, done["message"])
    return Response.redirect(page.path(datasette, db.name, "claims", key), status=303)


async def _allowed(datasette, request):
    """The database that may be changed: found, else allowed, else writable, else by POST."""
    db = page.find(datasette, request)
    if db is None:
        raise sending.Unusable(404, "There is no database of this name.")
    if not (
        await seam.can_view(datasette, request.actor, db.name, "claims")
        and await seam.can_edit(datasette, request.actor, db.name)
    ):
        raise sending.Unusable(403, "You may not change claims in this database.")
    if not db.is_mutable:
        raise sending.Unusable(403, "This database is served read-only; nothing can be changed.")
    if not await page.has_claims(db):
        raise sending.Unusable(404, page.NO_TABLES)
    if request.method != "POST":
        raise sending.Unusable(405, "This address takes changes only; send them by POST.")
    return db


async def _refused(datasette, request, form, refusal, sent: Sent | None = None):
    """Says no: as JSON to who sent JSON, else on the claim's page with what was typed kept."""
    as_json = sent.as_json if sent else sending.wants_json(request)
    headers = {"allow": "POST"} if refusal.status == 405 else None
    if as_json:
        answer = seam.error(str(refusal), refusal.status)
        answer.headers.update(headers or {})
        return answer
    if refusal.status in (403, 404):
        raise refusal.as_page()
    if refusal.status == 405:
        return Response.text(str(refusal), status=405, headers=headers)
    db = page.find(datasette, request)
    if await db.execute_fn(lambda conn: records.claim(conn, claim.key(request))) is None:
        raise sending.Unusable(404, "There is no claim with this key.").as_page()
    form = "evidence" if form == "remove" else form
    return await claim.show(
        datasette,
        request,
        db,
        status=refusal.status,
        sent={form: sent.fields} if sent else {},
        errors={form: str(refusal)},
    )


def _in_words(problem, db) -> sending.Unusable | None:
    """What went wrong as an answer; None for what nobody foresaw."""
    if isinstance(problem, sending.Unusable):
        return problem
    if isinstance(problem, errors.Unknown):
        return sending.Unusable(404, str(problem))
    if isinstance(problem, errors.Refused):
        return sending.Unusable(400, str(problem))
    if isinstance(problem, sqlite3.IntegrityError):
        return sending.Unusable(400, f"The database refuses this: {problem}.")
    try:
        with errors.in_words(f"The database {db.name}"):
            raise problem
    except errors.StoreError as known:
        return sending.Unusable(503, f"{known}. Nothing was changed; what you typed is still here.")
    except Exception:
        return None


def _read_status(sent, request):
    links = sent.nested("evidence", claim.EVIDENCE_FIELDS)
    return {
        "revision": sent.number("revision"),
        "status": sent.text("status", required=True),
        "rationale": sent.text("rationale"),
        "publication": sent.text("publication"),
        "evidence": [_link(link) for link in links],
    }


def _set_status(db, key, values, actor):
    """Evidence goes in first: a verdict is published on the evidence that comes with it."""
    seen = values["revision"]
    for link in values["evidence"]:
        seen = reviews.add_evidence(db, key, seen=seen, actor=actor, **link)
    stored = _stored(db, key)
    # What was not sent stays, unless it belonged to another status.
    same = stored.get("status") == values["status"]
    rationale, publication = values["rationale"], values["publication"]
    if rationale is None and same:
        rationale = stored.get("rationale")
    if publication is None:
        publication = stored.get("publication", "draft") if same else "draft"
    revision = reviews.set_status(
        db,
        key,
        seen=seen,
        status=values["status"],
        rationale=rationale,
        publication=publication,
        actor=actor,
    )
    if revision == values["revision"]:
        message = "Nothing was different, so nothing was changed."
    else:
        label = db.execute("select label_en from statuses where key = ?", [values["status"]])
        message = f"Saved: {label.fetchone()[0]}, {publication}."
    return {
        "revision": revision,
        "status": values["status"],
        "publication": publication,
        "message": message,
    }


def _read_evidence(sent, request):
    link = {name: sent.text(name) for name in claim.EVIDENCE_FIELDS}
    return {"revision": sent.number("revision"), **_link(link)}


def _add_evidence(db, key, values, actor):
    link = {name: value for name, value in values.items() if name != "revision"}
    revision = reviews.add_evidence(db, key, seen=values["revision"], actor=actor, **link)
    number = db.execute("select max(id) from evidence where claim_id = ?", [key]).fetchone()[0]
    return {"revision": revision, "evidence": number, "message": "Evidence added."}


def _read_removal(sent, request):
    number = request.url_vars["evidence"]
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise sending.Unusable(404, "There is no evidence with this number.")
    return {"revision": sent.number("revision"), "evidence": int(number)}


def _remove_evidence(db, key, values, actor):
    revision = reviews.remove_evidence(
        db, key, values["evidence"], seen=values["revision"], actor=actor
    )
    return {"revision": revision, "message": "Evidence removed; the timeline keeps it."}


def _read_note(sent, request):
    return {"note": sent.text("note", required=True)}


def _add_note(db, key, values, actor):
    number = reviews.add_note(db, key, note=values["note"], actor=actor)
    return {"note": number, "message": "Note added."}


def _link(fields):
    """One evidence link without what was left empty."""
    link = {name: value for name, value in fields.items() if value and value.strip()}
    if "url" not in link:
        raise sending.Unusable(400, "Evidence needs a link that begins with https:// or http://.")
    return link


def _stored(db, key):
    cursor = db.execute("select status, rationale, publication from claims where id = ?", [key])
    row = cursor.fetchone()
    return dict(zip(("status", "rationale", "publication"), row, strict=True)) if row else {}
