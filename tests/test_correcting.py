"""What a person says a claim is: its words, spans and marks move together, and can be undone."""

import json
from dataclasses import replace
from datetime import datetime, timezone

import pytest
import reviewing
from stories import TUESDAY, WEDNESDAY, claims, fresh, load, untrue_spans

from datasette_claims.store import correcting, log, parting, undoing
from datasette_claims.store.asserting import Words
from datasette_claims.store.errors import Refused, Stale, Unknown
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.statements import folded
from datasette_claims.store.vocabulary import Vocabulary
from datasette_claims.web import timeline

TALKS = """
    Donald Trump= [source Presiden Donald Trump] [cue mendesak] [content Rusia untuk bergerak].
    Pertemuan itu berlangsung di perpustakaan, kata Budi.
    [source Putin] [cue menyatakan] bahwa [content isu gencatan senjata masih dibahas].
    Donald Trump= [source Presiden Donald Trump] [cue mengatakan] bahwa [content itu bagus].
    Donald Trump= [content Semua akan baik saja].
"""


@pytest.fixture
def db():
    with fresh() as db:
        load(db, TALKS, url="https://example.org/a")
        yield db
        true_to_the_text(db)


def true_to_the_text(db):
    """Every span is in the text, and a claim with a place has the words that stand there."""
    assert untrue_spans(db) == []
    texts = dict(db.execute("SELECT id, text FROM articles"))
    for row in claims(db):
        places = spans(db, row["id"])
        for part, column in (("content", "text"), ("source", "source"), ("cue", "cue")):
            stands = [texts[row["article_id"]][a:b] for p, a, b in places if p == part]
            if stands:
                assert folded(" … ".join(stands)) == folded(row[column]), row
                assert all(words == words.strip() for words in stands)
        content = [a for p, a, _ in places if p == "content"]
        assert row["position"] == min(content, default=None)
    db.execute("INSERT INTO claims_fts (claims_fts, rank) VALUES ('integrity-check', 1)")
    db.execute("INSERT INTO speakers_fts (speakers_fts, rank) VALUES ('integrity-check', 1)")
    db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
    assert not db.execute("PRAGMA foreign_key_check").fetchall()
    assert not db.execute("SELECT * FROM _change_context").fetchall()


def spans(db, key):
    return db.execute(
        "SELECT part, start, end FROM claim_spans WHERE claim_id = ? ORDER BY start, part", [key]
    ).fetchall()


def row(db, key):
    (found,) = db.query("SELECT * FROM claims WHERE id = ?", [key])
    return found


def article(db):
    return db.execute("SELECT id, text FROM articles").fetchone()


def place(db, words):
    start = article(db)[1].index(words)
    return (start, start + len(words))


def standing(db, key):
    """All that undoing brings back."""
    kept = {name: value for name, value in row(db, key).items()
            if name not in ("revision", "updated_at", "statement")}  # fmt: skip
    return kept, spans(db, key)


def judge(db, key, status="false", publication="published"):
    seen = reviewing.add_evidence(db, key, seen=row(db, key)["revision"], actor="budi",
                                  url="https://bukti.example/", again=True)  # fmt: skip
    reviewing.set_status(db, key, seen=seen, status=status, rationale="Data", actor="budi",
                         publication=publication)  # fmt: skip


def correct(db, key, actor="ana", still=False, **changed):
    words = replace(correcting.words_of(db.conn, key), **changed)
    seen = row(db, key)["revision"]
    return correcting.correct(db, key, words=words, seen=seen, actor=actor, still=still)


def undo(db, done, actor="ana"):
    return undoing.undo(db, done.batch, actor=actor)


def acts(db, key):
    found = db.execute("SELECT kind FROM acts WHERE claim_id = ? ORDER BY id", [key])
    return [kind for (kind,) in found]


