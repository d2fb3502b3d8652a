"""What editors send: a review, evidence, a note; by the form of the page or as JSON.

A form of ours is always answered by a redirect. What was not saved is kept for the page that
follows (``keeping``); a script that posts a form of its own gets a status code instead.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from datasette.utils.asgi import Response

from datasette_claims.store import errors, since
from datasette_claims.web import changes, claim, conflict, form, keeping, page, seam, sending
from datasette_claims.web.sending import Sent


async def status(datasette, request):
    return await _answer(datasette, request, "status")


async def evidence(datasette, request):
    return await _answer(datasette, request, "evidence")


async def remove(datasette, request):
    return await _answer(datasette, request, "remove")


async def note(datasette, request):
    return await _answer(datasette, request, "note")


async def carry(datasette, request):
    return await _answer(datasette, request, "carry")


async def unrelated(datasette, request):
    return await _answer(datasette, request, "unrelated")


async def take(datasette, request):
    return await _answer(datasette, request, "take")


async def leave(datasette, request):
    return await _answer(datasette, request, "leave")


@dataclass(frozen=True)
class Asked:
    """One request for a change: of which claim, with what in it."""

    key: str
    change: str
    sent: Sent | None

    @property
    def own_form(self) -> bool:
        """Is it the form of our page, sent by a browser?"""
        if self.sent is None or self.sent.as_json:
            return False
        return form.shown(self.sent.fields) is not None

    @property
    def words(self) -> dict[str, str]:
        """What was typed, by the names of the page's form."""
        fields = self.sent.fields if self.sent else {}
        if self.change == "evidence":  # a form of a script's own may name its fields alone
            fields = {f"evidence_{name}": value for name, value in fields.items()} | fields
        return form.typed(fields)


async def _answer(datasette, request, change):
    """The answer to one change: may it be made, what is it, and what became of it."""
    if request.method in ("GET", "HEAD") and not sending.wants_json(request):
        return _to_claim(datasette, request)  # an address that was left in the bar
    sent, unreadable = None, None
    try:
        sent = await sending.read(request)
    except sending.Unusable as problem:
        unreadable = problem
    asked = Asked(claim.key(request), change, sent)
    try:
        db = await _allowed(datasette, request)
        if unreadable:
            raise unreadable
        if sent.too_long:
            raise sending.too_long()
        values = changes.read(change, sent, request.url_vars)
        actor = str((request.actor or {}).get("id") or "unknown")
        done, before = await seam.write(
            db, lambda store: changes.make(store, asked.key, values, actor)
        )
    except errors.Stale as stale:
        return await _stale(datasette, request, asked, stale)
    except Exception as problem:
        known = sending.in_words(problem, _place(datasette, request)[0])
        if known is None:
            raise
        return await _refused(datasette, request, asked, known)
    if sent.as_json:
        return Response.json({"ok": True, "claim": asked.key, **done})
    return await _saved(datasette, request, db, asked, done, before, actor)


async def _saved(datasette, request, db, asked, done, before, actor):
    """Back to the claim, with what is still unsaved of the form in its place."""
    answer = _to_claim(datasette, request)
    message = done["message"]
    if asked.own_form:
        rest = form.unsaved(asked.words, asked.change)
        after = form.shown(asked.sent.fields)
        acts = await db.execute_fn(lambda conn: since.acts(conn, asked.key, after))
        others = [act for act in acts if act["actor"] != actor]
        message += await changes.meanwhile(datasette, request, db, others)
        if rest:
            message += " The rest of what you typed is in the form, not saved yet."
        # The rest was typed at the state that the change was made on, or at an older one.
        seen = changes.number(asked.sent.fields.get("revision"))
        seen = done["revision"] if seen == before else seen or 0
        kept = keeping.Kept(rest, seen, actor=actor)
        _keep(datasette, request, answer, asked, kept)
    datasette.add_message(request, message)
    return answer


