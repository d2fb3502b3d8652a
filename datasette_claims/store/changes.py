"""Who is changing claims: told to the triggers for the length of one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from sqlite_utils import Database

from datasette_claims.store.sqlite import sqlite3

T = TypeVar("T")


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


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a transaction stored nothing."""

    problem: Exception


def tried(db: Database, work: Callable[[], T]) -> T | Refusal:
    """What ``work`` gives, done in one transaction; or why it was refused, with nothing done.

    A transaction that is rolled back deletes its journal while others may be reading. A reader that
    has just seen it, and may not write, takes it for that of a program that died, and fails. So
    where nothing is wrong with the file, what was refused is undone within the transaction, which
    then ends as one that stored something.
    """
    refusal: Refusal | None = None
    try:
        with transaction(db):
            db.conn.execute("SAVEPOINT tried")
            try:
                return work()
            except Exception as problem:
                of_file = isinstance(problem, sqlite3.Error)
                if of_file and not isinstance(problem, sqlite3.IntegrityError):
                    raise
                refusal = Refusal(problem)
                db.conn.execute("ROLLBACK TO tried")
    except sqlite3.OperationalError:  # somebody reads so long that even this end has to wait
        if refusal is None:
            raise
    return refusal


@contextmanager
def by_person(
    db: Database,
    actor: str,
    *,
    batch: str | None = None,
    form: bool = True,
    confirms: bool = False,
) -> Iterator[None]:
    """One transaction whose changes stand in the history under ``actor``.

    ``batch`` is shared by the acts of the transaction, which has one of its own unless told.
    ``form`` is False for changes that say nothing about what becomes of the reason and the
    publication of a status that they change (row editing): those are then taken down. ``confirms``:
    nothing is published that no second reader has confirmed.
    """
    batch = batch or secrets.token_hex(8)
    with (
        transaction(db),
        named(db.conn, actor, "person", batch, form=form, confirms=confirms),
    ):
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
    confirms: bool = False,
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
        conn.execute("DELETE FROM _change_before WHERE kind <> 'copies'")
        conn.execute(
            "INSERT INTO _change_context (actor, kind, batch, form, confirms)"
            " VALUES (?, ?, ?, ?, ?)",
            [actor, kind, batch, form, confirms],
        )
    finally:
        naming = False
    yield
    conn.execute("DELETE FROM _change_context")
    # Which copies are joined now: once for all that was changed in them.
    conn.execute(
        "UPDATE claims SET copies = copies WHERE id IN (SELECT (SELECT id FROM claims"
        " WHERE copies = record LIMIT 1) FROM _change_before WHERE kind = 'copies')"
    )
    conn.execute("DELETE FROM _change_before WHERE kind = 'copies'")
