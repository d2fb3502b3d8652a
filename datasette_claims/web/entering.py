"""What a person sends who says what a claim is: a new one, or another reading of a stored one.

A form of ours is always answered by a redirect; what could not be saved waits in ``keeping`` for
the form's page. A script gets a status code.
"""

from __future__ import annotations

from dataclasses import asdict

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import tilde_encode
from datasette.utils.asgi import Request, Response

from datasette_claims.store import errors, offering
from datasette_claims.web import (
    claimform,
    corrections,
    editing,
    form,
    keeping,
    onward,
    overtaken,
    page,
    permitted,
    place,
    seam,
    sending,
)
from datasette_claims.web.asgi import View
from datasette_claims.web.claimform import Target
from datasette_claims.web.corrections import Correction
from datasette_claims.web.rating import rated
from datasette_claims.web.sending import Sent
from datasette_claims.wording import for_reader, said


def taking(change: Correction) -> View:
    """The view that takes one kind of change, and shows the form where it has a page."""

    async def take(datasette: Datasette, request: Request) -> Response:
        if request.method in ("GET", "HEAD") and not sending.wants_json(request):
            if change in ("enter", "correct"):
                return await claimform.show(datasette, request)
            target = Target.of(request, page.named(datasette, request).name)
            return Response.redirect(claimform.path(datasette, target), status=303)
        return await _answer(datasette, request, change)

    return take


async def _answer(datasette: Datasette, request: Request, change: Correction) -> Response:
    unreadable = None
    try:
        sent = await sending.read(request)
    except sending.Unusable as problem:
        sent, unreadable = Sent({}, sending.wants_json(request)), problem
    name = getattr(page.find(datasette, request), "name", request.url_vars["database"])
    target = Target.of(request, name)
    try:
        db = await permitted.database(datasette, request)
        if not await claimform.sees_all(datasette, request, db):
            raise sending.Unusable(403, said("You may not see the articles of this database."))
        if unreadable:
            raise unreadable
        if sent.too_long:
            raise sending.too_long()
        if "look" in sent.fields and _own_form(sent):
            return _kept(datasette, request, target, sent, look=str(sent.fields["look"]))
        if "drop" in sent.fields and _own_form(sent):
            sending.announce(datasette, request, said("What you had typed is gone."))
            answer = await _onward(datasette, request, db, change, target.key, sent)
            return _all_told(datasette, request, answer, target, 0)
        actor = sending.author(request)
        began = _text(sent, "editor") if _own_form(sent) else None
        if began and began != actor:
            message = await editing.begun_by(datasette, began, actor)
            return await _refused(
                datasette, request, target, sent, sending.Unusable(409, message), also=actor
            )
        asked = corrections.read(change, target.key, sent)
        done = await seam.write(db, rated(lambda store: corrections.make(store, asked, actor)))
    except errors.Stale as stale:
        if sent.as_json or sending.wants_json(request):
            return await overtaken.answer(datasette, request, db, sent, stale)
        refusal = sending.Unusable(409, CHANGED)
        return await _refused(datasette, request, target, sent, refusal)
    except Exception as problem:
        known = sending.in_words(problem, name)
        if known is None:
            raise
        return await _refused(datasette, request, target, sent, known)
    if sent.as_json or sending.wants_json(request):
        told = {key: value for key, value in asdict(done).items() if value is not None}
        keeping.drop(datasette, request, db.name, target.kept)
        return Response.json(for_reader({"ok": True, **told}))
    sending.announce(datasette, request, done.message)
    answer = await _onward(datasette, request, db, change, done.claim, sent)
    if _own_form(sent) and change in ("enter", "correct"):
        return _all_told(datasette, request, answer, target, done.revision)
    return answer


def _all_told(
    datasette: Datasette, request: Request, answer: Response, target: Target, revision: int
) -> Response:
    """The answer; the page of the form tells its script that nothing waits any more."""
    actor = sending.author(request)
    nothing = keeping.Kept({}, revision, actor=actor)
    keeping.put(datasette, request, answer, target.database, target.kept, nothing)
    return answer


