"""The public copy: what may leave is all there, and not a byte of what may not."""
# ruff: noqa: S608 (tables of a database that the test made)

import re
import shutil
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import sqlite_utils

from datasette_claims.publishing import allowed, snapshot
from datasette_claims.publishing.snapshot import SnapshotError, make
from datasette_claims.store import migrations
from datasette_claims.store.changes import named
from datasette_claims.store.errors import StoreError
from datasette_claims.store.sqlite import sqlite3

pytestmark = pytest.mark.integration

TEXT = (
    "Kota A. Menteri Ana Satu menyatakan bahwa jembatan itu aman.\r\n"
    "Baca Juga: Jembatan lain\n"
    "Harga beras naik, kata Budi Dua di pasar. Cuaca cerah \N{FIRE}\x00 hari ini."
)

SENTENCES = (
    "Menteri Ana Satu menyatakan bahwa jembatan itu aman.",
    "Harga beras naik, kata Budi Dua di pasar.",
)


def claim(key, words, source, status="unreviewed", publication="draft", rationale=None, **more):
    start = TEXT.index(words)
    sentence = next(sentence for sentence in SENTENCES if words in sentence)
    at = TEXT.index(source)
    columns = {
        "id": key, "article_id": "a1", "speaker_id": "ana" if "Ana" in source else "budi",
        "text": words, "type": "indirect", "kind": "say", "source": source, "context": sentence,
        "confidence": 0.9, "rule": "r", "extractor": "e", "position": start, "outlet_id": "kabar",
        "language": "id", "published": "2025-04-12", "created_at": "2025-04-13T00:00:00Z",
        "updated_at": "2025-04-13T00:00:00Z", **more,
    }  # fmt: skip
    spans = [("content", start, start + len(words)), ("source", at, at + len(source))]
    return columns, spans, (status, publication, rationale)


class Source:
    """A working database in which people have worked; every write goes through the triggers."""

    def __init__(self, path):
        self.path = path
        self.conn = sqlite3.connect(path, isolation_level=None)
        self.conn.execute("PRAGMA synchronous = OFF")  # every statement is a transaction here
        insert = self.insert
        insert("outlets", id="kabar", name="Kabar")
        insert("articles", id="a1", url="https://kabar.example/1", title="Jembatan", text=TEXT,
               outlet_id="kabar", text_hash="0" * 64, loaded_at="2025-04-13T00:00:00Z",
               loaded_from="/home/SECRET-PATH/1.txt")  # fmt: skip
        start = TEXT.index("Baca Juga")
        insert("article_links", article_id="a1", kind="related", name="Jembatan lain",
               start=start, end=start + 24)  # fmt: skip
        insert("speakers", id="ana", name="Ana Satu", kind="person")
        insert("speakers", id="budi", name="Budi Dua", kind="person")
        insert("speaker_aliases", speaker_id="ana", alias="Menteri Ana Satu")
        insert("speaker_aliases", speaker_id="budi", alias="Budi Dua")

    def insert(self, table, **columns):
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join("?" * len(columns))
        self.conn.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks})",
            list(columns.values()),
        )

    def add(self, key, words="jembatan itu aman", source="Ana Satu", **options):
        columns, spans, _ = claim(key, words, source, **options)
        with named(self.conn, "loader", "loader"):
            self.insert("claims", **columns)
            for part, start, end in spans:
                self.insert("claim_spans", claim_id=key, part=part, start=start, end=end)

    def review(self, key, status, publication="draft", rationale=None, actor="SECRET-ACTOR"):
        with named(self.conn, actor, "person"):
            self.conn.execute(
                "UPDATE claims SET status = ?, publication = ?, rationale = ? WHERE id = ?",
                [status, publication, rationale, key],
            )

    def cite(self, key, url="https://bukti.example/1", **columns):
        with named(self.conn, "SECRET-ACTOR", "person"):
            self.insert("evidence", claim_id=key, url=url, added_at="2025-04-14T00:00:00Z",
                        added_by="SECRET-ACTOR", **columns)  # fmt: skip


@pytest.fixture(scope="module")
def fresh_original(tmp_path_factory):
    """A claims database without a row."""
    path = tmp_path_factory.mktemp("fresh") / "claims.db"
    with closing(sqlite_utils.Database(path)) as fresh:
        migrations.apply(fresh)
    return path


@pytest.fixture
def source(fresh_original, tmp_path):
    made = Source(Path(shutil.copy(fresh_original, tmp_path / "claims.db")))
    yield made
    made.conn.close()


@pytest.fixture
def target(tmp_path):
    return tmp_path / "public.db"


def rows(path, sql, *params):
    with closing(sqlite3.connect(path)) as conn:
        conn.row_factory = sqlite3.Row
        return [dict(row) for row in conn.execute(sql, params)]


def one(path, sql, *params):
    (row,) = rows(path, sql, *params)
    return row


# ---- the list


def test_every_column_was_decided(source):
    """A new column or table stays at home until somebody writes it into the list."""
    tables = {
        name
        for (name,) in source.conn.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%\\_fts%' "
            "ESCAPE '\\' AND name NOT LIKE 'sqlite_%' AND name <> '_sqlite_migrations'"
        )
    }
    decided = {table.name: table.columns for table in allowed.TABLES}
    assert tables == decided.keys() | set(allowed.EMPTY)
    for name, columns in decided.items():
        found = {row[1] for row in source.conn.execute(f"PRAGMA table_xinfo({name})")}
        assert columns == found, name


# ---- what leaves of a claim


