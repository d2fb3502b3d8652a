"""Which ``sqlite3`` is used, and what is said where it is too old."""

import importlib.util
import subprocess
import sys

import pytest
from click.testing import CliRunner
from datasette.utils.sqlite import sqlite3 as of_datasette  # noqa: TID251
from sqlite_utils.utils import sqlite3 as of_sqlite_utils  # noqa: TID251

from datasette_claims.cli import claims
from datasette_claims.store import sqlite


def test_it_is_the_one_that_datasette_and_sqlite_utils_use():
    assert sqlite.sqlite3 is of_datasette
    assert sqlite.sqlite3 is of_sqlite_utils


def test_it_is_pysqlite3_where_that_is_installed():
    wanted = "pysqlite3" if importlib.util.find_spec("pysqlite3") else "sqlite3"
    assert sqlite.sqlite3.__name__ == wanted


@pytest.mark.parametrize("module", ["sqlite3", "sqlite3.dbapi2", "pysqlite3"])
@pytest.mark.parametrize("form", ["import {}", "from {} import connect"])
def test_the_linter_refuses_every_other_way_to_it(tmp_path, module, form):
    if not importlib.util.find_spec("ruff"):
        pytest.skip("this environment has no ruff; the other one has")
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--select", "TID251", "--no-cache",
         "--stdin-filename", "datasette_claims/web/new.py", "-"],
        input=form.format(module) + "\n", capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert "TID251" in done.stdout
    assert "datasette_claims.store.sqlite" in done.stdout


def test_this_one_is_new_enough():
    assert sqlite.shortcoming() is None


@pytest.mark.parametrize(
    "command",
    [
        ["load", "new.db", "a.txt"],
        ["load", "new.db", "a.txt", "--dry-run"],
        ["snapshot", "claims.db", "public.db"],
        ["export", "claims.db"],
    ],
    ids=" ".join,
)
def test_an_older_one_is_told_in_one_line(command, seed_db, monkeypatch):
    monkeypatch.setattr(sqlite, "OLDEST", (99, 7))
    monkeypatch.chdir(seed_db.parent)
    (seed_db.parent / "a.txt").write_text("Satu.")
    done = CliRunner().invoke(claims, command)
    assert done.exit_code == 1
    (line,) = done.stderr.splitlines()
    assert "needs SQLite 99.7 or newer" in line
    assert sqlite.sqlite3.sqlite_version in line
    assert not done.stdout
    assert {path.name for path in seed_db.parent.iterdir()} <= {"claims.db", "a.txt", "new.db"}


def test_one_without_full_text_search_is_told(monkeypatch):
    monkeypatch.setattr(sqlite, "SEARCH", "fts_left_out")
    assert "needs SQLite with fts_left_out" in sqlite.shortcoming()


@pytest.mark.parametrize(
    ("version", "enough"),
    [("3.33.9", False), ("3.34.0", True), ("3.34", True), ("3.100.1", True), ("4.0.0", True),
     ("2.99.0", False), ("3.9.0", False)],
)  # fmt: skip
def test_which_versions_are_new_enough(version, enough, monkeypatch):
    monkeypatch.setattr(sqlite.sqlite3, "sqlite_version", version)
    assert (sqlite.shortcoming() is None) is enough
    if not enough:
        assert f"needs SQLite 3.34 or newer; Python uses {version} here" in sqlite.shortcoming()
