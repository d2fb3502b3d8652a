"""Who is changing claims: told to the triggers for the length of one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database


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
def by_person(db: Database, actor: str) -> Iterator[None]:
    """One transaction whose changes stand in the history under ``actor``."""
    with _by(db, actor, "person"):
        yield


@contextmanager
def by_loader(db: Database) -> Iterator[None]:
    """One transaction whose changes are the machine's: they make no claim a person's own."""
    with _by(db, "loader", "loader"):
        yield


@contextmanager
def _by(db: Database, actor: str, kind: str) -> Iterator[None]:
    with transaction(db):
        db.conn.execute("DELETE FROM _change_context")  # what a careless hand may have left there
        db.conn.execute("INSERT INTO _change_context (actor, kind) VALUES (?, ?)", [actor, kind])
        yield
        db.conn.execute("DELETE FROM _change_context")
