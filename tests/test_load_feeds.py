"""What feeds, sitemaps and tables of addresses lead to is loaded, once, politely and as wanted."""

import csv
import gzip
import io
import json
import re
from contextlib import closing

import openpyxl
import pytest
from click.testing import CliRunner
from site_ import Page, serving

from datasette_claims import cli, loading
from datasette_claims.fetching import Fetcher
from datasette_claims.loading import TooMany
from datasette_claims.reading import Options, listing
from datasette_claims.store.sqlite import sqlite3

pytestmark = pytest.mark.integration

BODY = """<p>The mayor of Leeds, Rina Hall, said on Friday that bridge number {n} was safe, and that
it would be opened again within a week once the last tests had been made by the engineers.</p>
<p>“We have looked at every bolt of number {n},” Hall told reporters in front of the town hall,
where some fifty people had come to hear what she had to say about the bridge that was closed.</p>
<p>The owner of a café nearby, Tom Birk, said he had lost {n} of his guests since the bridge was
closed, and that he hoped to see them again soon. The council has not said what it costs.</p>"""
HEAD = """<meta property="og:title" content="Bridge {n}">
<meta property="og:site_name" content="Ledger">
<meta property="article:published_time" content="2025-04-{n:02}T08:00:00+00:00">"""


def page(n, head=HEAD, **headers):
    told = head.format(n=n)
    html = f"<!doctype html><html lang='en'><head>{told}</head><body><article>{BODY.format(n=n)}"
    return Page(html.encode(), headers={"Content-Type": "text/html", **headers})


def rss(*entries, **headers):
    """A feed of ``(link, more)``."""
    items = "".join(f"<item><link>{link}</link>{more}</item>" for link, more in entries)
    return Page(
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Ledger</title>'
        f"<link>/</link>{items}</channel></rss>".encode(),
        headers={"Content-Type": "application/rss+xml", **headers},
    )


def sitemap(*entries, root="urlset", one="url"):
    """A sitemap of ``(address, lastmod)``."""
    told = "".join(
        f"<{one}><loc>{loc}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</{one}>"
        for loc, day in entries
    )
    return Page(f"<{root}>{told}</{root}>".encode(), headers={"Content-Type": "text/xml"})


def dated(day):
    return f"<pubDate>Sat, {day:02} Apr 2025 08:00:00 GMT</pubDate>"


@pytest.fixture
def site():
    with serving() as running:
        yield running


@pytest.fixture
def path(tmp_path):
    return tmp_path / "claims.db"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """A pause between two requests is tested elsewhere."""
    monkeypatch.setattr(Fetcher.__init__, "__kwdefaults__", {
        **Fetcher.__init__.__kwdefaults__, "sleep": lambda _: None,
    })  # fmt: skip


class Heard(loading.Listener):
    def __init__(self):
        self.notes = []
        self.entries = []
        self.counts = [0, 0]

    def begin(self, total):
        self.counts[0] = total

    def more(self):
        self.counts[0] += 1

    def advance(self):
        self.counts[1] += 1

    def note(self, name, message):
        self.notes.append(message)

    def listed(self, kind, address, day):
        self.entries.append((kind, address.rpartition("/")[2], day))


def load(path, *sources, dry_run=False, overrides=None, **options):
    """The report of a load, what was heard of it, and that as much was done as was announced."""
    heard = Heard()
    report = loading.load(
        path,
        [str(source) for source in sources],
        overrides,
        options=Options(**{"allow_private": True, "preview": dry_run, **options}),
        dry_run=dry_run,
        listener=heard,
    )
    assert heard.counts[0] == heard.counts[1]
    report.notes, report.listed = heard.notes, heard.entries
    return report


def rows(path, sql):
    with closing(sqlite3.connect(path)) as conn, conn:
        return conn.execute(sql).fetchall()


def fetches(path):
    """What is told of each answer, without the site."""
    told = rows(path, "select address, outcome from fetches order by id")
    return [(address.rpartition("/")[2], outcome) for address, outcome in told]


# ---- a feed


