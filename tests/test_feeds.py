"""Feeds, sitemaps and lists of addresses as they are read: entries with what is told of them."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims import weblink
from datasette_claims.loading import one
from datasette_claims.model import Article
from datasette_claims.reading import Document, Listed, Options, kinds, listing, read

LONG = " ".join(
    f"<p>The mayor said that bridge number {n} was safe for all of us.</p>" for n in range(9)
)
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="feed.xsl"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel>
<title>The Ledger</title><link>https://ledger.example/</link><language>en-GB</language>{}</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://ledger.example/news/">
<title>The Ledger</title>{}</feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns="http://purl.org/rss/1.0/"><channel rdf:about="x"><title>T</title>
<link>https://ledger.example/</link></channel>{}</rdf:RDF>"""
URLSET = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
  xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
  xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">{}</urlset>"""


def document(data, name="feed.xml", **told):
    data = data.encode() if isinstance(data, str) else data
    return Document.of(data, name, f"/{name}", told)


def listed(data, name="feed.xml", notes=None, **told):
    """The entries of a list, and the failures that are told of it."""
    found = []
    failures = list(
        read(
            [document(data, name, **told)],
            options=Options(fetch=True),
            note=lambda name, message: notes.append(message) if notes is not None else None,
            follow=found.append,
        )
    )
    return found, failures


def entries(data, **more):
    found, failures = listed(data, **more)
    assert failures == []
    return found


def item(inner):
    return RSS.format(f"<item>{inner}</item>")


# ---- what is what


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (RSS.format(""), "feed"),
        ("\ufeff \n" + RSS.format(""), "feed"),
        (RSS.format("").encode("utf-16"), "feed"),
        ('<!DOCTYPE rss PUBLIC "-//x" "http://x/rss-0.91.dtd"><rss version="0.91"></rss>', "feed"),
        ('<!-- a -->\n<r:rss version="2.0" xmlns:r="http://b.example/rss2"></r:rss>', "feed"),
        (ATOM.format(""), "feed"),
        ('<!-- made by x --><atom:feed xmlns:atom="http://www.w3.org/2005/Atom"/>', "feed"),
        (RDF.format(""), "feed"),
        ('{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": []}', "feed"),
        ('{"title": "T", "version": "https:\\/\\/jsonfeed.org\\/version\\/1"}', "feed"),
        (URLSET.format(""), "sitemap"),
        ("<sitemapindex></sitemapindex>", "sitemap"),
        ('<ns:urlset xmlns:ns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', "sitemap"),
        ("https://e.org/a\nhttps://e.org/b,c\n", "addresses"),
        ("# to be read\r\n\r\n  URL\r\nhttps://e.org/a\r\n", "addresses"),
        ("\ufeffhttps://e.org/a".encode("utf-16-le"), "addresses"),
        ("https://e.org/a " * 2, "text"),
        ("Read this: https://e.org/a\nhttps://e.org/b\n", "text"),
        ("https://e.org/a\nwww.e.org/b\n", "text"),
        ("# nothing yet\n", "text"),
        ("url\ntitle\n", "text"),
        ("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'></rdf:RDF>", "text"),
        ("<feed><cow>hay</cow></feed>", "text"),
        ("<!doctype html><html><body><p>How an &lt;rss&gt; is made</p></body></html>", "html"),
        ('{"version": "1", "items": [{"url": "https://jsonfeed.org/version/1"}]}', "json"),
        ("url,title\nhttps://e.org/a,A\n", "csv"),
    ],
)  # fmt: skip
def test_a_list_is_known_by_its_content(data, kind):
    data = data if isinstance(data, bytes) else data.encode()
    assert kinds.recognised(Document.of(data, "a.unknown")).key == kind


def test_a_long_list_that_is_cut_where_one_looks_is_still_one():
    lines = "".join(f"https://example.org/news/{n}\n" for n in range(9_000))
    assert len(entries(lines, name="list.txt")) == 9_000


# ---- feeds


def test_what_a_feed_tells_of_an_entry():
    (entry,) = entries(item("""
        <title><![CDATA[Tom &amp; Rina &#8217;go&#8217;]]></title>
        <link>https://ledger.example/a</link><dc:creator>Rina Hall</dc:creator>
        <dc:creator>Budi</dc:creator>
        <pubDate>Sat, 12 Apr 2025 01:05:00 +0700</pubDate>"""))  # fmt: skip
    assert entry.address == "https://ledger.example/a"
    assert dict(entry.told) == {
        "title": "Tom & Rina ’go’",
        "byline": "Rina Hall, Budi",
        "published": "2025-04-12T01:05:00+07:00",
        "language": "en-GB",
    }
    assert (entry.published, entry.item) == ("2025-04-12T01:05:00+07:00", None)


