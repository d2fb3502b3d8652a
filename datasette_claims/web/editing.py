"""What editors send: a review, evidence, a note; by the form of the page or as JSON.

A form of ours is always answered by a redirect. What was not saved is kept for the page that
follows (``keeping``); a script that posts a form of its own gets a status code instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request, Response

from datasette_claims.store import errors, log
from datasette_claims.web import (
    actors,
    backway,
    changes,
    claim,
    conflict,
    form,
    keeping,
    looking,
    meanwhile,
    onward,
    page,
    permitted,
    place,
    seam,
    sending,
)
from datasette_claims.web.asgi import View
from datasette_claims.web.changes import Change
from datasette_claims.web.rating import rated
from datasette_claims.web.sending import Sent
from datasette_claims.wording import for_reader, said, said_n, together

KEPT = said("What you typed at the last claim is kept; go back to it to go on.")


def taking(change: Change) -> View:
    """The view that takes one kind of change."""

    async def take(datasette: Datasette, request: Request) -> Response:
        return await _answer(datasette, request, change)

    return take


@dataclass(frozen=True)
class Asked:
    """One request for a change: of which claim, with what in it."""

    key: str
    change: Change
    sent: Sent
    asks_json: bool = False
    """A form that a script of ours sends, and whose answer it reads."""

    @property
    def own_form(self) -> bool:
        """Is it the form of our page, sent by a browser?"""
        return not self.sent.as_json and form.shown(self.sent.fields) is not None

    @property
    def seen(self) -> int:
        """The revision of the claim that its sender saw, 0 where that was not told."""
        return changes.number(self.sent.fields.get("revision")) or 0

    @property
    def queue(self) -> str | None:
        """The query string of the queue that it was sent from; None for the claim's own page."""
        query = self.sent.fields.get("queue")
        return query if self.own_form and isinstance(query, str) else None

    @property
    def list(self) -> str | None:
        """The query string of the list that its sender came from to the claim's own page."""
        return (self.own_form and backway.query_of(self.sent.fields.get("list"))) or None

    @property
    def by_script(self) -> bool:
        """Is it answered in JSON?"""
        return self.sent.as_json or self.asks_json

    def of_another(self, actor: str) -> bool:
        """Did somebody else begin this form, who was logged in in this browser then?"""
        editor = self.sent.fields.get("editor") if self.own_form else None
        return bool(editor) and editor != actor

    @property
    def words(self) -> dict[str, str]:
        """What was typed, by the names of the page's form."""
        fields = self.sent.fields
        if self.change == "evidence":  # a form of a script's own may name its fields alone
            fields = {**{f"evidence_{name}": value for name, value in fields.items()}, **fields}
        return form.spread(form.typed(fields))


async def _answer(datasette: Datasette, request: Request, change: Change) -> Response:
    """The answer to one change: may it be made, what is it, and what became of it."""
    if request.method in ("GET", "HEAD") and not sending.wants_json(request):
        return _to_claim(datasette, request)  # an address that was left in the bar
    unreadable = None
    try:
        sent = await sending.read(request)
    except sending.Unusable as problem:
        sent, unreadable = Sent({}, sending.wants_json(request)), problem
    asked = Asked(claim.key(request), change, sent, sending.wants_json(request))
    try:
        db = await permitted.database(datasette, request)
        if unreadable:
            raise unreadable
        if sent.too_long:
            raise sending.too_long()
        if asked.of_another(sending.actor(request)):
            return await _begun_by_another(datasette, request, asked)
        values = changes.read(change, sent, request.url_vars)
        if isinstance(values, changes.Look):
            return await _looked(datasette, request, db, asked, values)
        actor = sending.author(request)
        confirms = seam.confirms(datasette, db.name)
        done, before = await seam.write(
            db,
            rated(lambda store: changes.make(store, asked.key, values, actor, confirms=confirms)),
        )
    except errors.Stale as stale:
        return await _stale(datasette, request, asked, stale)
    except Exception as problem:
        known = sending.in_words(problem, _place(datasette, request)[0])
        if known is None:
            raise
        return await _refused(datasette, request, asked, known)
    if asked.by_script:
        if asked.own_form:
            keeping.drop(datasette, request, db.name, asked.key)
        told = {name: value for name, value in asdict(done).items() if value is not None}
        if asked.queue is not None:
            told["today"] = await onward.today(datasette, request, db)
        return Response.json(for_reader({"ok": True, "claim": asked.key, **told}))
    return await _saved(datasette, request, db, asked, done, before, actor)


