"""A second reader confirms a verdict or objects; where it is told to, publishing waits for it."""

import pytest
from budget import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from many import claims
from newsroom import run
from reviewing import find, revision, save
from stories import fresh
from test_copies import STORY, load, read
from test_undoing import LONG_AGO

from datasette_claims.store import findings, joining, judging, reviews, undoing
from datasette_claims.store.errors import Refused, Stale
from datasette_claims.store.judging import Judgement
from datasette_claims.store.sqlite import sqlite3


@pytest.fixture
def db(tmp_path):
    path = claims(tmp_path / "news.db", [{"id": "c0"}, {"id": "c1"}])
    with fresh(path) as opened:
        yield opened


def holding(db, key="c0"):
    return [(each.actor, each.finding) for each in findings.holding(db.conn, key)]


def test_a_colleague_confirms_and_another_objects(db):
    save(db)
    find(db)
    assert findings.confirmed(db.conn, "c0")
    objection = find(db, "objected", actor="cici", reason=" The figure is of 2019. ")
    assert objection.reason == "The figure is of 2019."
    assert holding(db) == [("budi", "confirmed"), ("cici", "objected")]
    assert not findings.confirmed(db.conn, "c0")
    told = db.execute(
        "select actor, kind, reason, batch is not null from acts where kind in"
        " ('confirmed', 'objected') order by id"
    ).fetchall()
    assert told == [
        ("budi", "confirmed", None, 1), ("cici", "objected", "The figure is of 2019.", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "finding", "reason", "actor", "why"),
    [
        ("false", "confirmed", None, "ana", "You gave this verdict"),
        ("false", "objected", "No.", "ana", "You gave this verdict"),
        ("false", "objected", " ", "budi", "Say what you object to"),
        ("false", "liked", None, "budi", "confirmed or objected"),
        ("unreviewed", "confirmed", None, "budi", "no verdict yet"),
        ("in_review", "confirmed", None, "budi", "no verdict yet"),
    ],
)
def test_what_is_no_second_reading_is_refused(db, status, finding, reason, actor, why):
    if status != "unreviewed":
        save(db, status)
    with pytest.raises(Refused, match=why):
        find(db, finding, actor=actor, reason=reason)
    assert holding(db) == []


def test_a_reading_is_of_the_verdict_that_was_seen(db):
    save(db)
    seen = revision(db)
    save(db, "true", actor="cici")
    with pytest.raises(Stale):
        find(db, seen=seen)


def test_sent_twice_it_is_one_and_the_other_finding_needs_the_first_taken_back(db):
    save(db)
    assert find(db) == find(db)
    with pytest.raises(Refused, match="You have confirmed it already"):
        find(db, "objected")
    undoing.undo(db, findings.holding(db.conn, "c0")[0].batch, actor="budi")
    assert holding(db) == []
    find(db, "objected")
    kept = db.execute("select finding, ended from second_readings order by id").fetchall()
    assert kept == [("confirmed", "taken_back"), ("objected", None)]


@pytest.mark.parametrize(
    "change",
    [
        "update claims set status = 'true' where id = 'c0'",
        "update claims set rationale = 'Another' where id = 'c0'",
        "update claims set status = 'unreviewed' where id = 'c0'",
        "update claims set text = 'Other words' where id = 'c0'",
        "update claims set modality = 'negated' where id = 'c0'",
    ],
)
@pytest.mark.parametrize("actor", ["", "cici"])
def test_it_ends_with_the_verdict_whichever_way_that_changes(db, change, actor, tmp_path):
    save(db)
    find(db)
    run(tmp_path / "news.db", change, actor=actor)
    assert holding(db) == []
    assert db.execute("select ended, ended_revision from second_readings").fetchall() == [
        ("judged_anew", revision(db))
    ]


def test_publishing_evidence_and_notes_end_none(db):
    save(db)
    find(db)
    save(db, publication="published", actor="cici", link=False)
    reviews.review(db, "c0", seen=None, actor="dedi", links=[{"url": "https://b.example/"}])
    reviews.review(db, "c0", seen=None, actor="dedi", note="Call.")
    run(db.conn.execute("pragma database_list").fetchone()[2],
        "update claims set type = 'mixed' where id = 'c0'")  # fmt: skip
    assert holding(db) == [("budi", "confirmed")]


def test_who_published_it_or_undid_a_change_of_it_did_not_give_it(db):
    save(db, actor="ana")
    save(db, publication="published", actor="budi", link=False)
    save(db, "true", actor="budi", link=False)
    undoing.undo(db, undoing.last(db.conn, "budi", LONG_AGO).batch, actor="budi")
    assert findings.givers(db.conn, ["c0"]) == {"ana"}
    find(db, actor="budi")


