"""A table or view of another SQLite file, which is opened so that nothing in it can change.

Rows are fetched some at a time, so that a program that writes to that file need not wait until the
load is over; only those of a view are fetched in one go.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import urllib.parse
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from datasette_claims.reading import columns, table
from datasette_claims.reading.documents import Document, Options
from datasette_claims.reading.outcomes import Refused
from datasette_claims.reading.table import Row

# One sqlite3 for all: two libraries in a process undo each other's locks on a file.
from datasette_claims.store.sqlite import sqlite3

TABLE = "table"
"""Under this name a document is told which table of it is meant."""

_AT_A_TIME = 200
_WAIT = 5.0
"""Seconds for which a program that writes to the file is waited for."""
_ROWIDS = ("rowid", "_rowid_", "oid")


@dataclass(frozen=True, slots=True)
class _Table:
    """A table: its columns, and those by which its rows can be fetched in turn, if any."""

    name: str
    columns: Sequence[str]
    order: Sequence[str] = ()
    key: str = ""


def read(document: Document, options: Options) -> Iterator[table.Outcome]:
    """Give the article of each row of the table that is asked for."""
    with _file(document) as path:
        try:
            with closing(_opened(path)) as db:
                found = _table(db, document.told.get(TABLE, ""), document.name)
                rows = _rows(db, found)
                yield from table.articles(document, rows, options, found.columns, key=found.key)
        except sqlite3.DatabaseError as error:
            raise Refused(_reason(error)) from None


@contextmanager
def _file(document: Document) -> Iterator[str]:
    """The path of a database; one that lies in an archive, or comes by a pipe, is written out."""
    with document.open() as stream:
        name = getattr(stream, "name", None)
        if isinstance(name, str) and os.path.isfile(name):
            yield name
            return
        with tempfile.NamedTemporaryFile(prefix="datasette-claims-", suffix=".db") as copy:
            shutil.copyfileobj(stream, copy)
            copy.flush()
            yield copy.name


def _opened(path: str) -> sqlite3.Connection:
    """A connection that can only read, also where not even a lock can be written."""
    try:
        return _connected(path, "mode=ro")
    except sqlite3.OperationalError:
        beside = (path + "-wal", path + "-journal")
        unfinished = any(os.path.exists(one) and os.path.getsize(one) for one in beside)
        if unfinished or os.access(os.path.dirname(os.path.abspath(path)), os.W_OK):
            raise
        return _connected(path, "mode=ro&immutable=1")  # in a folder that nobody can write to


def _connected(path: str, how: str) -> sqlite3.Connection:
    quoted = urllib.parse.quote(os.fsencode(os.path.abspath(path)))
    where = f"file:{quoted}?{how}"
    db = sqlite3.connect(where, uri=True, timeout=_WAIT, isolation_level=None)
    try:
        db.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        db.execute("PRAGMA query_only = ON")
        db.execute("PRAGMA trusted_schema = OFF")  # what its views call may do nothing but compute
        db.execute("SELECT count(*) FROM sqlite_master").fetchall()
    except BaseException:
        db.close()
        raise
    return db


def _table(db: sqlite3.Connection, asked: str, file: str) -> _Table:
    """The table of that name; raises ``Refused``, with those that there are, if there is none."""
    kinds = dict(
        db.execute(
            "SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')"
            " AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name"
        ).fetchall()
    )
    alike = [one for one in kinds if one.lower() == asked.lower()]
    name = asked if asked in kinds else next(iter(alike), "")
    if not name:
        there = f"there are: {columns.named(kinds)}" if kinds else "it has none"
        if asked:
            raise Refused(f"there is no table {asked!r}; {there}")
        raise Refused(f"a database; say which of its tables: --from-table {file} NAME ({there})")
    told = db.execute(f"PRAGMA table_xinfo({_quoted(name)})").fetchall()
    names = [one[1] for one in told if one[6] != 1]  # 1: a hidden column of a virtual table
    primary = [one[1] for one in sorted(told, key=lambda one: one[5]) if one[5]]
    key = primary[0] if len(primary) == 1 else ""
    if kinds[name] == "view":
        return _Table(name, names)
    lowered = {one.lower() for one in names}
    rowid = next((one for one in _ROWIDS if one not in lowered), "")
    try:
        if rowid:
            db.execute(f"SELECT {rowid} FROM {_quoted(name)} LIMIT 0")  # noqa: S608 (a name, quoted)
            return _Table(name, names, (rowid,), key)
    except sqlite3.OperationalError:  # a table WITHOUT ROWID
        pass
    return _Table(name, names, tuple(map(_quoted, primary)), key)


def _rows(db: sqlite3.Connection, of: _Table) -> Iterator[Row]:
    """All rows; where they have an order, some at a time, with no lock held between."""
    chosen = ", ".join(map(_quoted, of.columns))
    if not of.order:
        found = db.execute(f"SELECT {chosen} FROM {_quoted(of.name)}")  # noqa: S608
        for number, row in enumerate(found, 1):
            yield Row(f"row {number}", dict(zip(of.columns, row, strict=True)))
        return
    order, width = ", ".join(of.order), len(of.order)
    last: Sequence[Any] = ()
    numbers = count(1)
    while True:
        behind = f"WHERE ({order}) > ({', '.join('?' * width)})" if last else ""
        some = db.execute(
            f"SELECT {order}, {chosen} FROM {_quoted(of.name)} {behind}"  # noqa: S608
            f" ORDER BY {order} LIMIT {_AT_A_TIME}",
            last,
        ).fetchall()
        for row in some:
            number = row[0] if of.order[0] in _ROWIDS else next(numbers)
            yield Row(f"row {number}", dict(zip(of.columns, row[width:], strict=True)))
        if len(some) < _AT_A_TIME:
            return
        last = some[-1][:width]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _reason(error: Exception) -> str:
    reason = str(error)
    if "locked" in reason:
        return "another program is writing to it; try again when it is done"
    if "malformed" in reason or "not a database" in reason:
        return f"a damaged database ({reason}); sqlite3 OLD.db .recover | sqlite3 NEW.db saves much"
    return f"cannot be read ({reason})"