def test_the_ends_of_a_claim_are_moved_and_all_that_hangs_on_them(db):
    trump = claims(db)[0]
    start, end = place(db, "Rusia untuk bergerak")
    done = correct(db, trump["id"], spans=((start - 1, start + len("Rusia")), (end - 8, end + 0)))
    now = row(db, trump["id"])
    assert (now["text"], now["edited"], now["extractor"]) == ("Rusia … bergerak", 1, "person")
    assert done == correcting.Corrected(trump["id"], now["revision"], done.batch)
    assert now["revision"] > trump["revision"]
    assert spans(db, trump["id"])[2:] == [
        ("content", start, start + 5), ("content", end - 8, end)
    ]  # fmt: skip
    found = db.execute(
        "SELECT count(*) FROM claims_fts WHERE claims_fts MATCH 'text : untuk'"
    ).fetchone()
    assert found == (0,)
    told = db.execute("SELECT was, became FROM acts WHERE kind = 'spans'").fetchone()
    was, became = map(json.loads, told)
    assert was["spans"][-1] == ["content", start, end]
    assert [span[0] for span in became["spans"]] == ["source", "cue", "content", "content"]
    assert acts(db, trump["id"]) == ["correction", "spans"]


def test_what_is_the_same_is_no_correction(db):
    key = claims(db)[0]["id"]
    before = row(db, key)
    assert correct(db, key).batch is None
    start, end = place(db, "Rusia untuk bergerak")
    words = replace(correcting.words_of(db.conn, key), spans=((start - 1, end),))
    # an old revision too: nothing would be different
    assert correcting.correct(db, key, words=words, seen=0, actor="ana").batch is None
    assert row(db, key) == before


def test_the_second_of_two_people_sees_the_change_of_the_first(db):
    key = claims(db)[0]["id"]
    words = replace(correcting.words_of(db.conn, key), kind="demand")
    correct(db, key, kind="warn")
    with pytest.raises(Stale) as stale:
        correcting.correct(db, key, words=words, seen=1, actor="budi")
    assert (stale.value.current["kind"], stale.value.current["changed_by"]) == ("warn", "ana")
    assert row(db, key)["kind"] == "warn"


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "demand"},
        {"said_on": "2026-05-04"},
        {"said_on": "2026"},
        {"modality": "future", "type": "mixed"},
        {"speaker_id": None, "speaker": "Rina  Hall"},
        {"speaker_id": None, "speaker": "Budi", "speaker_kind": "unnamed"},
        {"speaker_id": None},
        {"spans": ((0, 8),)},
        {"spans": ((60, 70),), "source": (), "kind": "deny"},
        {"source": (), "cue": ()},
    ],
)
def test_each_correction_is_undone_to_the_letter(db, changed):
    key = claims(db)[0]["id"]
    before = standing(db, key)
    people = list(db.query("SELECT * FROM speakers ORDER BY id"))
    log = list(db.query("SELECT * FROM acts"))
    done = correct(db, key, **changed)
    assert standing(db, key) != before
    assert undoing.last(db.conn, "ana", "2000-01-01").batch == done.batch
    undo(db, done)
    assert standing(db, key) == before
    assert list(db.query("SELECT * FROM speakers ORDER BY id")) == people
    assert list(db.query("SELECT * FROM acts"))[: len(log)] == log
    assert undo(db, done) == key  # again: it is done already
    assert standing(db, key) == before


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"spans": ()}, ["spans"]),
        ({"spans": ((-1, 5),)}, ["spans"]),
        ({"spans": ((5, 5),)}, ["spans"]),
        ({"spans": ((5, 99_999),)}, ["spans"]),
        ({"spans": ((0, 9), (4, 12))}, ["spans"]),
        ({"spans": ((8, 9),)}, ["spans"]),  # white space
        ({"source": ((5, 5),), "cue": ((0, 99_999),)}, ["source", "cue"]),
        ({"kind": "", "modality": "maybe", "type": "quoted"}, ["type", "kind", "modality"]),
        ({"said_on": "yesterday"}, ["said_on"]),
        ({"said_on": "2026-02-30"}, ["said_on"]),
        ({"said_on": "20260101"}, ["said_on"]),
        ({"speaker_id": "nobody-at-all"}, ["speaker"]),
        ({"speaker_id": None, "speaker": "A", "speaker_kind": "dog"}, ["speaker"]),
        ({"speaker_id": None, "speaker": "A" * 400}, ["speaker"]),
        ({"speaker_id": None, "speaker": "\ud800"}, ["speaker"]),
    ],
)
def test_what_cannot_be_is_refused_all_at_once_and_changes_nothing(db, changed, fields):
    key = claims(db)[0]["id"]
    before = row(db, key), spans(db, key)
    with pytest.raises(Refused) as refused:
        correct(db, key, **changed)
    assert list(refused.value.problems) == fields
    assert (row(db, key), spans(db, key)) == before
    with pytest.raises(Unknown):
        correcting.correct(db, "none", words=Words(((0, 3),)), seen=1, actor="ana")