def test_every_new_page_of_a_feed_is_loaded_and_the_next_time_only_what_came_since(site, path):
    site.pages |= {f"/{n}": page(n) for n in range(1, 5)}
    site.pages["/feed"] = rss(("/2", ""), ("/1", ""))
    report = load(path, site.url("/feed"))
    assert report.articles == {"new": 2}
    assert report.entries == {"new": 2}
    assert report.notes == ["2 entries: 2 new"]
    assert report.kinds == {"html": 2}
    assert site.paths() == ["/feed", "/2", "/1"]
    assert fetches(path) == [("feed", "listed"), ("2", "new"), ("1", "new")]

    site.asked.clear()
    site.pages["/feed"] = rss(("/3", ""), ("/2", ""), ("/1", ""))
    report = load(path, site.url("/feed"))
    assert (report.articles, report.entries) == ({"new": 1}, {"new": 1, "known": 2})
    assert site.paths() == ["/feed", "/3"]

    site.asked.clear()
    report = load(path, site.url("/feed"))
    assert report.notes == ["nothing new in it since it was last asked for"]
    assert (report.articles, report.entries, report.failures) == ({}, {}, [])
    assert site.paths() == ["/feed"]
    assert rows(path, "select outcome from fetches order by id desc limit 1") == [("listed",)]


def test_a_feed_is_asked_for_conditionally_run_after_run(site, path):
    site.pages |= {"/1": page(1), "/feed": rss(("/1", ""), ETag='"1"')}
    for _ in range(4):
        load(path, site.url("/feed"))
    asked = [one.headers.get("If-None-Match") for one in site.asked if one.path == "/feed"]
    assert asked == [None, '"1"', '"1"', '"1"']
    assert rows(path, "select count(*) from articles") == [(1,)]


@pytest.mark.parametrize(
    ("updated", "again"),
    [
        ("2020-01-01T00:00:00Z", False),
        ("2020-01-01", False),
        ("2999-01-01T00:00:00+07:00", True),
        ("2999-01-01", True),
        ("yesterday", False),
        ("", False),
    ],
)
def test_a_known_page_is_asked_for_again_where_its_list_says_that_it_was_updated(
    site, path, updated, again
):
    site.pages |= {"/1": page(1, ETag='"1"'), "/map": sitemap((site.url("/1"), updated))}
    load(path, site.url("/map"))
    site.asked.clear()
    site.pages["/map"] = sitemap((site.url("/1"), updated), ("https://x.invalid/", "2000-01-01"))
    report = load(path, site.url("/map"), since="2019-01-01")
    assert report.entries == {"updated" if again else "known": 1, "too old": 1}
    assert site.paths() == ["/map", "/1"][: 1 + again]
    assert report.articles == ({"unchanged": 1} if again else {})
    if again:
        assert site.asked[-1].headers["If-None-Match"] == '"1"'


def test_a_correction_is_taken_though_its_article_is_older_than_what_is_wanted(site, path):
    entry = "<entry><link href='/1'/><published>2025-04-01</published><updated>{}</updated></entry>"
    atom = f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>"
    site.pages |= {"/1": page(1), "/feed": Page(atom.format("2025-04-01").encode())}
    load(path, site.url("/feed"))
    site.pages |= {"/1": page(2), "/feed": Page(atom.format("2999-04-01").encode())}
    report = load(path, site.url("/feed"), since="2025-06-01")
    assert (report.entries, report.articles) == ({"updated": 1}, {"changed": 1})


def test_what_the_feed_tells_counts_where_the_page_says_nothing(site, path):
    more = "<title>By the feed</title><dc:creator>Ana</dc:creator>" + dated(9)
    site.pages |= {"/1": page(1), "/2": page(2, head=""), "/feed": rss(("/1", more), ("/2", more))}
    load(path, site.url("/feed"))
    first, second = rows(path, "select title, byline, published, found_by from articles order by 1")
    assert first[:3] == ("Bridge 1", "Ana", "2025-04-01T08:00:00+00:00")
    assert second[:3] == ("By the feed", "Ana", "2025-04-09T08:00:00+00:00")
    by = [{name: json.loads(row[3]).get(name) for name in ("title", "byline", "published")}
          for row in (first, second)]  # fmt: skip
    assert by == [
        {"title": "og", "byline": "source", "published": "og"},
        {"title": "source", "byline": "source", "published": "source"},
    ]


