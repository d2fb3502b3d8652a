"""Undo: the claim stands as before, the history tells of both, and nothing is erased."""

from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import Browser
from budget import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from many import claims
from newsroom import newsroom, run
from stories import fresh
from test_copies import STORY, load, read

from datasette_claims.store import carrying, joining, queue, reviews, undoing
from datasette_claims.store.errors import Refused
from datasette_claims.store.judging import Judgement

LONG_AGO = "2000-01-01T00:00:00Z"


@pytest.fixture
def db(tmp_path):
    path = claims(tmp_path / "news.db", [{"id": "c0"}, {"id": "c1"}])
    with fresh(path) as opened:
        yield opened


def standing(db, key="c0"):
    """How the claim is judged, and the evidence that stands on it."""
    judged = db.execute(
        "select status, rationale, publication from claims where id = ?", [key]
    ).fetchone()
    links = db.execute(
        "select url from evidence where claim_id = ? and removed_at is null order by id", [key]
    ).fetchall()
    return judged, [url for (url,) in links]


def save(db, actor="ana", key="c0", status=None, *, link=None, publication="draft", note=None):
    seen = db.execute("select revision from claims where id = ?", [key]).fetchone()[0]
    return reviews.review(
        db,
        key,
        seen=seen,
        actor=actor,
        judgement=status and Judgement(status, f"Why {status}", publication),
        links=[{"url": f"https://{link}.example/"}] if link else [],
        note=note,
        again=True,
    )


def undo(db, actor="ana"):
    return undoing.undo(db, undoing.last(db.conn, actor, LONG_AGO).batch, actor=actor)


@pytest.mark.parametrize(
    "saves",
    [
        [{"status": "false"}],
        [{"status": "false", "link": "a", "publication": "published", "note": "n"}],
        [{"status": "false", "link": "a"}, {"status": "true"}],
        [{"status": "false", "link": "a"}, {"link": "b"}],
        [{"status": "in_review"}, {"status": "false", "link": "a", "publication": "published"}],
        [
            {"status": "false", "link": "a", "publication": "published"},
            {"status": "false", "publication": "withdrawn"},
        ],
        [{"status": "false", "link": "a", "publication": "published"}, {"status": "unreviewed"}],
    ],
)
def test_each_save_can_be_undone_back_to_the_first(db, saves):
    stood = [standing(db)]
    for one in saves:
        save(db, **one)
        stood.append(standing(db))
    for before in reversed(stood[:-1]):
        assert undo(db) == "c0"
        assert standing(db) == before
    assert undoing.last(db.conn, "ana", LONG_AGO) is None


def test_the_log_names_what_was_undone_and_keeps_it(db):
    save(db, status="false", link="a", note="Call.")
    before = list(db.query("select * from acts"))
    history = list(db.query("select * from status_history"))
    batch = undoing.last(db.conn, "ana", LONG_AGO).batch
    undo(db)
    acts = list(db.query("select * from acts"))
    assert acts[: len(before)] == before
    assert [(act["kind"], act["actor"]) for act in acts[len(before) :]] == [
        ("status", "ana"),
        ("evidence_removed", "ana"),
        ("undid", "ana"),
    ]
    assert acts[-1]["record"] == batch
    assert list(db.query("select * from status_history"))[: len(history)] == history
    assert db.execute("select count(*) from review_notes").fetchone() == (1,)


def test_undone_twice_is_undone_once(db):
    save(db, status="false")
    batch = undoing.last(db.conn, "ana", LONG_AGO).batch
    undoing.undo(db, batch, actor="ana")
    acts = db.execute("select count(*) from acts").fetchone()
    assert undoing.undo(db, batch, actor="ana") == "c0"
    assert db.execute("select count(*) from acts").fetchone() == acts


def refused(db, words, batch, actor="ana"):
    before = (standing(db), db.execute("select count(*) from acts").fetchone())
    with pytest.raises(Refused, match=words):
        undoing.undo(db, batch, actor=actor)
    assert (standing(db), db.execute("select count(*) from acts").fetchone()) == before


def last(db, actor="ana"):
    return undoing.last(db.conn, actor, LONG_AGO).batch


def test_what_a_colleague_judged_since_stands(db):
    save(db, status="false", link="a")
    batch = last(db)
    save(db, "budi", status="true")
    refused(db, "judged again since", batch)
    undo(db, "budi")  # his brings hers back, and then hers can be undone too
    assert standing(db)[0][0] == "false"
    undoing.undo(db, batch, actor="ana")
    assert standing(db) == (("unreviewed", None, "draft"), [])