def test_who_words_it_anew_gave_it(db):
    save(db, actor="ana")
    save(db, reason="In other words", actor="budi", link=False)
    assert findings.givers(db.conn, ["c0"]) == {"budi"}
    find(db, actor="ana")


def test_an_undone_change_gives_the_reading_back(db):
    save(db)
    find(db)
    save(db, "true", actor="cici")
    assert holding(db) == []
    undoing.undo(db, undoing.last(db.conn, "cici", LONG_AGO).batch, actor="cici")
    assert holding(db) == [("budi", "confirmed")]


def test_a_reading_of_the_same_words_at_another_time_is_not_given_back(db):
    save(db)
    find(db)
    save(db, "true")
    save(db, "false", link=False)
    save(db, "true", actor="cici", link=False)
    undoing.undo(db, undoing.last(db.conn, "cici", LONG_AGO).batch, actor="cici")
    assert holding(db) == []


# Publishing waits.


def test_nothing_waits_unless_it_is_told_to(db):
    save(db, publication="published")
    assert judging.against_publishing(db, "c1") == {
        "status": "“Not reviewed” is not a result, so there is nothing to publish: save a draft."
    }


def test_publishing_waits_for_a_colleague(db):
    with pytest.raises(Refused) as refused:
        save(db, reason=None, publication="published", confirms=True, link=False)
    assert set(refused.value.problems) == {"rationale", "evidence_url", "publication"}
    save(db, confirms=True)
    assert judging.against_publishing(db, "c0", confirms=True) == {
        "publication": judging.UNCONFIRMED
    }
    find(db)
    assert judging.against_publishing(db, "c0", confirms=True) == {}
    save(db, publication="published", confirms=True, link=False)
    with pytest.raises(Refused, match="second reader"):
        save(db, "true", publication="published", confirms=True, link=False)
    save(db, "true", confirms=True, link=False)


def test_it_waits_as_long_as_somebody_objects(db):
    save(db)
    find(db)
    find(db, "objected", actor="cici")
    assert judging.against_publishing(db, "c0") == {}
    assert "objects" in judging.against_publishing(db, "c0", confirms=True)["publication"]
    with pytest.raises(Refused, match="objects"):
        save(db, publication="published", confirms=True, link=False)


def test_the_database_itself_holds_back_what_nobody_confirmed(db):
    from datasette_claims.store.changes import by_person

    save(db)

    def publish(confirms):
        with by_person(db, "ana", form=False, confirms=confirms):
            db.execute("update claims set publication = 'published' where id = 'c0'")

    with pytest.raises(sqlite3.IntegrityError, match="second reader"):
        publish(True)
    find(db)
    find(db, "objected", actor="cici")
    with pytest.raises(sqlite3.IntegrityError, match="second reader"):
        publish(True)
    undoing.undo(db, undoing.last(db.conn, "cici", LONG_AGO).batch, actor="cici")
    publish(True)
    with by_person(db, "ana", form=False, confirms=True):  # takes itself down, as ever
        db.execute("update claims set status = 'true' where id = 'c0'")
    assert judging.stands(db, "c0").judgement == Judgement("true", None, "draft")


def test_a_published_verdict_comes_back_by_undo_with_its_confirmation(db):
    save(db)
    find(db)
    save(db, publication="published", confirms=True, link=False)
    save(db, "true", confirms=True, link=False)
    undoing.undo(db, undoing.last(db.conn, "ana", LONG_AGO).batch, actor="ana", confirms=True)
    assert judging.stands(db, "c0").judgement == Judgement("false", "Why", "published")
    assert findings.confirmed(db.conn, "c0")


def test_without_one_it_does_not(db):
    save(db, publication="published")  # before publishing waited
    save(db, "true", link=False)
    with pytest.raises(Refused, match="second reader"):
        undoing.undo(db, undoing.last(db.conn, "ana", LONG_AGO).batch, actor="ana", confirms=True)


# Copies.


@pytest.fixture
def copied(tmp_path):
    with fresh(tmp_path / "news.db") as opened:
        load(opened, *[read(STORY, place) for place in ("one", "two", "three")])
        keys = [
            key
            for (key,) in opened.execute(
                "select id from claims where group_id = (select group_id from claims"
                " where group_id is not null limit 1) order by published, id"
            )
        ]
        assert len(keys) == 3
        yield opened, keys


