"""Joined copies are judged together, each with a history of its own; people part and join them."""

import json

import pytest
import reviewing
from stories import TUESDAY, claims, fresh
from test_copies import STORY, check, load, outlets, read

from datasette_claims.store import carrying, joining, records, reviews
from datasette_claims.store.changes import by_loader, by_person
from datasette_claims.store.errors import Refused, Stale, Unknown
from datasette_claims.store.judging import Judgement

FALSE = Judgement("false", "The minutes say otherwise.", "draft")
LINK = {"url": "https://minutes.example/1", "title": "Minutes", "stance": "refutes"}


@pytest.fixture
def db():
    with fresh() as one:
        load(one, read(STORY), read(STORY, "two", "2026-05-05"), read(STORY, "three", "2026-05-06"))
        yield one


def nobody(db, place=None):
    """The claims that nobody asked the fishermen, by outlet."""
    found = {claim["outlet_id"]: claim for claim in claims(db, where="text LIKE '%Nobody%'")}
    return found[place] if place else found


def key(db, place):
    return nobody(db, place)["id"]


def stands(db, place):
    claim = nobody(db, place)
    return claim["status"], claim["rationale"], claim["publication"]


def links(db, place):
    sql = "SELECT url FROM evidence WHERE claim_id = ? AND removed_at IS NULL ORDER BY id"
    return [url for (url,) in db.execute(sql, [key(db, place)])]


def judge(db, place, judgement=FALSE, evidence=(), seen=None, **more):
    seen = nobody(db, place)["revision"] if seen is None else seen
    return reviews.review(db, key(db, place), seen=seen, actor="ana", judgement=judgement,
                          links=evidence, **more)  # fmt: skip


# ---- one judgement


def test_a_judgement_is_of_all_that_are_joined_with_a_history_row_each(db):
    saved = judge(db, "two", evidence=[LINK], note="asked again")
    assert saved.joined == 2
    rows = list(db.query("SELECT * FROM status_history"))
    assert sorted(row["claim_id"] for row in rows) == sorted(c["id"] for c in nobody(db).values())
    for row in rows:
        del row["id"], row["claim_id"], row["at"]
        assert row == {
            "actor": "ana", "from_status": "unreviewed", "to_status": "false", "evidence_count": 1,
            "reason": FALSE.rationale, "publication": "draft",
        }  # fmt: skip
    for place in ("one", "two", "three"):
        assert stands(db, place) == ("false", FALSE.rationale, "draft")
        assert links(db, place) == [LINK["url"]]
        assert nobody(db, place)["revision"] == 2
    assert outlets(db, "Nobody") == [{"one", "two", "three"}]
    assert {c["status"] for c in claims(db) if "Nobody" not in c["text"]} == {"unreviewed"}
    assert len({act["batch"] for act in db.query("SELECT batch FROM acts")}) == 1
    notes = list(db.query("SELECT claim_id FROM review_notes"))
    assert notes == [{"claim_id": key(db, "two")}]  # a note stays with the one
    check(db)


def test_what_is_published_has_its_evidence_everywhere(db):
    """Also a link that one of them had before they were joined."""
    with by_person(db, "ana"):
        db.execute("INSERT INTO evidence (claim_id, url, added_at) VALUES (?, ?, 'x')",
                   [key(db, "three"), LINK["url"]])  # fmt: skip
    judge(db, "three", Judgement("false", "Data", "published"))
    for place in ("one", "two", "three"):
        assert links(db, place) == [LINK["url"]]
        assert stands(db, place)[2] == "published"


def test_a_link_is_not_given_twice(db):
    judge(db, "one", None, [LINK])
    judge(db, "two", None, [{**LINK, "url": "https://minutes.example/2"}])
    judge(db, "one")
    for place in ("one", "two", "three"):
        assert links(db, place) == ["https://minutes.example/1", "https://minutes.example/2"]


