"""An article that a program sends: read and stored at once, by the rules of the form."""

from __future__ import annotations

import functools

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request, Response

from datasette_claims.store import records
from datasette_claims.web import add, arriving, seam, sending, upload
from datasette_claims.web.asgi import Answer, View
from datasette_claims.web.sending import Unusable


def over(view: View) -> View:
    """The view of the form; whoever asks for JSON is answered here."""

    @functools.wraps(view)
    async def form_or_json(datasette: Datasette, request: Request) -> Answer:
        if request.method != "POST" or not sending.wants_json(request):
            return await view(datasette, request)
        try:
            db = await add.allowed(datasette, request)
            return await _added(request, db)
        except Exception as problem:
            known = sending.in_words(problem, request.url_vars["database"])
            if known is None:
                raise
            return known.as_json()

    return form_or_json


async def _added(request: Request, db: Database) -> Response:
    try:
        sent, options = await _sent(request)
        if not seam.is_own_form(request, sent.text("csrftoken")):
            raise Unusable(403, "Send the CSRF token of this site along, or a token and no cookie.")
        _, found = await add.brought(db, sent)
        if found.more or len(found.articles) > 1:
            raise Unusable(400, f"This holds several articles; {add.by_shell(db)}.")
        if found.doubt and not options["anyway"]:
            problem = f"{found.doubt}; to store it all the same, send “anyway”: true"
            raise Unusable(400, f"This seems to be no article: {problem}.")
        read = arriving.Read(found.articles[0], found.doubt, found.notes)
        mended = await arriving.mended(db, read, upload.Sent({}))
    except upload.TooLarge:
        raise Unusable(413, add.too_large(db)) from None
    except arriving.TooSlow:
        message = f"Reading this takes too long here; {add.by_shell(db)}."
        raise Unusable(503, message) from None
    told = {
        "details": arriving.details(mended.article, mended.analysis),
        "notes": list(found.notes),
    }
    if options["dry_run"]:
        found_claims = len(mended.analysis.claims)
        return Response.json({"ok": True, "dry_run": True, "found": found_claims, **told})
    outcome = await add.store(request, db, mended)
    stored = await db.execute_fn(lambda conn: records.article(conn, outcome.article_id))
    return Response.json(
        {
            "ok": True,
            "article": outcome.article_id,
            "outcome": outcome.kind,
            "message": add.told(outcome),
            **told,
            "claims": [claim["id"] for claim in stored.claims] if stored else [],
        }
    )


async def _sent(request: Request) -> tuple[upload.Sent, dict[str, bool]]:
    """The fields as those of a form, which may bring a file; and what only programs say."""
    kind = (request.headers.get("content-type") or "").partition(";")[0].strip().lower()
    if kind != "application/json":
        form = await upload.read(request)
        options = {name: form.text(name) == "true" for name in ("dry_run", "anyway")}
        return form, options
    try:
        sent = await sending.read(request, upload.MOST)
    except Unusable as refusal:
        if refusal.status == 413:
            raise upload.TooLarge from None
        raise
    options = {name: sent.fields.get(name) is True for name in ("dry_run", "anyway")}
    texts = {
        name: (text,)
        for name in sent.fields
        if name not in options and (text := sent.text(name)) is not None
    }
    return upload.Sent(texts), options
