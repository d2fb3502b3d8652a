"""Who is changing claims: told to the triggers for the length of one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database

from datasette_claims.store.sqlite import sqlite3


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """All or nothing: part of the transaction that is open, else one that takes the lock at once.

    Taking it at once means waiting for another writer before anything was read, so that what is
    read stays true until it is written.
    """
    if db.conn.in_transaction:
        with db.atomic():
            yield
        return
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.conn.execute("COMMIT")
    except BaseException:
        db.conn.rollback()
        raise


@contextmanager
def by_person(
    db: Database, actor: str, *, batch: str | None = None, form: bool = True
) -> Iterator[None]:
    """One transaction whose changes stand in the history under ``actor``.

    ``batch`` is shared by the acts of the transaction. ``form`` is False for changes that say
    nothing about what becomes of the reason and the publication of a status that they change (row
    editing): those are then taken down.
    """
    with transaction(db), named(db.conn, actor, "person", batch, form=form):
        yield


@contextmanager
def by_loader(db: Database) -> Iterator[None]:
    """One transaction whose changes are the machine's: they make no claim a person's own."""
    with transaction(db), named(db.conn, "loader", "loader"):
        yield


@contextmanager
def named(
    conn: sqlite3.Connection,
    actor: str,
    kind: str,
    batch: str | None = None,
    *,
    form: bool = True,
) -> Iterator[None]:
    """Within the open transaction, changes on ``conn`` are those of ``actor``.

    The table that says so takes a row only while the function that its trigger asks is there and
    says yes. Nobody else's connection has it, and on ours it says so for this one row: what is
    done within the block, perhaps by SQL of somebody else, can put no other name there.
    """
    naming = True
    conn.create_function("claims_writer", 0, lambda: naming)
    try:
        # What a careless hand may have left there lends nobody a name.
        conn.execute("DELETE FROM _change_context")
        conn.execute("DELETE FROM _change_before")
        conn.execute(
            "INSERT INTO _change_context (actor, kind, batch, form) VALUES (?, ?, ?, ?)",
            [actor, kind, batch, form],
        )
    finally:
        naming = False
    yield
    conn.execute("DELETE FROM _change_context")
