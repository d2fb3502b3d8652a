"""What Datasette's own writing may do to our tables: insert, edit, delete, alter and drop on 1.0.

One table says it, ``EDITABLE``. Datasette's permissions ask it for whole tables (``seam.py`` gives
them the answer, which root gets too); the connection that writes asks it for single columns, which
no permission knows. What triggers do within such a change is theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from types import MappingProxyType

from datasette_claims.store.schema import OURS
from datasette_claims.store.sqlite import sqlite3

ALL = frozenset({"*"})

EDITABLE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "claims": frozenset((
            "status", "rationale", "publication", "text", "speaker_id", "type", "kind", "modality",
            "cue", "source", "role", "context", "said_as", "said_on", "said_precision",
        )),
        "articles": frozenset((
            "url", "title", "outlet_id", "byline", "place", "published", "language",
        )),
        "speakers": frozenset(("name", "kind", "url", "merged_into")),
        "outlets": frozenset(("name", "kind", "url", "merged_into")),
        "statuses": ALL,  # a key or kind that is in use is kept by a trigger
    }
)  # fmt: skip
"""The columns that a person may edit in a row, by table; no other table of ours is edited there."""

INSERTABLE = frozenset({"statuses"})

ACTIONS = ("insert-row", "update-row", "delete-row", "alter-table", "drop-table", "drop-view")
"""What Datasette asks about a table before it writes there. ``upsert`` and ``replace`` ask for
inserting and updating, ``execute-write`` for inserting, updating and deleting at once."""

_INDEX_TABLES = ("data", "idx", "content", "docsize", "config")
_KEPT_BY_SQLITE = ("sqlite_sequence", "sqlite_stat1", "sqlite_stat4")


@cache
def guarded() -> frozenset[str]:
    """Every table and view of a claims database, with those behind its search indexes."""
    behind = (f"{name}_{part}" for name in OURS if name.endswith("_fts") for part in _INDEX_TABLES)
    return OURS | {*behind, "_sqlite_migrations", *_KEPT_BY_SQLITE}


def allows(action: str, table: str) -> bool:
    """True where one of ``ACTIONS`` may be done to one of our tables, by whom it is granted."""
    return (action == "update-row" and table in EDITABLE) or (
        action == "insert-row" and table in INSERTABLE
    )


def refused(action: str) -> tuple[str, ...]:
    """The tables and views to which nobody may do this, however much else they may do."""
    return tuple(sorted(name for name in guarded() if not allows(action, name)))


@contextmanager
def columns_kept(conn: sqlite3.Connection) -> Iterator[None]:
    """While it lasts, statements on ``conn`` reach no more of our tables than ``EDITABLE`` says."""
    refusals: list[str] = []

    def may(
        operation: int, first: str | None, second: str | None, _: str | None, by: str | None
    ) -> int:
        if by is not None:  # a trigger's own work
            return sqlite3.SQLITE_OK
        problem = _problem(operation, first or "", second or "")
        if problem:
            refusals.append(problem)
            return sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_OK

    conn.set_authorizer(may)
    try:
        yield
    except sqlite3.DatabaseError as error:
        if refusals:
            raise sqlite3.IntegrityError(refusals[0]) from error
        raise
    finally:
        conn.set_authorizer(_anything)


def _anything(*_: object) -> int:
    return sqlite3.SQLITE_OK  # not None: Python 3.10 takes that for a refusal of everything


_ON_FIRST = {
    sqlite3.SQLITE_INSERT: "rows are added",
    sqlite3.SQLITE_DELETE: "rows are deleted",
    sqlite3.SQLITE_DROP_TABLE: "a table is dropped",
    sqlite3.SQLITE_DROP_VTABLE: "a table is dropped",
    sqlite3.SQLITE_DROP_VIEW: "a view is dropped",
}
_ON_SECOND = {
    sqlite3.SQLITE_ALTER_TABLE: "a table is altered",
    sqlite3.SQLITE_CREATE_TRIGGER: "a trigger is made",
    sqlite3.SQLITE_DROP_TRIGGER: "a trigger is dropped",
    sqlite3.SQLITE_CREATE_INDEX: "an index is made",
    sqlite3.SQLITE_DROP_INDEX: "an index is dropped",
}


def _problem(operation: int, first: str, second: str) -> str:
    """Why an operation is refused; empty where it is not. The two names are SQLite's arguments."""
    if operation == sqlite3.SQLITE_UPDATE:
        columns = EDITABLE.get(first, frozenset())
        if first not in _written() or columns == ALL or second in columns:
            return ""
        if not columns:
            return f"{first} is kept by the program; its rows are not edited"
        return f"{first}.{second} is kept by the program; you may edit {', '.join(sorted(columns))}"
    if operation == sqlite3.SQLITE_PRAGMA and first.lower() == "writable_schema":
        return "the schema is not written to"
    table = first if operation in _ON_FIRST else second if operation in _ON_SECOND else ""
    if table not in _written() or (operation == sqlite3.SQLITE_INSERT and table in INSERTABLE):
        return ""
    what = _ON_FIRST.get(operation) or _ON_SECOND[operation]
    return f"{table} is kept by the program, not by hand ({what})"


@cache
def _written() -> frozenset[str]:
    """The tables that nothing but statements of somebody's own writes to.

    Not those behind a search index: the index writes to them by statements that look like such.
    """
    return OURS | {"_sqlite_migrations"}