def test_published_verdict_leaves_with_its_reason_evidence_and_history(source, target):
    source.add("c1")
    source.cite("c1", title="Laporan uji")
    source.review("c1", "true", "published", "Diuji bulan lalu.")
    make(source.path, target)
    left = one(target, "SELECT * FROM claims")
    kept = ("status", "publication", "rationale", "text", "speaker_id", "context", "month")
    assert [left[name] for name in kept] == [
        "true", "published", "Diuji bulan lalu.", "jembatan itu aman", "ana",
        "Menteri Ana Satu menyatakan bahwa jembatan itu aman.", "2025-04",
    ]  # fmt: skip
    assert one(target, "SELECT url, title, added_by, removed_by FROM evidence") == {
        "url": "https://bukti.example/1", "title": "Laporan uji",
        "added_by": "not published", "removed_by": None,
    }  # fmt: skip
    step = one(target, "SELECT * FROM status_history")
    assert [step[name] for name in ("actor", "from_status", "to_status", "reason")] == [
        "not published", "unreviewed", "true", "Diuji bulan lalu.",
    ]  # fmt: skip
    assert left["updated_at"] == step["at"]


def test_a_draft_leaves_no_trace(source, target):
    """Not even in the count of changes, or in the time of the last one."""
    source.add("c1")
    source.add("c2", "Harga beras naik", "Budi Dua")
    source.cite("c1")
    source.review("c1", "false", rationale="Diduga bohong.")
    make(source.path, target)
    draft, untouched = rows(target, "SELECT * FROM claims ORDER BY id")
    for column in ("status", "publication", "rationale", "revision", "updated_at", "edited"):
        assert draft[column] == untouched[column], column
    assert rows(target, "SELECT 1 FROM evidence UNION ALL SELECT 1 FROM status_history") == []


def test_drafts_before_a_published_verdict_do_not_show_in_its_history(source, target):
    source.add("c1")
    source.cite("c1")
    source.review("c1", "in_review", rationale="SECRET-A")
    source.review("c1", "false", rationale="SECRET-B")
    source.review("c1", "misleading", "published", "Angkanya lama.")
    source.review("c1", "true", rationale="SECRET-C")
    source.review("c1", "partly_true", "published", "Sebagian benar.")
    make(source.path, target)
    steps = rows(target, "SELECT from_status, to_status, reason FROM status_history ORDER BY id")
    assert [tuple(step.values()) for step in steps] == [
        ("unreviewed", "misleading", "Angkanya lama."),
        ("misleading", "partly_true", "Sebagian benar."),
    ]
    assert b"SECRET" not in target.read_bytes()


def test_withdrawn_verdict_leaves_only_its_tombstone(source, target):
    source.add("c1")
    source.cite("c1", quote="SECRET-EVIDENCE")
    source.review("c1", "false", "published", "SECRET-REASON")
    source.review("c1", "false", "withdrawn", "Sumber menarik angkanya.")
    make(source.path, target)
    left = one(target, "SELECT status, publication, rationale FROM claims")
    assert tuple(left.values()) == ("unreviewed", "withdrawn", "Sumber menarik angkanya.")
    step = one(target, "SELECT to_status, publication, reason FROM status_history")
    assert tuple(step.values()) == ("unreviewed", "withdrawn", "Sumber menarik angkanya.")
    assert b"SECRET" not in target.read_bytes()


@pytest.mark.parametrize(
    ("steps", "standing"),
    [
        # The reason that stood there was the verdict's, or a draft's: it is no reason to withdraw.
        ([("false", "published", "SECRET"), ("false", "withdrawn", "SECRET")], "withdrawn"),
        (
            [
                ("false", "published", "Benar."),
                ("false", "draft", "SECRET"),
                ("false", "withdrawn", "SECRET"),
            ],
            "withdrawn",
        ),
        # What never was public needs no tombstone.
        ([("false", "draft", "SECRET"), ("false", "withdrawn", "SECRET 2")], "draft"),
        # Back to draft after publication: Not reviewed until it is published again.
        ([("false", "published", "SECRET"), ("true", "draft", "SECRET 2")], "draft"),
    ],
)
def test_reasons_of_what_is_not_published_stay(source, target, steps, standing):
    source.add("c1")
    source.cite("c1")
    for step in steps:
        source.review("c1", *step)
    make(source.path, target)
    left = one(target, "SELECT status, publication, rationale FROM claims")
    assert tuple(left.values()) == ("unreviewed", standing, None)
    assert b"SECRET" not in target.read_bytes()


def test_published_again_after_withdrawal_shows_both_but_not_what_was_withdrawn(source, target):
    source.add("c1")
    source.cite("c1")
    source.review("c1", "false", "published", "SECRET")
    source.review("c1", "false", "withdrawn", "Keliru.")
    source.review("c1", "true", "published", "Kini terbukti.")
    make(source.path, target)
    steps = rows(
        target,
        "SELECT from_status, to_status, reason, publication FROM status_history ORDER BY id",
    )
    assert [tuple(step.values()) for step in steps] == [
        ("unreviewed", "unreviewed", "Keliru.", "withdrawn"),
        ("unreviewed", "true", "Kini terbukti.", "published"),
    ]
    assert b"SECRET" not in target.read_bytes()


@pytest.mark.parametrize(
    ("status", "reason", "cited", "leaves"),
    [
        ("false", None, True, False),
        ("false", " ", True, False),
        ("false", "Jelas.", False, False),
        ("false", "Jelas.", True, True),
        ("not_checkable", None, True, False),
        ("not_checkable", "Pendapat.", False, True),
        ("in_review", "Sedang diperiksa.", True, False),
    ],
)
def test_what_the_claim_page_would_not_publish_is_held_back(
    source, target, status, reason, cited, leaves
):
    """The sqlite3 shell asks no questions; the copy does."""
    source.add("c1")
    if cited:
        source.cite("c1")
    source.review("c1", status, "published", reason)
    report = make(source.path, target)
    left = one(target, "SELECT status, rationale FROM claims")
    assert tuple(left.values()) == ((status, reason) if leaves else ("unreviewed", None))
    (held,) = [line for line in report.left_out if line.what.startswith("published statuses")]
    assert held.number == (not leaves)