def test_only_ones_own(db):
    save(db, status="false")
    refused(db, "nothing of yours", last(db), actor="budi")
    refused(db, "nothing of yours", "nonsense")
    assert undoing.last(db.conn, "budi", LONG_AGO) is None


def test_a_colleagues_evidence_and_notes_stay(db):
    save(db, status="false", link="a")
    batch = last(db)
    save(db, "budi", link="b", note="Seen.")
    undoing.undo(db, batch, actor="ana")
    assert standing(db) == (("unreviewed", None, "draft"), ["https://b.example/"])


def test_a_verdict_that_a_colleague_published_keeps_its_only_evidence(db):
    save(db, link="a")
    batch = last(db)
    save(db, "budi", status="false", publication="published")
    refused(db, "only evidence of a published verdict", batch)
    save(db, "budi", link="b")
    undoing.undo(db, batch, actor="ana")
    assert standing(db)[1] == ["https://b.example/"]


def test_back_to_published_needs_the_evidence_that_was_there(db):
    save(db, "budi", status="false", link="a", publication="published")
    save(db, status="in_review")
    batch = last(db)
    (number,) = db.execute("select id from evidence").fetchone()
    reviews.remove_evidence(db, "c0", number, actor="budi")
    refused(db, "add at least one evidence link", batch)


def test_words_that_were_corrected_since_are_not_judged_by_undoing(db):
    save(db, status="false", link="a", publication="published")
    save(db, status="true", link="b", publication="published")
    batch = last(db)
    db.execute("update claims set text = 'other words' where id = 'c0'")
    refused(db, "judged again since", batch)


def test_a_note_alone_is_nothing_to_undo(db):
    save(db, note="Call.")
    assert undoing.last(db.conn, "ana", LONG_AGO) is None


def test_what_was_decided_elsewhere_is_not_undone_here(db):
    save(db, status="false")
    carrying.keep_dropped(db, "c0", words={"note": "x"}, reason=None, actor="ana")
    dropped = db.execute("select batch from acts where kind = 'dropped'").fetchone()[0]
    refused(db, "not one decision", dropped)
    assert undoing.last(db.conn, "ana", LONG_AGO).batch != dropped


def test_undo_begins_with_today(db):
    save(db, status="false")
    assert undoing.last(db.conn, "ana", "2999-01-01T00:00:00Z") is None


DEEDS = st.one_of(
    st.tuples(
        st.just("save"),
        st.sampled_from(["ana", "budi"]),
        st.sampled_from(["c0", "c1"]),
        st.sampled_from([None, "false", "true", "in_review", "not_checkable"]),
        st.sampled_from([None, "a", "b"]),
        st.booleans(),
    ),
    st.tuples(st.just("undo"), st.sampled_from(["ana", "budi"])),
)


@settings(max_examples=examples(150))
@given(st.lists(DEEDS, max_size=12))
def test_whatever_is_done_undo_returns_the_standing_or_refuses(tmp_path_factory, deeds):
    path = claims(tmp_path_factory.mktemp("undo") / "news.db", [{"id": "c0"}, {"id": "c1"}])
    with fresh(path) as db:
        stack = {"ana": [], "budi": []}
        judged = {"c0": [], "c1": []}  # who judged it, newest last
        for deed in deeds:
            log = list(db.query("select * from acts"))
            if deed[0] == "save":
                _, actor, key, status, link, publish = deed
                before = standing(db, key)
                try:
                    save(db, actor, key, status, link=link,
                         publication="published" if publish else "draft", note="n")  # fmt: skip
                except Refused:
                    continue
                new = list(db.query("select * from acts"))[len(log) :]
                if any(act["kind"] != "note" for act in new):
                    batch = new[0]["batch"]
                    mine = any(act["kind"] == "status" for act in new)
                    stack[actor].append((batch, key, before, mine))
                    if mine:
                        judged[key].append(batch)
            else:
                actor = deed[1]
                found = undoing.last(db.conn, actor, LONG_AGO)
                assert (found and found.batch) == ((stack[actor] and stack[actor][-1][0]) or None)
                if found is None:
                    continue
                batch, key, before, mine = stack[actor][-1]
                newest = not mine or judged[key][-1] == batch
                now = standing(db, key)
                try:
                    assert undoing.undo(db, batch, actor=actor) == key
                except Refused:
                    assert standing(db, key) == now
                    assert not newest or now[0][2] == "published" or before[0][2] == "published"
                    break
                assert newest
                stack[actor].pop()
                if mine:
                    judged[key].remove(batch)
                    assert standing(db, key)[0] == before[0]
                else:
                    assert standing(db, key)[0] == now[0]
                added = [url for url in now[1] if url not in standing(db, key)[1]]
                assert len(now[1]) - len(standing(db, key)[1]) <= 1, added
            # Nothing is erased
            assert list(db.query("select * from acts"))[: len(log)] == log


