"""The two sides of a merge: the base that grows, and the other that is only read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sqlite_utils import Database

from datasette_claims.merge.report import Conflict, Report
from datasette_claims.store.sqlite import sqlite3

Row = dict[str, Any]


@dataclass(frozen=True)
class Sides:
    """``articles``, ``claims``, ``speakers`` and ``searches`` say under which key the base has what
    the other calls otherwise; what has the same key in both is in none of them. ``numbers`` says it
    of rows that are numbered, by table. ``new`` are the keys that came from the other, by table.
    ``name`` and ``first`` are what the report calls the other and the base.
    """

    db: Database
    other: sqlite3.Connection
    name: str
    first: str
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
        return None if key is None else self._speaker(key)

    def search(self, key: str) -> str:
        return self.searches.get(key, key)

    def query(self, text: str) -> str:
        """Filters as they stand in an address, with the base's keys."""
        renamed = {
            "outlet_group": self.searches, "saved": self.searches, "article": self.articles,
        }  # fmt: skip
        pairs = parse_qsl(text, keep_blank_values=True)
        changed = [
            (
                name,
                self._speaker(value)
                if name == "speaker"
                else renamed.get(name, {}).get(value, value),
            )
            for name, value in pairs
        ]
        return text if changed == pairs else urlencode(changed)

    def of_act(self, kind: str, name: str) -> Callable[[str], str] | None:
        """What gives the base's key for a field of what an act of this kind tells, if that holds
        a key."""
        if (kind, name) in (("speaker", "merged_into"), ("told_apart", "other")):
            return self._speaker
        return {
            "speaker_id": self._speaker, "speaker": self._speaker, "claims": self.claim,
            "group_id": self.claim, "left": self.claim, "stale": self.claim,
            "refused": self.claim, "query": self.query,
        }.get(name)  # fmt: skip

    def _speaker(self, key: str) -> str:
        """Who is known within one article alone has its key in theirs, and follows it to another
        one; so does who spoke there once, and is only in the log by now."""
        name, _, article = key.rpartition("-")
        moved = f"{name}-{self.articles[article]}" if article in self.articles else key
        return self.speakers.get(key, moved)

    def theirs(self, sql: str, parameters: Sequence[object] = ()) -> Iterator[Row]:
        """Rows of the other."""
        return rows(self.other, sql, parameters)

    def ours(self, sql: str, parameters: Sequence[object] = ()) -> Iterator[Row]:
        """Rows of the base."""
        return rows(self.db.conn, sql, parameters)

    def tell(
        self, what: str, key: str, stands: object, other: object, *, of_base: bool = False
    ) -> None:
        """Both acted on one thing, and what the other says does not stand; or ``of_base``."""
        source = self.first if of_base else self.name
        told = Conflict(what, key, _words(stands), _words(other), source)
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