def test_what_a_person_says_of_a_feed_is_said_of_every_page(site, path):
    site.pages |= {"/1": page(1), "/2": page(2), "/feed": rss(("/1", ""), ("/2", ""))}
    load(path, site.url("/feed"), overrides={"outlet": "The Other Ledger"})
    assert rows(path, "select name from outlets") == [("The Other Ledger",)]
    with pytest.raises(TooMany, match="2 addresses"):
        load(path, site.url("/feed"), overrides={"title": "Bridge"}, keep_stubs=True)
    with pytest.raises(TooMany):
        load(path, site.url("/1"), site.url("/2"), overrides={"outlet": "Ledger"})


def test_one_page_under_several_addresses_is_asked_for_once(site, path):
    url = site.url("/1")
    site.pages |= {"/1": page(1), "/1?id=2": page(2)}
    site.pages["/feed"] = rss(
        (f"{url}?utm_source=rss&amp;utm_medium=feed", ""), (f"{url}#comments", ""), (url, ""),
        (url + "?at_medium=RSS", ""), (f"{url}?id=2&amp;utm_source=rss", ""),
    )  # fmt: skip
    report = load(path, site.url("/feed"))
    assert report.entries == {"new": 2, "listed twice": 3}
    assert site.paths() == ["/feed", "/1", "/1?id=2"]
    site.pages["/other"] = rss((url + "?utm_source=other", ""))
    assert load(path, site.url("/other")).entries == {"known": 1}
    assert load(path, url, site.url("/other"), keep_stubs=True).entries == {"listed twice": 1}


def test_a_page_that_was_loaded_by_its_address_is_known_to_a_feed(site, path):
    site.pages |= {"/1": page(1), "/feed": rss(("/1", ""))}
    load(path, site.url("/1"))
    assert load(path, site.url("/feed")).entries == {"known": 1}


def test_an_entry_that_is_led_on(site, path):
    site.pages["/r/1"] = Page(b"", 302, {"Location": "/1"})
    site.pages |= {"/1": page(1), "/feed": rss(("/r/1", ""))}
    load(path, site.url("/feed"))
    assert rows(path, "select url from articles") == [(site.url("/1"),)]
    site.pages["/feed"] = rss(("/r/1", ""), ("/2", ""))
    site.pages["/2"] = page(2)
    assert load(path, site.url("/feed")).entries == {"new": 1, "known": 1}


def test_entries_of_another_host(site, path):
    with serving() as other:
        other.pages["/1"] = page(1)
        site.pages["/feed"] = rss((other.url("/1"), ""))
        assert load(path, site.url("/feed")).articles == {"new": 1}


# ---- what cannot be had

WHOLE = f"<content:encoded><![CDATA[{BODY.format(n=77)}]]></content:encoded><title>Fed</title>"
WALL = Page(
    b"<html><body><p>We and our partners use cookies. Accept all cookies?</p></body></html>"
)


@pytest.mark.parametrize(
    ("answer", "outcome", "why"),
    [
        (Page(b"", 404), "gone", "the page is gone (HTTP 404)"),
        (Page(b"", 403), "refused", "the site does not give this page to programs (HTTP 403)"),
        (WALL, "new", "no article text: "),
    ],
)
def test_a_text_that_the_feed_holds_stands_in_for_its_page(site, path, answer, outcome, why):
    site.pages |= {"/1": answer, "/feed": rss(("/1", WHOLE), ("/2", "")), "/2": page(2)}
    report = load(path, site.url("/feed"))
    assert (report.articles, report.failures, report.skipped) == ({"new": 2}, [], [])
    assert any(note.startswith(f"read from the feed that lists it: {why}") for note in report.notes)
    assert rows(path, "select title, url, loaded_from, source_kind from articles order by 1") == [
        ("Bridge 2", site.url("/2"), site.url("/2"), "html"),
        ("Fed", site.url("/1"), site.url("/1"), "feed"),
    ]
    assert ("1", outcome) in fetches(path)
    assert rows(path, "select count(*) from fetches where article_id is null") == [(1,)]
    site.pages["/feed"] = rss(("/1", WHOLE), ("/2", ""), ETag='"2"')
    assert load(path, site.url("/feed")).articles == {} if outcome == "new" else {"unchanged": 1}
    site.pages |= {"/1": page(1), "/feed": rss(("/1", WHOLE + "<!-- 3 -->"))}
    if outcome != "new":  # the page is there after all
        assert load(path, site.url("/feed")).articles == {"changed": 1}


def test_robots_that_leave_out_a_page(site, path):
    site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /1\n")
    site.pages |= {"/1": page(1), "/feed": rss(("/1", WHOLE))}
    report = load(path, site.url("/feed"))
    assert site.paths() == ["/feed"]
    assert report.articles == {"new": 1}
    assert "robots.txt" in report.notes[1]


def test_what_may_come_later_is_asked_for_again_though_its_feed_is_as_it_was(site, path):
    site.pages |= {"/1": Page(b"", 500), "/2": page(2)}
    site.pages["/feed"] = rss(("/1", WHOLE), ("/2", ""), ETag='"1"')
    report = load(path, site.url("/feed"))
    assert [failure.reason for failure in report.failures] == [
        "the site answered HTTP 500; try again later"
    ]
    site.pages["/1"] = page(1)
    report = load(path, site.url("/feed"))
    assert (report.articles, report.entries) == ({"new": 1}, {"new": 1, "known": 1})
    assert load(path, site.url("/feed")).entries == {}  # all was had: it is as it was


def test_a_page_without_an_article_is_asked_for_once(site, path):
    site.pages |= {"/1": WALL, "/2": page(2), "/feed": rss(("/1", ""), ("/2", ""))}
    report = load(path, site.url("/feed"))
    assert (report.articles, len(report.skipped)) == ({"new": 1}, 1)
    site.pages["/feed"] = rss(("/1", ""), ("/2", ""), ("/1#x", ""))
    assert load(path, site.url("/feed")).entries == {"known": 2, "listed twice": 1}
    assert load(path, site.url("/feed"), keep_stubs=True).entries["new"] == 1


def test_machines_of_this_house_are_not_asked_because_a_list_says_so(site, path, tmp_path):
    site.pages["/1"] = page(1)
    saved = tmp_path / "feed.xml"
    saved.write_bytes(rss((site.url("/1"), ""), ("http://169.254.169.254/latest/", "")).body)
    report = load(path, saved, fetch=True, allow_private=False)
    assert all("--allow-private" in failure.reason for failure in report.failures)
    assert len(report.failures) == 2
    assert site.asked == []


def test_a_list_that_a_feed_leads_to_is_not_followed(site, path):
    site.pages |= {"/feed": rss(("/feed", ""), ("/more", "")), "/more": rss(("/1", ""))}
    report = load(path, site.url("/feed"))
    assert report.entries == {"listed twice": 1, "new": 1}
    assert [failure.reason for failure in report.failures] == [
        "a list of addresses, which another one lists; load it by its own address"
    ]
    assert site.paths() == ["/feed", "/more"]


def test_a_damaged_feed_costs_itself(site, path):
    site.pages |= {"/1": page(1), "/feed": Page(b"<rss version='2.0'><!ENTITY x")}
    site.pages["/bad"] = Page(b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss version='2.0'></rss>")
    report = load(path, site.url("/bad"), site.url("/feed"), site.url("/1"))
    assert report.articles == {"new": 1, "failed": 1}
    assert fetches(path)[0] == ("bad", "failed")


# ---- since, limit, dry run


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ("2025-04-02", {"new": 3, "too old": 1}),
        ("2025-04-03", {"new": 2, "too old": 2}),
        ("2025-04-04", {"new": 1, "too old": 3}),
        ("", {"new": 4}),
    ],
)
def test_only_what_is_of_that_day_or_later(site, path, since, expected):
    site.pages |= {f"/{n}": page(n) for n in range(1, 5)}
    site.pages["/feed"] = rss(*((f"/{n}", dated(n)) for n in range(1, 4)), ("/4", ""))
    report = load(path, site.url("/feed"), since=since)
    assert report.entries == expected
    assert ("1 without a date, taken all the same" in report.notes[0]) == bool(since)


def test_a_day_counts_where_it_was_printed_and_in_greenwich(site, path):
    late = "<pubDate>Sat, 12 Apr 2025 23:00:00 -0500</pubDate>"
    early = "<pubDate>Sun, 13 Apr 2025 01:00:00 +0700</pubDate>"
    site.pages |= {"/1": page(1), "/2": page(2), "/feed": rss(("/1", late), ("/2", early))}
    assert load(path, site.url("/feed"), since="2025-04-13").entries == {"new": 2}


@pytest.mark.parametrize(
    ("before", "now", "asked"),
    [
        ("2025-04-03", "2025-04-03", False),
        ("2025-04-02", "2025-04-03", False),
        ("2025-04-03", "2025-04-02", True),
        ("2025-04-03", "", True),
        ("", "2025-04-03", False),
        ("", "", False),
    ],
)
def test_a_feed_that_is_as_it_was_is_read_where_more_is_wanted_of_it(
    site, path, before, now, asked
):
    site.pages |= {f"/{n}": page(n) for n in range(1, 5)}
    site.pages["/feed"] = rss(*((f"/{n}", dated(n)) for n in range(1, 5)), ETag='"1"')
    load(path, site.url("/feed"), since=before)
    report = load(path, site.url("/feed"), since=now)
    assert bool(report.entries) == asked
    assert rows(path, "select count(*) from articles") == [
        (sum(f"2025-04-{n:02}" >= min(before, now) for n in range(1, 5)),)
    ]


def test_a_limit_takes_so_many_in_a_run_and_the_next_run_goes_on(site, path):
    site.pages |= {f"/{n}": page(n) for n in range(1, 8)}
    site.pages["/map"] = sitemap(*((site.url(f"/{n}"), "") for n in range(1, 8)))
    for left in (4, 1):
        report = load(path, site.url("/map"), limit=3)
        assert report.articles == {"new": 3}
        assert report.entries["left for later"] == left
        assert "--limit is 3 pages a run, the next one goes on" in report.notes[0]
    assert load(path, site.url("/map"), limit=3).articles == {"new": 1}
    assert load(path, site.url("/map"), limit=3).entries == {}


def test_a_dry_run_tells_what_would_be_asked_for_and_asks_for_the_list_alone(site, path):
    site.pages |= {f"/{n}": page(n) for n in range(1, 5)}
    site.pages["/feed"] = rss(("/1", dated(1)), ("/2", dated(2)))
    load(path, site.url("/feed"))
    site.asked.clear()
    site.pages["/feed"] = rss(*((f"/{n}", dated(n)) for n in (1, 2, 3, 4)), ("/5", ""))
    report = load(path, site.url("/feed"), dry_run=True, since="2025-04-04", limit=1)
    assert site.paths() == ["/feed"]
    assert report.listed == [
        ("known", "1", "2025-04-01"), ("known", "2", "2025-04-02"), ("too old", "3", "2025-04-03"),
        ("new", "4", "2025-04-04"), ("left for later", "5", ""),
    ]  # fmt: skip
    assert len(fetches(path)) == 3
    again = load(path, site.url("/feed"), dry_run=True)
    assert len(again.listed) == 5


# ---- sitemaps


def test_an_index_of_sitemaps(site, path):
    site.pages |= {f"/{n}": page(n) for n in range(1, 5)}
    site.pages["/old.xml"] = sitemap((site.url("/1"), ""))
    site.pages["/a.xml"] = sitemap((site.url("/2"), "2025-04-12"), (site.url("/3"), "2025-04-02"))
    site.pages["/b.xml"] = sitemap((site.url("/4"), ""))
    site.pages["/map"] = sitemap(
        (site.url("/old.xml"), "2025-04-01"), (site.url("/a.xml"), "2025-04-12"),
        (site.url("/b.xml"), ""), (site.url("/map"), ""), root="sitemapindex", one="sitemap",
    )  # fmt: skip
    report = load(path, site.url("/map"), since="2025-04-10")
    assert site.paths() == ["/map", "/a.xml", "/2", "/b.xml", "/4"]
    assert report.entries == {"new": 2, "too old": 1}
    assert report.notes[0] == "0 entries: 4 more lists"
    report = load(path, site.url("/map"))
    assert report.entries == {"new": 2, "known": 2}
    site.asked.clear()
    report = load(path, site.url("/map"), dry_run=True)
    assert len(report.listed) == 4
    assert site.paths() == ["/map", "/old.xml", "/a.xml", "/b.xml"]