@pytest.mark.parametrize(
    ("data", "address"),
    [
        (item("<link>/a?b=1&amp;c=2</link>"), "https://ledger.example/a?b=1&c=2"),
        (item("<link>\n https://e.org/a \n</link>"), "https://e.org/a"),
        (item("<link>https://e.org/a b\nc</link>"), "https://e.org/a%20bc"),
        (item('<guid isPermaLink="true">https://e.org/a</guid>'), "https://e.org/a"),
        (item("<guid>https://e.org/a</guid>"), "https://e.org/a"),
        (item('<guid isPermaLink="false">7</guid><link>/a</link>'), "https://ledger.example/a"),
        (item("<link>https://feeds.example/~r/1</link>"
              "<feedburner:origLink>https://e.org/a</feedburner:origLink>"), "https://e.org/a"),
        (ATOM.format('<entry><link rel="self" href="x"/><link href="a"/></entry>'),
         "https://ledger.example/news/a"),
        (ATOM.format('<entry><link rel="edit" href="https://e.org/e"/>'
                     '<link rel="alternate" href="https://e.org/a"/></entry>'), "https://e.org/a"),
        (RDF.format('<item rdf:about="https://e.org/a"><link>https://e.org/a</link></item>'),
         "https://e.org/a"),
    ],
)  # fmt: skip
def test_where_an_entry_leads(data, address):
    assert [entry.address for entry in entries(data)] == [address]


def test_a_relative_link_of_a_page_that_was_fetched():
    data = '<rss version="2.0"><channel><item><link>a</link></item></channel></rss>'
    (entry,) = entries(data, url="https://e.org/news/feed.xml")
    assert entry.address == "https://e.org/news/a"


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://ana:secret@e.org/a",
        "mailto:x",
        "https://[x",
        "//[",
        "https://e.org:99999/",
    ],
)
def test_an_entry_that_leads_to_no_page_costs_itself(link):
    data = RSS.format(f"<item><link>{link}</link></item><item><link>https://e.org/b</link></item>")
    found, (failure,) = listed(data)
    assert [entry.address for entry in found] == ["https://e.org/b"]
    assert (failure.name, "the address" in failure.reason) == ("feed.xml: entry 1", True)
    assert "secret" not in failure.reason


def test_entries_without_an_address_are_counted():
    notes = []
    media = "<item><title>1</title><enclosure url='https://e.org/a.mp3' type='audio/mpeg'/></item>"
    assert entries(RSS.format(media * 3), notes=notes) == []
    assert notes == ["3 of 3 entries have neither an address nor a text"]
    assert entries(RSS.format(""), notes=notes) == []
    assert notes[1] == "a feed without entries"


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("Sat, 12 Apr 2025 10:05:00 GMT", "2025-04-12T10:05:00+00:00"),
        ("Sabtu, 12 April 2025 10:05 WIB", "2025-04-12T10:05:00+07:00"),
        ("2025-04-12T10:05:00Z", "2025-04-12T10:05:00+00:00"),
        ("12/04/2025 10:05", "12/04/2025 10:05"),  # day or month first: the article's text knows
        ("soon", "soon"),
    ],
)
def test_when_an_entry_was_published(date, published):
    (entry,) = entries(item(f"<link>https://e.org/a</link><pubDate>{date}</pubDate>"))
    assert entry.published == published


def test_an_atom_entry_without_a_day_of_publication_has_that_of_its_change():
    told = '<entry><link href="https://e.org/a"/><updated>2025-04-12T10:05:00Z</updated></entry>'
    (entry,) = entries(ATOM.format(told))
    assert entry.published == entry.updated == "2025-04-12T10:05:00+00:00"


def test_an_author_s_address_for_mail_is_no_name():
    one = "<link>https://e.org/a</link><author>{}</author>"
    (entry,) = entries(item(one.format("ana@e.org (Ana Hall)")))
    assert dict(entry.told)["byline"] == "Ana Hall"
    (entry,) = entries(item(one.format("ana@e.org")))
    assert "byline" not in dict(entry.told)


