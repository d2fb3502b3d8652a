"""The files of a merge: which are taken, and how the result comes to its name.

A new one is written beside and takes its name when all is in it. One that takes others in (``add``)
does so in one transaction: whoever serves it has the file open, and would go on with the old one.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from sqlite_utils import Database

from datasette_claims.extraction.checkable import rate
from datasette_claims.merge import folding
from datasette_claims.merge.copies import contradicting
from datasette_claims.merge.report import Report
from datasette_claims.publishing import allowed, placing, snapshot
from datasette_claims.store import copies, database, errors, migrations, ratings, schema
from datasette_claims.store.changes import named, transaction
from datasette_claims.store.sqlite import sqlite3


class MergeError(errors.StoreError):
    """Why nothing was merged, in one line for the user."""


def merge(
    sources: Sequence[Path],
    into: Path,
    *,
    add: bool = False,
    dry_run: bool = False,
    begin: Callable[[int], None] = lambda total: None,
    advance: Callable[[], object] = lambda: None,
) -> Report:
    """The databases are one, ``into``, and the report says what both sides had.

    ``add``: ``into`` is there, and stands before the others. A dry run leaves no file. ``begin``
    is told how many steps there are, ``advance`` of each.
    """
    errors.demand_sqlite()
    _refuse(sources, into, add)
    report = Report()
    with ExitStack() as open_:
        read = [(path, open_.enter_context(_opened(path))) for path in sources]
        if add:
            demand(into)
        rest = read if add else read[1:]
        begin(2 * sum(_count(conn, "articles") for _, conn in rest))
        with _result(into, None if add else read[0][1], dry_run) as (db, own):
            if own:
                db.execute("PRAGMA synchronous = OFF")
            with errors.in_words(into):
                _merge(db, into if add else read[0][0], rest, report, advance)
    return report


def _merge(
    db: Database,
    first: Path,
    others: Sequence[tuple[Path, sqlite3.Connection]],
    report: Report,
    advance: Callable[[], object],
) -> None:
    with transaction(db):
        with named(db.conn, "loader", "loader"):
            folding.unguarded(db)
            base, *names = _names([first, *(path for path, _ in others)])
            judged = [
                folding.lay(db, conn, name, base, report, advance)
                for name, (_, conn) in zip(names, others, strict=True)
            ]
            schema.install_guards(db.conn)
        copies.catch_up(db)
        contradicting(judged)
        ratings.catch_up(db, rate)
        dangling = sorted({row[0] for row in db.execute("PRAGMA foreign_key_check")})
        if dangling:
            raise MergeError(
                f"rows would refer to what is not there ({', '.join(dangling)}), so nothing was "
                "merged; PRAGMA foreign_key_check lists them"
            )
    database.tidy(db)


def _names(paths: Sequence[Path]) -> list[str]:
    """The name of each file; with its folders where two have one name."""
    count = Counter(path.name for path in paths)
    return [path.name if count[path.name] == 1 else str(path) for path in paths]


@contextmanager
def _result(
    into: Path, first: sqlite3.Connection | None, dry_run: bool
) -> Iterator[tuple[Database, bool]]:
    """The database to merge into, and whether nobody else knows of it yet."""
    with ExitStack() as open_:
        if dry_run:
            folder = open_.enter_context(tempfile.TemporaryDirectory(prefix="datasette-claims-"))
            target = Path(folder) / into.name
        elif first is None:
            target = into
        else:
            # As private as the first one is.
            mode = stat.S_IMODE(os.stat(_path(first)).st_mode)
            target = open_.enter_context(placing.beside(into.resolve(), mode=mode))
        if first is None and dry_run:
            first = open_.enter_context(_opened(into))
        if first is not None:
            with closing(sqlite3.connect(target)) as copy:
                first.backup(copy)
        db = open_.enter_context(database.opened(target))
        yield db, target != into


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A database of ours as of one moment, only to be read."""
    demand(path)
    uri = f"{path.resolve().as_uri()}?mode=ro"
    with (
        errors.in_words(path),
        closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as conn,
    ):
        conn.execute("BEGIN")
        _count(conn, "articles")
        yield conn


def demand(path: Path) -> None:
    """Stop in one line where a file is no working database of this version."""
    if not path.is_file():
        raise MergeError(f"there is no database {path}")
    uri = f"{path.resolve().as_uri()}?mode=ro"
    with errors.in_words(path), closing(sqlite3.connect(uri, uri=True)) as conn:
        migrations.demand_current(conn, path)
        (mark,) = conn.execute("PRAGMA application_id").fetchone()
        private = conn.execute(allowed.still_private("main")).fetchone()
        if mark == snapshot.MARK or (private is None and _count(conn, "articles")):
            raise MergeError(
                f"{path} is a public copy, which holds no drafts, notes or names of editors; "
                "merge the working database that it was made from"
            )


def _refuse(sources: Sequence[Path], into: Path, add: bool) -> None:
    if len(sources) < (1 if add else 2):
        raise MergeError("name at least two databases to merge, and behind them the new one")
    kind = placing.special(into)
    if kind:
        raise MergeError(f"{into} is {kind}, and a database is a file; name another place")
    if not into.resolve().parent.is_dir():
        raise MergeError(f"{into.resolve().parent} is no folder; make it first")
    if into.exists() and not add:
        raise MergeError(f"{into} exists; --add merges the others into it, or name a new file")
    seen: list[Path] = [into] if add else []
    for path in sources:
        if any(path.exists() and other.exists() and path.samefile(other) for other in seen):
            raise MergeError(f"{path} is named twice; name each database once")
        seen.append(path)


def _path(conn: sqlite3.Connection) -> str:
    return str(conn.execute("SELECT file FROM pragma_database_list").fetchone()[0])


def _count(conn: sqlite3.Connection, table: str) -> int:
    return int(conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608