def test_a_packed_sitemap(site, path):
    site.pages["/map.xml.gz"] = Page(gzip.compress(sitemap((site.url("/1"), "")).body))
    index = [(site.url("/map.xml.gz"), "")]
    site.pages |= {"/1": page(1), "/map": sitemap(*index, root="sitemapindex", one="sitemap")}
    assert load(path, site.url("/map")).articles == {"new": 1}
    assert ("map.xml.gz", "listed") in fetches(path)


def test_with_the_limit_the_rest_of_an_index_waits(site, path):
    site.pages |= {f"/{n}": page(n) for n in range(1, 4)}
    site.pages |= {f"/{n}.xml": sitemap((site.url(f"/{n}"), "")) for n in range(1, 4)}
    index = [(site.url(f"/{n}.xml"), "") for n in range(1, 4)]
    site.pages["/map"] = sitemap(*index, root="sitemapindex", one="sitemap")
    load(path, site.url("/map"), limit=2)
    assert site.paths() == ["/map", "/1.xml", "/1", "/2.xml", "/2"]
    assert load(path, site.url("/map"), limit=2).articles == {"new": 1}
    assert load(path, site.url("/map")).articles == {}


def test_lists_in_lists_end(site, path):
    for n in range(9):
        site.pages[f"/{n}.xml"] = sitemap(
            (site.url(f"/{n + 1}.xml"), ""), root="sitemapindex", one="sitemap"
        )
    report = load(path, site.url("/0.xml"))
    assert len(site.paths()) < 9
    assert len(report.failures) == 1


def test_one_list_of_an_index_that_cannot_be_had_costs_itself(site, path):
    site.pages |= {"/1": page(1), "/a.xml": sitemap((site.url("/1"), ""))}
    index = [(site.url("/gone.xml"), ""), (site.url("/a.xml"), "")]
    site.pages["/map"] = sitemap(*index, root="sitemapindex", one="sitemap")
    report = load(path, site.url("/map"))
    assert report.articles == {"failed": 1, "new": 1}


# ---- tables and texts of addresses


def table(*rows_):
    out = io.StringIO()
    csv.writer(out).writerows([("link", "judul", "media", "isi"), *rows_])
    return out.getvalue()


def test_a_table_of_addresses(site, path, tmp_path):
    site.pages |= {"/1": page(1), "/2": page(2, head="")}
    source = tmp_path / "links.csv"
    text = "Sari mengatakan bahwa hujan akan turun sampai malam di seluruh kota."
    source.write_text(
        table(
            (site.url("/1"), "Judul satu", "Antara", ""),
            (site.url("/2"), "Judul dua", "Antara", ""),
            ("", "Judul tiga", "", ""),
            ("ftp://x/", "Judul empat", "", ""),
            (site.url("/5"), "Judul lima", "Antara", text),
            (site.url("/1") + "#x", "", "", ""),
        )
    )
    report = load(path, source)
    assert site.asked == []
    assert report.articles == {"new": 1}
    assert (
        "3 of them with an address: datasette claims load --fetch asks for their pages"
        in report.notes[-1]
    )
    report = load(path, source, fetch=True, dry_run=True)
    assert site.asked == []
    assert "1 of 6 rows hold an article, 3 an address" in report.notes
    assert [kind for kind, *_ in report.listed] == ["new", "new", "listed twice"]
    report = load(path, source, fetch=True)
    assert report.articles == {"new": 2, "unchanged": 1, "failed": 1}
    assert report.failures[0].reason.startswith("the address is refused")
    assert rows(path, "select title, outlet_id from articles where url like 'http%/2'") == [
        ("Judul dua", "antara")
    ]
    assert rows(path, "select title from articles where url like 'http%/1'") == [("Bridge 1",)]
    assert load(path, source, fetch=True).entries == {"known": 2, "listed twice": 1}


