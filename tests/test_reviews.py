"""Judging claims: rules of publishing, evidence, notes, and two editors at once."""

import threading
from datetime import datetime, timedelta, timezone

import pytest
import reviewing
from stories import claims, fresh, load

from datasette_claims.store import database, log, reviews
from datasette_claims.store.changes import by_person
from datasette_claims.store.errors import Refused, Stale, Unknown
from datasette_claims.store.evidence import same_page
from datasette_claims.store.judging import Judgement

STORY = "[source Ana Wati] [cue berkata] [content jalan itu sudah selesai]."


@pytest.fixture
def db():
    with fresh() as db:
        load(db, STORY)
        yield db
        assert not db.execute("SELECT * FROM _change_context").fetchall()


@pytest.fixture
def key(db):
    return claims(db)[0]["id"]


def judge(db, key, seen=1, status="false", rationale="Data BPS", publication="draft", actor="ana"):
    return reviewing.set_status(
        db, key, seen=seen, status=status, rationale=rationale, publication=publication, actor=actor
    )


def evidence(db, key, seen=1, url="https://bps.go.id/", actor="ana", **more):
    return reviewing.add_evidence(db, key, seen=seen, url=url, actor=actor, **more)


def history(db):
    return db.execute(
        "SELECT actor, from_status, to_status, reason, publication, evidence_count"
        " FROM status_history ORDER BY id"
    ).fetchall()


def test_a_status_is_kept_with_reason_and_actor(db, key):
    assert judge(db, key, rationale="  Data\r\nBPS ") == 2
    (claim,) = claims(db)
    assert (claim["status"], claim["rationale"], claim["revision"], claim["edited"]) == (
        "false", "Data\nBPS", 2, 0,
    )  # fmt: skip
    assert history(db) == [("ana", "unreviewed", "false", "Data\nBPS", "draft", 0)]


def test_saving_what_stands_already_changes_nothing(db, key):
    judge(db, key)
    before = claims(db)
    assert judge(db, key, seen=2, actor="budi") == 2
    assert claims(db) == before
    assert len(history(db)) == 1


def test_a_verdict_is_published_with_reason_and_evidence(db, key):
    seen = evidence(db, key, stance="refutes", title="Data", quote="kutipan", archive_url=" ")
    assert judge(db, key, seen=seen, publication="published") == 2
    assert history(db) == [("ana", "unreviewed", "false", "Data BPS", "published", 1)]
    (row,) = db.query("SELECT * FROM evidence")
    assert (row["url"], row["stance"], row["archive_url"], row["added_by"]) == (
        "https://bps.go.id/", "refutes", None, "ana",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "with_evidence", "why"),
    [
        ({"publication": "published", "rationale": "  "}, True, "give the reason"),
        ({"publication": "published"}, False, "at least one evidence link"),
        ({"publication": "published", "status": "unreviewed"}, True, "nothing to publish"),
        ({"publication": "published", "status": "in_review"}, True, "nothing to publish"),
        ({"publication": "published", "status": "extraction_error"}, True, "never leave"),
        (
            {"publication": "published", "status": "not_checkable", "rationale": None},
            True,
            "reason",
        ),
        ({"publication": "withdrawn"}, True, "Only what was published"),
        ({"publication": "public"}, True, "Publication is one of"),
        ({"status": "hoax"}, True, "no status 'hoax'"),
        ({"status": "satire"}, True, "is retired"),
        ({"rationale": "rusak \ud83d"}, True, "half a character"),
        ({"status": "\ud83d"}, True, "no status"),
    ],
)
def test_what_is_refused_leaves_no_trace(db, key, change, with_evidence, why):
    db.execute("UPDATE statuses SET active = 0 WHERE key = 'satire'")
    seen = evidence(db, key) if with_evidence else 1
    before = claims(db)
    with pytest.raises(Refused, match=why):
        judge(db, key, seen=seen, **change)
    assert (claims(db), history(db)) == (before, [])


def test_an_outcome_that_is_no_verdict_needs_a_reason_but_no_evidence(db, key):
    assert judge(db, key, status="not_checkable", publication="published") == 2


def test_a_retired_status_may_stay_where_it_stands(db, key):
    judge(db, key)
    db.execute("UPDATE statuses SET active = 0 WHERE key = 'false'")
    assert judge(db, key, seen=2, rationale="Ditambah") == 3


def test_what_was_published_is_withdrawn_with_a_reason(db, key):
    seen = judge(db, key, seen=evidence(db, key), publication="published")
    with pytest.raises(Refused, match="give the reason"):
        judge(db, key, seen=seen, publication="withdrawn", rationale="")
    seen = judge(db, key, seen=seen, publication="draft")
    assert judge(db, key, seen=seen, publication="withdrawn", rationale="Keliru") == seen + 1


