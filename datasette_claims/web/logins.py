"""Logging in from where one is, and back to it.

Most ways of logging in lead to the home page. So whoever goes there from a claim takes a signed
cookie along, for a quarter of an hour, by which ``rescue`` leads them back.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm
from datasette.utils import await_me_maybe, tilde_decode
from datasette.utils.asgi import Request, Response
from itsdangerous import BadSignature

from datasette_claims.web import page, place
from datasette_claims.web.asgi import View
from datasette_claims.web.menus import Link

LOGIN = ("log in", "login", "log-in", "sign in", "signin", "masuk")
COOKIE = "claims_back"
LASTS = 15 * 60
GONE = f"{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=lax"
"""Takes the cookie back: it leads to where one was once."""


async def links(datasette: Datasette, request: Request) -> list[Link]:
    """The links by which plugins let people log in, as their menus offer them to a visitor."""
    others = pm.subset_hook_caller("menu_links", [pm.get_plugin("datasette_claims")])
    found = []
    for hook in others(datasette=datasette, actor=None, request=request):
        for link in await await_me_maybe(hook) or []:
            if any(word in str(link.get("label", "")).lower() for word in LOGIN):
                found.append({"href": str(link["href"]), "label": str(link["label"])})
    return found


async def go(datasette: Datasette, request: Request) -> Response:
    """To where one logs in; to the claim where one may edit already, or nobody can log in."""
    db = await page.database(datasette, request)
    query, listed = request.args.get("queue"), request.args.get("list")
    more = {"list": listed} if listed and query is None else {}
    back = place.claim(datasette, db.name, tilde_decode(request.url_vars["claim"]), query, **more)
    return await _leaving(datasette, request, back)


def above(kind: str, name: str = "") -> View:
    """The view that does so from a list, or from the page of what is ``name`` in its address."""

    async def leave(datasette: Datasette, request: Request) -> Response:
        db = await page.database(datasette, request)
        key = tilde_decode(request.url_vars[name]) if name else None
        query = f"?{request.query_string}" if request.query_string else ""
        return await _leaving(datasette, request, page.path(datasette, db.name, kind, key, query))

    return leave


async def _leaving(datasette: Datasette, request: Request, back: str) -> Response:
    found = await links(datasette, request)
    if not found or request.actor is not None:
        return Response.redirect(back, status=303)
    href = found[0]["href"]
    answer = Response.redirect(f"{href}{'&' if '?' in href else '?'}{urlencode({'next': back})}")
    answer.set_cookie(
        COOKIE, datasette.sign(back, COOKIE), max_age=LASTS, httponly=True, samesite="lax",
        secure=request.scheme == "https",
    )  # fmt: skip
    answer.headers["cache-control"] = "private, no-store"
    return answer


def back(datasette: Datasette, request: Request) -> str | None:
    """Where a browser comes from that went to log in; None where it is not known."""
    try:
        found = datasette.unsign(request.cookies.get(COOKIE) or "", COOKIE)
    except BadSignature:
        return None
    ours = isinstance(found, str) and re.match(r"/(?![/\\])", found)
    return found if ours else None


async def offered(datasette: Datasette, request: Request, *, mutable: bool) -> bool:
    """Is there a way to log in for a visitor, and something that they could do then?"""
    return mutable and request.actor is None and bool(await links(datasette, request))


async def way(
    datasette: Datasette, request: Request, db: Database, kind: str, key: str | None = None
) -> str | None:
    """Where a visitor of a page logs in and comes back to it as it is; None where nobody could."""
    if not await offered(datasette, request, mutable=db.is_mutable):
        return None
    query = f"?{request.query_string}" if request.query_string else ""
    return str(page.path(datasette, db.name, kind, key, f"/login{query}"))
