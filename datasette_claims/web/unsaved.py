"""Where a change leads that may not be made (any more): the typed words, and what to do."""

from __future__ import annotations

import functools

from datasette.plugins import pm
from datasette.utils import await_me_maybe
from datasette.utils.asgi import Response

from datasette_claims.store import records
from datasette_claims.web import claim, form, keeping, page, readiness, seam

LOGIN = ("log in", "login", "log-in", "sign in", "signin", "masuk")


async def show(datasette, request):
    """Shows a browser its own words alone, so whoever lost the right to see a claim has them too.

    Whoever may edit is sent on to the claim, where the words stand in the form.
    """
    db = page.find(datasette, request)
    database, key = db.name if db else request.url_vars["database"], claim.key(request)
    kept = keeping.get(datasette, request, database, key)
    sees = bool(db) and await seam.can_view(datasette, request.actor, database, "claims")
    edits = sees and db.is_mutable and await seam.can_edit(datasette, request.actor, database)
    to_claim = page.path(datasette, database, "claims", key)
    if kept is None or not kept.fields or (edits and await claim.exists(db, key)):
        return Response.redirect(to_claim, status=303)
    ours = bool(db) and await page.has_claims(db)
    vocabulary = await db.execute_fn(records.statuses) if ours else ()
    actor = request.actor
    if edits:
        why = "The claim is not in this database any more."
    elif db and not db.is_mutable:
        why = "This database is served read-only now; nothing can be changed in it."
    elif actor is None:
        why = "You are not logged in any more."
    else:
        why = "You may not change claims in this database (any more). Ask whoever runs this site."
    return await page.render(
        datasette,
        request,
        "claims_unsaved.html",
        {
            "database": database if sees else None,
            "why": why,
            "logins": [] if edits else await _logins(datasette, request),
            "again": not edits,
            "claim_path": to_claim if sees else None,
            "unsaved_path": page.path(datasette, database, "claims", key, "/unsaved"),
            "words": form.listed(kept.fields, vocabulary),
        },
        headers={"cache-control": "private, no-store"},
    )


def over(view):
    """The view of a claim; where it cannot be read just now, the words that wait for it."""

    @functools.wraps(view)
    async def page_or_words(datasette, request):
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
                    "database": db.name,
                    "why": f"{readiness.LINES[state]}.",
                    "logins": [],
                    "again": False,
                    "claim_path": to_claim,
                    "unsaved_path": to_claim,
                    "words": form.listed(kept.fields),
                },
                status=page.NotReady.status,
            )

    return page_or_words


async def _logins(datasette, request):
    """The links by which plugins let people log in, as their menus offer them to a visitor."""
    found = []
    for hook in pm.hook.menu_links(datasette=datasette, actor=None, request=request):
        for link in await await_me_maybe(hook) or []:
            if any(word in str(link.get("label", "")).lower() for word in LOGIN):
                found.append({"href": str(link["href"]), "label": str(link["label"])})
    return found
