"""What the values of filters are called, as far as whoever asks may know."""

from __future__ import annotations

from collections.abc import Mapping

from datasette_claims.store.filters import Filters
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.vocabulary import vocabulary

_CALLED: Mapping[str, tuple[str, str]] = {
    "saved": ("saved_searches", "SELECT id, name FROM saved_searches"),
    "outlet_group": ("saved_searches", "SELECT id, name FROM saved_searches"),
    "speaker": ("speakers", "SELECT id, name FROM speakers"),
    "outlet": ("outlets", "SELECT id, name FROM outlets"),
    "article": ("articles", "SELECT id, coalesce(title, substr(text, 1, 120)) FROM articles"),
}
"""The table that tells what the values of a filter are called, and how it is asked."""


def names(conn: sqlite3.Connection, filters: Filters) -> dict[tuple[str, str], str]:
    """``{("speaker", "ana"): "Ana"}`` of all that the filters ask for; statuses always.

    Nothing is told of a table that is closed to whoever asks (``unseen``), nor of saved searches
    that are not theirs to use: these the filters have found by then (``searches``).
    """
    called = {("status", key): status.label_en for key, status in vocabulary(conn).items()}
    for field, (table, sql) in _CALLED.items():
        asked = getattr(filters, field)
        if asked and table not in filters.unseen:
            marks = ", ".join("?" * len(asked))
            found = conn.execute(f"{sql} WHERE id IN ({marks})", asked)
            called |= {(field, key): name for key, name in found}
    return called