def test_extraction_errors_never_leave(source, target):
    """Nor does what only they brought in: the wrong speaker, the wrong name."""
    source.add("c1")
    source.add("c2", "Harga beras naik", "Budi Dua")
    source.insert("speaker_aliases", speaker_id="ana", alias="kata Budi")
    source.add("c3", "beras naik", "kata Budi", speaker_id="ana")
    for key in ("c2", "c3"):
        source.review(key, "extraction_error", "published", "Salah orang.")
    make(source.path, target)
    assert [row["id"] for row in rows(target, "SELECT id FROM claims")] == ["c1"]
    assert {row["claim_id"] for row in rows(target, "SELECT claim_id FROM claim_spans")} == {"c1"}
    assert [row["id"] for row in rows(target, "SELECT id FROM speakers")] == ["ana"]
    assert [r["alias"] for r in rows(target, "SELECT alias FROM speaker_aliases")] == [
        "Menteri Ana Satu"
    ]
    assert rows(target, "SELECT 1 FROM statuses WHERE key = 'extraction_error'") == []


def test_flagged_claims_leave_only_with_a_published_verdict(source, target):
    source.add("c1", flag="not_in_article")
    source.add("c2", "Harga beras naik", "Budi Dua", flag="not_extracted")
    source.cite("c2")
    source.review("c2", "true", "published", "Tercatat.")
    make(source.path, target)
    assert rows(target, "SELECT id, flag FROM claims") == [{"id": "c2", "flag": "not_extracted"}]


def test_only_verdicts_leave_where_unreviewed_is_not_published(source, target):
    source.add("c1")
    source.add("c2", "Harga beras naik", "Budi Dua")
    source.cite("c2")
    source.review("c2", "true", "published", "Tercatat.")
    source.conn.execute("UPDATE statuses SET published = 0 WHERE key = 'unreviewed'")
    make(source.path, target)
    assert [row["id"] for row in rows(target, "SELECT id FROM claims")] == ["c2"]


def test_merged_speakers_leave_with_the_one_they_turned_out_to_be(source, target):
    source.insert("speakers", id="whole", name="Ana Satu Lengkap", kind="person")
    source.conn.execute("UPDATE speakers SET merged_into = 'whole' WHERE id = 'ana'")
    source.add("c1")
    make(source.path, target)
    assert {row["id"] for row in rows(target, "SELECT id FROM speakers")} == {"ana", "whole"}


@pytest.mark.parametrize(
    ("then", "tombstone"),
    [
        ([("true", "draft", "SECRET")], True),
        ([("in_review", "draft", None)], True),
        ([("unreviewed", "draft", None)], True),
        ([("true", "draft", "SECRET"), ("misleading", "draft", "SECRET 2")], True),
        # Published without its reason, it does not leave: the withdrawal is still the last word.
        ([("true", "published", None)], True),
        ([("true", "published", "Kini terbukti.")], False),
        # What was published anew and is a draft again was taken back by nobody.
        ([("true", "published", "Kini terbukti."), ("true", "draft", "SECRET")], False),
    ],
)
def test_a_tombstone_stays_while_somebody_drafts_anew(source, target, then, tombstone):
    source.add("c1")
    source.cite("c1", quote="SECRET-EVIDENCE" if tombstone else "Kutipan")
    source.review("c1", "false", "published", "SECRET-REASON")
    source.review("c1", "false", "withdrawn", "Keliru.")
    for step in then:
        source.review("c1", *step)
    make(source.path, target)
    left = one(target, "SELECT status, publication, rationale FROM claims")
    if tombstone:
        assert tuple(left.values()) == ("unreviewed", "withdrawn", "Keliru.")
        steps = rows(target, "SELECT at, to_status, publication, reason FROM status_history")
        assert [tuple(step.values())[1:] for step in steps] == [
            ("unreviewed", "withdrawn", "Keliru.")
        ]
        assert steps[0]["at"]
    else:
        assert left["publication"] != "withdrawn"
    assert b"SECRET" not in target.read_bytes()


def test_an_extraction_error_leaves_no_tombstone(source, target):
    """What somebody never said is not theirs, not even as a claim that was withdrawn."""
    source.add("c1")
    source.cite("c1")
    source.review("c1", "false", "published", "Jelas.")
    source.review("c1", "false", "withdrawn", "Keliru.")
    source.review("c1", "extraction_error")
    make(source.path, target)
    assert rows(target, "SELECT 1 FROM claims") == []


# ---- what people wrote into claims


def enter(source, key, text):
    source.insert("claims", id=key, article_id="a1", text=text, type="direct", kind="say",
                  context=text, source=text, role=text)  # fmt: skip


