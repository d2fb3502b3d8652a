"""Recent changes: what people did, newest first, folded, by pages that lose and repeat nothing."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from budget import examples
from datasette import hookimpl
from datasette.plugins import pm
from hypothesis import given, settings
from hypothesis import strategies as st
from many import claims
from newsroom import newsroom, run
from reviewing import find, save
from stories import fresh
from test_undoing import LONG_AGO

from datasette_claims.store import joining, recent, reviews, undoing
from datasette_claims.store.changes import by_person
from datasette_claims.store.judging import Judgement
from datasette_claims.web import page
from datasette_claims.web import recent as pages

PAGE = "/news/-/claims/changes"


@pytest.fixture
def path(tmp_path):
    rows = [{"id": f"c{number}", "text": f"kalimat {number}"} for number in range(6)]
    return claims(tmp_path / "news.db", rows)


@pytest.fixture
def db(path):
    with fresh(path) as opened:
        yield opened


def bulk(db, keys, actor="ana", status="false"):
    """Many claims in one transaction, as the list of claims judges them."""
    with by_person(db, actor):
        joining.give(db, keys, Judgement(status, "Sama", "draft"))


def told(db, **asked):
    found, _ = recent.entries(db.conn, recent.Asked(**asked), None, 100)
    return [(each.act["actor"], each.act["kind"], each.act["claim_id"], each.claims)
            for each in found]  # fmt: skip


def test_what_was_saved_together_is_one_entry_newest_first(db):
    save(db, actor="ana", key="c0")
    bulk(db, ["c1", "c2", "c3"])
    reviews.review(db, "c4", seen=None, actor="budi", note="Telepon")
    find(db, key="c0")
    assert told(db) == [
        ("budi", "confirmed", "c0", 1),
        ("budi", "note", "c4", 1),
        ("ana", "status", "c1", 3),
        ("ana", "evidence_added", "c0", 1),
    ]
    (_, _, _, first), _ = recent.entries(db.conn, recent.Asked(), None, 100)
    assert first.kinds == {"evidence_added": 1, "status": 1}


def test_by_actor_kind_status_and_unseen(db):
    save(db, actor="ana", key="c0")
    save(db, "true", actor="budi", key="c1")
    find(db, actor="cici", key="c1")
    undoing.undo(db, undoing.last(db.conn, "budi", LONG_AGO).batch, actor="budi")
    assert {actor for actor, *_ in told(db, actor="budi")} == {"budi"}
    assert told(db, kind="second") == [("cici", "confirmed", "c1", 1)]
    assert told(db, kind="undone") == [("budi", "status", "c1", 1)] or told(db, kind="undone") == [
        ("budi", "undid", "c1", 1)
    ]
    assert told(db, status="false") == [("ana", "status", "c0", 1)]
    assert told(db, unseen=frozenset({"status", "evidence_added", "evidence_removed"})) == [
        ("budi", "undid", "c1", 1), ("cici", "confirmed", "c1", 1),
    ]  # fmt: skip
    assert told(db, since="2999-01-01T00:00:00Z") == told(db, until="2000-01-01T00:00:00Z") == []
    assert recent.people(db.conn, 10) == ["ana", "budi", "cici"]
    assert recent.done(db.conn, recent.Asked("ana")) == {"judged": 1, "evidence": 1}
    found, _ = recent.entries(db.conn, recent.Asked(actor="budi"), None, 100)
    assert [each.undone for each in found] == [False, True]


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["ana", "budi"]), st.sampled_from(["true", "false"]),
        st.sets(st.sampled_from([f"c{number}" for number in range(6)]), min_size=1, max_size=4),
    ),
    max_size=8,
)  # fmt: skip


@settings(max_examples=examples(25), deadline=None)
@given(before=ACTS, between=ACTS, asked=st.sampled_from(["", "ana"]), size=st.integers(1, 4))
def test_pages_lose_and_repeat_nothing_whatever_is_done_meanwhile(
    tmp_path_factory, before, between, asked, size
):
    rows = [{"id": f"c{number}"} for number in range(6)]
    with fresh(claims(tmp_path_factory.mktemp("recent") / "news.db", rows)) as db:
        for actor, status, keys in before:
            bulk(db, sorted(keys), actor, status)
        question = recent.Asked(actor=asked)
        whole, rest = recent.entries(db.conn, question, None, 1000)
        assert rest is None
        meanwhile, seen, place = iter(between), [], None
        while True:
            found, place = recent.entries(db.conn, question, place, size)
            seen += [each.act["id"] for each in found]
            if act := next(meanwhile, None):
                actor, status, keys = act
                bulk(db, sorted(keys), actor, status)
            if place is None:
                break
        assert seen == [each.act["id"] for each in whole]


# The page


def lines(page):
    found = page.text.partition('<ol class="changes"')[2].partition("</ol>")[0]
    return [
        " ".join(unescape(re.sub(r"<[^>]+>", " ", item.partition(">")[2])).split())
        for item in found.split("<li")[1:]
    ]


async def test_each_act_is_a_line_in_words(path, instance, as_editor):
    with fresh(path) as db:
        save(db, actor="alice", key="c0")
        bulk(db, ["c1", "c2", "c3"], "alice")
        find(db, "objected", actor="bob", key="c0", reason="Angka <b>lama</b>")
        undoing.undo(db, undoing.last(db.conn, "bob", LONG_AGO).batch, actor="bob")
    ds = await instance(path)
    page = await ds.client.get(PAGE, cookies=as_editor(ds))
    undid, objected, many, one = lines(page)
    assert "bob undid their last decision" in undid
    assert "bob objected to the verdict" in objected
    assert "undone since" in objected
    assert "Angka <b>lama</b>" in objected
    assert "alice set the status to False (draft)" in many
    assert "kalimat 1 and 2 other claims" in many
    assert "alice added evidence: https://a.example/, and judged the claim" in one
    assert "You today: Judged: 2, Evidence: 1." in page.text
    mine = unescape(re.search(r'href="([^"]*by=alice&amp;day=[^"]*)"', page.text)[1])
    assert len(lines(await ds.client.get(mine, cookies=as_editor(ds)))) == 2
    browse = await ds.client.get("/news/-/claims", cookies=as_editor(ds))
    assert f'href="{PAGE}"' in browse.text


async def test_its_filters_stand_in_the_address_and_in_the_form(path, instance, as_editor):
    with fresh(path) as db:
        for number in range(6):
            save(db, ["true", "false"][number % 2], actor="alice", key=f"c{number}", link=False)
        save(db, "false", actor="bob", key="c0", link=False)
    ds = await instance(path)
    alice = as_editor(ds)
    for query, number in (
        ("?by=alice", 6), ("?by=bob&kind=judged", 1), ("?status=true", 3), ("?kind=note", 0),
        ("?by=nobody", 0), ("?day=2001-01-01", 0),
    ):  # fmt: skip
        page = await ds.client.get(PAGE + query, cookies=alice)
        assert len(lines(page)) == number, query
    page = await ds.client.get(PAGE + "?by=bob&kind=judged", cookies=alice)
    assert re.search(r'<option value="bob" selected', page.text)
    assert re.search(r'<option value="judged" selected', page.text)
    page = await ds.client.get(PAGE + "?kind=x&day=y&before=z", cookies=alice)
    assert page.text.count("Left out: ") == 3
    assert len(lines(page)) == 7


async def test_older_ones_are_a_link_further(path, instance, as_editor, monkeypatch):
    monkeypatch.setattr(pages, "SIZE", 2)
    with fresh(path) as db:
        for number in range(5):
            save(db, actor="alice", key=f"c{number}", link=False)
    ds = await instance(path)
    address, seen = PAGE + "?by=alice", []
    while address:
        page = await ds.client.get(address, cookies=as_editor(ds))
        seen += re.findall(r"kalimat (\d)", page.text)
        link = re.search(r'rel="next" href="([^"]*)"', page.text)
        address = link and unescape(link[1])
        if address:
            assert parse_qs(urlsplit(address).query)["by"] == ["alice"]
    assert seen == ["4", "3", "2", "1", "0"]


async def test_who_may_not_see_the_log_is_shown_none_of_it(path, instance, as_editor):
    with fresh(path) as db:
        save(db, actor="alice")
    hidden = {"databases": {"news": {"tables": {"acts": {"allow": {"id": "alice"}}}}}}
    ds = await instance(path, metadata=hidden)
    assert (await ds.client.get(PAGE, cookies=as_editor(ds))).status_code == 200
    for cookies in ({}, as_editor(ds, "bob")):
        assert (await ds.client.get(PAGE, cookies=cookies)).status_code == 403
    browse = await ds.client.get("/news/-/claims", cookies=as_editor(ds, "bob"))
    assert PAGE not in browse.text
    assert (await ds.client.post(PAGE, cookies=as_editor(ds))).status_code in (403, 405)


async def test_acts_on_tables_that_are_closed_are_left_out(path, instance, as_editor):
    with fresh(path) as db:
        save(db, actor="alice")
        find(db, actor="bob")
    run(path, "update statuses set definition = 'x' where key = 'false'")
    closed = {"second_readings": {"allow": False}, "evidence": {"allow": False}}
    ds = await instance(path, metadata={"databases": {"news": {"tables": closed}}})
    found = lines(await ds.client.get(PAGE, cookies=as_editor(ds)))
    assert [line.split(" (")[0] for line in found][1].startswith("alice set the status to False")
    assert len(found) == 2
    assert not any("a.example" in line or "confirmed" in line for line in found)


async def test_a_database_without_work_says_so(tmp_path, instance, as_editor):
    path = tmp_path / "news.db"
    newsroom(path)
    ds = await instance(path, immutable=True)
    shown = await ds.client.get(PAGE, cookies=as_editor(ds))
    assert "Nobody has done anything here yet." in shown.text


async def test_colleagues_have_their_names(path, instance, as_editor):
    class People:
        __name__ = "people"

        @hookimpl
        def actors_from_ids(self, datasette, actor_ids):
            return {key: {"id": key, "name": f"{key.title()} Wijaya"} for key in actor_ids}

    with fresh(path) as db:
        save(db, actor="alice")
    people = People()
    pm.register(people)
    try:
        ds = await instance(path)
        found = await ds.client.get(PAGE, cookies=as_editor(ds))
    finally:
        pm.unregister(people)
    assert "Alice Wijaya" in lines(found)[0]
    assert '<option value="alice">Alice Wijaya</option>' in found.text


def test_every_kind_of_act_that_is_told_of_can_be_asked_for():
    from datasette_claims.web import timeline

    asked = {kind for kinds in recent.KINDS.values() for kind in kinds}
    assert {*timeline.MORE, *timeline.MEANWHILE, *pages.TABLES} <= asked
    assert set(pages.KINDS) == set(recent.KINDS)
    assert set(pages.TABLES.values()) <= set(page.PARTS)
