"""Logging in from where one is, and back to it.

Most ways of logging in lead to the home page. So whoever goes there from a claim takes a signed
cookie along, for a quarter of an hour, by which ``rescue`` leads them back.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils import await_me_maybe, tilde_decode
from datasette.utils.asgi import Request, Response
from itsdangerous import BadSignature

from datasette_claims.web import page, place
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
