"""Back to the list, at the card that one left, with its filter and its place; and on in it."""

import re
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from browsing import Browser
from many import claims

from datasette_claims.web import backway

LIST = "/news/-/claims"


@pytest.fixture
def path(tmp_path):
    return claims(
        tmp_path / "news.db",
        [
            {
                "id": f"c{number:03}",
                "text": f"kalimat {number}",
                "speaker": "Siti Rahma",
                "said_on": f"2026-01-{number % 28 + 1:02}",
                "article": f"a{number % 2}",
                "position": number,
            }
            for number in range(100)
        ],
    )


def links(page):
    return [unescape(link) for link in re.findall(r'href="([^"]*)"', page.text)]


def way(page):
    """Where “back” leads, and what it is called; and where “next” does."""
    html = page.text.partition("way-back")[2].partition("</p>")[0]
    found = [
        (unescape(href), words)
        for href, words in re.findall(r'<a[^>]*href="([^"]*)"[^>]*>([^<]*)</a>', html)
    ]
    return found[0], found[1][0] if len(found) > 1 else None


async def second_page(ds, query, cookies=None):
    first = await ds.client.get(f"{LIST}?{query}", cookies=cookies)
    (following,) = [link for link in links(first) if "after=" in link][:1]
    return following, await ds.client.get(following, cookies=cookies)


async def test_back_leads_to_the_page_of_the_list_and_the_card(path, instance):
    ds = await instance(path)
    here, listed = await second_page(ds, "status=unreviewed&sort=oldest")
    cards = re.findall(r'id="claim-(c\d+)"', listed.text)
    key = cards[5]
    for kind in ("claims", "articles", "speakers"):
        card = listed.text.partition(f'id="claim-{key}"')[2].partition("</article>")[0]
        (address,) = [
            unescape(link) for link in re.findall(r'href="([^"]*)"', card) if f"/{kind}/" in link
        ]
        page = await ds.client.get(address.partition("#")[0])
        (back, words), _ = way(page)
        assert words == "Back to the 100 claims", kind
        assert back.partition("#")[2] == f"claim-{key}"
        assert parse_qs(urlsplit(back).query) == parse_qs(urlsplit(here).query), kind
        assert f'id="claim-{key}"' in (await ds.client.get(back.partition("#")[0])).text


async def test_next_goes_through_the_list_and_back_follows(path, instance):
    ds = await instance(path)
    here, listed = await second_page(ds, "status=unreviewed&sort=oldest")
    cards = re.findall(r'id="claim-(c\d+)"', listed.text)
    query = urlsplit(here).query
    address = f"{LIST}/{cards[0]}?{urlencode({'list': query})}"
    for number in range(45):  # beyond the page of the list
        page = await ds.client.get(address)
        (back, _), following = way(page)
        key = urlsplit(address).path.rpartition("/")[2]
        if number % 11 == 0 or number > 38:
            at = (await ds.client.get(back.partition("#")[0])).text
            assert f'id="claim-{key}"' in at
            assert back.endswith(f"#claim-{key}")
        if number < 40:
            assert key == cards[number]
        address = following
    last = await ds.client.get(f"{LIST}/c083?{urlencode({'list': 'article=a1&q=83'})}")
    assert way(last)[1] is None


async def test_without_a_list_there_is_that_of_all_claims(path, instance):
    ds = await instance(path)
    page = await ds.client.get(f"{LIST}/c001")
    assert way(page) == ((f"{LIST}#claim-c001", "All claims"), None)
    listed = await ds.client.get(LIST)
    assert f"{LIST}/c027" in links(listed)


@pytest.mark.parametrize(
    "text",
    [
        "https://evil.example/",
        "//evil.example",
        "status=<b>",
        "x" * 20_000,
        "after=x&sort=y",
        "\0=%ff",
        "&&&",
    ],
)
async def test_whatever_a_list_says_it_leads_to_ours_alone(path, instance, text):
    ds = await instance(path)
    page = await ds.client.get(f"{LIST}/c001?{urlencode({'list': text})}")
    assert page.status_code == 200
    (back, _), following = way(page)
    assert urlsplit(back)[:3] == ("", "", LIST)
    assert following is None or urlsplit(following)[:2] == ("", "")
    assert (await ds.client.get(back.partition("#")[0])).status_code == 200
    assert page.headers["x-robots-tag"] == "noindex"


async def test_a_save_keeps_the_list_and_its_focus_goes_on(path, instance, as_editor):
    ds = await instance(path)
    alice = Browser(ds, as_editor(ds))
    query = "status=unreviewed&sort=oldest"
    address = f"{LIST}/c001?{urlencode({'list': query})}"
    fields = await alice.form(address)
    assert fields["list"] == query
    page = await alice.send(f"{LIST}/c001/status", {**fields, "status": "in_review"})
    assert "Saved" in page.text
    assert parse_qs(urlsplit(alice.went).query)["list"] == [query]
    (back, words), following = way(page)
    assert words == "Back to the 99 claims"
    assert re.search(r'rel="next"[^>]* autofocus', page.text)
    # Judged out of the list it has no card there: the next one's stands for it.
    assert back.endswith(f"#claim-{urlsplit(following).path.rpartition('/')[2]}")
    again = await alice.get(alice.went)
    assert "autofocus" not in again.text.partition("<main")[2]


async def test_refusals_and_conflicts_keep_the_list(path, instance, as_editor):
    ds = await instance(path)
    alice, bob = Browser(ds, as_editor(ds)), Browser(ds, as_editor(ds, "bob"))
    address = f"{LIST}/c001?{urlencode({'list': 'sort=oldest'})}"
    fields = {**await alice.form(address), "status": "false", "publication": "published"}
    page = await alice.send(f"{LIST}/c001/status", fields)
    assert "give the reason" in page.text
    assert way(page)[0][1] == "Back to the 100 claims"
    bobs = await bob.form(f"{LIST}/c001")
    await bob.send(f"{LIST}/c001/status", {**bobs, "status": "true"})
    fields = {**fields, "publication": "draft"}
    page = await alice.send(f"{LIST}/c001/status", fields)
    assert "/conflict" in alice.went
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    assert hidden["list"] == "sort=oldest"


async def test_without_a_next_claim_the_message_has_the_focus(path, instance, as_editor):
    ds = await instance(path)
    alice = Browser(ds, as_editor(ds))
    fields = await alice.form(f"{LIST}/c001")
    page = await alice.send(f"{LIST}/c001/status", {**fields, "status": "in_review"})
    assert re.search(r'<p class="notice" role="status" tabindex="-1" autofocus>Saved', page.text)


async def test_the_queue_leads_to_the_card_too(path, instance, as_editor):
    ds = await instance(path)
    page = await ds.client.get(f"{LIST}/queue?sort=oldest&at=c083", cookies=as_editor(ds))
    (back,) = [link for link in links(page) if link.endswith("#claim-c083")][:1]
    assert 'id="claim-c083"' in (await ds.client.get(back.partition("#")[0])).text


async def test_what_one_may_not_see_no_list_counts(path, instance):
    hidden = {"databases": {"news": {"tables": {"readings": {"allow": False}}}}}
    ds = await instance(path, metadata=hidden)
    for kind, key in (("claims", "c001"), ("articles", "a1"), ("speakers", "siti-rahma")):
        page = await ds.client.get(f"/news/-/{kind}/{key}?{urlencode({'list': 'reading=other'})}")
        assert way(page)[0][1] == "Back to the 100 claims", kind


def test_a_page_of_the_list_is_as_long_as_the_list_says():
    from datasette_claims.web import browse

    assert backway.SIZE == browse.SIZE