def test_evidence_is_removed_from_all(db):
    judge(db, "one", FALSE, [LINK, {**LINK, "url": "https://minutes.example/2"}])
    (number,) = db.execute("SELECT id FROM evidence WHERE claim_id = ? ORDER BY id LIMIT 1",
                           [key(db, "two")]).fetchone()  # fmt: skip
    reviews.remove_evidence(db, key(db, "two"), number, actor="budi")
    for place in ("one", "two", "three"):
        assert links(db, place) == ["https://minutes.example/2"]
    gone = list(db.query("SELECT DISTINCT removed_by FROM evidence WHERE removed_at IS NOT NULL"))
    assert gone == [{"removed_by": "budi"}]


def test_the_last_link_of_a_published_verdict_stays_on_each(db):
    judge(db, "one", Judgement("false", "Data", "published"), [LINK])
    for claim in nobody(db).values():
        (number,) = db.execute(
            "SELECT id FROM evidence WHERE claim_id = ?", [claim["id"]]
        ).fetchone()
        with pytest.raises(Refused, match="only evidence"):
            reviews.remove_evidence(db, claim["id"], number, actor="ana")


def test_who_opened_another_copy_before_sees_that_it_was_judged(db):
    judge(db, "one", seen=1)
    with pytest.raises(Stale):
        judge(db, "two", Judgement("true", "x", "draft"), seen=1)
    assert judge(db, "two", FALSE, seen=1).judged is False  # the same judgement


def test_the_same_form_sent_twice_is_one_judgement(db):
    judge(db, "one", FALSE, [LINK], seen=1, note="once", after=0)
    judge(db, "one", FALSE, [LINK], seen=1, note="once", after=0)
    for table, rows in (("status_history", 3), ("evidence", 3), ("review_notes", 1)):
        assert db.table(table).count == rows


def test_another_way_than_the_pages_judges_one_and_parts_it(db):
    db.execute("UPDATE claims SET status = 'false' WHERE id = ?", [key(db, "two")])
    assert outlets(db, "Nobody") == [{"one", "three"}]
    assert stands(db, "one")[0] == "unreviewed"


# ---- a copy that comes later


def test_a_copy_that_comes_later_is_not_judged(db):
    judge(db, "one", FALSE, [LINK])
    load(db, read(STORY, "four", "2026-05-06"), read(STORY, "five", "2026-05-06"), now=TUESDAY)
    assert stands(db, "four") == ("unreviewed", None, "draft")
    assert outlets(db, "Nobody") == [{"five", "four"}, {"one", "two", "three"}]
    assert outlets(db, "million") == [{"one", "two", "three", "four", "five"}]
    check(db)


@pytest.mark.parametrize(("here", "there"), [("four", "two"), ("two", "four")])
def test_it_takes_the_judgement_when_a_person_joins_it(db, here, there):
    """From either page; with it what it is joined with."""
    judge(db, "one", Judgement("false", "Data", "published"), [LINK])
    load(db, read(STORY, "four", "2026-05-06"), read(STORY, "five", "2026-05-06"), now=TUESDAY)
    joining.join(db, key(db, here), key(db, there), seen=nobody(db, here)["revision"],
                 other_seen=nobody(db, there)["revision"], actor="budi")  # fmt: skip
    assert outlets(db, "Nobody") == [{"one", "two", "three", "four", "five"}]
    for place in ("four", "five"):
        assert stands(db, place) == ("false", "Data", "published")
        assert links(db, place) == [LINK["url"]]
        (row,) = db.query("SELECT * FROM status_history WHERE claim_id = ?", [key(db, place)])
        assert (row["actor"], row["to_status"], row["evidence_count"]) == ("budi", "false", 1)
    (act,) = db.query("SELECT claim_id, record, actor FROM acts WHERE kind = 'joined'")
    assert tuple(act.values()) == (key(db, here), key(db, there), "budi")
    check(db)


def test_who_judges_it_the_same_has_joined_it(db):
    judge(db, "one")
    load(db, read(STORY, "four", "2026-05-06"), now=TUESDAY)
    judge(db, "four")
    assert outlets(db, "Nobody") == [{"one", "two", "three", "four"}]


# ---- parting


