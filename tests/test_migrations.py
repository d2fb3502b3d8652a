"""Every older schema walks to today's, and keeps what people did on the way."""

import hashlib
import json
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlite_utils import Database
from stories import content, fresh

from datasette_claims import cli
from datasette_claims.store import database, errors, guards, migrations, schema
from datasette_claims.store.sqlite import sqlite3

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("made_by_steps")]

DATABASES = Path(__file__).parent / "databases"


def of_0_1_0(path):
    """A database as 0.1.0 made it, with what people left in it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.executescript(schema.text("001_first.sql"))
        for position, (key, status) in enumerate(migrations.statuses().items(), start=1):
            Database(conn, execute_plugins=False)["statuses"].insert(
                {"key": key, "position": position, **status}
            )
        migrations.migrations.ensure_migrations_table(Database(conn, execute_plugins=False))
        conn.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('datasette-claims', 'm001_schema', '')"
        )
        conn.executescript((DATABASES / "0.1.0.sql").read_text("utf-8"))


def of_record(path):
    """The same brought up to date by the program that knew two steps."""
    of_0_1_0(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        schema.remove_guards(conn)
        schema.run(conn, "002_record.sql")
        conn.executescript(schema.text("002_guards.sql"))
        conn.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('datasette-claims', 'm002_record', '')"
        )


def of_speakers(path):
    """The same brought up to date by the program that knew five steps."""
    of_record(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        schema.remove_guards(conn)
        for step in ("003_sources", "004_desk", "005_speakers"):
            schema.run(conn, f"{step}.sql")
            conn.execute(
                "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
                " VALUES ('datasette-claims', ?, '')",
                [f"m{step}"],
            )
        conn.executescript(schema.text("005_guards.sql"))


OLDER = {"0.1.0": of_0_1_0, "two steps": of_record, "five steps": of_speakers}


@pytest.fixture(params=OLDER)
def older(request, tmp_path):
    """The path of a database that an older version made."""
    OLDER[request.param](tmp_path / "older.db")
    return tmp_path / "older.db"


def shape(conn):
    """Tables with their columns and keys, indexes, triggers and views, whatever the way there."""
    kinds = "('index', 'trigger', 'view')"
    found = {
        name: " ".join((sql or "").split())
        for name, sql in conn.execute(f"SELECT name, sql FROM sqlite_master WHERE type IN {kinds}")  # noqa: S608
    }
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    for (name,) in conn.execute(tables).fetchall():
        for pragma in ("table_xinfo", "foreign_key_list"):
            rows = conn.execute(f"SELECT * FROM pragma_{pragma}(?)", [name]).fetchall()  # noqa: S608
            found[f"{name} {pragma}"] = rows
    return found


def test_an_older_database_becomes_as_a_fresh_one(older):
    with fresh() as new, database.opened(older) as db:
        assert shape(db.conn) == shape(new.conn)
        assert not schema.damaged_guards(db.conn)
        assert migrations.standing(db.conn) == "current"
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert not db.execute("PRAGMA foreign_key_check").fetchall()


def test_nothing_is_lost_on_the_way(older):
    with closing(sqlite3.connect(older)) as conn:
        before = content(Database(conn, execute_plugins=False))
    with database.opened(older) as db:
        after = content(db)
    for table in before.keys() - {"_sqlite_migrations"}:
        columns = max((len(row) for row in before[table]), default=0)  # later ones stand behind
        assert [row[:columns] for row in after[table]] == before[table], table


def test_what_was_done_before_there_was_a_log_is_in_it(older):
    with database.opened(older) as db:
        acts = db.execute("SELECT actor, kind, claim_id FROM acts").fetchall()
    assert sorted(acts) == sorted(
        [
            ("unknown", "entered", "c05"),
            ("unknown", "correction", "c03"),
            ("alice", "evidence_added", "c01"),
            ("alice", "evidence_added", "c01"),
            ("bob", "evidence_removed", "c01"),
            ("alice", "status", "c01"),
            ("alice", "status", "c02"),
            ("alice", "status", "c02"),
            ("bob", "note", "c04"),
        ]
    )


def test_what_an_older_program_made_is_told_from_what_is_not_ours(older, tmp_path):
    def standing(path):
        with closing(sqlite3.connect(path)) as conn:
            return migrations.standing(conn)

    assert standing(older) == "older"
    with closing(sqlite3.connect(tmp_path / "other.db")) as conn, conn:
        conn.execute("CREATE TABLE claims (id)")
    assert standing(tmp_path / "other.db") == "foreign"
    with closing(sqlite3.connect(older)) as conn, conn:
        conn.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('datasette-claims', 'm999_future', '')"
        )
    assert standing(older) == "newer"
    with pytest.raises(errors.Newer, match="m999_future"), database.opened(older):
        pass


@pytest.mark.parametrize("damage", [None, "missing", "changed"])
def test_an_older_database_is_held_to_the_triggers_of_its_own_step(older, damage):
    with closing(sqlite3.connect(older, isolation_level=None)) as conn:
        (name, sql) = conn.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name LIMIT 1"
        ).fetchone()
        if damage:
            conn.execute(f"DROP TRIGGER {name}")
        if damage == "changed":
            conn.execute(f"{sql.rpartition('BEGIN')[0]}BEGIN SELECT 1; END")
    assert bool(guards.warning_of(older)) == bool(damage)
    with database.opened(older) as db:
        told = db.execute("SELECT was FROM acts WHERE kind = 'guards_restored'").fetchall()
    assert told == ([(json.dumps([name]),)] if damage else [])
    assert guards.warning_of(older) is None


FROZEN = {
    "001_first.sql": "72f5f0fa1dc8c2ba",
    "002_record.sql": "e787450f46dec91d",
    "002_guards.sql": "00296f32da1bf667",
    "003_sources.sql": "a1b0df0d0140d2b0",
    "004_desk.sql": "5d97e8dcaef154bc",
    "005_speakers.sql": "95239442be5c2255",
    "005_guards.sql": "df88d9a688a6eb25",
    "006_finding.sql": "cd34eb82d800eebb",
}


def test_released_steps_are_frozen():
    for name, digest in FROZEN.items():
        assert hashlib.sha256(schema.text(name).encode()).hexdigest()[:16] == digest, name


def test_todays_triggers_come_with_todays_steps():
    """Existing databases get new triggers with a step only: who changes guards.sql or views.sql
    after a release adds one (which may be empty), keeps a copy of what was released in
    ``FORMER_GUARDS``, and then writes both down here."""
    today = hashlib.sha256((schema.text("guards.sql") + schema.text("views.sql")).encode())
    assert (len(schema.STEPS), today.hexdigest()[:16]) == (6, "9ffe78a73956187f")


@pytest.mark.parametrize("instead", ["", "ON status_history", "ON evidence"])
def test_missing_and_changed_guards_are_told(tmp_path, instead):
    with fresh(tmp_path / "claims.db") as db:
        db.execute("DROP TRIGGER history_not_deleted")
        if instead:
            empty = (
                f"CREATE TRIGGER history_not_deleted BEFORE DELETE {instead} BEGIN SELECT 1; END"
            )
            db.execute(empty)
        assert schema.damaged_guards(db.conn) == ["history_not_deleted"]
        schema.install_guards(db.conn)
        assert not schema.damaged_guards(db.conn)


def test_the_command_brings_an_older_database_up_to_date(older):
    run = CliRunner().invoke
    told = run(cli.claims, ["upgrade", str(older)])
    assert (told.exit_code, "step m006_finding was made" in told.output) == (0, True)
    assert run(cli.claims, ["upgrade", str(older)]).output == f"{older}: nothing had to be done\n"


def test_the_command_puts_triggers_back_and_the_log_keeps_that_they_were_missing(older):
    with database.opened(older) as db:
        db.execute("DROP TRIGGER history_not_deleted")
    told = CliRunner().invoke(cli.claims, ["upgrade", str(older)])
    assert "history_not_deleted" in told.output
    with database.opened(older) as db:
        assert not schema.damaged_guards(db.conn)
        acts = db.execute("SELECT actor, was FROM acts WHERE kind = 'guards_restored'").fetchall()
        assert acts == [("loader", '["history_not_deleted"]')]


def test_an_upgrade_tells_what_was_missing_before_it(older):
    with closing(sqlite3.connect(older)) as conn:
        conn.execute("DROP TRIGGER history_not_deleted")
    with database.opened(older) as db:
        acts = db.execute("SELECT was FROM acts WHERE kind = 'guards_restored'").fetchall()
        assert acts == [('["history_not_deleted"]',)]


def test_the_command_makes_no_claims_database_of_somebodys_file(tmp_path):
    for name, make in (("none.db", False), ("other.db", True)):
        if make:
            with closing(sqlite3.connect(tmp_path / name)) as conn, conn:
                conn.execute("CREATE TABLE claims (id)")
        told = CliRunner().invoke(cli.claims, ["upgrade", str(tmp_path / name)])
        assert told.exit_code == 1
        assert name in told.output
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("command", [["export"], ["snapshot", "--dry-run"]])
def test_what_only_reads_an_older_database_says_what_to_do(older, command, tmp_path):
    before = older.read_bytes()
    name, *options = command
    target = [str(tmp_path / "public.db")] if name == "snapshot" else []
    told = CliRunner().invoke(cli.claims, [name, str(older), *target, *options])
    assert told.exit_code == 1
    assert f"datasette claims upgrade {older}" in told.output
    assert "Traceback" not in told.output
    assert older.read_bytes() == before
