"""What the pages of a claim, an article and a speaker read, and that it is of one moment."""

import re

import many
import pytest
from reviewing import find, save
from stories import MONDAY, claims, fresh, load

from datasette_claims.store import findings, log, queue, records, undoing
from datasette_claims.store.changes import by_loader, by_person
from datasette_claims.store.database import opened

STORY = """
    Ana Wati= Bupati [source Ana Wati] [cue berkata] [content jalan itu sudah selesai].
    [source Budi] [cue menolak] [content usul itu].
"""


@pytest.fixture(scope="module")
def db():
    with fresh() as db:
        load(db, STORY, url="https://a.example/1", title="Jalan", outlet="Kabar")
        load(db, STORY, url="https://b.example/2")
        load(db, STORY, url="https://c.example/3")
        with by_loader(db):
            db.execute("UPDATE articles SET text = text || ' ' WHERE url = 'https://c.example/3'")
        yield db


def key_of(db, table, where):
    return db.execute(f"SELECT id FROM {table} WHERE {where}").fetchone()[0]  # noqa: S608


def test_a_claim_with_what_surrounds_it(db):
    key = key_of(db, "claims", "text LIKE 'jalan%' AND outlet_id = 'kabar'")
    record = records.claim(db.conn, key)
    assert record.claim["id"] == key
    assert (record.article["title"], record.outlet["name"]) == ("Jalan", "Kabar")
    assert (record.speaker["name"], record.status.key) == ("Ana Wati", "unreviewed")
    text = record.article["text"]
    assert [(s["part"], text[s["start"] : s["end"]]) for s in record.spans] == [
        ("source", "Ana Wati"), ("cue", "berkata"), ("content", "jalan itu sudah selesai"),
    ]  # fmt: skip
    assert record.secondary_sources == record.evidence == record.acts == record.readings == ()
    other = records.claim(db.conn, key_of(db, "claims", "outlet_id IS NULL"))
    assert other.outlet is None


@pytest.mark.parametrize("read", [records.claim, records.article, records.speaker])
@pytest.mark.parametrize("key", ["", "none", "'; --"])
def test_what_is_not_there_is_none(db, read, key):
    assert read(db.conn, key) is None
    assert not db.conn.in_transaction


def test_an_article_with_its_claims_and_its_twins(db):
    key = key_of(db, "articles", "title = 'Jalan'")
    record = records.article(db.conn, key)
    assert (record.article["url"], record.outlet["name"]) == ("https://a.example/1", "Kabar")
    assert [claim["speaker"] for claim in record.claims] == ["Ana Wati", "Budi"]
    assert len(record.spans) == 2
    assert [twin["url"] for twin in record.twins] == [
        "https://b.example/2", "https://c.example/3",
    ]  # fmt: skip
    assert record.addresses == record.versions == record.links == ()


def test_no_more_neighbours_are_listed_than_anybody_reads():
    with fresh() as db:
        for number in range(records.MOST_NEIGHBOURS + 3):
            load(db, "Sama saja.", url=f"https://x.example/{number:02}", outlet=f"Media {number}")
        key = key_of(db, "articles", "url LIKE '%/05'")
        with by_loader(db):
            for number in range(records.MOST_NEIGHBOURS + 3):
                db.execute(
                    "INSERT INTO article_addresses (address, article_id, loaded_from, first_seen,"
                    " last_seen) VALUES (?, ?, '', '', '')",
                    [f"https://y.example/{number:02}", key],
                )
        record = records.article(db.conn, key)
    assert len(record.twins) == len(record.addresses) == 20
    assert record.addresses[0] == "https://y.example/00"


def test_a_speaker_with_everybody_merged_into_them():
    with fresh() as db:
        load(db, STORY)
        load(db, "[source Ana Wati Dewi] [cue berkata] [content harga naik].", url="https://b.id/")
        db.execute("UPDATE speakers SET merged_into = 'ana-wati' WHERE id = 'ana-wati-dewi'")
        with by_person(db, "ana"):
            db.execute("UPDATE claims SET status = 'extraction_error' WHERE text = 'harga naik'")
        for key in ("ana-wati", "ana-wati-dewi"):
            record = records.speaker(db.conn, key)
            assert record.speaker["id"] == "ana-wati"
            assert [member["name"] for member in record.members] == ["Ana Wati", "Ana Wati Dewi"]
            assert record.aliases == ("Ana Wati", "Ana Wati Dewi")
            assert record.errors == 1
            assert record.by_status == ({"key": "unreviewed", "n": 1},)
            assert record.by_month == ({"month": "-", "n": 1},)
            assert "unreviewed" in record.statuses
            assert "extraction_error" not in record.statuses


MOMENTS = {
    records.claim: ("claim000000", lambda record: (len(record.notes), len(record.acts))),
    records.article: ("a1", lambda record: (len(record.claims), len(record.spans))),
    records.speaker: (
        "ana-wati",
        lambda record: (record.by_status[0]["n"], record.by_month[0]["n"]),
    ),
}