@pytest.mark.parametrize("how", ["entered", "corrected", "speaker corrected", "span corrected"])
def test_words_of_a_person_stay_at_home_until_they_are_published(source, target, how):
    if how == "entered":
        enter(source, "c1", "SECRET-WORDS")
    else:
        source.add("c1")
        source.insert("speakers", id="SECRET-KEY", name="SECRET-NAME", kind="person")
        source.conn.execute({
            "corrected": "UPDATE claims SET text = 'SECRET-WORDS'",
            "speaker corrected": "UPDATE claims SET speaker_id = 'SECRET-KEY'",
            "span corrected": "UPDATE claim_spans SET start = start + 1",
        }[how])  # fmt: skip
    for publication in ("never", "draft"):
        if publication == "draft":
            source.review("c1", "false", "draft", "SECRET-REASON")
        report = make(source.path, target, force=True)
        assert rows(target, "SELECT 1 FROM claims UNION ALL SELECT 1 FROM claim_spans") == []
        assert b"SECRET" not in target.read_bytes()
        (held,) = [line for line in report.left_out if "by hand" in line.what]
        assert held.number == 1
    source.cite("c1")
    source.review("c1", "false", "published", "Jelas.")
    make(source.path, target, force=True)
    assert len(rows(target, "SELECT 1 FROM claims")) == 1


def test_words_that_were_corrected_after_publication_stay_at_home(source, target):
    """The verdict was on other words; a tombstone would show the new ones as those."""
    for key, publication in (("c1", "published"), ("c2", "withdrawn")):
        source.add(key)
        source.cite(key)
        source.review(key, "false", "published", "Jelas.")
        if publication == "withdrawn":
            source.review(key, "false", "withdrawn", "Keliru.")
        source.conn.execute("UPDATE claims SET text = 'SECRET-WORDS' WHERE id = ?", [key])
    make(source.path, target)
    assert rows(target, "SELECT 1 FROM claims") == []
    assert b"SECRET" not in target.read_bytes()


def test_a_tombstone_of_a_claim_by_hand_leaves(source, target):
    enter(source, "c1", "Kata sendiri")
    source.cite("c1")
    source.review("c1", "false", "published", "Jelas.")
    source.review("c1", "false", "withdrawn", "Keliru.")
    source.review("c1", "true", "draft", "SECRET")
    make(source.path, target)
    assert one(target, "SELECT text, publication FROM claims") == {
        "text": "Kata sendiri", "publication": "withdrawn",
    }  # fmt: skip


# ---- numbers, addresses, relations


def test_numbers_of_rows_have_no_gaps(source, target):
    """A gap would tell how many drafts, links and removed links there are."""
    for number in range(6):
        key = f"c{number}"
        source.add(key)
        source.conn.execute("DELETE FROM claims WHERE id = 'c1'")
        source.cite(key, url=f"https://bukti.example/{number}")
        if number % 2:
            source.review(key, "extraction_error")
            continue
        source.review(key, "in_review")
        source.review(key, "true", "published", "Diuji.")
        source.insert("article_links", article_id="a1", kind="related", name="x",
                      start=number, end=number + 1)  # fmt: skip
    source.conn.execute("DELETE FROM article_links WHERE id = 2")
    make(source.path, target)
    tables = [name for name in allowed.NAMES if rows(target, f"SELECT 1 FROM {name}")]
    assert {"claims", "evidence", "status_history", "article_links"} <= set(tables)
    for table in tables:
        numbers = [row["n"] for row in rows(target, f"SELECT rowid AS n FROM {table} ORDER BY 1")]
        assert numbers == list(range(1, len(numbers) + 1)), table
    order = "SELECT group_concat(url, ' ') AS urls FROM (SELECT url FROM evidence ORDER BY id)"
    assert one(target, order)["urls"].split() == [
        f"https://bukti.example/{number}" for number in (0, 2, 4)
    ]


def test_addresses_leave_without_passwords_and_tokens(source, target):
    source.add("c1")
    secret = "https://ana:SECRET@kabar.example/{}?page=2&access_token=SECRET"
    source.conn.execute("UPDATE articles SET url = ?", [secret.format("artikel")])
    source.conn.execute("UPDATE outlets SET url = ?", [secret.format("media")])
    source.conn.execute("UPDATE article_links SET url = ?", [secret.format("lain")])
    source.cite("c1", secret.format("bukti"), archive_url=secret.format("arsip"))
    source.review("c1", "true", "published", "Diuji.")
    with named(source.conn, "loader", "loader"):
        for address in (
            secret.format("a"),
            "https://kabar.example/1",
            "https://kabar.example/?token=SECRET",
        ):
            for file in ("SECRET", "SECRET-too"):
                source.insert(
                    "article_addresses", address=address, article_id="a1", loaded_from=file,
                    page="SECRET", first_seen="SECRET", last_seen="SECRET",
                )  # fmt: skip
    report = make(source.path, target)
    assert b"SECRET" not in target.read_bytes()
    assert one(target, "SELECT url, archive_url FROM evidence") == {
        "url": "https://kabar.example/bukti?page=2",
        "archive_url": "https://kabar.example/arsip?page=2",
    }
    assert one(target, "SELECT url FROM articles")["url"] == "https://kabar.example/artikel?page=2"
    assert rows(target, "SELECT address FROM article_addresses") == [
        {"address": "https://kabar.example/1"}
    ]
    (told,) = [line for line in report.left_out if line.what.startswith("addresses")]
    assert told.number == 5


def test_relations_leave_between_claims_that_leave_and_name_nobody(source, target):
    for key in ("c1", "c2", "c3", "c4"):
        source.add(key)
    source.review("c3", "extraction_error")
    with named(source.conn, "loader", "loader"):
        for other, state in (("c2", "accepted"), ("c3", "suggested"), ("c4", "refused")):
            source.insert("relations", claim_id="c1", other_id=other, kind="reads_now",
                          state=state, at="SECRET", decided_by="SECRET-ACTOR")  # fmt: skip
    make(source.path, target)
    assert rows(target, "SELECT claim_id, other_id, kind, state, decided_by FROM relations") == [
        {"claim_id": "c1", "other_id": "c2", "kind": "reads_now", "state": "suggested",
         "decided_by": None},
    ]  # fmt: skip
    assert b"SECRET" not in target.read_bytes()


