"""A draft is for the desk: whoever may not edit is told the same before it was saved and after."""

import pytest
import test_joining as joining
from datasette.utils.asgi import Request
from newsroom import newsroom, run
from stories import fresh
from test_copies import STORY, load, read
from test_feeds_out import NAMED
from test_twins import judge

from datasette_claims.publishing import outward, snapshot
from datasette_claims.store import dossiers, published
from datasette_claims.store.filters import Filters
from datasette_claims.store.vocabulary import vocabulary
from datasette_claims.web import feeds

FORMS = ("atom", "jsonld", "annotations")


@pytest.fixture
def news(tmp_path):
    """One claim published after a draft, one drafted, one withdrawn, the others not judged."""
    path = tmp_path / "news.db"
    keys = newsroom(path)
    judge(path, keys["bendungan"], "true", reason="Draf.", publication="draft", links=())
    judge(path, keys["bendungan"], "misleading")
    judge(path, keys["Retak"], reason="Masih ditulis.", publication="draft")
    judge(path, keys["pemerintah"], reason="Kata yang ditarik.")
    judge(path, keys["pemerintah"], reason="Keliru.", publication="withdrawn", links=())
    return path, keys


async def told(ds, path, keys):
    """All that a visitor's programs are told: pages as JSON, feeds, and what MCP asks for."""
    of = "select id, speaker_id, article_id from claims"
    rows = run(path, of)[0]
    places = {
        *(f"claims/{key}" for key in keys.values()),
        *(f"speakers/{speaker}" for _, speaker, _ in rows),
        *(f"articles/{article}" for _, _, article in rows),
    }
    addresses = [f"/news/-/{place}.{form}" for place in sorted(places) for form in (*FORMS, "json")]
    addresses += [f"/news/-/claims.{form}" for form in FORMS]
    addresses += [f"/news/claims_flat.{form}" for form in FORMS]
    found = {}
    for address in addresses:
        answer = await ds.client.get(address)
        assert answer.status_code == 200, address
        found[address] = answer.text
    return found


@pytest.mark.parametrize("word", ["usul", "Retak", "pemerintah"])
async def test_a_draft_changes_nothing_that_is_told(news, instance, word):
    """Of what nobody judged, another draft, and anew of what was withdrawn."""
    path, keys = news
    ds = await instance(path, metadata=NAMED)
    before = await told(ds, path, keys)
    link = {"url": "https://bukti.example/draf"}
    judge(path, keys[word], "true", reason="Baru.", publication="draft", links=[link])
    after = await told(ds, path, keys)
    assert [address for address in after if after[address] != before[address]] == []


async def test_nor_where_nothing_was_ever_judged(tmp_path, instance):
    path = tmp_path / "news.db"
    keys = newsroom(path)
    ds = await instance(path, metadata=NAMED)
    before = await told(ds, path, keys)
    judge(path, keys["usul"], publication="draft")
    assert await told(ds, path, keys) == before


async def test_a_copy_counts_the_same_changes_and_tells_the_same_time(news, instance, tmp_path):
    path, keys = news
    snapshot.make(path, tmp_path / "copy.db")
    ds = await instance(path, tmp_path / "copy.db")
    for key in keys.values():
        here, there = [
            (await ds.client.get(f"/{name}/-/claims/{key}.json")).json()
            for name in ("news", "copy")
        ]
        assert here["revision"] == there["revision"] == here["claim"]["revision"]
        assert here["claim"]["updated_at"] == there["claim"]["updated_at"]


async def test_copies_tell_no_count_of_changes(tmp_path, instance, as_editor):
    path = tmp_path / "copies.db"
    with fresh(path) as db:
        load(db, read(STORY), read(STORY, "two", "2026-05-05"))
        here = joining.key(db, "one")
        joining.judge(db, "one")
    ds = await instance(path)
    for cookies, revisions in ((None, [None]), (as_editor(ds), [2])):
        told = (await ds.client.get(f"/copies/-/claims/{here}.json", cookies=cookies)).json()
        assert [row["revision"] for row in told["copies"]] == revisions


def test_no_row_counts_the_drafts(news):
    """What MCP is told of claims that a filter finds, published or not."""
    path, _ = news
    with fresh(path) as db:
        words = vocabulary(db.conn)
        rows = list(db.query("select * from claims_flat"))
        withdrawn = published.withdrawals(db.conn, [row["id"] for row in rows])
        told = [outward.flat(row, words, withdrawn.get(row["id"], ())) for row in rows]
    assert {row["publication"] for row in told} == {"draft", "published", "withdrawn"}
    for row in told:
        assert row["revision"] is None
        assert (row["updated_at"] is None) is (row["publication"] != "published")


async def test_as_many_verdicts_are_listed_as_there_are(news, instance):
    """What is no verdict, was taken back or is incomplete takes no place from one that stands."""
    path, keys = news
    judge(path, keys["tanggul"], "not_checkable", reason="Pendapat.", links=())
    ds = await instance(path)
    for query, size, listed in (
        ("", 1, ["bendungan"]),
        ("", 9, ["bendungan"]),
        ("?status=misleading&status=not_checkable", 1, ["bendungan"]),
        ("?status=not_checkable", 9, []),
    ):
        request = Request.fake(f"/news/-/mcp.json{query}", url_vars={"database": "news"})
        found = await feeds.verdicts(ds, request, size)
        assert [one["id"] for one in found] == [keys[word] for word in listed], query


def test_no_draft_moves_a_claim_in_the_order(news):
    """By which a feed of few entries is cut: the time is that of what was published."""
    path, keys = news
    with fresh(path) as db:
        before = dossiers.published(db.conn, Filters())
        assert {*before} == {keys["bendungan"], keys["pemerintah"]}
        later = "2099-01-01T00:00:00Z"
        db.execute("update claims set updated_at = ? where id = ?", [later, before[-1]])
        assert dossiers.published(db.conn, Filters()) == before
