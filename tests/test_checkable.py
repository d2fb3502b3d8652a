"""What can be checked comes first: told by the words of a claim, kept beside it."""
# ruff: noqa: S608 (SQL of tests)

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from many import claims
from newsroom import newsroom, run
from stories import fresh

from datasette_claims.extraction import analyse
from datasette_claims.extraction.checkable import rate
from datasette_claims.extraction.languages.checkable_words import LISTS
from datasette_claims.extraction.languages.checking import LanguageError
from datasette_claims.extraction.languages.files import codes, load
from datasette_claims.extraction.languages.language import compile_language
from datasette_claims.extraction.languages.schema import TABLES
from datasette_claims.model import Article
from datasette_claims.store import queries, queue, ratings, writing
from datasette_claims.store.changes import by_loader
from datasette_claims.store.filters import Filters
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import rating


@pytest.mark.parametrize(
    ("text", "kind", "language", "shown"),
    [
        ("the tax on fuel rose by 14 per cent in Leeds", "say", "en",
         "figures comparison place_or_body policy no_opinion"),
        ("nobody was worse than them", "say", "en", "comparison certainty no_opinion"),
        ("it will soon be a wonderful day", "say", "en", "opinion to_come"),
        ("never again", "say", "en", "certainty no_opinion few_words"),
        ("the bridge to be closed", "demand", "en", "few_words"),
        ("harga beras naik 14 persen di Solo", "say", "id",
         "figures comparison place_or_body policy no_opinion"),
        ("harga beras naik 14 peratus di Ipoh", "say", "ms",
         "figures comparison place_or_body policy no_opinion"),
        ("keadaan mereka lebih buruk", "say", "id", "comparison no_opinion"),
        ("14 per cent", "say", "und", ""),
        ("14 per cent", "say", None, ""),
    ],
)  # fmt: skip
def test_a_reader_sees_in_the_words_what_is_told_of_them(text, kind, language, shown):
    seen = set(rate(text, kind, language).features)
    assert seen - {"few_words"} == {*shown.split()} - {"few_words"}


def test_what_can_be_checked_has_more_points():
    good = rate("the city spent 3 million on it in 2024", "say", "en")
    bad = rate("we hope for a wonderful future", "hope", "en")
    assert good.points > 0 > bad.points
    assert rate("the city spent 3 million on it in 2024", "say", "en", 8).points > good.points


@given(text=st.text(), kind=st.text(max_size=9), outlets=st.integers(0, 10**6))
def test_any_words_are_rated_and_always_alike(text, kind, outlets):
    for language in codes():
        once = rate(text, kind, language, outlets)
        assert once == rate(text, kind, language, outlets)
        assert set(once.features) <= load(language).checkable.weights.keys()


def test_all_that_is_weighed_and_listed_is_known():
    kinds = {
        cue.kind
        for code in codes()
        for phrases in load(code).lexicon.values()
        for group in phrases
        for cue in group
    }
    for code in codes():
        words = load(code).checkable
        assert words.kinds.keys() <= kinds
        assert words.weights.keys() == rating.WORDS.keys()
        assert {feature for some in words.phrases.values() for _, feature in some} == {
            *LISTS.values()
        }
    assert TABLES["checkable"].keys() == {*LISTS, "weights", "kinds", "reach"}
    with pytest.raises(LanguageError, match="there is no 'figure'"):
        compile_language("xx", {"checkable": {"weights": {"figure": 1}}})


# Kept beside the claims

ALL = "SELECT features, checkable, reach FROM claims ORDER BY rowid"


@pytest.fixture
def path(tmp_path):
    texts = ["we hope so too", "rice rose by 14 per cent", "it is late now"]
    return claims(
        tmp_path / "news.db",
        [
            {"id": f"c{number}", "text": text, "article": f"a{number}", "language": "en"}
            for number, text in enumerate(texts)
        ],
    )


