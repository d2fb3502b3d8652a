"""Databases that were made apart become one: nothing that anybody did is lost, or done twice."""

from contextlib import closing, suppress
from shutil import copy

import pytest
from budget import examples, first
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from merged import (
    ACTS,
    CHANGED,
    EARLY,
    LATE,
    LATER,
    SHELL,
    URLS,
    judge,
    made,
    note,
    publish,
    reload,
    shell,
    stored,
    worked,
)
from stories import MONDAY, TUESDAY, claims, fresh, load, untrue_spans

from datasette_claims.cli import claims as command
from datasette_claims.merge import merge
from datasette_claims.publishing import snapshot
from datasette_claims.store import errors, guards, schema
from datasette_claims.store.sqlite import sqlite3


@pytest.fixture
def pair(tmp_path):
    return twins(tmp_path)


@pytest.fixture
def busy(tmp_path):
    return twins(tmp_path, worked())


def twins(folder, stored=None):
    """Two copies of one database, and where a third one goes."""
    one, other, into = (folder / f"{name}.db" for name in ("a", "b", "c"))
    for path in (one, other):
        path.write_bytes(stored or made())
    return one, other, into


def of(path, *without):
    with fresh(path) as db:
        assert guards.warning(db.conn) is None
        assert untrue_spans(db) == []
        assert not db.execute("PRAGMA foreign_key_check").fetchall()
        assert not db.execute("SELECT * FROM _change_context").fetchall()
        for search in ("claims_fts", "speakers_fts", "articles_fts"):
            db.execute(f"INSERT INTO {search} ({search}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
        return stored(db, *without)


def again(into, *others):
    """Whoever is in the result already adds nothing to it."""
    before = of(into)
    for other in others:
        report = merge([other], into, add=True)
        assert report.conflicts == []
        assert of(into) == before, other.name


@pytest.mark.parametrize(
    ("first", "act"),
    first(
        6,
        [
            (False, "publish"), (False, "split"), (False, "part"), (False, "unlink"),
            (False, "rename_search"), (True, "correct"),
            *((first, act) for first in (False, True) for act in ACTS),
        ],
    ),
)  # fmt: skip
def test_what_was_done_in_one_copy_is_what_stands(busy, first, act):
    one, other, into = busy
    with fresh(one if first else other) as db:
        for number, actor in ((0, "ana"), (1, "budi")):
            with suppress(errors.StoreError):
                ACTS[act](db, number, actor)
        acts = [one["kind"] for one in db.query("SELECT kind FROM acts WHERE actor <> 'cici'")]
        assert len(acts) > 2 or act in ("undo_common", "save_search", "carry", "refuse"), acts
    assert merge([one, other], into).conflicts == []
    assert of(into, *LATER) == of(one if first else other, *LATER)
    again(into, one, other)


@pytest.mark.parametrize("what", first(2, SHELL))
def test_what_was_done_by_sql_stands_too(pair, what):
    one, other, into = pair
    shell(other, what, "ana")
    assert merge([one, other], into).conflicts == []
    assert of(into, *LATER) == of(other, *LATER)
    again(into, one, other)


UNTOLD = {
    "a span": 'UPDATE claim_spans SET "end" = "end" - 1 WHERE part = \'content\'',
    "a status while the guards were gone": "UPDATE claims SET status = 'true', rationale = 'Ya',"
    " publication = 'published'",
}


@pytest.mark.parametrize("what", UNTOLD)
def test_what_no_log_tells_of_is_kept_too(pair, what):
    one, other, into = pair
    with closing(sqlite3.connect(other)) as conn, conn:
        if "guards" in what:
            schema.remove_guards(conn)
        conn.execute(UNTOLD[what] + ", revision = revision" * ("guards" in what))
        if "guards" in what:
            schema.install_guards(conn)
    merge([one, other], into)
    rows = stored_rows(into)
    assert rows["claim_spans"] == stored_rows(other)["claim_spans"]
    standing = {(row["status"], row["publication"], row["edited"]) for row in rows["claims"]}
    assert standing == {("true", "draft", 0) if "guards" in what else ("unreviewed", "draft", 1)}
    before = stored_rows(into)
    for path in (one, other):
        merge([path], into, add=True)
        assert stored_rows(into) == before


def stored_rows(path):
    with fresh(path) as db:
        return stored(db)


def test_the_result_is_as_private_as_the_first(pair):
    one, other, into = pair
    one.chmod(0o600)
    merge([one, other], into)
    assert into.stat().st_mode & 0o777 == 0o600


def test_what_two_judged_otherwise_is_a_draft_with_a_note(pair):
    one, other, into = pair
    for path, actor, status in ((one, "ana", "true"), (other, "budi", "false")):
        with fresh(path) as db:
            publish(db, 0, actor, status)
    (conflict,) = merge([one, other], into).conflicts
    assert (conflict.stands, conflict.other, conflict.source) == ("“true”", "“false”", "b.db")
    with fresh(into) as db:
        claim = claims(db)[0]
        assert (claim["status"], claim["publication"]) == ("true", "draft")
        told = db.execute(
            "SELECT actor, to_status, publication FROM status_history ORDER BY id"
        ).fetchall()
        assert told == [
            ("ana", "true", "published"), ("budi", "false", "published"),
            ("loader", "true", "draft"),
        ]  # fmt: skip
        ((actor, words),) = db.execute("SELECT actor, note FROM review_notes").fetchall()
        assert actor == "loader"
        assert "“false” (published) by budi: Sebab budi" in words
        assert db.execute("SELECT count(*) FROM evidence").fetchone() == (2,)
    again(into, one, other)


@pytest.mark.slow
def test_who_judged_alike_is_no_conflict(pair):
    one, other, into = pair
    for path, actor in ((one, "ana"), (other, "budi")):
        with fresh(path) as db:
            judge(db, 0, actor)
    assert merge([one, other], into).conflicts == []
    assert [row["status"] for row in of(into)["claims"]].count("false") == 1
    again(into, one, other)


def test_a_verdict_on_other_words_is_not_published(pair):
    one, other, into = pair
    with fresh(one) as db:
        publish(db, 0, "ana")
    with fresh(other) as db:
        ACTS["correct"](db, 0, "budi")
    (conflict,) = merge([one, other], into).conflicts
    assert "other words" in conflict.stands
    with fresh(into) as db:
        claim = claims(db)[0]
        assert (claim["status"], claim["publication"], claim["kind"]) == ("true", "draft", "deny")
    again(into, one, other)


def test_two_corrections_leave_the_first_and_tell_of_the_other(pair):
    one, other, into = pair
    for path, actor in ((one, "ana"), (other, "budi")):
        with fresh(path) as db:
            ACTS["correct" if path is one else "shorten"](db, 0, actor)
    (conflict,) = merge([one, other], into).conflicts
    assert conflict.what == "claim"
    with fresh(into) as db:
        assert claims(db)[0]["kind"] == "deny"
        assert db.execute("SELECT count(*) FROM review_notes").fetchone() == (1,)
    again(into, one, other)


def test_speakers_of_whom_two_said_something_else(pair):
    one, other, into = pair
    for path, actor in ((one, "ana"), (other, "budi")):
        with fresh(path) as db:
            ACTS["rename"](db, 0, actor)
    (conflict,) = merge([one, other], into).conflicts
    assert (conflict.what, conflict.stands) == ("name of speaker", "“Nama ana”")
    again(into, one, other)


def test_merges_that_go_round_in_a_circle_are_told(pair):
    one, other, into = pair
    for path, (key, whole) in (
        (one, ("ana-wati", "walhi-timur")),
        (other, ("walhi-timur", "ana-wati")),
    ):
        with fresh(path) as db:
            from datasette_claims.store import merging

            merging.merge(db, key, whole, actor="ana")
    (conflict,) = merge([one, other], into).conflicts
    assert "circle" in conflict.other
    again(into, one, other)


@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.booleans(),
    st.lists(
        st.tuples(
            st.sampled_from("ab"), st.sampled_from([*sorted(ACTS), "reload"]), st.integers(0, 4)
        ),
        max_size=10,
    ),
)
def test_every_act_of_both_is_in_the_result(tmp_path_factory, busy, acts):
    """And no claim is published that was not published by somebody, in the words that stand."""
    one, other, into = twins(tmp_path_factory.mktemp("merge"), worked() if busy else made())
    before = of(one)
    for side, act, number in acts:
        with fresh(one if side == "a" else other) as db, suppress(errors.StoreError):
            {**ACTS, "reload": reload}[act](db, number, {"a": "ana", "b": "budi"}[side])
    merge([one, other], into)
    nothing_lost(before, [of(path) for path in (one, other)], of(into))
    again(into, one, other)


