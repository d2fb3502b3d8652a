"""What all pages do: find the database, ask whether it may be seen, render, send the headers."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from collections.abc import Iterable, Mapping

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import PrefixedUrlString, tilde_decode, tilde_encode
from datasette.utils.asgi import Base400, Forbidden, NotFound, Request, Response

from datasette_claims.store import guards
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import caching, choosing, naming, readiness, seam, sending
from datasette_claims.web.asgi import Actor, Answer, View
from datasette_claims.wording import said

PARTS = (
    "article_times",
    "articles", "article_links", "article_versions", "claim_spans", "speakers", "speaker_aliases",
    "outlets", "evidence", "status_history", "review_notes", "acts", "relations", "readings",
    "leases", "second_readings", "assignments", "looked",
    "speaker_names", "speaker_pairs", "saved_searches",
)  # fmt: skip
"""Tables whose rows our pages show: to those alone whom Datasette lets see the table itself."""

CLOSED = {
    "acts": said("You may not see what people did in this database"),
    "articles": said("You may not see the articles of this database"),
    "outlets": said("You may not see the outlets of this database"),
    "saved_searches": said("You may not see the saved searches of this database"),
    "speakers": said("You may not see the speakers of this database"),
}
"""What is told to whom the rows of a table are not shown that a page is about."""

PROGRAMS = (".json", ".jsonld", ".annotations", ".atom")
"""What addresses end in that programs ask for: they are refused in JSON."""

FILES = (".csv", ".txt", ".xml", ".png")
"""And what those end in that are saved: they are refused in a line of text."""

VIEW = "claims"
"""The name by which Datasette knows the view of every page of ours."""

NO_TABLES = readiness.LINES["foreign"]


class NotReady(Base400):
    """A claims database that this program cannot show; the message says what to do."""

    status = 503


def answered(view: View) -> View:
    """The view, with its refusals as pages of ours.

    Datasette has a page for them too, but before it shows that one it prints the traceback with
    every local variable to the console wherever rich is installed: who asked, and with what cookie.
    """

    @functools.wraps(view)
    async def answer(datasette: Datasette, request: Request) -> Answer:
        caching.ruled(request)
        # A program is told things in English unless its address asks for another language.
        for_people = not (_for_programs(request) or request.path.endswith(FILES))
        if for_people or choosing.chosen(request).asked:
            choosing.speak(request)
        try:
            response = await caching.unchanged(request) or await view(datasette, request)
        except Forbidden:
            raise  # a plugin may answer it with a way to log in
        except Base400 as refusal:
            response = await _refusal(datasette, request, str(refusal.args[0]), refusal.status)
        except readiness.UNREADABLE as error:
            state = readiness.of_error(error)
            if state is None:
                raise
            line = readiness.LINES[state]
            response = await _refusal(datasette, request, line, NotReady.status)
        response.headers["x-content-type-options"] = "nosniff"
        return response

    return answer


def read_only(view: View) -> View:
    """The view, to which nothing can be sent."""

    @functools.wraps(view)
    async def read(datasette: Datasette, request: Request) -> Answer:
        if request.method in ("GET", "HEAD"):
            return await view(datasette, request)
        message, allow = "Only GET is answered here", {"allow": "GET, HEAD"}
        if not _for_programs(request):
            return Response.text(f"{message}\n", status=405, headers=allow)
        answer = seam.error(message, 405)
        answer.headers.update(allow)
        return answer

    return read


def _for_programs(request: Request) -> bool:
    return request.path.endswith(PROGRAMS) or sending.wants_json(request)


async def _refusal(datasette: Datasette, request: Request, message: str, status: int) -> Response:
    if _for_programs(request):
        return seam.error(message, status)
    if request.path.endswith(FILES):
        return Response.text(f"{message}\n", status=status)
    db = find(datasette, request)
    name = db.name if db and (status != 404 or (await readiness.glance(db)).ready) else None
    return await render(
        datasette,
        request,
        "claims_refused.html",
        {"message": message, "status": status},
        database=name,
        status=status,
    )


async def database(datasette: Datasette, request: Request) -> Database:
    """The database that the address names, for an actor who may see its claims."""
    db = named(datasette, request)
    if not await seam.can_view(datasette, request.actor, db.name, "claims"):
        raise Forbidden(said("You may not see the claims of this database"))
    return db


async def database_with(datasette: Datasette, request: Request, table: str) -> Database:
    """The same, of claims, for an actor who may see the rows of this table of it too."""
    db = await database(datasette, request)
    if not await seam.can_view(datasette, request.actor, db.name, table):
        raise Forbidden(CLOSED[table])
    if not await has_claims(db):
        raise NotFound(NO_TABLES)
    return db


async def sees(
    datasette: Datasette, actor: Actor | None, db: Database, tables: Iterable[str] = PARTS
) -> dict[str, bool]:
    """Which of these tables this actor may see; each is asked for once a page, so name few."""
    return {table: await seam.can_view(datasette, actor, db.name, table) for table in tables}


def named(datasette: Datasette, request: Request) -> Database:
    """The database that the address names; 404 where there is none."""
    db = find(datasette, request)
    if db is None:
        raise NotFound(said("There is no database of this name"))
    return db


def find(datasette: Datasette, request: Request) -> Database | None:
    """The database that the address names, or None."""
    try:
        db = datasette.get_database(route=tilde_decode(request.url_vars["database"]))
    except KeyError:
        return None
    return None if db.name.startswith("_") else db


async def has_claims(db: Database) -> bool:
    """True where the database has our tables, not just a table of one of those names.

    ``NotReady`` where it has them, but of another version of this program.
    """
    found = await readiness.ask(db)
    if found.state in ("older", "newer"):
        raise NotReady(found.line)
    return found.ready


def path(
    datasette: Datasette, database_name: str, kind: str, key: str | None = None, tail: str = ""
) -> PrefixedUrlString:
    """Where a page of ours is: ``path(ds, "news", "claims", "a1")`` -> ``/news/-/claims/a1``."""
    rest = f"/{tilde_encode(key)}" if key is not None else ""
    return PrefixedUrlString(f"{datasette.urls.database(database_name)}/-/{kind}{rest}{tail}")


async def render(
    datasette: Datasette,
    request: Request,
    template: str,
    context: Mapping[str, object],
    *,
    database: str | None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A page of ours about a database; about none where it is not to be named.

    Its template gets ``claims_path(key, tail)`` and its like for articles and speakers.
    """
    paths = {
        f"{kind}_path": functools.partial(path, datasette, database, kind)
        for kind in ("claims", "articles", "speakers", "searches")
        if database is not None
    }
    choosing.speak(request)
    called = await naming.called(datasette)
    html = await datasette.render_template(
        template,
        {
            **context,
            **paths,
            "database": database,
            "many_databases": sum(not name.startswith("_") for name in datasette.databases) > 1,
            "site_called": called,
            "site_name": called or naming.PLAIN,
            "guards_warning": await _guards_warning(datasette, request, database),
        },
        request=request,
        view_name=VIEW,
    )
    html = html.replace("\0", "\ufffd")  # names and roles may hold a NUL too; HTML cannot
    return Response.html(
        html,
        status=status,
        headers={
            "content-security-policy": content_security_policy(html),
            "referrer-policy": "no-referrer",
            **(headers or {}),
        },
    )


