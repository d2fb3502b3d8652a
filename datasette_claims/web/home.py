"""The home page, where a database that cannot be read costs its own place and not the page.

Datasette's home page looks into every database and fails with the first that fails. Where the
template is one of ours, which asks ``claims_site()`` for what it shows, it is made without.
"""

from __future__ import annotations

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response
from datasette.views.index import IndexView

from datasette_claims.web import readiness, seam
from datasette_claims.wording import said


async def page(datasette: Datasette, request: Request) -> Response:
    if not _is_ours(datasette, request) or not await _some_unreadable(datasette):
        try:
            return await IndexView(datasette).dispatch_request(request)
        except readiness.UNREADABLE:
            if not _is_ours(datasette, request):
                raise
    await seam.demand_view_instance(datasette, request.actor)
    html = await datasette.render_template(
        "index.html",
        {
            "databases": [
                {"name": name}
                for name in _names(datasette)
                if await seam.can_view_database(datasette, request.actor, name)
            ],
            "metadata": await seam.site_metadata(datasette),
            "ours_alone": True,
            "private": False,
        },
        request=request,
        view_name="index",
    )
    return Response.html(html)


async def about(datasette: Datasette, request: Request) -> Response:
    """``/about`` as Datasette answers it, without a look into every database first.

    To Datasette it is the page of a database of this name; where there is none, a template.
    """
    if any(db.route == "about" for db in datasette.databases.values()):
        return await seam.database_page(datasette, request)
    raise NotFound(said("Database not found"))


def _names(datasette: Datasette) -> list[str]:
    return [name for name in datasette.databases if not name.startswith("_")]


async def _some_unreadable(datasette: Datasette) -> bool:
    found = [await readiness.glance(datasette.databases[name]) for name in _names(datasette)]
    return any(each.state in ("busy", "damaged", "slow") for each in found)


def _is_ours(datasette: Datasette, request: Request) -> bool:
    """Does the template of the home page ask for what is ours?"""
    environment = seam.templates(datasette, request)
    if environment.loader is None:
        return False
    source, *_ = environment.loader.get_source(environment, "index.html")
    return "claims_site" in source
