"""What a form offers to whoever says what a claim is: names, text, the next claim. Reads only."""

from __future__ import annotations

from typing import NamedTuple

from datasette_claims.store.searchwords import begun
from datasette_claims.store.sqlite import sqlite3

MOST_HERE = 200
MOST = 20
SHORTEST = 2
"""Letters by which all speakers are asked."""


class Name(NamedTuple):
    """A speaker's name; ``here`` where the article quotes them."""

    id: str
    name: str
    kind: str
    here: bool = False


def of_article(conn: sqlite3.Connection, article: str) -> list[Name]:
    """Who is quoted in the article, whoever they were merged with, the most quoted first."""
    found = conn.execute(
        "SELECT whole.id, whole.name, whole.kind FROM claims"
        " JOIN speakers ON speakers.id = claims.speaker_id"
        " JOIN speakers AS whole ON whole.id = speakers.whole_id"
        " WHERE article_id = ? GROUP BY whole.id ORDER BY count(*) DESC, whole.name LIMIT ?",
        [article, MOST_HERE],
    )
    return [Name(*row)._replace(here=True) for row in found]


def names(conn: sqlite3.Connection, typed: str) -> list[Name]:
    """Speakers with a word in their name for each that was typed, or that begins with it."""
    match = begun(typed, SHORTEST)
    if not match:
        return []
    found = conn.execute(
        "SELECT whole.id, whole.name, whole.kind FROM speakers"
        " JOIN speakers AS whole ON whole.id = speakers.whole_id"
        " WHERE speakers.rowid IN ("
        "   SELECT rowid FROM speakers_fts WHERE speakers_fts MATCH ? LIMIT ?)"
        " GROUP BY whole.id ORDER BY length(whole.name), whole.name LIMIT ?",
        [match, 20 * MOST, MOST],
    )
    return [Name(*row) for row in found]


def article_of(conn: sqlite3.Connection, claim: str) -> tuple[str, str] | None:
    """The key and the text of the article that a claim stands in."""
    found = conn.execute(
        "SELECT articles.id, articles.text FROM claims JOIN articles ON articles.id = article_id"
        " WHERE claims.id = ?",
        [claim],
    ).fetchone()
    return found and (str(found[0]), str(found[1]))


def text_of(conn: sqlite3.Connection, article: str) -> str | None:
    found = conn.execute("SELECT text FROM articles WHERE id = ?", [article]).fetchone()
    return found and str(found[0])


class Following(NamedTuple):
    """The claim behind another in its article."""

    id: str
    text: str
    revision: int


def following(conn: sqlite3.Connection, claim: str) -> Following | None:
    """The next claim of the same speaker that stands in the article, if there is one."""
    found = conn.execute(
        "SELECT other.id, other.text, other.revision FROM claims"
        " JOIN claims AS other ON other.article_id = claims.article_id"
        "  AND other.speaker_id IS claims.speaker_id AND other.id <> claims.id"
        "  AND (other.position, other.id) > (claims.position, claims.id)"
        " WHERE claims.id = ? AND other.status <> 'extraction_error' AND other.flag IS NULL"
        " ORDER BY other.position, other.id LIMIT 1",
        [claim],
    ).fetchone()
    return found and Following(*found)