async def _guards_warning(
    datasette: Datasette, request: Request, database: str | None
) -> str | None:
    """For an editor: that the triggers of this database are not what they should be."""
    db = datasette.databases.get(database) if database else None
    if db is None or request.actor is None:
        return None
    if not await seam.can_edit(datasette, request.actor, db.name):
        return None
    try:
        return await db.execute_fn(guards.warning)
    except sqlite3.Error:  # the page says what is wrong with the file
        return None


def content_security_policy(html: str) -> str:
    """The page's policy: our own scripts, and those of the frame that Datasette sets around it.

    The frame has inline scripts, and plugins and newsrooms add their own to it. They are allowed by
    their hash, taken from the frame alone: nothing within ``<section class="content">`` counts, so
    a script that slipped into an article's text would not run. A frame of another make that has no
    such section gets no inline script at all.
    """
    before, section, rest = html.partition('<section class="content">')
    frame = before + rest.rpartition("</section>")[2] if section else ""
    scripts, sheets = [], []
    for attributes, code in re.findall(r"<script\b([^>]*)>(.*?)</script>", frame, re.DOTALL):
        source = re.search(r'\bsrc="(https?://[^"\s;,]+)"', attributes)
        if source:
            scripts.append(source[1])
        elif "src=" not in attributes and "application/ld+json" not in attributes:
            digest = hashlib.sha256(code.encode()).digest()
            scripts.append(f"'sha256-{base64.b64encode(digest).decode()}'")
    for tag in re.findall(r'<link rel="stylesheet"[^>]*>', frame):
        source = re.search(r'\bhref="(https?://[^"\s;,]+)"', tag)
        if source:
            sheets.append(source[1])
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self'", *scripts)),
            " ".join(("style-src 'self' 'unsafe-inline'", *sheets)),
            "img-src 'self' data: https:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )
