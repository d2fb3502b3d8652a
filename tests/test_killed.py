"""A load of pages that is killed at any moment: nothing is lost, nothing twice, and it goes on."""

import random
import signal
import subprocess
import sys
import time
from itertools import product

import pytest
from budget import first
from site_ import Page, serving
from test_cli_load import wait_for_articles
from test_loading import everything, rows

from datasette_claims import loading
from tests import making

pytestmark = pytest.mark.integration

COUNT = loading.BATCH_ARTICLES * 3
KINDS = ("feed", "addresses", "index", "links", "warc")
WITHOUT_PAUSES = """
from datasette_claims.fetching import Fetcher
Fetcher.__init__.__kwdefaults__["sleep"] = lambda _: None
from datasette.cli import cli
cli()
"""
"""The command, but for the second between two pages."""

BODY = """<p>The mayor of Leeds, Rina Hall, said on Friday that bridge number {n} was safe, and that
it would be opened again within a week once the last tests had been made by the engineers.</p>
<p>“We have looked at every bolt of number {n},” Hall told reporters in front of the town hall.</p>
<p>The owner of a café nearby, Tom Birk, said he had lost {n} of his guests since the bridge was
closed, and that he hoped to see them again soon. The council has not said what it costs.</p>"""


def page(n):
    return making.page(f"Bridge {n}", [], BODY.format(n=n)).encode()


def held(path):
    """All that a database holds but the answers, of which a run that goes on has more."""
    return [line for line in everything(path).splitlines() if not line.startswith("('fetches', (")]


@pytest.fixture(scope="module")
def site():
    with serving() as running:
        for n in range(COUNT):
            running.pages[f"/{n}"] = Page(page(n), headers={"ETag": f'"{n}"'})
        urls = [running.url(f"/{n}") for n in range(COUNT)]
        items = "".join(f"<item><link>{url}</link></item>" for url in urls)
        feed = f"<rss version='2.0'><channel>{items}</channel></rss>"
        running.pages["/feed"] = Page(feed.encode(), headers={"ETag": '"feed"'})
        for part in (0, 1):
            told = "".join(f"<url><loc>{url}</loc></url>" for url in urls[part::2])
            running.pages[f"/{part}.xml"] = Page(f"<urlset>{told}</urlset>".encode())
        told = "".join(f"<sitemap><loc>{running.url(f'/{n}.xml')}</loc></sitemap>" for n in (0, 1))
        running.pages["/index"] = Page(f"<sitemapindex>{told}</sitemapindex>".encode())
        yield running


@pytest.fixture(scope="module")
def sources(site, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sources")
    urls = [site.url(f"/{n}") for n in range(COUNT)]
    links, archive = folder / "links.csv", folder / "pages.warc.gz"
    links.write_text("url,judul\n" + "".join(f"{url},Jembatan\n" for url in urls))
    damaged = making.record("https://e.org/x", making.http(page(0)), length=10**6)
    records = [making.record(url, making.http(page(n))) for n, url in enumerate(urls)]
    archive.write_bytes(making.warc(*records, damaged))
    return {
        "feed": [site.url("/feed")],
        "addresses": urls,
        "index": [site.url("/index")],
        "links": [links, "--fetch"],
        "warc": [archive],
    }


@pytest.fixture(scope="module")
def whole(sources, tmp_path_factory):
    """What an unbroken run of a kind of source stores, made when it is first asked for."""
    made = {}

    def of(kind):
        if kind not in made:
            path = tmp_path_factory.mktemp("whole") / "claims.db"
            process = started(path, sources[kind])
            process.communicate(timeout=300)
            assert rows(path, "SELECT count(*) FROM articles") == [(COUNT,)]
            made[kind] = held(path)
        return made[kind]

    return of


def started(path, source):
    arguments = [path, *source, "--allow-private", "--quiet"]
    return subprocess.Popen(
        [sys.executable, "-c", WITHOUT_PAUSES, "claims", "load", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize(
    ("seed", "kind"), first(1, list(product(range(3), KINDS))), ids=lambda value: str(value)
)
def test_a_load_of_pages_that_is_killed_again_and_again_ends_as_a_whole_one(
    tmp_path, site, sources, whole, seed, kind
):
    moment = random.Random(seed)
    path = tmp_path / "claims.db"
    unbroken = whole(kind)
    before = struck = 0
    for _ in range(3):
        process = started(path, sources[kind])
        wait_for_articles(path, process)
        time.sleep(moment.uniform(0, 0.8))
        process.kill()
        process.communicate(timeout=60)
        struck += process.returncode == -signal.SIGKILL
        ((stored, pages),) = rows(path, "SELECT count(*), count(DISTINCT url) FROM articles")
        assert before <= stored == pages <= COUNT
        assert rows(path, "SELECT count(DISTINCT article_id) FROM claims") == [(stored,)]
        assert rows(path, "PRAGMA integrity_check") == [("ok",)]
        if stored < COUNT:  # a list is told to be read behind its pages
            assert rows(path, "SELECT etag FROM fetches WHERE outcome = 'listed'"
                              " AND address LIKE '%/feed'") == []  # fmt: skip
        before = stored
    assert struck
    site.asked.clear()
    process = started(path, sources[kind])
    process.communicate(timeout=300)
    assert held(path) == unbroken
    assert rows(path, "SELECT count(*) FROM articles") == [(COUNT,)]
    if kind in ("feed", "index", "links"):  # what is stored is not asked for again
        again = sum(asked.path[1:].isdigit() for asked in site.asked)
        assert again <= COUNT - before + loading.BATCH_ARTICLES
    if kind == "feed":
        site.asked.clear()
        started(path, sources[kind]).communicate(timeout=300)
        assert site.paths() == ["/feed"]
