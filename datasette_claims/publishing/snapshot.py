"""Make the public copy: a new file that holds what may leave, and no byte of what may not.

The working database is first read whole into a file without a name that SQLite deletes by itself,
so a server can go on writing; what leaves is chosen there (``selection.sql``, ``allowed.py``) and
written into a fresh database, which takes the target's name only after every check has passed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import asdict, dataclass, replace
from importlib.resources import files
from pathlib import Path

import sqlite_utils

from datasette_claims import weblink
from datasette_claims.publishing import (
    allowed,
    citing,
    differences,
    edition,
    passages,
    placing,
    withholding,
)
from datasette_claims.publishing.report import Report, report
from datasette_claims.store import errors, migrations
from datasette_claims.store.sqlite import sqlite3

WAIT_SECONDS = 10.0
"""How long to wait for another program's transaction to end."""


NOTHING_SAID = edition.About()


@dataclass(frozen=True, slots=True)
class Choice:
    """What of all that may leave does: see ``docs/publishing.md``."""

    reviewed_only: bool = False
    redact: tuple[str, ...] = ()
    """Names that are taken out, wherever they stand."""
    private_under: int = 0
    """Persons with fewer claims, and neither office nor role, go without their name."""


ALL = Choice()

MARK = int.from_bytes(b"copy", "big")
"""SQLite's ``application_id`` of a public copy: what tells one that ``--force`` may replace."""


class SnapshotError(errors.StoreError):
    """Why there is no copy, in one line for the user."""


def make(
    source: Path,
    target: Path,
    *,
    force: bool = False,
    passages_only: bool = False,
    dry_run: bool = False,
    about: edition.About = NOTHING_SAID,
    choice: Choice = ALL,
    since: Path | None = None,
    citable: bool = False,
) -> Report:
    """The report of a public copy of ``source``, written to ``target`` unless it is a dry run.

    Two runs on the same data give the same bytes, on one version of SQLite and of one day; the day
    is that of ``SOURCE_DATE_EPOCH`` where that is set.
    """
    errors.demand_sqlite()
    passages_only = passages_only or choice.private_under > 0
    made = edition.Edition(
        **asdict(about),
        made_on=edition.day(os.environ),
        passages_only=passages_only,
        reviewed_only=choice.reviewed_only,
        names_withheld=bool(choice.redact),
        private_persons=choice.private_under,
    )
    with _errors(target):
        if citable:
            # resolve() has an error of its own for links that lead in a circle.
            citing.demand(Path(os.path.realpath(target)), about)
        if not dry_run:
            _refuse(source, target, force)
    # What it is compared with comes first: whoever named no such copy need not wait for all of it.
    earlier = differences.opened(since) if since else nullcontext()
    with earlier as before, _private_copy(source) as conn:
        with _errors(source):
            strangers = _strangers(conn, source)
            conn.create_function("public_address", 1, _public_address, deterministic=True)
            held = _choose(conn, choice)
            if passages_only:
                _keep_passages(conn)
            plan = report(conn, source, target, strangers, passages_only, held)
        if dry_run:
            return plan
        with _errors(target), placing.beside(target.resolve(), mode=0o644) as new:
            made = _fill(conn, new, made, before)
            _check(new, held)
            size = new.stat().st_size
            _refuse(source, target, force)  # again: somebody may have put another file there
    if citable:
        with _errors(target):
            citing.write(target.resolve(), made)
    return replace(plan, size=size, edition=made.id)


def _choose(conn: sqlite3.Connection, choice: Choice) -> withholding.Withheld:
    """Fill the tables that say what leaves; names that were to be taken out are out after that."""
    conn.execute("CREATE TEMP TABLE asked AS SELECT ? AS reviewed_only", [choice.reviewed_only])
    room = files("datasette_claims.publishing")
    conn.executescript(room.joinpath("selection.sql").read_text(encoding="utf-8"))
    held = withholding.NOTHING
    if choice.redact or choice.private_under:
        held = withholding.withhold(conn, choice.redact, choice.private_under)
    conn.executescript(room.joinpath("belonging.sql").read_text(encoding="utf-8"))
    return held


def _refuse(source: Path, target: Path, force: bool) -> None:
    """Stop where writing ``target`` would be a mistake: only a public copy is ever replaced."""
    kind = placing.special(target)
    if kind:
        raise SnapshotError(f"{target} is {kind}, and a copy is a file; name another place")
    target = target.resolve()  # a link stays, and leads to the new copy
    if not target.parent.is_dir():
        raise SnapshotError(f"{target.parent} is no folder; make it first")
    if not target.exists():
        return
    if source.exists() and target.samefile(source):
        raise SnapshotError(f"{target} is the working database itself; name another file")
    if not force:
        raise SnapshotError(f"{target} exists; --force replaces it")
    for tail in ("-wal", "-journal"):
        beside = target.with_name(target.name + tail)
        if beside.exists() and beside.stat().st_size:
            raise SnapshotError(
                f"{beside} exists: someone has {target.name} open for writing; stop that first"
            )
    if problem := _no_public_copy(target):
        raise SnapshotError(f"{target} is {problem}; name another file, or delete it yourself")


