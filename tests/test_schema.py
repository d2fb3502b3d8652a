"""The schema itself, through plain ``sqlite3``: what holds whichever way a change comes."""

import re
import shutil
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database
from stories import fresh, load

from datasette_claims.store import changes, database, errors, migrations
from datasette_claims.store.schema import descriptions
from datasette_claims.store.sqlite import sqlite3

ROOT = Path(__file__).parent.parent
STORY = "[source Ana Wati] [cue berkata] [content jalan itu sudah selesai]."


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    path = tmp_path_factory.mktemp("schema") / "claims.db"
    with fresh(path) as db:
        load(db, STORY, outlet="Antara", published="2026-01-01")
    return path


@pytest.fixture
def path(original, tmp_path):
    """A database with one claim."""
    return Path(shutil.copy(original, tmp_path / "claims.db"))


@pytest.fixture(params=[False, True], ids=["as the shell", "as sqlite-utils"])
def shell(path, request):
    """A connection as anybody opens one: nothing set up, or as sqlite-utils sets it up."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA recursive_triggers = {int(request.param)}")
        yield connection
        assert connection.execute("SELECT count(*) FROM _change_context").fetchone() == (0,)
        for index in ("claims_fts", "articles_fts", "speakers_fts"):
            check = f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)"  # noqa: S608
            connection.execute(check)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert not connection.execute("PRAGMA foreign_key_check").fetchall()


def claim(shell, columns="id"):
    return shell.execute(f"SELECT {columns} FROM claims ORDER BY rowid").fetchone()  # noqa: S608


def history(shell):
    return shell.execute(
        "SELECT actor, from_status, to_status, reason, publication FROM status_history ORDER BY id"
    ).fetchall()


def test_a_status_changed_by_the_shell_is_in_the_history_with_unknown_actor(shell):
    shell.execute("UPDATE claims SET status = 'true'")
    assert history(shell) == [("unknown", "unreviewed", "true", None, "draft")]
    assert claim(shell, "revision, edited") == (2, 0)


def test_a_reason_does_not_outlive_the_status_it_was_given_for(shell):
    shell.execute(
        "UPDATE claims SET status = 'true', rationale = 'Data', publication = 'published'"
    )
    shell.execute("UPDATE claims SET status = 'false'")
    assert claim(shell, "status, rationale, publication") == ("false", None, "draft")
    shell.execute("UPDATE claims SET rationale = 'Lain'")
    shell.execute("UPDATE claims SET publication = 'published'")
    assert history(shell) == [
        ("unknown", "unreviewed", "true", "Data", "published"),
        ("unknown", "true", "false", None, "draft"),
        ("unknown", "false", "false", "Lain", "draft"),
        ("unknown", "false", "false", "Lain", "published"),
    ]
    assert claim(shell, "revision") == (5,)


def test_a_form_that_sends_everything_back_unchanged_has_corrected_nothing(shell):
    before = claim(shell, "*")
    shell.execute("UPDATE claims SET status = status, text = text, speaker_id = speaker_id")
    assert claim(shell, "*") == before
    assert history(shell) == []


def test_a_claim_corrected_by_the_shell_is_a_persons(shell):
    shell.execute("UPDATE claims SET text = 'Jalan itu selesai', status = 'true'")
    assert claim(shell, "edited, status") == (1, "true")
    found = shell.execute("SELECT count(*) FROM claims_fts WHERE claims_fts MATCH 'text : sudah'")
    assert found.fetchone() == (0,)


HAND_MADE = """INSERT INTO claims (article_id, text, type, kind, context{columns})
    SELECT id, 'Sesuatu', 'indirect', 'say', 'Sesuatu'{values} FROM articles"""


def test_a_claim_entered_by_the_shell_is_a_persons_and_follows_its_article(shell):
    shell.execute(HAND_MADE.format(columns="", values=""))
    row = shell.execute(
        "SELECT origin, published, outlet_id, language, length(id), created_at = updated_at"
        " FROM claims WHERE text = 'Sesuatu'"
    ).fetchone()
    assert row == ("person", "2026-01-01", "antara", "id", 13, 1)
    shell.execute("UPDATE articles SET published = '2026-02-02'")
    dates = shell.execute("SELECT published, month FROM claims").fetchall()
    assert dates == [("2026-02-02", "2026-02")] * 2


def test_a_claim_entered_with_a_status_begins_its_history(shell):
    shell.execute(HAND_MADE.format(columns=", status", values=", 'in_review'"))
    assert history(shell) == [("unknown", None, "in_review", None, "draft")]


def test_copies_cannot_leave_their_article(shell):
    shell.execute("UPDATE claims SET published = '1999-01-01', outlet_id = NULL")
    assert claim(shell, "published, outlet_id") == ("2026-01-01", "antara")


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE claims SET status = 'hoax'", "no such status"),
        (HAND_MADE.format(columns=", status", values=", 'hoax'"), "no such status"),
        ("UPDATE status_history SET actor = 'x'", "append-only"),
        ("DELETE FROM status_history", "append-only"),
        (
            "REPLACE INTO status_history (id, claim_id, at, to_status, publication, evidence_count)"
            " SELECT id, claim_id, at, 'true', 'draft', 0 FROM status_history",
            "append-only",
        ),
        (
            "INSERT INTO status_history (id, claim_id, at, to_status, publication, evidence_count)"
            " SELECT id, claim_id, at, 'true', 'draft', 0 FROM status_history WHERE true"
            " ON CONFLICT (id) DO UPDATE SET to_status = 'true'",
            "append-only",
        ),
        ("UPDATE OR REPLACE status_history SET id = id + 1", "append-only"),
        ("DELETE FROM claims", "a person has worked on this claim"),
        (
            "REPLACE INTO claims (id, article_id, text, type, kind, context)"
            " SELECT id, article_id, text, type, kind, context FROM claims",
            "this claim exists",
        ),
        ("UPDATE claims SET id = 'x'", "keeps its key"),
        ("UPDATE claims SET article_id = 'x'", "keeps its key"),
        ("DELETE FROM evidence", "evidence is not deleted"),
        ("REPLACE INTO evidence SELECT * FROM evidence", "this evidence exists"),
        ("DELETE FROM articles", "the article has claims"),
        ("REPLACE INTO articles SELECT * FROM articles", "this article exists"),
        ("UPDATE articles SET text = 'x'", "load the changed article"),
        ("DELETE FROM statuses WHERE key = 'false'", "the status is in use"),
        ("DELETE FROM statuses WHERE key = 'unreviewed'", "the status is in use"),
        ("UPDATE statuses SET key = 'wrong' WHERE key = 'false'", "the status is in use"),
        ("DELETE FROM speakers", "the speaker is in use"),
        ("REPLACE INTO speakers SELECT * FROM speakers", "this speaker exists"),
        ("DELETE FROM outlets", "the outlet is in use"),
        ("UPDATE claim_spans SET end = 999", "after the end of the article"),
        ("INSERT INTO claim_spans SELECT id, 'cue', 1, 999 FROM claims", "after the end"),
        ("UPDATE claims SET confidence = 2", "CHECK"),
        ("UPDATE speakers SET merged_into = id", "circle"),
        ("UPDATE speakers SET merged_into = 'nobody'", "no such record"),
    ],
)
def test_what_is_refused(shell, statement, why):
    shell.execute("UPDATE claims SET status = 'false'")
    shell.execute(
        "INSERT INTO evidence (claim_id, url, added_at) SELECT id, 'https://x.org', '' FROM claims"
    )
    state = [claim(shell, "*"), history(shell), shell.execute("SELECT * FROM evidence").fetchall()]
    with pytest.raises(sqlite3.DatabaseError, match=why):
        shell.execute(statement)
    assert state == [
        claim(shell, "*"),
        history(shell),
        shell.execute("SELECT * FROM evidence").fetchall(),
    ]


def test_evidence_adds_up_and_moves_no_revision(shell):
    shell.execute(
        "INSERT INTO evidence (claim_id, url, added_at) SELECT id, 'https://x.org', '' FROM claims"
    )
    shell.execute("UPDATE evidence SET removed_at = '2026-01-01'")
    assert claim(shell, "revision, edited") == (1, 0)
    assert shell.execute("SELECT kind, actor FROM acts ORDER BY id").fetchall() == [
        ("evidence_added", "unknown"),
        ("evidence_removed", "unknown"),
    ]
    assert shell.execute("SELECT added_by FROM evidence").fetchone() == ("unknown",)


def test_spans_corrected_by_hand_make_the_claim_a_persons(shell):
    shell.execute("DELETE FROM claim_spans WHERE part = 'cue'")
    assert claim(shell, "edited") == (1,)


def test_a_claim_that_nobody_worked_on_may_be_deleted(shell):
    """Before its spans are: who takes these away has worked on it, and that is not taken back."""
    shell.execute("PRAGMA defer_foreign_keys = ON")
    shell.execute("DELETE FROM claims")
    shell.execute("DELETE FROM claim_spans")
    assert claim(shell) is None


def test_a_status_not_in_use_may_go_and_one_in_use_may_be_retired(shell):
    shell.execute("UPDATE claims SET status = 'false'")
    shell.execute("DELETE FROM statuses WHERE key = 'satire'")
    shell.execute("UPDATE statuses SET active = 0, label_en = 'Not so' WHERE key = 'false'")
    assert shell.execute("SELECT count(*) FROM statuses").fetchone() == (10,)


def test_nobody_else_says_who_changes_claims(shell):
    row = "INSERT INTO _change_context (actor, kind) VALUES ('mallory', 'person')"
    with pytest.raises(sqlite3.OperationalError, match="no such function: claims_writer"):
        shell.execute(row)


def test_even_on_a_connection_of_ours_a_name_is_given_only_within_our_transaction(path):
    with fresh(path) as db:
        load(db, "[source Budi Rai] [cue berkata] [content hujan turun].")
        assert not db.execute("SELECT * FROM _change_context").fetchall()
        with pytest.raises(sqlite3.IntegrityError, match="only the program"):
            db.execute("INSERT INTO _change_context (actor, kind) VALUES ('mallory', 'person')")


# Merges: whole_id is where each ends, whatever the order in which they are made.


class Merging:
    """Four records of a table, ``a`` to ``d``, and what merges make of them."""

    def __init__(self, db, table):
        self.db, self.table = db, table
        for key in "abcd":
            self.enter(key)

    def enter(self, key, into=None):
        row = {"id": key, "name": key, "merged_into": into}
        kind = {"kind": "person"} if self.table == "speakers" else {}
        self.db.table(self.table).insert({**row, **kind})

    def merge(self, one, into):
        self.db.table(self.table).update(one, {"merged_into": into})

    def wholes(self):
        return {row["id"]: row["whole_id"] for row in self.db.table(self.table).rows}


@pytest.fixture(params=["speakers", "outlets"])
def merging(request):
    with fresh() as db:
        yield Merging(db, request.param)


def test_chains_of_merges_have_one_end(merging):
    for one, into in ("ab", "cd", "bc"):
        merging.merge(one, into)
    assert merging.wholes() == dict.fromkeys("abcd", "d")
    merging.merge("b", None)  # a merge can be taken back
    assert merging.wholes() == {"a": "b", "b": "b", "c": "d", "d": "d"}
    merging.merge("a", "c")
    assert merging.wholes() == {"a": "d", "b": "b", "c": "d", "d": "d"}


@pytest.mark.parametrize("circle", [["aa"], ["ab", "ba"], ["ab", "bc", "ca"]])
def test_circles_of_merges_are_refused(merging, circle):
    *before, last = circle
    for one, into in before:
        merging.merge(one, into)
    with pytest.raises(sqlite3.IntegrityError, match="circle"):
        merging.merge(*last)


def test_a_record_may_enter_merged(merging):
    merging.merge("a", "b")
    merging.enter("e", into="a")
    assert merging.wholes()["e"] == "b"


def test_claims_follow_the_merge_of_their_outlet():
    with fresh() as db:
        load(db, STORY, outlet="Antara News", origin="a")
        load(db, STORY + " Lagi.", outlet="Antara", origin="b")
        db.execute("UPDATE outlets SET merged_into = 'antara' WHERE id = 'antara-news'")
        assert db.execute("SELECT DISTINCT outlet FROM claims_flat").fetchall() == [("Antara",)]
        load(db, STORY + " Dan lagi.", outlet="Antara News", origin="c")
        assert db.execute("SELECT DISTINCT outlet_id FROM claims").fetchall() == [("antara",)]
        db.execute("UPDATE outlets SET merged_into = NULL")
        assert sorted(db.execute("SELECT outlet_id FROM claims")) == [
            ("antara",), ("antara-news",), ("antara-news",),
        ]  # fmt: skip


# Descriptions, indexes, vocabulary


def test_every_table_and_column_is_described():
    with fresh() as db:
        described = descriptions()
        for name in [*db.table_names(), *db.view_names()]:
            if "_fts" in name or name.startswith(("sqlite_", "_sqlite")):
                continue
            columns = {row[1] for row in db.execute(f"PRAGMA table_xinfo({name})")}
            words, named = described[name]
            assert words
            assert set(named) == columns, name
            assert all(named.values())


def test_descriptions_are_kept_in_the_database_too():
    with fresh() as db:
        (sql,) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'evidence'").fetchone()
    assert "-- When it was removed, if it was" in sql


def test_sorting_and_filtering_claims_uses_indexes():
    with fresh() as db:
        for column in ("dated", "updated_at", "confidence"):
            plan = str(
                db.execute(
                    f"EXPLAIN QUERY PLAN SELECT * FROM claims ORDER BY {column} LIMIT 9"  # noqa: S608
                ).fetchall()
            )
            assert f"USING INDEX claims_{column}" in plan
        plan = db.execute(
            "EXPLAIN QUERY PLAN SELECT * FROM claims_flat ORDER BY updated_at LIMIT 9"
        ).fetchall()
        assert not [row[3] for row in plan if row[3].startswith("SCAN") and "claims" not in row[3]]
        assert "TEMP B-TREE FOR ORDER BY" not in str(plan)


def test_the_vocabulary_has_colours_of_the_style_sheet_and_no_two_shortcuts():
    style = (ROOT / "datasette_claims/static/claims.css").read_text("utf-8")
    known = set(re.findall(r"\.status-(\w+) \{ color", style))
    statuses = migrations.statuses()
    assert {status["colour"] for status in statuses.values()} <= known
    shortcuts = [status["shortcut"] for status in statuses.values()]
    assert len(set(shortcuts)) == len(shortcuts)
    assert next(iter(statuses)) == "unreviewed"
    assert [key for key, status in statuses.items() if not status.get("published", 1)] == [
        "extraction_error"
    ]
    ratings = [s["rating"] for s in statuses.values() if s["kind"] == "verdict" and "rating" in s]
    assert ratings == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("query", "found"), [("selesai", 1), ("wati", 1), ("SELESAI jalan", 1), ("selesa", 0)]
)
def test_full_text_search(query, found):
    with fresh() as db:
        load(db, STORY)
        rows = db.execute("SELECT * FROM claims_fts WHERE claims_fts MATCH ?", [query]).fetchall()
        assert len(rows) == found


def test_search_still_finds_the_right_claims_after_vacuum(path):
    with fresh(path) as db:
        load(db, "[source Budi Rai] [cue berkata] [content hujan turun deras].", origin="b")
        with changes.by_loader(db):
            db.execute("DELETE FROM claim_spans")
            db.execute("DELETE FROM claims WHERE text LIKE 'jalan%'")
        db.vacuum()
        rows = db.execute(
            "SELECT text FROM claims WHERE rowid IN"
            " (SELECT rowid FROM claims_fts WHERE claims_fts MATCH 'hujan')"
        )
        assert rows.fetchall() == [("hujan turun deras",)]


# Migrations and opening


def test_migrating_again_changes_nothing(path):
    before = path.read_bytes()
    with database.opened(path):
        pass
    assert path.read_bytes() == before


def test_programs_that_make_the_same_database_at_once_wait_for_each_other(tmp_path, made_by_steps):
    start, problems = threading.Barrier(4), []

    def make():
        start.wait()
        try:
            with database.opened(tmp_path / "claims.db") as db:
                assert len(list(db.execute("SELECT * FROM statuses"))) == 11
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


def test_tables_of_somebody_else_are_left_alone(tmp_path):
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE articles (id)")
        connection.execute("CREATE VIEW claims_flat AS SELECT 1")
        connection.commit()
    with (
        pytest.raises(errors.Foreign, match=r"other\.db: .*\(articles, claims_flat\)"),
        database.opened(tmp_path / "other.db"),
    ):
        pass
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE name LIKE 'c%'").fetchall()
    assert names == [("claims_flat",)]


def test_tables_of_somebody_else_under_other_names_are_no_hindrance(tmp_path):
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE notes (id)")
        connection.commit()
    with database.opened(tmp_path / "other.db") as db:
        assert {"notes", "claims"} <= set(db.table_names())


def test_a_database_of_a_newer_program_is_refused(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('datasette-claims', 'm999_future', '')"
        )
        connection.commit()
    with (
        pytest.raises(errors.Newer, match=r"claims\.db: a newer version .*m999_future"),
        database.opened(path),
    ):
        pass


@pytest.mark.parametrize(
    ("make", "kind", "why"),
    [
        (lambda path: path.write_text("Bukan basis data. " * 99), errors.NotADatabase, "is not an"),
        (lambda path: path.mkdir(), errors.NotADatabase, "is a folder"),
    ],
)
def test_what_is_no_database_is_named(tmp_path, make, kind, why):
    make(tmp_path / "x.db")
    with pytest.raises(kind, match=rf"x\.db {why}"), database.opened(tmp_path / "x.db"):
        pass


def test_a_folder_that_is_missing_is_named(tmp_path):
    with (
        pytest.raises(errors.ReadOnly, match=r"no/x\.db cannot be opened"),
        database.opened(tmp_path / "no" / "x.db"),
    ):
        pass


def test_a_locked_database_is_named(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(errors.Locked, match=r"claims\.db is in use"), fresh(path) as db:
            load(db, STORY + " Lagi.")
    with fresh(path) as db:
        assert load(db, STORY + " Lagi.").kind == "new"


def test_a_read_only_database_is_named(path):
    with (
        pytest.raises(errors.ReadOnly, match=r"claims\.db cannot be written to"),
        errors.in_words(path),
        closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection,
    ):
        load(Database(connection), STORY + " Lagi.")


def fill(path):
    """Load what does not fit into the pages that the database has now."""
    with fresh(path) as db:
        (pages,) = db.execute("PRAGMA page_count").fetchone()
        db.execute(f"PRAGMA max_page_count = {pages}")
        load(db, STORY + " Panjang sekali." * 9999, origin="big")


def test_a_full_disk_costs_the_batch_and_no_more(path):
    with pytest.raises(errors.DiskFull, match=r"claims\.db cannot grow"):
        fill(path)
    with fresh(path) as db:
        assert db.execute("SELECT count(*) FROM articles").fetchone() == (1,)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