def nothing_lost(before, sides, result):
    """What both sides did is in the result, and stands in no other words."""
    for table in ("acts", "status_history", "review_notes", "saved_searches", "evidence"):
        for row in (row for side in sides for row in side[table]):
            assert any(_same(row, found) for found in result[table]), (table, row)
    texts = {row["id"]: row["text"] for row in result["articles"]}
    judged = {
        (*(row[name] for name in SAID), row["status"], row["rationale"])
        for side in sides
        for row in side["claims"]
        if row["publication"] == "published"
    }
    live = {row["claim_id"] for row in result["evidence"] if row["removed_at"] is None}
    kinds = {row["key"]: row["kind"] for row in result["statuses"]}
    for row in result["claims"]:
        text = texts[row["article_id"]]
        assert row["flag"] or not row["position"] or row["context"] in text, row
        if row["publication"] == "published":
            assert (*(row[name] for name in SAID), row["status"], row["rationale"]) in judged, row
            assert row["id"] in live or kinds[row["status"]] != "verdict", row
    held_back(before, sides, result)


def held_back(before, sides, result):
    """What one side alone withdrew or took down is not published by the other's word."""
    stands = {row["id"]: row for row in result["claims"]}
    for side in sides:
        for row in side["claims"]:
            own = [
                one for one in side["status_history"]
                if one["claim_id"] == row["id"] and one not in before["status_history"]
            ]  # fmt: skip
            stand = stands.get(row["id"])
            if own and stand and row["publication"] != "published":
                same = all(stand[name] == row[name] for name in SAID)
                assert not same or stand["publication"] != "published", (row, stand)