@pytest.mark.parametrize("here", ["one", "two"])
def test_a_parted_claim_stands_alone_and_keeps_what_it_had(db, here):
    judge(db, "one", FALSE, [LINK])
    before = nobody(db, "two")
    joining.part(db, key(db, here), key(db, "two"), actor="budi")
    assert outlets(db, "Nobody") == [{"one", "three"}]
    assert nobody(db, "two") == before | {"group_id": None}
    assert links(db, "two") == [LINK["url"]]
    (act,) = db.query("SELECT * FROM acts WHERE kind = 'parted'")
    assert (act["actor"], act["claim_id"], act["record"]) == (
        "budi",
        key(db, "two"),
        key(db, "one"),
    )
    assert json.loads(act["was"]) == {"group_id": key(db, "one")}
    joining.part(db, key(db, here), key(db, "two"), actor="budi")  # the same form, sent twice
    assert db.table("relations").count == 1
    judge(db, "one", Judgement("true", "Looked again", "draft"))
    assert stands(db, "two")[0] == "false"
    judge(db, "one", FALSE)
    assert outlets(db, "Nobody") == [{"one", "three"}]  # alike, and still parted
    check(db)


def test_parted_it_stays_whatever_comes(db):
    joining.part(db, key(db, "two"), key(db, "two"), actor="budi")
    load(db, read(STORY, "four", None), read(STORY + "\nMore to come.\n", "two", "2026-05-05"),
         now=TUESDAY)  # fmt: skip
    assert outlets(db, "Nobody") == [{"one", "three", "four"}]
    check(db)


def test_the_first_of_them_can_be_parted(db):
    joining.part(db, key(db, "one"), key(db, "one"), actor="budi")
    assert {nobody(db, place)["group_id"] for place in ("two", "three")} == {key(db, "two")}


def test_of_two_both_stand_alone(db):
    joining.part(db, key(db, "one"), key(db, "one"), actor="budi")
    joining.part(db, key(db, "two"), key(db, "three"), actor="budi")
    assert outlets(db, "Nobody") == []


def test_joined_again_it_is_judged_together_again(db):
    joining.part(db, key(db, "one"), key(db, "two"), actor="budi")
    joining.join(db, key(db, "two"), key(db, "one"), seen=1, other_seen=1, actor="budi")
    assert outlets(db, "Nobody") == [{"one", "two", "three"}]
    assert db.table("relations").count == 0
    joining.join(db, key(db, "two"), key(db, "one"), seen=1, other_seen=1, actor="budi")
    kinds = [kind for (kind,) in db.execute("SELECT kind FROM acts ORDER BY id")]
    assert kinds == ["parted", "joined"]


# ---- what is refused


def test_two_that_were_parted_are_joined_with_the_others_only(db):
    """Nobody said that these two are one claim and the rest another."""
    for place in ("one", "two"):
        joining.part(db, key(db, place), key(db, place), actor="budi")
    with pytest.raises(Refused, match="Both were separated"):
        joining.join(db, key(db, "one"), key(db, "two"), seen=1, other_seen=1, actor="budi")
    joining.join(db, key(db, "one"), key(db, "three"), seen=1, other_seen=1, actor="budi")
    assert outlets(db, "Nobody") == [{"one", "three"}]


def test_judged_differently_is_never_joined(db):
    joining.part(db, key(db, "one"), key(db, "two"), actor="budi")
    judge(db, "one")
    judge(db, "two", Judgement("true", "x", "draft"))
    with pytest.raises(Refused, match="judged differently"):
        joining.join(db, key(db, "two"), key(db, "one"), seen=2, other_seen=2, actor="budi")
    assert outlets(db, "Nobody") == [{"one", "three"}]


@pytest.mark.parametrize(("seen", "other_seen"), [(2, 1), (1, 2)])
def test_who_saw_another_judgement_is_told(db, seen, other_seen):
    joining.part(db, key(db, "one"), key(db, "two"), actor="budi")
    with pytest.raises(Stale):
        joining.join(
            db, key(db, "two"), key(db, "one"), seen=seen, other_seen=other_seen, actor="b"
        )