# ---- not a byte


def plant(source):
    """A word of its own in every private place of the database; returns the words."""
    words = []

    def secret(place):
        words.append(f"SECRET-{place}-{len(words)}")
        return words[-1]

    conn = source.conn
    source.add("c1")
    source.add("c2", "Harga beras naik", "Budi Dua")
    source.add("c3", "beras naik", "Budi Dua")
    source.add("c4", "jembatan itu")
    source.cite("c1")
    with named(conn, "loader", "loader"):
        conn.execute("UPDATE articles SET loaded_from = ?", [secret("loaded_from")])
        source.insert("article_versions", article_id="a1", title=secret("old-title"),
                      text=secret("old-text"), text_hash=secret("old-hash"), loaded_at="x",
                      replaced_at="y")  # fmt: skip
    # Of a published claim: who, notes, removed evidence, drafts before and between.
    source.review("c1", "false", "draft", secret("draft"), actor=secret("drafter"))
    source.review("c1", "true", "published", "Diuji.", actor=secret("publisher"))
    with named(conn, secret("adder"), "person"):
        source.insert("evidence", claim_id="c1", url=f"https://x.example/{secret('removed')}",
                      title=secret("removed-title"), quote=secret("removed-quote"),
                      outlet=secret("removed-outlet"), archive_url=secret("removed-archive"),
                      added_at="x", added_by=words[-6])  # fmt: skip
    with named(conn, secret("remover"), "person"):
        conn.execute(
            "UPDATE evidence SET removed_at = 'y', removed_by = ? WHERE added_at = 'x'", [words[-1]]
        )
    with named(conn, secret("noter"), "person"):
        source.insert("review_notes", claim_id="c1", at="x", actor=words[-1], note=secret("note"))
    # Whose a claim is, what was seen of it, and what was done to many at once.
    with named(conn, secret("giver"), "person"):
        source.insert("assignments", claim_id="c1", actor=secret("given"), at="x",
                      given_by=words[-2])  # fmt: skip
        source.insert("looked", actor=secret("looker"), act=1, at="x")
        source.insert("acts", at="x", actor=words[-3], kind="many", became=secret("at-once"))
    # Of an unpublished one: everything.
    source.review("c2", "false", "draft", secret("reason"), actor=secret("reviewer"))
    source.cite("c2", f"https://x.example/{secret('draft-evidence')}", title=secret("title"))
    # Of one that never leaves: the claim too, and who only it names.
    source.insert("speakers", id=secret("speaker-id"), name=secret("speaker"), kind="person")
    source.insert("speaker_aliases", speaker_id=words[-2], alias=secret("alias"))
    with named(conn, "loader", "loader"):
        source.insert("claims", id=secret("id"), article_id="a1", speaker_id=words[-4],
                      text=secret("error-text"), source=secret("source"), cue=secret("cue"),
                      role=secret("role"), context=secret("context"), type="direct", kind="say",
                      confidence=1, rule=secret("rule"), extractor="e", created_at="x",
                      updated_at="x", said_as=secret("said"))  # fmt: skip
    source.review(next(w for w in words if w.startswith("SECRET-id")), "extraction_error",
                  "published", secret("error-reason"))  # fmt: skip
    # Of one that was taken back.
    source.cite("c4", title=secret("withdrawn-evidence"))
    source.review("c4", "false", "published", secret("withdrawn-reason"))
    source.review("c4", "false", "withdrawn", "Ditarik.")
    # A status that never leaves, tables and columns of somebody else, and what was deleted.
    source.insert("statuses", key=secret("status"), kind="outcome", label_en=secret("label"),
                  label_id=secret("label-id"), definition=secret("definition"), colour="grey",
                  position=99, published=0)  # fmt: skip
    conn.execute("CREATE TABLE theirs (word)")
    source.insert("theirs", word=secret("their-table"))
    conn.execute("ALTER TABLE claims ADD COLUMN theirs")
    conn.execute("UPDATE claims SET theirs = ?", [secret("their-column")])
    conn.execute("CREATE TABLE gone AS SELECT ? AS word", [secret("deleted")])
    conn.execute("DELETE FROM gone")
    conn.execute("DROP TABLE gone")
    source.insert("outlets", id=secret("outlet-id"), name=secret("outlet"))
    return words


@pytest.mark.parametrize("passages_only", [False, True])
def test_no_byte_of_what_is_private(source, target, passages_only):
    words = plant(source)
    assert all(word.encode() in source.path.read_bytes() for word in words if "del" not in word)
    make(source.path, target, passages_only=passages_only)
    copy = target.read_bytes()
    assert [word for word in words if word.encode() in copy] == []
    assert b"SECRET" not in copy
    with closing(sqlite3.connect(target)) as conn:
        tables = [
            name
            for (name,) in conn.execute(
                "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
            )
        ]
        found = [str(conn.execute(f'SELECT * FROM "{name}"').fetchall()) for name in tables]
    assert len(tables) > 15
    assert [text for text in found if "SECRET" in text] == []
    assert {path.name for path in target.parent.iterdir()} == {"claims.db", "public.db"}


def test_report_names_what_was_left_out_and_how_to_publish_it(source, target):
    plant(source)
    report = str(make(source.path, target))
    for words in (
        "1  draft statuses", "choose “Published” on its claim page", "1  withdrawn verdicts",
        "1  claims that never leave", "1  review notes", "claims.theirs, theirs",
        "1  earlier texts of articles", "full text", "--passages-only",
    ):  # fmt: skip
        assert words in report, words
    assert "SECRET" not in report


# ---- the copy as a database


