"""Many claims changed at once: first what would change, then the change, then the way back.

The list sends which claims are meant and what shall become of them; the answer is a page on which
nothing is done yet. Saving leads to a page of what was done, where it can be undone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any, NamedTuple

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Forbidden, NotFound, Request, Response

from datasette_claims.store import looking, many, undoing_many
from datasette_claims.store.records import Row
from datasette_claims.store.vocabulary import Status, Vocabulary, vocabulary
from datasette_claims.web import (
    actors,
    cards,
    dates,
    manyform,
    permitted,
    place,
    seam,
    sending,
    timelimit,
)
from datasette_claims.web import page as pages
from datasette_claims.web.manyform import Ask
from datasette_claims.web.rating import rated
from datasette_claims.wording import N_, said, together

PATIENCE = 6
"""How many times Datasette's limit for a query a preview may take."""

LISTED = 100
"""Claims that a page lists openly; the rest is behind one more click."""


class Line(NamedTuple):
    """One claim of a list, in few words."""

    id: str
    text: str
    language: str | None
    status: Status


class Group(NamedTuple):
    """Claims of which the same is to be said; ``words`` is empty where that is plain."""

    words: str
    lines: list[Line]


class Turn(NamedTuple):
    """How many claims go from one status to another."""

    before: Status
    standing: str
    after: Status | None
    claims: int


async def page(datasette: Datasette, request: Request) -> Response:
    """What would change; an address that was left in the bar leads to the list."""
    if request.method in ("GET", "HEAD"):
        db = await pages.database(datasette, request)
        return Response.redirect(pages.path(datasette, db.name, "claims"), status=303)
    try:
        db = await permitted.database(datasette, request)
        sent = await sending.read(request)
        ask = await manyform.read(datasette, request, db, sent)
        picked = await _picked(datasette, request, db, ask)
        if ask.problem or not picked.keys:
            problem = ask.problem or said(
                "Tick the claims that are meant, or choose all of the filter."
            )
            if sent.as_json:
                raise sending.Unusable(400, problem)
            return await _show(datasette, request, db, ask, picked, [], problem)
        confirms = seam.confirms(datasette, db.name)
        steps = await timelimit.read(
            datasette,
            db,
            lambda conn: many.planned(conn, picked.keys, ask.wanted, confirms=confirms),
            patience=PATIENCE,
        )
    except Exception as problem:
        return _refused(request, problem)
    if sent.as_json:
        return Response.json({"ok": True, **_in_numbers(steps)})
    return await _show(datasette, request, db, ask, picked, steps, "")


async def save(datasette: Datasette, request: Request) -> Response:
    """Makes the change, and leads to the page of what was done."""
    if request.method in ("GET", "HEAD"):
        db = await pages.database(datasette, request)
        return Response.redirect(pages.path(datasette, db.name, "claims"), status=303)
    try:
        db = await permitted.database(datasette, request)
        sent = await sending.read(request)
        if sent.too_long:
            raise sending.too_long()
        ask = await manyform.read(datasette, request, db, sent)
        if ask.problem or not ask.seen:
            raise sending.Unusable(
                400, ask.problem or said("Send “claims”, each with its revision.")
            )
        if len(ask.seen) > many.MOST:
            raise sending.Unusable(
                400, said("At most {most:,} claims are changed at once.", most=many.MOST)
            )
        seen, actor, confirms = ask.seen, sending.author(request), seam.confirms(datasette, db.name)
        outcome = await seam.write(
            db,
            rated(
                lambda store: many.change(
                    store, seen, ask.wanted, actor=actor, query=ask.query, confirms=confirms
                )
            ),
        )
    except Exception as problem:
        return _refused(request, problem)
    if sent.as_json:
        return Response.json(
            {
                "ok": True,
                "batch": outcome.batch,
                "changed": list(outcome.changed),
                "copies": outcome.copies,
                "same": list(outcome.same),
                "stale": list(outcome.stale),
                "refused": dict(outcome.refused),
            }
        )
    if outcome.batch is None:
        sending.announce(datasette, request, _left(outcome))
        return Response.redirect(place.browse(datasette, db.name, ask.query), status=303)
    to = pages.path(datasette, db.name, "claims/many", outcome.batch)
    return Response.redirect(to, status=303)


