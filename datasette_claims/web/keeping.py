"""Words that were typed and are not saved yet: kept for the browser that sent them.

A form is always answered by a redirect, so that a reload or Back sends nothing twice. What could
not be saved, or was not to be saved yet, waits here for the page that follows. It is kept in this
process alone, for some hours and up to a bound: no half-written verdict enters a database, and the
page that shows it holds it too.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

COOKIE = "claims_typed"
LONGEST_KEPT = 12 * 60 * 60
MOST_CHARACTERS = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """What one browser typed at one claim.

    ``seen`` is the revision that it was typed at, ``after`` the last act then, ``problems`` what
    stood against saving it, by field; ``conflict`` that somebody else was faster, ``waiting`` that
    its sender must log in. ``queue`` is the query string of the queue that it was typed in, if it
    was. ``back`` is the page of the form, below its database, where that is not the claim's own.
    ``fresh`` until the page that follows was shown. ``actor`` is who began the form, ``also`` who
    sent it where that is somebody else by now.
    """

    fields: Mapping[str, str]
    seen: int
    after: int = 0
    actor: str | None = None
    also: str | None = None
    message: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)
    conflict: bool = False
    waiting: bool = False
    queue: str | None = None
    back: str = ""
    fresh: bool = True
    at: float = field(default_factory=time.time)

    @property
    def size(self) -> int:
        return 200 + sum(len(name) + len(value) for name, value in self.fields.items())


class Keep:
    """All that is kept; the oldest goes first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str, str], Kept] = OrderedDict()

    def put(self, key: tuple[str, str, str], kept: Kept) -> None:
        self._kept.pop(key, None)
        self._kept[key] = kept
        while self._kept and (
            next(iter(self._kept.values())).at < time.time() - LONGEST_KEPT
            or sum(each.size for each in self._kept.values()) > MOST_CHARACTERS
        ):
            self._kept.popitem(last=False)

    def get(self, key: tuple[str, str, str]) -> Kept | None:
        kept = self._kept.get(key)
        return kept if kept and kept.at > time.time() - LONGEST_KEPT else None

    def waiting(self, browser: str) -> tuple[str, str] | None:
        """The newest (database, claim) where words wait for their sender to log in."""
        found = [key for key, kept in self._kept.items() if key[0] == browser and kept.waiting]
        return found[-1][1:] if found else None

    def drop(self, key: tuple[str, str, str]) -> None:
        self._kept.pop(key, None)


_keeps: WeakKeyDictionary[Datasette, Keep] = WeakKeyDictionary()
"""By the instance of Datasette, which another one in the same process has nothing to do with."""


def _keep(datasette: Datasette) -> Keep:
    """What this instance of Datasette keeps."""
    return _keeps.setdefault(datasette, Keep())


def browser(request: Request) -> str | None:
    """What the browser is known by, None for one that never sent anything."""
    return request.cookies.get(COOKIE) or None


def put(
    datasette: Datasette,
    request: Request,
    response: Response,
    database: str,
    claim: str,
    kept: Kept,
) -> None:
    """Keep it for the browser that gets the response."""
    who = browser(request)
    if not who or len(who) > 100:
        who = secrets.token_urlsafe(24)
        response.set_cookie(
            COOKIE,
            who,
            path=datasette.setting("base_url"),
            httponly=True,
            samesite="lax",
            secure=request.scheme == "https",
        )
    _keep(datasette).put((who, database, claim), kept)


def get(datasette: Datasette, request: Request, database: str, claim: str) -> Kept | None:
    """What this browser typed at the claim, unless another person is logged in by now."""
    who = browser(request)
    kept = _keep(datasette).get((who, database, claim)) if who else None
    now = (request.actor or {}).get("id")
    if kept is None or (kept.actor and now and str(now) not in (kept.actor, kept.also)):
        return None
    return kept


def waiting(datasette: Datasette, request: Request) -> tuple[str, str] | None:
    """Where this browser has words that wait for their sender to log in: (database, claim)."""
    who = browser(request)
    return _keep(datasette).waiting(who) if who else None


def shown(datasette: Datasette, request: Request, database: str, claim: str, kept: Kept) -> None:
    """The page that follows the change was shown: what is left is offered, no longer announced."""
    who = browser(request)
    if who and kept.fresh:
        if kept.fields:
            later = replace(kept, fresh=False, waiting=False, message="")
            _keep(datasette).put((who, database, claim), later)
        else:
            _keep(datasette).drop((who, database, claim))


def drop(datasette: Datasette, request: Request, database: str, claim: str) -> None:
    who = browser(request)
    if who:
        _keep(datasette).drop((who, database, claim))


def from_own_page(request: Request) -> bool:
    """Did a page of this very site send the request? Only then may words be kept for a stranger.

    Browsers say so in one of two headers, which no page of another site can set.
    """
    site = request.headers.get("sec-fetch-site")
    if site:
        return site == "same-origin"
    try:
        origin = urlsplit(request.headers.get("origin") or "").netloc
    except ValueError:
        return False
    return bool(origin) and origin == request.host
