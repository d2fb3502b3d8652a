"""Many claims changed at once: shown first, all or what can be, and undone as a whole."""

import pytest
from budget import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from many import claims, fill
from reviewing import add_evidence, set_status
from stories import fresh
from test_copies import STORY, load, read

from datasette_claims.store import assignments, many, undoing, undoing_many
from datasette_claims.store.database import opened
from datasette_claims.store.errors import Refused
from datasette_claims.store.filters import Filters
from datasette_claims.store.judging import Judgement
from datasette_claims.store.many import Wanted

LONG_AGO = "2000-01-01T00:00:00Z"
KEYS = [f"c{n}" for n in range(6)]
NOT_CHECKABLE = Judgement("not_checkable", "A wish.", "draft")


@pytest.fixture
def db(tmp_path):
    path = claims(tmp_path / "news.db", [{"id": key} for key in KEYS])
    with fresh(path) as opened:
        yield opened


def standing(db):
    """How every claim stands: its judgement, evidence and whose it is."""
    return list(
        db.query(
            "SELECT id, status, rationale, publication, group_id,"
            " (SELECT group_concat(url) FROM evidence WHERE claim_id = claims.id"
            " AND removed_at IS NULL) AS links,"
            " (SELECT actor FROM assignments WHERE claim_id = claims.id) AS whose"
            " FROM claims ORDER BY id"
        )
    )


def revisions(db, keys=None):
    found = dict(db.execute("SELECT id, revision FROM claims ORDER BY id").fetchall())
    return found if keys is None else {key: found[key] for key in keys}


def judge(db, key, status, publication="draft", link=None, actor="bob"):
    if link:
        add_evidence(db, key, seen=revisions(db)[key], actor=actor, url=link, stance="context")
    set_status(
        db, key, seen=revisions(db)[key], status=status, rationale=f"Why {status}",
        publication=publication, actor=actor,
    )  # fmt: skip


def test_one_judgement_for_all_is_one_batch_and_one_undo(db):
    before = standing(db)
    acts = list(db.query("SELECT * FROM acts"))
    done = many.change(db, revisions(db), Wanted(NOT_CHECKABLE), actor="ana", query="q=x")
    assert done.changed == tuple(KEYS)
    assert {(row["status"], row["rationale"]) for row in standing(db)} == {
        ("not_checkable", "A wish.")
    }
    batches = db.execute("SELECT DISTINCT batch FROM acts WHERE actor = 'ana'").fetchall()
    assert batches == [(done.batch,)]
    told = many.told(db.conn, done.batch)
    assert (told["changed"], told["status"], told["query"]) == (6, "not_checkable", "q=x")
    assert told["undone"] is None
    assert many.keys(db.conn, done.batch) == KEYS
    assert undoing_many.undo(db, done.batch, actor="ana") == undoing_many.Undone(6, {})
    assert standing(db) == before
    assert list(db.query("SELECT * FROM acts"))[: len(acts)] == acts
    assert many.told(db.conn, done.batch)["undone"] == {}
    # Undone twice is undone once.
    number = db.execute("SELECT count(*) FROM acts").fetchone()
    assert undoing_many.undo(db, done.batch, actor="ana").undone == 0
    assert db.execute("SELECT count(*) FROM acts").fetchone() == number


def test_nothing_is_done_by_looking(db):
    before, acts = standing(db), db.execute("SELECT count(*) FROM acts").fetchone()
    steps = many.planned(db.conn, KEYS, Wanted(NOT_CHECKABLE))
    assert [step.key for step in steps if step.changes] == KEYS
    assert standing(db) == before
    assert db.execute("SELECT count(*) FROM acts").fetchone() == acts


def test_who_was_faster_is_left_and_told(db):
    seen = revisions(db)
    judge(db, "c2", "false")
    done = many.change(db, {**seen, "gone": 1}, Wanted(NOT_CHECKABLE), actor="ana")
    assert done.stale == ("c2", "gone")
    assert len(done.changed) == 5
    assert [row["status"] for row in standing(db)].count("not_checkable") == 5
    assert many.told(db.conn, done.batch)["stale"] == ["c2", "gone"]