def test_a_result_belongs_to_the_words_that_were_judged(db):
    key = claims(db)[0]["id"]
    judge(db, key)
    before = standing(db, key)
    done = correct(db, key, spans=(place(db, "bergerak"),))
    now = row(db, key)
    assert done.taken_down == (key,)
    assert (now["status"], now["rationale"], now["publication"]) == ("unreviewed", None, "draft")
    assert db.execute("SELECT count(*) FROM evidence WHERE removed_at IS NULL").fetchone() == (1,)
    undo(db, done)
    assert standing(db, key) == before


def test_an_editor_may_say_that_it_holds_for_the_new_words_as_a_draft(db):
    key = claims(db)[0]["id"]
    judge(db, key)
    done = correct(db, key, spans=(place(db, "bergerak"),), still=True)
    now = row(db, key)
    assert (now["status"], now["rationale"], now["publication"]) == ("false", "Data", "draft")
    assert done.taken_down == ()


@pytest.mark.parametrize("changed", [{"said_on": "2026"}, {"source": ()}, {"type": "direct"}])
def test_what_is_not_the_statement_leaves_the_result(db, changed):
    key = claims(db)[0]["id"]
    judge(db, key, publication="draft")
    assert correct(db, key, **changed).taken_down == ()
    assert row(db, key)["status"] == "false"


def test_what_was_judged_or_corrected_since_is_not_undone(db):
    key = claims(db)[0]["id"]
    done = correct(db, key, spans=(place(db, "bergerak"),))
    judge(db, key)
    before = standing(db, key)
    with pytest.raises(Refused, match="judged since"):
        undo(db, done)
    assert standing(db, key) == before
    other = claims(db)[1]["id"]
    first = correct(db, other, kind="deny")
    second = correct(db, other, kind="warn", actor="budi")
    with pytest.raises(Refused, match="corrected again since"):
        undo(db, first)
    undo(db, second, "budi")
    undo(db, first)
    assert (row(db, other)["kind"], row(db, other)["edited"]) == ("say", 0)


def test_a_claim_is_entered_by_hand_and_taken_back(db):
    key, _ = article(db)
    words = Words(
        (place(db, "Pertemuan itu berlangsung di perpustakaan,"),),
        source=(place(db, "Budi"),), cue=(place(db, "kata"),), speaker="Budi Santoso",
    )  # fmt: skip
    done = correcting.enter(db, key, words=words, actor="ana")
    now = row(db, done.claim_id)
    assert (now["origin"], now["edited"], now["rule"], now["type"]) == (
        "person", 0, "by-hand", "indirect",
    )  # fmt: skip
    assert (now["source"], now["cue"], now["speaker_id"]) == ("Budi", "kata", "budi-santoso")
    assert now["context"] == "Pertemuan itu berlangsung di perpustakaan, kata Budi."
    assert correcting.enter(db, key, words=words, actor="ana").claim_id == done.claim_id
    with pytest.raises(Refused, match="has this claim already"):
        correcting.enter(db, key, words=words, actor="budi")
    undo(db, done)
    now = row(db, done.claim_id)
    assert (now["status"], now["publication"]) == ("extraction_error", "draft")
    again = correcting.enter(db, key, words=words, actor="budi")
    assert again.claim_id != done.claim_id
    judge(db, again.claim_id)
    with pytest.raises(Refused, match="worked on the claim"):
        undo(db, again, "budi")
    with pytest.raises(Refused):
        correcting.enter(db, key, words=Words(()), actor="ana")
    with pytest.raises(Unknown):
        correcting.enter(db, "none", words=words, actor="ana")


