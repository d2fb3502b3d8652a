"""Cells of Datasette's own tables that lead to our pages; statuses as labelled badges."""

from __future__ import annotations

import os
import time
from collections.abc import Awaitable, Mapping
from typing import Any, NamedTuple, Protocol
from weakref import WeakKeyDictionary

from datasette.app import Datasette
from datasette.database import Database
from markupsafe import Markup

from datasette_claims.store import records
from datasette_claims.store.vocabulary import vocabulary
from datasette_claims.web import marking, page, readiness, seam

# Which page a cell leads to: table -> column -> (kind of page, column that holds the key).
# Table pages never ask about the primary key (it is their own link to the row), so the cell with
# the words is a link as well.
CLAIM, ARTICLE, SPEAKER = "claims", "articles", "speakers"
LINKS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "claims": {
        "id": (CLAIM, "id"),
        "text": (CLAIM, "id"),
        "article_id": (ARTICLE, "article_id"),
        "speaker_id": (SPEAKER, "speaker_id"),
    },
    "claims_flat": {
        "id": (CLAIM, "id"),
        "claim": (CLAIM, "id"),
        "article": (ARTICLE, "article_id"),
        "article_id": (ARTICLE, "article_id"),
        "speaker": (SPEAKER, "speaker_id"),
        "speaker_id": (SPEAKER, "speaker_id"),
    },
    "articles": {"id": (ARTICLE, "id"), "title": (ARTICLE, "id")},
    "speakers": {
        "id": (SPEAKER, "id"),
        "name": (SPEAKER, "id"),
        "merged_into": (SPEAKER, "merged_into"),
        "whole_id": (SPEAKER, "whole_id"),
    },
    "article_links": {"article_id": (ARTICLE, "article_id")},
    "article_versions": {"article_id": (ARTICLE, "article_id")},
    "speaker_aliases": {"speaker_id": (SPEAKER, "speaker_id"), "alias": (SPEAKER, "speaker_id")},
    "claim_spans": {"claim_id": (CLAIM, "claim_id")},
    "evidence": {"claim_id": (CLAIM, "claim_id")},
    "status_history": {"claim_id": (CLAIM, "claim_id")},
    "review_notes": {"claim_id": (CLAIM, "claim_id")},
}
STATUSES = {
    "claims": {"status"},
    "claims_flat": {"status"},
    "status_history": {"from_status", "to_status"},
}
# On the pages of a query there is no table: only names that are ours alone, and only where such a
# key exists, since a database may hold other people's tables beside ours.
IN_QUERIES = {
    "claim_id": (CLAIM, "claim_id"),
    "article_id": (ARTICLE, "article_id"),
    "speaker_id": (SPEAKER, "speaker_id"),
}

REMEMBERED = 2.0
"""Seconds for which what cells show of a database is remembered, if its file stays as it is."""

# Longer words are cut in a cell, as Datasette does by itself.
MOST_IN_CELL = 300


class Row(Protocol):
    """A row of a table page, as a plain tuple of SQLite or with labels beside some values."""

    def keys(self) -> Any: ...
    def __getitem__(self, key: str) -> Any: ...


class Look(NamedTuple):
    """What cells show of a database: ``badges`` by status, None where it holds no claims of ours.

    ``until`` and ``file`` tell how long that is true: a table page asks for it once a cell.
    """

    badges: Mapping[str, Markup] | None
    until: float
    file: tuple[int, ...]


_looks: WeakKeyDictionary[Database, Look] = WeakKeyDictionary()
"""By the database, which belongs to one instance of Datasette and goes with it."""


def render(
    row: Row, value: Any, column: str, table: str | None, database: str, datasette: Datasette
) -> Awaitable[Markup | None] | None:
    """A link or a badge for a cell of ours; None for every other, so that Datasette shows it."""
    if value is None or value == "":
        return None
    if table and column in STATUSES.get(table, ()):
        return _badge(datasette, database, value)
    kind, key_column = (LINKS.get(table, {}) if table else IN_QUERIES).get(column, ("", ""))
    if not kind:
        return None
    key = _plain(row[key_column] if key_column in row.keys() else None)  # noqa: SIM118
    if not isinstance(key, str) or not key:
        return None
    return _link(datasette, database, kind, key, value, known=table is not None)


async def is_ours(datasette: Datasette, database: str) -> bool:
    """Does the database hold claims of ours? Remembered as cells are."""
    return database in datasette.databases and (
        (await _look(datasette, database)).badges is not None
    )


def _plain(value: Any) -> Any:
    """The value itself where Datasette has put a label beside it."""
    return value["value"] if isinstance(value, dict) else value


def _words(value: Any) -> Markup:
    """The label where there is one: an article without a headline goes by its key."""
    words = str((value["label"] or value["value"]) if isinstance(value, dict) else value)
    return marking.safe(words if len(words) <= MOST_IN_CELL else f"{words[:MOST_IN_CELL]}…")


async def _link(
    datasette: Datasette, database: str, kind: str, key: str, value: Any, known: bool
) -> Markup | None:
    if (await _look(datasette, database)).badges is None:
        return None
    if not known:
        db = datasette.get_database(database)
        if not await db.execute_fn(lambda conn: records.exists(conn, kind, key)):
            return None
    return Markup('<a href="{}">{}</a>').format(
        page.path(datasette, database, kind, key), _words(value)
    )


async def _badge(datasette: Datasette, database: str, value: Any) -> Markup | None:
    badges = (await _look(datasette, database)).badges or {}
    badge = badges.get(_plain(value))
    return badge and Markup('<span class="claims-cell">{}</span>').format(badge)


async def _look(datasette: Datasette, database: str) -> Look:
    """What there is to show now; asked of the database where it may have changed."""
    db = datasette.get_database(database)
    file = _state_of_file(db)
    look = _looks.get(db)
    if look is None or look.until < time.monotonic() or look.file != file:
        look = Look(await _badges(datasette, db), time.monotonic() + REMEMBERED, file)
        _looks[db] = look
    return look


async def _badges(datasette: Datasette, db: Database) -> dict[str, Markup] | None:
    if not (await readiness.glance(db)).ready:
        return None
    template = seam.templates(datasette).get_template("_claims_macros.html")
    status_badge = vars(await template.make_module_async())["status_badge"]
    words = await db.execute_fn(vocabulary)
    return {key: await status_badge(status) for key, status in words.items()}


def _state_of_file(db: Database) -> tuple[int, ...]:
    """Another one after every change to the file, as far as its clock is fine enough."""
    try:
        found = os.stat(db.path or "")
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns
