"""What a site is called: in titles and crumbs, on cards and in feeds."""

from __future__ import annotations

from datasette.app import Datasette

from datasette_claims.publishing import naming
from datasette_claims.web import seam
from datasette_claims.wording import said

PLAIN = said("claims")
"""In titles, where the configuration gives no name."""


async def called(datasette: Datasette) -> str:
    """The title of the site's metadata, else who publishes it; empty where neither is given."""
    told = await seam.site_metadata(datasette)
    publisher = naming.organisation(seam.plugin_config(datasette))
    return str(told.get("title") or (publisher and publisher.name) or "").strip()
