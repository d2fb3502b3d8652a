"""Pages are loaded by their address, and the database tells what came each time."""

from contextlib import closing

import pytest
from click.testing import CliRunner
from site_ import Page, serving

from datasette_claims import cli, loading
from datasette_claims.fetching import Fetcher, Limits
from datasette_claims.publishing import snapshot
from datasette_claims.reading import Options
from datasette_claims.store import database
from datasette_claims.store.sqlite import sqlite3

pytestmark = pytest.mark.integration

ARTICLE = """<!doctype html><html lang="en"><head><title>Bridge is safe – The Ledger</title>
<meta property="og:title" content="Bridge is safe">
<meta property="og:site_name" content="The Ledger">
<meta property="article:published_time" content="2025-04-12T08:00:00+00:00"></head><body><article>
<h1>Bridge is safe</h1>
<p>The mayor of Leeds, Rina Hall, said on Friday that the bridge over the river was safe, and that
it would be opened again within a week once the last tests had been made by the engineers.</p>
<p>“{words},” Hall told reporters in front of the town hall, where some fifty people had come to
hear what she had to say about the bridge that was closed in January after a storm.</p>
<p>The owner of a café nearby, Tom Birk, said he had lost half of his guests since the bridge was
closed, and that he hoped to see them again soon. The council has not said what the tests cost.</p>
</article></body></html>"""


def article(words="We have looked at every bolt", **headers):
    return Page(
        ARTICLE.format(words=words).encode(), headers={"Content-Type": "text/html", **headers}
    )


@pytest.fixture
def site():
    with serving() as running:
        yield running


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """A pause between two requests is tested elsewhere."""
    monkeypatch.setattr(Fetcher.__init__, "__kwdefaults__", {
        **Fetcher.__init__.__kwdefaults__, "sleep": lambda _: None,
    })  # fmt: skip


def load(path, *addresses, **more):
    return loading.load(path, addresses, options=Options(allow_private=True), **more)


def rows(path, sql):
    with closing(sqlite3.connect(path)) as conn, conn:
        return conn.execute(sql).fetchall()


def outcomes(path):
    return [outcome for (outcome,) in rows(path, "select outcome from fetches order by id")]


def test_a_page_becomes_claims(site, tmp_path):
    path = tmp_path / "claims.db"
    site.pages["/a"] = article()
    report = load(path, site.url("/a"))
    assert report.articles == {"new": 1}
    assert sum(report.claims.values()) >= 2
    ((url, title, origin, kind),) = rows(
        path, "select url, title, loaded_from, source_kind from articles"
    )
    assert (url, title, origin, kind) == (site.url("/a"), "Bridge is safe", site.url("/a"), "html")
    ((address, status, outcome, article_id),) = rows(
        path, "select address, status, outcome, article_id from fetches"
    )
    assert (address, status, outcome) == (site.url("/a"), 200, "new")
    assert article_id == rows(path, "select id from articles")[0][0]


def test_where_a_redirect_led_is_the_article_s_address(site, tmp_path):
    path = tmp_path / "claims.db"
    site.pages["/old"] = Page(b"", 301, {"Location": "/a"})
    site.pages["/a"] = article()
    load(path, site.url("/old"))
    assert rows(path, "select url from articles") == [(site.url("/a"),)]
    load(path, site.url("/a"))
    assert rows(path, "select count(*) from articles") == [(1,)]


@pytest.mark.parametrize("headers", [{"ETag": '"1"'}, {}])
def test_only_what_has_changed_is_read_again(site, tmp_path, headers):
    path = tmp_path / "claims.db"
    site.pages["/a"] = article(**headers)
    load(path, site.url("/a"))
    assert load(path, site.url("/a")).articles == {"unchanged": 1}
    site.pages["/a"] = article("We have looked at half of the bolts", ETag='"2"')
    assert load(path, site.url("/a")).articles == {"changed": 1}
    assert outcomes(path) == ["new", "unchanged", "changed"]
    assert rows(path, "select count(*) from articles") == [(1,)]
    assert rows(path, "select status from fetches")[1] == (304 if headers else 200,)


def test_a_page_that_is_gone_keeps_its_copy(site, tmp_path):
    path = tmp_path / "claims.db"
    site.pages["/a"] = article()
    load(path, site.url("/a"))
    page = site.pages.pop("/a")
    report = load(path, site.url("/a"))
    assert [failure.reason for failure in report.failures] == ["the page is gone (HTTP 404)"]
    assert outcomes(path) == ["new", "gone"]
    ((gone_at, text),) = rows(path, "select gone_at, text from articles")
    assert gone_at
    assert "every bolt" in text
    site.pages["/a"] = page
    load(path, site.url("/a"))
    assert rows(path, "select gone_at from articles") == [(None,)]


