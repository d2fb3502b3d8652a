"""Nobody forges the record in the sqlite3 shell: every table, every way that SQLite has of writing.

Whoever may drop triggers, add some or switch them off can do anything; all that is short of it is
tried here, on tables found in a fresh database, so that a new one cannot be forgotten.
"""
# ruff: noqa: S608, E501 (statements on tables of a database that the test made, a line each)

import json
import shutil
from contextlib import closing

import pytest
import reviewing
from budget import meeting
from newsroom import newsroom
from stories import fresh

from datasette_claims.store import changes, database, schema, second
from datasette_claims.store.sqlite import sqlite3

with fresh() as made:
    COLUMNS = {
        name: {row[1]: row[2] for row in made.execute(f"PRAGMA table_info({name})")}
        for (name,) in made.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if name in schema.OURS and "_fts" not in name
    }

APPEND_ONLY = (
    "status_history", "acts", "evidence", "review_notes", "article_versions", "second_readings",
)  # fmt: skip
"""Rows that stay as they are, whatever happens (until evidence is removed, a reading ends)."""

ADDED_BY_HAND = frozenset(
    {
        "articles", "article_links", "speakers", "speaker_aliases", "outlets", "statuses", "claims",
        "claim_spans", "evidence", "review_notes",
    }
)  # fmt: skip
"""Tables to which somebody in the shell may add rows; the others are written by the program."""

PRAGMAS = [(0, 0), (1, 1)]
"""Whether triggers fire triggers again, and foreign keys hold: as in the shell, and as in a server."""


@pytest.fixture(scope="module")
def worked_once(tmp_path_factory):
    """A database in which ana, budi and somebody in the shell have worked: every table has rows."""
    path = tmp_path_factory.mktemp("worked") / "news.db"
    keys = list(newsroom(path).values())
    with database.opened(path) as db:
        for number, key in enumerate(keys[:3]):
            actor = ("ana", "budi")[number % 2]
            url = f"https://bukti.example/{number}"
            seen = reviewing.add_evidence(db, key, seen=1, url=url, actor=actor)
            reviewing.add_note(db, key, note="Catatan", actor=actor)
            reviewing.set_status(db, key, seen=seen, status="false", rationale="Alasan",
                               publication="published", actor=actor)  # fmt: skip
        for key in keys[:2]:
            seen = db.execute("SELECT revision FROM claims WHERE id = ?", [key]).fetchone()[0]
            second.read(db, key, "objected", seen=seen, reason="Angka lama", actor="cici")
        with changes.by_loader(db):
            db.execute(
                "INSERT INTO article_versions (article_id, text, text_hash, loaded_at, replaced_at)"
                " SELECT id, 'lama', 'x', 'x', 'x' FROM articles"
            )
            db.execute(
                "INSERT INTO relations (claim_id, other_id, kind, at) VALUES (?, ?, 'reads_now', 'x')",
                keys[:2],
            )
            db.execute(
                "INSERT INTO readings (claim_id, extractor, at) VALUES (?, 'x', 'x')", keys[:1]
            )
            db.execute(
                "INSERT OR IGNORE INTO article_addresses"
                " (address, article_id, first_seen, last_seen) SELECT 'https://lama.example/', id, 'x', 'x' FROM articles"
            )
            db.execute(
                "INSERT INTO article_links (article_id, kind, name, start, end)"
                " SELECT id, 'related', 'x', 0, 1 FROM articles"
            )
            db.execute("INSERT INTO article_times SELECT id, 0, 1 FROM articles")
            db.execute("INSERT INTO leases SELECT id, 'ana', '2999' FROM claims LIMIT 2")
            db.execute("INSERT INTO assignments SELECT id, 'ana', 'x', 'ana' FROM claims LIMIT 2")
            db.execute("INSERT INTO looked VALUES ('ana', 1, 'x')")
            db.execute("INSERT INTO speaker_names SELECT id, 0, name, id FROM speakers")
            db.execute("INSERT INTO speaker_pairs SELECT min(id), max(id) FROM speakers")
            db.execute(
                "INSERT INTO saved_searches VALUES ('beras', 'Beras', 'q=beras', NULL, 'x', 'ana')"
            )
            db.execute("INSERT INTO search_options VALUES ('substrings')")
            db.execute(
                "INSERT INTO claims_substrings_fts (claims_substrings_fts) VALUES ('rebuild')"
            )
            db.execute("INSERT INTO text_shingles SELECT text_hash, x'00' FROM articles")
            db.execute(
                "INSERT INTO fetches (address, article_id, at, outcome)"
                " SELECT 'https://lama.example/', id, 'x', 'new' FROM articles"
            )
        for change in (
            "UPDATE claims SET cue = 'ujar' WHERE id = (SELECT max(id) FROM claims)",
            "UPDATE speakers SET name = 'Walhi Pusat' WHERE id = (SELECT max(id) FROM speakers)",
            "UPDATE outlets SET name = 'Kabar' WHERE id = (SELECT min(id) FROM outlets)",
            "UPDATE articles SET title = 'Lain'",
            "UPDATE statuses SET definition = 'Lain' WHERE key = 'false'",
            "INSERT INTO claims (article_id, text, type, kind, context)"
            " SELECT id, 'Sendiri', 'direct', 'say', 'x' FROM articles LIMIT 1",
        ):
            db.execute(change)
    return path


