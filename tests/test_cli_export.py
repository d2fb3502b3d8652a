import csv
import io
import os
import subprocess
import sys

import many
import pytest
from click.testing import CliRunner

from datasette_claims.cli import claims
from datasette_claims.publishing import files
from datasette_claims.store import queries
from datasette_claims.store.sqlite import sqlite3

pytestmark = pytest.mark.integration


def run(*arguments):
    return CliRunner().invoke(claims, ["export", *map(str, arguments)])


@pytest.fixture
def db(tmp_path):
    return many.claims(
        tmp_path / "claims.db",
        [
            {"speaker": "Siti Aminah", "text": "=1+1", "status": "false", "said_on": "2025-04-11"},
            {"speaker": "Siti Aminah", "text": "harga naik", "said_on": "2025-03-01"},
            {"speaker": "Budi", "text": "😀", "language": "en", "article": "a2"},
        ],
    )


def read(path, encoding="utf-8"):
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def test_all_claims_go_to_standard_output_and_their_number_beside_it(db):
    result = run(db)
    assert result.exit_code == 0
    assert result.stderr == "3 rows\n"
    assert result.stdout_bytes.count(b"\r\n") == 4
    assert "😀" in result.stdout


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("status=false", ["=1+1"]),
        ("?speaker=siti-aminah&sort=oldest", ["harga naik", "=1+1"]),
        ("q=%22harga+naik%22", ["harga naik"]),
        ("status=true", []),
    ],
)
def test_a_filter_is_the_query_string_of_a_page(db, tmp_path, query, texts):
    result = run(db, "--filter", query, "-o", tmp_path / "some.csv")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert [row["claim"] for row in read(tmp_path / "some.csv")] == texts
    assert result.stderr == f"{len(texts)} row{'s' * (len(texts) != 1)}\n"


async def test_the_command_and_the_page_write_the_same_file(db, tmp_path, instance):
    ds = await instance(db)
    for option, query in (((), ""), (("--spreadsheet",), "_spreadsheet=1")):
        run(db, "-o", tmp_path / "all.csv", *option)
        response = await ds.client.get(f"/claims/-/claims.csv?{query}")
        rows = csv.reader(io.StringIO(response.content.decode(), newline=""))
        # Where the site is, only the site knows: the address of each claim is its own.
        written = (tmp_path / "all.csv").read_bytes().decode()
        assert [row[:-1] for row in rows] == list(csv.reader(io.StringIO(written, newline="")))


def test_a_file_is_as_it_is_stored_unless_it_is_asked_for_a_spreadsheet(db, tmp_path):
    assert files.export(db, tmp_path / "all.csv", files.Wanted()).rows == 3
    assert (tmp_path / "all.csv").read_bytes().startswith(b"id,speaker")
    assert read(tmp_path / "all.csv")[0]["claim"] == "=1+1"


def test_a_file_holds_one_moment(db, tmp_path, monkeypatch):
    """What another program commits between two batches is not in it."""
    writer = sqlite3.connect(db, isolation_level=None)
    writer.execute("PRAGMA journal_mode = wal")
    monkeypatch.setattr(files, "BATCH", 1)
    batch = queries.batch

    def slowly(*arguments):
        found = batch(*arguments)
        writer.execute("UPDATE claims SET kind = 'deny'")
        return found

    monkeypatch.setattr(queries, "batch", slowly)
    run(db, "-o", tmp_path / "all.csv")
    writer.close()
    assert [row["kind"] for row in read(tmp_path / "all.csv")] == ["say"] * 3


def test_a_spreadsheet_runs_nothing(db, tmp_path):
    run(db, "--spreadsheet", "-o", tmp_path / "all.csv")
    assert [row["claim"] for row in read(tmp_path / "all.csv", "utf-8-sig")] == [
        "'=1+1", "harga naik", "😀",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("status=flase", "status=flase: no such status; there are unreviewed"),
        ("month=april", "month=april: not a month"),
        ("stauts=false", "stauts=false: no such filter"),
    ],
)
def test_a_filter_that_cannot_be_used_stops_before_a_file_is_written(db, tmp_path, query, problem):
    result = run(db, "--filter", query, "-o", tmp_path / "some.csv")
    assert result.exit_code == 1
    assert problem in result.stderr
    assert not (tmp_path / "some.csv").exists()


def test_what_is_not_a_claims_database_is_told_in_a_line(tmp_path):
    (tmp_path / "text.db").write_text("not a database, but long enough to be read as one")
    sqlite3.connect(tmp_path / "empty.db").close()
    for name, message in (
        ("text.db", "is not an SQLite database"),
        ("empty.db", "holds no claims; see datasette claims load --help"),
        ("nowhere.db", "there is no database"),
    ):
        result = run(tmp_path / name)
        assert result.exit_code == 1
        assert message in result.stderr
        assert result.stderr.count("\n") == 1
        assert not (tmp_path / "nowhere.db").exists()


def test_a_folder_that_is_not_there_is_told_in_a_line(db, tmp_path):
    result = run(db, "-o", tmp_path / "nowhere" / "all.csv")
    assert result.exit_code == 1
    assert "cannot be written: No such file or directory" in result.stderr


def test_an_earlier_file_stays_when_the_export_fails(db, tmp_path, monkeypatch):
    target = tmp_path / "all.csv"
    target.write_text("the earlier one")
    monkeypatch.setattr(files, "BATCH", 1)
    batch, calls = queries.batch, []

    def failing(*arguments):
        calls.append(arguments)
        if len(calls) == 3:
            raise sqlite3.DatabaseError("database disk image is malformed")
        return batch(*arguments)

    monkeypatch.setattr(queries, "batch", failing)
    result = run(db, "-o", target)
    assert result.exit_code == 1
    assert "is a damaged SQLite database" in result.stderr
    assert target.read_text() == "the earlier one"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.csv", "claims.db"]


def test_a_database_that_cannot_be_written_is_exported_all_the_same(db, tmp_path):
    db.chmod(0o444)
    before = db.read_bytes()
    assert run(db, "-o", tmp_path / "all.csv").exit_code == 0
    assert db.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_reader_that_has_seen_enough_ends_it_without_a_word(tmp_path):
    db = many.claims(tmp_path / "claims.db", ({"text": "harga naik " * 20} for _ in range(3000)))
    command = [sys.executable, "-m", "datasette", "claims", "export", str(db)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline().startswith(b"id,speaker")
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 1
