"""Triggers that are not what they should be: told by every command, and to every editor."""

import pytest
from click.testing import CliRunner
from newsroom import newsroom, run

from datasette_claims.cli import claims
from datasette_claims.store import guards, schema
from datasette_claims.store.database import opened
from datasette_claims.store.sqlite import sqlite3

HINDERED = {
    "missing": "DROP TRIGGER history_not_deleted",
    "changed": "DROP TRIGGER history_not_deleted; CREATE TRIGGER history_not_deleted"
    " BEFORE DELETE ON status_history BEGIN SELECT 1; END",
    "hindered": "CREATE TRIGGER hinder BEFORE INSERT ON status_history"
    " BEGIN SELECT RAISE(IGNORE); END",
}


@pytest.fixture
def path(tmp_path):
    newsroom(tmp_path / "news.db")
    (tmp_path / "a.txt").write_text("Ana Wati berkata bahwa jalan itu sudah selesai.")
    return tmp_path / "news.db"


def hinder(path, how):
    if how == "changed":
        drop, _, create = HINDERED[how].partition("; ")
        run(path, drop, create)
    else:
        run(path, HINDERED[how])
    return "hinder" if how == "hindered" else "history_not_deleted"


def commands(path):
    return [
        ["load", str(path), str(path.parent / "a.txt")],
        ["snapshot", str(path), str(path.parent / "public.db"), "--dry-run"],
        ["export", str(path)],
    ]


@pytest.mark.parametrize("how", HINDERED)
def test_every_command_tells_it_in_a_line(path, how):
    for command in commands(path):
        assert "Warning" not in CliRunner().invoke(claims, command).stderr
    name = hinder(path, how)
    for command in commands(path):
        told = CliRunner().invoke(claims, command)
        assert told.exit_code == 0
        (line,) = [line for line in told.stderr.splitlines() if line.startswith("Warning: ")]
        assert (
            f"news.db: triggers that keep the history are missing, changed or hindered ({name})"
            in line
        )


async def test_editors_are_told_and_visitors_are_not(path, instance, as_editor):
    hinder(path, "missing")
    ds = await instance(path)
    (key,) = run(path, "select min(id) from claims")[0][0]
    for address in ("/news/-/claims", f"/news/-/claims/{key}"):
        told = await ds.client.get(address, cookies=as_editor(ds))
        assert "triggers that keep the history are missing" in told.text
        assert "triggers" not in (await ds.client.get(address)).text


@pytest.fixture
def conn():
    with opened(":memory:") as db:
        yield db.conn


@pytest.mark.parametrize("number", range(6))
def test_the_line_names_the_first_three_and_counts_the_others(conn, number):
    names = sorted(schema.guards())[:number]
    for name in names:
        conn.execute(f"DROP TRIGGER {name}")
    told = guards.warning(conn)
    if not names:
        assert told is None
        return
    more = f" and {number - 3} more" if number > 3 else ""
    assert f"hindered ({', '.join(names[:3])}{more}): what was" in told


@pytest.mark.parametrize(
    ("trigger", "told"),
    [
        ("other BEFORE INSERT ON claims BEGIN SELECT RAISE(IGNORE); END", True),
        ("other BEFORE INSERT ON claims BEGIN SELECT raise(ABORT, 'no'); END", True),
        ("other AFTER INSERT ON claims BEGIN SELECT 1; END", False),
        ("other BEFORE INSERT ON theirs BEGIN SELECT RAISE(IGNORE); END", False),
    ],
)
def test_only_a_trigger_that_may_stop_ours_hinders(conn, trigger, told):
    conn.execute("CREATE TABLE theirs (x)")
    conn.execute(f"CREATE TRIGGER {trigger}")
    assert (guards.warning(conn) is not None) is told


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        (["INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
          " VALUES ('datasette-claims', 'm999_later', '')"], False),
        (["DELETE FROM _sqlite_migrations"], False),
        ([], True),
    ],
)  # fmt: skip
def test_a_database_of_a_newer_program_or_of_somebody_else_is_not_judged(conn, steps, told):
    conn.execute("DROP TRIGGER history_not_deleted")
    for step in steps:
        conn.execute(step)
    assert (guards.warning(conn) is not None) is told


def test_an_older_database_is_held_to_its_own_triggers_alone(conn):
    """What hinders the triggers of today is no matter of a database that has none of them."""
    conn.execute("DELETE FROM _sqlite_migrations WHERE name NOT IN ('m001_schema', 'm002_record')")
    schema.remove_guards(conn)
    for statement in schema.statements(schema.text("002_guards.sql")):
        conn.execute(statement)
    conn.execute("CREATE TRIGGER other BEFORE INSERT ON claims BEGIN SELECT RAISE(IGNORE); END")
    assert guards.warning(conn) is None
    conn.execute("DROP TRIGGER history_not_deleted")
    assert "history_not_deleted" in guards.warning(conn)


def test_a_file_is_judged_without_a_change_or_a_word_where_it_is_none_of_ours(path, tmp_path):
    hinder(path, "missing")
    before = path.read_bytes()
    assert guards.warning_of(path).startswith(f"{path}: triggers that keep")
    assert path.read_bytes() == before
    (tmp_path / "text.db").write_text("no database, but long enough to be looked at as one")
    for other in (tmp_path / "nowhere.db", tmp_path, tmp_path / "text.db"):
        assert guards.warning_of(other) is None
    assert not (tmp_path / "nowhere.db").exists()
    locked = sqlite3.connect(path, isolation_level=None)
    locked.execute("BEGIN EXCLUSIVE")
    assert guards.warning_of(path) is None  # whoever works with it will say so
    locked.close()