def test_a_page_that_never_came_leaves_no_database(site, tmp_path):
    path = tmp_path / "claims.db"
    report = load(path, site.url("/none"))
    assert len(report.failures) == 1
    assert not path.exists()


def test_one_bad_page_costs_itself(site, tmp_path):
    path = tmp_path / "claims.db"
    site.pages["/a"] = article()
    site.pages["/b"] = article("We shall look at the bolts of the other bridge too")
    site.pages["/empty"] = Page(b"<html><body><p>Nothing here.</p></body></html>")
    report = load(path, site.url("/a"), site.url("/none"), site.url("/empty"), site.url("/b"))
    assert report.articles["new"] == 2
    assert sorted(outcomes(path)) == ["gone", "new", "new", "no article"]


def test_what_gave_no_article_is_asked_for_anew(site, tmp_path):
    path = tmp_path / "claims.db"
    site.pages["/a"] = article()
    site.pages["/b"] = Page(b"<html><body><p>Soon.</p></body></html>", headers={"ETag": '"1"'})
    load(path, site.url("/a"), site.url("/b"))
    site.pages["/b"] = article("The other bridge is closed", ETag='"1"')
    assert load(path, site.url("/b")).articles["new"] == 1


def test_an_address_is_asked_for_once_a_run(site, tmp_path):
    site.pages["/a"] = article()
    load(tmp_path / "claims.db", site.url("/a"), site.url("/a"))
    assert site.paths() == ["/a"]


def test_a_text_file_by_its_address(site, tmp_path):
    path = tmp_path / "claims.db"
    site.pages["/a.txt"] = Page(b"Mayor Rina Hall said that the bridge was safe.\n")
    load(path, site.url("/a.txt"))
    assert rows(path, "select count(*) from claims") == [(1,)]


def test_details_by_options(site, tmp_path):
    path = tmp_path / "claims.db"
    site.pages["/a"] = article()
    load(path, site.url("/a"), overrides={"outlet": "The Other Ledger"})
    assert rows(path, "select name from outlets") == [("The Other Ledger",)]


def test_a_dry_run_stores_nothing(site, tmp_path):
    path = tmp_path / "claims.db"
    site.pages["/a"] = article()
    assert load(path, site.url("/a"), dry_run=True).articles == {"new": 1}
    assert not path.exists()


def test_this_house_is_left_alone_unless_told_otherwise(site, tmp_path):
    path = tmp_path / "claims.db"
    site.pages["/a"] = article()
    result = CliRunner().invoke(cli.claims, ["load", str(path), site.url("/a")])
    assert result.exit_code == 1
    assert "--allow-private" in result.output
    assert not site.asked
    result = CliRunner().invoke(cli.claims, ["load", str(path), site.url("/a"), "--allow-private"])
    assert result.exit_code == 0, result.output
    assert rows(path, "select count(*) from articles") == [(1,)]


def test_a_run_that_ends_before_the_fetch_is_told_asks_once_more(site, tmp_path, monkeypatch):
    path = tmp_path / "claims.db"
    site.pages["/a"] = article(ETag='"1"')
    monkeypatch.setattr("datasette_claims.store.fetches.keep", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load(path, site.url("/a"))
    monkeypatch.undo()
    assert load(path, site.url("/a")).articles == {"unchanged": 1}
    with database.opened(path) as db:
        assert db.table("articles").count == 1
    assert outcomes(path) == ["unchanged"]


def test_limits_have_the_defaults_that_the_docs_tell():
    assert Limits() == Limits(largest=10 * 1024 * 1024, seconds=30.0, pause=1.0)


async def test_the_article_page_tells_what_came(site, tmp_path, instance):
    path = tmp_path / "claims.db"
    site.pages["/a"] = article()
    load(path, site.url("/a"))
    del site.pages["/a"]
    load(path, site.url("/a"))
    ds = await instance(path)
    ((key,),) = rows(path, "select id from articles")
    page = (await ds.client.get(f"/claims/-/articles/{key}")).text
    assert "The page was asked for 2 times" in page
    assert "The page was found to be gone on" in page
    assert "gone (HTTP 404), <bdi>the page is gone (HTTP 404)</bdi>" in page
    ((hashed,),) = rows(path, "select substr(hash, 1, 12) from fetches where hash is not null")
    assert page.index("gone (HTTP 404)") < page.index("new (HTTP 200)") < page.index(hashed)


async def test_a_public_copy_tells_nothing_of_it(site, tmp_path, instance):
    path = tmp_path / "claims.db"
    site.pages["/a"] = article()
    load(path, site.url("/a"))
    snapshot.make(path, tmp_path / "public.db")
    assert rows(tmp_path / "public.db", "select count(*) from fetches") == [(0,)]
    ds = await instance(tmp_path / "public.db")
    ((key,),) = rows(path, "select id from articles")
    page = (await ds.client.get(f"/public/-/articles/{key}")).text
    assert "was asked for" not in page