SAID = ("article_id", "text", "speaker_id", "kind", "modality")


def _same(row, found):
    # A search whose name is taken has a number behind it; a claim of an older text has another key,
    # and what was removed on the other side is removed.
    changing = {"id", "name", "record", "query", "claim_id", "removed_at", "removed_by", "became"}
    return all(found[name] == value for name, value in row.items() if name not in changing)


def test_articles_of_each_are_in_the_result(tmp_path):
    one, other, into = (tmp_path / f"{name}.db" for name in ("a", "b", "c"))
    with fresh(one) as db:
        load(db, EARLY, url=URLS[0], outlet="Kabar Uji", origin="1.txt")
        publish(db, 0, "ana")
    with fresh(other) as db:
        load(db, LATE, url=URLS[1], outlet="Harian", origin="1.txt")
        publish(db, 1, "budi")
    sides = [of(one, *LATER), of(other, *LATER)]
    report = merge([one, other], into)
    assert report.of("b.db") == {
        "new articles": 1, "new claims": 2, "acts of people": 2,
    }  # fmt: skip
    result = of(into, *LATER)
    for table in ("articles", "claims", "claim_spans", "evidence", "status_history", "acts"):
        both = sorted((row for side in sides for row in side[table]), key=repr)
        assert result[table] == both, table
    again(into, one, other)


@pytest.mark.slow
def test_order_loses_nothing(pair):
    one, other, into = pair
    for path, actor, status in ((one, "ana", "true"), (other, "budi", "false")):
        with fresh(path) as db:
            publish(db, 0, actor, status)
            note(db, 1, actor)
    back = into.with_name("d.db")
    merge([one, other], into)
    merge([other, one], back)
    first, second = of(into), of(back)
    for table in ("evidence", "acts", "status_history", "review_notes"):
        people = [
            [row for row in side[table] if row.get("actor") != "loader"] for side in (first, second)
        ]
        assert people[0] == people[1], table