BROKEN = {
    "an ampersand": item("<title>A & B</title><link>https://e.org/a?b=1&c=2</link>"),
    "cut off": item("<link>https://e.org/a?b=1&amp;c=2</link>").partition("</channel>")[0],
    "an entity of HTML": item("<title>A&nbsp;B</title><link>https://e.org/a?b=1&amp;c=2</link>"),
    "another encoding": item("<title>Señal</title><link>https://e.org/a?b=1&amp;c=2</link>").encode(
        "cp1252"
    ),
    "a tag that is not closed": item(
        "<title>A<br>B</title><link>https://e.org/a?b=1&amp;c=2</link>"
    ),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_broken_xml_is_read_all_the_same(data):
    assert [entry.address for entry in entries(data)] == ["https://e.org/a?b=1&c=2"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "text", [RSS.format("<title>&b;</title>"), URLSET.format("<url>&b;</url>")]
)
def test_entities_are_not_unfolded(text, encoding):
    declared = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    text = text.replace("<rss", declared + "<rss").replace("<urlset", declared + "<urlset")
    text = text.replace('encoding="UTF-8"', f'encoding="{encoding.upper()}"')
    found, (failure,) = listed(text.encode(encoding))
    assert found == []
    assert failure.reason == "XML that declares entities: not opened"


def test_a_json_feed():
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "home_page_url": "https://ledger.example/",
        "language": "en",
        "items": [
            {
                "id": "1",
                "url": "/a",
                "title": "Bridge",
                "authors": [{"name": "Rina Hall"}, {"url": "x"}],
                "date_published": "2025-04-12T10:05:00Z",
                "date_modified": "2025-04-13T10:05:00Z",
                "content_html": LONG,
            },
            {"id": "2", "external_url": "https://e.org/b", "author": {"name": "Budi"}},
            "nothing",
            {"id": 3},
        ],
    }
    first, second = entries(json.dumps(data))
    assert first.address == "https://ledger.example/a"
    assert dict(first.told) == {
        "title": "Bridge",
        "byline": "Rina Hall",
        "published": "2025-04-12T10:05:00Z",
        "language": "en",
    }
    assert first.updated == "2025-04-13T10:05:00Z"
    assert first.item.text.startswith("The mayor said")
    assert (second.address, dict(second.told)["byline"]) == ("https://e.org/b", "Budi")


@pytest.mark.parametrize("data", ['{"version": "https://jsonfeed.org/version/1", "items": [', "x"])
def test_a_damaged_json_feed(data):
    start = '{"version": "https://jsonfeed.org/version/1"'
    (failure,) = read([document(start + data)])
    assert failure.reason.startswith("a damaged JSON Feed")


# ---- the text that a feed holds


def content(text, name="content:encoded"):
    return item(f"<link>https://e.org/a</link><{name}><![CDATA[{text}]]></{name}>")


@pytest.mark.parametrize(
    ("data", "whole"),
    [
        (content(LONG), True),
        (content(LONG + "<script>alert(1)</script>"), True),
        (content("<p>Short.</p>"), False),
        (content(LONG + "<p>And then […]</p>"), False),
        (content(LONG + "<p>And then…</p>"), False),
        (content(LONG + "<p><a href='x'>Read more »</a></p>"), False),
        (content(LONG + "<p>Baca selengkapnya</p>"), False),
        (content(LONG, "description"), False),
        (content(LONG * 3, "description"), True),
    ],
)
def test_when_a_feed_holds_a_whole_text(data, whole):
    (entry,) = entries(data)
    assert (entry.item is not None) == whole
    if whole:
        assert "alert" not in entry.item.text
        assert "\n\nThe mayor said" in entry.item.text


def test_what_wordpress_writes_below_a_text_is_no_part_of_it():
    below = '<p>The post <a href="x">Bridge</a> appeared first on <a href="y">The Ledger</a>.</p>'
    (entry,) = entries(content(LONG + below))
    assert entry.item.text.endswith("safe for all of us.")


def test_a_saved_feed_gives_the_texts_that_it_holds():
    notes = []
    data = RSS.format(
        "<item><link>https://e.org/a</link><title>A</title><description>x</description>"
        f"<content:encoded><![CDATA[{LONG}]]></content:encoded></item>"
        "<item><link>https://e.org/b</link></item>"
    )
    (article,) = read([document(data)], note=lambda *note: notes.append(note))
    assert (article.url, article.title, article.kind) == ("https://e.org/a", "A", "feed")
    assert dict(article.found_by)["title"] == "source"
    left = f"1 address left out, without a whole text; {listing.HOW}"
    assert notes == [("feed.xml", left)]


@pytest.mark.parametrize(
    "data",
    [
        item("<link>https://e.org/a</link>"),
        URLSET.format("<url><loc>https://e.org/a</loc></url>"),
        "https://e.org/a\n",
    ],
)
def test_a_list_without_texts_says_what_asks_for_them(data):
    (failure,) = read([document(data)])
    assert failure.reason == f"lists 1 address, and holds no whole text; {listing.HOW}"


def test_an_entry_without_an_address_is_the_text_that_it_holds():
    data = item(f"<guid isPermaLink='false'>7</guid><content:encoded><![CDATA[{LONG}]]>"
                "</content:encoded>")  # fmt: skip
    (article,) = read([document(data)])
    assert (article.origin, article.url) == ("/feed.xml#7", "")


