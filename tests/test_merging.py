"""Speakers are put together, taken apart and named by people, and nothing is lost by it."""

import json

import pytest
from budget import examples
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from stories import MONDAY, TUESDAY, claims, content, fresh, load

from datasette_claims.store import database, errors, log, merging, reviews, teamnames
from datasette_claims.store.judging import Judgement
from datasette_claims.store.sqlite import sqlite3

FIRST = """
Ana Wati Dewi= [source Ana Wati Dewi] [cue mengatakan] bahwa [content jembatan itu aman].
Ana= [source Ana] [cue mengatakan] bahwa [content jalan itu rusak].
seorang warga= [source Seorang warga] [cue mengatakan] bahwa [content air sungai naik].
"""
SECOND = """
Ana= [source Ana] [cue menyatakan] bahwa [content jalan itu sudah baik].
Ana Wati= [source Ana Wati] [cue menyatakan] bahwa [content jembatan akan ditutup].
"""


@pytest.fixture
def db():
    with fresh() as db:
        load(db, FIRST, url="https://satu.example/1")
        load(db, SECOND, url="https://dua.example/2")
        db.execute("UPDATE speakers SET kind = 'unnamed' WHERE name LIKE 'seorang%'")
        db.execute("UPDATE speakers SET kind = 'person' WHERE name LIKE 'Ana%'")
        yield db


def one(db, name):
    return db.execute("SELECT min(id) FROM speakers WHERE name = ?", [name]).fetchone()[0]


def counted(db):
    return dict(
        db.execute(
            "SELECT w.name, count(*) FROM claims JOIN speakers AS s ON s.id = speaker_id"
            " JOIN speakers AS w ON w.id = s.whole_id GROUP BY w.id"
        ).fetchall()
    )


def without_log(db):
    return {table: rows for table, rows in content(db).items() if table != "acts"}


def test_who_is_merged_counts_as_the_other_one_and_is_taken_apart_again(db):
    before = without_log(db)
    done = merging.merge(db, one(db, "Ana Wati"), "ana-wati-dewi", actor="ana")
    assert done.whole == "ana-wati-dewi"
    assert counted(db)["Ana Wati Dewi"] == 2
    assert log.rows(db.conn, "batch = ?", [done.batch])[0]["actor"] == "ana"
    assert merging.merge(db, "ana-wati", "ana-wati-dewi", actor="budi").batch is None
    merging.undo(db, done.batch, actor="ana")
    assert without_log(db) == before
    assert merging.undo(db, done.batch, actor="ana").batch is None


def test_the_log_keeps_merge_and_undo(db):
    done = merging.merge(db, "ana-wati", "ana-wati-dewi", actor="ana")
    merging.undo(db, done.batch, actor="ana")
    kinds = [(act["kind"], act["actor"]) for act in log.rows(db.conn, "actor = 'ana'", [])]
    assert kinds == [("speaker", "ana"), ("speaker", "ana"), ("undid", "ana")]
    with pytest.raises(errors.Refused):
        merging.undo(db, done.batch, actor="budi")


def test_who_is_not_named_is_never_merged(db):
    nobody = one(db, "seorang warga")
    for pair in ((nobody, "ana-wati"), ("ana-wati", nobody)):
        with pytest.raises(errors.Refused, match="not named"):
            merging.merge(db, *pair, actor="ana")
        with pytest.raises(sqlite3.IntegrityError, match="not named"):
            db.execute("UPDATE speakers SET merged_into = ?2 WHERE id = ?1", list(pair))
    merging.merge(db, "ana-wati", "ana-wati-dewi", actor="ana")
    for merged in ("ana-wati", "ana-wati-dewi"):
        with pytest.raises(errors.Refused, match="not named"):
            merging.describe(db, merged, {"kind": "unnamed"}, actor="ana")


def test_taking_apart_and_refusing_are_kept(db):
    merging.merge(db, "ana-wati", "ana-wati-dewi", actor="ana")
    done = merging.part(db, "ana-wati", actor="budi")
    assert counted(db)["Ana Wati"] == 1
    pairs = "SELECT one_id, other_id FROM speaker_pairs"
    assert db.execute(pairs).fetchall() == [("ana-wati", "ana-wati-dewi")]
    assert merging.told_apart(db, "ana-wati-dewi", "ana-wati", actor="ana").batch is None
    merging.undo(db, done.batch, actor="budi")
    assert counted(db)["Ana Wati Dewi"] == 2
    assert db.execute(pairs).fetchall() == []


