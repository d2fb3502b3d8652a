"""Articles as a list: searched, narrowed and in an order. Reads only.

An article is listed whatever was found in it; its claims are counted as its page shows them.
"""

# ruff: noqa: S608 (SQL is put together from this package's own words; values are parameters)

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from datasette_claims.store.filters import UNKNOWN, Filters, Sort
from datasette_claims.store.queries import Cursor, Page, part
from datasette_claims.store.selecting import Where, where
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.tallies import tally
from datasette_claims.wording import said

Row = dict[str, Any]

CLAIMS = "claims"
"""Stands in an order for the number of claims, which is counted."""

SORTS = {
    sort.name: sort
    for sort in (
        Sort(
            "published", said("Newest"), "articles.published", True, True, ("articles.rowid",), True
        ),
        Sort("oldest", said("Oldest"), "articles.published", False, True, ("articles.rowid",)),
        Sort(
            "loaded",
            said("Loaded last"),
            "articles.loaded_at",
            True,
            False,
            ("articles.rowid",),
            True,
        ),
        Sort("claims", said("Most claims"), CLAIMS, True, False, ("articles.rowid",)),
        Sort(
            "title",
            said("By headline"),
            "articles.title COLLATE NOCASE",
            False,
            True,
            ("articles.id",),
        ),
    )
}

_SHOWN = where(Filters()).sql

ONLY: Mapping[str, str] = {
    "without": "NOT EXISTS (SELECT 1 FROM claims WHERE claims.article_id = articles.id"
    f" AND {_SHOWN})",
    "copies": "articles.id IN (SELECT article_id FROM claims WHERE group_id <> claims.id)",
}
"""Articles apart from the others: no claim was found in them; or their claims are those of an
article that was there before, and are counted with those."""

REVIEWED = "status IN (SELECT key FROM statuses WHERE kind <> 'workflow')"
"""What is counted as reviewed: a person came to a result."""

WORDS = 8
"""Words that one search may have."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which articles: words of headline, outlet or address; language, outlet (a key) and month or
    year, each ``-`` for those that have none; one of ``ONLY``. ``unseen`` as in ``Filters``."""

    q: str = ""
    language: str = ""
    outlet: str = ""
    month: str = ""
    only: str = ""
    sort: str = "published"
    unseen: frozenset[str] = frozenset()


class Listed(NamedTuple):
    """Some articles in order, and how many fit in all and by language."""

    rows: list[Row]
    page: Page
    total: int
    languages: dict[str, int]


def listed(
    conn: sqlite3.Connection,
    asked: Asked,
    size: int,
    *,
    after: Cursor | None = None,
    before: Cursor | None = None,
) -> Listed:
    """One page of the list, from its beginning or from a cursor on."""
    page = _page(conn, asked, size, after, before)
    if before and not page.before and len(page.keys) < size:
        page = _page(conn, asked, size, None, None)  # less than a page is left before: the first
    languages = _languages(conn, replace(asked, language=""))
    total = languages.get(asked.language, 0) if asked.language else sum(languages.values())
    return Listed(described(conn, page.keys), page, total, languages)


def batch(
    conn: sqlite3.Connection, asked: Asked, size: int, after: Cursor | None
) -> tuple[list[Row], Cursor | None]:
    """The next articles to export, and where those behind them begin, if there are any."""
    page = _page(conn, asked, size, after, None)
    return described(conn, page.keys), page.cursors[-1] if page.after else None


def _page(
    conn: sqlite3.Connection, asked: Asked, size: int, after: Cursor | None, before: Cursor | None
) -> Page:
    claims, joins = tally("article_id", "articles.id", once=False)
    source, sort = "articles", SORTS[asked.sort]
    if sort.first == CLAIMS:
        source, sort = f"articles{joins}", sort._replace(first=claims)
    return part(conn, condition(asked), sort, size, after=after, before=before, source=source)


def condition(asked: Asked) -> Where:
    """The articles that are asked for."""
    said, parameters = [], list[str]()
    for word in asked.q.split()[:WORDS]:
        sql, values = _with_word(word, asked.unseen)
        said.append(sql)
        parameters += values
    for column, value, sql in (
        ("language", asked.language, "articles.language = ?"),
        (
            "outlet_id",
            asked.outlet,
            "articles.outlet_id IN (SELECT id FROM outlets WHERE whole_id IN"
            " (SELECT whole_id FROM outlets WHERE id = ?))",
        ),
        ("published", asked.month, "articles.published BETWEEN ? AND ? || '~'"),
    ):
        if value == UNKNOWN:
            said.append(f"articles.{column} IS NULL")
        elif value:
            said.append(sql)
            parameters += [value] * sql.count("?")
    if asked.only:
        said.append(ONLY[asked.only])
    return Where(" AND ".join(f"({one})" for one in said) or "true", tuple(parameters))


def _with_word(word: str, unseen: frozenset[str]) -> tuple[str, list[str]]:
    """The word stands in the headline, the address or the outlet's name, whatever its case."""
    like = "%" + re.sub("([%_!])", r"!\1", word) + "%"
    places = ["articles.title LIKE ? ESCAPE '!'", "articles.url LIKE ? ESCAPE '!'"]
    if "outlets" not in unseen:
        places.append(
            "articles.outlet_id IN (SELECT o.id FROM outlets AS o JOIN outlets AS w"
            " ON w.id = o.whole_id WHERE o.name LIKE ? ESCAPE '!' OR w.name LIKE ? ESCAPE '!')"
        )
    sql = " OR ".join(places)
    return sql, [like] * sql.count("?")


def _languages(conn: sqlite3.Connection, asked: Asked) -> dict[str, int]:
    selected = condition(asked)
    found = conn.execute(
        f"SELECT language, count(*) FROM articles WHERE {selected.sql} GROUP BY language"
        " ORDER BY 2 DESC, 1",
        selected.parameters,
    )
    return {UNKNOWN if key is None else key: number for key, number in found}


def described(conn: sqlite3.Connection, keys: Collection[str]) -> list[Row]:
    """What the list tells of articles, in the order of their keys."""
    chosen = json.dumps(list(keys))
    found = conn.execute(
        f"""SELECT articles.id, articles.title, substr(articles.text, 1, 120) AS opening,
            articles.url, whole.id AS outlet_id, whole.name AS outlet, articles.published,
            articles.language, articles.loaded_at, coalesce(n.claims, 0) AS claims,
            coalesce(n.reviewed, 0) AS reviewed, coalesce(n.public, 0) AS public,
            coalesce(n.copied, 0) AS copied
        FROM articles
        LEFT JOIN outlets ON outlets.id = articles.outlet_id
        LEFT JOIN outlets AS whole ON whole.id = outlets.whole_id
        LEFT JOIN (
            SELECT article_id, count(*) AS claims, sum({REVIEWED}) AS reviewed,
                sum(publication = 'published') AS public,
                sum(group_id IS NOT NULL AND group_id <> claims.id) AS copied
            FROM claims WHERE article_id IN (SELECT value FROM json_each(?)) AND {_SHOWN}
            GROUP BY article_id) AS n ON n.article_id = articles.id
        WHERE articles.id IN (SELECT value FROM json_each(?))""",
        [chosen, chosen],
    )
    names = [column[0] for column in found.description]
    rows = {row[0]: dict(zip(names, row, strict=True)) for row in found}
    return [rows[key] for key in keys if key in rows]
