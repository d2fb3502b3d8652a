"""Loading tables: by the command, again with rows added, killed at any moment, in little memory."""

import csv
import json
import random
import re
import signal
import subprocess
import sys
from contextlib import closing, suppress

import pytest
from click.testing import CliRunner
from test_cli_load import wait_for_articles
from test_loading import everything, rows

from datasette_claims import cli, loading
from datasette_claims.store.sqlite import sqlite3

pytestmark = pytest.mark.integration

COMMAND = [sys.executable, "-m", "datasette", "claims", "load"]
PEOPLE = ("Sari", "Budi", "Dewi")


def text(number):
    said = f"hujan ke-{number} akan turun di kampung nomor {number * 7}"
    return f"{PEOPLE[number % 3]} mengatakan bahwa {said}. Angin {number} bertiup."


def articles(path, numbers, **other):
    """A CSV file of articles, each with its address."""
    with path.open("w", newline="") as file:
        written = csv.writer(file)
        written.writerow(["tautan", "judul", "isi", *other])
        for number in numbers:
            url = f"https://example.org/{number}"
            written.writerow([url, f"Hujan {number}", text(number), *other.values()])
    return path


def invoke(*arguments, stdin=None):
    return CliRunner().invoke(cli.claims, ["load", *map(str, arguments)], input=stdin)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "claims.db"


def test_the_columns_are_told_and_the_articles_counted_by_kind(tmp_path, path):
    source = articles(tmp_path / "a.csv", range(3), kanal="x")
    result = invoke(path, source)
    assert result.exit_code == 0
    assert result.stderr == (
        f"{source}: note: read as: text = isi, url = tautan, title = judul; not used: kanal\n"
    )
    assert re.search("^articles from CSV and TSV +3$", result.stdout, re.MULTILINE)
    assert rows(path, "SELECT url, title, source_kind, found_by FROM articles ORDER BY 1")[1] == (
        "https://example.org/1",
        "Hujan 1",
        "csv",
        '{"title": "column", "url": "column"}',
    )


def test_a_dry_run_stops_at_the_columns(tmp_path, path):
    source = articles(tmp_path / "a.csv", range(3))
    with source.open("a") as file:
        file.write("https://example.org/x,Kosong,\nrusak,b,c,d,e\n")
    result = invoke(path, source, "--dry-run")
    assert result.exit_code == 1
    assert result.stdout.startswith("Dry run: nothing was written.\n\nFailed, by reason:\n")
    told = [line.removeprefix(f"{source}: ") for line in result.stderr.splitlines()]
    assert told[0] == "note: read as: text = isi, url = tautan, title = judul"
    assert told[1].startswith("row 6: has 5 cells, the row of names 3")
    assert told[2:] == [
        f"note: first article (row 2): url https://example.org/0; title Hujan 0; text “{text(0)}”",
        "note: 3 of 5 rows hold an article",
        "note: 1 row left out, without a text in 'isi': row 5; 1 of them with an address:"
        " datasette claims load --fetch asks for their pages",
    ]
    assert not path.exists()


def test_options_name_columns_of_all_tables(tmp_path, path):
    for name in ("a", "b"):
        lines = ["x1,x2,x3", f"Judul,{text(ord(name))},https://example.org/{name}"]
        (tmp_path / f"{name}.csv").write_text("\n".join(lines))
    told = ["--text", "x2", "--url", "x3", "--outlet", "Kabar"]
    result = invoke(path, *tmp_path.glob("*.csv"), *told)
    assert result.exit_code == 0
    found = (
        "SELECT a.url, title, name FROM articles a JOIN outlets o ON o.id = outlet_id ORDER BY 1"
    )
    assert rows(path, found) == [
        ("https://example.org/a", None, "Kabar"),
        ("https://example.org/b", None, "Kabar"),
    ]


