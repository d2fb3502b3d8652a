"""What an edition says, thing by thing in order of their keys: what its id and a comparison read.

A thing is a row with all that hangs on it: a claim with its places, evidence and history. Left out
is what follows from the rest: numbers of rows, counts of changes, words that a hash stands for.
"""
# ruff: noqa: S608 (SQL is put together from this package's own names)

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

from datasette_claims.publishing import allowed
from datasette_claims.store.sqlite import sqlite3

Values = tuple[object, ...]

# The text of an article stands for itself by its hash; a revision counts rows of the history.
FOLLOWS = {
    "articles": ("text",),
    "claims": ("revision", "updated_at"),
    "article_addresses": ("first_seen", "last_seen"),
    "relations": ("at",),
}
HANGS_ON = {
    "article_links": ("articles", "article_id"),
    "article_times": ("articles", "article_id"),
    "article_addresses": ("articles", "article_id"),
    "speaker_aliases": ("speakers", "speaker_id"),
    "claim_spans": ("claims", "claim_id"),
    "evidence": ("claims", "claim_id"),
    "status_history": ("claims", "claim_id"),
    "relations": ("claims", "claim_id"),
}
"""Tables whose rows belong to a thing, with the column that says to which."""

BATCH = 1000
"""Rows that are hashed at a time; other sizes give other keys."""

KEYS = {"statuses": "key", "search_options": "name"}
"""What a thing is known by, where that is not its ``id``."""


@dataclass(frozen=True, slots=True)
class Part:
    """Columns of a table, in an order that their values decide; ``owner`` is the thing's key."""

    table: str
    owner: str
    columns: tuple[str, ...]
    order: str

    def rows(self, conn: sqlite3.Connection) -> Iterator[Values]:
        """Each row: the key of its thing, then its columns."""
        names = ", ".join(f'"{name}"' for name in (self.owner, *self.columns))
        return conn.execute(
            f'SELECT {names} FROM "{self.table}" ORDER BY "{self.owner}", {self.order}'
        )


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of things: the table of their rows, and those of what hangs on them."""

    row: Part
    parts: tuple[Part, ...]

    @property
    def name(self) -> str:
        return self.row.table


class Thing(NamedTuple):
    """``row`` has the values of ``Kind.row.columns``, ``parts`` the rows of each part."""

    key: str
    row: Values
    parts: tuple[tuple[Values, ...], ...]


def _part(table: allowed.Table, owner: str) -> Part:
    shown = (*table.public, *table.shown)
    kept = tuple(
        name for name in shown if name != owner and name not in FOLLOWS.get(table.name, ())
    )
    # Evidence and history are read in the order in which they came; that is what the number tells.
    order = "id" if "id" in table.computed else ", ".join(f'"{name}"' for name in kept) or "1"
    return Part(table.name, owner, kept, order)


KINDS = tuple(
    Kind(
        _part(table, KEYS.get(table.name, "id")),
        tuple(
            _part(other, HANGS_ON[other.name][1])
            for other in allowed.TABLES
            if HANGS_ON.get(other.name, ("",))[0] == table.name
        ),
    )
    for table in allowed.TABLES
    if table.name not in HANGS_ON
)
"""All that leaves, in the order of the list of what may."""


def things(conn: sqlite3.Connection, kind: Kind) -> Iterator[Thing]:
    """Every thing of a kind, in the order of their keys."""
    waiting = [_Waiting(part.rows(conn)) for part in kind.parts]
    for key, *row in kind.row.rows(conn):
        yield Thing(str(key), tuple(row), tuple(each.of(key) for each in waiting))


class _Waiting:
    """Rows in the order of their owners, handed out owner by owner."""

    def __init__(self, rows: Iterator[Values]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def of(self, owner: object) -> tuple[Values, ...]:
        found = []
        while self._next is not None and self._next[0] == owner:
            found.append(self._next[1:])
            self._next = next(self._rows, None)
        return tuple(found)


def digest(conn: sqlite3.Connection) -> str:
    """The hash of all that an edition says, the same whatever the order of its rows.

    What is empty does not count: a column that a later version adds changes no key by that.
    """
    found = hashlib.sha256()
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    for kind in KINDS:
        for part in (kind.row, *kind.parts):
            used = _used(conn, part)
            rows = used.rows(conn)
            first = list(islice(rows, BATCH))
            if first:
                found.update(encode([used.table, used.columns]).encode())
            while first:
                found.update(encode(first).encode())
                first = list(islice(rows, BATCH))
    return found.hexdigest()


def _used(conn: sqlite3.Connection, part: Part) -> Part:
    """The part with those of its columns that hold anything."""
    counts = "".join(f', count("{name}")' for name in part.columns)
    _, *held = conn.execute(f'SELECT count(*){counts} FROM "{part.table}"').fetchone()
    columns = zip(part.columns, held, strict=True)
    return replace(part, columns=tuple(name for name, number in columns if number))
