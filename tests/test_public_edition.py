"""A public copy as it is served: its edition, sitemap, frames, and what is not sent again."""

import csv
import io
import json
import re
import shutil
from html import unescape
from xml.etree import ElementTree

import feedparser
import httpx
import pytest
from test_snapshot import fresh_original, source, target  # noqa: F401 (fixtures)

from datasette_claims.publishing import edition, snapshot
from datasette_claims.store import home
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import crawlers, embedding, sharing, timelimit

HOME = "https://claims.example"
OPTIONS = {
    "address": HOME,
    "organisation": {"name": "Kabar & Cek", "url": "https://kabar.example/"},
    "contact": "koreksi@kabar.example",
}
NAMED = {
    "title": "Kabar Fakta",
    "license": "CC BY 4.0",
    "license_url": "https://licence.example/by/4.0/",
    "plugins": {"datasette-claims": OPTIONS},
}
OTHER = {"words": "Harga beras naik", "source": "Budi Dua"}
ABOUT = edition.configured([NAMED], "public")


@pytest.fixture
def copies(source, tmp_path):  # noqa: F811
    """A copy, and a later one of the same data in which people went on."""
    for key in ("c1", "c2", "c3"):
        source.add(key, **(OTHER if key == "c2" else {}))
        source.cite(key)
    source.review("c1", "false", "published", "It is shut.")
    source.review("c3", "false", "published", "SECRET-WITHDRAWN")
    first, second = tmp_path / "april.db", tmp_path / "public.db"
    snapshot.make(source.path, first, about=ABOUT)
    source.review("c1", "true", "published", "It was opened.")
    source.review("c2", "true", "draft", "SECRET-DRAFT")
    source.review("c3", "false", "withdrawn", "Wrong year.")
    source.add("c4", **OTHER)
    snapshot.make(source.path, second, about=ABOUT, since=first)
    return first, second


async def text(ds, path, status=200, **headers):
    answer = await ds.client.get(path, headers=headers)
    assert answer.status_code == status, (path, answer.text)
    return answer.text


def words(html):
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", html.partition("<main")[2])))


# ---- about this edition


async def test_an_edition_says_what_it_is_and_what_changed(copies, instance):
    ds = await instance(copies[1], immutable=True, metadata=NAMED)
    page = words(await text(ds, "/public/-/edition"))
    with_key = re.search(r"Key ([0-9a-f]{16}) ", page)
    for told in (
        "Kabar & Cek", "CC BY 4.0", "koreksi@kabar.example", f"{HOME}/public",
        "1 checked and published, of 4 claims seen", "1 result corrected", "False → True",
        "1 result withdrawn", "1 claim new", "The whole edition",
    ):  # fmt: skip
        assert told in page, told
    assert with_key
    assert "SECRET" not in page
    home = await text(ds, "/")
    assert 'href="/public/-/edition"' in home


async def test_changes_as_csv_and_feed(copies, instance):
    ds = await instance(copies[1], immutable=True, metadata=NAMED)
    rows = list(csv.DictReader(io.StringIO(await text(ds, "/public/-/edition.csv"))))
    told = {(row["key"], row["change"]): row for row in rows if row["kind"] == "claim"}
    assert told["c1", "corrected"]["was"] == "false"
    assert told["c1", "corrected"]["speaker"] == "Ana Satu"
    assert told["c4", "new"]["words"] == "Harga beras naik"
    whole = await text(ds, "/public/-/edition.atom")
    feed = feedparser.parse(whole)
    assert not feed.bozo
    assert feed.feed.author == "Kabar & Cek"
    assert feed.entries[0].title.startswith("Edition ")
    entries = {each.link: each.title for each in feed.entries}
    assert entries[f"{HOME}/public/-/claims/c1"].startswith("Result corrected: Ana Satu")
    assert entries[f"{HOME}/public/-/claims/c3"].startswith("Result withdrawn")
    assert len({each.id for each in feed.entries}) == len(feed.entries)
    assert "SECRET" not in whole + json.dumps(rows)


async def test_the_first_edition_has_nothing_before_it(copies, instance):
    ds = await instance(copies[0], immutable=True, metadata=NAMED)
    assert "No earlier edition was named" in words(await text(ds, "/april/-/edition"))


PARTS = ("edition", "edition.csv", "edition.atom", "sitemap-1.xml")