async def _looked(
    datasette: Datasette, request: Request, db: Database, asked: Asked, values: changes.Look
) -> Response:
    """The links with what is known of them: in the fields, and in words. Nothing is saved."""
    sees = await page.sees(datasette, request.actor, db)
    found = await looking.look(datasette, db, asked.key, values.links, sees, fetch=values.fetch)
    if asked.by_script:
        links = [asdict(each) for each in found]
        return Response.json(for_reader({"ok": True, "claim": asked.key, "links": links}))
    rows = [each.on(link) for each, link in zip(found, values.links, strict=True)]
    told = [
        said("{url}: {told}", url=each.url, told=together(each.told)) for each in found if each.told
    ]
    understood = said_n(
        "{n} link understood, not saved yet.", "{n} links understood, not saved yet.", len(rows)
    )
    sending.announce(datasette, request, together([understood, *told]))
    return _kept(datasette, request, asked, "", words=form.relaid(asked.words, rows))


async def _saved(
    datasette: Datasette,
    request: Request,
    db: Database,
    asked: Asked,
    done: changes.Done,
    before: int,
    actor: str,
) -> Response:
    """Back to the claim or on in the queue; what is still unsaved of the form keeps its place."""
    answer = await _after(datasette, request, db, asked, done)
    parts: list[str] = [done.message]
    after = form.shown(asked.sent.fields)
    if asked.own_form and after is not None:
        rest = form.unsaved(asked.words, asked.change)
        if asked.change in changes.ASIDE:
            parts += [KEPT] if rest else []
        else:
            acts = await db.execute_fn(lambda conn: log.later(conn, asked.key, after))
            others = [act for act in acts if act["actor"] != actor]
            parts += await meanwhile.told(datasette, request, db, others)
            if rest:
                parts.append(said("The rest of what you typed is in the form, not saved yet."))
        # The rest was typed at the state that the change was made on, or at an older one.
        seen = changes.number(asked.sent.fields.get("revision"))
        seen = done.revision if seen == before else seen or 0
        if rest or asked.change not in changes.ASIDE:
            kept = keeping.Kept(rest, seen, actor=actor, queue=asked.queue)
            _keep(datasette, request, answer, asked, kept)
    if message := together(filter(None, parts)):
        sending.announce(datasette, request, message)
    return answer


async def _stale(
    datasette: Datasette, request: Request, asked: Asked, stale: errors.Stale
) -> Response:
    """Somebody was faster: both versions, and the second decides."""
    if asked.by_script:
        db = page.named(datasette, request)
        return seam.error(
            f"{stale} Read it again and decide.",
            409,
            current=conflict.public(stale.current),
            changed=await conflict.changed(datasette, request, db, asked.key, asked.seen),
        )
    if asked.change != "status":
        again = said("The claim was changed after you opened it: look at it and do this again.")
        return await _refused(datasette, request, asked, sending.Unusable(409, again))
    if not asked.own_form:
        db = page.named(datasette, request)
        words, seen = asked.words, asked.seen
        return await conflict.show(datasette, request, db, words, seen, None, status=409)
    return _kept(datasette, request, asked, "/conflict", conflict=True)


async def _begun_by_another(datasette: Datasette, request: Request, asked: Asked) -> Response:
    """A form that was open when somebody else logged in: told before it is saved under their name.

    Its words are before the eyes of whoever sent it, and are kept for both.
    """
    now = sending.actor(request)
    message = await begun_by(datasette, str(asked.sent.fields["editor"]), now)
    if asked.by_script:
        return seam.error(message, 409)
    return _kept(datasette, request, asked, "", message=message, also=now or None)