def test_the_speaker_of_one_claim_or_of_all_of_a_mention(db):
    first, putin, second, on = (one["id"] for one in claims(db))
    assert correcting.mention(db.conn, first) == [first, second, on]
    assert correcting.mention(db.conn, putin) == [putin]
    done = correcting.correct_mention(
        db, second, seen=1, actor="ana", speaker="Melania Trump", everywhere=True
    )
    assert done.claim_id == second
    assert set(done.others) == {first, on}
    assert [one["speaker_id"] for one in claims(db)][::2] == ["melania-trump"] * 2
    assert row(db, putin)["speaker_id"].startswith("putin")
    batches = db.execute("SELECT DISTINCT batch FROM acts").fetchall()
    assert batches == [(done.batch,)]
    assert db.execute("SELECT 1 FROM speakers WHERE id = 'donald-trump'").fetchone() is None
    undo(db, done)
    assert [one["speaker_id"] for one in claims(db)][::2] == ["donald-trump"] * 2
    assert db.execute(
        "SELECT alias FROM speaker_aliases WHERE speaker_id = 'donald-trump'"
    ).fetchall() == [("Presiden Donald Trump",)]
    one = correcting.correct_mention(
        db, second, seen=row(db, second)["revision"], actor="ana", speaker="putin"
    )
    assert one.others == ()
    assert row(db, second)["speaker_id"] == row(db, putin)["speaker_id"]
    with pytest.raises(Refused):
        correcting.correct_mention(db, second, seen=1, actor="ana", speaker=" ")


def test_a_claim_is_split(db):
    key = claims(db)[0]["id"]
    judge(db, key)
    before = standing(db, key)
    rows = len(claims(db))
    parts = [(place(db, "bergerak"),), (place(db, "Rusia"),)]
    done = parting.split(db, key, parts=parts, seen=row(db, key)["revision"], actor="ana")
    (new,) = done.others
    assert (row(db, key)["text"], row(db, new)["text"]) == ("Rusia", "bergerak")
    assert row(db, new)["speaker_id"] == "donald-trump"
    assert (row(db, new)["origin"], row(db, key)["edited"]) == ("person", 1)
    assert row(db, key)["status"] == row(db, new)["status"] == "unreviewed"
    again = parting.split(db, key, parts=parts, seen=1, actor="ana")
    assert (again.others, again.batch) == ((new,), None)
    assert len(claims(db)) == rows + 1
    undo(db, done)
    assert standing(db, key) == before
    assert row(db, new)["status"] == "extraction_error"


@pytest.mark.parametrize(
    "parts", [[], [((0, 8),)], [((0, 8),), ((4, 12),)], [((0, 8),), ()], [((0, 8),), ((8, 9),)]]
)
def test_parts_that_are_none(db, parts):
    key = claims(db)[0]["id"]
    with pytest.raises(Refused):
        parting.split(db, key, parts=parts, seen=1, actor="ana")
    assert acts(db, key) == []


def test_claims_are_joined(db):
    first, putin, second, on = (one["id"] for one in claims(db))
    before = [standing(db, key) for key in (first, second, on)]
    seen = dict.fromkeys((first, second, on, putin), 1)
    done = parting.join(db, [second, on], seen=seen, actor="ana")
    assert row(db, second)["text"] == "itu bagus … Semua akan baik saja"
    assert row(db, on)["status"] == "extraction_error"
    assert row(db, on)["rationale"] == f"Joined with {second}."
    assert parting.join(db, [second, on], seen=seen, actor="ana").batch is None
    undo(db, done)
    assert [standing(db, key) for key in (first, second, on)] == before
    with pytest.raises(Refused, match="different speakers"):
        parting.join(db, [first, putin], seen=seen, actor="ana")
    judge(db, first)
    seen = {key: row(db, key)["revision"] for key in seen}
    with pytest.raises(Refused, match="has a result"):
        parting.join(db, [second, first], seen=seen, actor="ana")
    with pytest.raises(Stale):
        parting.join(db, [first, second], seen={**seen, second: 0}, actor="ana")
    done = parting.join(db, [first, second], seen=seen, actor="ana")
    assert done.taken_down == (first,)
    with pytest.raises(Refused):
        parting.join(db, [first, first], seen=seen, actor="ana")