@pytest.mark.parametrize("immutable", [False, True])
async def test_a_working_database_is_no_edition(source, instance, immutable):  # noqa: F811
    source.add("c1")
    source.cite("c1")
    source.review("c1", "false", "published", "It is shut.")
    ds = await instance(source.path, immutable=immutable, metadata=NAMED)
    for path in (*(f"/claims/-/{part}" for part in PARTS), "/robots.txt", "/sitemap.xml"):
        await text(ds, path, 404)
    assert "/-/edition" not in await text(ds, "/")
    assert "etag" not in (await ds.client.get("/claims/-/claims/c1")).headers


async def test_who_may_not_see_a_table_reads_nothing_of_it(source, copies, instance):  # noqa: F811
    source.conn.execute("UPDATE speakers SET name = 'Ana RAHASIA' WHERE id = 'ana'")
    snapshot.make(source.path, copies[1], about=ABOUT, since=copies[0], force=True)
    hidden = {"tables": {"speakers": {"allow": {"id": "x"}}, "articles": {"allow": {"id": "x"}}}}
    ds = await instance(
        copies[1], immutable=True, metadata={**NAMED, "databases": {"public": hidden}}
    )
    for path in ("edition", "edition.csv", "edition.atom", "claims/c1/embed"):
        told = await text(ds, f"/public/-/{path}")
        assert "RAHASIA" not in told, path
    closed = {"allow": {"id": "x"}}
    ds = await instance(
        copies[1], immutable=True, metadata={**NAMED, "databases": {"public": closed}}
    )
    for path in (*PARTS, "claims/c1/embed", "oembed.json", "claims/c1/picture-0.png"):
        await text(ds, f"/public/-/{path}", 403)
    await text(ds, "/sitemap.xml", 404)


# ---- robots and sitemap


async def test_the_sitemap_has_what_was_checked(copies, instance, monkeypatch):
    ds = await instance(copies[1], immutable=True, metadata=NAMED)
    robots = await text(ds, "/robots.txt")
    assert f"Sitemap: {HOME}/sitemap.xml\n" in robots
    assert "Allow: /*/-/oembed.json\n" in robots
    index = await text(ds, "/sitemap.xml", host="evil.example")
    assert re.findall("<loc>(.*?)</loc>", index) == [f"{HOME}/public/-/sitemap-1.xml"]
    part = await text(ds, "/public/-/sitemap-1.xml")
    assert re.findall("<loc>(.*?)</loc>", part) == [f"{HOME}/public/-/claims/c1"]
    assert re.search(r"<lastmod>\d{4}-\d\d-\d\d</lastmod>", part)
    for document in (index, part):
        assert ElementTree.fromstring(document).tag.startswith(f"{{{crawlers.NAMESPACE}}}")
    await text(ds, "/public/-/sitemap-2.xml", 404)


async def test_a_long_sitemap_has_parts(source, tmp_path, instance, monkeypatch):  # noqa: F811
    for key in ("c1", "c2", "c3"):
        source.add(key)
        source.cite(key)
        source.review(key, "false", "published", "It is shut.")
    snapshot.make(source.path, tmp_path / "public.db")
    monkeypatch.setattr(crawlers, "PART", 2)
    ds = await instance(tmp_path / "public.db", immutable=True, metadata=NAMED)
    found = []
    for part in re.findall(f"<loc>{HOME}(.*?)</loc>", await text(ds, "/sitemap.xml")):
        found.append(re.findall("/-/claims/(.*?)</loc>", await text(ds, part)))
    assert found == [["c1", "c2"], ["c3"]]


async def test_without_an_address_there_is_no_sitemap(copies, instance):
    ds = await instance(copies[1], immutable=True)
    assert "Sitemap" not in await text(ds, "/robots.txt")
    await text(ds, "/sitemap.xml", 404)


# ---- what need not be sent again


async def test_an_unchanged_page_is_not_sent_again(copies, instance, tmp_path):
    ds = await instance(copies[1], immutable=True, metadata=NAMED)
    marks = {}
    for path in ("claims", "claims/c1", "speakers/ana", "articles/a1", "claims.csv", "edition"):
        path = f"/public/-/{path}"
        first = await ds.client.get(path)
        marks[path] = mark = first.headers["etag"]
        again = await ds.client.get(path, headers={"if-none-match": f'"x", {mark}'})
        assert (again.status_code, again.content) == (304, b""), path
        assert again.headers["etag"] == mark
        assert again.headers["cache-control"] == first.headers["cache-control"]
        assert "content-type" not in again.headers
        other = await ds.client.get(path, headers={"if-none-match": '"x"'})
        assert other.content == first.content
    assert len(set(marks.values())) == len(marks)
    # Another server of the same edition in the same way gives the same.
    twin = tmp_path / "twin" / "public.db"
    twin.parent.mkdir()
    shutil.copy(copies[1], twin)
    ds = await instance(twin, immutable=True, metadata=NAMED)
    for path, mark in marks.items():
        assert (await ds.client.get(path)).headers["etag"] == mark