def test_what_is_no_copy_is_neither_joined_nor_parted(db):
    here, other = key(db, "one"), claims(db, where="text LIKE '%million%'")[0]["id"]
    for act in (
        lambda: joining.part(db, here, other, actor="b"),
        lambda: joining.part(db, other, here, actor="b"),
        lambda: joining.part(db, here, "nobody", actor="b"),
        lambda: joining.part(db, "nobody\udc80", here, actor="b"),
        lambda: joining.join(db, here, other, seen=1, other_seen=1, actor="b"),
    ):
        with pytest.raises(Unknown):
            act()


def test_what_stands_alone_is_not_parted(db):
    judge(db, "one")
    load(db, read(STORY, "four", "2026-05-06"), now=TUESDAY)
    with pytest.raises(Unknown, match="not joined any more"):
        joining.part(db, key(db, "four"), key(db, "four"), actor="b")
    with pytest.raises(Unknown, match="not joined any more"):
        joining.part(db, key(db, "four"), key(db, "one"), actor="b")


# ---- with what else is done to claims


def test_what_is_carried_over_is_given_to_the_copies_of_the_new_words(db):
    """A paper corrects what was judged; another paper had it right from the start."""
    judge(db, "one", FALSE, [LINK])
    changed = STORY.replace("asked the fishermen", "ever asked the fishermen")
    load(db, read(changed, "one"), read(changed, "four", "2026-05-05"), now=TUESDAY)
    new = {c["outlet_id"]: c for c in claims(db, where="text LIKE '%ever asked%'")}
    old = claims(db, where="flag = 'not_in_article'")[0]
    assert new["one"]["group_id"] == new["four"]["group_id"] is not None
    carrying.carry_over(db, old["id"], new["one"]["id"], seen=1, actor="budi")
    for claim in claims(db, where="text LIKE '%ever asked%'"):
        assert (claim["status"], claim["publication"]) == ("false", "draft")
        assert records.claim(db.conn, claim["id"]).evidence[0]["url"] == LINK["url"]
    check(db)


def test_what_the_program_reads_is_taken_over_into_another_group(db):
    """The words of a claim become those of its copies, and it is joined with them."""
    three = nobody(db, "three")
    with by_loader(db):
        db.execute("UPDATE claims SET text = 'Nobody' WHERE id = ?", [three["id"]])
        db.execute(
            "INSERT INTO readings (claim_id, text, speaker_id, speaker, speaker_kind, type, kind,"
            " context, confidence, rule, position, spans, extractor, at)"
            " SELECT id, ?, speaker_id, 'Hanna Lindqvist', 'person', type, kind, context, 1, 'x',"
            " position, '[]', 'x', 'x' FROM claims WHERE id = ?",
            [three["text"], three["id"]],
        )
    db.execute("UPDATE claims SET statement = NULL, copies = NULL WHERE id = ?", [three["id"]])
    (reading,) = db.query("SELECT id FROM readings")
    seen = claims(db, where=f"id = '{three['id']}'")[0]["revision"]
    carrying.take_over(db, three["id"], reading["id"], seen=seen, actor="budi")
    assert outlets(db, "Nobody") == [{"one", "two", "three"}]


def test_a_changed_article_leaves_with_what_was_judged(db):
    judge(db, "one", FALSE, [LINK])
    load(db, read(STORY.replace("the fishermen", "any fisherman"), "two"), now=TUESDAY)
    flagged = claims(db, where="flag = 'not_in_article'")
    assert [(c["status"], c["group_id"]) for c in flagged] == [("false", None)]
    assert outlets(db, "the fishermen") == [{"one", "three"}]
    load(db, read(STORY, "two", "2026-05-05"), now=TUESDAY)
    assert outlets(db, "the fishermen") == [{"one", "two", "three"}]
    check(db)


def test_a_note_alone_parts_nothing(db):
    reviewing.add_note(db, key(db, "one"), note="ask", actor="ana")
    assert outlets(db, "Nobody") == [{"one", "two", "three"}]
