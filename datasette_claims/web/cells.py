"""Cells of Datasette's own tables that lead to our pages; statuses as labelled badges."""

from __future__ import annotations

import time

from markupsafe import Markup

from datasette_claims.store import records
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import marking, page, readiness

# Which page a cell leads to: table -> column -> (kind of page, column that holds the key).
# Table pages never ask about the primary key (it is their own link to the row), so the cell with
# the words is a link as well.
CLAIM, ARTICLE, SPEAKER = "claims", "articles", "speakers"
LINKS = {
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

# How long the vocabulary of a database is remembered: a table page asks for it once a row.
REMEMBERED = 2.0
# Longer words are cut in a cell, as Datasette does by itself.
MOST_IN_CELL = 300


def enforce_foreign_keys(conn):
    """Hold foreign keys on connections to a database of ours; others keep SQLite's default."""
    try:
        ours = conn.execute(
            "select 1 from sqlite_master where type = 'table' and name = 'claim_spans'"
        ).fetchone()
    except sqlite3.Error:  # not a database, or locked: whoever uses it will say so
        return
    if ours:
        conn.execute("pragma foreign_keys = on")


def render(row, value, column, table, database, datasette):
    """A link or a badge for a cell of ours; None for every other, so that Datasette shows it."""
    if value is None or value == "":
        return None
    if column in STATUSES.get(table, ()):
        return _badge(datasette, database, value)
    kind, key_column = (LINKS.get(table, {}) if table else IN_QUERIES).get(column, (None, None))
    if kind is None:
        return None
    key = _plain(row[key_column] if key_column in row.keys() else None)  # noqa: SIM118
    if not isinstance(key, str) or not key:
        return None
    return _link(datasette, database, kind, key, value, known=table is not None)


def stylesheets(datasette, database, table):
    """The style of the badges, on pages of tables that have some."""
    if table not in STATUSES:
        return []

    async def urls():
        if not await _is_ours(datasette.get_database(database)):
            return []
        return [datasette.urls.static_plugins("datasette_claims", "cells.css")]

    return urls


def _plain(value):
    """The value itself where Datasette has put a label beside it."""
    return value["value"] if isinstance(value, dict) else value


def _words(value):
    """The label where there is one: an article without a headline goes by its key."""
    words = str((value["label"] or value["value"]) if isinstance(value, dict) else value)
    return marking.safe(words if len(words) <= MOST_IN_CELL else f"{words[:MOST_IN_CELL]}…")


async def _link(datasette, database, kind, key, value, known):
    db = datasette.get_database(database)
    if not await _is_ours(db):
        return None
    if not known:
        found = await db.execute(f"select 1 from {kind} where id = ?", [key])  # noqa: S608
        if not found.rows:
            return None
    return Markup('<a href="{}">{}</a>').format(
        page.path(datasette, database, kind, key), _words(value)
    )


async def _badge(datasette, database, value):
    db = datasette.get_database(database)
    if not await _is_ours(db):
        return None
    key = _plain(value)
    status = (await _vocabulary(db)).get(key)
    if status is None:
        return None
    return Markup(
        '<span class="claims-cell"><span class="status status-{} status-key-{} status-{}"'
        ' title="{}">{}</span></span>'
    ).format(status["kind"], key, status["colour"], status["definition"], status["label_en"])


async def _is_ours(db):
    """Remembered with the database once it is true: our tables do not go away again."""
    if not getattr(db, "_has_claims", False):
        db._has_claims = (await readiness.glance(db)).ready
    return db._has_claims


async def _vocabulary(db):
    at, rows = getattr(db, "_statuses", (0.0, None))
    if rows is None or time.monotonic() - at > REMEMBERED:
        found = await db.execute_fn(records.statuses)
        rows = {row["key"]: row for row in found}
        db._statuses = (time.monotonic(), rows)
    return rows
