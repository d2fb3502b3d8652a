"""What an editor decides about a claim whose article changed, or that is now read otherwise."""

import dataclasses
import json

import pytest
import reviewing
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
    reviewing.add_evidence(
        db, claim["id"], seen=1, url="https://bps.go.id/", stance="refutes", actor="ana"
    )
    judgement = {"status": "false", "rationale": "Data BPS", "publication": publication, **more}
    reviewing.set_status(db, claim["id"], seen=claim["revision"], actor="ana", **judgement)


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


def acts(db, kind):
    """Who, on which claim, about which record, and what it was and became, as they are stored."""
    return db.execute(
        "SELECT actor, claim_id, record, was, became FROM acts WHERE kind = ?", [kind]
    ).fetchall()


def test_links_are_carried_over_once_and_only_those_that_stand(db, changed):
    old, new = changed
    for url in ("https://satu.id/", "https://dua.id/"):
        reviewing.add_evidence(db, old["id"], seen=2, url=url, title=f"Judul {url}", actor="ana")
    numbers = [row["id"] for row in db.query("SELECT id FROM evidence ORDER BY id")]
    reviews.remove_evidence(db, old["id"], numbers[1], actor="ana")
    reviewing.add_evidence(db, new["id"], seen=1, url="https://dua.id/", title="T", actor="citra")
    carrying.carry_over(db, old["id"], new["id"], seen=1, actor="budi")
    links = db.execute(
        "SELECT url, title, added_by FROM evidence WHERE claim_id = ? ORDER BY id", [new["id"]]
    ).fetchall()
    assert links == [("https://dua.id/", "T", "citra"), ("https://bps.go.id/", None, "budi")]
    assert acts(db, "carried") == [("budi", new["id"], old["id"], None, '{"status": "false"}')]
    assert db.execute("SELECT state, decided_by FROM relations").fetchall() == [
        ("accepted", "budi")
    ]


def unjudge(db, claim):
    seen = claims(db, where=f"id = '{claim['id']}'")[0]["revision"]
    reviewing.set_status(
        db, claim["id"], seen=seen, actor="ana", status="unreviewed", rationale=None,
        publication="draft",
    )  # fmt: skip


def test_what_nobody_has_judged_is_not_carried_over(db, changed):
    old, new = changed
    unjudge(db, old)
    before = content(db)
    with pytest.raises(Refused, match="nothing to carry over"):
        carrying.carry_over(db, old["id"], new["id"], seen=1, actor="budi")
    assert content(db) == before


@pytest.mark.parametrize(
    ("status", "rationale"), [("true", None), ("in_review", None), ("unreviewed", "Kata saya")]
)
def test_a_status_or_a_reason_alone_is_a_judgement(db, changed, status, rationale):
    old, new = changed
    reviewing.set_status(
        db, new["id"], seen=1, actor="ana", status=status, rationale=rationale, publication="draft"
    )
    with pytest.raises(Refused, match="has been judged already"):
        carrying.carry_over(db, old["id"], new["id"], seen=2, actor="budi")
    unjudge(db, new)
    unjudge(db, old)
    seen = claims(db, where=f"id = '{old['id']}'")[0]["revision"]
    reviewing.set_status(
        db, old["id"], seen=seen, actor="ana", status=status, rationale=rationale,
        publication="draft",
    )  # fmt: skip
    seen = claims(db, where=f"id = '{new['id']}'")[0]["revision"]
    carrying.carry_over(db, old["id"], new["id"], seen=seen, actor="budi")
    (now,) = claims(db, where=f"id = '{new['id']}'")
    assert (now["status"], now["rationale"]) == (status, rationale)


@pytest.mark.parametrize("turned", [False, True])
def test_what_is_refused_is_kept_with_who_refused_it(db, changed, turned):
    old, new = changed
    one, other = (new, old) if turned else (old, new)
    carrying.refuse_relation(db, one["id"], other["id"], actor="budi")
    assert acts(db, "refused") == [("budi", old["id"], new["id"], None, None)]
    assert db.execute("SELECT state, decided_by FROM relations").fetchall() == [("refused", "budi")]
    assert claims(db, where=f"id = '{new['id']}'") == [new]


@pytest.mark.parametrize("act", [carrying.carry_over, carrying.refuse_relation])
def test_claims_that_do_not_follow_one_another_are_refused(db, changed, act):
    old, new = changed
    options = {"seen": 1} if act is carrying.carry_over else {}
    pairs = [(old["id"], old["id"]), (old["id"], "none"), ("none", new["id"])]
    if act is carrying.carry_over:
        pairs.append((new["id"], old["id"]))
    for pair in pairs:
        with pytest.raises(Unknown, match="not known to follow one another"):
            act(db, *pair, actor="budi", **options)