def test_a_table_of_addresses_alone(site, path, tmp_path):
    site.pages |= {f"/{n}": page(n) for n in range(1, 4)}
    source = tmp_path / "links.csv"
    source.write_text("tautan,no\n" + "".join(f"{site.url(f'/{n}')},{n}\n" for n in range(1, 4)))
    report = load(path, source)
    assert [failure.reason for failure in report.failures] == [
        f"holds 3 addresses of articles (in 'tautan'), not their texts; {listing.HOW}"
    ]
    assert not path.exists()
    report = load(path, source, fetch=True, overrides={"outlet": "Antara"})
    assert report.articles == {"new": 3}
    assert rows(path, "select distinct outlet_id from articles") == [("antara",)]


def workbook(urls):
    book = openpyxl.Workbook()
    book.active.append(["Judul", "Tautan"])
    for url in urls:
        book.active.append(["Judul", "buka"])
        book.active.cell(book.active.max_row, 2).hyperlink = url
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


TABLES = {
    "links.jsonl": lambda urls: "\n".join(json.dumps({"doc": {"webUrl": url}}) for url in urls),
    "links.json": lambda urls: json.dumps([{"link": url, "title": "Judul"} for url in urls]),
    "links.tsv": lambda urls: "url\ttitle\n" + "".join(f"{url}\tJudul\n" for url in urls),
    "links.xlsx": workbook,
    "links.txt.gz": lambda urls: gzip.compress("\n".join(urls).encode()),
}