def _no_public_copy(target: Path) -> str | None:
    """Why a file is not one that we made and may make anew; None for a public copy."""
    only = "and --force replaces nothing else"
    if not target.stat().st_size:
        return f"not a public copy but empty, {only}"
    try:
        with closing(sqlite3.connect(f"{target.as_uri()}?mode=ro", uri=True, timeout=1)) as conn:
            private = conn.execute(allowed.still_private("main")).fetchall()
            marked = conn.execute("PRAGMA application_id").fetchone() == (MARK,)
            strangers = _strangers(conn, target)
            held = conn.execute("SELECT count(*) FROM articles").fetchone()[0]
    except (sqlite3.Error, SnapshotError) as error:
        return f"not a public copy ({error}), {only}"
    if private:
        names = ", ".join(name for name, _ in private)
        return f"a working database, not a public copy (private: {names})"
    if strangers:
        return f"a public copy to which somebody added {', '.join(strangers)}"
    # Copies bore no mark at first; what tells them is that no article says where it came from.
    return None if marked or held else f"not a public copy, {only}"


@contextmanager
def _private_copy(source: Path) -> Iterator[sqlite3.Connection]:
    """The whole of ``source`` as of one moment, in a file that SQLite deletes by itself.

    Writers wait only as long as it takes to copy the pages, not while they are searched.
    """
    with closing(sqlite3.connect("", isolation_level=None)) as conn:
        with _errors(source):
            if not source.is_file():
                raise SnapshotError(f"{source} is no file; name the database to copy")
            # A writer that died left work to undo: only who may write can, so read-only is second.
            mode = "rw" if os.access(source, os.W_OK) else "ro"
            uri = f"{source.resolve().as_uri()}?mode={mode}"
            with closing(
                sqlite3.connect(uri, uri=True, timeout=WAIT_SECONDS, isolation_level=None)
            ) as read:
                # The lock comes first: backup() alone would wait for a locked file without end.
                read.execute("BEGIN")
                read.execute("SELECT count(*) FROM sqlite_master").fetchone()
                try:
                    read.backup(conn)
                except sqlite3.OperationalError as error:
                    raise SnapshotError(
                        f"no temporary copy of {source} could be made ({error}); "
                        "SQLITE_TMPDIR names a folder with more room"
                    ) from error
        yield conn


@contextmanager
def _errors(path: Path) -> Iterator[None]:
    """Whatever SQLite or the system refuses comes out as one line that names the file."""
    try:
        with errors.in_words(path):
            yield
    except sqlite3.Error as error:
        raise SnapshotError(f"{path}: {error}") from error
    except OSError as error:
        raise SnapshotError(f"{path}: {error.strerror or error}") from error


def _strangers(conn: sqlite3.Connection, source: Path) -> tuple[str, ...]:
    """Tables and columns of the source that nobody has allowed; an error where ours are missing."""
    objects = dict(
        conn.execute(
            "SELECT name, coalesce(sql, '') FROM sqlite_master WHERE type IN ('table', 'view')"
        )
    )
    if not {"articles", "claims", "claim_spans", "statuses"} <= objects.keys():
        raise SnapshotError(
            f"{source} holds no claims; make a database with: datasette claims load {source} FOLDER"
        )
    migrations.demand_current(conn, source)
    known = {table.name: table.columns for table in allowed.TABLES}
    strangers = []
    for name, columns in known.items():
        found = {row[1] for row in conn.execute("SELECT * FROM pragma_table_xinfo(?)", [name])}
        if missing := columns - found:
            raise SnapshotError(
                f"{source} was made by another version of datasette-claims "
                f"({name} has no {', '.join(sorted(missing))}); bring it up to date with: "
                f"datasette claims upgrade {source}"
            )
        strangers += [f"{name}.{column}" for column in sorted(found - columns)]
    searches = tuple(
        name for name, sql in objects.items() if sql.upper().startswith("CREATE VIRTUAL TABLE")
    )
    ours = {*known, *allowed.EMPTY, *edition.descriptions(), "claims_flat", "_sqlite_migrations"}
    strangers += sorted(
        name for name in objects if name not in ours and not name.startswith(("sqlite_", *searches))
    )
    return tuple(strangers)


