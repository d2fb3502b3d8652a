"""Triggers that are not what they should be: told by every command, and to every editor."""

import pytest
from click.testing import CliRunner
from newsroom import newsroom, run

from datasette_claims.cli import claims

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
