"""What of a database should be mended before others read it. Reads only; plain sqlite3."""
# ruff: noqa: S608 (SQL is put together from this package's own words; values are parameters)

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import closing

from sqlite_utils import Database

from datasette_claims.store import migrations
from datasette_claims.store.assignments import NO_PERSON
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


def people(conn: sqlite3.Connection) -> set[str]:
    """The names under which people worked in it."""
    found = conn.execute(
        "SELECT actor FROM acts UNION SELECT actor FROM status_history"
        " UNION SELECT actor FROM review_notes UNION SELECT actor FROM second_readings"
        " UNION SELECT added_by FROM evidence UNION SELECT removed_by FROM evidence"
        " UNION SELECT actor FROM assignments UNION SELECT given_by FROM assignments"
        " UNION SELECT actor FROM leases UNION SELECT actor FROM looked"
        " UNION SELECT owner FROM saved_searches UNION SELECT actor FROM saved_searches"
        " UNION SELECT decided_by FROM relations"
    )
    return {name for (name,) in found if name} - {*NO_PERSON}


def holding(conn: sqlite3.Connection, names: Iterable[str]) -> dict[str, list[str]]:
    """Which of these names are the whole value of a cell: name -> table.column, in order."""
    asked = json.dumps(sorted(names))
    found: dict[str, list[str]] = {}
    tables = conn.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    ).fetchall()
    for (table,) in sorted(tables):
        for _, column, kind, *_ in conn.execute(f'PRAGMA table_info("{table}")').fetchall():
            if kind.upper() not in ("TEXT", ""):
                continue
            there = conn.execute(
                f'SELECT value FROM json_each(?) WHERE value IN (SELECT "{column}" FROM "{table}")',
                [asked],
            )
            for (name,) in there.fetchall():
                found.setdefault(name, []).append(f"{table}.{column}")
    return dict(sorted(found.items()))
