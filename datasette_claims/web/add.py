"""Add an article: pasted, chosen as a file or brought from a page; looked at; then stored."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request, Response

from datasette_claims.loading import languages, one
from datasette_claims.model import Article
from datasette_claims.reading import Document, kinds, mending
from datasette_claims.store import adding, moments
from datasette_claims.store.writing import Outcome
from datasette_claims.web import arriving, interface, keeping, preview, seam, sending, upload
from datasette_claims.web import page as pages
from datasette_claims.web.rating import rated
from datasette_claims.web.sending import Unusable
from datasette_claims.wording import said, said_n

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_OPTION = re.compile(r"--[a-z-]+(?: [A-Z]+| \"[^\"]*\")?")

TOO_OLD = said(
    "The form was not taken: the server did not know it any more (it was started anew, or your "
    "browser lost a cookie). Nothing was stored; what you typed is still here: send it again."
)


async def page(datasette: Datasette, request: Request) -> Response:
    """The form, the preview of what it brought, or, once saved, the way to the article."""
    try:
        db = await allowed(datasette, request)
    except Unusable as refusal:
        if refusal.status == 405:
            return Response.text(f"{refusal}\n", status=405, headers=refusal.headers)
        if request.method == "POST" and keeping.from_own_page(request):
            return await _refused(datasette, request, refusal)
        raise refusal.as_page() from None
    if request.method != "POST":
        return await _form(datasette, request, db)
    sent = upload.Sent({})
    try:
        sent = await upload.read(request)
        if not seam.is_own_form(request, sent.text("csrftoken")):
            raise Unusable(403, TOO_OLD)
        if sent.text("article") is None:
            return await _read(datasette, request, db, sent)
        return await _look(datasette, request, db, sent)
    except upload.TooLarge:
        return await _form(datasette, request, db, message=too_large(db), status=413)
    except arriving.TooSlow:
        message = said("Reading this takes too long here; {by_shell}.", by_shell=by_shell(db))
        return await _form(datasette, request, db, sent, message=message, status=503)
    except Unusable as refusal:
        return await _form(
            datasette, request, db, sent, message=str(refusal), status=refusal.status
        )


async def allowed(datasette: Datasette, request: Request) -> Database:
    """The database that may be added to: found, else allowed, else writable, else asked rightly."""
    db = pages.find(datasette, request)
    if db is None:
        raise Unusable(404, said("There is no database of this name."))
    if not db.is_mutable:
        raise Unusable(403, said("This database is served read-only; nothing can be added."))
    if not await seam.can_add(datasette, request.actor, db):
        raise Unusable(403, said("You may not add articles to this database."))
    if not await pages.has_claims(db):
        raise Unusable(404, pages.NO_TABLES)
    if request.method not in ("GET", "HEAD", "POST"):
        raise Unusable(405, "Only GET and POST are answered here", headers={"allow": "GET, POST"})
    return db


async def _refused(datasette: Datasette, request: Request, refusal: Unusable) -> Response:
    """What was typed, given back: its sender is logged in no more, or the database has changed."""
    try:
        most = sending.MOST_READ
        sent = await upload.read(request, most, most)
        words = sent.text("text") or arriving.unsigned(datasette, sent.text("article") or "").text
    except (upload.TooLarge, Unusable):
        words = ""
    if not words:
        raise refusal.as_page()
    context = {"title": said("Not added"), "message": str(refusal), "words": words}
    return await pages.render(
        datasette, request, "claims_add_refused.html", context, database=None, status=refusal.status
    )


async def _form(
    datasette: Datasette,
    request: Request,
    db: Database,
    sent: upload.Sent | None = None,
    *,
    message: str = "",
    status: int = 200,
) -> Response:
    """The form, with the texts that were sent and could not be read."""
    names = ("text", "markup", *mending.DETAILS)
    return await pages.render(
        datasette,
        request,
        "claims_add.html",
        {
            "title": said("Add an article"),
            "message": message,
            "values": {name: (sent.text(name) if sent else "") or "" for name in names},
            "languages": _languages(),
            "largest": upload.LARGEST,
            "file": _file(db),
        },
        database=db.name,
        status=status,
    )


async def _read(
    datasette: Datasette, request: Request, db: Database, sent: upload.Sent
) -> Response:
    """The preview of what was brought; or the choice, where it holds several articles."""
    name, found = await brought(db, sent)
    if found.more or len(found.articles) > 1:
        return await _choose(datasette, request, db, name, found)
    article = found.articles[0]
    markup = not sent.file and (sent.text("markup") or "")
    remarks = arriving.remarks(sent, article) if markup else ()
    read = arriving.Read(article, found.doubt, (*remarks, *found.notes))
    return await _look(datasette, request, db, upload.Sent({}), read)


async def brought(db: Database, sent: upload.Sent) -> tuple[str, one.Reading]:
    """What a file, the markup of a page, or a text holds, and how that is called."""
    told = {name: value for name in mending.DETAILS if (value := (sent.text(name) or "").strip())}
    text, markup = sent.text("text") or "", sent.text("markup") or ""
    if sent.file:
        name, data = sent.file
        document = Document.of(data, name or "the file")
    elif markup.strip():
        # What the page says of itself goes before what the browser said of it.
        data = _whole(markup).encode()
        brought = {**told, "content_type": "text/html; charset=utf-8"}
        document, told = Document.of(data, "page.html", told=brought), {}
    elif _ADDRESS.fullmatch(text.strip()):
        raise Unusable(400, _not_fetched(db, text.strip()))
    elif text.strip():
        document = one.pasted(text, "the text")
        data = text.encode()
    else:
        raise Unusable(400, said("Paste a text or choose a file first."))
    if len(data) > upload.LARGEST:
        raise upload.TooLarge
    found = await arriving.in_time(lambda: one.read(document, told))
    if not found.articles:
        raise Unusable(400, _why(db, found))
    return document.name, found


async def _choose(
    datasette: Datasette, request: Request, db: Database, name: str, found: one.Reading
) -> Response:
    """The articles of what holds several, of which one is looked at."""

    def signed() -> list[tuple[Article, str]]:
        return [
            (article, arriving.signed(datasette, arriving.Read(article)))
            for article in found.articles
        ]

    return await pages.render(
        datasette,
        request,
        "claims_add_choose.html",
        {
            "title": said("Which article?"),
            "name": name,
            "articles": await arriving.in_time(signed),
            "more": found.more,
            "failures": found.failures,
            "notes": found.notes,
            "file": _file(db),
        },
        database=db.name,
    )


async def _look(
    datasette: Datasette,
    request: Request,
    db: Database,
    sent: upload.Sent,
    read: arriving.Read | None = None,
) -> Response:
    """The preview with what was mended so far; or the article, where it is to be saved."""
    if read is None:
        carried = sent.text("article") or ""
        read = await arriving.in_time(lambda: arriving.unsigned(datasette, carried))
    mended = await arriving.mended(db, read, sent)
    if sent.text("step") == "save" and not mended.problems:
        try:
            outcome = await store(request, db, mended)
        except Exception as problem:
            known = sending.in_words(problem, db.name)
            if known is None:
                raise
            return await _show(datasette, request, db, read, mended, known)
        sending.announce(datasette, request, told(outcome))
        there = pages.path(datasette, db.name, "articles", outcome.article_id)
        return Response.redirect(there, status=303)
    return await _show(datasette, request, db, read, mended)


async def _show(
    datasette: Datasette,
    request: Request,
    db: Database,
    read: arriving.Read,
    mended: arriving.Mended,
    refusal: Unusable | None = None,
) -> Response:
    article, analysis = mended.article, mended.analysis
    standing = await arriving.asked(db, lambda store: adding.standing(store, article, analysis))
    known = _languages()
    lines = await arriving.in_time(
        lambda: preview.paragraphs(read.article, mended.dropped, article, analysis)
    )
    return await pages.render(
        datasette,
        request,
        "claims_add_preview.html",
        {
            "title": said("{title} · not saved yet", title=article.title or said("An article")),
            "signed": await arriving.in_time(lambda: arriving.signed(datasette, read)),
            "article": article,
            "kind": kinds.label(article.kind),
            "details": preview.details(article, analysis),
            "language": analysis.language,
            "languages": known,
            "values": {**arriving.details(article, analysis), **mended.typed},
            "problems": mended.problems,
            "first_problem": next(iter(mended.problems), None),
            "refusal": str(refusal) if refusal else "",
            "doubt": read.doubt,
            "notes": read.notes,
            "selected": arriving.SELECTED in read.notes,
            "paragraphs": lines,
            "not_shown": len(mending.paragraphs(read.article.text)) - len(lines),
            "listed": preview.entries(article, analysis),
            "total": len(analysis.claims),
            "standing": standing,
        },
        database=db.name,
        status=refusal.status if refusal else 200,
    )


async def store(request: Request, db: Database, mended: arriving.Mended) -> Outcome:
    actor = sending.author(request)
    return await seam.write(
        db,
        rated(
            lambda store: adding.add(store, mended.article, mended.analysis, actor, moments.now())
        ),
    )


def _languages() -> dict[str, str]:
    """The languages that are read, by code, as the page calls them."""
    return {code: interface.called(code) for code in languages.names()}


def _whole(markup: str) -> str:
    """A page of its own, also where only a part of one was brought."""
    if "<html" in markup[:2000].lower():
        return markup
    return f"<!doctype html><html><body>{markup}</body></html>"


def _why(db: Database, found: one.Reading) -> str:
    """Why nothing was read, in the words of who reads; options of the shell are for the shell."""
    reason = found.failures[0].reason if found.failures else said("it holds no text")
    for_shell = _OPTION.search(reason)
    if not for_shell:
        return said("This cannot be read: {reason}.", reason=reason.rstrip("."))
    words = reason[: for_shell.start()].rpartition(";")[0] or said("it needs a choice")
    return said(
        "This cannot be read here: {words}; {by_shell} {option}",
        words=words,
        by_shell=by_shell(db),
        option=for_shell[0],
    )


def _not_fetched(db: Database, address: str) -> str:
    return said(
        "This is an address, and nothing is fetched from here. Open the page and bring it with the "
        "bookmarklet, paste its text, or load it in the shell: {command}",
        command=f"datasette claims load {_file(db)} {shlex.quote(address)}",
    )


def too_large(db: Database) -> str:
    return said(
        "This is more than {size} MB; {by_shell}.",
        size=upload.LARGEST // 1024**2,
        by_shell=by_shell(db),
    )


def by_shell(db: Database) -> str:
    return said(
        "load it in the shell: {command}", command=f"datasette claims load {_file(db)} FILE"
    )


def _file(db: Database) -> str:
    return Path(db.path).name if db.path else f"{db.name}.db"


def told(outcome: Outcome) -> str:
    """What became of it, in one line."""
    found = said_n("{n} claim found", "{n} claims found", sum(outcome.claims.values()))
    words = {
        "new": said("Added: {found}.", found=found),
        "changed": said("Brought up to date: {found}.", found=found),
        "read anew": said("Brought up to date: {found}.", found=found),
        "unchanged": said("This article was here already; nothing has changed."),
    }[outcome.kind]
    return said("{words} It {clash}.", words=words, clash=outcome.clash) if outcome.clash else words