def test_what_was_there_before_is_caught_up_once(path):
    with fresh(path) as db:
        assert not queries.any_rated(db.conn)
        assert ratings.catch_up(db, rate, 2) == 2
        assert ratings.catch_up(db, rate) == 1
        assert ratings.catch_up(db, rate) == 0
        for text, kind, language, *kept in db.execute(
            "SELECT text, kind, language, features, checkable, reach FROM claims"
        ).fetchall():
            found = rate(text, kind, language)
            assert kept == [" ".join(found.features), found.points, 1]
        step = queries.page(db.conn, Filters(sort="checkable"), 3)
        assert step.keys == ["c1", "c2", "c0"]
        assert queries.cursor(str(step.cursors[0]), Filters(sort="checkable")) == step.cursors[0]


@pytest.mark.parametrize("change", ["text = 'rice fell'", "kind = 'hope'"])
def test_what_changes_is_looked_at_again_whoever_changed_it(path, change):
    with fresh(path) as db:
        ratings.catch_up(db, rate)
        before = db.execute(ALL).fetchall()
        run(path, f"UPDATE claims SET {change} WHERE id = 'c1'")
        assert ratings.catch_up(db, rate) == 1
        after = db.execute(ALL).fetchall()
        assert [one != other for one, other in zip(before, after, strict=True)] == [0, 1, 0]
        db.execute("UPDATE articles SET language = 'und' WHERE id = 'a1'")
        assert ratings.catch_up(db, rate) == 1
        assert db.execute(ALL).fetchall()[1] == ("", 0, 1)


@pytest.mark.parametrize("column", ["features = 'figures'", "checkable = 99", "reach = 9"])
def test_nobody_else_tells_it(path, column):
    with fresh(path) as db:
        ratings.catch_up(db, rate)
        with pytest.raises(sqlite3.IntegrityError, match="told by the program"):
            db.execute(f"UPDATE claims SET {column} WHERE id = 'c0'")
        db.execute(
            "INSERT INTO claims (id, article_id, text, type, kind, context, features, checkable)"
            " VALUES ('c9', 'a0', 'by hand', 'direct', 'say', 'x', 'figures', 99)"
        )
        assert db.execute(ALL).fetchall()[3] == (None, None, None)


TEXT = """Siti Rahma said that the price of rice rose by 14 per cent. Budi Hartono said the city
closed three of nine clinics last year, and the farmers met in the old town hall to talk.

The mayor of the town was not there, but many people were, and they stayed until it was dark."""


def test_more_outlets_are_more_reach_and_a_judged_copy_is_parted():
    def stored(db, outlet, day):
        article = Article(
            TEXT, url=f"https://{outlet}.example/x", outlet=outlet, published=f"2026-01-0{day}",
            language="en",
        )  # fmt: skip
        writing.store_batch(db, [(article, analyse(TEXT, "en"))], "2026-01-09T00:00:00Z")
        ratings.catch_up(db, rate)

    with fresh() as db:
        stored(db, "first", 1)
        (alone,) = db.execute("SELECT max(checkable) FROM claims").fetchone()
        for day in (2, 3, 4):
            stored(db, f"paper{day}", day)
        found = db.execute("SELECT reach, count(*) FROM claims GROUP BY reach").fetchall()
        assert found == [(4, 8)]
        assert db.execute("SELECT max(checkable) FROM claims").fetchone()[0] == alone + 100
        parted = "SELECT id FROM claims WHERE outlet_id = 'paper4' LIMIT 1"
        db.execute(f"UPDATE claims SET status = 'false' WHERE id = ({parted})")
        assert ratings.catch_up(db, rate) == 4
        found = db.execute("SELECT reach, count(*) FROM claims GROUP BY reach").fetchall()
        assert found == [(1, 1), (3, 3), (4, 4)]
        assert ratings.catch_up(db, rate) == 0


def test_it_follows_from_what_is_stored_and_from_nothing_else(path):
    with fresh(path) as db:
        ratings.catch_up(db, rate)
        before = db.execute(ALL).fetchall()
        with by_loader(db):
            db.execute("UPDATE claims SET features = NULL, checkable = NULL, reach = NULL")
        assert ratings.catch_up(db, rate) == 3
        assert db.execute(ALL).fetchall() == before


# Pages


