"""What the pages around the plugin (home, about) ask for: ``claims_site()`` in their templates."""

from __future__ import annotations

import asyncio
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import PrefixedUrlString
from datasette.utils.asgi import Request

from datasette_claims import weblink
from datasette_claims.publishing.metadata import DESCRIPTION, TITLE
from datasette_claims.store import coverage, home
from datasette_claims.store.filters import Filters
from datasette_claims.store.queries import count
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.vocabulary import Vocabulary, vocabulary
from datasette_claims.web import (
    caching,
    cards,
    choosing,
    editions,
    naming,
    once,
    page,
    readiness,
    seam,
    sharing,
    timelimit,
)
from datasette_claims.web.asgi import Actor, Sees
from datasette_claims.web.chart import Chart
from datasette_claims.web.coverage import over_time
from datasette_claims.web.latest import Latest, latest
from datasette_claims.web.refining import Refining

DISPUTED = Filters(second=("disputed",))

CHECKED = 6
"""Of the claims that were checked last, so many are shown."""

NEWEST = 3
"""And so many of those last said where none was checked yet."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A database in its place on the page; ``line`` alone where it cannot be shown.

    None and empty is what was not counted in time, or is not for this actor to see.
    """

    name: str
    line: str = ""
    claims: int | None = None
    sizes: home.Sizes | None = None
    finds_speakers: bool = False
    """Does the search look at their names?"""
    statuses: list[home.Standing] = field(default_factory=list)
    published: int | None = None
    """Claims with a published result."""
    unchecked: int | None = None
    errors: int | None = None
    """Extraction errors, which are counted nowhere."""
    checked: list[Latest] = field(default_factory=list)
    newest: list[Latest] = field(default_factory=list)
    disputed: int | None = None
    """For editors: verdicts to which a second reader objects."""
    chart: Chart | None = None
    """Claims over time, by result."""
    path: Callable[..., PrefixedUrlString] | None = None
    """``path(kind, key, tail)``: where a page of ours about it is."""
    corrections: PrefixedUrlString | None = None
    """Where its corrections are listed, for who may see them."""
    edition: PrefixedUrlString | None = None
    """Of a public copy, where it says what it is."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Where corrections go; without ``href`` the words alone tell."""

    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """``called`` as the configuration names it."""

    called: str
    databases: list[Shown]
    contact: Contact | None
    shared: sharing.Shared


def template_variables(datasette: Datasette, request: Request | None) -> dict[str, object]:
    """What asks the databases only when a template calls it.

    ``claims_site``, and ``claims_served``: is there any database of ours at all?
    """

    async def claims_site() -> Site:
        if await claims_served():
            caching.ruled(request)
            choosing.speak(request)
        actor = request.actor if request else None
        asked = [
            _database(datasette, actor, db)
            for name, db in datasette.databases.items()
            if not name.startswith("_")
        ]
        return Site(
            called=await naming.called(datasette) or TITLE,
            databases=[found for found in await asyncio.gather(*asked) if found],
            contact=contact(seam.plugin_config(datasette).get("contact")),
            shared=await _shared(datasette),
        )

    async def claims_served() -> bool:
        # That of the page first: mostly it answers for all of them.
        here = page.find(datasette, request) if request and "database" in request.url_vars else None
        for name, db in sorted(datasette.databases.items(), key=lambda each: each[1] is not here):
            if not name.startswith("_") and (await readiness.glance(db)).state != "foreign":
                return True
        return False

    def claims_switches() -> list[choosing.Switch]:
        """None on Datasette's own pages, which are in English."""
        return choosing.switches(request) if request and caching.is_ruled(request) else []

    def claims_alternates() -> list[tuple[str, str]]:
        """Of a public copy, where the same page is in each language; only a site that is
        published at an address can say so."""
        if request is None or choosing.chosen(request).negotiated:
            return []
        here = sharing.address(datasette, request.path)
        return [(each.language, f"{here}{each.href}") for each in claims_switches() if here]

    return {
        "claims_alternates": claims_alternates,
        "claims_site": claims_site,
        "claims_served": claims_served,
        "claims_switches": claims_switches,
    }