async def test_what_shows_otherwise_is_marked_otherwise(copies, instance, tmp_path):
    async def mark(path, **options):
        ds = await instance(path, immutable=True, **{"metadata": NAMED, **options})
        return (await ds.client.get("/public/-/claims/c1")).headers["etag"]

    folder = tmp_path / "templates"
    folder.mkdir()
    marks = [
        await mark(copies[1]),
        await mark(copies[1], metadata={**NAMED, "title": "Other"}),
        await mark(copies[1], settings={"base_url": "/under/"}),
        await mark(copies[1], template_dir=str(folder)),
    ]
    (folder / "_footer.html").write_text("Other")
    marks.append(await mark(copies[1], template_dir=str(folder)))
    shutil.copy(copies[0], copies[1])
    marks.append(await mark(copies[1]))
    assert len(set(marks)) == len(marks) - 1  # an empty folder changes nothing
    assert marks[0] == marks[3]


async def test_who_has_the_page_is_told_so_before_it_is_made(copies, instance, monkeypatch):
    ds = await instance(copies[1], immutable=True, metadata=NAMED)
    start, marks = "http://localhost/public/-/", {}

    async def no_more(*_, **__):
        raise AssertionError("asked the database")

    # One application, as a server has it: the client of Datasette makes one for each request.
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=ds.app())) as client:
        for path in ("claims", "claims/c1", "claims.csv", "speakers/ana"):
            marks[path] = (await client.get(f"{start}{path}")).headers["etag"]
        monkeypatch.setattr(timelimit, "read", no_more)
        monkeypatch.setattr(ds, "render_template", no_more)
        for path, mark in marks.items():
            held = {"if-none-match": mark}
            answer = await client.get(f"{start}{path}", headers=held)
            assert (answer.status_code, answer.headers["etag"]) == (304, mark)
            head = await client.head(f"{start}{path}", headers=held)
            assert (head.status_code, head.content) == (304, b"")


async def test_the_same_address_by_another_scheme_is_another_page(copies, instance):
    ds = await instance(copies[1], immutable=True, metadata=NAMED)
    marks = set()
    for scheme in ("http", "https"):
        transport = httpx.ASGITransport(app=ds.app())
        async with httpx.AsyncClient(transport=transport) as client:
            answer = await client.get(f"{scheme}://localhost/public/-/claims/c1")
            marks.add(answer.headers["etag"])
    assert len(marks) == 2


@pytest.mark.parametrize(("path", "address"), [
    ("/news/", "/"), ("/news/public/-/claims/a", "/public/-/claims/a"),
    ("/newspaper/-/claims", "/newspaper/-/claims"),
])  # fmt: skip
async def test_a_path_that_only_begins_like_the_base_stays(instance, copies, path, address):
    ds = await instance(copies[1], immutable=True, metadata=NAMED, settings={"base_url": "/news/"})
    assert sharing.address(ds, path) == f"{HOME}{address}"


async def test_what_left_is_told_as_no_longer_published(source, copies, instance):  # noqa: F811
    """An extraction error is in no copy, though its verdict was in the one before."""
    source.review("c1", "extraction_error", "published", "Nobody said so.")
    later = copies[1].parent / "later" / "public.db"
    later.parent.mkdir()
    snapshot.make(source.path, later, about=ABOUT, since=copies[1])
    ds = await instance(later, immutable=True, metadata=NAMED)
    page = words(await text(ds, "/public/-/edition"))
    assert "1 result no longer published" in page
    feed = await text(ds, "/public/-/edition.atom")
    entry = next(each for each in feed.split("<entry>") if "-c1</id>" in each)
    assert "esult no longer published" in entry
    assert f'href="{HOME}/public/-/edition"' in entry
    assert "/claims/c1" not in entry


async def test_a_key_in_the_file_of_changes_tells_no_hidden_name(source, copies, instance):  # noqa: F811
    source.conn.execute("UPDATE speakers SET wikidata = 'Q1' WHERE id = 'ana'")
    snapshot.make(source.path, copies[1], about=ABOUT, since=copies[0], force=True)
    hidden = {"databases": {"public": {"tables": {"speakers": {"allow": False}}}}}
    for metadata, there in ((NAMED, True), ({**NAMED, **hidden}, False)):
        ds = await instance(copies[1], immutable=True, metadata=metadata)
        told = await text(ds, "/public/-/edition.csv")
        assert ("speaker,ana,changed" in told) is there
        assert "speaker," in told