def test_in_the_browser_a_list_gives_its_texts_and_nobody_is_asked():
    found = one.read(document(content(LONG) + "<!-- -->"))
    assert (len(found.articles), found.failures) == (1, ())
    found = one.read(one.pasted("https://e.org/a\n\nhttps://e.org/b", "the text"))
    (failure,) = found.failures
    assert failure.reason == f"lists 2 addresses, and holds no whole text; {listing.HOW}"


# ---- sitemaps


def test_what_a_sitemap_tells():
    (entry,) = entries(URLSET.format("""<url><loc> https://e.org/a?b=1&amp;c=2 </loc>
      <image:image><image:loc>https://e.org/i.jpg</image:loc></image:image>
      <lastmod>2025-04-13</lastmod>
      <news:news><news:publication><news:name>The Ledger</news:name>
      <news:language>en</news:language></news:publication>
      <news:publication_date>2025-04-12T10:05:00Z</news:publication_date>
      <news:title>Tom &amp; Rina</news:title></news:news></url>"""))  # fmt: skip
    assert entry.address == "https://e.org/a?b=1&c=2"
    assert dict(entry.told) == {
        "title": "Tom & Rina",
        "published": "2025-04-12T10:05:00Z",
        "outlet": "The Ledger",
        "language": "en",
    }
    assert (entry.updated, entry.further) == ("2025-04-13", False)


def test_an_index_leads_to_more_lists():
    (entry,) = entries("<sitemapindex><sitemap><loc>https://e.org/s.xml.gz</loc>"
                       "<lastmod>2025-04-13</lastmod></sitemap></sitemapindex>")  # fmt: skip
    assert entry == Listed(
        "https://e.org/s.xml.gz", "feed.xml: entry 1", updated="2025-04-13", further=True
    )


def test_a_packed_sitemap():
    data = gzip.compress(URLSET.format("<url><loc>https://e.org/a</loc></url>").encode())
    assert [entry.address for entry in entries(data, name="s.xml.gz")] == ["https://e.org/a"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("&amp;", "&"),
        lambda text: text.partition("<url><loc>https://e.org/c")[0] + "<url><loc>https://e.o",
        lambda text: text.replace("</urlset>", "</urls>"),
        lambda text: text.replace(" xmlns:image=", " xmlns:picture="),
    ],
)
def test_of_a_sitemap_with_broken_xml_what_can_be_made_out(damage):
    notes = []
    whole = URLSET.format("""<url><loc>https://e.org/a?b=1&amp;copy=2</loc></url>
        <!-- <url><loc>https://e.org/old</loc></url> -->
        <url><image:loc>https://e.org/i.jpg</image:loc><loc><![CDATA[https://e.org/b]]></loc>
        <lastmod>2025-04-13</lastmod></url><url><loc>https://e.org/c</loc></url>""")
    found = entries(damage(whole), notes=notes)
    assert [entry.address for entry in found][:2] == [
        "https://e.org/a?b=1&copy=2",
        "https://e.org/b",
    ]
    assert found[1].updated == "2025-04-13"
    assert "could be made out" in notes[0]


def test_a_sitemap_of_nothing():
    (failure,) = read([document(URLSET.format(""))])
    assert failure.reason == "a sitemap without addresses"
    (failure,) = read([document("<urlset><url></urls>")])
    assert failure.reason.startswith("damaged XML")


def test_an_entry_of_a_sitemap_without_an_address_costs_itself():
    found, (failure,) = listed(URLSET.format("<url></url><url><loc>https://e.org/a</loc></url>"))
    assert len(found) == 1
    assert failure.name == "feed.xml: entry 1"


# ---- whatever comes


PIECES = ("<item>", "</item>", "<entry>", "<url>", "</url>", "<loc>", "</loc>", "<link>", "</link>",
    "<link href='a'/>", "https://e.org/a", "https://[", "&", "&amp;", "&#0;", "]]>", "<![CDATA[",
    "<!--", "<pubDate>", "Sat, 99 Apr 0000", "<title>", "</title>", "<content:encoded>", LONG,
    "\0", "\ud800", "é", "<guid>", "<x:y>", "<lastmod>", "2025-13-45")  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12), st.sampled_from([RSS, ATOM, RDF, URLSET]))
def test_whatever_stands_in_a_list_it_is_read_or_refused(pieces, around):
    data = around.format("".join(pieces)).encode("utf-8", "surrogatepass")
    found, failures = listed(data)
    assert all(weblink.is_web(entry.address) for entry in found)
    for outcome in failures:
        assert isinstance(outcome, Article) or "cannot be read" not in outcome.reason