def test_copy_can_be_searched_checked_and_read_by_all(source, target):
    source.add("c1")
    make(source.path, target)
    assert one(target, "PRAGMA journal_mode") == {"journal_mode": "delete"}
    assert one(target, "PRAGMA integrity_check") == {"integrity_check": "ok"}
    assert rows(target, "PRAGMA foreign_key_check") == []
    assert one(target, "PRAGMA freelist_count") == {"freelist_count": 0}
    assert one(target, "SELECT count(*) AS n FROM sqlite_stat1 WHERE tbl = 'claims'")["n"]
    size = target.stat().st_size
    with closing(sqlite3.connect(target)) as conn:
        conn.execute("VACUUM")
    assert target.stat().st_size == size
    assert len(rows(target, "SELECT 1 FROM claims_fts WHERE claims_fts MATCH 'jembatan'")) == 1
    assert len(rows(target, "SELECT 1 FROM speakers_fts WHERE speakers_fts MATCH 'ana'")) == 1
    assert stat.S_IMODE(target.stat().st_mode) == 0o644
    schema = (
        "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
        " AND tbl_name NOT LIKE 'edition%' ORDER BY 1, 2"
    )
    assert rows(target, schema) == rows(source.path, schema)


def test_every_span_is_true_in_the_copy(source, target):
    source.add("c1")
    source.add("c2", "Harga beras naik", "Budi Dua")
    for passages_only in (False, True):
        make(source.path, target, passages_only=passages_only, force=True)
        text = one(target, "SELECT text FROM articles")["text"]
        for table, spans in (
            ("claims", "SELECT start, end FROM claim_spans"),
            ("links", "SELECT start, end FROM article_links"),
        ):
            found = rows(target, spans)
            assert found, table
            for row in found:
                span = slice(row["start"], row["end"])
                assert text[span] == TEXT[span]
        assert ("Cuaca cerah" in text) is not passages_only
        assert "Menteri Ana Satu menyatakan bahwa jembatan itu aman." in text
        assert len(text) == len(TEXT)


def test_a_copy_of_a_copy_is_the_same(source, target, tmp_path):
    plant(source)
    make(source.path, target)
    again = tmp_path / "again.db"
    make(target, again)
    for table in allowed.TABLES:
        query = f'SELECT rowid, * FROM "{table.name}" ORDER BY 2, 1'
        assert rows(again, query) == rows(target, query), table.name


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_reads_one_moment_while_a_server_writes(source, target, mode):
    """What is committed is in, what is not yet is out, and the writer is not disturbed."""
    source.conn.execute(f"PRAGMA journal_mode = {mode}")
    source.add("c1")
    source.conn.execute("BEGIN IMMEDIATE")
    source.conn.execute("UPDATE articles SET title = 'SECRET'")
    make(source.path, target)
    source.conn.execute("COMMIT")
    assert one(target, "SELECT title FROM articles") == {"title": "Jembatan"}
    assert len(rows(target, "SELECT 1 FROM claims")) == 1
    assert one(target, "PRAGMA journal_mode") == {"journal_mode": "delete"}


def test_reads_what_a_killed_writer_left(source, target):
    """The half-done work in the journal beside the file is undone, not copied."""
    source.add("c1")
    source.conn.close()
    killed = """
import os, sqlite3, sys
conn = sqlite3.connect(sys.argv[1], isolation_level=None)
conn.execute("PRAGMA cache_size = 1")
conn.execute("BEGIN IMMEDIATE")
conn.execute("UPDATE articles SET title = 'SECRET' || hex(randomblob(500000))")
conn.execute("UPDATE claims SET text = 'SECRET'")
os._exit(1)
"""
    subprocess.run([sys.executable, "-c", killed, source.path], check=False, timeout=60)
    assert source.path.with_name("claims.db-journal").stat().st_size
    make(source.path, target)
    assert one(target, "SELECT title FROM articles") == {"title": "Jembatan"}
    assert b"SECRET" not in target.read_bytes()


# ---- refusals: one line, and nothing is left behind


def refused(source, target, **options):
    before = {path: path.read_bytes() for path in Path(target).parent.glob("*") if path.is_file()}
    with pytest.raises(StoreError) as error:
        make(Path(source), Path(target), **options)
    after = {path: path.read_bytes() for path in Path(target).parent.glob("*") if path.is_file()}
    assert after == before
    assert "\n" not in str(error.value)
    return str(error.value)


def test_existing_file_is_replaced_only_by_force(source, target):
    source.add("c1")
    make(source.path, target)
    assert "--force" in refused(source.path, target)
    source.add("c2", "Harga beras naik", "Budi Dua")
    make(source.path, target, force=True)
    assert len(rows(target, "SELECT 1 FROM claims")) == 2


def test_force_does_not_replace_a_working_database(source, target, tmp_path):
    """Names given in the wrong order must not cost the work."""
    source.add("c1")
    make(source.path, target)
    assert "working database" in refused(target, source.path, force=True)


@pytest.mark.parametrize("what", ["text", "other tables", "another version", "in use"])
def test_force_replaces_nothing_but_a_public_copy(source, target, what):
    writer = None
    if what == "text":
        target.write_text("Skripsi, bab satu")
    else:
        if what in ("another version", "in use"):
            shutil.copy(source.path, target)
        writer = sqlite3.connect(target, isolation_level=None)
        writer.execute("CREATE TABLE mine AS SELECT 1 AS x")
        if what == "another version":
            writer.execute("ALTER TABLE articles RENAME COLUMN loaded_from TO came_from")
        if what == "in use":
            writer.execute("BEGIN EXCLUSIVE")
    try:
        assert "not a public copy" in refused(source.path, target, force=True)
    finally:
        if writer:
            writer.close()