def _public_address(url: str | None) -> str | None:
    return url and weblink.without_secrets(url)


def _keep_passages(conn: sqlite3.Connection) -> None:
    """Fill ``passages``: each text, blank but for claims, their sentences and links."""
    stretches = """
        SELECT min(start), max(end), context FROM claim_spans
        JOIN leaving ON leaving.id = claim_id JOIN claims ON claims.id = claim_id
        WHERE article_id = ? AND part = 'content' GROUP BY claim_id
        UNION ALL
        SELECT start, end, '' FROM claim_spans
        JOIN leaving ON leaving.id = claim_id JOIN claims ON claims.id = claim_id
        WHERE article_id = ?
        UNION ALL
        SELECT start, end, '' FROM article_links WHERE article_id = ?
    """
    for key, text in conn.execute("SELECT id, text FROM articles"):
        kept = [
            passages.stretch(text, context, start, end)
            for start, end, context in conn.execute(stretches, [key, key, key])
        ]
        left = passages.only(text, kept)
        digest = hashlib.sha256(left.encode()).hexdigest()
        conn.execute("INSERT INTO passages VALUES (?, ?, ?)", [key, left, digest])


def _fill(
    conn: sqlite3.Connection,
    new: Path,
    made: edition.Edition,
    before: sqlite3.Connection | None = None,
) -> edition.Edition:
    """Write into ``new``: the schema, what may leave, the search index; triggers come last.

    They would write history of their own while rows are copied. Returned is the edition that it is.
    """
    with _unshared(new) as public:
        migrations.apply(sqlite_utils.Database(public))
        triggers = public.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid"
        ).fetchall()
        public.execute(f"PRAGMA application_id = {MARK}")
        public.execute("BEGIN")
        for name, _ in triggers:
            public.execute(f'DROP TRIGGER "{name}"')
        public.execute("DELETE FROM statuses")
        edition.open_book(public)
        public.execute("COMMIT")
    conn.execute("ATTACH ? AS public", [str(new)])
    conn.execute("PRAGMA public.synchronous = OFF")
    conn.execute("BEGIN")
    for table in allowed.TABLES:
        conn.execute(allowed.copying(table))
    conn.execute("COMMIT")
    conn.execute("DETACH public")
    with _unshared(new) as public:
        public.execute("BEGIN")
        for search in _searches(public):
            public.execute(f'INSERT INTO "{search}"("{search}") VALUES (\'rebuild\')')  # noqa: S608
        for _, sql in triggers:
            public.execute(sql)
        if before is not None:
            made = differences.keep(before, public, made)
        made = edition.write(public, made)
        public.execute("ANALYZE")
        public.execute("COMMIT")
        public.execute("VACUUM")
    return made


@contextmanager
def _unshared(new: Path) -> Iterator[sqlite3.Connection]:
    """The new file, of which nobody else knows yet: to wait for the disk would only cost time."""
    with closing(sqlite3.connect(new, isolation_level=None)) as public:
        public.execute("PRAGMA synchronous = OFF")
        yield public


def _searches(conn: sqlite3.Connection) -> list[str]:
    """The search indexes that are kept: that of substrings only where it was asked for."""
    return [
        name
        for (name,) in conn.execute(
            "SELECT name FROM sqlite_master "
            "WHERE sql LIKE 'CREATE VIRTUAL TABLE%' AND sql LIKE '%fts5%'"
            " AND (name <> 'claims_substrings_fts' OR EXISTS (SELECT 1 FROM search_options))"
        )
    ]


def _check(new: Path, held: withholding.Withheld) -> None:
    """Refuse a copy that is damaged, refers to what is not there, or holds something private."""
    with closing(sqlite3.connect(new, isolation_level=None)) as public:
        damage = [row[0] for row in public.execute("PRAGMA integrity_check(3)") if row[0] != "ok"]
        for search in _searches(public):
            public.execute(
                f'INSERT INTO "{search}"("{search}", rank) VALUES (\'integrity-check\', 1)'  # noqa: S608
            )
        dangling = sorted(
            {f"{row[0]} → {row[2]}" for row in public.execute("PRAGMA foreign_key_check")}
        )
        private = public.execute(allowed.still_private("main")).fetchall()
        withholding.demand_gone(public, held)
    if damage:
        raise SnapshotError(f"the copy is damaged and was thrown away: {damage[0]}")
    if dangling:
        raise SnapshotError(
            f"the database refers to rows that it does not have ({', '.join(dangling)}); "
            "mend them first: PRAGMA foreign_key_check lists them"
        )
    if private:
        names = ", ".join(f"{name} ({count})" for name, count in private)
        raise SnapshotError(f"the copy would hold private rows and was thrown away: {names}")
