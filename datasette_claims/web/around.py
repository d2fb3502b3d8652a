"""Datasette's own pages of a database with claims: the way back, our colours, what columns mean.

``_claims_back.html`` and ``_claims_words.html`` stand in Datasette's templates by ``WITHIN``, which
``Within`` has Jinja put there. Both show what ``claims_around`` holds, if anything.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from datasette.app import Datasette
from datasette.utils.asgi import Request
from jinja2.ext import Extension

from datasette_claims.store.schema import descriptions
from datasette_claims.web import page, seam, tablecells

_CRUMBS = "{% block crumbs %}{{ crumbs.nav(request=request) }}{% endblock %}"
_ABOUT = '{% include "_description_source_license.html" %}{% endblock %}'

WITHIN: Mapping[str, tuple[tuple[str, str], ...]] = {
    "base.html": (
        # Screen readers must know which language the page is in; the frame of 0.65 does not say.
        (
            r'<html(?: lang="en")?>',
            '<html lang="{{ claims_language() }}"'
            '{% if claims_direction() == "rtl" %} dir="rtl"{% endif %}>',
        ),
        (f"({re.escape(_CRUMBS)})", r'\1{% include "_claims_back.html" %}'),
    ),
    "table.html": (
        (f"({re.escape(_ABOUT)})", r'\1{% include "_claims_words.html" %}'),
        (
            r'(<dl class="column-descriptions">.*?</dl>)',
            '{% if claims_around %}<details class="column-words">'
            r"<summary>What the columns mean</summary>{% endif %}\1"
            "{% if claims_around %}</details>{% endif %}",
        ),
    ),
}
"""What is put in place of what (a pattern) in Datasette's templates, each once, if it is there."""


@dataclass(frozen=True, slots=True)
class Around:
    """``back`` leads to the claims of the database; what its table and columns mean, if known."""

    back: str
    about: str
    columns: Mapping[str, str]


async def template_variables(
    datasette: Datasette,
    request: Request | None,
    database: str | None,
    table: str | None,
    view_name: str | None,
) -> dict[str, object]:
    """``claims_around`` for a page of Datasette's own; nothing for ours."""
    if view_name == page.VIEW:
        return {}
    return {"claims_around": await _around(datasette, request, database, table)}


def stylesheets(
    datasette: Datasette, database: str | None, table: str | None, view_name: str | None
) -> Callable[[], Awaitable[list[str]]] | list[str]:
    """Our colours, and the style of the badges where a table has some."""
    if database is None or view_name == page.VIEW:
        return []
    names = ["around.css", *(["cells.css"] if table in tablecells.STATUSES else [])]

    async def urls() -> list[str]:
        if not await tablecells.is_ours(datasette, database):
            return []
        return [datasette.urls.static_plugins("datasette_claims", name) for name in names]

    return urls


async def _around(
    datasette: Datasette, request: Request | None, database: str | None, table: str | None
) -> Around | None:
    """None where there is nothing of ours for this actor."""
    actor = request.actor if request else None
    if database is None or not await tablecells.is_ours(datasette, database):
        return None
    if not await seam.can_view(datasette, actor, database):
        return None
    about, columns = descriptions().get(table or "", ("", {}))
    return Around(page.path(datasette, database, "claims"), about, columns)


class Within(Extension):
    """Jinja's: every template as it is read, with what ``WITHIN`` puts into it."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002 (Jinja's)
        for before, after in WITHIN.get((name or "").rpartition(":")[2], ()):
            source = re.sub(before, after, source, count=1, flags=re.DOTALL)
        return source