def test_what_is_taken_over_is_the_reading_whole(db, reread):
    claim, reading, _ = reread
    before = {name: claim[name] for name in ("text", "speaker_id", "kind", "modality")}
    assert (
        carrying.take_over(db, claim["id"], reading["id"], seen=claim["revision"], actor="budi")
        == claims(db)[0]["revision"]
        > claim["revision"]
    )
    (now,) = claims(db)
    for name in carrying.TAKEN_OVER:
        assert now[name] == reading[name], name
    stored = db.execute("SELECT part, start, end FROM claim_spans ORDER BY part").fetchall()
    assert [list(span) for span in stored] == sorted(json.loads(reading["spans"]))
    assert db.execute("SELECT name, kind FROM speakers WHERE id = 'sri-mulyani'").fetchall() == [
        ("Sri Mulyani", "person")
    ]
    assert db.execute(
        "SELECT alias FROM speaker_aliases WHERE speaker_id = 'sri-mulyani'"
    ).fetchall() == [("Menteri Sri",)]
    assert not db.execute("SELECT * FROM readings").fetchall()
    ((actor, key, record, was, became),) = acts(db, "took_over")
    assert (actor, key, record, became) == ("budi", claim["id"], str(reading["id"]), None)
    assert json.loads(was) == before


def test_a_reading_without_a_speaker_is_taken_over_too(db):
    load(db, LINE.format(5), **PAGE)
    judge(db, claims(db)[0])
    _, found = story(LINE.format(5))
    found = dataclasses.replace(
        found,
        claims=tuple(dataclasses.replace(c, speaker="", source=()) for c in found.claims),
    )
    load(db, LINE.format(5), TUESDAY, analysis=found, extractor="test 2", **PAGE)
    (claim,) = claims(db)
    (reading,) = records.claim(db.conn, claim["id"]).readings
    carrying.take_over(db, claim["id"], reading["id"], seen=claim["revision"], actor="budi")
    assert claims(db)[0]["speaker_id"] is None
    assert db.execute("SELECT alias FROM speaker_aliases WHERE speaker_id IS NULL").fetchall() == []


def test_a_claim_that_a_person_corrected_stays_theirs_when_it_takes_a_reading_over(db):
    load(db, LINE.format(5), **PAGE)
    db.execute("UPDATE claims SET kind = 'promise'")
    _, found = story(LINE.format(5).replace("[content harga beras", "harga [content beras"))
    load(db, LINE.format(5), TUESDAY, analysis=found, extractor="test 2", **PAGE)
    (claim,) = claims(db)
    (number,) = db.execute("SELECT id FROM readings").fetchone()
    carrying.take_over(db, claim["id"], number, seen=claim["revision"], actor="budi")
    assert [(c["edited"], c["kind"], c["flag"]) for c in claims(db)] == [(1, "say", None)]


def test_where_the_program_reads_nothing_there_is_nothing_to_take_over(db, changed):
    old, _ = changed
    load(db, LINE.format(5), WEDNESDAY, **PAGE)
    load(db, LINE.format(5), WEDNESDAY, analysis=story("")[1], extractor="test 2", **PAGE)
    (reading,) = records.claim(db.conn, old["id"]).readings
    (claim,) = claims(db, where=f"id = '{old['id']}'")
    with pytest.raises(Refused, match="reads no claim here"):
        carrying.take_over(db, old["id"], reading["id"], seen=claim["revision"], actor="budi")


def test_a_reading_that_is_left_is_kept_in_the_log(db, reread):
    claim, reading, _ = reread
    carrying.leave_reading(db, claim["id"], reading["id"], actor="budi")
    ((actor, key, record, was, became),) = acts(db, "left")
    assert (actor, key, record, became) == ("budi", claim["id"], str(reading["id"]), None)
    assert json.loads(was) == {
        "text": reading["text"], "speaker": "Sri Mulyani", "kind": "deny", "modality": None,
    }  # fmt: skip
    with pytest.raises(Unknown, match="does not read this any more"):
        carrying.leave_reading(db, claim["id"], 99, actor="budi")


def test_words_are_kept_in_the_log_as_they_were_typed(db, changed):
    carrying.keep_dropped(
        db, changed[0]["id"], words={"rationale": "“Ya”, é"}, reason=None, actor="budi"
    )
    assert acts(db, "dropped") == [
        ("budi", changed[0]["id"], None, None, '{"rationale": "“Ya”, é"}')
    ]
    with pytest.raises(Unknown, match="no claim none"):
        carrying.keep_dropped(db, "none", words={}, reason=None, actor="budi")