def test_options_for_one_article_are_not_taken_for_a_text_and_a_table(tmp_path, path):
    source = articles(tmp_path / "a.csv", range(3))
    (tmp_path / "b.txt").write_text("Sari mengatakan bahwa ya.")
    result = invoke(path, source, tmp_path / "b.txt", "--outlet", "Kabar")
    assert result.exit_code == 2
    assert "only for a single article" in result.stderr
    assert not path.exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("csv", f"url,isi\nhttps://example.org/1,{text(1)}\n"),
        ("jsonl", json.dumps({"url": "https://example.org/1", "isi": text(1)}) + "\n"),
        ("json", json.dumps([{"url": "https://example.org/1", "isi": text(1)}])),
    ],
)
def test_standard_input(path, name, data):
    result = invoke(path, "-", stdin=data)
    assert result.exit_code == 0
    assert result.stderr == "-: note: read as: text = isi, url = url\n"
    assert rows(path, "SELECT url, text FROM articles") == [("https://example.org/1", text(1))]


@pytest.mark.parametrize("options", [[], ["--outlet", "Kabar"]])
def test_a_table_of_a_database(tmp_path, path, options):
    news = tmp_path / "news.db"
    with closing(sqlite3.connect(news)) as db:
        db.execute("CREATE TABLE berita (id INTEGER PRIMARY KEY, isi)")
        db.executemany("INSERT INTO berita (isi) VALUES (?)", [(text(n),) for n in range(300)])
        db.commit()
    result = invoke(path, "--from-table", news, "berita", *options)
    assert result.exit_code == 0
    assert re.search("^articles from database tables +300$", result.stdout, re.MULTILINE)
    assert rows(path, "SELECT min(loaded_from) FROM articles") == [(f"{news}#berita#1",)]
    assert invoke(path, "--from-table", path, "articles").exit_code == 2
    assert invoke(path).exit_code == 2


@pytest.mark.parametrize("key", ["tautan", "id", "none"])
def test_rows_that_are_added_change_no_other_article(tmp_path, path, key):
    """Loading again finds the same articles, though all are in other rows now."""
    source = tmp_path / "a.csv"

    def write(numbers):
        with source.open("w", newline="") as file:
            written = csv.writer(file)
            written.writerow([key, "isi"])
            for number in numbers:
                name = f"https://example.org/{number}" if key == "tautan" else f"k{number}"
                written.writerow([name, text(number)])

    write(range(10, 20))
    assert loading.load(path, [source]).articles == {"new": 10}
    before = rows(path, "SELECT id, text, loaded_from FROM articles ORDER BY id")
    claims = rows(path, "SELECT id, article_id, text FROM claims ORDER BY id")
    write([3, *range(10, 15), 4, 5, *range(15, 20)])
    assert loading.load(path, [source]).articles == {"new": 3, "unchanged": 10}
    assert set(before) <= set(rows(path, "SELECT id, text, loaded_from FROM articles"))
    assert set(claims) <= set(rows(path, "SELECT id, article_id, text FROM claims"))


@pytest.mark.parametrize("key", ["tautan", "id"])
def test_a_text_that_was_corrected_is_the_same_article(tmp_path, path, key):
    source = tmp_path / "a.csv"
    long = " ".join(text(number) for number in range(40, 60))
    for number, words in enumerate((long, long.replace("kampung", "desa", 2))):
        name = "https://example.org/1" if key == "tautan" else "k1"
        source.write_text(f"{key},isi\n" + f"x{number},{text(1)}\n" * number + f"{name},{words}\n")
        loading.load(path, [source])
    assert rows(path, "SELECT count(*) FROM articles WHERE text LIKE '%desa%'") == [(1,)]
    assert rows(path, "SELECT count(*) FROM articles WHERE text LIKE '%Angin 59%'") == [(1,)]


