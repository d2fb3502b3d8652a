"""Typed words, rescued where others answer in front of our pages.

Datasette 0.65 refuses a form whose token is not that of the browser (its cookie is gone, or the
server has a new secret) before any view is asked, and with a bare line. And whoever logs in to send
words again is led by most ways of logging in to the home page.
"""

from __future__ import annotations

import re

from datasette.app import Datasette
from datasette.utils.asgi import Request

from datasette_claims.web import (
    changes,
    corrections,
    editing,
    entering,
    keeping,
    logins,
    page,
    sending,
)
from datasette_claims.web.asgi import App, Message, Receive, Scope, Send
from datasette_claims.web.changes import Change
from datasette_claims.wording import said

TOO_OLD = said(
    "The form was not taken: the server did not know it any more (it was started anew, or your "
    "browser lost a cookie). Nothing was changed; what you typed is still here: send it again."
)


def wrapped(datasette: Datasette, app: App) -> App:
    """The application with both mended."""

    async def ask(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        found = _change(datasette, scope) if scope["method"] == "POST" else None
        if found:
            await _change_refused(datasette, app, *found, scope, receive, send)
            return
        request = Request(scope, receive)
        leads = not {keeping.COOKIE, logins.COOKIE}.isdisjoint(request.cookies)
        await app(scope, receive, _led_back(datasette, request, send) if leads else send)

    return ask


def _change(datasette: Datasette, scope: Scope) -> tuple[Change | None, dict[str, str]] | None:
    """Which change an address takes, and its parts; None for all other addresses.

    No change is told of the form that says what a claim is: its words are its own.
    """
    path = Request(scope, None).path
    base = re.escape(datasette.setting("base_url").rstrip("/"))
    claim = rf"{base}/(?P<database>[^/]+)/-/claims/(?P<claim>[^/]+)"
    article = rf"{base}/(?P<database>[^/]+)/-/articles/(?P<article>[^/]+)"
    places: list[tuple[Change | None, str]] = [
        *((change, f"{claim}/{tail}") for change, tail in changes.ADDRESSES.items()),
        *((None, f"{claim}/{tail}") for tail in corrections.ADDRESSES.values()),
        (None, f"{article}/{corrections.ENTER}"),
    ]
    for change, place in places:
        if found := re.fullmatch(place, path):
            return change, found.groupdict()
    return None


async def _change_refused(
    datasette: Datasette,
    app: App,
    change: Change | None,
    parts: dict[str, str],
    scope: Scope,
    receive: Receive,
    send: Send,
) -> None:
    """Where the change is refused before a view saw it, its words are kept, and ours answers."""
    body = b""
    answer: list[Message] = []

    async def listen() -> Message:
        nonlocal body
        message = await receive()
        if len(body) <= sending.MOST_READ:
            body += message.get("body", b"")
        return message

    async def hold(message: Message) -> None:
        refused = answer or (message["type"] == "http.response.start" and message["status"] == 403)
        if refused:
            answer.append(message)
        else:
            await send(message)

    async def again() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    await app(scope, listen, hold)
    request = Request({**scope, "url_route": {"kwargs": parts}}, again)
    if answer and keeping.from_own_page(request):
        response = (
            await editing.kept_unseen(datasette, request, change, TOO_OLD)
            if change
            else await entering.kept_unseen(datasette, request, TOO_OLD)
        )
        if response:
            await response.asgi_send(send)
            return
    for message in answer:
        await send(message)


def _led_back(datasette: Datasette, request: Request, send: Send) -> Send:
    """``send`` that leads who has just logged in to the words that wait, or to where they were.

    Not to the home page, as most ways of logging in do."""
    home = (datasette.urls.instance(), datasette.setting("base_url"), "/")

    async def lead(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] in (302, 303):
            headers = [(key.lower(), value) for key, value in message["headers"]]
            logs_in = any(
                key == b"set-cookie" and re.match(rb'ds_actor=(?!"")[^;]', value)
                for key, value in headers
            )
            location = dict(headers).get(b"location", b"").decode("latin-1")
            waits = keeping.waiting(datasette, request)
            to = logins.back(datasette, request)
            if waits:
                to = str(page.path(datasette, waits[0], "claims", waits[1], "/unsaved"))
            if logs_in and location in home and to:
                headers = [pair for pair in headers if pair[0] != b"location"]
                headers += [
                    (b"location", to.encode("latin-1")),
                    (b"set-cookie", logins.GONE.encode("latin-1")),
                ]
                message = {**message, "headers": headers}
        await send(message)

    return lead