@pytest.fixture
def worked(worked_once, tmp_path):
    return shutil.copy(worked_once, tmp_path / "news.db")


@pytest.fixture(params=PRAGMAS, ids=lambda on: f"recursive={on[0]}-keys={on[1]}")
def shell(worked, request):
    """A connection as somebody opens one, in each way in which SQLite can be set."""
    recursive, keys = request.param
    with closing(sqlite3.connect(worked, isolation_level=None)) as conn:
        conn.execute(f"PRAGMA recursive_triggers = {recursive}")
        conn.execute(f"PRAGMA foreign_keys = {keys}")
        yield conn


def rows(conn, table):
    cursor = conn.execute(f"SELECT rowid, * FROM {table}")
    names = [column[0] for column in cursor.description]
    return {row[0]: dict(zip(names[1:], row[1:], strict=True)) for row in cursor}


def record(conn):
    return {table: rows(conn, table) for table in APPEND_ONLY}


def state(conn):
    return {row["id"]: row for row in rows(conn, "claims").values()}


def lies(conn, before, claims_before):
    """What of the record is no longer true: nothing, on any path."""
    now = record(conn)
    new_acts = now["acts"].keys() - before["acts"].keys()
    return [
        *changed(before, now),
        *named(before, now),
        *untold(conn, before, now, claims_before),
        *(lie for number in new_acts for lie in untrue(conn, now["acts"][number], claims_before)),
        *("a name is left" for _ in conn.execute("SELECT 1 FROM _change_context")),
    ]


def changed(before, now):
    """Rows that are not as they were. A link of evidence may be removed once, by somebody unknown."""
    for table in APPEND_ONLY:
        for number, row in before[table].items():
            kept = dict(now[table].get(number) or {})
            open_link = table == "evidence" and row["removed_at"] is None
            if open_link and kept.get("removed_by") in (None, "unknown"):
                kept |= {"removed_at": None, "removed_by": None}
            open_reading = table == "second_readings" and row["ended"] is None
            if open_reading and kept.get("ended") == "judged_anew":
                kept |= dict.fromkeys(("ended", "ended_at", "ended_revision"))
            if kept != row:
                yield f"{table} {number} was changed or is gone"


def named(before, now):
    """New rows that bear somebody's name."""
    names = {
        "status_history": "actor",
        "acts": "actor",
        "evidence": "added_by",
        "review_notes": "actor",
        "second_readings": "actor",
    }
    for table, column in names.items():
        for number in now[table].keys() - before[table].keys():
            if now[table][number][column] != "unknown":
                yield f"{table} {number} bears a name"


def untold(conn, before, now, claims_before):
    """Claims that are gone though somebody worked on them, or stand as no history tells."""
    claims = state(conn)
    worked_on = {row["claim_id"] for row in before["acts"].values()}
    for key in (claims_before.keys() & worked_on) - claims.keys():
        yield f"claim {key} is gone"
    told = {row["claim_id"]: row for row in now["status_history"].values()}
    fresh = {"to_status": "unreviewed", "reason": None, "publication": "draft"}
    for key, claim in claims.items():
        last = told.get(key, fresh)
        if (last["to_status"], last["reason"], last["publication"]) != (
            claim["status"], claim["rationale"], claim["publication"],
        ):  # fmt: skip
            yield f"the history of {key} tells otherwise"


def untrue(conn, act, claims_before):
    """A new act tells what was before and what is now, or it lies."""
    if act["kind"] != "correction":
        return []
    was, became = json.loads(act["was"]), json.loads(act["became"])
    now = state(conn).get(act["record"])
    earlier = claims_before.get(act["record"])
    if any(earlier[name] != value for name, value in was.items()):
        return ["a correction lies about what was before"]
    if any(now[name] != value for name, value in became.items()):
        return ["a correction lies about what is"]
    return [] if was != became else ["a correction of nothing"]


