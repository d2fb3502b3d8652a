"""The two sides of a merge: the base that grows, and the other that is only read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from datasette_claims.merge.report import Conflict, Report
from datasette_claims.store.sqlite import sqlite3

Row = dict[str, Any]


@dataclass(frozen=True)
class Sides:
    """``articles``, ``claims``, ``speakers`` and ``searches`` say under which key the base has what
    the other calls otherwise; what has the same key in both is in none of them. ``numbers`` says it
    of rows that are numbered, by table. ``new`` are the keys that came from the other, by table.
    """

    db: Database
    other: sqlite3.Connection
    name: str
    now: str
    report: Report
    articles: dict[str, str] = field(default_factory=dict)
    claims: dict[str, str] = field(default_factory=dict)
    speakers: dict[str, str] = field(default_factory=dict)
    searches: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, dict[int, int]] = field(default_factory=dict)
    new: dict[str, set[str]] = field(
        default_factory=lambda: {
            table: set() for table in ("outlets", "articles", "speakers", "statuses", "claims")
        }
    )

    def article(self, key: str) -> str:
        return self.articles.get(key, key)

    def claim(self, key: str) -> str:
        return self.claims.get(key, key)

    def speaker(self, key: str | None) -> str | None:
        return None if key is None else self.speakers.get(key, key)

    def search(self, key: str) -> str:
        return self.searches.get(key, key)

    def theirs(self, sql: str, parameters: Sequence[object] = ()) -> Iterator[Row]:
        """Rows of the other."""
        return rows(self.other, sql, parameters)

    def ours(self, sql: str, parameters: Sequence[object] = ()) -> Iterator[Row]:
        """Rows of the base."""
        return rows(self.db.conn, sql, parameters)

    def tell(self, what: str, key: str, stands: object, other: object) -> None:
        """Both acted on one thing."""
        told = Conflict(what, key, _words(stands), _words(other), self.name)
        self.report.conflicts.append(told)


def rows(conn: sqlite3.Connection, sql: str, parameters: Sequence[object] = ()) -> Iterator[Row]:
    """What a query gives, by the names of its columns."""
    cursor = conn.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


def insert(db: Database, table: str, some: Iterable[Row], *, ignore: bool = False) -> None:
    """Rows that all have the same columns; with ``ignore``, those that are there are left."""
    for row in some:
        db.conn.execute(
            f"INSERT {'OR IGNORE ' * ignore}INTO {table} ({', '.join(row)})"  # noqa: S608
            f" VALUES ({', '.join('?' * len(row))})",
            list(row.values()),
        )


def update(db: Database, table: str, key: str, row: Row, column: str = "id") -> None:
    """Columns of the row with this key become so."""
    if row:
        db.conn.execute(
            f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in row)}"  # noqa: S608
            f" WHERE {column} = ?",
            [*row.values(), key],
        )


def _words(value: object) -> str:
    return "nothing" if value is None else f"“{value}”"