async def done(datasette: Datasette, request: Request) -> Response:
    """What was changed at once, what was left out and why, and the button that undoes it."""
    db = await pages.database(datasette, request)
    if not await pages.has_claims(db):
        raise NotFound(pages.NO_TABLES)
    if not await permitted.may_edit(datasette, request, db) or not await seam.can_view(
        datasette, request.actor, db.name, "acts"
    ):
        raise Forbidden(said("Who changed what is for those who work here"))
    batch = request.url_vars["batch"]
    told = await db.execute_fn(lambda conn: many.told(conn, batch))
    if told is None:
        raise NotFound(said("There is no such change of many claims"))
    keys = await db.execute_fn(lambda conn: many.keys(conn, batch))
    words = await db.execute_fn(vocabulary)
    apart = [*told["stale"], *(key for some in told["refused"].values() for key in some)]
    apart += told["undone"] or {}
    rows = await db.execute_fn(lambda conn: many.rows(conn, [*keys, *apart]))
    called = await actors.names(datasette, [told["actor"], told["to"]])
    now = datetime.now(timezone.utc)
    groups = [Group(reason, _lines(rows, some, words)) for reason, some in told["refused"].items()]
    if told["stale"]:
        groups.insert(0, Group(STALE, _lines(rows, told["stale"], words)))
    return await pages.render(
        datasette,
        request,
        "claims_many_done.html",
        {
            "title": said("Changed at once"),
            "told": told,
            "status": words[told["status"]] if told["status"] else None,
            "to": called.get(told["to"], told["to"]),
            "who": called.get(told["actor"], told["actor"]),
            "when": dates.moment(told["at"], now),
            "changed": _lines(rows, keys, words),
            "listed": LISTED,
            "groups": groups,
            "not_undone": [
                Group(reason, _lines(rows, [key], words))
                for key, reason in (told["undone"] or {}).items()
            ],
            "batch": batch,
            "undoable": db.is_mutable
            and told["undone"] is None
            and told["actor"] == sending.author(request),
            "list": place.browse(datasette, db.name, told["query"]),
        },
        database=db.name,
        headers={"cache-control": "private, no-store"},
    )


STALE = said("Changed by somebody after you looked, so left as they are; look at them again.")


async def undo(datasette: Datasette, request: Request) -> Response:
    """Undoes the whole of it, and leads back to its page."""
    batch = request.url_vars["batch"]
    if request.method in ("GET", "HEAD"):
        db = await pages.database(datasette, request)
        to = pages.path(datasette, db.name, "claims/many", batch)
        return Response.redirect(to, status=303)
    try:
        db = await permitted.database(datasette, request)
        actor, confirms = sending.author(request), seam.confirms(datasette, db.name)
        undone = await seam.write(
            db, rated(lambda store: undoing_many.undo(store, batch, actor=actor, confirms=confirms))
        )
    except Exception as problem:
        return _refused(request, problem)
    if sending.wants_json(request):
        return Response.json({"ok": True, "undone": undone.undone, "left": dict(undone.left)})
    sending.announce(datasette, request, said("Undone; the history keeps both."))
    to = pages.path(datasette, db.name, "claims/many", batch)
    return Response.redirect(to, status=303)


async def seen(datasette: Datasette, request: Request) -> Response:
    """“Mark all as seen”: back to the list, where what others did until then is no news."""
    try:
        db = await permitted.database(datasette, request)
        sent = await sending.read(request)
        upto = sent.number("upto")
        actor = sending.author(request)
        await seam.write(db, lambda store: looking.saw(store, actor, upto))
    except Exception as problem:
        return _refused(request, problem)
    if sent.as_json:
        return Response.json({"ok": True})
    sending.announce(datasette, request, said("All changes until now are marked as seen."))
    query = str(sent.fields.get("queue") or "")
    return Response.redirect(place.browse(datasette, db.name, query), status=303)


async def _picked(datasette: Datasette, request: Request, db: Database, ask: Ask) -> many.Chosen:
    """The claims that are meant."""
    if not ask.every:
        return many.Chosen(list(ask.keys[: many.MOST]), len(ask.keys) > many.MOST)
    sees = await pages.sees(datasette, request.actor, db)
    asked = await timelimit.asked_in(datasette, db, request, place.pairs(ask.query), sees)
    if asked.problems:
        wrong = "; ".join(map(str, asked.problems))
        raise sending.Unusable(400, said("Nothing is changed, because of {wrong}", wrong=wrong))
    return await timelimit.read(
        datasette, db, lambda conn: many.chosen(conn, asked.filters), patience=PATIENCE
    )


