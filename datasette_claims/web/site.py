"""What the pages around the plugin (home, about) ask for: ``claims_site()`` in their templates."""

from __future__ import annotations

import asyncio
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import PrefixedUrlString
from datasette.utils.asgi import Request

from datasette_claims import weblink
from datasette_claims.store import home
from datasette_claims.store.filters import Filters
from datasette_claims.store.queries import count
from datasette_claims.store.records import Row
from datasette_claims.store.vocabulary import Status
from datasette_claims.web import caching, cards, page, readiness, seam, timelimit
from datasette_claims.web.asgi import Actor, Sees

DISPUTED = Filters(second=("disputed",))

MOST = 3
"""Claims of a database that are shown; those that were checked go first."""


@dataclass(frozen=True, slots=True)
class Latest:
    """A claim in a few words."""

    id: str
    text: str
    language: str | None
    speaker: str | None
    speaker_id: str | None
    outlet: str | None
    date: str
    status: Status


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
    errors: int | None = None
    """Extraction errors, which are counted nowhere."""
    checked: list[Latest] = field(default_factory=list)
    newest: list[Latest] = field(default_factory=list)
    disputed: int | None = None
    """For editors: verdicts to which a second reader objects."""
    path: Callable[..., PrefixedUrlString] | None = None
    """``path(kind, key, tail)``: where a page of ours about it is."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Where corrections go; without ``href`` the words alone tell."""

    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    databases: list[Shown]
    contact: Contact | None


def template_variables(datasette: Datasette, request: Request | None) -> dict[str, object]:
    """``claims_site``, which asks the databases only when a template calls it."""

    async def claims_site() -> Site:
        caching.ruled(request)
        actor = request.actor if request else None
        asked = [
            _database(datasette, actor, db)
            for name, db in datasette.databases.items()
            if not name.startswith("_")
        ]
        return Site(
            databases=[found for found in await asyncio.gather(*asked) if found],
            contact=contact(seam.plugin_config(datasette).get("contact")),
        )

    return {"claims_site": claims_site}


async def _database(datasette: Datasette, actor: Actor | None, db: Database) -> Shown | None:
    """A database in its place on the page; None where there is nothing to say of it."""
    found = await readiness.glance(db)
    if found.ready:
        try:
            if not await seam.can_view(datasette, actor, db.name):
                return None
            tables = (*cards.TABLES, "second_readings")
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
    in_time = functools.partial(timelimit.read_in_time, datasette, db)
    sizes = await in_time(home.sizes)
    statuses = await in_time(home.standing) or []
    errors = await in_time(home.errors)
    checked = await in_time(lambda conn: home.checked(conn, MOST)) or []
    newest = await in_time(lambda conn: home.newest(conn, MOST - len(checked))) or []
    disputed = None
    edits = actor is not None and db.is_mutable
    if edits and sees["second_readings"] and await seam.can_edit(datasette, actor, db.name):
        disputed = await in_time(lambda conn: count(conn, DISPUTED))
    return Shown(
        name=db.name,
        disputed=disputed,
        claims=sum(each.claims for each in statuses) if statuses else None,
        finds_speakers=sees["speakers"],
        sizes=sizes if sees["articles"] and sees["speakers"] else None,
        statuses=statuses,
        errors=errors,
        checked=[_latest(claim, sees) for claim in checked],
        newest=[_latest(claim, sees) for claim in newest],
        path=functools.partial(page.path, datasette, db.name),
    )


def _latest(claim: Row, sees: Sees) -> Latest:
    """A claim, with the names in it that the actor may see elsewhere too."""
    return Latest(
        id=claim["id"],
        text=claim["text"],
        language=claim["language"],
        speaker=claim["speaker"] if sees["speakers"] else None,
        speaker_id=claim["speaker_id"],
        outlet=claim["outlet"] if sees["outlets"] else None,
        date=cards.date(claim),
        status=claim["status"],
    )


def contact(given: object) -> Contact | None:
    """An address as a link, anything else as the words it is."""
    text = str(given or "").strip().removeprefix("mailto:")
    if not text:
        return None
    if re.fullmatch(r"[\w.+-]+@[\w.-]+", text):
        return Contact(text, f"mailto:{text}")
    return Contact(text, text if weblink.is_web(text) else None)