# The page


QUEUE = "/news/-/claims/queue"


def at(browser):
    return parse_qs(urlsplit(browser.went).query)["at"][0]


@pytest.fixture
async def alice(tmp_path, instance, as_editor):
    path = tmp_path / "news.db"
    newsroom(path)
    ds = await instance(path)
    browser = Browser(ds, as_editor(ds, "alice"))
    browser.path = path
    return browser


async def decide(browser, **fields):
    key = at(browser)
    form = await browser.form(browser.went)
    shown = await browser.send(
        f"/news/-/claims/{key}/status", {**form, "status": "false", "rationale": "R.", **fields}
    )
    return key, shown


def undo_button(html):
    import re

    found = re.search(r'name="undo" value="([^"]*)"[^>]*data-undo', html)
    return found and found[1]


async def test_undo_leads_back_to_the_claim_and_keeps_what_was_typed_meanwhile(alice):
    first = await alice.get(f"{QUEUE}?status=unreviewed")
    assert undo_button(first.text) == ""
    key, shown = await decide(alice, evidence_url="https://bukti.example/", note="N.")
    here = alice.went
    form = await alice.form(here)
    shown = await alice.send(
        f"/news/-/claims/{at(alice)}/undo",
        {**form, "undo": undo_button(shown.text), "rationale": "Baru separuh."},
    )
    assert at(alice) == key
    assert "Undone; the timeline keeps both. What you typed" in shown.text
    assert '<span id="today">0</span> today' in shown.text
    assert run(alice.path, "select distinct status from claims") == [[("unreviewed",)]]
    back = await alice.get(here)
    assert "Baru separuh.</textarea>" in back.text
    timeline = (await alice.get(f"/news/-/claims/{key}")).text
    assert "The last decision was undone" in timeline
    assert "Status set to" in timeline


async def test_undo_at_the_end_and_again(alice):
    await alice.get(f"{QUEUE}?q=tanggul&status=unreviewed")
    keys = []
    while "at=-" not in alice.went:
        key, shown = await decide(alice)
        keys.append(key)
    while keys:
        form = {"shown": "0", "queue": "status=unreviewed", "undo": undo_button(shown.text)}
        form |= {"csrftoken": (await alice.form(f"{QUEUE}?at={keys[-1]}")).get("csrftoken", "")}
        shown = await alice.send(f"/news/-/claims/{keys[-1]}/undo", form)
        assert at(alice) == keys.pop()
    assert run(alice.path, "select distinct status from claims") == [[("unreviewed",)]]


async def test_a_script_undoes_what_the_answer_named(alice):
    await alice.get(f"{QUEUE}?status=unreviewed")
    key, form = at(alice), await alice.form(alice.went)
    ask = {"accept": "application/json"}
    for _ in range(2):  # the second answer, to the same form, names the same
        saved = await alice.send(
            f"/news/-/claims/{key}/status", {**form, "status": "false"}, headers=ask
        )
        named = saved.json()["undo"]
    for _ in range(2):
        done = await alice.send(f"/news/-/claims/{key}/undo", {**form, "undo": named}, headers=ask)
        assert done.json()["undone"] == key
    assert run(alice.path, "select count(*) from acts where kind = 'undid'") == [[(1,)]]


async def test_what_cannot_be_undone_is_said(alice):
    await alice.get(f"{QUEUE}?status=unreviewed")
    key, shown = await decide(alice)
    with fresh(alice.path) as db:
        save(db, "bob", key, "true")
    form = await alice.form(alice.went)
    shown = await alice.send(
        f"/news/-/claims/{at(alice)}/undo", {**form, "undo": undo_button(shown.text)}
    )
    assert "The claim was judged again since" in shown.text
    assert run(alice.path, ["select status from claims where id = ?", [key]]) == [[("true",)]]


def test_joined_copies_are_undone_together_and_count_once():
    with fresh() as db:
        load(db, read(STORY), read(STORY, "two", "2026-05-05"), read(STORY, "three", "2026-05-06"))
        found = db.execute("select id from claims where text like '%Nobody%' order by id")
        keys = [key for (key,) in found]
        save(db, key=keys[1], status="false", link="a")
        assert [standing(db, key)[0][0] for key in keys] == ["false"] * 3
        worker = queue.Worker("ana", LONG_AGO)
        assert queue.judged_since(db.conn, worker) == 1
        assert undo(db) == keys[1]
        assert [standing(db, key) for key in keys] == [(("unreviewed", None, "draft"), [])] * 3
        assert len(joining.others(db, keys[0])) == 2
        assert queue.judged_since(db.conn, worker) == 0