def test_each_is_held_to_the_rules_for_one(db):
    judge(db, "c0", "false")
    judge(db, "c1", "false", link="https://x.example/1")
    judge(db, "c2", "false", "published", link="https://x.example/2")
    judge(db, "c3", "not_checkable")
    judge(db, "c4", "extraction_error")
    steps = {step.key: step for step in many.planned(db.conn, KEYS, Wanted(publish=True))}
    assert "evidence" in steps["c0"].problem
    assert steps["c1"].changes
    assert steps["c2"].same
    assert steps["c3"].changes
    assert "never leave" in steps["c4"].problem
    assert steps["c5"].problem == many.NO_RESULT
    done = many.change(db, revisions(db), Wanted(publish=True), actor="ana")
    assert done.changed == ("c1", "c3")
    assert done.same == ("c2",)
    assert set(done.refused) == {"c0", "c4", "c5"}
    told = many.told(db.conn, done.batch)["refused"]
    assert sorted(key for keys in told.values() for key in keys) == ["c0", "c4", "c5"]


def test_what_is_published_or_was_withdrawn_is_not_changed_in_passing(db):
    judge(db, "c0", "false", "published", link="https://x.example/1")
    judge(db, "c1", "false", "published", link="https://x.example/1")
    set_status(
        db, "c1", seen=revisions(db)["c1"], status="false", rationale="Wrong source.",
        publication="withdrawn", actor="bob",
    )  # fmt: skip
    done = many.change(db, revisions(db), Wanted(NOT_CHECKABLE), actor="ana")
    assert done.refused == {"c0": many.PUBLIC, "c1": many.WITHDRAWN}
    done = many.change(db, revisions(db), Wanted(NOT_CHECKABLE, public=True), actor="ana")
    assert done.changed == ("c0",)
    assert undoing_many.undo(db, done.batch, actor="ana").undone == 1
    assert standing(db)[0]["publication"] == "published"


def test_a_reason_that_nobody_emptied_stays(db):
    judge(db, "c0", "in_review")
    many.change(db, revisions(db), Wanted(Judgement("in_review", None, "draft")), actor="ana")
    assert [row["rationale"] for row in standing(db)] == ["Why in_review", *[None] * 5]


def test_flagged_claims_are_not_published_in_passing(tmp_path):
    path = claims(tmp_path / "f.db", [{"id": "c0", "status": "not_checkable"},
                                      {"id": "c1", "status": "not_checkable",
                                       "flag": "not_in_article"}])  # fmt: skip
    with fresh(path) as db:
        for key in ("c0", "c1"):
            judge(db, key, "not_checkable")
        done = many.change(db, revisions(db, ["c0", "c1"]), Wanted(publish=True), actor="ana")
    assert done.changed == ("c0",)
    assert done.refused == {"c1": many.FLAGGED}


def test_publishing_waits_for_a_second_reader_where_it_does_for_one(db):
    judge(db, "c0", "not_checkable")
    done = many.change(db, revisions(db), Wanted(publish=True), actor="ana", confirms=True)
    assert done.batch is None
    assert "second reader" in done.refused["c0"]


def test_what_a_colleague_did_since_is_not_undone_and_told(db):
    done = many.change(db, revisions(db), Wanted(NOT_CHECKABLE), actor="ana")
    judge(db, "c3", "true")
    undone = undoing_many.undo(db, done.batch, actor="ana")
    assert undone.undone == 5
    assert list(undone.left) == ["c3"]
    assert many.told(db.conn, done.batch)["undone"] == dict(undone.left)
    assert [row["status"] for row in standing(db)] == [
        *["unreviewed"] * 3, "true", *["unreviewed"] * 2,
    ]  # fmt: skip


def test_only_ones_own_and_only_as_a_whole(db):
    done = many.change(db, revisions(db), Wanted(NOT_CHECKABLE), actor="ana")
    with pytest.raises(Refused, match="nothing of yours"):
        undoing_many.undo(db, done.batch, actor="bob")
    with pytest.raises(Refused, match="not one decision of the form"):
        undoing.undo(db, done.batch, actor="ana")
    assert undoing.last(db.conn, "ana", LONG_AGO) is None
    judge(db, "c0", "false", actor="ana")
    single = undoing.last(db.conn, "ana", LONG_AGO).batch
    with pytest.raises(Refused, match="nothing of yours"):
        undoing_many.undo(db, single, actor="ana")


