"""How a claims database is opened, brought up to date and left."""

from contextlib import closing
from pathlib import Path

import many
import pytest

from datasette_claims.store import copies, database, errors
from datasette_claims.store.sqlite import sqlite3


def test_what_is_opened_holds_references_and_has_room_for_its_indexes(tmp_path):
    with database.opened(tmp_path / "c.db") as db:
        settings = [
            db.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("foreign_keys", "cache_size", "journal_mode")
        ]
    assert settings == [1, -65536, "delete"]
    with pytest.raises(sqlite3.ProgrammingError):
        db.execute("SELECT 1")  # it is closed


def test_what_breaks_within_closes_it_too(tmp_path):
    def break_off():
        with database.opened(tmp_path / "c.db") as db:
            opened.append(db)
            raise ValueError

    opened = []
    with pytest.raises(ValueError) as kept:  # noqa: PT011 (it keeps the frames)
        break_off()
    with pytest.raises(sqlite3.ProgrammingError):
        opened[0].execute("SELECT 1")
    assert kept


def test_tidying_tells_the_planner_how_many_rows_there_are(tmp_path):
    path = many.claims(tmp_path / "c.db", [{} for _ in range(12)])
    with database.opened(path) as db:
        database.tidy(db)
        assert db.execute("PRAGMA analysis_limit").fetchone() == (1000,)
        (rows,) = db.execute(
            "SELECT stat FROM sqlite_stat1 WHERE tbl = 'claims' AND stat LIKE '12 %' LIMIT 1"
        ).fetchone()
    assert rows


@pytest.fixture
def path(tmp_path):
    """A database that is up to date: its one claim has been compared with others."""
    path = many.claims(tmp_path / "c.db", [{}])
    with database.opened(path) as db:
        assert copies.catch_up(db) == 1
    return path


def test_what_is_up_to_date_needs_nothing(path):
    before = path.read_bytes()
    assert database.upgraded(path) == []
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        (1, "1 claim was compared with those of other articles"),
        (2, "2 claims were compared with those of other articles"),
    ],
)
def test_claims_that_nobody_compared_are_compared(tmp_path, claims, told):
    path = many.claims(tmp_path / "c.db", [{} for _ in range(claims)])
    assert database.upgraded(path) == [told]
    assert database.upgraded(path) == []


def test_what_was_done_is_told_in_words(path):
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("DROP TRIGGER history_not_deleted")
    assert database.upgraded(path) == [
        "triggers that keep the history were missing or changed, and were put back: "
        "history_not_deleted"
    ]
    assert database.upgraded(path) == []


@pytest.mark.parametrize("made", ["nothing", "a folder", "no database", "tables of others"])
def test_what_holds_no_claims_is_refused_and_stays_as_it_is(tmp_path, made):
    path = tmp_path / "x.db"
    if made == "a folder":
        path.mkdir()
    elif made == "no database":
        path.write_text("no database, but long enough to be looked at as one")
    elif made == "tables of others":
        with closing(sqlite3.connect(path)) as conn:
            conn.execute("CREATE TABLE theirs (x)")
    before = path.read_bytes() if path.is_file() else None
    kinds = {"tables of others": errors.Foreign}
    with pytest.raises(kinds.get(made, errors.NotADatabase), match=str(path)) as kept:
        database.upgraded(path)
    assert kept
    assert (path.read_bytes() if path.is_file() else None) == before
    assert not handles(path)


def handles(path):
    """Open files of this process that are the one at the path."""
    open_files = Path("/proc/self/fd")
    if not open_files.is_dir():
        pytest.skip("needs Linux")
    return [one for one in open_files.iterdir() if one.exists() and one.resolve() == path]


def test_a_folder_is_no_database(tmp_path):
    with (
        pytest.raises(errors.NotADatabase, match="is a folder, not a database"),
        database.opened(tmp_path),
    ):
        pass
