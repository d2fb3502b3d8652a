"""Extraction errors are out of sight, and every place says so that leaves them out."""

import json
import re
from html import unescape

import many
import pytest
from newsroom import run

from datasette_claims.store import facets, home, queries, queue, records
from datasette_claims.store.database import opened
from datasette_claims.store.filters import Filters

MISTAKE = "siapa pun tidak mengatakan ini"
ROWS = [
    {"speaker": "Siti", "text": "harga beras naik", "said_on": "2025-04-01"},
    {"speaker": "Siti", "text": "panen gagal", "status": "false", "said_on": "2025-04-02"},
    {"speaker": "Siti", "text": MISTAKE, "status": "extraction_error", "said_on": "2025-04-03"},
]


@pytest.fixture
def path(tmp_path):
    return many.claims(tmp_path / "news.db", ROWS)


def ids(conn, filters):
    return queries.page(conn, filters, 10).keys


def test_lists_counts_facets_and_the_queue_leave_them_out(path):
    with opened(path) as db:
        conn = db.conn
        assert ids(conn, Filters()) == ["claim000001", "claim000000"]
        assert queries.count(conn, Filters()) == 2
        (by_status,) = facets.counted(conn, Filters(), ("status",))
        assert {value.key: value.claims for value in by_status.values} == {
            "unreviewed": 1, "false": 1,
        }  # fmt: skip
        assert sum(each.claims for each in home.standing(conn)) == 2
        assert home.errors(conn) == 1
        assert queue.progress(conn, Filters(), None, None).total == 2
        assert len(records.article(conn, "a1").claims) == 2
        assert records.article(conn, "a1").errors == 1


@pytest.mark.parametrize(
    ("filters", "number", "hidden"),
    [
        (Filters(), 2, 1),
        (Filters(errors="all"), 3, 0),
        (Filters(status=("extraction_error",)), 1, 0),
        (Filters(status=("extraction_error", "false")), 2, 0),
        (Filters(status=("false",)), 1, 0),
        (Filters(q="siapa"), 0, 1),
        (Filters(q="panen"), 1, 0),
    ],
)
def test_who_asks_for_them_gets_them(path, filters, number, hidden):
    with opened(path) as db:
        assert queries.count(db.conn, filters) == number == len(ids(db.conn, filters))
        assert queries.errors_hidden(db.conn, filters) == hidden


PLACES = {
    "/news/-/claims": "1 extraction error not shown",
    "/news/-/claims?q=siapa": "1 extraction error not shown",
    "/news/-/speakers/siti": "1 that is an extraction error is left out",
    "/news/-/articles/a1": "1 extraction error not shown",
    "/": "1 extraction error not shown",
}


@pytest.mark.parametrize("address", PLACES)
async def test_every_page_says_what_it_does_not_show_and_leads_there(path, instance, address):
    ds = await instance(path)
    text = (await ds.client.get(address)).text
    assert MISTAKE not in text
    assert PLACES[address] in text
    (there,) = re.findall(r'href="([^"]*status=extraction_error[^"]*)"', text)
    found = (await ds.client.get(there.replace("&amp;", "&"))).text
    assert MISTAKE in found.replace("<mark>", "").replace("</mark>", "")


async def test_a_database_of_nothing_else_says_so(tmp_path, instance):
    ds = await instance(many.claims(tmp_path / "news.db", ROWS[2:]))
    text = (await ds.client.get("/news/-/claims")).text
    assert "the one there was is an extraction error" in text


@pytest.mark.parametrize(("query", "number"), [("", 2), ("?errors=all", 3)])
async def test_files_hold_what_the_page_shows(path, instance, query, number):
    ds = await instance(path)
    rows = (await ds.client.get(f"/news/-/claims.csv{query}")).text.strip().splitlines()
    assert len(rows) == 1 + number
    assert json.loads((await ds.client.get(f"/news/-/claims.json{query}")).text)["count"] == number


async def test_editors_find_their_work_by_words(path, instance, as_editor):
    ds = await instance(path)
    text = (await ds.client.get("/news/-/claims", cookies=as_editor(ds, "alice"))).text
    desk = text.partition('id="facet-desk"')[2].partition("</section>")[0]
    found = dict(re.findall(r'href="([^"]+)"[^>]*><bdi class="name">([^<]+)<', desk))
    assert "Drafts to be published" in found.values()
    for address, label in found.items():
        page = await ds.client.get(address, cookies=as_editor(ds, "alice"))
        assert 'class="chosen" aria-current="true"><bdi class="name">' + label in page.text
    assert 'id="facet-desk"' not in (await ds.client.get("/news/-/claims")).text


async def test_who_may_not_see_evidence_cannot_ask_for_it(path, instance):
    run(path, "insert into evidence (claim_id, url, stance, added_at) values"
        " ('claim000000', 'https://x.example', 'context', '2026-01-05')")  # fmt: skip
    hidden = {"databases": {"news": {"tables": {"evidence": {"allow": False}}}}}
    closed, opened_ = await instance(path, metadata=hidden), await instance(path)
    assert (await closed.client.get("/news/-/claims.json?evidence=some")).status_code == 400
    assert (await opened_.client.get("/news/-/claims.json?evidence=some")).json()["count"] == 1
    text = (await closed.client.get("/news/-/claims?evidence=some")).text
    assert "you may not see the evidence" in text
    assert "<strong>2</strong> claims" in text


async def test_what_the_desk_has_is_counted_as_its_list_is(path, instance, as_editor):
    """Whether it is chosen or not."""
    ds = await instance(path)
    cookies = as_editor(ds)
    for tail in ("", "?status=extraction_error", "?evidence=-"):
        page = (await ds.client.get(f"/news/-/claims{tail}", cookies=cookies)).text
        desk = page.partition('id="facet-desk"')[2].partition("</section>")[0]
        shelves = re.findall(r'<li><a href="([^"]*)"( class="chosen")?.*?class="n">([\d,]+)<', desk)
        assert len(shelves) == desk.count("<li>")
        for href, chosen, number in shelves:
            shown = page if chosen else (await ds.client.get(unescape(href), cookies=cookies)).text
            assert re.search(r'role="status"><strong>([\d,]+)', shown)[1] == number, href
