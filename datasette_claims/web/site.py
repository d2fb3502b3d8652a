"""What the pages around the plugin (home, about) ask for: ``claims_site()`` in their templates."""

from __future__ import annotations

import asyncio
import re

from datasette.database import QueryInterrupted

from datasette_claims import weblink
from datasette_claims.store.filters import Filters, where
from datasette_claims.web import caching, cards, page, readiness, seam

LATEST = """
    SELECT
        claims.id, claims.text, claims.said_on, claims.said_precision, claims.published,
        claims.language, whole.name AS speaker,
        whole.id AS speaker_id, outlets.name AS outlet, statuses.*
    FROM claims
    JOIN statuses ON statuses.key = claims.status
    LEFT JOIN speakers ON speakers.id = claims.speaker_id
    LEFT JOIN speakers AS whole ON whole.id = speakers.whole_id
    LEFT JOIN outlets ON outlets.id = claims.outlet_id
    WHERE claims.flag IS NULL AND {which} ORDER BY {order} DESC, claims.id LIMIT 3
"""
CHECKED = LATEST.format(which="claims.publication = 'published'", order="claims.updated_at")
NEWEST = LATEST.format(which="claims.status = 'unreviewed'", order="claims.dated")

# Counted as the browse page counts: a flagged claim too, if somebody has worked on it.
SHOWN = where(Filters()).sql
STANDING = f"""
    SELECT statuses.*, n FROM statuses
    LEFT JOIN (SELECT status, count(*) AS n FROM claims WHERE {SHOWN} GROUP BY status)
    ON status = key ORDER BY position
"""  # noqa: S608 (our own words)


def template_variables(datasette, request):
    """``claims_site``, which asks the databases only when a template calls it."""

    async def claims_site():
        caching.ruled(request)
        actor = request.actor if request else None
        asked = [
            _database(datasette, actor, db)
            for name, db in datasette.databases.items()
            if not name.startswith("_")
        ]
        return {
            "databases": [found for found in await asyncio.gather(*asked) if found],
            "contact": contact(seam.plugin_config(datasette).get("contact")),
            "stylesheets": [
                datasette.urls.static_plugins("datasette_claims", name)
                for name in ("claims.css", "site.css")
            ],
        }

    return {"claims_site": claims_site}


async def _database(datasette, actor, db):
    """A database in its place on the page; None where there is nothing to say of it."""
    found = await readiness.glance(db)
    if found.ready:
        try:
            if not await seam.can_view(datasette, actor, db.name):
                return None
            return await _summary(
                datasette, db, await page.sees(datasette, actor, db, cards.TABLES)
            )
        except readiness.UNREADABLE as error:
            found = readiness.Readiness(readiness.of_error(error) or "damaged")
    # What is asked for the permission to see a table needs the file.
    if found.state == "foreign" or not await seam.can_view_database(datasette, actor, db.name):
        return None
    return {"name": db.name, "line": found.line, "statuses": [], "checked": [], "newest": []}


async def _summary(datasette, db, sees):
    """One database as the home page shows it: how much there is, where it stands, a few claims."""

    async def rows(sql):
        try:
            return [dict(row) for row in (await db.execute(sql)).rows]
        except QueryInterrupted:  # too large for a glance: the page leaves it out
            return []

    def path(kind, key=None, tail=""):
        return page.path(datasette, db.name, kind, key, tail)

    sizes = await rows(
        "SELECT (SELECT count(*) FROM articles) AS articles, "
        "(SELECT count(*) FROM speakers WHERE whole_id = id) AS speakers"
    )
    statuses = await rows(STANDING)
    checked = [_shown(claim, sees) for claim in await rows(CHECKED)]
    newest = [_shown(claim, sees) for claim in await rows(NEWEST)]
    return {
        "name": db.name,
        "claims": sum(status["n"] or 0 for status in statuses) if statuses else None,
        **(sizes[0] if sizes and sees["articles"] and sees["speakers"] else {}),
        "statuses": statuses,
        "checked": checked,
        "newest": newest[: 3 - len(checked)],
        "path": path,
    }


def _shown(claim, sees) -> dict:
    """A claim, with the names in it that the actor may see elsewhere too."""
    return {
        **claim,
        "date": cards.date(claim),
        "speaker": claim["speaker"] if sees["speakers"] else None,
        "outlet": claim["outlet"] if sees["outlets"] else None,
    }


def contact(given):
    """Where corrections go: an address as a link, anything else as the words it is."""
    text = str(given or "").strip().removeprefix("mailto:")
    if not text:
        return None
    if re.fullmatch(r"[\w.+-]+@[\w.-]+", text):
        return {"text": text, "href": f"mailto:{text}"}
    return {"text": text, "href": text if weblink.is_web(text) else None}
