"""What pages tell of themselves as evidence: on request, from the internet alone."""

import json
from urllib.parse import quote

import pytest
from browsing import HERE, Browser
from newsroom import newsroom, run
from site_ import Page, serving

from datasette_claims.fetching import Fetcher, Limits
from datasette_claims.loading import webpages

pytestmark = pytest.mark.integration

HTML = b"""<!doctype html><html lang="en"><head><title>Rice prices in May | BPS</title>
<meta property="og:site_name" content="BPS"><meta property="og:title" content="Rice prices in May">
<meta property="article:published_time" content="2026-01-02T08:00:00+07:00"></head>
<body><table><tr><td>1</td></tr></table></body></html>"""
COPY = {"archived_snapshots": {"closest": {
    "available": True, "status": "200", "url": "http://web.archive.org/web/2026/http://x.example/",
}}}  # fmt: skip


@pytest.fixture
def site():
    with serving() as running:
        running.pages["/rice"] = Page(HTML, headers={"Content-Type": "text/html"})
        yield running


def asking():
    limits = Limits(largest=100_000, seconds=2, pause=0)
    return Fetcher(limits, permits=lambda _: True, sleep=lambda _: None)


def ask(site, *paths):
    addresses = [site.url(path) for path in paths]
    found = webpages.told(addresses, asking=asking, archive=site.url("/archive?url="))
    return [found[address] for address in addresses]


def archived(site, path, body):
    site.pages[f"/archive?url={quote(site.url(path), safe='')}"] = Page(body)


def test_a_page_without_an_article_tells_title_outlet_and_day(site):
    archived(site, "/rice", json.dumps(COPY).encode())
    (told,) = ask(site, "/rice")
    assert told == webpages.Told(
        "Rice prices in May",
        "BPS",
        "2026-01-02",
        "https://web.archive.org/web/2026/http://x.example/",
    )


@pytest.mark.parametrize(
    "answer",
    [b"", b"[]", b"{}", b"null", b"<html>", b'{"archived_snapshots": {}}',
     b'{"archived_snapshots": {"closest": {"available": true, "url": "javascript:alert(1)"}}}',
     b'{"archived_snapshots": {"closest": {"available": false, "url": "https://x.org"}}}'],
)  # fmt: skip
def test_what_the_archive_says_may_be_anything(site, answer):
    archived(site, "/rice", answer)
    assert ask(site, "/rice")[0].archive_url == ""


def test_a_page_that_tells_nothing_says_why(site):
    site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /closed\n")
    site.pages["/empty"] = Page(b"", headers={"Content-Type": "text/html"})
    closed, gone, empty = ask(site, "/closed", "/gone", "/empty")
    assert "robots.txt" in closed.message
    assert "gone" in gone.message
    assert empty.message
    assert not any(asked.path == "/closed" for asked in site.asked)


def test_no_more_than_a_few_pages_in_a_time_that_ends(site):
    assert len(webpages.told([site.url(f"/{n}") for n in range(9)], asking=asking)) == webpages.MOST
    times = iter([0.0, 1.0, 999.0])
    found = webpages.told(
        [site.url("/rice"), site.url("/late")], asking=asking,
        archive=site.url("/archive?url="), clock=lambda: next(times),
    )  # fmt: skip
    assert [told.title for told in found.values()] == ["Rice prices in May", ""]
    assert "too long" in found[site.url("/late")].message


@pytest.fixture
def path(tmp_path):
    return tmp_path / "news.db"


CONFIGURED = {"permissions": {"edit-claims": ["alice"]}, "fetch_evidence": True}


async def look(instance, as_editor, path, url, **configured):
    """The page before and after an editor asks for what a page tells; its answer as JSON."""
    address = f"/news/-/claims/{newsroom(path)['bendungan']}"
    ds = await instance(path, **configured)
    alice = Browser(ds, as_editor(ds, "alice"))
    before = (await alice.get(address)).text
    sent = {**await alice.form(address), "evidence_url": url, "fetch": "1"}
    after = (await alice.send(f"{address}/evidence/look", sent)).text
    headers = {**HERE, "accept": "application/json"}
    answer = await ds.client.post(
        f"{address}/evidence/look", data=sent, cookies=alice.cookies, headers=headers
    )
    return before, after, answer


async def test_no_page_is_asked_for_unless_the_configuration_says_so(
    site, instance, as_editor, path
):
    before, after, answer = await look(instance, as_editor, path, site.url("/rice"))
    assert "data-fetch" not in before
    assert "fetch_evidence is off" in after
    assert answer.status_code == 400
    assert site.asked == []


async def test_the_machines_of_this_house_are_never_asked(site, instance, as_editor, path):
    metadata = {"plugins": {"datasette-claims": CONFIGURED}}
    before, after, answer = await look(
        instance, as_editor, path, site.url("/rice"), metadata=metadata
    )
    assert "data-fetch" in before
    assert "machine of this house" in after
    assert "machine of this house" in " ".join(answer.json()["links"][0]["told"])
    assert site.asked == []
    assert run(path, "select count(*) from evidence")[0] == [(0,)]


async def test_what_a_page_told_is_in_the_fields_and_nothing_is_saved(
    monkeypatch, instance, as_editor, path
):
    told = webpages.Told("Rice <prices>", "BPS", "2026-01-02", "https://archive.ph/x")
    monkeypatch.setattr(webpages, "told", lambda asked: dict.fromkeys(asked, told))
    metadata = {"plugins": {"datasette-claims": CONFIGURED}}
    _, after, answer = await look(
        instance, as_editor, path, "https://bps.example/", metadata=metadata
    )
    assert 'value="Rice &lt;prices&gt;"' in after
    (link,) = answer.json()["links"]
    assert (link["outlet"], link["published"], link["archive_url"]) == (
        "BPS", "2026-01-02", "https://archive.ph/x",
    )  # fmt: skip
    assert run(path, "select count(*) from evidence")[0] == [(0,)]