def test_an_extraction_error_in_one_step(db):
    key = claims(db)[0]["id"]
    done = correcting.extraction_error(db, key, seen=1, actor="ana")
    assert row(db, key)["status"] == "extraction_error"
    undo(db, done)
    assert row(db, key)["status"] == "unreviewed"


def test_a_correction_stays_through_every_load(db):
    key = claims(db)[0]["id"]
    text = "Rusia"
    correct(db, key, spans=(place(db, text),))
    load(db, TALKS, TUESDAY, url="https://example.org/a", extractor="test 2")
    assert len(claims(db)) == 4
    longer = "Pembaruan: satu paragraf lagi.\n" + TALKS
    load(db, longer, WEDNESDAY, url="https://example.org/a")
    assert len(claims(db)) == 4
    now = row(db, key)
    assert (now["text"], now["edited"], now["flag"]) == (text, 1, None)
    assert ("content", *place(db, text)) in spans(db, key)


def test_a_correction_stays_where_no_load_came_between_it_and_the_changed_text(db):
    key = claims(db)[0]["id"]
    correct(db, key, spans=(place(db, "Rusia"),))
    load(db, "Pembaruan.\n" + TALKS, TUESDAY, url="https://example.org/a")
    assert (row(db, key)["flag"], len(claims(db))) == (None, 4)
    batch = undoing.last(db.conn, "ana", "2000-01-01").batch
    undoing.undo(db, batch, actor="ana")
    assert row(db, key)["text"] == "Rusia untuk bergerak"
    assert ("content", *place(db, "Rusia untuk bergerak")) in spans(db, key)
    load(db, "Pembaruan.\n" + TALKS, WEDNESDAY, url="https://example.org/a")
    assert (row(db, key)["edited"], len(claims(db))) == (0, 4)


def test_what_the_changed_text_has_not_any_more_is_not_undone(db):
    key = claims(db)[0]["id"]
    correct(db, key, spans=(place(db, "Rusia"),))
    changed = TALKS.replace("[content Rusia untuk bergerak]", "[content Rusia agar bergerak]")
    load(db, changed, TUESDAY, url="https://example.org/a")
    before = standing(db, key)
    batch = undoing.last(db.conn, "ana", "2000-01-01").batch
    with pytest.raises(Refused, match="article was changed"):
        undoing.undo(db, batch, actor="ana")
    assert standing(db, key) == before


def test_words_and_the_speaker_of_a_whole_mention_are_one_step(db):
    first, putin, second, on = (one["id"] for one in claims(db))
    before = [standing(db, key) for key in (first, putin, second, on)]
    words = replace(
        correcting.words_of(db.conn, first),
        spans=(place(db, "Rusia"),), speaker="Melania Trump", speaker_id=None,
    )  # fmt: skip
    done = correcting.correct(db, first, words=words, seen=1, actor="ana", everywhere=True)
    assert set(done.others) == {second, on}
    assert row(db, first)["text"] == "Rusia"
    assert row(db, putin) == before[1][0] | {
        name: row(db, putin)[name] for name in ("revision", "updated_at", "statement")
    }
    undo(db, done)
    assert [standing(db, key) for key in (first, putin, second, on)] == before
    same = replace(correcting.words_of(db.conn, first), kind="warn")
    seen = row(db, first)["revision"]
    done = correcting.correct(db, first, words=same, seen=seen, actor="ana", everywhere=True)
    assert done.others == ()  # the speaker is the same


