"""The steps that make and update a claims database, each applied once, all in one transaction.

A fresh file walks the same steps as an old one. Tables and columns come by numbered files, of which
those that were released are frozen; triggers (``guards.sql``) and views (``views.sql``) are always
today's, put in place after the last step.
"""

from __future__ import annotations

import json
from contextlib import closing
from functools import cache

from sqlite_utils import Database, Migrations

from datasette_claims.store import errors, schema
from datasette_claims.store.changes import named, transaction
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.vocabulary import statuses

migrations = Migrations(schema.SET)


@migrations()
def m001_schema(db: Database) -> None:
    """Tables, indexes and search, and the statuses."""
    taken = sorted(schema.OURS & {*db.table_names(), *db.view_names()})
    if taken:
        raise errors.Foreign(
            f"the database has tables of somebody else under names that claims need "
            f"({', '.join(taken)}); load into a file of its own"
        )
    schema.run(db.conn, "001_first.sql")
    for position, (key, status) in enumerate(statuses().items(), start=1):
        db.table("statuses").insert({"key": key, "position": position, **status})


@migrations()
def m002_record(db: Database) -> None:
    """The log of what people did, what the program reads beside it, addresses of articles."""
    schema.run(db.conn, "002_record.sql")


@migrations()
def m003_sources(db: Database) -> None:
    """Where articles come from: kinds of sources, fetches, seconds of recordings."""
    schema.run(db.conn, "003_sources.sql")


@migrations()
def m004_desk(db: Database) -> None:
    """Who is at which claim, and which come first."""
    schema.run(db.conn, "004_desk.sql")


@migrations()
def m005_speakers(db: Database) -> None:
    """What people say of speakers: names of the team, and who is not the same."""
    schema.run(db.conn, "005_speakers.sql")


@migrations()
def m006_finding(db: Database) -> None:
    """Search in sentences and headlines, searches that people keep."""
    schema.run(db.conn, "006_finding.sql")


def apply(db: Database) -> None:
    """All steps that the database has not seen yet; a database from a newer program is refused."""
    unknown = sorted({step.name for step in migrations.applied(db)} - known_steps())
    if unknown:
        raise errors.Newer(
            "a newer version of datasette-claims made this database; update the program "
            f"(steps it does not know: {', '.join(unknown)})"
        )
    if migrations.pending(db):
        with transaction(db):
            damaged = schema.damaged_guards(db.conn)
            if migrations.applied(db):  # the triggers would take the steps' changes for somebody's
                schema.remove_guards(db.conn)
            migrations.apply(db)
            schema.install_guards(db.conn)
            if damaged:
                _tell(db, damaged)


def restore_guards(db: Database) -> list[str]:
    """The names of the triggers that were missing or changed, and are now as they should be.

    That they were is kept in the log: for a time nothing else kept the history.
    """
    with transaction(db):
        damaged = schema.damaged_guards(db.conn)
        if damaged:
            schema.install_guards(db.conn)
            _tell(db, damaged)
    return damaged


def _tell(db: Database, damaged: list[str]) -> None:
    with named(db.conn, "loader", "loader"):
        db.execute(
            "INSERT INTO acts (at, actor, kind, was)"
            " VALUES (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), 'loader', 'guards_restored', ?)",
            [json.dumps(damaged)],
        )


@cache
def known_steps() -> frozenset[str]:
    """The names of all steps of this program."""
    with closing(Database(memory=True)) as nothing:
        return frozenset(step.name for step in migrations.pending(nothing))


def demand_current(conn: sqlite3.Connection, path: object) -> None:
    """Stop with one line where a database that is only read is of another version, or not ours."""
    found = standing(conn)
    if found == "foreign":
        raise errors.Foreign(f"{path} holds no claims; see datasette claims load --help")
    if found == "older":
        raise errors.Older(
            f"{path}: an older version of datasette-claims made this database; bring it up to date "
            f"with: datasette claims upgrade {path}"
        )
    if found == "newer":
        raise errors.Newer(
            f"{path}: a newer version of datasette-claims made this database; update the program"
        )


def standing(conn: sqlite3.Connection) -> str:
    """``current``, ``older`` or ``newer`` than this program, or ``foreign``: not a claims database.

    Reads only, so that a server can ask it of any file.
    """
    try:
        applied = {
            name
            for (name,) in conn.execute(
                "SELECT name FROM _sqlite_migrations WHERE migration_set = ?", [migrations.name]
            )
        }
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error) and "no such column" not in str(error):
            raise
        return "foreign"
    if not applied:
        return "foreign"
    known = known_steps()
    if applied - known:
        return "newer"
    return "older" if known - applied else "current"