def test_force_replaces_no_empty_file(source, target):
    """Somebody may be about to write to it."""
    target.touch()
    assert "empty" in refused(source.path, target, force=True)


def test_force_replaces_no_database_that_nobody_has_worked_on(source, target):
    """A fresh working database holds nothing private yet; it is no public copy for all that."""
    with closing(sqlite_utils.Database(target)) as fresh:
        migrations.apply(fresh)
    assert "not a public copy" in refused(source.path, target, force=True)


@pytest.mark.parametrize("mark", ["as it is made now", "as it was made once"])
def test_force_replaces_a_public_copy_as_long_as_it_is_one(source, target, mark):
    source.add("c1")
    make(source.path, target)
    with closing(sqlite3.connect(target, isolation_level=None)) as conn:
        if mark == "as it was made once":
            conn.execute("PRAGMA application_id = 0")
        make(source.path, target, force=True)
    with closing(sqlite3.connect(target, isolation_level=None)) as conn:
        conn.execute("CREATE TABLE mine AS SELECT 1 AS x")
    assert "somebody added mine" in refused(source.path, target, force=True)


def test_force_replaces_the_copy_of_a_database_without_articles(target, tmp_path):
    """What tells it is its mark: it holds nothing else that could."""
    with closing(sqlite_utils.Database(tmp_path / "empty.db")) as fresh:
        migrations.apply(fresh)
    make(tmp_path / "empty.db", target)
    make(tmp_path / "empty.db", target, force=True)


def test_a_file_that_takes_the_place_meanwhile_stays(source, target, monkeypatch):
    """Between the first look at the target and the end, minutes may pass."""
    fill = snapshot._fill

    def somebody_else_is_quicker(*args):
        made = fill(*args)
        target.write_text("Skripsi, bab satu")
        return made

    monkeypatch.setattr(snapshot, "_fill", somebody_else_is_quicker)
    with pytest.raises(SnapshotError, match="exists"):
        make(source.path, target)
    assert target.read_text() == "Skripsi, bab satu"
    assert sorted(path.name for path in target.parent.iterdir()) == ["claims.db", "public.db"]


DAMAGES = {
    "a page overwritten": (None, "damaged"),
    "a search index that lacks a row": (
        "INSERT INTO claims_fts (claims_fts) VALUES ('delete-all')",
        "damaged",
    ),
    "an index of a table": (None, "damaged"),
    "an index that leads elsewhere": (
        "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = 'CREATE INDEX claims_status"
        " ON claims (kind)' WHERE name = 'claims_status'",
        "the copy is damaged and was thrown away: row 1 missing from index claims_status",
    ),
    "a row that refers to none": (
        "PRAGMA foreign_keys = OFF; DROP TRIGGER IF EXISTS claims_stay;"
        " UPDATE claims SET article_id = 'none'",
        "refers to rows that it does not have",
    ),
    "a private row": (
        "INSERT INTO review_notes (claim_id, at, note) SELECT id, 'x', 'y' FROM claims",
        "would hold private rows",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("earlier", [False, True], ids=["first copy", "later copy"])
def test_a_damaged_copy_is_thrown_away(source, target, monkeypatch, damage, earlier):
    """The checks look at the file that was written, and the earlier copy stays."""
    source.add("c1")
    fill = snapshot._fill
    if earlier:
        make(source.path, target)

    def badly(conn, new, made, before):
        made = fill(conn, new, made, before)
        statements, _ = DAMAGES[damage]
        if statements:
            with closing(sqlite3.connect(new, isolation_level=None)) as broken:
                broken.executescript(statements)
        else:
            with closing(sqlite3.connect(new)) as found:
                name = "claims" if damage == "a page overwritten" else "claims_status"
                (page,) = found.execute(
                    "SELECT rootpage FROM sqlite_master WHERE name = ?", [name]
                ).fetchone()
                (size,) = found.execute("PRAGMA page_size").fetchone()
            with new.open("r+b") as file:
                file.seek((page - 1) * size)
                file.write(b"\xff" * size)
        return made

    monkeypatch.setattr(snapshot, "_fill", badly)
    assert DAMAGES[damage][1] in refused(source.path, target, force=True)


def test_target_that_is_the_source(source, tmp_path):
    assert "itself" in refused(source.path, source.path, force=True)
    link = tmp_path / "link.db"
    link.symlink_to(source.path)
    assert "itself" in refused(source.path, link, force=True)


def test_target_that_a_server_writes_to(source, target):
    make(source.path, target)
    for tail in ("-wal", "-journal"):
        beside = target.with_name(target.name + tail)
        beside.write_bytes(b"x")
        assert beside.name in refused(source.path, target, force=True)
        beside.write_bytes(b"")  # as a writer leaves it that is done
    make(source.path, target, force=True)


def test_target_places(source, tmp_path):
    assert "is a folder, and a copy is a file" in refused(source.path, tmp_path)
    assert "missing is no folder; make it first" in refused(
        source.path, tmp_path / "missing" / "public.db"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="/proc takes no files, not even from root")
def test_target_in_a_folder_that_takes_no_files(source):
    with pytest.raises(SnapshotError, match="/proc"):
        make(source.path, Path("/proc/public.db"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "is no file"),
        (b"", "holds no claims"),
        (b"no database " * 99, "not an SQLite database"),
        (b"SQLite format 3\x00" + b"\xff" * 4096, "SQLite database"),
    ],
)
def test_source_that_is_no_claims_database(tmp_path, target, content, words):
    path = tmp_path / "x.db"
    if content is not None:
        path.write_bytes(content)
    assert words in refused(path, target)


def test_source_that_stays_locked(source, target, monkeypatch):
    monkeypatch.setattr(snapshot, "WAIT_SECONDS", 0.05)
    source.conn.execute("BEGIN EXCLUSIVE")
    assert "in use by another program" in refused(source.path, target)
    source.conn.execute("ROLLBACK")


def test_source_without_our_columns(source, target):
    source.conn.execute("DROP TRIGGER articles_text_not_edited")
    source.conn.execute("ALTER TABLE articles RENAME COLUMN loaded_from TO came_from")
    assert "another version" in refused(source.path, target)


def test_source_of_another_version(source, target):
    """Each is told what to do: the older one to be upgraded, the newer one to have its program."""
    source.conn.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
                        " VALUES ('datasette-claims', 'm999_later', '')")  # fmt: skip
    assert "update the program" in refused(source.path, target)
    source.conn.execute("DELETE FROM _sqlite_migrations WHERE name NOT LIKE 'm001%'")
    assert f"datasette claims upgrade {source.path}" in refused(source.path, target)


