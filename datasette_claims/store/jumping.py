"""What a few typed letters may mean: speakers, claims, articles. Reads only, and little."""

# ruff: noqa: S608 (SQL is put together from this package's own words; values are parameters)

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from datasette_claims.store import values
from datasette_claims.store.filters import Filters
from datasette_claims.store.searchwords import begun
from datasette_claims.store.selecting import where
from datasette_claims.store.sqlite import sqlite3

MOST = 6
"""Of each kind."""

LOOKED_AT = 50
"""Claims that have the words, the last stored first, among which those shown are looked for."""

SHORTEST = 2
"""Letters by which anything is looked for."""


class Found(NamedTuple):
    """Something to go to; ``told`` says more about it, in a few words."""

    key: str
    name: str
    told: str


def speakers(conn: sqlite3.Connection, typed: str) -> list[Found]:
    """Who has these words in a name, the most quoted first, sources without a name last."""
    return [
        Found(one.key, one.name, f"{one.claims:,} claim{'' if one.claims == 1 else 's'}")
        for one in values.speakers(conn, Filters(), typed, MOST)
    ]


def claims(conn: sqlite3.Connection, typed: str) -> list[Found]:
    """Claims that are shown and have these words, the last stored first."""
    found = conn.execute(
        "SELECT id, text, coalesce(dated, '') FROM claims WHERE rowid IN ("
        " SELECT rowid FROM claims_fts WHERE claims_fts MATCH ? ORDER BY rowid DESC LIMIT ?)"
        f" AND {where(Filters()).sql} ORDER BY rowid DESC LIMIT ?",
        [begun(typed), LOOKED_AT, MOST],
    )
    return [Found(*row) for row in found]


def articles(conn: sqlite3.Connection, typed: str) -> list[Found]:
    """Articles with these words in the headline, the newest first."""
    found = conn.execute(
        "SELECT id, title, coalesce(substr(published, 1, 10), '') FROM articles WHERE rowid IN ("
        " SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? LIMIT ?)"
        " ORDER BY published DESC, id LIMIT ?",
        [begun(typed), LOOKED_AT * MOST, MOST],
    )
    return [Found(*row) for row in found]


FINDERS: Mapping[str, Callable[[sqlite3.Connection, str], list[Found]]] = {
    "speakers": speakers,
    "claims": claims,
    "articles": articles,
}
"""What is looked for, by the table that tells it, which is also how its pages are called."""

SQL = """SELECT json_extract(value, '$[0]') AS type, json_extract(value, '$[1]') AS label,
    nullif(json_extract(value, '$[2]'), '') AS description, json_extract(value, '$[3]') AS url,
    :typed AS search_text, NULL AS display_name FROM json_each(:found)"""
"""Datasette asks SQL, and takes of that what looks like what was typed. Ours are found by other
means, so each looks so."""