def tried(conn, sql, parameters=(), *, seen=None):
    """The error that a statement ends with, None where it went through; it made nothing untrue.

    What it did is taken back. ``seen``, what stood before, is the same for all that is tried.
    """
    before, claims_before = seen or (record(conn), state(conn))
    conn.execute("BEGIN")
    try:
        try:
            conn.execute(sql, parameters)
            error = None
        except sqlite3.DatabaseError as refusal:
            error = str(refusal)
        assert lies(conn, before, claims_before) == [], sql
        return error
    finally:
        if conn.in_transaction:
            conn.execute("ROLLBACK")


def variants(table, row, others):
    """A row as somebody may forge it: copied, renumbered, with other words and names."""
    key = next(iter(COLUMNS[table]))
    yield row
    yield {name: value for name, value in row.items() if name != key}
    for name in row:
        yield {**row, name: "budi"}
        yield {k: v for k, v in {**row, name: "2020-01-01T00:00:00Z"}.items() if k != key}
        yield {k: v for k, v in {**row, name: None}.items() if k != key}
    for other in others[:1]:
        yield {**row, key: other[key]}
        for name in row:
            yield {k: v for k, v in {**row, name: other[name]}.items() if k != key}


def test_every_table_has_rows_to_try(worked):
    with closing(sqlite3.connect(worked)) as conn:
        empty = [name for name in COLUMNS if not rows(conn, name)]
    assert set(empty) == {"_change_context", "_change_before"}


@pytest.mark.parametrize("table", COLUMNS)
def test_no_row_is_forged(shell, table):
    """Inserted, by every conflict clause; what is taken at all bears no name and tells no lie."""
    seen = record(shell), state(shell)
    found = list(rows(shell, table).values()) or [
        dict.fromkeys(COLUMNS[table], "budi"),
        {**dict.fromkeys(COLUMNS[table], "budi"), "kind": "person", "form": 1},
    ]
    taken = set()
    for row in (found[0], found[-1]):
        for forged in variants(table, row, found[1:]):
            forged = {name: value for name, value in forged.items() if name in COLUMNS[table]}
            names = ", ".join(f'"{name}"' for name in forged)
            marks = ", ".join("?" * len(forged))
            for verb in ("INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE"):
                count = shell.execute(f"SELECT count(*) FROM {table}").fetchone()
                error = tried(
                    shell, f"INSERT INTO {table} ({names}) VALUES ({marks})".replace("INSERT", verb, 1),
                    list(forged.values()), seen=seen,
                )  # fmt: skip
                if error is None and verb != "INSERT OR IGNORE":
                    taken.add(verb)
                assert shell.execute(f"SELECT count(*) FROM {table}").fetchone() == count
    if table not in ADDED_BY_HAND:
        assert taken == set()


@pytest.mark.parametrize("table", COLUMNS)
def test_no_row_is_overwritten_by_its_number(shell, table):
    """REPLACE deletes what stands under a number without asking any trigger."""
    found = rows(shell, table)
    for number, row in list(found.items())[:3]:
        key = next(iter(COLUMNS[table]))
        for free in (row, {**row, key: "bebas"}, {**row, key: "bebas", "claim_id": "bebas"}):
            forged = {k: v for k, v in free.items() if k in COLUMNS[table]}
            names = ", ".join(f'"{name}"' for name in ("rowid", *forged))
            marks = ", ".join("?" * (len(forged) + 1))
            assert tried(
                shell, f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})",
                [number, *forged.values()],
            ), (table, free)  # fmt: skip
    if table in ("claims", "articles", "speakers", "outlets", "statuses", "claim_spans"):
        assert tried(shell, f"UPDATE {table} SET rowid = rowid + 1000")
        assert tried(shell, f"UPDATE OR REPLACE {table} SET rowid = 1 WHERE rowid = 2")
        assert tried(shell, f"UPDATE OR REPLACE {table} SET _rowid_ = 1 WHERE rowid > 1")


VERBS = ["UPDATE", "UPDATE OR REPLACE", "UPDATE OR IGNORE"]