async def test_what_is_somebodys_own_is_not_marked(copies, instance, as_editor):
    ds = await instance(copies[1], immutable=True, metadata=NAMED)
    path = "/public/-/claims/c1"
    mark = (await ds.client.get(path)).headers["etag"]
    answer = await ds.client.get(path, cookies=as_editor(ds), headers={"if-none-match": mark})
    assert answer.status_code == 200
    assert "etag" not in answer.headers
    assert "etag" not in (await ds.client.get("/public/-/claims/nothing")).headers


# ---- in a frame


STANDS = {"c1": "True", "c2": "Not reviewed: no result is published", "c3": "Withdrawn"}


@pytest.mark.parametrize("key", STANDS)
async def test_a_claim_in_a_frame(copies, instance, source, key):  # noqa: F811
    public = await instance(copies[1], immutable=True, metadata=NAMED)
    working = await instance(source.path, metadata=NAMED)
    for ds, name in ((public, "public"), (working, "claims")):
        answer = await ds.client.get(f"/{name}/-/claims/{key}/embed")
        assert "frame-ancestors *" in answer.headers["content-security-policy"]
        assert "<script" not in answer.text
        assert "SECRET" not in answer.text
        assert STANDS[key] in words(answer.text)
        assert f'href="{HOME}/{name}/-/claims/{key}"' in answer.text
    assert (
        "frame-ancestors 'self'"
        in (await public.client.get(f"/public/-/claims/{key}")).headers["content-security-policy"]
    )


async def test_oembed_is_found_and_leads_to_the_frame(copies, instance):
    ds = await instance(copies[1], immutable=True, metadata=NAMED)
    page = await text(ds, "/public/-/claims/c1")
    at = unescape(re.search(r'type="application/json\+oembed" href="([^"]+)"', page)[1])
    assert at.startswith(f"{HOME}/public/-/oembed.json?url=")
    told = json.loads(await text(ds, at.removeprefix(HOME)))
    assert (told["version"], told["type"]) == ("1.0", "rich")
    assert told["provider_name"] == "Kabar Fakta"
    source_of = re.search(r'<iframe src="([^"]+)"', told["html"])[1]
    assert source_of == f"{HOME}/public/-/claims/c1/embed"
    assert (told["width"], told["height"]) == (embedding.WIDTH, embedding.HEIGHT)
    small = json.loads(await text(ds, f"{at.removeprefix(HOME)}&maxwidth=300&maxheight=99999"))
    assert (small["width"], small["height"]) == (300, embedding.HEIGHT)
    for asked, width in (("120", 120), ("1", 1), ("0", embedding.WIDTH), ("x", embedding.WIDTH)):
        small = json.loads(await text(ds, f"{at.removeprefix(HOME)}&maxwidth={asked}"))
        assert small["width"] == width, asked
    await text(ds, f"{at.removeprefix(HOME)}&format=xml", 501)


@pytest.mark.parametrize(
    "url",
    ["", "c1", "https://evil.example/public/-/claims/c1", f"{HOME}/public/-/claims/nothing",
     f"{HOME}/public/-/claims/", f"{HOME}/public/-/claims/c1/history", f"{HOME}/other/-/claims/c1"],
)  # fmt: skip
async def test_oembed_knows_its_own_claims_alone(copies, instance, url):
    ds = await instance(copies[1], immutable=True, metadata=NAMED)
    answer = await ds.client.get("/public/-/oembed.json", params={"url": url})
    assert answer.status_code == 404
    assert answer.json()["ok"] is False


async def test_words_in_a_frame_are_escaped(source, instance):  # noqa: F811
    source.add("c1")
    source.conn.execute("UPDATE speakers SET name = ?", ['"><script>alert(1)</script>'])
    ds = await instance(source.path, metadata=NAMED)
    assert "<script" not in await text(ds, "/claims/-/claims/c1/embed")
    told = json.loads(await text(ds, f"/claims/-/oembed.json?url={HOME}/claims/-/claims/c1"))
    assert "<script" not in told["html"]


async def test_a_page_that_lacks_something_is_not_kept_for_the_whole_one(
    copies, instance, monkeypatch
):
    ds = await instance(copies[1], immutable=True, metadata=NAMED)
    mark = (await ds.client.get("/public/-/edition")).headers["etag"]
    seen = []

    def slow(conn, *_):
        seen.append(True)
        raise sqlite3.OperationalError("interrupted")

    monkeypatch.setattr(home, "sizes", slow)
    answer = await ds.client.get("/", headers={"if-none-match": mark})
    assert seen
    assert answer.status_code == 200
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "private, no-store"
