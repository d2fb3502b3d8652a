"""What an editor decides about a claim whose article changed, or that is now read otherwise."""

import dataclasses
import json

import pytest
from stories import TUESDAY, WEDNESDAY, claims, content, fresh, load, story, untrue_spans

from datasette_claims.store import carrying, queries, records, reviews
from datasette_claims.store.errors import Refused, Stale, Unknown
from datasette_claims.store.filters import parse
from datasette_claims.store.work import JUDGEMENT, READING, STANDING, worked_on

LINE = "[source Menteri Sri] [cue berkata] [content harga beras naik {} persen pada bulan ini]."
PAGE = {"url": "https://example.org/a"}


@pytest.fixture
def db():
    with fresh() as db:
        yield db
        assert not db.execute("SELECT * FROM _change_context").fetchall()
        assert untrue_spans(db) == []


def judge(db, claim, publication="published", **more):
    reviews.add_evidence(
        db, claim["id"], seen=1, url="https://bps.go.id/", stance="refutes", actor="ana"
    )
    judgement = {"status": "false", "rationale": "Data BPS", "publication": publication, **more}
    reviews.set_status(db, claim["id"], seen=claim["revision"], actor="ana", **judgement)


@pytest.fixture
def changed(db):
    """A judged claim, and the one that its changed article has instead."""
    load(db, LINE.format(5), **PAGE)
    judge(db, claims(db)[0])
    load(db, LINE.format(50), TUESDAY, **PAGE)
    old, new = sorted(claims(db), key=lambda claim: claim["status"])
    return old, new


def test_each_is_linked_to_the_other(db, changed):
    old, new = changed
    assert (old["status"], old["flag"], new["status"], new["flag"]) == (
        "false", "not_in_article", "unreviewed", None,
    )  # fmt: skip
    of_old, of_new = (records.claim(db.conn, claim["id"]) for claim in changed)
    assert [(row["id"], row["relation"]) for row in of_old.now_reads] == [(new["id"], "suggested")]
    assert [row["id"] for row in of_new.was_judged] == [old["id"]]
    assert of_old.now_reads[0]["speaker"] == "Menteri Sri"
    assert (of_old.was_judged, of_new.now_reads) == ((), ())


def test_reason_and_evidence_are_carried_over_by_a_step_that_is_recorded(db, changed):
    old, new = changed
    assert carrying.carry_over(db, old["id"], new["id"], seen=1, actor="budi") == 2
    (now,) = claims(db, where=f"id = '{new['id']}'")
    assert (now["status"], now["rationale"], now["publication"]) == ("false", "Data BPS", "draft")
    (history,) = db.query("SELECT * FROM status_history WHERE claim_id = ?", [new["id"]])
    assert (history["actor"], history["to_status"]) == ("budi", "false")
    (link,) = db.query("SELECT * FROM evidence WHERE claim_id = ?", [new["id"]])
    assert (link["url"], link["stance"], link["added_by"]) == (
        "https://bps.go.id/", "refutes", "budi",
    )  # fmt: skip
    (act,) = db.query("SELECT * FROM acts WHERE kind = 'carried'")
    assert (act["actor"], act["claim_id"], act["record"]) == ("budi", new["id"], old["id"])
    (was,) = claims(db, where=f"id = '{old['id']}'")
    assert was == old  # it stays as it was judged
    record = records.claim(db.conn, old["id"])
    assert [row["relation"] for row in record.now_reads] == ["accepted"]
    load(db, LINE.format(50), WEDNESDAY, **PAGE)
    assert claims(db, where=f"id = '{new['id']}'") == [now]


def test_what_was_judged_already_takes_nothing_over(db, changed):
    old, new = changed
    with pytest.raises(Stale):
        carrying.carry_over(db, old["id"], new["id"], seen=9, actor="budi")
    judge(db, new, "draft")
    before = content(db)
    with pytest.raises(Refused, match="judged already"):
        carrying.carry_over(db, old["id"], new["id"], seen=2, actor="budi")
    with pytest.raises(Unknown):
        carrying.carry_over(db, new["id"], old["id"], seen=2, actor="budi")
    assert content(db) == before


def test_a_suggestion_that_a_person_refused_does_not_return(db, changed):
    old, new = changed
    carrying.refuse_relation(db, old["id"], new["id"], actor="budi")
    for line in (LINE.format(5), LINE.format(50)):
        load(db, line, WEDNESDAY, **PAGE)
    assert records.claim(db.conn, old["id"]).now_reads == ()


def test_a_suggestion_leaves_when_the_words_come_back(db, changed):
    load(db, LINE.format(5), WEDNESDAY, **PAGE)
    assert not db.execute("SELECT * FROM relations").fetchall()
    assert [claim["status"] for claim in claims(db, where="flag IS NULL")] == ["false"]