@pytest.mark.parametrize(
    ("table", "verb", "shell"), meeting(2, list(COLUMNS), VERBS, PRAGMAS), indirect=["shell"]
)
def test_no_change_goes_untold(shell, table, verb):
    seen = record(shell), state(shell)
    for column in COLUMNS[table]:
        for value in ("'budi'", "NULL", "1", "'true'", f"(SELECT max({column}) FROM {table})"):
            change = f'{verb} {table} SET "{column}" = {value}'
            tried(shell, change, seen=seen)
            tried(shell, f"{change} WHERE rowid = 1", seen=seen)


@pytest.mark.parametrize("table", COLUMNS)
def test_nothing_that_people_did_is_deleted(shell, table):
    error = tried(shell, f"DELETE FROM {table}")
    for number in list(rows(shell, table))[:5]:
        tried(shell, f"DELETE FROM {table} WHERE rowid = {number}")
    if table in APPEND_ONLY:
        assert error


UPSERTS = [
    "INSERT INTO status_history SELECT * FROM status_history WHERE 1"
    " ON CONFLICT (id) DO UPDATE SET actor = 'budi'",
    "INSERT INTO acts SELECT * FROM acts WHERE 1 ON CONFLICT (id) DO UPDATE SET actor = 'budi'",
    "INSERT INTO claims (id, article_id, text, type, kind, context) SELECT id, article_id, text, type,"
    " kind, context FROM claims WHERE 1 ON CONFLICT (id) DO UPDATE SET status = 'true'",
    "REPLACE INTO claims SELECT 1, * FROM claims",
    "REPLACE INTO evidence (id, claim_id, url, added_at) SELECT id, claim_id, 'x', 'x' FROM evidence",
    "REPLACE INTO review_notes (id, claim_id, at, note) SELECT id, claim_id, at, 'x' FROM review_notes",
]


@pytest.mark.parametrize("sql", UPSERTS)
def test_upserts_are_refused(shell, sql):
    assert tried(shell, sql)


STEPS = {
    "edited, then told otherwise": [
        "UPDATE claims SET edited = 1",
        """INSERT INTO acts (at, actor, kind, claim_id, record, was, became)
           SELECT '2020', 'unknown', 'correction', id, id, '{"text":"Bohong"}', became
           FROM (SELECT claims.id, acts.became FROM claims, acts WHERE acts.kind = 'correction')""",
    ],
    "what was before, made up": [
        "UPDATE _change_before SET was = '{}'",
        "INSERT INTO _change_before VALUES ('correction', 'x', '{}')",
        "INSERT INTO _change_before SELECT 'speaker', id, '{\"name\":\"Bohong\"}' FROM speakers",
    ],
    "a true before, and no change": [
        """INSERT INTO _change_before SELECT 'speaker', id,
           json_object('name', name, 'kind', kind, 'merged_into', merged_into,
           'wikidata', wikidata, 'note', note) FROM speakers""",
        """INSERT INTO acts (at, kind, record, was, became) SELECT '2020', 'speaker', id,
           json_object('name', name, 'kind', kind, 'merged_into', merged_into,
           'wikidata', wikidata, 'note', note),
           json_object('name', name, 'kind', kind, 'merged_into', merged_into,
           'wikidata', wikidata, 'note', note) FROM speakers""",
        """INSERT INTO acts (at, kind, record, was, became) SELECT '2020', 'speaker', id,
           json_object('name', name, 'kind', kind, 'merged_into', merged_into,
           'wikidata', wikidata, 'note', note),
           json_object('name', 'Bohong', 'kind', kind, 'merged_into', merged_into,
           'wikidata', wikidata, 'note', note) FROM speakers""",
    ],
    "a machine's claim made a person's": [
        "DELETE FROM claim_spans",
        "UPDATE claims SET edited = 0",
        "UPDATE claims SET origin = 'person' WHERE origin = 'machine'",
    ],
    "who it is, behind the back of the merges": [
        "UPDATE speakers SET whole_id = (SELECT min(id) FROM speakers) WHERE id = (SELECT max(id) FROM speakers)",
        "UPDATE OR REPLACE speakers SET id = (SELECT min(id) FROM speakers) WHERE id = (SELECT max(id) FROM speakers)",
        "UPDATE outlets SET whole_id = (SELECT max(id) FROM outlets) WHERE id = (SELECT min(id) FROM outlets)",
    ],
    "a status put onto another": [
        "UPDATE OR REPLACE statuses SET key = 'false' WHERE key = 'satire'",
        "UPDATE statuses SET kind = 'outcome' WHERE key = 'false'",
        "UPDATE statuses SET key = 'x' WHERE key = 'false'",
    ],
    "a name lent": [
        "INSERT OR REPLACE INTO _change_context (rowid, actor, kind) VALUES (1, 'budi', 'person')",
        "INSERT INTO _change_context (actor, kind) VALUES ('budi', 'person')",
    ],
    "the history renumbered": [
        "UPDATE status_history SET id = -id",
        "INSERT INTO status_history SELECT -id, claim_id, at, actor, from_status, to_status, reason,"
        " publication, evidence_count FROM status_history",
    ],
}  # fmt: skip


