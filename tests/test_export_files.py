"""The forms of an export: each holds what the CSV holds, runs nothing and says what it is."""

import csv
import hashlib
import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import many
import openpyxl
import pytest
import yaml
from click.testing import CliRunner
from pyarrow import parquet
from test_snapshot import fresh_original, plant, source  # noqa: F401 (fixtures)

from datasette_claims.cli import claims
from datasette_claims.publishing import claimreview, columns, edition, files, xlsx
from datasette_claims.publishing.snapshot import make
from datasette_claims.store.sqlite import sqlite3

pytestmark = pytest.mark.integration

RISKY = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "#N/A", "plain", "é😀", "a\x00b\x0bc",
    "x" * 40_000, "😀" * 20_000,
)  # fmt: skip
SITE = {
    "title": "Cek Kabar",
    "license_url": "https://licence.example/by",
    "plugins": {"datasette-claims": {"organisation": {"name": "Kabar Check"}}},
}


def run(*arguments):
    return CliRunner().invoke(claims, ["export", *map(str, arguments)])


@pytest.fixture
def db(tmp_path):
    rows = [
        {"speaker": "Siti", "text": text, "said_on": f"2025-04-{day:02}"}
        for day, text in enumerate(RISKY, 1)
    ]
    return many.claims(tmp_path / "claims.db", rows)


@pytest.fixture
def whole(db, tmp_path):
    """The rows as SQLite has them, newest first."""
    with closing(sqlite3.connect(db)) as conn:
        conn.row_factory = sqlite3.Row
        sql = "SELECT * FROM claims_flat ORDER BY said_on DESC, id"
        return [dict(row) for row in conn.execute(sql)]


def written(db, tmp_path, form, *more):
    target = tmp_path / f"claims.{form}"
    result = run(db, "--format", form, "-o", target, *more)
    assert result.exit_code == 0, result.output
    return target, result.stderr


def test_json_lines_hold_the_rows(db, whole, tmp_path):
    target, told = written(db, tmp_path, "jsonl")
    assert [json.loads(line) for line in target.read_text("utf-8").split("\n")[:-1]] == whole
    assert told == "11 rows\n"


def test_parquet_holds_the_rows_their_types_and_meanings(db, whole, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "BATCH", 3)
    target, _ = written(db, tmp_path, "parquet")
    table = parquet.read_table(target)
    assert table.to_pylist() == whole
    for field in table.schema:
        assert field.metadata[b"description"]
    assert parquet.ParquetFile(target).num_row_groups == 4


def test_a_workbook_holds_text_that_nothing_runs(db, whole, tmp_path):
    target, told = written(db, tmp_path, "xlsx")
    book = openpyxl.load_workbook(target)
    names, *rows = book["claims"].iter_rows()
    assert [cell.value for cell in names] == list(whole[0])
    at = list(whole[0]).index("claim")
    for row, expected in zip(rows, whole, strict=True):
        cell, text = row[at], expected["claim"]
        assert cell.data_type == "s"
        assert cell.quotePrefix == text.startswith(("=", "+", "-", "@", "\t"))
        if len(text) < 100:
            assert cell.value == text.replace("\0", "\ufffd").replace("\x0b", "\ufffd")
        else:
            assert cell.value.endswith(xlsx.ELLIPSIS)
            assert 32_700 < len(cell.value.encode("utf-16-le")) // 2 <= xlsx.LONGEST
            assert text.startswith(cell.value.removesuffix(xlsx.ELLIPSIS))
    told_cut = [[cell.value for cell in row] for row in book["cut"].iter_rows(min_row=2)]
    long = [row for row in whole if len(row["claim"]) > 100]
    assert told_cut == [[row["id"], "claim", len(row["claim"])] for row in long]
    assert "2 cells held more than a sheet can" in told
    described = {row[0].value: row[1].value for row in book["columns"].iter_rows(min_row=2)}
    assert list(described) == list(whole[0])
    assert all(described.values())


