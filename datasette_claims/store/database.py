"""Open a claims database for writing, and leave it in order.

The rollback journal that SQLite has by default is kept, not WAL: the file is copied, published and
served with ``datasette -i``, which cannot see what a WAL file beside it still holds, and our write
transactions are short enough that a reader hardly ever waits.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from datasette_claims.store import copies, errors, migrations, ratings
from datasette_claims.store.sqlite import sqlite3

WAIT_SECONDS = 30.0
"""How long to wait for another program's transaction to end."""


@contextmanager
def opened(path: str | Path, *, wait: float = WAIT_SECONDS) -> Iterator[Database]:
    """The database at ``path``, created and migrated as needed, closed afterwards.

    Whatever SQLite refuses, here or in the block, comes out as an ``errors.StoreError``.
    """
    errors.demand_sqlite()
    if Path(path).is_dir():
        raise errors.NotADatabase(f"{path} is a folder, not a database")
    with errors.in_words(path):
        connection = sqlite3.connect(str(path), timeout=wait)
        try:
            db = Database(connection, execute_plugins=False)
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA cache_size = -65536")  # KiB: the indexes of a large database
            try:
                migrations.apply(db)
            except errors.StoreError as error:
                raise type(error)(f"{path}: {error}") from error
            yield db
        finally:
            connection.close()


def upgraded(path: Path, rate: ratings.Rate | None = None) -> list[str]:
    """What had to be done to bring the claims database at ``path`` up to date, in words.

    Nothing, where it was. A file that holds no claims is refused, not made into one. ``rate`` is
    extraction's, which this room does not know.
    """
    if not path.is_file():
        raise errors.NotADatabase(f"there is no database {path}")
    with errors.in_words(path):
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)
        try:
            if migrations.standing(connection) == "foreign":
                raise errors.Foreign(f"{path} holds no claims; see datasette claims load --help")
            db = Database(connection, execute_plugins=False)
            done = [f"step {step.name} was made" for step in migrations.migrations.pending(db)]
        finally:
            connection.close()
    with opened(path) as db:
        restored = migrations.restore_guards(db)
        if restored:
            done.append(
                f"triggers that keep the history were missing or changed, and were put back: "
                f"{', '.join(restored)}"
            )
        if compared := copies.catch_up(db):
            claims = "1 claim was" if compared == 1 else f"{compared} claims were"
            done.append(f"{claims} compared with those of other articles")
        if rate and (rated := ratings.catch_up(db, rate)):
            claims = "1 claim" if rated == 1 else f"{rated} claims"
            done.append(f"it was told how well {claims} can be checked")
    return done


def tidy(db: Database) -> None:
    """Up-to-date figures for SQLite's query planner. Call it after loading, in no transaction."""
    db.conn.execute("PRAGMA analysis_limit = 1000")
    db.conn.execute("ANALYZE")
