"""The words for where a claim stands, as a database has them. Reads only; plain sqlite3."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from datasette_claims.store import schema
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.wording import Said

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True, slots=True)
class Status:
    """A row of ``statuses``, as far as pages show it."""

    key: str
    kind: str
    label_en: str
    label_id: str
    definition: str
    colour: str
    published: int
    """0: claims in this status never leave in a public copy."""
    active: int
    """0: retired, no longer offered."""
    rating: int | None = None
    """Of five; None where no number fits."""
    shortcut: str | None = None
    """The key that sets it in the queue, as far as the queue has it free."""


class Vocabulary(dict[str, Status]):
    """All statuses by key, in their own order, retired ones included.

    A key that is not among them gives a status too: one that has its key for a name and judges
    nothing.
    """

    def __missing__(self, key: str) -> Status:
        return Status(key, "workflow", key, key, "", "grey", published=0, active=0)


@cache
def statuses() -> Mapping[str, Mapping[str, Any]]:
    """The vocabulary of ``statuses.toml``: key -> columns, in the order of lists."""
    return tomllib.loads(schema.text("statuses.toml"))


def called(key: str, text: str, column: str = "label_en") -> str:
    """What a status is called: as shipped it is said in each language; what a person wrote stands.

    >>> type(called("false", "False")).__name__, type(called("false", "Busted")).__name__
    ('Said', 'str')
    """
    return Said(text) if statuses().get(key, {}).get(column) == text else text


def vocabulary(conn: sqlite3.Connection) -> Vocabulary:
    """The vocabulary of this database."""
    found = conn.execute(
        "SELECT key, kind, label_en, label_id, definition, colour, published, active,"
        " rating, shortcut"
        " FROM statuses ORDER BY position, key"
    ).fetchall()
    return Vocabulary(
        {
            key: Status(
                key,
                kind,
                called(key, label),
                own,
                called(key, definition, "definition"),
                *rest,
            )
            for key, kind, label, own, definition, *rest in found
        }
    )