def test_a_copy_that_is_corrected_stands_alone_and_comes_back_when_it_is_undone():
    with fresh() as db:
        load(db, TALKS, url="https://one.example/a", published="2026-01-05")
        load(db, TALKS, url="https://two.example/b", published="2026-01-05", origin="b.txt")
        pairs = db.execute(
            "SELECT group_concat(id) FROM claims GROUP BY group_id HAVING count(*) = 2"
        ).fetchall()
        assert len(pairs) == 4
        one, other = pairs[0][0].split(",")
        judge(db, one)
        assert row(db, other)["status"] == "false"
        before = standing(db, one), standing(db, other)
        done = correct(db, one, kind="deny")
        assert (row(db, one)["group_id"], row(db, other)["group_id"]) == (None, None)
        assert (row(db, one)["status"], row(db, other)["status"]) == ("unreviewed", "false")
        undo(db, done)
        assert (standing(db, one), standing(db, other)) == before
        assert row(db, one)["group_id"] is not None


def test_the_timeline_tells_a_correction_once_and_by_names(db):
    first = claims(db)[0]["id"]
    correct(db, first, speaker_id=None, speaker="Rina Hall", said_on="2026-05")
    correct(db, first, source=())
    second = claims(db)[1]["id"]
    correct(db, second, spans=(place(db, "isu gencatan senjata masih dibahas"), place(db, "bahwa")))
    acts = log.later(db.conn, first, 0)
    seen = dict.fromkeys(("acts", "evidence", "status_history", "review_notes"), True)
    told = timeline.since(
        acts, None, Vocabulary(), seen, {"ana": "Ana"}, datetime.now(timezone.utc)
    )
    assert [(line.who, line.what) for line in told] == [("Ana", "corrected who said what")] * 2
    assert "Speaker: “Donald Trump” → “Rina Hall”" in told[0].words
    assert "Said on: “” → “2026-05”" in told[0].words
    (line,) = timeline.since(
        log.later(db.conn, second, 0), None, Vocabulary(), seen, {}, datetime.now(timezone.utc)
    )
    assert line.what == "corrected who said what"


def test_the_timeline_tells_of_a_claim_that_moved_to_equal_words():
    with fresh() as db:
        load(db, "Ana= [source Ana] [cue berkata] [content naik] lalu naik.")
        (key,) = (one["id"] for one in claims(db))
        start = article(db)[1].index("naik.")
        done = correct(db, key, spans=((start, start + 4),))
        assert (row(db, key)["text"], row(db, key)["edited"]) == ("naik", 1)
        assert done.revision == 2
        acts = log.later(db.conn, key, 0)
        seen = {"acts": True}
        (line,) = timeline.since(acts, None, Vocabulary(), seen, {}, datetime.now(timezone.utc))
        assert line.what == "corrected where it stands in the article"


def test_all_of_it_works_on_a_connection_of_datasette():
    """Which gives rows that are no tuples."""
    with fresh() as db:
        load(db, TALKS, url="https://example.org/a")
        first, putin, second, on = (one["id"] for one in claims(db))
        words = correcting.words_of(db.conn, first)
        places = [place(db, "Rusia"), place(db, "bergerak")]
        article_id = article(db)[0]
        before = standing(db, first)
        db.conn.row_factory = sqlite3.Row
        seen = {"seen": 1, "actor": "ana"}
        assert correcting.correct(db, first, words=words, **seen).batch is None
        moved = replace(words, spans=(places[0],), speaker_id=None, speaker="Rina Hall")
        done = [correcting.correct(db, first, words=moved, everywhere=True, **seen)]
        new = replace(words, kind="deny", speaker="Donald Trump")  # whose key went meanwhile
        done.append(correcting.enter(db, article_id, words=new, actor="ana"))
        again = correcting.enter(db, article_id, words=new, actor="ana")
        assert again.claim_id == done[-1].claim_id
        parts = [((60, 66),), ((70, 74),)]
        done.append(parting.split(db, putin, parts=parts, **seen))
        assert parting.split(db, putin, parts=parts, **seen).batch is None
        revisions = {key: row(db, key)["revision"] for key in (second, on)}
        done.append(parting.join(db, [second, on], seen=revisions, actor="ana"))
        assert parting.join(db, [second, on], seen=revisions, actor="ana").batch is None
        with pytest.raises(Stale):
            correcting.correct(db, first, words=words, **seen)
        for one in reversed(done):
            assert undoing.undo(db, one.batch, actor="ana") == one.claim_id
        db.conn.row_factory = None
        assert standing(db, first) == before
        true_to_the_text(db)
