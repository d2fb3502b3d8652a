"""The ways from Datasette's own pages to ours."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from datasette.app import Datasette

from datasette_claims.store import presence
from datasette_claims.web import lists, page, readiness, seam
from datasette_claims.web.asgi import Actor
from datasette_claims.wording import said

Link = dict[str, str]
Links = Callable[[], Awaitable[list[Link]]]

TABLES = {
    *presence.TABLES,
    "article_links",
    "article_versions",
    "claims_flat",
    "outlets",
    "review_notes",
    "speaker_aliases",
}


async def _of(
    datasette: Datasette, actor: Actor | None, name: str, labels: tuple[str, str]
) -> list[Link]:
    """The menu entries of a database; none where there are no claims to browse for this actor.

    ``labels`` are of browsing and adding.
    """
    db = datasette.databases.get(name)
    if db is None or name.startswith("_"):
        return []
    try:
        # In this order: what is asked for the permission waits for a lock, and needs the file.
        ready = (await readiness.glance(db)).ready
        if not ready or not await seam.can_view(datasette, actor, name):
            return []
        adds = actor is not None and await seam.can_add(datasette, actor, db)
    except readiness.UNREADABLE:  # since then: its own pages say so, a menu must not
        return []
    browse, add = labels
    links: list[Link] = [
        {
            "href": page.path(datasette, name, "claims"),
            "label": browse,
            "description": said("Who said what, where and when, and what checking it found"),
        }
    ]
    if adds:
        links.append(
            {
                "href": page.path(datasette, name, "claims", "add"),
                "label": add,
                "description": said(
                    "Paste a text or choose a file; see its claims before it is stored"
                ),
            }
        )
    return links


WITH_CLAIMS = {
    "speakers": said("Speakers with their claims"),
    "articles": said("Articles with their claims"),
    "outlets": said("Outlets with their claims"),
}


def _named(label: str, name: str) -> str:
    """What a menu entry is called where several databases have one."""
    return said("{label}: {name}", label=label, name=name) if name else label


def everywhere(datasette: Datasette, actor: Actor | None) -> Links:
    async def links() -> list[Link]:
        names = [name for name in datasette.databases if not name.startswith("_")]
        of = {name: "" if len(names) == 1 else name for name in names}
        found = await asyncio.gather(
            *(
                _of(
                    datasette,
                    actor,
                    name,
                    (_named(said("Claims"), of[name]), _named(said("Add an article"), of[name])),
                )
                for name in names
            )
        )
        return [link for links in found for link in links]

    return links


def of_database(datasette: Datasette, actor: Actor | None, database: str) -> Links:
    async def links() -> list[Link]:
        return await _of(
            datasette, actor, database, (said("Browse claims"), said("Add an article"))
        )

    return links


def of_table(datasette: Datasette, actor: Actor | None, database: str, table: str) -> Links | None:
    """The same; from a table of which we have a list, to that list first."""
    if table not in lists.KINDS:
        return of_database(datasette, actor, database) if table in TABLES else None

    async def links() -> list[Link]:
        found = await _of(
            datasette, actor, database, (said("Browse claims"), said("Add an article"))
        )
        one = {
            "href": page.path(datasette, database, table),
            "label": WITH_CLAIMS[table],
            "description": said("Searched, sorted, counted, as CSV"),
        }
        return [one, *found] if found else []

    return links