def test_the_last_evidence_of_a_published_verdict_stays(db, key):
    seen = judge(db, key, seen=evidence(db, key), publication="published")
    with pytest.raises(Refused, match="only evidence"):
        reviews.remove_evidence(db, key, 1, actor="ana")
    seen = evidence(db, key, seen=seen, url="https://lain.org/")
    seen = reviews.remove_evidence(db, key, 1, actor="budi")
    assert db.execute("SELECT removed_by FROM evidence").fetchall() == [("budi",), (None,)]
    # The same form sent twice is done; for somebody else there is nothing there to remove.
    assert reviews.remove_evidence(db, key, 1, actor="budi") == seen
    with pytest.raises(Unknown):
        reviews.remove_evidence(db, key, 1, actor="ana")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", " ", "bps.go.id", "ftp://bps.go.id/", "http://", "https:///x",
        "https://a b.org", "https://x.org/\nhttps://y.org", "http://[::1", "data:text/html,x",
        "java\tscript:alert(1)", "https://x.org/\u202e", "https://x.org/\ud83d",
        "https://ana:rahasia@bps.go.id/", "https://ana@bps.go.id/",
        "https://arsip.example/web/2025/https://ana:rahasia@bps.go.id/",
    ],
)  # fmt: skip
def test_evidence_is_on_the_web(db, key, url):
    with pytest.raises(Refused):
        evidence(db, key, url=url)
    with pytest.raises(Refused):
        evidence(db, key, archive_url=url or "x") if url.strip() else evidence(db, key, url="")
    assert claims(db)[0]["revision"] == 1


def test_a_stance_that_is_none_is_refused(db, key):
    with pytest.raises(Refused, match="supports, refutes, context"):
        evidence(db, key, stance="maybe")


@pytest.mark.parametrize(
    "day",
    ["2026-02-30", "kemarin", "2026", "2026-01", "20260104", "2026-W01-1", "04/01/2026",
     "2026-01-04T10:00", "２０２６-01-04", "0000-01-01"],
)  # fmt: skip
def test_a_date_of_evidence_is_a_day_of_the_calendar(db, key, day):
    with pytest.raises(Refused, match="no day of the calendar") as caught:
        evidence(db, key, published=day)
    assert list(caught.value.problems) == ["evidence_published"]
    evidence(db, key, published=" 2024-02-29 ")
    assert db.execute("SELECT published FROM evidence").fetchall() == [("2024-02-29",)]


@pytest.mark.parametrize(
    "url",
    ["https://bps.go.id/", "http://bps.go.id", "https://www.bps.go.id/#tabel", "HTTPS://BPS.go.id"],
)
def test_a_page_is_evidence_once_unless_its_editor_says_so(db, key, url):
    seen = evidence(db, key)
    with pytest.raises(Refused, match="a link to that page already") as caught:
        evidence(db, key, seen=seen, url=url)
    assert list(caught.value.problems) == ["evidence_again"]
    evidence(db, key, seen=seen, url=url, quote="halaman 2", again=True)
    evidence(db, key, seen=claims(db)[0]["revision"], url="https://bps.go.id/?p=2")
    assert db.execute("SELECT count(*) FROM evidence").fetchone() == (3,)


def test_a_removed_link_may_come_back(db, key):
    seen = evidence(db, key)
    seen = reviews.remove_evidence(db, key, 1, actor="ana")
    evidence(db, key, seen=seen)
    assert db.execute("SELECT count(*) FROM evidence").fetchone() == (2,)


def review(db, key, seen=1, actor="ana", after=0, **change):
    return reviews.review(db, key, seen=seen, actor=actor, after=after, **change)


EVERYTHING = {
    "judgement": Judgement("false", "Data BPS", "published"),
    "links": [{"url": "https://bps.go.id/", "stance": "refutes"}],
    "note": "Tanya BPS.",
}


def test_a_review_saves_its_parts_together(db, key):
    saved = review(db, key, **EVERYTHING)
    assert (saved.judged, saved.evidence, saved.note) == (True, (1,), 1)
    assert history(db) == [("ana", "unreviewed", "false", "Data BPS", "published", 1)]
    assert db.execute("SELECT note FROM review_notes").fetchall() == [("Tanya BPS.",)]


def test_the_same_form_sent_twice_is_saved_once(db, key):
    review(db, key, **EVERYTHING)
    before = claims(db)
    again = review(db, key, **EVERYTHING)
    assert (again.judged, again.evidence, again.note) == (False, (1,), 1)
    assert claims(db) == before
    assert len(history(db)) == 1
    for table in ("evidence", "review_notes"):
        assert len(list(db.table(table).rows)) == 1


