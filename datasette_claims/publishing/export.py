"""The claims of a filter as a CSV file or stream: what ``datasette claims export`` writes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl

from datasette_claims.publishing import csv
from datasette_claims.store import errors, queries
from datasette_claims.store.asked import asked
from datasette_claims.store.filters import Filters
from datasette_claims.store.sqlite import sqlite3

BATCH = 5000
"""Rows in memory at a time."""


class ExportError(errors.StoreError):
    """The export cannot be made; the message says why and what to do."""


def export(database: Path, query: str, target: Path | None, *, spreadsheet: bool = False) -> int:
    """The number of claims written to ``target``, or to standard output where it is None.

    ``query`` is the query string of a browse page. The file takes its name when it is complete.
    """
    with _opened(database) as conn:
        found = asked(conn, parse_qsl(query.removeprefix("?")))
        if found.problems:
            wrong = "; ".join(map(str, found.problems))
            raise ExportError(f"nothing was exported, because of {wrong}")
        with _writer(target) as write:
            return _write(conn, found.filters, write, spreadsheet)


def _write(
    conn: sqlite3.Connection, filters: Filters, write: Callable[[str], object], spreadsheet: bool
) -> int:
    batch, total = queries.batch(conn, filters, BATCH), 0
    write((csv.MARK if spreadsheet else "") + csv.text([batch.columns]))
    while True:
        write(csv.text(batch.rows, spreadsheet=spreadsheet))
        total += len(batch.rows)
        if batch.following is None:
            return total
        batch = queries.batch(conn, filters, BATCH, batch.following)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The database, to read only, as it is at one moment."""
    errors.demand_sqlite()
    if not path.is_file():
        raise ExportError(f"there is no database {path}")
    with errors.in_words(path):
        conn = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            conn.execute("BEGIN")
            tables = {name for (name,) in conn.execute("SELECT name FROM sqlite_master")}
            if not {"claims", "claims_flat", "statuses"} <= tables:
                raise ExportError(f"{path} holds no claims; see datasette claims load --help")
            yield conn
        finally:
            conn.close()


@contextmanager
def _writer(target: Path | None) -> Iterator[Callable[[str], object]]:
    """A function that writes text as UTF-8, exactly; a file appears only when all is in it."""
    if target is None:
        try:
            yield lambda text: sys.stdout.buffer.write(text.encode())
            sys.stdout.buffer.flush()
        except BrokenPipeError:  # the reader has seen enough; click ends the program silently
            raise
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise ExportError(f"the output cannot be written: {error.strerror}") from error
        return
    try:
        if target.exists() and not target.is_file():  # a pipe or device is written to as it is
            with target.open("wb") as file:
                yield lambda text: file.write(text.encode())
            return
        target = target.resolve()
        part = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            with part.open("xb") as file:
                yield lambda text: file.write(text.encode())
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise ExportError(f"{target} cannot be written: {error.strerror or error}") from error