@pytest.mark.parametrize("newer", [False, True], ids=["older", "newer"])
def test_a_page_that_changed_is_one_article_with_its_newer_text(tmp_path, newer):
    one, other, into = (tmp_path / f"{name}.db" for name in ("a", "b", "c"))
    texts = ((EARLY, MONDAY), (CHANGED, TUESDAY))
    for path, (text, day) in zip((one, other), texts if newer else texts[::-1], strict=True):
        with fresh(path) as db:
            load(db, text, day, url=URLS[0])
            publish(db, 0, "ana" if path is one else "budi", "true")
            judge(db, 1, path.stem)
    merge([one, other], into)
    with fresh(into) as db:
        ((text,),) = db.execute("SELECT text FROM articles").fetchall()
        assert "rusak berat" in text
        ((was,),) = db.execute("SELECT text FROM article_versions").fetchall()
        assert "rusak." in was
        told = {row["text"]: (row["status"], row["flag"]) for row in claims(db)}
    assert told["jalan itu rusak"] == ("false", "not_in_article")
    assert told["jalan itu rusak berat"] == ("false", None)
    again(into, one, other)


def test_one_text_from_a_file_and_from_a_page_is_one_article(tmp_path):
    one, other, into = (tmp_path / f"{name}.db" for name in ("a", "b", "c"))
    with fresh(one) as db:
        load(db, EARLY, origin="1.txt")
        judge(db, 1, "ana")
    with fresh(other) as db:
        load(db, EARLY, url=URLS[0])
        judge(db, 0, "budi")
        ACTS["rename"](db, 0, "budi")
    merge([one, other], into)
    with fresh(into) as db:
        assert db.execute("SELECT url FROM articles").fetchall() == [(URLS[0],)]
        assert [row["status"] for row in claims(db)] == ["false", "false", "unreviewed"]
        assert {row["name"] for row in db.query("SELECT name FROM speakers")} >= {"Nama budi"}
    again(into, one, other)


def test_two_texts_under_one_address_stay_two(tmp_path):
    one, other, into = (tmp_path / f"{name}.db" for name in ("a", "b", "c"))
    for path, text in ((one, EARLY), (other, LATE)):
        with fresh(path) as db:
            load(db, text, url="https://satu.example/")
            judge(db, 0, path.stem)
    merge([one, other], into)
    with fresh(into) as db:
        assert db.execute("SELECT count(*) FROM articles").fetchone() == (2,)
        assert len(claims(db)) == 5
        assert len(claims(db, where="status = 'false'")) == 2
    again(into, one, other)


def test_copies_of_both_are_found_and_joined(tmp_path):
    one, other, into = (tmp_path / f"{name}.db" for name in ("a", "b", "c"))
    for path, url in zip((one, other), URLS, strict=True):
        with fresh(path) as db:
            load(db, EARLY, url=url, outlet=path.stem, published="2026-01-04")
    merge([one, other], into)
    with fresh(into) as db:
        assert len(claims(db, where="group_id IS NOT NULL")) == 6
        assert not claims(db, where="features IS NULL OR statement IS NULL")


@pytest.mark.slow
def test_three_become_one(pair, tmp_path):
    one, other, into = pair
    third = copy(one, tmp_path / "third.db")
    for number, path in enumerate((one, other, third)):
        with fresh(path) as db:
            judge(db, number, f"p{number}")
            note(db, 0, f"p{number}")
    assert merge([one, other, third], into).conflicts == []
    rows = of(into)
    assert [row["status"] for row in rows["claims"]].count("false") == 3
    assert len(rows["review_notes"]) == 3
    again(into, one, other, third)


@pytest.mark.slow
def test_a_name_of_the_team_files_who_came_from_the_other(tmp_path):
    from datasette_claims.store import merging

    one, other, into = (tmp_path / f"{name}.db" for name in ("a", "b", "c"))
    with fresh(one) as db:
        load(db, EARLY, url=URLS[0])
        db.execute("UPDATE speakers SET kind = 'person'")
        merging.add_name(db, "ana-wati", "Ana", actor="ana")
    with fresh(other) as db:
        load(db, LATE, url=URLS[1])
        db.execute("UPDATE speakers SET kind = 'person'")
    for order in ([one, other], [other, one]):
        merge(order, into)
        with fresh(into) as db:
            found = db.execute("SELECT whole_id FROM speakers WHERE name = 'Ana'").fetchall()
            assert found == [("ana-wati",)] * 2
        again(into, one, other)
        into.unlink()