def test_too_many_rows_for_a_sheet_are_told_before_anything_is_written(db, tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_ROWS", 10)
    result = run(db, "--format", "xlsx", "-o", tmp_path / "claims.xlsx")
    assert result.exit_code == 1
    assert "11 rows are more than a sheet holds" in result.stderr
    assert not (tmp_path / "claims.xlsx").exists()


def test_columns_are_of_the_kinds_that_they_hold(seed_db):
    """And each has a meaning: those of tomorrow too."""
    with closing(sqlite3.connect(seed_db)) as conn:
        found = conn.execute("SELECT * FROM claims_flat")
        names = [column[0] for column in found.description]
        rows = found.fetchall()
    kinds = {str: "string", int: "integer", float: "number"}
    for at, column in enumerate(columns.of_claims(names)):
        assert column.words, column.name
        held = {kinds[type(row[at])] for row in rows if row[at] is not None}
        assert held <= {column.kind}, column.name


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet", "xlsx"])
def test_a_package_describes_the_file(db, whole, tmp_path, form):
    metadata = tmp_path / "metadata.yaml"
    metadata.write_text(yaml.safe_dump(SITE))
    query = ["--filter", "speaker=siti", "--datapackage", "--metadata", metadata]
    target, _ = written(db, tmp_path, form, *query)
    package = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    assert package["title"] == "Cek Kabar"
    assert package["licenses"] == [{"path": "https://licence.example/by"}]
    assert package["contributors"] == [{"title": "Kabar Check", "role": "publisher"}]
    (resource,) = package["resources"]
    assert (resource["path"], resource["rows"]) == (target.name, 11)
    assert resource["bytes"] == target.stat().st_size
    assert resource["hash"] == f"sha256:{hashlib.sha256(target.read_bytes()).hexdigest()}"
    fields = resource["schema"]["fields"]
    assert [field["name"] for field in fields] == list(whole[0])
    assert all(field["description"] for field in fields)


@pytest.mark.parametrize("url", ["https://kabar.example/", "javascript:alert(1)"])
def test_the_organisation_of_a_copy_lends_no_address(source, tmp_path, url):  # noqa: F811
    """Neither to another name, nor one that is no link: an earlier program did not look."""
    source.add("c1")
    about = edition.About(
        title="Klaim", organisation="Kabar", organisation_url=url,
        licence="CC BY 4.0", licence_url="https://licence.example/by",
    )  # fmt: skip
    target = tmp_path / "public.db"
    make(source.path, target, about=about)
    other = {"license": "Terms", "plugins": {"datasette-claims": {"organisation": {"name": "B"}}}}
    (tmp_path / "other.json").write_text(json.dumps(other))
    link = {"path": url} if url.startswith("https") else {}
    for more, contributor, licences in (
        ([], {"title": "Kabar", "role": "publisher", **link}, [{"path": about.licence_url}]),
        (["-m", tmp_path / "other.json"], {"title": "B", "role": "publisher"}, None),
    ):
        result = run(target, "--datapackage", *more, "-o", tmp_path / "claims.csv")
        assert result.exit_code == 0, result.output
        package = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
        assert package["contributors"] == [contributor]
        assert package.get("licenses") == licences
        assert package["title"] == "Klaim"


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("pipe", "pipe is a pipe"),
        ("folder", "folder is a folder"),
        ("/dev/null", "/dev/null is a device"),
        ("datapackage.json", "where --datapackage writes"),
        ("link.csv", "where --datapackage writes"),
        ("claims.db/claims.csv", "cannot be written"),
        ("folder/claims.csv", "datapackage.json is a folder"),
        ("theirs/claims.csv", "was not made by datasette claims export, and is left alone"),
        ("edition/claims.csv", "was not made by datasette claims export, and is left alone"),
        ("list/claims.csv", "was not made by datasette claims export, and is left alone"),
    ],
)
def test_a_package_replaces_nothing_and_describes_a_file(db, tmp_path, monkeypatch, output, said):
    """Told before anything is written; a pipe would wait for ever to be read again."""
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    Path("link.csv").symlink_to("datapackage.json")
    (tmp_path / "folder" / "datapackage.json").mkdir(parents=True)
    texts = {"theirs": "{}", "edition": '{"made_by": "datasette claims snapshot"}', "list": "[1]"}
    for name, text in texts.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "datapackage.json").write_text(text)
    before = sorted(tmp_path.rglob("*"))
    result = run(db, "--datapackage", "-o", output)
    assert result.exit_code == 1
    assert said in result.stderr
    assert sorted(tmp_path.rglob("*")) == before
    assert {name: (tmp_path / name / "datapackage.json").read_text() for name in texts} == texts


