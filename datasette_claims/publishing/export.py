"""What commands that export share: the database at one moment, the filter, the file."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from urllib.parse import parse_qsl

from datasette_claims.publishing import placing
from datasette_claims.store import errors, migrations
from datasette_claims.store.filters import Filters, Problem
from datasette_claims.store.querystring import asked
from datasette_claims.store.sqlite import sqlite3

MAGIC = b"SQLite format 3\0"


class ExportError(errors.StoreError):
    """The export cannot be made; the message says why and what to do."""


def meant(conn: sqlite3.Connection, query: str) -> Filters:
    """What the query string of a browse page asks for; an error where part of it says nothing."""
    pairs = parse_qsl(query.removeprefix("?"))
    found = asked(conn, pairs)
    # Those of an address are let through where they belong to somebody else; here to nobody.
    others = [Problem(*pair, "no filter") for pair in pairs if pair[0].startswith("_")]
    if problems := [*found.problems, *others]:
        wrong = "; ".join(map(str, problems))
        raise ExportError(f"nothing was exported, because of {wrong}")
    return found.filters


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The database, to read only, as it is at one moment."""
    errors.demand_sqlite()
    if not path.is_file():
        raise ExportError(f"there is no database {path}")
    with errors.in_words(path):
        conn = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            conn.execute("BEGIN")
            migrations.demand_current(conn, path)
            yield conn
        finally:
            conn.close()


@contextmanager
def writer(target: Path | None) -> Iterator[Callable[[str], object]]:
    """A function that writes text as UTF-8, exactly; a file appears only when all is in it."""
    with binary(target) as file:
        yield lambda text: file.write(text.encode())


@contextmanager
def binary(target: Path | None) -> Iterator[IO[bytes]]:
    """The file, or standard output where it is None, to be written to."""
    try:
        if target is None or is_standard_output(target):
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        else:
            with _opened_to_write(target) as file:
                yield file
    except BrokenPipeError:  # the reader has seen enough; click ends the program silently
        raise
    except OSError as error:
        if target is None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        what = "the output" if target is None else target
        raise ExportError(f"{what} cannot be written: {error.strerror or error}") from error


def is_standard_output(target: Path) -> bool:
    """True for another name of it (/dev/stdout), where it may be a file that others add to."""
    with suppress(OSError):
        return os.path.samestat(target.stat(), os.fstat(1))
    return False


@contextmanager
def _opened_to_write(target: Path) -> Iterator[IO[bytes]]:
    """The file, which takes its name when it is complete; pipes are written to as they are."""
    kind = placing.special(target)
    if kind in ("a pipe", "a device"):
        with target.open("wb") as file:
            yield file
        return
    if kind:
        raise ExportError(f"{target} is {kind}; name a file")
    target = target.resolve()
    if target.exists() and _is_database(target):
        raise ExportError(f"{target} is a database; name another file")
    umask = os.umask(0)
    os.umask(umask)
    with placing.beside(target, mode=0o666 & ~umask) as new, new.open("wb") as file:
        yield file


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC
