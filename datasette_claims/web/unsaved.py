"""Where a change leads that may not be made (any more): the typed words, and what to do."""

from __future__ import annotations

import functools

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from datasette_claims.store import records
from datasette_claims.store.vocabulary import Vocabulary, vocabulary
from datasette_claims.web import (
    claim,
    corrections,
    form,
    keeping,
    logins,
    page,
    place,
    readiness,
    seam,
)
from datasette_claims.web.asgi import Answer, View
from datasette_claims.wording import said


async def show(datasette: Datasette, request: Request) -> Response:
    """Shows a browser its own words alone, so whoever lost the right to see a claim has them too.

    Whoever may edit is sent on to the claim, where the words stand in the form.
    """
    db = page.find(datasette, request)
    database, key = db.name if db else request.url_vars["database"], claim.key(request)
    kept = keeping.get(datasette, request, database, key)
    sees, edits, there, words = False, False, False, Vocabulary()
    if db:
        sees = await seam.can_view(datasette, request.actor, database, "claims")
        edits = sees and db.is_mutable and await seam.can_edit(datasette, request.actor, database)
        if kept and await page.has_claims(db):
            table, record = _record(key)
            there = await db.execute_fn(lambda conn: records.exists(conn, table, record))
            words = await db.execute_fn(vocabulary)
    to_claim = page.path(datasette, database, *_record(key))
    if kept is None or not kept.fields or (edits and there):
        queue = kept.queue if kept else None
        back = (kept and kept.back) or place.claim(datasette, database, key, queue)
        return Response.redirect(back, status=303)
    actor = request.actor
    if edits:
        why = said("The claim is not in this database any more.")
    elif db and not db.is_mutable:
        why = said("This database is served read-only now; nothing can be changed in it.")
    elif actor is None:
        why = said("You are not logged in any more.")
    else:
        why = said(
            "You may not change claims in this database (any more). Ask whoever runs this site."
        )
    return await page.render(
        datasette,
        request,
        "claims_unsaved.html",
        {
            "why": why,
            "logins": [] if edits else await logins.links(datasette, request),
            "again": not edits,
            "claim_path": to_claim if sees else None,
            "unsaved_path": page.path(datasette, database, "claims", key, "/unsaved"),
            "words": corrections.listed(kept.fields)
            if kept.back
            else form.listed(kept.fields, words),
        },
        database=database if sees else None,
        headers={"cache-control": "private, no-store"},
    )


def _record(key: str) -> tuple[str, str]:
    """The table and the key of what the words are about (``claimform.Target.kept``)."""
    kind, _, rest = key.partition(":")
    known = {"enter": "articles", "correct": "claims"}
    return (known[kind], rest) if kind in known else ("claims", key)


def over(view: View) -> View:
    """The view of a claim; where it cannot be read just now, the words that wait for it."""

    @functools.wraps(view)
    async def page_or_words(datasette: Datasette, request: Request) -> Answer:
        try:
            return await view(datasette, request)
        except readiness.UNREADABLE as error:
            db = page.named(datasette, request)
            kept = keeping.get(datasette, request, db.name, claim.key(request))
            state = readiness.of_error(error)
            if state is None or kept is None or not kept.fields:
                raise
            to_claim = page.path(datasette, db.name, "claims", claim.key(request))
            return await page.render(
                datasette,
                request,
                "claims_unsaved.html",
                {
                    "why": f"{readiness.LINES[state]}.",
                    "logins": [],
                    "again": False,
                    "claim_path": to_claim,
                    "unsaved_path": to_claim,
                    "words": form.listed(kept.fields),
                },
                database=db.name,
                status=page.NotReady.status,
            )

    return page_or_words
