"""A place in the queue as an address, and the way back to it from a change that was made there."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

from datasette.app import Datasette

from datasette_claims.store.filters import Filters
from datasette_claims.store.filters import pairs as given
from datasette_claims.web import page

END = "-"
"""In place of a claim: behind the last one."""

LONGEST = 8000
"""Characters of a query string that a form brings back."""


def queue(
    datasette: Datasette, database: str, query: str, at: str | None = None, **more: str
) -> str:
    """The queue of these filters, at a claim or at its beginning."""
    at_claim = [("at", at)] if at else []
    return _with(
        str(page.path(datasette, database, "claims/queue")),
        [*pairs(query), *at_claim, *more.items()],
    )


def browse(datasette: Datasette, database: str, query: str) -> str:
    """The same claims as a list."""
    return _with(str(page.path(datasette, database, "claims")), pairs(query))


def claim(datasette: Datasette, database: str, key: str, query: str | None, **more: str) -> str:
    """Where somebody was at a claim: in a queue, else on its page."""
    if query is None:
        return _with(str(page.path(datasette, database, "claims", key)), more.items())
    return queue(datasette, database, query, key, **more)


def pairs(query: str) -> list[tuple[str, str]]:
    """What the address of a place says besides the place; of a form that tells it, too."""
    return [pair for pair in parse_qsl(query[:LONGEST]) if pair[0] not in ("at", "typed")]


def query(filters: Filters) -> str:
    """The query string that asks for these claims in this order."""
    return urlencode(given(filters), errors="replace")


def _with(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    query = urlencode(list(pairs), errors="replace")
    return f"{path}?{query}" if query else path
