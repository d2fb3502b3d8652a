"""The demonstration: all kinds of things are there to be seen; nobody's file is written over."""

import re
from contextlib import closing

import pytest
from click.testing import CliRunner
from stories import untrue_spans

from datasette_claims import cli, demonstration
from datasette_claims.store import database
from datasette_claims.store.sqlite import sqlite3
from tests.gold.articles import articles

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("demonstration") / "demo.db"
    return path, demonstration.make(path)


def rows(path, sql):
    with closing(sqlite3.connect(path)) as conn:
        return conn.execute(sql).fetchall()


@pytest.mark.parametrize("gold", articles(), ids=lambda gold: gold.name)
def test_an_article_is_that_of_the_gold(gold):
    file = demonstration.ARTICLES.joinpath(f"{gold.name}.txt").read_text("utf-8")
    head, body = file.removeprefix("---\n").split("\n---\n", 1)
    assert gold.text.strip("\n").endswith(body.strip("\n"))
    left = gold.text.strip("\n").removesuffix(body.strip("\n")).strip("\n")
    assert left in ("", re.search(r"^title: (.*)$", head, re.M)[1])
    assert f"published: {gold.published}\n" in head
    assert f"language: {gold.language}" in head
    assert re.search(r"^url: https://[a-z-]+\.example/", head, re.M)


def test_every_article_of_the_gold_is_there():
    files = {path.stem for path in demonstration.ARTICLES.rglob("??/*.txt")}
    assert files == {gold.name.partition("/")[2] for gold in articles()}


def test_every_page_has_something_to_show(made):
    path, told = made
    assert told.articles == 41
    assert told.claims >= 300
    assert told.reviewed >= 20
    assert rows(path, "select count(*) from claims") == [(told.claims,)]
    assert {key for (key,) in rows(path, "select distinct language from articles")} == {
        "en",
        "id",
        "ms",
    }
    unused = rows(
        path,
        "select key from statuses where key not in (select status from claims) and key != 'satire'",
    )
    assert not unused
    assert {key for (key,) in rows(path, "select distinct publication from claims")} == {
        "draft",
        "published",
        "withdrawn",
    }
    assert len(rows(path, "select distinct claim_id from evidence")) >= 12
    assert len(rows(path, "select distinct actor from acts where kind = 'status'")) == 2
    assert rows(path, "select count(*) from review_notes")[0][0] >= 3


def test_one_story_stands_in_two_papers(made):
    pairs = rows(
        made[0],
        "select count(*), count(distinct outlet_id), count(distinct status) from claims"
        " where group_id is not null group by group_id",
    )
    assert len(pairs) >= 5
    assert set(pairs) == {(2, 2, 1)}


def test_what_it_holds_is_true_to_its_texts(made):
    with database.opened(made[0]) as db:
        assert not untrue_spans(db)


def test_all_addresses_lead_nowhere(made):
    for column, table in (("url", "articles"), ("url", "evidence")):
        for (url,) in rows(made[0], f"select {column} from {table}"):  # noqa: S608
            assert re.match(r"https://[a-z-]+\.example/", url)


def test_the_command_says_what_it_made_and_what_comes_next(tmp_path):
    path = tmp_path / "try.db"
    result = CliRunner().invoke(cli.claims, ["demo", str(path)])
    assert result.exit_code == 0
    assert "41 articles" in result.output
    assert f"datasette {path} --root --open" in result.output


@pytest.mark.parametrize("content", [b"", b"somebody's work"])
def test_a_file_that_is_there_is_left_alone(tmp_path, content):
    path = tmp_path / "mine.db"
    path.write_bytes(content)
    result = CliRunner().invoke(cli.claims, ["demo", str(path)])
    assert result.exit_code == 1
    assert "exists already" in result.output
    assert path.read_bytes() == content


def test_a_demonstration_that_fails_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(demonstration, "_review", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        demonstration.make(tmp_path / "half.db")
    assert not list(tmp_path.iterdir())