def test_a_package_is_not_for_standard_output(db, tmp_path):
    with (tmp_path / "out").open("wb") as file:
        done = subprocess.run(
            [sys.executable, "-m", "datasette", "claims", "export", str(db), "--datapackage",
             "-o", "/dev/stdout"],
            stdout=file, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert "/dev/stdout is standard output" in done.stderr
    assert (tmp_path / "out").read_bytes() == b""


def test_its_own_package_is_made_anew(db, tmp_path):
    for query in ("speaker=siti", "speaker=nobody"):
        result = run(db, "--datapackage", "--filter", query, "-o", tmp_path / "claims.csv")
        assert result.exit_code == 0, result.output
    package = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    assert package["description"].endswith("those of the filter speaker=nobody")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--format", "xlsx"], "needs a file"),
        (["--format", "parquet"], "needs a file"),
        (["--datapackage"], "needs a file"),
        (["--format", "claimreview"], "name a metadata file"),
        (["--format", "xlsx", "--spreadsheet", "-o", "x"], "--format csv alone"),
        (["--format", "claimreview", "--datapackage", "-o", "x"], "describes tables"),
        (["--corrections", "--datapackage"], "does not go with --datapackage"),
        (["--address", "javascript:1"], "must be an http"),
        (["--metadata", "nowhere.json"], "nowhere.json cannot be read"),
    ],
)
def test_what_cannot_be_is_said_in_a_line(db, tmp_path, monkeypatch, options, said):
    monkeypatch.chdir(tmp_path)
    result = run(db, *options)
    assert result.exit_code != 0
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["claims.db"]


@pytest.mark.parametrize("form", sorted(files.NEEDS))
def test_what_is_not_installed_is_named(db, tmp_path, monkeypatch, form):
    monkeypatch.setattr(files, "find_spec", lambda name: None)
    result = run(db, "--format", form, "-o", tmp_path / "x")
    assert f"pip install 'datasette-claims[{files.NEEDS[form][1]}]'" in result.stderr


@pytest.fixture
def metadata(tmp_path):
    path = tmp_path / "metadata.json"
    path.write_text(json.dumps(SITE))
    return path


def test_reviews_are_a_feed_that_reads_back(source, tmp_path, metadata):  # noqa: F811
    plant(source)
    target = tmp_path / "reviews.json"
    options = ["--metadata", metadata, "--address", "https://claims.example/public/"]
    result = run(source.path, "--format", "claimreview", *options, "-o", target)
    assert result.exit_code == 0, result.output
    assert result.stderr == "1 review\n"
    told = json.loads(target.read_text("utf-8"))
    (found,) = claimreview.read(told)
    assert (found.url, found.label) == ("https://claims.example/public/-/claims/c1", "True")
    assert (found.reviewer, found.speaker) == ("Kabar Check", "Ana Satu")
    assert told["license"] == "https://licence.example/by"


@pytest.mark.parametrize("form", files.FORMS)
def test_a_public_copy_exports_nothing_private(source, tmp_path, metadata, form):  # noqa: F811
    plant(source)
    make(source.path, tmp_path / "copy.db")
    target = tmp_path / f"open.{form}"
    options = ["--metadata", metadata, "--address", "https://claims.example/public/"]
    result = run(tmp_path / "copy.db", "--format", form, *options, "-o", target)
    assert result.exit_code == 0, result.output
    text = target.read_bytes()
    if form == "xlsx":
        sheets = openpyxl.load_workbook(target)
        text = str([[cell.value for cell in row] for sheet in sheets for row in sheet]).encode()
    if form == "parquet":
        text = str(parquet.read_table(target).to_pylist()).encode()
    assert b"jembatan itu aman" in text
    assert b"SECRET" not in text


def test_csv_is_what_it_was(db, whole, tmp_path):
    target, _ = written(db, tmp_path, "csv")
    with target.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    shown = [row["claim"].replace("\0", "\ufffd") for row in whole]
    assert [row["claim"] for row in rows] == shown