@pytest.mark.parametrize("read", MOMENTS)
def test_a_page_is_of_one_moment(tmp_path, read):
    """A load that comes in between must not part a text from its spans."""
    path = many.claims(tmp_path / "c.db", [{"speaker": "Ana Wati"}])
    key, numbers = MOMENTS[read]
    count = iter(range(1000))

    def write(_):
        with by_loader(other):
            other.execute(
                "INSERT INTO claims (id, article_id, text, type, kind, context, confidence, rule,"
                " extractor, created_at, updated_at, speaker_id) SELECT ?, article_id, text, type,"
                " kind, context, confidence, rule, extractor, created_at, updated_at, speaker_id"
                " FROM claims WHERE id = 'claim000000'",
                [new := f"new {next(count)}"],
            )
            other.execute("INSERT INTO claim_spans VALUES (?, 'content', 0, 4)", [new])
        with by_person(other, "ana"):
            other.execute(
                "INSERT INTO review_notes (claim_id, at, actor, note)"
                " VALUES ('claim000000', '', 'ana', 'x')"
            )

    with opened(path) as db, opened(path) as other:
        db.conn.execute("PRAGMA journal_mode = WAL")
        other.execute("INSERT INTO claim_spans VALUES ('claim000000', 'content', 0, 4)")
        db.conn.set_trace_callback(write)  # before each statement
        one, two = numbers(read(db.conn, key))
        assert one == two > 1
        assert next(count) > 3
        assert not db.conn.in_transaction
        db.conn.execute("BEGIN")
        assert len(set(numbers(read(db.conn, key)))) == 1
        db.conn.set_trace_callback(None)
        assert db.conn.in_transaction  # it was somebody else's, and stays open


# ---- acts since somebody looked


def test_what_was_done_since():
    with fresh() as db:
        load(db, STORY, MONDAY)
        key, other = (claim["id"] for claim in claims(db))
        assert log.last(db.conn, key) == 0
        assert log.later(db.conn, key, 0) == []
        for actor, status in (("ana", "true"), ("budi", "false")):
            with by_person(db, actor):
                db.execute("UPDATE claims SET status = ? WHERE id = ?", [status, key])
        with by_person(db, "ana"):
            db.execute("UPDATE claims SET status = 'true' WHERE id = ?", [other])
        last = log.last(db.conn, key)
        first, second = log.later(db.conn, key, 0)
        assert (first["actor"], second["actor"], second["id"]) == ("ana", "budi", last)
        assert second["was"]["status"] == "true"
        assert second["became"]["status"] == "false"
        assert log.later(db.conn, key, first["id"]) == [second]
        assert log.later(db.conn, key, last) == []
        assert log.last(db.conn, other) == last + 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (None, {}),
        ("", {}),
        ("{}", {}),
        ('{"a": 1}', {"a": 1}),
        ("[1]", {}),
        ("1", {}),
        ("null", {}),
        ("{", {}),
        ("half \ud800", {}),
    ],
)
def test_what_an_act_holds_is_an_object_whatever_somebody_wrote_there(text, found):
    assert log.readable([{"id": 1, "was": text, "became": text}]) == [
        {"id": 1, "was": found, "became": found}
    ]


def plans(conn, call):
    """How SQLite goes about each question that a call asks."""
    asked = []
    conn.set_trace_callback(asked.append)
    call()
    conn.set_trace_callback(None)
    return [
        (sql, row[3])
        for sql in asked
        if sql.lstrip().lower().startswith("select")
        for row in conn.execute(f"EXPLAIN QUERY PLAN {sql}")
    ]


@pytest.mark.parametrize(
    "read",
    [
        lambda conn: records.claim(conn, "c0"),
        lambda conn: findings.holding(conn, "c0"),
        lambda conn: findings.confirmed(conn, "c0"),
        lambda conn: findings.givers(conn, ["c0"]),
        lambda conn: undoing.of_claim(conn, "c0", "ana"),
        lambda conn: queue.judged_since(conn, queue.Worker("ana", "2000-01-01T00:00:00Z")),
    ],
)
def test_the_act_that_tells_of_a_row_is_found_by_its_key(tmp_path, read):
    """Keys are text there: a number compared as one would have SQLite go through all of a kind."""
    path = many.claims(tmp_path / "news.db", [{"id": "c0"}])
    with opened(path) as db:
        save(db)
        find(db)
        undoing.undo(db, findings.holding(db.conn, "c0")[0].batch, actor="budi")
        save(db, "true")
        find(db, "objected")
        found = plans(db.conn, lambda: read(db.conn))
    assert any("acts" in sql for sql, _ in found)
    for sql, step in found:
        assert not re.search(r"acts_record \(kind=\?\)|SCAN (acts|u|h|r)\b", step), (step, sql)