def test_source_stays_locked_for_readers_while_its_pages_are_copied(source, target, monkeypatch):
    """Else a writer could come between the moment that is waited for and the one that is read."""
    source.add("c1")
    tried, connect = [], sqlite3.connect

    class Copying(sqlite3.Connection):
        def backup(self, into):
            tried.append(1)
            source.conn.execute("PRAGMA busy_timeout = 0")
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                source.conn.execute("UPDATE articles SET title = 'later'")
            super().backup(into)

    def connecting(database, **options):
        return connect(database, **options, factory=Copying)

    monkeypatch.setattr(snapshot.sqlite3, "connect", connecting)
    make(source.path, target)
    monkeypatch.undo()
    assert tried
    assert one(target, "SELECT title FROM articles") == {"title": "Jembatan"}


def test_source_that_refers_to_what_is_not_there(source, target):
    source.add("c1")
    with named(source.conn, "loader", "loader"):
        source.conn.execute("UPDATE claims SET speaker_id = 'nobody'")
    assert "claims → speakers" in refused(source.path, target)


def test_what_sqlite_says_in_words_of_its_own_is_told_with_the_name_of_the_file(source):
    with pytest.raises(SnapshotError) as told, snapshot._errors(Path("x.db")):
        source.conn.execute("SELECT 1 FROM nowhere")
    assert str(told.value) == "x.db: no such table: nowhere"


def test_dry_run_writes_nothing(source, target):
    plant(source)
    report = make(source.path, target, dry_run=True)
    assert not target.exists()
    assert "nothing was written" in str(report)
    written = make(source.path, target)
    assert (report.copied, report.left_out) == (written.copied, written.left_out)


def run(*args, **options):
    command = [sys.executable, "-m", "datasette", "claims", "snapshot", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, **options)


def test_command(source, target):
    source.add("c1")
    source.conn.close()
    done = run(source.path, target)
    assert done.returncode == 0, done.stderr
    assert "1  claims" in done.stdout
    again = run(source.path, target)
    assert (again.returncode, again.stderr) == (1, f"Error: {target} exists; --force replaces it\n")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_full_disk(source, target):
    import resource

    source.add("c1")
    source.conn.execute("UPDATE articles SET title = ?", ["x" * 200_000])
    source.conn.close()

    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    done = run(source.path, target, preexec_fn=small_files)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert done.stderr.count("\n") == 1
    assert [path.name for path in target.parent.iterdir()] == ["claims.db"]


# ---- the pages that a visitor sees


def edit_controls(page):
    """What could change something on a page, Datasette's own frame (log out) left aside."""
    content = page.partition('<section class="content">')[2].rpartition("</section>")[0]
    return re.findall(r"<textarea|<form[^>]*post|name=.revision", content, re.IGNORECASE)


async def test_serves_without_an_edit_control(source, target, instance, as_editor):
    source.add("c1")
    source.cite("c1", title="Laporan uji")
    source.review("c1", "true", "published", "Diuji bulan lalu.")
    make(source.path, target)
    working = await instance(source.path)
    page = await working.client.get("/claims/-/claims/c1", cookies=as_editor(working))
    assert edit_controls(page.text)
    ds = await instance(target, immutable=True)
    for path in (
        "/public/-/claims", "/public/-/claims/c1", "/public/-/articles/a1",
        "/public/-/speakers/ana", "/public/claims", "/public/status_history", "/public/evidence",
    ):  # fmt: skip
        page = await ds.client.get(path, cookies=as_editor(ds))
        assert page.status_code == 200, path
        assert edit_controls(page.text) == [], path
        assert "SECRET" not in page.text


async def test_visitor_reads_verdict_and_tombstone(source, target, instance):
    source.add("c1")
    source.add("c2", "Harga beras naik", "Budi Dua")
    source.cite("c1", title="Laporan uji")
    source.review("c1", "true", "published", "Diuji bulan lalu.")
    source.cite("c2")
    source.review("c2", "false", "published", "SECRET")
    source.review("c2", "false", "withdrawn", "Sumber menarik angkanya.")
    make(source.path, target)
    ds = await instance(target, immutable=True)
    verdict = (await ds.client.get("/public/-/claims/c1")).text
    for words in ("Diuji bulan lalu.", "Laporan uji", "True"):
        assert words in verdict, words
    assert "not published" not in verdict  # the place of a name is no name to show
    tombstone = (await ds.client.get("/public/-/claims/c2")).text
    assert "Sumber menarik angkanya." in tombstone
    assert "Not reviewed" in tombstone
    assert "A verdict was published here and has been withdrawn." in tombstone
    assert "Verdict withdrawn" in tombstone.partition("Timeline")[2]
    assert "Nobody has checked" not in tombstone