def test_claims_are_given_to_somebody_and_back(db):
    assert assignments.assign(db, "c0", " bob ", actor="ana")
    assert not assignments.assign(db, "c0", "bob", actor="ana")
    done = many.change(db, revisions(db), Wanted(to="eva"), actor="ana")
    assert done.changed == tuple(KEYS)
    assert assignments.of(db.conn, KEYS) == dict.fromkeys(KEYS, "eva")
    assert assignments.people(db.conn) == ["ana", "bob", "eva"] or assignments.people(db.conn) == [
        "ana",
        "eva",
    ]
    assignments.assign(db, "c5", assignments.NOBODY, actor="bob")
    undone = undoing_many.undo(db, done.batch, actor="ana")
    assert list(undone.left) == ["c5"]
    assert assignments.of(db.conn, KEYS) == {"c0": "bob"}
    with pytest.raises(Refused, match="no name"):
        assignments.assign(db, "c0", "x" * 300, actor="ana")


def test_copies_go_with_their_claim(tmp_path):
    with fresh(tmp_path / "copies.db") as db:
        load(db, read(STORY), read(STORY, "two", "2026-05-05"), read(STORY, "three", "2026-05-06"))
        found = many.chosen(db.conn, Filters())
        keys = [key for (key,) in db.execute("SELECT id FROM claims ORDER BY id")]
        copies = len(keys) - len(found.keys)
        assert copies >= 2
        before = standing(db)
        wanted = Wanted(Judgement("not_checkable", "A wish.", "published"))
        done = many.change(db, revisions(db, found.keys), wanted, actor="ana")
        assert len(done.changed) == len(found.keys)
        assert done.copies == copies
        assert {row["publication"] for row in standing(db)} == {"published"}
        given = many.change(db, revisions(db, found.keys), Wanted(to="eva"), actor="ana")
        assert {row["whose"] for row in standing(db)} == {"eva"}
        assert undoing_many.undo(db, given.batch, actor="ana").left == {}
        assert undoing_many.undo(db, done.batch, actor="ana").left == {}
        assert standing(db) == before
        # All three ticked are one claim still.
        done = many.change(db, revisions(db, keys), wanted, actor="ana")
        assert len(done.changed) == len(found.keys)
        assert done.stale == ()


def test_a_filter_of_more_is_cut_and_says_so(db, monkeypatch):
    monkeypatch.setattr(many, "MOST", 4)
    found = many.chosen(db.conn, Filters(sort="reading"))
    assert found == many.Chosen(KEYS[:4], True)
    monkeypatch.setattr(many, "MOST", 6)
    assert not many.chosen(db.conn, Filters()).more


statuses = st.sampled_from(["unreviewed", "in_review", "not_checkable", "false", "true"])
some_keys = st.lists(st.sampled_from(KEYS), min_size=1, max_size=6, unique=True)
single = st.tuples(
    st.just("single"), st.sampled_from(KEYS), statuses, st.sampled_from(["draft", "published"])
)
at_once = st.tuples(
    st.just("many"),
    some_keys,
    st.one_of(
        st.builds(
            Wanted,
            st.builds(
                Judgement,
                statuses,
                st.sampled_from([None, "Because."]),
                st.sampled_from(["draft", "published"]),
            ),
            public=st.booleans(),
        ),
        st.builds(Wanted, publish=st.just(True)),
        st.builds(Wanted, to=st.sampled_from(["", "bob", "eva"])),
    ),
)


@settings(max_examples=examples(25), deadline=None)
@given(st.lists(st.one_of(single, at_once), min_size=1, max_size=8))
def test_whatever_is_changed_at_once_undo_gives_the_database_as_before(deeds):
    with opened(":memory:") as db:
        fill(db.conn, [{"id": key} for key in KEYS])
        stood = []
        for kind, what, *how in deeds:
            if kind == "single":
                status, publication = how
                try:
                    judge(db, what, status, publication, link=f"https://x.example/{len(stood)}")
                except Refused:
                    continue
                stood.clear()
                continue
            before = standing(db)
            done = many.change(db, revisions(db, what), how[0], actor="ana")
            assert set(done.changed) | set(done.same) | set(done.refused) == set(what)
            changed = {
                was["id"] for was, now in zip(before, standing(db), strict=True) if was != now
            }
            assert changed == set(done.changed)
            if done.batch:
                stood.append((done.batch, before))
        log = list(db.query("SELECT * FROM acts"))
        for batch, before in reversed(stood):
            assert undoing_many.undo(db, batch, actor="ana").left == {}
            assert standing(db) == before
        assert list(db.query("SELECT * FROM acts"))[: len(log)] == log