async def begun_by(datasette: Datasette, began: str, now: str) -> str:
    """What is told to whoever sends a form that somebody else began."""
    called = await actors.names(datasette, [began, now])
    who = called.get(began, began)
    if not now:
        return said(
            "This form was begun by {who}, who is not logged in any more. Nothing was saved.",
            who=who,
        )
    return said(
        "This form was begun by {who}, and you are logged in as {you} now. Nothing was saved. "
        "Read it, and send it again if it is to stand under your name.",
        who=who,
        you=called.get(now, now),
    )


async def _refused(
    datasette: Datasette, request: Request, asked: Asked, refusal: sending.Unusable
) -> Response:
    """Says no: as JSON to who sent JSON, else on a page that holds what was typed."""
    if asked.by_script:
        return refusal.as_json()
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
    return await claim.show(
        datasette,
        request,
        page.named(datasette, request),
        status=refusal.status,
        typed=asked.words,
        message=str(refusal),
        problems=refusal.problems,
    )


async def kept_unseen(
    datasette: Datasette, request: Request, change: Change, message: str
) -> Response | None:
    """The answer to a form of ours that was refused before a view was asked; None for others."""
    try:
        sent = await sending.read(request)
    except sending.Unusable:
        return None
    asked = Asked(claim.key(request), change, sent, sending.wants_json(request))
    if not asked.own_form:
        return None
    if asked.by_script:
        return seam.error(message, 403)
    return _kept(datasette, request, asked, "/unsaved", message=message, waiting=True)


def _kept(
    datasette: Datasette,
    request: Request,
    asked: Asked,
    tail: str,
    *,
    words: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    """To the page at ``tail``, which finds there what was typed, or ``words`` in its place."""
    fields = asked.sent.fields
    editor = fields.get("editor") or None
    after = form.shown(fields) or 0
    typed = asked.words if words is None else words
    kept = keeping.Kept(typed, asked.seen, after=after, actor=editor, queue=asked.queue, **more)
    answer = _to_claim(datasette, request, tail, asked)
    _keep(datasette, request, answer, asked, kept)
    return answer


def _keep(
    datasette: Datasette, request: Request, answer: Response, asked: Asked, kept: keeping.Kept
) -> None:
    """Keeps what was typed, and with it what the page still offered: nobody has let go of that."""
    where = _place(datasette, request)
    before = keeping.get(datasette, request, *where)
    if before and "offered" in asked.sent.fields:
        kept = replace(
            kept,
            fields={**before.fields, **kept.fields},
            seen=before.seen,
            conflict=before.conflict or kept.conflict,
        )
    keeping.put(datasette, request, answer, *where, kept)


def _place(datasette: Datasette, request: Request) -> tuple[str, str]:
    db = page.find(datasette, request)
    return (db.name if db else request.url_vars["database"], claim.key(request))


async def _after(
    datasette: Datasette, request: Request, db: Database, asked: Asked, done: changes.Done
) -> Response:
    """Where it goes on after a change: to what was undone; in a queue, once one is decided, on."""
    if done.undone:
        more = {"list": asked.list} if asked.list and asked.queue is None else {}
        to = place.claim(datasette, db.name, done.undone, asked.queue, **more)
        return Response.redirect(to, status=303)
    if asked.queue is None or asked.change not in ("status", "second", "skip"):
        return _to_claim(datasette, request, asked=asked)
    staying = "ahead" in asked.sent.fields
    return await onward.onward(datasette, request, db, asked.queue, asked.key, staying=staying)


def _to_claim(
    datasette: Datasette, request: Request, tail: str = "", asked: Asked | None = None
) -> Response:
    """To the claim, or to a page below it; in the queue or with the list that one came from."""
    database, key = _place(datasette, request)
    queue = asked.queue if asked else None
    more = {"list": asked.list} if asked and asked.list and queue is None else {}
    if tail:
        query = f"?{urlencode(more, errors='replace')}" if more else ""
        to = page.path(datasette, database, "claims", key, f"{tail}{query}")
        return Response.redirect(to, status=303)
    return Response.redirect(place.claim(datasette, database, key, queue, **more), status=303)
