"""What others answer in front of our pages, mended where words would be lost or a way would end.

Datasette 0.65 refuses a form whose token is not that of the browser (its cookie is gone, or the
server has a new secret) before any view is asked, and with a bare line. And whoever logs in to send
words again is led by most ways of logging in to the home page.
"""

from __future__ import annotations

import re

from datasette.utils.asgi import Request

from datasette_claims.web import editing, keeping, page, sending

CHANGE = re.compile(
    r"/(?P<database>[^/]+)/-/claims/(?P<claim>[^/]+)/"
    r"(?P<change>status|note|evidence|carry|unrelated|reading)(?:/.+)?$"
)
TOO_OLD = (
    "The form was not taken: the server did not know it any more (it was started anew, or your "
    "browser lost a cookie). Nothing was changed; what you typed is still here: send it again."
)


def wrapped(datasette, app):
    """The application with both mended."""

    async def ask(scope, receive, send):
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        found = _change(datasette, scope)
        if found and scope["method"] == "POST":
            await _change_refused(datasette, app, found, scope, receive, send)
            return
        request = Request(scope, receive)
        leads = keeping.COOKIE in request.cookies
        await app(scope, receive, _led_back(datasette, request, send) if leads else send)

    return ask


def _change(datasette, scope):
    """The parts of an address where changes are sent to."""
    path = Request(scope, None).path
    base = datasette.setting("base_url").rstrip("/")
    return CHANGE.match(path[len(base) :]) if path.startswith(base) else None


async def _change_refused(datasette, app, found, scope, receive, send):
    """Where the change is refused before a view saw it, its words are kept, and ours answers."""
    body, answer = b"", []

    async def listen():
        nonlocal body
        message = await receive()
        if len(body) <= sending.MOST_READ:
            body += message.get("body", b"")
        return message

    async def hold(message):
        refused = answer or (message["type"] == "http.response.start" and message["status"] == 403)
        if refused:
            answer.append(message)
        else:
            await send(message)

    async def again():
        return {"type": "http.request", "body": body, "more_body": False}

    await app(scope, listen, hold)
    request = Request({**scope, "url_route": {"kwargs": found.groupdict()}}, again)
    if answer and keeping.from_own_page(request):
        response = await editing.kept_unseen(datasette, request, found["change"], TOO_OLD)
        if response:
            await response.asgi_send(send)
            return
    for message in answer:
        await send(message)


def _led_back(datasette, request, send):
    """``send`` that leads who has just logged in to the words that wait, not to the home page."""
    home = (datasette.urls.instance(), datasette.setting("base_url"), "/")

    async def lead(message):
        if message["type"] == "http.response.start" and message["status"] in (302, 303):
            headers = [(key.lower(), value) for key, value in message["headers"]]
            logs_in = any(
                key == b"set-cookie" and re.match(rb'ds_actor=(?!"")[^;]', value)
                for key, value in headers
            )
            location = dict(headers).get(b"location", b"").decode("latin-1")
            waits = keeping.waiting(datasette, request)
            if logs_in and location in home and waits:
                to = str(page.path(datasette, waits[0], "claims", waits[1], "/unsaved"))
                headers = [pair for pair in headers if pair[0] != b"location"]
                message = {**message, "headers": [*headers, (b"location", to.encode("latin-1"))]}
        await send(message)

    return lead