# ---- files


def refusals(one, other, into, tmp_path):
    public, empty = tmp_path / "public.db", tmp_path / "empty.db"
    snapshot.make(one, public)
    with closing(sqlite3.connect(empty)) as conn:
        conn.execute("CREATE TABLE t (x)")
    old = tmp_path / "old.db"
    copy(one, old)
    with closing(sqlite3.connect(old)) as conn, conn:
        conn.execute("DELETE FROM _sqlite_migrations WHERE name LIKE 'm006%'")
    newer = tmp_path / "newer.db"
    copy(one, newer)
    with closing(sqlite3.connect(newer)) as conn, conn:
        conn.execute("UPDATE _sqlite_migrations SET name = 'm999_x' WHERE name LIKE 'm006%'")
    link = tmp_path / "link.db"
    link.symlink_to(one)
    there = copy(one, tmp_path / "there.db")
    return {
        "one alone": ([one], into, False, "at least two"),
        "INTO exists": ([one, other], there, False, "--add"),
        "INTO is a folder": ([one, other], tmp_path, False, "is a folder"),
        "no folder": ([one, other], tmp_path / "x" / "c.db", False, "is no folder"),
        "no such file": ([one, tmp_path / "none.db"], into, False, "there is no database"),
        "twice": ([one, one], into, False, "twice"),
        "twice by a link": ([one, link], into, False, "twice"),
        "into itself": ([one], one, True, "twice"),
        "a public copy": ([one, public], into, False, "public copy"),
        "into a public copy": ([one], public, True, "public copy"),
        "not ours": ([one, empty], into, False, "holds no claims"),
        "an older one": ([one, old], into, False, "datasette claims upgrade"),
        "a newer one": ([one, newer], into, False, "newer version"),
        "no INTO to add to": ([one], into, True, "there is no database"),
    }


def test_what_cannot_be_merged_is_refused_in_one_line(pair, tmp_path):
    one, other, into = pair
    before = of(one), of(other)
    for name, (sources, target, add, words) in refusals(one, other, into, tmp_path).items():
        with pytest.raises(errors.StoreError) as told:
            merge(sources, target, add=add)
        assert words in str(told.value), name
        assert "\n" not in str(told.value)
        assert not into.exists()
    assert (of(one), of(other)) == before


@pytest.mark.slow
def test_a_dry_run_writes_nothing(pair):
    one, other, into = pair
    with fresh(other) as db:
        judge(db, 0, "ana")
    assert merge([one, other], into, dry_run=True).of("b.db")["acts of people"] == 1
    assert not into.exists()
    before = of(one)
    assert merge([other], one, add=True, dry_run=True).of("b.db")["acts of people"] == 1
    assert of(one) == before


def test_what_fails_leaves_no_file_and_changes_nothing(pair, monkeypatch):
    one, other, into = pair
    with fresh(other) as db:
        judge(db, 0, "ana")
    before = of(one)

    def fail(*_):
        raise errors.DiskFull("no room")

    monkeypatch.setattr("datasette_claims.merge.desk.searches", fail)
    for sources, target, add in (([one, other], into, False), ([other], one, True)):
        with pytest.raises(errors.DiskFull):
            merge(sources, target, add=add)
    assert sorted(path.name for path in into.parent.iterdir()) == ["a.db", "b.db"]
    assert of(one) == before


def test_the_command(pair):
    one, other, into = pair
    for path, actor, status in ((one, "ana", "true"), (other, "budi", "false")):
        with fresh(path) as db:
            judge(db, 0, actor, status)
    table = into.with_name("conflicts.csv")
    arguments = ["merge", str(one), str(other), str(into), "--conflicts", str(table)]
    told = CliRunner().invoke(command, arguments)
    assert told.exit_code == 0, told.output
    assert (
        "b.db: 2 articles that were there, 5 claims that were there, 1 acts of people"
        in told.output
    )
    assert "“true” stands; b.db has “false”" in told.output
    assert table.read_text("utf-8").splitlines()[1].startswith("claim,c")
    again_ = CliRunner().invoke(command, arguments)
    assert again_.exit_code == 1
    assert "--add" in again_.output