@pytest.fixture
def reread(db):
    """A published claim that newer rules give to somebody else, as a denial."""
    load(db, LINE.format(5), **PAGE)
    judge(db, claims(db)[0])
    _, found = story(LINE.format(5).replace("[source", "Sri Mulyani= [source"))
    found = dataclasses.replace(
        found, claims=tuple(dataclasses.replace(c, kind="deny") for c in found.claims)
    )
    load(db, LINE.format(5), TUESDAY, analysis=found, extractor="test 2", **PAGE)
    (reading,) = records.claim(db.conn, claims(db)[0]["id"]).readings
    return claims(db)[0], reading, found


def test_what_the_program_now_reads_can_be_found(db, reread):
    claim, reading, _ = reread
    assert (claim["status"], claim["kind"], claim["flag"], claim["publication"]) == (
        "false", "say", None, "published",
    )  # fmt: skip
    assert (reading["speaker"], reading["kind"]) == ("Sri Mulyani", "deny")
    asked = parse([("reading", "other")])
    assert not asked.problems
    assert queries.page(db.conn, asked.filters, 5).keys == [claim["id"]]


def test_an_editor_takes_it_over_in_one_step(db, reread):
    claim, reading, found = reread
    carrying.take_over(db, claim["id"], reading["id"], seen=claim["revision"], actor="budi")
    (now,) = claims(db)
    assert (now["speaker_id"], now["kind"], now["extractor"], now["edited"]) == (
        "sri-mulyani", "deny", "test 2", 0,
    )  # fmt: skip
    assert (now["status"], now["rationale"], now["publication"]) == ("false", "Data BPS", "draft")
    acts = db.execute("SELECT kind, actor FROM acts ORDER BY id DESC LIMIT 3").fetchall()
    assert sorted(acts) == [("correction", "budi"), ("status", "budi"), ("took_over", "budi")]
    again = load(db, LINE.format(5), WEDNESDAY, analysis=found, extractor="test 2", **PAGE)
    assert again.kind == "unchanged"
    assert claims(db) == [now]
    assert records.claim(db.conn, now["id"]).readings == ()


def test_a_reading_that_is_left_is_not_told_again(db, reread):
    claim, reading, found = reread
    carrying.leave_reading(db, claim["id"], reading["id"], actor="budi")
    load(db, LINE.format(5), WEDNESDAY, analysis=found, extractor="test 3", **PAGE)
    assert records.claim(db.conn, claim["id"]).readings == ()
    assert claims(db)[0]["kind"] == "say"


def test_stale_and_vanished_readings_are_refused(db, reread):
    claim, reading, _ = reread
    with pytest.raises(Stale):
        carrying.take_over(db, claim["id"], reading["id"], seen=1, actor="budi")
    with pytest.raises(Unknown):
        carrying.take_over(db, claim["id"], 99, seen=claim["revision"], actor="budi")


def test_what_was_typed_and_given_up_is_kept(db, changed):
    old, _ = changed
    words = {"status": "true", "rationale": "Sensus <b>"}
    carrying.keep_dropped(db, old["id"], words=words, reason="Sensus <b>", actor="budi")
    (act,) = db.query("SELECT * FROM acts WHERE kind = 'dropped'")
    assert json.loads(act["became"]) == words
    assert (act["actor"], act["reason"], act["revision"]) == ("budi", "Sensus <b>", 2)


# One predicate says whether anybody has worked on a claim.


def test_every_column_of_a_claim_is_the_machines_a_persons_or_follows(db):
    columns = {row[1] for row in db.execute("PRAGMA table_xinfo(claims)")}
    assert columns == READING | JUDGEMENT | STANDING
    assert len(columns) == len(READING) + len(JUDGEMENT) + len(STANDING)


WORK = {
    "status": "UPDATE claims SET status = 'in_review'",
    "rationale": "UPDATE claims SET rationale = 'x'",
    "publication": "UPDATE claims SET publication = 'withdrawn'",
    "edited": "UPDATE claims SET text = 'lain'",
    "origin": "INSERT INTO claims (id, article_id, text, type, kind, context)"
    " SELECT 'mine', article_id, 'x', 'direct', 'say', 'x' FROM claims",
    "evidence": "INSERT INTO evidence (claim_id, url, added_at) SELECT id, 'x', '' FROM claims",
    "note": "INSERT INTO review_notes (claim_id, at, note) SELECT id, '', 'x' FROM claims",
    "span": "UPDATE claim_spans SET end = end - 1 WHERE part = 'content'",
}


@pytest.mark.parametrize("work", WORK)
def test_whatever_a_person_does_is_work_and_stays_work(db, work):
    load(db, LINE.format(5), **PAGE)
    count = f"SELECT count(*) FROM claims WHERE {worked_on()}"  # noqa: S608
    assert db.execute(count).fetchone() == (0,)
    db.conn.execute(WORK[work])
    assert db.execute(count).fetchone() == (1,)
    db.conn.execute("UPDATE claims SET status = 'true'")
    db.conn.execute("UPDATE claims SET status = 'unreviewed'")
    assert db.execute(count).fetchone()[0] >= 1
    if work == "span":
        db.conn.execute("UPDATE claim_spans SET end = end + 1 WHERE part = 'content'")


def test_every_judgement_has_a_kind_of_work_that_tests_it():
    assert set(WORK) >= JUDGEMENT