CHANGED = said(
    "Somebody changed this claim after you opened it. Nothing of yours has been saved yet: look at "
    "both, and save again or drop yours."
)


def _own_form(sent: Sent) -> bool:
    """Is it the form of our page, sent by a browser?"""
    return not sent.as_json and form.shown(sent.fields) is not None


def _text(sent: Sent, name: str) -> str | None:
    value = sent.fields.get(name)
    return value if isinstance(value, str) else None


async def _onward(
    datasette: Datasette, request: Request, db: Database, change: Correction, key: str, sent: Sent
) -> Response:
    """Where one goes on: in the queue, in the article that one reads, or at the claim."""
    queue = _text(sent, "queue")
    if queue is not None and change == "error":
        return await onward.onward(datasette, request, db, queue, key)
    if queue is None and (change == "enter" or _text(sent, "back") == "article"):
        found = await db.execute_fn(lambda conn: offering.article_of(conn, key))
        if found:
            article = page.path(datasette, db.name, "articles", found[0])
            return Response.redirect(f"{article}#claim-{tilde_encode(key)}", status=303)
    return Response.redirect(place.claim(datasette, db.name, key, queue), status=303)


async def _refused(
    datasette: Datasette,
    request: Request,
    target: Target,
    sent: Sent,
    refusal: sending.Unusable,
    also: str | None = None,
) -> Response:
    """Says no: in JSON to who asks for that, else on the form's page, with what was typed."""
    if sent.as_json or sending.wants_json(request):
        return refusal.as_json()
    if refusal.status == 405:
        return Response.text(str(refusal), status=405, headers=refusal.headers)
    may_not = refusal.status in (403, 404)
    if _own_form(sent) and (not may_not or keeping.from_own_page(request)):
        return _kept(datasette, request, target, sent, refusal, also=also)
    if may_not:
        raise refusal.as_page()
    return Response.text(f"{refusal}\n", status=refusal.status)


def _kept(
    datasette: Datasette,
    request: Request,
    target: Target,
    sent: Sent,
    refusal: sending.Unusable | None = None,
    look: str | None = None,
    also: str | None = None,
) -> Response:
    """To the form's page, or to that for words without a form, where what was typed is found."""
    may_not = refusal is not None and refusal.status in (403, 404)
    before = keeping.get(datasette, request, target.database, target.kept) if look else None
    still = before is not None and before.conflict  # who looks at other words has decided nothing
    seen = str(before.seen if before and still else sent.fields.get("revision") or 0)
    queue, back = _text(sent, "queue"), _text(sent, "back")
    to = claimform.path(datasette, target, queue=queue, back=back, first=look)
    kept = keeping.Kept(
        corrections.typed(sent.fields),
        int(seen) if seen.isdigit() else 0,
        actor=_text(sent, "editor") or None,
        also=also,
        message=str(refusal or ""),
        problems=refusal.problems if refusal else {},
        conflict=still or (refusal is not None and str(refusal) == CHANGED),
        waiting=may_not,
        queue=queue,
        back=to,
    )
    if may_not:
        to = str(page.path(datasette, target.database, "claims", target.kept, "/unsaved"))
    answer = Response.redirect(to, status=303)
    keeping.put(datasette, request, answer, target.database, target.kept, kept)
    return answer


async def kept_unseen(datasette: Datasette, request: Request, message: str) -> Response | None:
    """The answer to a form of ours that was refused before a view was asked; None for others."""
    try:
        sent = await sending.read(request)
    except sending.Unusable:
        return None
    if not _own_form(sent):
        return None
    if sending.wants_json(request):
        return seam.error(message, 403)
    db = page.find(datasette, request)
    target = Target.of(request, db.name if db else request.url_vars["database"])
    return _kept(datasette, request, target, sent, sending.Unusable(403, message))
