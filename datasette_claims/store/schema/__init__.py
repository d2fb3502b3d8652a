"""The database in SQL: numbered steps, today's triggers and views, and their words as data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from datasette_claims.store.sqlite import sqlite3

STEPS = (
    "001_first.sql",
    "002_record.sql",
    "003_sources.sql",
    "004_desk.sql",
    "005_speakers.sql",
    "006_finding.sql",
)
"""Tables and columns in the order in which they came. A released step is frozen."""

SET = "datasette-claims"
"""Under this name a database keeps which steps it has seen."""

GUARDS = "guards.sql"
FORMER_GUARDS = {1: "001_first.sql", 2: "002_guards.sql", 5: "005_guards.sql"}
"""The triggers that were released with so many steps: a database that has seen no more has those.
Who changes ``guards.sql`` after a release adds a step, and keeps a copy here of what was released.
"""
VIEWS = "views.sql"

_TRIGGER = re.compile(r"CREATE TRIGGER (\w+)")
_VIEW = re.compile(r"CREATE VIEW (\w+)")


def text(name: str) -> str:
    """A file of this folder, or ``statuses.toml`` beside it."""
    folder = files("datasette_claims.store")
    return (
        (folder if name.endswith(".toml") else folder / "schema").joinpath(name).read_text("utf-8")
    )


def run(conn: sqlite3.Connection, name: str) -> None:
    """Every statement of a step but its triggers and views, which are today's."""
    for statement in statements(text(name)):
        if not (_TRIGGER.search(statement) or _VIEW.search(statement)):
            conn.execute(statement)


def statements(script: str) -> Iterator[str]:
    """One by one: ``sqlite3`` runs a whole script only after committing the open transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""


@cache
def guards() -> dict[str, str]:
    """Today's triggers by name, each as SQLite keeps it."""
    return _named(_TRIGGER, text(GUARDS))


@cache
def _former_guards(steps: int) -> dict[str, str]:
    """The triggers of a database that has seen so many steps; today's where they are the newest."""
    return _named(_TRIGGER, text(FORMER_GUARDS[steps])) if steps in FORMER_GUARDS else guards()


@cache
def views() -> dict[str, str]:
    """Today's views by name."""
    return _named(_VIEW, text(VIEWS))


def remove_guards(conn: sqlite3.Connection) -> None:
    """Drop the triggers and views that are ours, of whichever step; others' stay."""
    triggers = {name for steps in FORMER_GUARDS for name in _former_guards(steps)} | {*guards()}
    for kind, ours in (("trigger", triggers), ("view", {*views()})):
        found = conn.execute("SELECT name FROM sqlite_master WHERE type = ?", [kind]).fetchall()
        for (name,) in found:
            if name in ours:
                conn.execute(f"DROP {kind} {name}")


def install_guards(conn: sqlite3.Connection) -> None:
    """Today's triggers and views, in place of whatever stood there under their names."""
    remove_guards(conn)
    for statement in (*views().values(), *guards().values()):
        conn.execute(statement)


def damaged_guards(conn: sqlite3.Connection) -> list[str]:
    """The names of our triggers that are missing in a database, or are not what they should be.

    An older database is held to the triggers that came with the last step that it has seen. What is
    not a claims database has none that could be damaged.
    """
    stored = dict(conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    tables = {name for (name,) in conn.execute("SELECT name FROM sqlite_master")}
    if not {"claims", "claim_spans", "_change_context"} <= tables:
        return []
    expected = _former_guards(_seen(conn))
    return sorted(
        name for name, sql in expected.items() if _plain(stored.get(name, "")) != _plain(sql)
    )


def _seen(conn: sqlite3.Connection) -> int:
    """How many steps a database has seen."""
    (number,) = conn.execute(
        "SELECT count(*) FROM _sqlite_migrations WHERE migration_set = ?", [SET]
    ).fetchone()
    return int(number)


def _named(kind: re.Pattern[str], script: str) -> dict[str, str]:
    found = {}
    for statement in statements(script):
        if match := kind.search(statement):
            found[match[1]] = statement[match.start() :].removesuffix(";")
    return found


def _plain(sql: str) -> str:
    return " ".join(sql.split())


_BEGIN = re.compile(r"CREATE (?:TABLE|VIEW|VIRTUAL TABLE) (\w+).*?-- (.+)")
_COLUMN = re.compile(r"    (\w+) [A-Z].*?-- (.+)")
_ADDED = re.compile(r"ALTER TABLE (\w+) ADD COLUMN (\w+) .*?-- (.+)")
_REWORDED = re.compile(r"-- (\w+)\.(\w+): (.+)")
_NAMED_AS = re.compile(r"    .* AS (\w+),? -- (.+)|    \w+\.(\w+), -- (.+)")
_SAME = re.compile(r"    claims\.(\w+),?")


@cache
def descriptions() -> Mapping[str, tuple[str, Mapping[str, str]]]:
    """``{"claims": ("Attributed claims: …", {"id": "Key made …", …}), …}``, the views included.

    The words are the comments behind tables and columns, of the newest step that has some.
    """
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for name in (*STEPS, VIEWS):
        _describe(text(name), found)
    return found


def described(script: str) -> dict[str, tuple[str, dict[str, str]]]:
    """The same of a script that is no step."""
    found: dict[str, tuple[str, dict[str, str]]] = {}
    _describe(script, found)
    return found


def _describe(script: str, found: dict[str, tuple[str, dict[str, str]]]) -> None:
    columns: dict[str, str] | None = None
    for line in script.splitlines():
        if begin := _BEGIN.fullmatch(line):
            columns = {}
            found[begin[1]] = (begin[2], columns)
        elif added := _ADDED.fullmatch(line):
            found[added[1]][1][added[2]] = added[3]
        elif reworded := _REWORDED.fullmatch(line):
            found[reworded[1]][1][reworded[2]] = reworded[3]
        elif line.startswith((")", "FROM ", "CREATE ")) or line.endswith(");"):
            columns = None
        elif columns is not None:
            if named := _NAMED_AS.fullmatch(line):
                column, words = (part for part in named.groups() if part)
                columns[column] = words
            elif described := _COLUMN.fullmatch(line):
                columns[described[1]] = described[2]
            elif same := _SAME.fullmatch(line):
                columns[same[1]] = found["claims"][1][same[1]]


OURS = frozenset(descriptions())
"""The names of our tables and views."""
