"""``robots.txt`` and the sitemap of a site with public copies: where to find what was checked.

Of a working database neither is told: what stands there is for the desk.
"""

from __future__ import annotations

from collections.abc import Iterable

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import NotFound, Request, Response
from markupsafe import escape

from datasette_claims.publishing.edition import Edition
from datasette_claims.store import published
from datasette_claims.web import editions, page, seam, sharing, timelimit

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

PART = 10_000
"""Claims of one file; there may be 50,000."""


async def robots(datasette: Datasette, request: Request) -> Response:
    """Everything but searches, which lead to each other without an end."""
    await _copies(datasette, request)
    base = datasette.setting("base_url").rstrip("/")
    # How a claim is shown in a frame is asked for with the claim's address behind a "?".
    allowed = [f"Allow: {base}{path}" for path in ("/-/static", "/*/-/oembed.json")]
    lines = ["User-agent: *", *allowed, f"Disallow: {base}/*?"]
    at = sharing.address(datasette, datasette.urls.path("sitemap.xml"))
    if at:
        lines += ["", f"Sitemap: {at}"]
    return Response.text("\n".join(lines) + "\n")


async def index(datasette: Datasette, request: Request) -> Response:
    """The sitemaps of all public copies."""
    parts = []
    for db, made in await _copies(datasette, request):
        total = await timelimit.read(datasette, db, published.number, patience=3)
        parts += [
            (
                _address(datasette, page.path(datasette, db.name, f"sitemap-{number}.xml")),
                made.made_on,
            )
            for number in range(1, -(-total // PART) + 1)
        ]
    return _answer("sitemapindex", "sitemap", parts)


async def part(datasette: Datasette, request: Request) -> Response:
    """Claims with a published result, with the day on which the public last saw them change."""
    db = await page.database(datasette, request)
    if db.name not in {one.name for one, _ in await _copies(datasette, request)}:
        raise NotFound("Only a public copy has a sitemap")
    start = (int(request.url_vars["number"]) - 1) * PART
    found = await timelimit.read(
        datasette, db, lambda conn: published.listed(conn, PART, start), patience=3
    )
    if not found:
        raise NotFound("This sitemap has no such part")
    return _answer(
        "urlset",
        "url",
        [
            (_address(datasette, page.path(datasette, db.name, "claims", key)), at)
            for key, at in found
        ],
    )


async def _copies(datasette: Datasette, request: Request) -> list[tuple[Database, Edition]]:
    """The public copies that anybody may see; 404 where there is none."""
    await seam.demand_view_instance(datasette, request.actor)
    found = []
    for db in datasette.databases.values():
        made = await editions.of(db)
        if made and await seam.can_view(datasette, None, db.name):
            found.append((db, made))
    if not found:
        raise NotFound("No public copy is served here")
    return found


def _address(datasette: Datasette, path: str) -> str:
    at = sharing.address(datasette, path)
    if at is None:
        raise NotFound("A sitemap needs the address of the site: name it in the configuration")
    return at


def _answer(kind: str, item: str, found: Iterable[tuple[str, str | None]]) -> Response:
    entries = "".join(
        f"<{item}><loc>{escape(address)}</loc>"
        f"{f'<lastmod>{day[:10]}</lastmod>' if day else ''}</{item}>\n"
        for address, day in found
    )
    head = f'<?xml version="1.0" encoding="utf-8"?>\n<{kind} xmlns="{NAMESPACE}">\n'
    text = f"{head}{entries}</{kind}>\n"
    return Response(text, content_type="application/xml; charset=utf-8")
