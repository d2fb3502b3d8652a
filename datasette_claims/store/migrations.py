"""The steps that make and update a claims database, each in one transaction, each applied once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import files
from typing import Any

from sqlite_utils import Database, Migrations

from datasette_claims.store import errors
from datasette_claims.store.changes import transaction
from datasette_claims.store.descriptions import descriptions
from datasette_claims.store.sqlite import sqlite3

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

migrations = Migrations("datasette-claims")


@migrations()
def m001_schema(db: Database) -> None:
    """Tables, indexes, triggers and search as ``schema.sql`` has them, and the statuses."""
    taken = sorted(set(descriptions()) & {*db.table_names(), *db.view_names()})
    if taken:
        raise errors.Foreign(
            f"the database has tables of somebody else under names that claims need "
            f"({', '.join(taken)}); load into a file of its own"
        )
    for statement in _statements(_file("schema.sql")):
        db.execute(statement)
    for position, (key, status) in enumerate(statuses().items(), start=1):
        db.table("statuses").insert({"key": key, "position": position, **status})


def statuses() -> dict[str, dict[str, Any]]:
    """The vocabulary of ``statuses.toml``: key -> columns, in the order of lists."""
    return tomllib.loads(_file("statuses.toml"))


def apply(db: Database) -> None:
    """All steps that the database has not seen yet; a database from a newer program is refused."""
    with closing(Database(memory=True)) as nothing:
        known = {step.name for step in migrations.pending(nothing)}
    unknown = {step.name for step in migrations.applied(db)} - known
    if unknown:
        raise errors.Newer(
            "a newer version of datasette-claims made this database; update the program "
            f"(steps it does not know: {', '.join(sorted(unknown))})"
        )
    if migrations.pending(db):
        with transaction(db):
            migrations.apply(db)


def _statements(script: str) -> Iterator[str]:
    """One by one: ``sqlite3`` runs a whole script only after committing the open transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _file(name: str) -> str:
    return files("datasette_claims.store").joinpath(name).read_text("utf-8")