def test_another_form_with_the_same_words_is_another_note(db, key):
    review(db, key, **EVERYTHING)
    seen = claims(db)[0]["revision"]
    review(db, key, seen=seen, after=log.last(db.conn, key), note="Tanya BPS.")
    review(db, key, seen=seen, actor="budi", note="Tanya BPS.")
    assert db.execute("SELECT count(*) FROM review_notes").fetchone() == (3,)


@pytest.mark.parametrize(
    ("change", "seconds", "number"),
    [
        ({}, 0, 1),
        ({"note": " Tanya\r\nBPS. "}, 50, 1),  # the same words as they are stored
        ({}, 70, 2),
        ({"note": "Tanya BPS!"}, 0, 2),
        ({"actor": "budi"}, 0, 2),
        ({"other": True}, 0, 2),
    ],
)
def test_a_note_without_a_form_that_is_sent_twice_is_one(db, key, change, seconds, number):
    """A script cannot say what it saw: the same person, words and claim within a minute tell."""
    load(db, "[source Budi] [cue berkata] [content harga naik].", url="https://b.example/")
    other = next(claim["id"] for claim in claims(db) if claim["id"] != key)
    earlier = datetime.now(timezone.utc) - timedelta(seconds=seconds)
    with by_person(db, "ana"):
        db.execute(
            "INSERT INTO review_notes (claim_id, at, actor, note) VALUES (?, ?, 'ana', ?)",
            [key, earlier.strftime("%Y-%m-%dT%H:%M:%SZ"), "Tanya\nBPS."],
        )
    sent = {"note": "Tanya\nBPS.", "actor": "ana", **change}
    to = other if sent.pop("other", False) else key
    assert reviewing.add_note(db, to, **sent) == number
    assert db.execute("SELECT count(*) FROM review_notes").fetchone() == (number,)


def test_everything_that_is_wrong_is_told_at_once_and_nothing_saved(db, key):
    with pytest.raises(Refused) as caught:
        review(
            db,
            key,
            judgement=Judgement("false", " ", "published"),
            links=[{"url": "bps.go.id", "published": "besok", "archive_url": "ftp://x"}],
            note="separuh \ud83d",
        )
    assert set(caught.value.problems) == {
        "rationale", "evidence_url", "evidence_published", "evidence_archive_url", "note",
    }  # fmt: skip
    assert "give the reason" in str(caught.value)
    with pytest.raises(Refused) as caught:
        review(db, key, judgement=Judgement("false", "", "published"), note="Tanya")
    assert set(caught.value.problems) == {"rationale", "evidence_url"}
    assert claims(db)[0]["status"] == "unreviewed"
    assert db.execute("SELECT count(*) FROM review_notes").fetchone() == (0,)


def test_notes_are_kept_and_move_no_revision(db, key):
    assert reviewing.add_note(db, key, note=" Tanya BPS. ", actor="ana") == 1
    assert db.execute("SELECT actor, note FROM review_notes").fetchall() == [("ana", "Tanya BPS.")]
    assert claims(db)[0]["revision"] == 1
    assert reviewing.add_note(db, key, note=" ", actor="ana") is None


@pytest.mark.parametrize(
    "act",
    [
        judge,
        evidence,
        lambda db, key: reviews.remove_evidence(db, key, 1, actor="ana"),
        lambda db, key: reviewing.add_note(db, key, note="x", actor="ana"),
    ],
)
@pytest.mark.parametrize("key", ["nobody", "", "'; --", "\ud83d"])
def test_an_unknown_claim(db, act, key):
    with pytest.raises(Unknown):
        act(db, key)


def test_the_second_editor_is_shown_the_first_ones_change(db, key):
    judge(db, key, status="true", rationale="Benar")
    with pytest.raises(Stale) as caught:
        judge(db, key)
    current = caught.value.current
    assert (current["status"], current["rationale"], current["revision"]) == ("true", "Benar", 2)
    assert current["changed_by"] == "ana"
    assert claims(db)[0]["status"] == "true"


def test_evidence_and_notes_conflict_with_nothing(db, key):
    judge(db, key, status="true", rationale="Benar")
    evidence(db, key)
    reviewing.add_note(db, key, note="Tanya BPS.", actor="budi")
    reviews.remove_evidence(db, key, 1, actor="budi")
    assert claims(db)[0]["status"] == "true"


def test_a_change_by_the_shell_makes_the_page_stale_too(db, key):
    db.execute("UPDATE claims SET status = 'true'")
    with pytest.raises(Stale) as caught:
        judge(db, key)
    assert caught.value.current["changed_by"] == "unknown"


