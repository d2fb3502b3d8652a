"""Who may keep a copy of a page, and for how long: one rule for all that is ours.

A page of a public copy bears a mark (ETag) that is the same on every machine which serves the same
edition in the same way. Who comes back with it is told that nothing has changed.

The headers are put on outside of Datasette, since some of the pages are Datasette's own with our
templates (home, about), and some refusals are made by Datasette or by another plugin.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import tilde_decode
from datasette.utils.asgi import Request, Response

from datasette_claims.web import choosing, editions, seam, timelimit
from datasette_claims.web.asgi import App, Message, Receive, Scope, Send

_RULED = "datasette-claims.ruled"
"""In the scope of a request: the requests whose answers are under the rule, one at most."""

_WAYS = "datasette-claims.way"
"""In the scope of a request: the way in which this server shows editions."""

REMEMBERED = 50_000
"""Marks of pages that this process has sent and knows without making the page again."""


def rule(datasette: Datasette, request: Request, status: int) -> dict[str, str]:
    """Anybody for a moment where a visitor reads what is there; nobody in every other case.

    Not a failure, which may be over in a second, and not what somebody sees who is logged in.
    """
    ttl = datasette.setting("default_cache_ttl")
    public = request.actor is None and request.method in ("GET", "HEAD") and status == 200
    return {
        "cache-control": f"max-age={ttl}" if public and ttl else "private, no-store",
        "vary": "Cookie, Authorization",
    }


def ruled(request: Request | None) -> None:
    """Have the rule hold for whatever answers this request."""
    if request and _RULED in request.scope:
        request.scope[_RULED].append(request)


def _has_words(headers: list[tuple[bytes, bytes]]) -> bool:
    """Is it a page that people read, in a language of theirs?"""
    return any(k.lower() == b"content-type" and v.startswith(b"text/html") for k, v in headers)


def _with(sent: list[tuple[bytes, bytes]], more: dict[str, str]) -> list[tuple[bytes, bytes]]:
    """The headers with those that are not there yet; what an answer varies by is added up."""
    names = {bytes(name).lower() for name, _ in sent}
    added = [(k.encode(), v.encode()) for k, v in more.items() if k.encode() not in names]
    told = [value.decode() for name, value in sent if name.lower() == b"vary"]
    varies = ", ".join([*told, more["vary"]]).split(", ")
    kept = [(name, value) for name, value in [*sent, *added] if name.lower() != b"vary"]
    return [*kept, (b"vary", ", ".join(dict.fromkeys(varies)).encode())]


def is_ruled(request: Request) -> bool:
    """Is the answer to this request one of ours?"""
    return bool(request.scope.get(_RULED))


def wrapped(datasette: Datasette, app: App) -> App:
    """The application with the rule put on; a stricter header that is there already stays."""
    way = _Way(datasette)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        requests: list[Request] = []
        unchanged = False
        fell_short: list[bool] = []

        async def with_headers(message: Message) -> None:
            nonlocal unchanged
            if message["type"] == "http.response.start" and requests:
                sent = list(message.get("headers", ()))
                # What lacks something is no page to keep: as little as a failure.
                status = 503 if fell_short else message["status"]
                more = rule(datasette, requests[-1], status)
                if _has_words(sent):
                    more |= choosing.headers(requests[-1])
                sent = _with(sent, more)
                mark = await way.mark(requests[-1], sent) if status == 200 else None
                if mark:
                    sent.append((b"etag", mark.encode()))
                    way.sent(mark, sent)
                    unchanged = mark in _held(requests[-1])
                message = {**message, "headers": sent}
                if unchanged:
                    kept = [(name, value) for name, value in sent if name.lower() not in OF_A_BODY]
                    message = {**message, "status": 304, "headers": kept}
            if unchanged and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        if scope["type"] == "http":
            asking = timelimit.FELL_SHORT.set(fell_short)
            try:
                await app({**scope, _RULED: requests, _WAYS: way}, receive, with_headers)
            finally:
                timelimit.FELL_SHORT.reset(asking)
        else:
            await app(scope, receive, send)

    return answer


async def unchanged(request: Request) -> Response | None:
    """The answer to a visitor who has the page, before anything is read for it.

    The mark says that it is the same edition, shown in the same way, and that this process has sent
    the page to a visitor; ``wrapped`` makes a 304 of it.
    """
    way: _Way | None = request.scope.get(_WAYS)
    kind = await way.known(request) if way else None
    return Response("", content_type=kind) if kind else None


def _held(request: Request) -> list[str]:
    """The marks of the pages that whoever asks has."""
    told = request.headers.get("if-none-match") or ""
    return [each.strip() for each in told.split(",") if each.strip()]


class _Way:
    """In which way a server shows an edition: program, plugins, configuration, templates."""

    def __init__(self, datasette: Datasette) -> None:
        self._datasette = datasette
        self._way = ""
        self._editions: dict[Database, str] = {}
        self._sent: dict[str, str] = {}

    def sent(self, mark: str, headers: Iterable[tuple[bytes, bytes]]) -> None:
        """Remember that a visitor was sent the page of this mark."""
        if len(self._sent) >= REMEMBERED:
            self._sent.clear()
        kinds = [value.decode() for name, value in headers if name.lower() == b"content-type"]
        self._sent[mark] = kinds[0] if kinds else "text/html; charset=utf-8"

    async def known(self, request: Request) -> str | None:
        """What kind of page somebody has who asks with its mark; None where that is to be made."""
        held = _held(request)
        mark = await self.mark(request, []) if held else None
        return self._sent.get(mark) if mark in held else None

    async def mark(self, request: Request, headers: list[tuple[bytes, bytes]]) -> str | None:
        """The ETag of a page of an edition that anybody reads; None for every other."""
        if request.method not in ("GET", "HEAD") or request.actor is not None:
            return None
        if "cookie" in request.headers or any(name.lower() in OWN for name, _ in headers):
            return None
        edition = await self._edition(str(request.url_vars.get("database") or ""))
        if not edition:
            return None
        self._way = self._way or _digest(list(_told(self._datasette)))
        # Pages tell how long ago something was, in a tooltip; a day is exact enough.
        day = datetime.now(timezone.utc).date().isoformat()
        host = f"{request.scheme}://{request.headers.get('host') or ''}"
        spoken = choosing.chosen(request).language
        shown = [edition, self._way, day, host, request.full_path, spoken]
        return f'W/"{_digest(shown)}"'

    async def _edition(self, route: str) -> str:
        try:
            db = self._datasette.get_database(route=tilde_decode(route)) if route else None
        except KeyError:
            return ""
        if db is None:
            return ""
        if db not in self._editions:
            made = await editions.of(db)
            if made is None:
                return ""
            self._editions[db] = f"{db.name} {made.content_hash} {made.made_on} {made.previous_id}"
        return self._editions[db]


OF_A_BODY = (b"content-length", b"content-type")
"""Headers that tell of a body that is not sent."""

OWN = (b"set-cookie", b"etag")
"""An answer that has one of these is somebody's own, or is marked already."""


def _told(datasette: Datasette) -> Iterator[object]:
    yield version("datasette-claims"), version("datasette")
    yield sorted((str(plugin["name"]), str(plugin["version"])) for plugin in datasette._plugins())
    yield seam.configuration(datasette), datasette._metadata_local, datasette._settings
    folder = datasette.template_dir
    for path in sorted(Path(folder).rglob("*")) if folder else ():
        if path.is_file():
            yield (
                path.relative_to(str(folder)).as_posix(),
                hashlib.sha256(path.read_bytes()).hexdigest(),
            )


def _digest(told: object) -> str:
    text = json.dumps(told, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