async def _shared(datasette: Datasette) -> sharing.Shared:
    told = await seam.site_metadata(datasette)
    return sharing.Shared(
        title=str(told.get("title") or TITLE),
        description=str(told.get("description") or DESCRIPTION),
        address=sharing.address(datasette, datasette.urls.instance()),
        kind="website",
    )


async def _database(datasette: Datasette, actor: Actor | None, db: Database) -> Shown | None:
    """A database in its place on the page; None where there is nothing to say of it."""
    found = await readiness.glance(db)
    if found.ready:
        try:
            if not await seam.can_view(datasette, actor, db.name):
                return None
            tables = (*cards.TABLES, "second_readings", "status_history")
            return await _summary(
                datasette, actor, db, await page.sees(datasette, actor, db, tables)
            )
        except timelimit.Busy:
            found = readiness.Readiness("busy")
        except readiness.UNREADABLE as error:
            found = readiness.Readiness(readiness.of_error(error) or "damaged")
    # What is asked for the permission to see a table needs the file.
    if found.state == "foreign" or not await seam.can_view_database(datasette, actor, db.name):
        return None
    return Shown(db.name, found.line)


async def _summary(datasette: Datasette, actor: Actor | None, db: Database, sees: Sees) -> Shown:
    """How much there is, where it stands, a few claims; without what is too large for a glance."""
    in_time = functools.partial(once.asked, datasette, db)
    sizes = await in_time(home.sizes)
    statuses = await in_time(home.standing) or []
    errors = await in_time(home.errors)
    published = await in_time(home.published, Filters())
    checked = await in_time(home.checked, CHECKED) or []
    newest = [] if checked else await in_time(home.newest, NEWEST) or []
    months = await in_time(_months)
    now = datetime.now(timezone.utc)
    disputed = None
    edits = actor is not None and db.is_mutable
    if edits and sees["second_readings"] and await seam.can_edit(datasette, actor, db.name):
        disputed = await in_time(count, DISPUTED)
    return Shown(
        name=db.name,
        disputed=disputed,
        claims=sum(each.claims for each in statuses) if statuses else None,
        finds_speakers=sees["speakers"],
        sizes=sizes if sees["articles"] and sees["speakers"] else None,
        statuses=statuses,
        published=published,
        unchecked=sum(each.claims for each in statuses if each.status.key == "unreviewed"),
        errors=errors,
        checked=[latest(claim, sees, now) for claim in checked],
        newest=[latest(claim, sees, now) for claim in newest],
        chart=_chart(datasette, db, months),
        path=functools.partial(page.path, datasette, db.name),
        corrections=page.path(datasette, db.name, "corrections")
        if sees["status_history"]
        else None,
        edition=page.path(datasette, db.name, "edition") if await editions.of(db) else None,
    )


Months = tuple[coverage.Coverage, Vocabulary]


def _months(conn: sqlite3.Connection) -> Months | None:
    """None where nothing was checked: the chart would show days alone, and be slow to count."""
    if not coverage.results(conn, Filters(), "month"):
        return None
    (found,) = coverage.told(conn, Filters(), ["month"])
    return found, vocabulary(conn)


def _chart(datasette: Datasette, db: Database, months: Months | None) -> Chart | None:
    if months is None:
        return None
    path = functools.partial(page.path, datasette, db.name, "claims", None)
    return over_time(*months, Refining(Filters(), path, {}))


def contact(given: object) -> Contact | None:
    """An address as a link, anything else as the words it is."""
    text = str(given or "").strip().removeprefix("mailto:")
    if not text:
        return None
    if re.fullmatch(r"[\w.+-]+@[\w.-]+", text):
        return Contact(text, f"mailto:{text}")
    return Contact(text, text if weblink.is_web(text) else None)
