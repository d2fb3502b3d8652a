"""What of a database should be mended before others read it. Reads only; plain sqlite3."""
# ruff: noqa: S608 (SQL is put together from this package's own words; values are parameters)

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from sqlite_utils import Database

from datasette_claims.store import migrations
from datasette_claims.store.sqlite import sqlite3

LINKS = (
    ("articles", "url"),
    ("outlets", "url"),
    ("article_links", "url"),
    ("evidence", "url"),
    ("evidence", "archive_url"),
)
"""Columns that hold addresses which pages show as links."""


def damage(conn: sqlite3.Connection) -> list[str]:
    """What SQLite itself finds wrong with the file, and references that lead nowhere."""
    found = [str(row[0]) for row in conn.execute("PRAGMA quick_check(3)") if row[0] != "ok"]
    dangling = {f"{row[0]} → {row[2]}" for row in conn.execute("PRAGMA foreign_key_check")}
    return [*found, *sorted(dangling)]


def missing_indexes(conn: sqlite3.Connection) -> list[str]:
    """Indexes that a new database has and this one has not: without them pages are slow."""
    sql = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    with closing(sqlite3.connect(":memory:")) as made:
        migrations.apply(Database(made, execute_plugins=False))
        wanted = {name for (name,) in made.execute(sql)}
    return sorted(wanted - {name for (name,) in conn.execute(sql)})


def links(conn: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Every address, as it stands there, with the table and column that hold it."""
    for table, column in LINKS:
        for (url,) in conn.execute(f"SELECT {column} FROM {table} WHERE {column} > ''"):
            yield f"{table}.{column}", str(url)


def without_language(conn: sqlite3.Connection) -> int:
    """Articles of which the language is not known, so that no claim was looked for in them."""
    sql = "SELECT count(*) FROM articles WHERE language IS NULL OR language = 'und'"
    return int(conn.execute(sql).fetchone()[0])


def claims_without_language(conn: sqlite3.Connection) -> int:
    """Claims that no filter by language finds, and that no screen reader speaks rightly."""
    sql = "SELECT count(*) FROM claims WHERE language IS NULL OR language = 'und'"
    return int(conn.execute(sql).fetchone()[0])


def incomplete(conn: sqlite3.Connection) -> int:
    """Results that are published without a reason, or verdicts without evidence."""
    sql = """SELECT count(*) FROM claims JOIN statuses ON statuses.key = claims.status
        WHERE claims.publication = 'published' AND statuses.kind <> 'workflow'
          AND (trim(coalesce(rationale, '')) = '' OR (statuses.kind = 'verdict' AND NOT EXISTS (
            SELECT 1 FROM evidence AS e
            WHERE e.claim_id = claims.id AND e.removed_at IS NULL)))"""
    return int(conn.execute(sql).fetchone()[0])


def waits_beside(conn: sqlite3.Connection) -> bool:
    """Is part of it in a file beside it (WAL), where ``datasette -i`` does not look?"""
    return str(conn.execute("PRAGMA journal_mode").fetchone()[0]) == "wal"