async def _show(
    datasette: Datasette,
    request: Request,
    db: Database,
    ask: Ask,
    picked: many.Chosen,
    steps: Sequence[many.Step],
    problem: str,
) -> Response:
    """The page on which nothing is done yet."""
    words = await db.execute_fn(vocabulary)
    changing = [step for step in steps if step.changes]
    refused = dict.fromkeys(step.problem for step in steps if step.problem)
    called = await actors.names(datasette, [ask.to])
    fields = await manyform.context(datasette, request, db, words)
    return await pages.render(
        datasette,
        request,
        "claims_many.html",
        {
            **fields,
            "title": said("Change several at once"),
            "ask": ask,
            "problem": problem,
            "status": words[ask.status] if ask.status else None,
            "to": called.get(ask.to or "", ask.to),
            "number": len(picked.keys),
            "more": picked.more,
            "most": many.MOST,
            "turns": _turns(changing, words),
            "changing": [_line(step.claim, words) for step in changing],
            "listed": LISTED,
            "flagged": sum(bool(step.claim["flag"]) for step in changing),
            "copies": sum(len(step.copies) for step in changing),
            "same": sum(step.same and not step.problem for step in steps),
            "refused": [
                Group(
                    reason,
                    [_line(step.claim, words) for step in steps if step.problem == reason],
                )
                for reason in refused
            ],
            "public": any(step.problem == many.PUBLIC for step in steps) or ask.public,
            "chosen": manyform.packed({step.key: step.claim["revision"] for step in changing}),
            "again": manyform.packed({step.key: step.claim["revision"] for step in steps})
            if steps
            else manyform.packed(dict.fromkeys(picked.keys, 0)),
            "list": place.browse(datasette, db.name, ask.query),
        },
        database=db.name,
        status=400 if problem else 200,
        headers={"cache-control": "private, no-store"},
    )


def _turns(steps: Sequence[many.Step], words: Vocabulary) -> list[Turn]:
    """How many go from which status to which, the most first."""
    counted = Counter(
        (
            step.claim["status"],
            step.claim["publication"],
            step.judgement.status if step.judgement else None,
        )
        for step in steps
    )
    return [
        Turn(
            words[before],
            standing if words[before].kind != "workflow" else "",
            words[after] if after else None,
            number,
        )
        for (before, standing, after), number in counted.most_common()
    ]


def _line(claim: Mapping[str, Any], words: Vocabulary) -> Line:
    return Line(
        claim["id"],
        cards.shortened(claim["text"], 120),
        claim.get("language"),
        words[claim["status"]],
    )


def _lines(rows: Mapping[str, Row], keys: Sequence[str], words: Vocabulary) -> list[Line]:
    return [_line(rows[key], words) for key in keys if key in rows]


def _in_numbers(steps: Sequence[many.Step]) -> dict[str, Any]:
    """A preview for a script: what it sends back to save, and what would be left out."""
    return {
        "claims": {step.key: step.claim["revision"] for step in steps if step.changes},
        "copies": sum(len(step.copies) for step in steps if step.changes),
        "same": [step.key for step in steps if step.same and not step.problem],
        "refused": {step.key: step.problem for step in steps if step.problem},
    }


def _left(outcome: many.Outcome) -> str:
    """What was left out, in a sentence."""
    parts = [
        (len(outcome.stale), N_("{n} changed after you looked")),
        (len(outcome.same), N_("{n} stand so already")),
        (len(outcome.refused), N_("{n} were refused")),
    ]
    left = together((said(what, n=number) for number, what in parts if number), "; ")
    return said("Nothing was changed. {left}.", left=left)


def _refused(request: Request, problem: Exception) -> Response:
    """Says no, as JSON to who sent that; what was typed is still in the page before."""
    known = sending.in_words(problem, request.url_vars["database"])
    if known is None:
        raise problem
    if sending.wants_json(request):
        return known.as_json()
    if known.status in (403, 404):
        raise known.as_page()
    return Response.text(f"{known}\n", status=known.status, headers=known.headers)
