"""Two people in one queue get different claims, for some minutes."""

from contextlib import closing
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import Browser
from budget import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from many import claims
from newsroom import newsroom, run
from stories import fresh

from datasette_claims.store import leases, queue
from datasette_claims.store.filters import Filters
from datasette_claims.store.sqlite import sqlite3

NOON = datetime(2026, 5, 4, 12, tzinfo=timezone.utc)
LATER = NOON + leases.LASTS - timedelta(seconds=1)
OVER = NOON + leases.LASTS
FILTERS = Filters(status=("unreviewed",))


@pytest.fixture
def db(tmp_path):
    path = claims(tmp_path / "news.db", [{"id": f"c{n}", "position": n} for n in range(6)])
    with fresh(path) as opened:
        yield opened


def test_one_takes_what_the_other_has_not(db):
    assert leases.take_next(db, FILTERS, None, "ana", NOON) == "c0"
    assert leases.take_next(db, FILTERS, None, "budi", LATER) == "c1"
    assert leases.take_next(db, FILTERS, "c0", "ana", LATER) == "c2"
    # The one she came from is anybody's again, and so is what nobody renewed
    assert leases.take_next(db, FILTERS, None, "citra", LATER) == "c0"
    assert leases.take_next(db, FILTERS, None, "dewi", LATER + leases.LASTS) == "c0"


def test_what_is_looked_at_is_kept(db):
    leases.take_next(db, FILTERS, None, "ana", NOON)
    assert leases.hold(db, "c0", "ana", LATER) is None
    assert leases.hold(db, "c0", "budi", OVER) == "ana"
    assert leases.holder(db.conn, "c0", "budi", OVER) == "ana"
    assert leases.holder(db.conn, "c0", "ana", OVER) is None
    assert leases.take_next(db, FILTERS, None, "budi", OVER) == "c1"
    assert leases.hold(db, "c0", "budi", LATER + leases.LASTS) is None


def test_nobody_holds_more_than_some(db):
    for number in range(6):
        leases.hold(db, f"c{number}", "ana", NOON + timedelta(seconds=number))
    kept = db.execute("select claim_id from leases order by claim_id").fetchall()
    assert kept == [("c3",), ("c4",), ("c5",)]
    # The newest is kept even if the clock was turned back
    leases.hold(db, "c0", "ana", NOON - timedelta(minutes=1))
    kept = db.execute("select claim_id from leases order by claim_id").fetchall()
    assert ("c0",) in kept


def test_at_the_end_there_is_none(db):
    for n in range(6):
        assert leases.take_next(db, FILTERS, f"c{n - 1}", f"actor{n}", NOON) == f"c{n}"
    assert leases.take_next(db, FILTERS, "c2", "ana", NOON) is None
    assert leases.take_next(db, FILTERS, "c2", "ana", OVER) == "c3"


@settings(max_examples=examples(60))
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 400)), max_size=20))
def test_no_two_are_given_one_claim(tmp_path_factory, steps):
    path = tmp_path_factory.mktemp("leases") / "news.db"
    claims(path, [{"id": f"c{n}", "position": n} for n in range(9)])
    now, at = NOON, {}
    with fresh(path) as db:
        for actor, seconds in steps:
            now += timedelta(seconds=seconds)
            others = {key for who, (key, until) in at.items() if who != actor and until > now}
            taken = leases.take_next(db, FILTERS, at.get(actor, (None,))[0], actor, now)
            assert taken not in others
            if taken:
                at[actor] = (taken, now + leases.LASTS)
                assert queue.following(db.conn, FILTERS, None, leases.free("z", now)) != taken
            else:
                at.pop(actor, None)


QUEUE = "/news/-/claims/queue"


@pytest.fixture
async def two(tmp_path, instance, as_editor):
    path = tmp_path / "news.db"
    newsroom(path)
    ds = await instance(path)
    return path, Browser(ds, as_editor(ds, "alice")), Browser(ds, as_editor(ds, "bob"))


def at(browser):
    return parse_qs(urlsplit(browser.went).query)["at"][0]


async def begin(browser):
    await browser.get("/news/-/claims?status=unreviewed")
    token = (await browser.form("/news/-/claims/queue?status=unreviewed")).get("csrftoken", "")
    return await browser.send(QUEUE, {"queue": "status=unreviewed", "csrftoken": token})


async def test_two_go_through_one_queue_and_meet_no_claim_twice(two):
    path, *both = two
    for browser in both:
        shown = await begin(browser)
        assert "is at this claim" not in shown.text
    decided = []
    for turn in range(7):
        browser = both[turn % 2]
        if "at=-" in browser.went:
            continue
        decided.append(at(browser))
        form = await browser.form(browser.went)
        await browser.send(f"/news/-/claims/{decided[-1]}/status", {**form, "status": "true"})
    assert len(set(decided)) == len(decided) == 7
    assert run(path, "select distinct status from claims") == [[("true",)]]


async def test_who_comes_by_the_address_is_told_who_is_there(two):
    path, alice, bob = two
    await begin(alice)
    key = at(alice)
    shown = await bob.get(alice.went)
    assert "<bdi>alice</bdi> is at this claim just now" in shown.text
    form = await bob.form(alice.went)
    answer = await bob.send(
        f"/news/-/claims/{key}/hold", form, headers={"accept": "application/json"}
    )
    assert answer.json()["held_by"] == "alice"
    answer = await alice.send(
        f"/news/-/claims/{key}/hold",
        await alice.form(alice.went),
        headers={"accept": "application/json"},
    )
    assert "held_by" not in answer.json()
    # A courtesy, no lock
    await bob.send(f"/news/-/claims/{key}/status", {**form, "status": "true"})
    assert run(path, "select actor from status_history") == [[("bob",)]]


async def test_a_reader_takes_nothing(two):
    path, alice, _ = two
    visitor = Browser(alice.ds)
    await visitor.get(f"{QUEUE}?status=unreviewed")
    await alice.get(f"{QUEUE}?status=unreviewed")  # to look is not to take
    assert run(path, "select count(*) from leases") == [[(0,)]]


async def test_a_file_that_is_being_written_to_keeps_nobody_waiting_for_long(
    tmp_path, instance, as_editor, monkeypatch
):
    """While articles are loaded the next claim comes without being kept for anybody."""
    path = tmp_path / "news.db"
    newsroom(path)
    ds = await instance(path)
    alice = Browser(ds, as_editor(ds, "alice"))
    form = await alice.form(f"{QUEUE}?status=unreviewed")
    db = ds.get_database("news")
    await db.execute_write_fn(lambda conn: conn.execute("pragma busy_timeout = 50"))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin immediate")
        await alice.send(QUEUE, {**form, "queue": "status=unreviewed"})
        assert at(alice)
        other.execute("rollback")
    assert run(path, "select count(*) from leases") == [[(0,)]]