async def _stale(datasette, request, asked, stale):
    """Somebody was faster: both versions, and the second decides."""
    if asked.sent.as_json:
        return seam.error(
            f"{stale} Read it again and decide.", 409, current=conflict.public(stale.current)
        )
    if asked.change != "status":
        again = "The claim was changed after you opened it: look at it and do this again."
        return await _refused(datasette, request, asked, sending.Unusable(409, again))
    if not asked.own_form:
        db = page.find(datasette, request)
        seen = changes.number(asked.sent.fields.get("revision")) or 0
        return await conflict.show(datasette, request, db, asked.words, seen, None, status=409)
    return _kept(datasette, request, asked, "/conflict", conflict=True)


async def _refused(datasette, request, asked, refusal):
    """Says no: as JSON to who sent JSON, else on a page that holds what was typed."""
    if asked.sent.as_json if asked.sent else sending.wants_json(request):
        more = {"problems": refusal.problems} if refusal.problems else {}
        answer = seam.error(str(refusal), refusal.status, **more)
        answer.headers.update(refusal.headers)
        return answer
    if refusal.status == 405:
        return Response.text(str(refusal), status=405, headers=refusal.headers)
    may_not = refusal.status in (403, 404)
    if asked.own_form and (not may_not or keeping.from_own_page(request)):
        tail = "/unsaved" if may_not else ""
        return _kept(
            datasette,
            request,
            asked,
            tail,
            message=str(refusal),
            problems=refusal.problems,
            waiting=may_not,
        )
    if may_not:
        raise refusal.as_page()
    db = page.find(datasette, request)
    return await claim.show(
        datasette,
        request,
        db,
        status=refusal.status,
        typed=asked.words,
        message=str(refusal),
        problems=refusal.problems,
    )


async def kept_unseen(datasette, request, change, message):
    """The answer to a form of ours that was refused before a view was asked; None for others."""
    try:
        asked = Asked(claim.key(request), change, await sending.read(request))
    except sending.Unusable:
        return None
    if not asked.own_form:
        return None
    return _kept(datasette, request, asked, "/unsaved", message=message, waiting=True)


def _kept(datasette, request, asked, tail, **more):
    """To the page at ``tail``, which finds there what was typed."""
    fields = asked.sent.fields
    editor = fields.get("editor") or None
    seen = changes.number(fields.get("revision")) or 0
    after = form.shown(fields) or 0
    kept = keeping.Kept(asked.words, seen, after=after, actor=editor, **more)
    answer = _to_claim(datasette, request, tail)
    _keep(datasette, request, answer, asked, kept)
    return answer


def _keep(datasette, request, answer, asked, kept):
    """Keeps what was typed, and with it what the page still offered: nobody has let go of that."""
    place = _place(datasette, request)
    before = keeping.get(datasette, request, *place)
    if before and "offered" in asked.sent.fields:
        kept = replace(
            kept,
            fields={**before.fields, **kept.fields},
            seen=before.seen,
            conflict=before.conflict or kept.conflict,
        )
    keeping.put(datasette, request, answer, *place, kept)


def _place(datasette, request) -> tuple[str, str]:
    db = page.find(datasette, request)
    return (db.name if db else request.url_vars["database"], claim.key(request))


def _to_claim(datasette, request, tail=""):
    database, key = _place(datasette, request)
    return Response.redirect(page.path(datasette, database, "claims", key, tail), status=303)


async def _allowed(datasette, request):
    """The database that may be changed: found, else allowed, else writable, else by POST."""
    db = page.find(datasette, request)
    if db is None:
        raise sending.Unusable(404, "There is no database of this name.")
    if request.method != "POST":
        raise sending.Unusable(
            405, "This address takes changes only; send them by POST.", headers={"allow": "POST"}
        )
    if not await may_edit(datasette, request, db):
        raise sending.Unusable(403, "You may not change claims in this database.")
    if not db.is_mutable:
        raise sending.Unusable(403, "This database is served read-only; nothing can be changed.")
    if not await page.has_claims(db):
        raise sending.Unusable(404, page.NO_TABLES)
    return db


async def may_edit(datasette, request, db) -> bool:
    return await seam.can_view(datasette, request.actor, db.name, "claims") and await seam.can_edit(
        datasette, request.actor, db.name
    )
