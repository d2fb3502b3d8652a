"""Tables and views of other SQLite files, which are read and never changed."""

import hashlib
import os
from contextlib import closing

import pytest
from tables import came

from datasette_claims.reading import database_table, sqlitetable
from datasette_claims.store.sqlite import sqlite3

ROW = "Sari mengatakan bahwa hujan akan turun."
COUNT = sqlitetable._AT_A_TIME * 2 + 7


@pytest.fixture
def news(tmp_path):
    path = tmp_path / "my news?.db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(
            """
            CREATE TABLE articles (id INTEGER PRIMARY KEY, title, body TEXT, link, published);
            CREATE TABLE pages (site, path, body, PRIMARY KEY (site, path)) WITHOUT ROWID;
            CREATE TABLE taken (rowid, _rowid_, oid, body, PRIMARY KEY (oid));
            CREATE TABLE "odd ""name" (body);
            CREATE TABLE empty (body);
            CREATE VIEW recent AS SELECT title, body FROM articles WHERE id > 0 AND id < 4;
            CREATE VIRTUAL TABLE search USING fts5(title, body);
            CREATE VIEW broken AS SELECT body FROM gone;
            """
        )
        db.executemany(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?)",
            [
                (n, f"Hujan {n}", f"{ROW} {n}", f"https://example.org/{n}", 1744425900)
                for n in (-5, 0, *range(1, COUNT - 1))
            ],
        )
        db.executemany(
            "INSERT INTO pages VALUES (?, ?, ?)",
            [(f"s{n // 7}", n % 7, f"{ROW} {n}") for n in range(COUNT)],
        )
        for table in ("taken (oid, body) VALUES (3, ?)", "search (body) VALUES (?)"):
            db.execute(f"INSERT INTO {table}", [ROW])
        db.execute('INSERT INTO "odd ""name" VALUES (?)', [ROW])
        db.commit()
    return path


def table(path, name):
    return came(database_table(str(path), name))


def test_a_table_is_read_row_by_row(news):
    found = table(news, "articles")
    assert len(found.texts) == COUNT
    assert found.texts[0] == f"{ROW} -5"
    assert found.fields(3) == {
        "url": "https://example.org/2",
        "title": "Hujan 2",
        "published": "2025-04-12T02:45:00+00:00",
    }
    assert [item.part for item in found.items[:3]] == ["-5", "0", "1"]
    assert [item.place for item in found.items[:3]] == ["row -5", "row 0", "row 1"]


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("pages", COUNT),
        ("recent", 3),
        ("taken", 1),
        ('odd "name', 1),
        ("search", 1),
        ("PAGES", COUNT),
    ],
)
def test_tables_of_every_kind(news, name, count):
    found = table(news, name)
    assert found.failures == []
    assert len(set(found.texts)) == len(found.texts) == count


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("gone", "there is no table 'gone'; there are: articles, broken, empty, odd"),
        ("empty", "holds no rows below its first one (body)"),
        ("broken", "cannot be read (no such table: main.gone)"),
        ("", "say which of its tables: --from-table"),
        ("sqlite_master", "there is no table 'sqlite_master'"),
        ('x"; DROP TABLE articles; --', "there is no table"),
    ],
)
def test_a_table_that_cannot_be_read(news, name, reason):
    found = table(news, name)
    assert len(found.failures) == 1
    assert reason in found.failures[0]


def test_a_database_as_a_source_says_how_its_tables_are_named(news):
    (failure,) = came(news).failures
    assert f"a database; say which of its tables: --from-table {news} NAME (there are: " in failure


def test_nothing_in_the_file_or_beside_it_is_changed(news):
    before = hashlib.sha256(news.read_bytes()).digest(), sorted(news.parent.iterdir())
    for name in ("articles", "pages", "recent"):
        table(news, name)
    assert (hashlib.sha256(news.read_bytes()).digest(), sorted(news.parent.iterdir())) == before


def test_a_writer_need_not_wait(news):
    """Between two fetches the file is free, also for those that would lock it."""
    rows = iter(table_rows(news))
    next(rows)
    with closing(sqlite3.connect(news, timeout=0)) as db:
        db.execute("INSERT INTO articles (id, body) VALUES (99999, ?)", [f"{ROW} lagi"])
        db.commit()
    assert [row.values["body"] for row in rows][-1] == f"{ROW} lagi"


def table_rows(path):
    with closing(sqlitetable._opened(str(path))) as db:
        yield from sqlitetable._rows(db, sqlitetable._table(db, "articles", ""))


def test_a_locked_database_says_so(news, monkeypatch):
    monkeypatch.setattr(sqlitetable, "_WAIT", 0.05)
    with closing(sqlite3.connect(news)) as db:
        db.execute("BEGIN EXCLUSIVE")
        (failure,) = table(news, "articles").failures
    assert "another program is writing to it; try again when it is done" in failure


def test_a_write_ahead_log_is_read_too(news):
    with closing(sqlite3.connect(news)) as db:
        db.execute("PRAGMA journal_mode = wal")
        db.execute("DELETE FROM articles WHERE id <> 1")
        db.commit()
        assert table(news, "articles").texts == [f"{ROW} 1"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_nobody_can_write_to(news):
    with closing(sqlite3.connect(news)) as db:
        db.execute("PRAGMA journal_mode = wal")
    news.parent.chmod(0o555)
    try:
        assert len(table(news, "articles").texts) == COUNT
    finally:
        news.parent.chmod(0o755)


def test_blobs(tmp_path):
    path = tmp_path / "b.db"
    page = f"<!DOCTYPE html><html><body><p>{ROW}</p></body></html>"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE t (id, body)")
        values = [
            f"{ROW} “a”".encode(),
            b"\x89PNG\r\n\x1a\n\0\0\xff",
            b"",
            page.encode(),
            b"{\\rtf1 x}\xff",
        ]
        db.executemany("INSERT INTO t VALUES (?, ?)", enumerate(values))
        db.commit()
    found = table(path, "t")
    assert found.texts[0] == f"{ROW} “a”"
    assert any("t: row 2: a picture" in failure for failure in found.failures)
    assert any("t: row 5: a document (RTF)" in failure for failure in found.failures)


def test_a_text_that_is_no_utf_8(tmp_path):
    path = tmp_path / "b.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE t (body)")
        db.execute("INSERT INTO t VALUES (CAST(? AS TEXT))", ["“Ya” – café".encode("cp1252")])
        db.commit()
    assert table(path, "t").texts == ["“Ya” – café"]


@pytest.mark.parametrize("share", [0.001, 0.1, 0.5, 0.9])
def test_a_truncated_file(news, share):
    data = news.read_bytes()
    news.write_bytes(data[: int(len(data) * share)])
    found = table(news, "articles")
    assert len(found.failures) == 1
    assert "damaged" in found.failures[0] or "no SQLite database" in found.failures[0]


def test_what_is_no_database(tmp_path):
    (tmp_path / "a.csv").write_text("text\n")
    for path, reason in (
        ("a.csv", "is no SQLite database"),
        ("b.db", "no such file"),
        (".", "folder"),
    ):
        (failure,) = table(tmp_path / path, "t").failures
        assert reason in failure


def test_a_database_that_does_something_when_it_is_read(tmp_path):
    """A view may call what its file brings along; what has effects is not called."""
    path = tmp_path / "v.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE t (body)")
        db.execute("CREATE VIEW v AS SELECT load_extension('x') AS body")
        db.commit()
    (failure,) = table(path, "v").failures
    assert "cannot be read" in failure
