"""Who may keep a copy of a page, and for how long: one rule for all that is ours.

The headers are put on outside of Datasette, since some of the pages are Datasette's own with our
templates (home, about), and some refusals are made by Datasette or by another plugin.
"""

from __future__ import annotations

from datasette.app import Datasette
from datasette.utils.asgi import Request

from datasette_claims.web.asgi import App, Message, Receive, Scope, Send

_RULED = "datasette-claims.ruled"
"""In the scope of a request: the requests whose answers are under the rule, one at most."""


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


def wrapped(datasette: Datasette, app: App) -> App:
    """The application with the rule put on; a stricter header that is there already stays."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        requests: list[Request] = []

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start" and requests:
                sent = list(message.get("headers", ()))
                names = {bytes(name).lower() for name, _ in sent}
                more = rule(datasette, requests[-1], message["status"]).items()
                sent += [(k.encode(), v.encode()) for k, v in more if k.encode() not in names]
                message = {**message, "headers": sent}
            await send(message)

        if scope["type"] == "http":
            await app({**scope, _RULED: requests}, receive, with_headers)
        else:
            await app(scope, receive, send)

    return answer