def test_copies_are_read_together(copied):
    db, keys = copied
    save(db, key=keys[0])
    find(db, key=keys[1])
    assert [holding(db, key) for key in keys] == [[("budi", "confirmed")]] * 3
    save(db, publication="published", key=keys[2], confirms=True, link=False)
    undoing.undo(db, undoing.last(db.conn, "budi", LONG_AGO).batch, actor="budi")
    assert [holding(db, key) for key in keys] == [[]] * 3


def test_who_judged_one_copy_does_not_confirm_it_at_another(copied):
    db, keys = copied
    save(db, key=keys[0])
    with pytest.raises(Refused, match="You gave this verdict"):
        find(db, key=keys[1], actor="ana")


def test_a_copy_that_is_joined_gets_what_was_found(copied):
    db, keys = copied
    joining.part(db, keys[0], keys[2], actor="ana")
    save(db, key=keys[0])
    find(db, key=keys[0])
    assert holding(db, keys[2]) == []
    seen = [revision(db, key) for key in keys]
    joining.join(db, keys[0], keys[2], seen=seen[0], other_seen=seen[2], actor="cici")
    assert holding(db, keys[2]) == [("budi", "confirmed")]
    joining.part(db, keys[0], keys[2], actor="ana")
    assert holding(db, keys[2]) == [("budi", "confirmed")]


# What the database takes.

ROW = (
    "insert into second_readings (claim_id, finding, status, rationale, revision, at, actor)"
    " select id, 'confirmed', status, rationale, revision, '2026-01-01T00:00:00Z', '{}' from claims"
    " where id = 'c0'"
)


@pytest.mark.parametrize(
    ("statement", "actor"),
    [
        (ROW.format("unknown"), ""),
        (ROW.format("dedi"), ""),
        (ROW.format("dedi"), "cici"),
        (ROW.format("cici").replace("revision, '2026", "revision + 1, '2026"), "cici"),
        (ROW.format("cici").replace("status, rationale, revision, '2026", "'true', rationale, revision, '2026"), "cici"),  # noqa: E501
        ("update second_readings set finding = 'objected'", "cici"),
        ("update second_readings set reason = 'x', ended = 'taken_back', ended_at = 'x'", "budi"),
        ("update second_readings set ended = 'taken_back', ended_at = 'x'", ""),
        ("update second_readings set ended = 'judged_anew', ended_at = 'x'", ""),
        ("delete from second_readings", "cici"),
        ("insert or replace into second_readings select * from second_readings", "budi"),
    ],
)  # fmt: skip
def test_no_reading_is_forged_changed_or_deleted(db, tmp_path, statement, actor):
    save(db)
    find(db)
    before = list(db.query("select * from second_readings"))
    with pytest.raises(sqlite3.IntegrityError):
        run(tmp_path / "news.db", statement, actor=actor)
    assert list(db.query("select * from second_readings")) == before


PEOPLE = ("ana", "budi", "cici")
STEPS = st.one_of(
    st.tuples(st.just("save"), st.sampled_from(PEOPLE), st.sampled_from(["false", "true"]),
              st.sampled_from(["draft", "published"])),
    st.tuples(st.just("find"), st.sampled_from(PEOPLE), st.sampled_from(findings.FINDINGS),
              st.just("")),
    st.tuples(st.just("undo"), st.sampled_from(PEOPLE), st.just(""), st.just("")),
)  # fmt: skip


@settings(max_examples=examples(25), deadline=None)
@given(steps=st.lists(STEPS, max_size=12))
def test_whatever_three_people_do_nobody_confirms_their_own_and_nothing_is_published_unread(
    tmp_path_factory, steps
):
    path = claims(tmp_path_factory.mktemp("second") / "news.db", [{"id": "c0"}])
    with fresh(path) as db:
        kept, stood = 0, judging.NOT_JUDGED
        for what, actor, value, publication in steps:
            try:
                if what == "save":
                    save(db, value, publication=publication, actor=actor, confirms=True)
                elif what == "find":
                    find(db, value, actor=actor)
                elif last := undoing.last(db.conn, actor, LONG_AGO):
                    undoing.undo(db, last.batch, actor=actor, confirms=True)
            except Refused:
                pass
            now = db.execute("select count(*) from second_readings").fetchone()[0]
            assert now >= kept
            kept = now
            stands = judging.stands(db, "c0").judgement
            there = findings.holding(db.conn, "c0")
            assert not {each.actor for each in there} & findings.givers(db.conn, ["c0"])
            assert len({each.actor for each in there}) == len(there)
            read_of = db.execute(
                "select distinct status, rationale from second_readings where ended is null"
            ).fetchall()
            assert read_of in ([], [(stands.status, stands.rationale)])
            if stands.publication == "published" and stands != stood:
                assert findings.confirmed(db.conn, "c0")
            stood = stands
