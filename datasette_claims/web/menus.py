"""The ways from Datasette's own pages to ours."""

import asyncio

from datasette_claims.web import page, readiness, seam

TABLES = {
    *readiness.TABLES,
    "article_links",
    "article_versions",
    "claims_flat",
    "outlets",
    "review_notes",
    "speaker_aliases",
}


async def _browse(datasette, actor, name, label):
    """One menu entry, or None where there are no claims to browse for this actor."""
    db = datasette.databases.get(name)
    if db is None or name.startswith("_"):
        return None
    try:
        # In this order: what is asked for the permission waits for a lock, and needs the file.
        ready = (await readiness.glance(db)).ready
        if not ready or not await seam.can_view(datasette, actor, name):
            return None
    except readiness.UNREADABLE:  # since then: its own pages say so, a menu must not
        return None
    return {
        "href": page.path(datasette, name, "claims"),
        "label": label,
        "description": "Who said what, where and when, and what checking it found",
    }


def everywhere(datasette, actor):
    async def links():
        names = [name for name in datasette.databases if not name.startswith("_")]
        labels = ["Claims" if len(names) == 1 else f"Claims: {name}" for name in names]
        found = await asyncio.gather(
            *(_browse(datasette, actor, *each) for each in zip(names, labels, strict=True))
        )
        return [link for link in found if link]

    return links


def of_database(datasette, actor, database):
    async def links():
        link = await _browse(datasette, actor, database, "Browse claims")
        return [link] if link else []

    return links


def of_table(datasette, actor, database, table):
    return of_database(datasette, actor, database) if table in TABLES else None
