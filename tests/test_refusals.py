"""A change that is refused leaves nothing behind, and no reader is disturbed by it."""

import threading
from contextlib import closing

import pytest
from sqlite_utils import Database

from datasette_claims.store import changes
from datasette_claims.store.sqlite import sqlite3


class No(Exception):
    pass


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "x.db"
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("CREATE TABLE words (word TEXT CHECK (word <> 'wrong'))")
        conn.executemany("INSERT INTO words VALUES (?)", [(str(n),) for n in range(1000)])
    return path


@pytest.fixture
def db(path):
    with closing(sqlite3.connect(path, check_same_thread=False)) as conn:
        yield Database(conn, execute_plugins=False)


def count(path):
    with closing(sqlite3.connect(path)) as conn:
        return conn.execute("SELECT count(*) FROM words").fetchone()[0]


def refused(db, problem=None):
    def work():
        db.conn.execute("INSERT INTO words VALUES ('half')")
        raise problem or No

    return changes.tried(db, work)


@pytest.mark.parametrize("within", [False, True])
def test_what_is_refused_is_undone_and_its_transaction_ended_as_others(db, path, within):
    """``within``: a transaction that Datasette 1.0 has begun, and ends."""
    said = []
    if within:
        db.conn.execute("BEGIN IMMEDIATE")
    db.conn.set_trace_callback(said.append)
    outcome = refused(db)
    if within:
        db.conn.execute("COMMIT")
    db.conn.set_trace_callback(None)
    assert isinstance(outcome.problem, No)
    assert not db.conn.in_transaction
    assert count(path) == 1000
    assert "COMMIT" in said
    assert "ROLLBACK" not in said


def test_the_rules_of_the_database_refuse_in_the_same_way(db, path):
    outcome = changes.tried(db, lambda: db.conn.execute("INSERT INTO words VALUES ('wrong')"))
    assert isinstance(outcome.problem, sqlite3.IntegrityError)
    assert not db.conn.in_transaction
    assert (
        changes.tried(db, lambda: db.conn.execute("INSERT INTO words VALUES ('x')").rowcount) == 1
    )
    assert count(path) == 1001


def test_where_the_file_is_in_trouble_all_is_rolled_back(db, path):
    with pytest.raises(sqlite3.OperationalError):
        refused(db, sqlite3.OperationalError("disk I/O error"))
    assert not db.conn.in_transaction
    assert count(path) == 1000


def test_readers_are_not_disturbed(db, path):
    """Of those who may not write, some failed: “attempt to write a readonly database”."""
    stop, failed = threading.Event(), []

    def read():
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as conn:
            while not stop.is_set():
                try:
                    conn.execute("SELECT count(*) FROM words").fetchall()
                except sqlite3.OperationalError as error:
                    failed.append(str(error))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for _ in range(150):
        refused(db)
    stop.set()
    for reader in readers:
        reader.join()
    assert failed == []
    assert count(path) == 1000
