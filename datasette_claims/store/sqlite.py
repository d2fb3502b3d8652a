"""The one ``sqlite3`` that everything here uses, and whether it is new enough.

sqlite-utils and Datasette use pysqlite3 where that is installed, as it is on hosts whose own SQLite
is too old. Its errors are no errors of Python's ``sqlite3``, and two libraries in one process that
open the same file undo each other's locks: so nothing else here imports either by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3  # noqa: TID251
else:
    from sqlite_utils.utils import sqlite3  # noqa: TID251

__all__ = ["OLDEST", "SEARCH", "plain_rows", "shortcoming", "sqlite3"]

OLDEST = (3, 34)
"""Debian 11 has it, and with that the image that ``datasette package`` builds on."""

SEARCH = "fts5"
"""The extension that the search of the browse page stands on; some builds leave it out."""


def shortcoming() -> str | None:
    """What this SQLite lacks that everything here needs, in one line; None where it has all."""
    version = sqlite3.sqlite_version
    if tuple(map(int, version.split(".")[:2])) < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        return (
            f"datasette-claims needs SQLite {oldest} or newer; Python uses {version} here. "
            "Install pysqlite3-binary, which brings a newer one"
        )
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute(f"CREATE VIRTUAL TABLE words USING {SEARCH}(word)")
    except sqlite3.OperationalError:
        return (
            f"datasette-claims needs SQLite with {SEARCH}, its full-text search; version {version} "
            "here was built without it. Install pysqlite3-binary, which has it"
        )
    finally:
        connection.close()
    return None


@contextmanager
def plain_rows(conn: sqlite3.Connection) -> Iterator[None]:
    """Rows are tuples, equal to others of the same values; Datasette's connections give its own."""
    before, conn.row_factory = conn.row_factory, None
    try:
        yield
    finally:
        conn.row_factory = before