def test_a_page_in_a_cell_is_known_by_its_key_too(tmp_path, path):
    pytest.importorskip("trafilatura")
    source = tmp_path / "a.jsonl"

    def write(numbers):
        told = " ".join(text(number) for number in range(40))
        pages = [f"<!DOCTYPE html><html><body><p>{told} {n}</p></body></html>" for n in numbers]
        lines = [
            {"url": f"https://example.org/{n}", "html": p}
            for n, p in zip(numbers, pages, strict=False)
        ]
        source.write_text("\n".join(map(json.dumps, lines)))

    write([1, 2])
    assert loading.load(path, [source]).articles == {"new": 2}
    write([3, 1, 2])
    assert loading.load(path, [source]).articles == {"new": 1, "unchanged": 2}
    assert sorted(rows(path, "SELECT loaded_from, source_kind FROM articles")) == [
        (f"{source}#https://example.org/{number}", "html") for number in (1, 2, 3)
    ]


def test_dates_that_cannot_be_read_are_told_in_a_few_lines(tmp_path, path):
    source = tmp_path / "a.csv"
    lines = [f"kira-kira {number} tahun lalu,{text(number)}" for number in range(200)]
    source.write_text("tanggal,isi\n" + "\n".join(lines) + "\n")
    result = invoke(path, source)
    assert result.exit_code == 0
    assert len(result.stderr.splitlines()) < 30
    assert "more with this note: published not used" in result.stderr


def test_a_library_that_is_missing_is_named(tmp_path, path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "datasette_claims.reading.parquet", raising=False)
    (tmp_path / "a.parquet").write_bytes(b"PAR1\x15\0\x15\0PAR1")
    result = invoke(path, tmp_path / "a.parquet")
    assert result.exit_code == 1
    assert "Parquet" in result.stderr
    assert "pip install 'datasette-claims[tables]'" in result.stderr


MEMORY = """
import resource, sys
from datasette_claims.reading import Options, Place, kinds, places
count = sum(1 for _ in kinds.items(places.document(Place(sys.argv[1])), Options()))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_memory_does_not_grow_with_the_file(tmp_path, kind):
    used = []
    for count in (500, 10_000):
        source = tmp_path / f"{count}.{kind}"
        with source.open("w") as file:
            file.write({"csv": "url,isi\n", "json": "[", "jsonl": ""}[kind])
            for number in range(count):
                url = f"https://example.org/{number}"
                long = (text(number) + " ") * 12
                if kind == "csv":
                    file.write(f"{url},{long}\n")
                else:
                    comma = "," if kind == "json" and number else ""
                    file.write(comma + json.dumps({"url": url, "isi": long}) + "\n")
            file.write("]" if kind == "json" else "")
        result = subprocess.run(
            [sys.executable, "-c", MEMORY, str(source)], capture_output=True, text=True, check=True
        )
        read, kilobytes = map(int, result.stdout.split())
        assert read == count + 1  # the remark on the columns
        used.append(kilobytes)
    assert used[1] - used[0] < 6_000, used  # of a file of 12 MB


@pytest.mark.slow
def test_a_load_of_a_table_may_be_killed_at_any_moment(tmp_path):
    """Nothing is lost and nothing is there twice, however often it is killed."""
    count = 5_000
    source = articles(tmp_path / "a.csv", range(count))
    whole, path = tmp_path / "whole.db", tmp_path / "claims.db"
    assert loading.load(whole, [source]).articles == {"new": count}
    chance = random.Random(7)
    stored = [0]
    for _ in range(20):
        process = subprocess.Popen(
            [*COMMAND, str(path), str(source)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_for_articles(path, process)
        with suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0, 3))
        process.kill()
        if process.wait() != -signal.SIGKILL:
            break
        urls = rows(path, "SELECT url FROM articles")
        assert len(set(urls)) == len(urls) >= stored[-1]
        stored.append(len(urls))
    assert 0 < stored[1] < count
    rest = loading.load(path, [source]).articles
    assert rest["new"] + rest["unchanged"] == rest.total() == count
    assert everything(path) == everything(whole)