def test_two_people_conflict_where_they_touched_the_same_thing(db):
    seen = log.newest(db.conn)
    merging.describe(db, "ana-wati", {"name": "Ana W."}, actor="ana", seen=seen)
    merging.describe(db, "ana-wati", {"note": "catatan"}, actor="budi", seen=seen)
    with pytest.raises(errors.Overtaken) as told:
        merging.describe(db, "ana-wati", {"name": "Ana Wt"}, actor="budi", seen=seen)
    assert (told.value.actor, told.value.field, told.value.became) == ("ana", "name", "Ana W.")
    merging.describe(db, "ana-wati", {"name": "Ana"}, actor="ana", seen=seen)
    merging.merge(db, "ana-wati", "ana-wati-dewi", actor="ana", seen=seen)
    with pytest.raises(errors.Overtaken, match="ana changed"):
        merging.merge(db, "ana-wati", one(db, "Ana"), actor="budi", seen=seen)


WRONG = {
    "no name": ({"name": " \n "}, "has a name"),
    "a long name": ({"name": "a" * 301}, "longer"),
    "no such kind": ({"kind": "dog"}, "is one of"),
    "no such id": ({"wikidata": "42"}, "Q with digits"),
    "half a character": ({"note": "\ud800"}, "half a character"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_said_of_a_speaker(db, case):
    wanted, words = WRONG[case]
    with pytest.raises(errors.Refused, match=words):
        merging.describe(db, "ana-wati", wanted, actor="ana")


def test_a_wikidata_address_is_its_id(db):
    merging.describe(db, "ana-wati", {"wikidata": "https://www.wikidata.org/wiki/Q42"}, actor="ana")
    assert merging.speaker(db, "ana-wati")["wikidata"] == "Q42"


def test_a_name_of_the_team_files_what_is_there_and_what_comes(db):
    before = without_log(db)
    done = merging.add_name(db, "ana-wati-dewi", "ANA", actor="ana")
    assert counted(db) == {"Ana Wati Dewi": 3, "Ana Wati": 1, "seorang warga": 1}
    merging.undo(db, done.batch, actor="ana")
    assert without_log(db) == before
    merging.add_name(db, "ana-wati-dewi", "Ana", actor="ana")
    load(
        db,
        "Ana= [source Ana] [cue berkata] bahwa [content hujan turun].",
        url="https://tiga.example/3",
    )
    assert counted(db)["Ana Wati Dewi"] == 4
    act = log.rows(db.conn, "actor = 'loader' AND kind = 'speaker'", [])[-1]
    assert act["became"]["merged_into"] == "ana-wati-dewi"
    with pytest.raises(errors.Refused, match="goes by that name"):
        merging.add_name(db, "ana-wati", "Ana", actor="budi")
    merging.remove_name(db, "ana-wati-dewi", "Ana", actor="ana")
    assert teamnames.of_speaker(db.conn, "ana-wati-dewi") == []


def test_who_was_told_apart_stays_so_whatever_names_the_team_gives(db):
    single = one(db, "Ana")
    merging.told_apart(db, single, "ana-wati-dewi", actor="ana")
    merging.add_name(db, "ana-wati-dewi", "Ana", actor="ana")
    assert merging.speaker(db, single)["merged_into"] is None


def test_a_body_and_a_person_may_share_a_name(db):
    db.execute("UPDATE speakers SET kind = 'organisation' WHERE id = 'ana-wati'")
    merging.add_name(db, "ana-wati", "Ana", actor="ana")
    merging.add_name(db, "ana-wati-dewi", "Ana", actor="ana")
    assert counted(db)["Ana Wati Dewi"] == 3


def test_what_a_person_named_keeps_that_name_whatever_newer_rules_read(db):
    single = claims(db, "speaker_id", "text = 'jalan itu sudah baik'")[0]["speaker_id"]
    merging.describe(db, single, {"name": "Ana Sari"}, actor="ana")
    better = SECOND.replace("Ana= ", "Ana Wati= ")
    load(db, better, TUESDAY, url="https://dua.example/2", extractor="test 2")
    row = claims(db, "speaker_id", "text = 'jalan itu sudah baik'")[0]
    assert row["speaker_id"] == single
    other = SECOND.replace("Ana= ", "Budi Hartono= ")
    load(db, other, TUESDAY, url="https://dua.example/2", extractor="test 3")
    row = claims(db, "speaker_id", "text = 'jalan itu sudah baik'")[0]
    assert row["speaker_id"] == "budi-hartono"


def test_copies_are_joined_as_before_once_a_merge_is_undone():
    text = FIRST + "Panitia mengumpulkan banyak laporan dari warga di sekitar sungai itu kemarin.\n"
    with fresh() as db:
        for number, outlet in enumerate(("Kabar Satu", "Kabar Dua")):
            load(db, text, url=f"https://{number}.example/", outlet=outlet, published="2026-01-05")
        before = without_log(db)
        assert db.execute("SELECT count(*) FROM claims WHERE group_id IS NOT NULL").fetchone()[0]
        keys = [key for (key,) in db.execute("SELECT id FROM speakers WHERE name = 'Ana'")]
        for key in keys:
            done = merging.merge(db, key, "ana-wati-dewi", actor="ana")
            merging.undo(db, done.batch, actor="ana")
        assert without_log(db) == before


class Merges(RuleBasedStateMachine):
    """Merges, names, refusals and undos in any order, with loads between them and results given."""

    def __init__(self):
        super().__init__()
        self.opened = database.opened(":memory:", wait=0.2)
        self.db = self.opened.__enter__()
        for number, text in enumerate((FIRST, SECOND)):
            load(self.db, text, MONDAY, url=f"https://{number}.example/")
        self.db.execute("UPDATE speakers SET kind = 'unnamed' WHERE name LIKE 'seorang%'")
        first = claims(self.db)[0]
        reviews.review(
            self.db, first["id"], seen=first["revision"], actor="ana",
            judgement=Judgement("true", "Sudah diperiksa.", "draft"),
        )  # fmt: skip
        self.stories = [FIRST, SECOND]
        self.undo_order = []
        self.history = content(self.db)["status_history"]
        self.said = self.what_is_said()
        self.acts = []

    def teardown(self):
        self.opened.__exit__(None, None, None)

    def what_is_said(self):
        return [(r["id"], r["text"], r["status"], r["rationale"]) for r in claims(self.db)]

    def speakers(self):
        return [key for (key,) in self.db.execute("SELECT id FROM speakers ORDER BY id")]

    def do(self, work, *given, **told):
        before = without_log(self.db)
        try:
            done = work(self.db, *given, actor="ana", **told)
        except errors.StoreError:
            assert without_log(self.db) == before
            return
        if done.batch and work is not merging.undo:
            self.undo_order.append((done.batch, before))
        elif done.batch is None:
            assert without_log(self.db) == before

    @rule(data=st.data())
    def merge(self, data):
        pair = data.draw(st.permutations(self.speakers()), label="merge")[:2]
        self.do(merging.merge, *pair)

    @rule(data=st.data())
    def told_apart(self, data):
        pair = data.draw(st.permutations(self.speakers()), label="apart")[:2]
        self.do(merging.told_apart, *pair)

    @rule(data=st.data(), name=st.sampled_from(["Ana", "Ana Wati", "Budi"]))
    def name(self, data, name):
        self.do(merging.add_name, data.draw(st.sampled_from(self.speakers())), name)

    @rule(data=st.data())
    def part(self, data):
        self.do(merging.part, data.draw(st.sampled_from(self.speakers())))

    @rule(data=st.data(), name=st.sampled_from(["Dewi", "Ana"]))
    def rename(self, data, name):
        self.do(merging.describe, data.draw(st.sampled_from(self.speakers())), {"name": name})

    @rule(number=st.integers(0, 1))
    def reload(self, number):
        load(self.db, self.stories[number], TUESDAY, url=f"https://{number}.example/")

    @rule()
    def undo_the_last(self):
        if self.undo_order:
            batch, before = self.undo_order.pop()
            merging.undo(self.db, batch, actor="ana")
            assert without_log(self.db) == before

    @rule(data=st.data())
    def undo_any(self, data):
        if self.undo_order:
            batch, _ = data.draw(st.sampled_from(self.undo_order))
            self.do(merging.undo, batch)
            self.undo_order.clear()  # what was before is no more

    @invariant()
    def no_claim_no_result_and_no_history_is_lost(self):
        assert self.what_is_said() == self.said
        assert content(self.db)["status_history"] == self.history
        acts = self.db.execute("SELECT id, kind, was, became FROM acts ORDER BY id").fetchall()
        assert acts[: len(self.acts)] == self.acts
        self.acts = acts

    @invariant()
    def everybody_counts_as_somebody_with_a_name(self):
        wrong = self.db.execute(
            "SELECT s.id FROM speakers AS s JOIN speakers AS w ON w.id = s.whole_id"
            " WHERE w.merged_into IS NOT NULL OR (s.kind = 'unnamed') <> (w.kind = 'unnamed')"
            " OR (s.kind = 'unnamed' AND s.id <> w.id)"
        ).fetchall()
        assert wrong == []


Merges.TestCase.settings = settings(
    max_examples=examples(60), stateful_step_count=20, deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
TestMerges = Merges.TestCase


def test_the_log_tells_what_a_speaker_was(db):
    merging.describe(db, "ana-wati", {"name": "Ana", "wikidata": "Q42"}, actor="ana")
    (was, became) = db.execute("SELECT was, became FROM acts ORDER BY id DESC LIMIT 1").fetchone()
    assert json.loads(was)["name"] == "Ana Wati"
    assert json.loads(became)["wikidata"] == "Q42"
