"""In which language a request is answered: by its address, cookie, browser or configuration.

Datasette's own pages are in English, and so is what a program gets whose address names no language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from datasette.app import Datasette
from datasette.utils import tilde_decode
from datasette.utils.asgi import Request

from datasette_claims.web import interface, seam, settings
from datasette_claims.web.asgi import App, Message, Receive, Scope, Send

PARAMETER = "_lang"
COOKIE = "ds_claims_lang"
VARIES = "Cookie, Authorization, Accept-Language"

LASTS = 365 * 24 * 3600
"""Seconds for which a browser keeps the language that was chosen."""

_CHOICE = "datasette-claims.language"
"""In the scope of a request: which language it is to be answered in, and why."""


class Choice(NamedTuple):
    """``negotiated``: another browser may get another language at the same address.

    ``asked`` is what the address itself asks for, if it is on offer.
    """

    language: str
    negotiated: bool
    asked: str = ""


def negotiated(header: str, languages: Sequence[str]) -> str | None:
    """Of the languages on offer the one that a browser would rather have; None if none of them.

    >>> negotiated("fr, id-ID;q=0.9, en;q=0.8", ("en", "id"))
    'id'
    """
    wanted = []
    for place, part in enumerate(header.split(",")):
        tag, _, weight = part.partition(";")
        found = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", weight) if weight else None
        quality = float(found[1]) if found else 0.0 if weight else 1.0
        if quality:
            wanted.append((-quality, place, tag.strip()))
    for *_, tag in sorted(wanted):
        if found_tag := interface.known(tag, languages):
            return found_tag
    return None


def choose(datasette: Datasette, request: Request) -> Choice:
    """Address, cookie, browser, configuration, English: the first that names what is on offer.

    A public copy is asked by its address and its configuration only, so that anybody may keep its
    pages.
    """
    languages = interface.offered()
    asked = interface.known(dict(parse_qsl(request.query_string)).get(PARAMETER, ""), languages)
    configured = seam.plugin_config(datasette).get(settings.LANGUAGE)
    usual = interface.known(str(configured or ""), languages) or interface.ENGLISH
    if _is_public(datasette, request):
        return Choice(asked or usual, negotiated=False, asked=asked or "")
    language = (
        asked
        or interface.known(request.cookies.get(COOKIE) or "", languages)
        or negotiated(request.headers.get("accept-language") or "", languages)
        or usual
    )
    return Choice(language, negotiated=True, asked=asked or "")


def _is_public(datasette: Datasette, request: Request) -> bool:
    """Does the page show what nobody can change here: an immutable file, or nothing but such?"""
    base = datasette.setting("base_url").rstrip("/")
    route = tilde_decode(request.path.removeprefix(base).strip("/").partition("/")[0])
    served = [db for name, db in datasette.databases.items() if not name.startswith("_")]
    here = [db for db in served if db.route == route] or served
    return bool(here) and not any(db.is_mutable for db in here)


def speak(request: Request | None) -> None:
    """Have what is rendered for this request from here on be in its language."""
    choice = request.scope.get(_CHOICE) if request else None
    if choice:
        interface.begin(choice.language)


def chosen(request: Request) -> Choice:
    """What was chosen for this request."""
    return request.scope.get(_CHOICE) or Choice(interface.ENGLISH, negotiated=False)


def wrapped(datasette: Datasette, app: App) -> App:
    """The application, in which each request knows its language; none is left to the next."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        choice = choose(datasette, Request(scope, receive))
        carries = choice.asked and not choice.negotiated
        base = datasette.setting("base_url")
        with interface.speaking(interface.ENGLISH):
            await app(
                {**scope, _CHOICE: choice},
                receive,
                _carrying(base, choice.asked, send) if carries else send,
            )

    return answer


def headers(request: Request) -> dict[str, str]:
    """What an answer of ours in words says of its language beside the caching rule."""
    choice = chosen(request)
    if not choice.negotiated:
        return {}
    if not choice.asked:
        return {"vary": VARIES}
    kept = f"{COOKIE}={choice.asked}; Path=/; Max-Age={LASTS}; SameSite=Lax; HttpOnly"
    return {"vary": VARIES, "set-cookie": kept, "cache-control": "private, no-store"}


def _carrying(base: str, language: str, send: Send) -> Send:
    """``send`` for a page whose links keep the language that its address asked for."""
    held: list[Message] = []

    async def carry(message: Message) -> None:
        if message["type"] == "http.response.start":
            kinds = [v for k, v in message.get("headers", ()) if k.lower() == b"content-type"]
            if kinds and kinds[0].startswith(b"text/html"):
                kept = [each for each in message["headers"] if each[0].lower() != b"content-length"]
                held.append({**message, "headers": kept})
                return
        elif held:
            held.append(message)
            if message.get("more_body"):
                return
            start, *parts = held
            body = b"".join(part.get("body", b"") for part in parts).decode()
            await send(start)
            message = {
                "type": "http.response.body",
                "body": with_language(body, base, language).encode(),
            }
        await send(message)

    return carry


def with_language(html: str, base: str, language: str) -> str:
    """A page whose links to pages of ours, and forms that search them, name the language too."""
    more = urlencode({PARAMETER: language})

    def link(found: re.Match[str]) -> str:
        path, query, rest = found["path"], found["query"] or "", found["rest"]
        if f"{PARAMETER}=" in query or not _is_page(path, base):
            return found[0]
        return f"{found['before']}{path}{query}{'&amp;' if query else '?'}{more}{rest}"

    html = re.sub(
        r'(?P<before><a\b[^>]*?\bhref=")(?P<path>/[^"?#]*)(?P<query>\?[^"#]*)?(?P<rest>(?:#[^"]*)?")',
        link,
        html,
    )
    hidden = f'<input type="hidden" name="{PARAMETER}" value="{language}">'
    return re.sub(r'<form\b[^>]*\bmethod="get"[^>]*>', rf"\g<0>{hidden}", html)


def _is_page(path: str, base: str) -> bool:
    inner = path.removeprefix(base.rstrip("/"))
    ours = "/-/" in inner[1:] or inner in ("", "/", "/about")
    return ours and "." not in inner.rpartition("/")[2]


class Switch(NamedTuple):
    """A way to another language: its tag, its own name, where it is; ``here`` if it is spoken."""

    language: str
    name: str
    href: str
    here: bool


def switches(request: Request) -> list[Switch]:
    """The languages on offer, for the foot of a page; none where there is but one."""
    languages = interface.offered()
    spoken = interface.language()
    kept = [pair for pair in parse_qsl(request.query_string, True) if pair[0] != PARAMETER]
    found = []
    for each in languages if len(languages) > 1 else ():
        with interface.speaking(each):
            name = interface.pgettext("the name of this language in itself", "English")
        href = f"?{urlencode([*kept, (PARAMETER, each)])}"
        found.append(Switch(each, name, href, each == spoken))
    return found