def test_of_editors_at_once_one_wins_and_the_others_are_told(tmp_path):
    path = tmp_path / "claims.db"
    with fresh(path) as db:
        load(db, STORY)
        key = claims(db)[0]["id"]
    start, results = threading.Barrier(4), []

    def edit(actor):
        with database.opened(path) as db:
            start.wait()
            try:
                results.append(judge(db, key, actor=actor))
            except Stale as stale:
                results.append(stale.current["revision"])

    threads = [threading.Thread(target=edit, args=[f"editor {n}"]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with fresh(path) as db:
        assert len(history(db)) == 1
    assert results == [2, 2, 2, 2]


def test_several_calls_are_one_change_where_a_transaction_is_open(db, key):
    db.conn.execute("BEGIN")
    seen = evidence(db, key)
    with pytest.raises(Refused):
        judge(db, key, seen=seen, publication="published", rationale="")
    assert db.execute("SELECT count(*) FROM evidence").fetchone() == (1,)  # the first still stands
    db.conn.rollback()
    assert db.execute("SELECT count(*) FROM evidence").fetchone() == (0,)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"note": "Tanya."}, None),  # says nothing about the status
        ({"judgement": Judgement("true", "Benar", "draft")}, None),  # as it stands
        ({"judgement": Judgement("false", "Benar", "draft")}, Stale),
        # What is wrong is told of the claim as it is now, not as it was seen.
        ({"judgement": Judgement("true", "Benar", "draft"), "note": "\ud83d"}, Stale),
        ({"note": "\ud83d"}, Refused),
    ],
)
def test_who_saw_an_older_state_is_refused_only_what_hangs_on_it(db, key, change, refusal):
    judge(db, key, status="true", rationale="Benar")
    before = claims(db)
    if refusal:
        with pytest.raises(refusal):
            review(db, key, seen=1, **change)
    else:
        assert review(db, key, seen=1, **change).judged is False
    assert claims(db) == before


def test_who_changed_a_claim_last_and_when(db, key):
    for number, actor in enumerate(("ana", "budi"), 1):
        judge(db, key, seen=number, rationale=f"Kata {actor}", actor=actor)
    with pytest.raises(Stale) as caught:
        judge(db, key)
    current = caught.value.current
    (at,) = db.execute("SELECT max(at) FROM status_history").fetchone()
    assert (current["changed_by"], current["changed_at"]) == ("budi", at)
    assert (current["id"], current["text"]) == (key, "jalan itu sudah selesai")


def test_a_link_is_kept_whole_and_trimmed(db, key):
    link = {
        "url": " https://bps.go.id/ ", "title": " Judul ", "outlet": " BPS ",
        "published": " 2026-01-31 ", "stance": "refutes", "quote": " a\r\nb ",
        "archive_url": " https://arsip.example/1 ",
    }  # fmt: skip
    review(db, key, links=[link, {"url": "https://dua.id/"}])
    first, second = db.query("SELECT * FROM evidence ORDER BY id")
    kept = {name: value.strip().replace("\r\n", "\n") for name, value in link.items()}
    assert {name: first[name] for name in link} == kept
    assert [second[name] for name in link] == [
        "https://dua.id/", None, None, None, "context", None, None,
    ]  # fmt: skip
    assert {first["added_by"], second["added_by"]} == {"ana"}
    assert first["added_at"] <= second["added_at"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://x.org/a", "http://www.X.org/a/#b", True),
        ("https://x.org/a?b=1", "https://x.org/a?b=2", False),
        ("https://x.org/a", "https://x.org/A", False),
        ("https://x.org/a", "https://y.org/a", False),
        ("https://www.x.org", "https://x.org/", True),
        ("http://[::1", "http://[::1", True),
        ("http://[::1", "http://[::2", False),
    ],
)
def test_which_links_lead_to_one_page(one, other, same):
    found = same_page(one, [{"url": "https://z.org"}, {"url": other}])
    assert found == ({"url": other} if same else None)


def test_two_links_of_one_form_to_one_page_are_asked_about(db, key):
    links = [{"url": "https://bps.go.id/"}, {"url": "http://bps.go.id"}]
    with pytest.raises(Refused) as caught:
        review(db, key, links=links)
    assert list(caught.value.problems) == ["evidence_again_2"]
    assert "(https://bps.go.id/)" in str(caught.value)
    assert len(review(db, key, links=links, again=True).evidence) == 2


def test_the_only_evidence_stays_only_under_a_published_verdict(db, key):
    for status, publication, stays in (
        ("not_checkable", "published", False),
        ("false", "draft", False),
        ("false", "published", True),
    ):
        seen = claims(db)[0]["revision"]
        evidence(db, key, seen=seen)
        judge(db, key, seen=seen, status=status, publication=publication)
        number = db.execute("SELECT max(id) FROM evidence").fetchone()[0]
        if stays:
            with pytest.raises(Refused, match="only evidence"):
                reviews.remove_evidence(db, key, number, actor="ana")
        else:
            reviews.remove_evidence(db, key, number, actor="ana")
            link = db.table("evidence").get(number)
            assert (link["removed_by"], bool(link["removed_at"])) == ("ana", True)
