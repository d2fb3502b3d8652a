"""The copies of a claim and of an article, as their pages list them. Reads only; plain sqlite3."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from datasette_claims.store.sqlite import sqlite3

Row = dict[str, Any]

MOST_ARTICLES = 50
"""Other articles that the page of one lists."""

_OF_CLAIM = """
SELECT
    claims.id, claims.published, claims.language, claims.status, claims.rationale,
    claims.publication, claims.revision, claims.article_id, claims.outlet_id,
    articles.title, articles.url, substr(articles.text, 1, 120) AS opening, outlets.name AS outlet,
    ?1 IS NOT NULL AND claims.group_id IS ?1 AS joined,
    EXISTS (
        SELECT 1 FROM relations
        WHERE claim_id = claims.id AND kind = 'same_words' AND state = 'refused'
    ) AS parted
FROM claims
LEFT JOIN articles ON articles.id = claims.article_id
LEFT JOIN outlets ON outlets.id = claims.outlet_id
WHERE claims.id <> ?3 AND (claims.group_id = ?1 OR claims.copies = ?2)
ORDER BY claims.published IS NULL, claims.published, claims.id"""

_OF_ARTICLE = """
SELECT
    articles.id, articles.title, articles.url, articles.published, articles.language,
    substr(articles.text, 1, 120) AS opening, outlets.name AS outlet, count(*) AS claims
FROM claims
JOIN claims AS others ON others.group_id = claims.group_id
JOIN articles ON articles.id = others.article_id
LEFT JOIN outlets ON outlets.id = others.outlet_id
WHERE claims.article_id = ?1 AND articles.id <> ?1
GROUP BY articles.id
ORDER BY count(*) DESC, articles.published IS NULL, articles.published, articles.id
LIMIT ?2"""


def of_claim(conn: sqlite3.Connection, claim: Row) -> tuple[Row, ...]:
    """The claims that say the same in copies of the article, the first published first.

    Those that are counted with it are ``joined``, those that a person took out ``parted``.
    """
    return _rows(conn, _OF_CLAIM, [claim["group_id"], claim["copies"], claim["id"]])


def is_parted(conn: sqlite3.Connection, claim_id: str) -> bool:
    """True where a person took the claim out of its copies."""
    found = conn.execute(
        "SELECT 1 FROM relations WHERE claim_id = ? AND kind = 'same_words' AND state = 'refused'",
        [claim_id],
    )
    return found.fetchone() is not None


def of_article(conn: sqlite3.Connection, article_id: str) -> tuple[Row, ...]:
    """Articles with joined claims, and how many, the most first."""
    return _rows(conn, _OF_ARTICLE, [article_id, MOST_ARTICLES])


def _rows(conn: sqlite3.Connection, sql: str, parameters: Sequence[object]) -> tuple[Row, ...]:
    found = conn.execute(sql, parameters)
    names = [column[0] for column in found.description]
    return tuple(dict(zip(names, row, strict=True)) for row in found)