async def test_the_queue_has_its_order_and_its_reasons(instance, path):
    with fresh(path) as db:
        ratings.catch_up(db, rate)
    ds = await instance(path)
    answer = await ds.client.get("/news/-/claims/queue?status=unreviewed")
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert (asked["sort"], asked["at"]) == (["checkable"], ["c1"])
    text = (await ds.client.get(answer.headers["location"])).text
    assert "figures · comparison · no opinion" in text
    orders = re.findall(r'<a href="[^"]*sort=(\w+)[^"]*"( aria-current="true")?', text)
    assert ("checkable", ' aria-current="true"') in orders
    assert {name for name, _ in orders} >= {"said", "oldest", "speaker"}
    answer = await ds.client.get("/news/-/claims/queue?status=unreviewed&sort=oldest")
    assert parse_qs(urlsplit(answer.headers["location"]).query)["sort"] == ["oldest"]
    listed = (await ds.client.get("/news/-/claims?sort=checkable")).text
    assert listed.index("rose by 14") < listed.index("late now") < listed.index("hope so")
    assert "important" not in listed


async def test_where_nothing_is_told_no_such_order_is_offered(instance, tmp_path):
    newsroom(tmp_path / "news.db")  # as a public copy has it
    ds = await instance(tmp_path / "news.db")
    answer = await ds.client.get("/news/-/claims/queue?status=unreviewed")
    assert "sort=" not in answer.headers["location"]
    assert "sort=checkable" not in (await ds.client.get("/news/-/claims")).text


# At a million claims


LARGE = {
    "status_speaker": "1001 286", "status_checkable": "1001 1001", "checkable": "1001",
    "published": "143", "said_on": "1001", "dated": "143", "updated_at": "1001", "flag": "1001",
    "status": "1001 75", "speaker": "667 10", "article": "39 1", "origin": "1001", "kind": "1001",
    "month": "1001", "type": "1001", "modality": "1001", "language": "1001", "outlet": "1001",
    "publication": "1001", "confidence": "167",
}  # fmt: skip
"""How many rows have one value of an index, as ANALYZE tells of a million claims."""


@pytest.fixture
def large(path):
    """A small database that SQLite takes for a large one."""
    with fresh(path) as db:
        ratings.catch_up(db, rate)
        db.execute("ANALYZE")
        db.execute("DELETE FROM sqlite_stat1 WHERE tbl = 'claims'")
        db.conn.executemany(
            "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('claims', ?, ?)",
            [(f"claims_{name}", f"1000000 {rows}") for name, rows in LARGE.items()],
        )
        db.conn.commit()
    return path


def plans(conn, call):
    """How SQLite goes about each question that a call asks of claims."""
    asked = []
    conn.set_trace_callback(asked.append)
    call()
    conn.set_trace_callback(None)
    return [
        (sql, "\n".join(row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {sql}")))
        for sql in asked
        if sql.lstrip().startswith("SELECT") and "FROM claims" in sql
    ]


@pytest.mark.parametrize(
    ("order", "status"),
    [(order, ("unreviewed",)) for order in ("checkable", "oldest", "said", "speaker")]
    + [("checkable", ()), ("speaker", ())],
)
def test_no_question_of_the_queue_goes_through_all_claims(large, order, status):
    """The figures are in `benchmarks/next_claim.py`; here, that each walks along an index."""
    worker = queue.Worker("alice", "2000-01-01T00:00:00Z")
    with fresh(large) as db:
        filters = Filters(status=status, sort=order)
        for call in (
            lambda: queue.following(db.conn, filters, None),
            lambda: queue.following(db.conn, filters, "c1"),
            lambda: queue.around(db.conn, filters, "c1", worker),
            lambda: queue.progress(db.conn, filters, "c1", worker),
        ):
            found = plans(db.conn, call)
            assert found
            for sql, plan in found:
                counts_all = not status and " AND true LIMIT" in sql  # of all, the first thousand
                assert counts_all or not re.search(r"SCAN claims\b(?! USING)", plan), plan
                assert "USE TEMP B-TREE FOR ORDER BY" not in plan, plan