@pytest.mark.parametrize("name", TABLES)
def test_addresses_in_tables_of_every_kind(site, path, tmp_path, name):
    site.pages |= {"/1": page(1), "/2": page(2)}
    data = TABLES[name]([site.url("/1"), site.url("/2")])
    (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    assert "2 addresses" in load(path, tmp_path / name).failures[0].reason
    assert load(path, tmp_path / name, fetch=True).articles == {"new": 2}


def test_addresses_in_a_table_of_a_database(site, path, tmp_path):
    site.pages["/1"] = page(1)
    with closing(sqlite3.connect(tmp_path / "news.db")) as conn, conn:
        conn.execute("create table links (url, title)")
        conn.execute("insert into links values (?, 'Judul')", [site.url("/1")])
    told = command(path, "--from-table", tmp_path / "news.db", "links", "--fetch")
    assert told.exit_code == 0, told.output
    assert rows(path, "select url from articles") == [(site.url("/1"),)]


def test_addresses_by_standard_input(site, path):
    site.pages["/1"] = page(1)
    arguments = ["load", str(path), "-", "--fetch", "--allow-private"]
    told = CliRunner().invoke(cli.claims, arguments, input=site.url("/1"))
    assert told.exit_code == 0, told.output


def test_addresses_without_their_scheme(site, path, tmp_path):
    source = tmp_path / "links.csv"
    source.write_text("url,title\nwww.example.invalid/a,A\n")
    report = load(path, source, fetch=True, dry_run=True)
    assert report.listed == [("new", "a", "")]


def test_a_text_of_addresses(site, path, tmp_path):
    site.pages |= {"/1": page(1), "/2": page(2)}
    source = tmp_path / "read me.txt"
    source.write_text(f"# this week\n{site.url('/1')}\n\n{site.url('/2')}\n")
    assert load(path, source).failures[0].reason.startswith("lists 2 addresses")
    assert load(path, source, fetch=True).articles == {"new": 2}


def test_a_saved_feed_is_followed_where_it_is_said_so(site, path, tmp_path):
    site.pages |= {"/1": page(1), "/2": page(2)}
    source = tmp_path / "feed.xml"
    whole = WHOLE.replace("77", "1")
    source.write_bytes(rss((site.url("/1"), whole), (site.url("/2"), "")).body)
    assert load(path, source, overrides={"outlet": "Antara"}).kinds == {"feed": 1}
    assert site.asked == []
    report = load(path, source, fetch=True)
    assert report.articles == {"new": 1, "changed": 1}


# ---- the command


def command(*arguments):
    return CliRunner().invoke(cli.claims, ["load", *map(str, arguments), "--allow-private"])


def test_the_command_tells_of_a_feed(site, path):
    site.pages |= {f"/{n}": page(n) for n in range(1, 4)}
    site.pages["/feed"] = rss(*((f"/{n}", dated(n)) for n in range(1, 4)))
    dry = command(path, site.url("/feed"), "--dry-run", "--since", "2 April 2025")
    assert dry.exit_code == 0
    assert f"new             2025-04-02  {site.url('/2')}" in dry.stdout.splitlines()
    assert f"too old         2025-04-01  {site.url('/1')}" in dry.stdout.splitlines()
    dry = json.loads(command(path, site.url("/feed"), "--dry-run", "--json").stdout)
    assert dry["outcomes"][0] == {
        "outcome": "new", "published": "2025-04-01", "origin": site.url("/1")
    }  # fmt: skip
    told = command(path, site.url("/feed"), "--since", "2025-04-02", "--limit", "1")
    assert told.exit_code == 0
    for count in ("entries new +1", "entries too old +1", "entries left for later +1"):
        assert re.search(f"^{count}$", told.stdout, re.MULTILINE)
    assert "3 entries: 1 new, 1 too old, 1 left for later; --limit is 1 pages a run" in told.stderr
    told = json.loads(command(path, site.url("/feed"), "--json").stdout)
    assert told["entries"] == {
        "new": 2, "updated": 0, "known": 1, "too_old": 0, "left_for_later": 0, "listed_twice": 0
    }  # fmt: skip


@pytest.mark.parametrize("day", ["soon", "4/5/2025", "2999-01-01", "2025-02-31"])
def test_a_day_that_is_none(path, day):
    told = command(path, "https://example.invalid/feed", "--since", day)
    assert told.exit_code == 2
    assert "--since" in told.stderr
    assert "Traceback" not in told.output


def test_the_command_has_the_limit_of_the_options():
    (limit,) = (one for one in cli.claims.commands["load"].params if one.name == "limit")
    assert limit.default == Options().limit


def test_how_long_it_takes_is_told(site, path):
    site.pages["/map"] = sitemap(*((f"https://x.invalid/{n}", "") for n in range(600)))
    report = load(path, site.url("/map"), dry_run=True)
    assert report.notes == ["600 entries: 600 new; about 10 minutes, a second for each page"]


# ---- servers that do not answer


def test_a_host_that_fails_again_and_again_is_left_alone_for_this_run(site, path):
    with serving() as other:
        other.pages["/1"] = page(1)
        links = [(site.url(f"/x{n}"), "") for n in range(9)]
        for n in range(9):
            site.pages[f"/x{n}"] = Page(b"", 503)
        site.pages["/feed"] = rss(*links, (other.url("/1"), ""), ETag='"1"')
        report = load(path, site.url("/feed"))
    assert report.articles == {"failed": 5, "new": 1}
    assert report.entries == {"new": 6, "left for later": 4}
    assert report.notes[-1] == (
        f"5 pages of 127.0.0.1:{site.port} in a row did not come: 4 more are left for the next run"
    )
    for n in range(9):
        site.pages[f"/x{n}"] = page(n + 2)
    assert load(path, site.url("/feed")).articles == {"new": 9}


def test_a_page_that_comes_between_others_that_do_not_is_a_sign_of_life(site, path):
    links = []
    for n in range(12):
        site.pages[f"/{n}"] = page(n) if n % 4 == 3 else Page(b"", 503)
        links.append((f"/{n}", ""))
    site.pages["/feed"] = rss(*links)
    assert load(path, site.url("/feed")).articles == {"failed": 9, "new": 3}


def test_a_feed_is_remembered_where_its_last_page_ends_a_batch(site, path, monkeypatch):
    """The answers of pages are stored while the feed is still being followed."""
    monkeypatch.setattr("datasette_claims.loading.run.BATCH_ARTICLES", 1)
    site.pages |= {"/1": Page(b"", 403), "/2": Page(b"", 404), "/3": WALL, "/4": page(4)}
    site.pages["/feed"] = rss(
        ("/1", WHOLE), ("/2", WHOLE.replace("77", "78")), ("/3", WHOLE.replace("77", "79")),
        ("/4", ""), ETag='"1"',
    )  # fmt: skip
    assert load(path, site.url("/feed")).articles == {"new": 4}
    assert load(path, site.url("/feed")).entries == {}