@pytest.mark.parametrize("steps", STEPS)
def test_steps_that_lead_to_a_lie_are_refused(shell, steps):
    """One after the other in one session; the last one, at least, goes nowhere."""
    before, claims_before = record(shell), state(shell)
    speakers = [(r["id"], r["whole_id"]) for r in rows(shell, "speakers").values()]
    statuses = {r["key"]: r["kind"] for r in rows(shell, "statuses").values()}
    error = None
    for sql in STEPS[steps]:
        try:
            shell.execute(sql)
            error = None
        except sqlite3.DatabaseError as refusal:
            error = str(refusal)
    assert error
    assert lies(shell, before, claims_before) == []
    assert [(r["id"], r["whole_id"]) for r in rows(shell, "speakers").values()] == speakers
    assert {r["key"]: r["kind"] for r in rows(shell, "statuses").values()} == statuses


def test_words_of_a_published_claim_take_it_back_to_draft(shell):
    (key,) = shell.execute(
        "SELECT id FROM claims WHERE publication = 'published' LIMIT 1"
    ).fetchone()
    for change in (
        "UPDATE claims SET text = text || '!' WHERE id = ?",
        "UPDATE claim_spans SET start = start + 1 WHERE claim_id = ? AND part = 'content'",
        "DELETE FROM claim_spans WHERE claim_id = ?",
        "INSERT INTO claim_spans SELECT claim_id, part, start + 1, end FROM claim_spans WHERE claim_id = ?",
    ):  # fmt: skip
        shell.execute("BEGIN")
        shell.execute(change, [key])
        assert shell.execute("SELECT publication FROM claims WHERE id = ?", [key]).fetchone() == (
            "draft",
        )
        last = "SELECT actor, to_status, publication FROM status_history ORDER BY id DESC LIMIT 1"
        assert shell.execute(last).fetchone() == ("unknown", "false", "draft")
        shell.execute("ROLLBACK")


def test_what_people_do_in_the_shell_is_told(shell):
    """Refusing lies must not refuse work: corrections, merges and words of statuses are logged."""
    for change, kind in (
        ("UPDATE claims SET text = text || '!' WHERE id = (SELECT min(id) FROM claims)", "correction"),
        ("UPDATE claims SET cue = 'x' WHERE id = (SELECT min(id) FROM claims)", "correction"),
        ("UPDATE speakers SET merged_into = (SELECT min(id) FROM speakers) WHERE id = (SELECT max(id) FROM speakers)", "speaker"),
        ("UPDATE outlets SET name = 'x' WHERE id = (SELECT max(id) FROM outlets)", "outlet"),
        ("UPDATE articles SET byline = 'x' WHERE id = (SELECT min(id) FROM articles)", "article_corrected"),
        ("UPDATE statuses SET label_en = 'x' WHERE key = 'true'", "vocabulary"),
        ("UPDATE claims SET status = 'true' WHERE id = (SELECT max(id) FROM claims)", "status"),
    ):  # fmt: skip
        (before,) = shell.execute("SELECT max(id) FROM acts").fetchone()
        assert tried(shell, change) is None, change
        shell.execute(change)
        told = shell.execute(
            "SELECT actor FROM acts WHERE kind = ? ORDER BY id DESC LIMIT 1", [kind]
        )
        assert told.fetchone() == ("unknown",)
        assert shell.execute("SELECT max(id) FROM acts").fetchone()[0] > before
        assert rows(shell, "_change_before") == {}


def test_within_a_transaction_of_ours_nobody_else_is_named(worked):
    """SQL of somebody else may run there: a row that Datasette edits, a query that it trusts."""
    with database.opened(worked) as db, changes.by_person(db, "ana", form=False):
        for forged in STEPS["a name lent"]:
            with pytest.raises(sqlite3.DatabaseError):
                db.execute(forged)
        db.execute("UPDATE claims SET status = 'true' WHERE id = (SELECT min(id) FROM claims)")
        last = "SELECT actor FROM status_history ORDER BY id DESC LIMIT 1"
        assert db.execute(last).fetchone() == ("ana",)
