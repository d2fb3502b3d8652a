"""The database that a load writes to: checked, made if it is not there, or a copy for a dry run."""

from __future__ import annotations

import os
import tempfile
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database

from datasette_claims.reading.outcomes import of_os
from datasette_claims.store import database, errors
from datasette_claims.store.sqlite import sqlite3

MAGIC = b"SQLite format 3\0"


@contextmanager
def opened(path: str, *, wait: float, dry_run: bool) -> Iterator[Database]:
    """The database to write to; for a dry run a copy that is thrown away."""
    check(path)
    if not dry_run:
        with database.opened(path, wait=wait) as db:
            yield db
        return
    with tempfile.TemporaryDirectory(prefix="datasette-claims-") as folder:
        copy = os.path.join(folder, "claims.db")
        if os.path.exists(path):
            _copy(path, copy, wait)
        with database.opened(copy, wait=wait) as db:
            yield db


def check(path: str) -> None:
    """Refuse what is no database before SQLite sees it: it writes over a file of a few bytes."""
    if path in ("", ":memory:"):  # to SQLite, names of databases that vanish
        raise errors.NotADatabase(f"{path!r} is not the name of a file")
    if os.path.isdir(path):
        raise errors.NotADatabase(f"{path} is a folder, not a database (which comes first)")
    if not os.path.exists(path):
        if not os.path.isdir(os.path.dirname(os.path.abspath(path))):
            raise errors.ReadOnly(f"{path} cannot be made: its folder does not exist")
        return
    if not os.path.isfile(path):
        raise errors.NotADatabase(f"{path} is a pipe or a device, not a database")
    try:
        with open(path, "rb") as file:
            start = file.read(len(MAGIC))
    except OSError as error:
        raise errors.ReadOnly(f"{path}: {of_os(error)}") from None
    if start not in (b"", MAGIC):
        raise errors.NotADatabase(f"{path} is not an SQLite database (which comes first)")


def _copy(path: str, copy: str, wait: float) -> None:
    """A copy of a database as it stands between two transactions of others."""
    with errors.in_words(path):
        # Not mode=ro: what a killed writer left half done must be rolled back to be read.
        source = sqlite3.connect(f"file:{_quoted(path)}?mode=rw", uri=True, timeout=wait)
        target = sqlite3.connect(copy)
        try:
            source.backup(target)
        finally:
            target.close()
            source.close()


def _quoted(path: str) -> str:
    """A path as part of an SQLite URI."""
    return urllib.parse.quote(os.fsencode(os.path.abspath(path)))
