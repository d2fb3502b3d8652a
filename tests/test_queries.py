"""Cursors, cards, facets and their plans, called on a small database made once."""

import base64
import json

import many
import pytest

from datasette_claims.store import facets, queries, querystring
from datasette_claims.store.database import opened
from datasette_claims.store.filters import Filters
from datasette_claims.store.queries import Cursor, cursor
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def conn():
    """Forty claims: 1 by Budi, 2 by Siti, 37 by nobody; three articles; one status unheard of."""
    rows = [{"speaker": "Budi", "article": "a1", "title": "Banjir", "outlet": "Kabar"}]
    rows += [{"speaker": "Siti", "article": "a2", "position": n} for n in range(2)]
    rows += [{"article": "a3", "position": n, "kind": "deny"} for n in range(37)]
    with opened(":memory:") as db:
        many.fill(db.conn, rows)
        db.conn.executemany(
            "INSERT INTO article_links (article_id, kind, name, start, end) VALUES (?, ?, ?, ?, ?)",
            [
                ("a1", "secondary_source", "Reuters", 9, 12),
                ("a1", "secondary_source", "Antara", 0, 6),
                ("a1", "secondary_source", "Antara", 0, 3),
                ("a1", "related", "Baca juga", 1, 2),
            ],
        )
        yield db.conn


# ---- cursors


@pytest.mark.parametrize(
    ("sort", "values"),
    [
        ("said", ("2025-04-11", "a1", 0, "c")),
        ("said", (None, "a1", -1, "c")),
        ("oldest", (None, "é", 0, "\U0001f525")),
        ("published", ("", "", 0, "")),
        ("changed", ("2026-01-05T09:00:00Z", 7)),
        ("reading", ("a1", 0, "c")),
        ("changed", ("x", 2**63 - 1)),
        ("changed", ("x", -(2**63))),
        ("changed", ("\ud7ff\ue000", 0)),
    ],
)
def test_a_cursor_is_read_as_it_was_written(sort, values):
    assert cursor(str(Cursor(sort, values)), Filters(sort=sort)) == Cursor(sort, values)


@pytest.mark.parametrize(
    ("sort", "values"),
    [
        ("said", ("2025-04-11", "a1", 0)),
        ("said", ("2025-04-11", "a1", 0, "c", "d")),
        ("said", ("2025-04-11",)),
        ("said", ()),
        ("said", ("2025-04-11", None, 0, "c")),
        ("said", ({}, "a1", 0, "c")),
        # Only where a claim may lack the value that comes first.
        ("changed", (None, 7)),
        ("reading", (None, 0, "c")),
        ("changed", ("x", 2**63)),
        ("changed", ("x", -(2**63) - 1)),
        ("changed", ("x", 0.5)),
        ("changed", ("first half \ud800", 7)),
        ("changed", ("second half, the last one \udfff", 7)),
    ],
)
def test_a_cursor_that_is_no_place_in_the_list(sort, values):
    written = base64.urlsafe_b64encode(json.dumps([sort, *values]).encode()).decode().rstrip("=")
    assert cursor(written, Filters(sort=sort)) is None


def test_a_cursor_of_another_order_is_none_of_this_one():
    written = str(Cursor("said", ("2025-04-11", "a1", 0, "c")))
    assert cursor(written, Filters(sort="oldest")) is None
    assert cursor(written, Filters()) is not None
    assert cursor(written, Filters(article=("a1",))) is None  # that is in reading order


def test_the_address_of_a_place_never_changes():
    """Links to a page of a list are kept."""
    assert str(Cursor("said", ("2025-04-11", "é", 0, "c"))) == (
        "WyJzYWlkIiwiMjAyNS0wNC0xMSIsIsOpIiwwLCJjIl0"
    )


def test_where_both_directions_are_asked_for_it_goes_forward(conn):
    filters = Filters(sort="reading")
    whole = queries.page(conn, filters, 40)
    assert len(whole.keys) == len(whole.cursors) == 40
    one, two = whole.cursors[3], whole.cursors[20]
    assert queries.page(conn, filters, 5, after=one, before=two).keys == whole.keys[4:9]
    last = queries.page(conn, filters, 5, before=one)
    assert (last.keys, last.before, last.after) == (whole.keys[:3], False, True)
    first = queries.page(conn, filters, 3, before=one)
    assert (first.keys, first.before, first.after) == (whole.keys[:3], False, True)
    none = queries.page(conn, filters, 5, before=whole.cursors[0])
    assert none == ([], [], False, False)


# ---- cards and words


def test_a_card_has_what_it_shows(conn):
    (card, other) = queries.cards(conn, ["claim000003", "nobody", "claim000000"])[::-1]
    assert (card["id"], card["speaker"], card["outlet"]) == ("claim000000", "Budi", "Kabar")
    assert (card["title"], card["opening"]) == ("Banjir", "Teks berita.")
    assert card["sources"] == ["Antara", "Reuters"]
    assert card["status"].label_en == "Not reviewed"
    assert (other["id"], other["speaker"], other["sources"]) == ("claim000003", None, [])
    assert queries.cards(conn, []) == []


def test_a_status_that_the_vocabulary_lacks_is_shown_by_its_key(tmp_path):
    with opened(many.claims(tmp_path / "c.db", [{"status": "unreviewed"}])) as db:
        db.conn.execute("PRAGMA foreign_keys = OFF")
        db.conn.execute("DROP TRIGGER statuses_in_use_not_deleted")
        db.conn.execute("DELETE FROM statuses WHERE key = 'unreviewed'")
        (card,) = queries.cards(db.conn, ["claim000000"])
    assert card["status"] == Vocabulary()["unreviewed"]


def test_headlines(conn):
    assert queries.headlines(conn, ["a1", "a2", "none"]) == {"a1": "Banjir", "a2": "Teks berita."}
    assert queries.headlines(conn, []) == {}


def test_whether_anything_was_loaded(conn):
    assert queries.any_claim(conn) is True
    with opened(":memory:") as db:
        assert queries.any_claim(db.conn) is False


def test_numbers_are_of_what_is_shown_or_of_what_is_left_out(tmp_path):
    path = many.claims(
        tmp_path / "c.db", [{}, {"flag": "not_extracted"}, {"flag": "not_extracted"}]
    )
    with opened(path) as db:
        assert queries.count(db.conn, Filters()) == 1
        assert queries.count(db.conn, Filters(), left_out=True) == 2


def test_an_export_leaves_out_what_is_gone_between_two_looks(conn, monkeypatch):
    page = queries.page

    def with_one_gone(*arguments, **options):
        found = page(*arguments, **options)
        return found._replace(keys=["gone", *found.keys])

    monkeypatch.setattr(queries, "page", with_one_gone)
    batch = queries.batch(conn, Filters(sort="reading"), 2)
    assert [row[batch.columns.index("id")] for row in batch.rows] == ["claim000000", "claim000001"]
    assert batch.following == page(conn, Filters(sort="reading"), 2).cursors[-1]


# ---- facets


@pytest.mark.parametrize(
    ("filters", "groups"),
    [
        (Filters(), [(name,) for name in facets.FIELDS]),
        (Filters(sort="oldest"), [(name,) for name in facets.FIELDS]),
        (Filters(q="beras"), [facets.FIELDS]),
        (Filters(flag=("not_extracted",)), [facets.FIELDS]),
        (
            Filters(kind=("deny",), status=("true",)),
            [("status",), ("kind",), (*facets.FIELDS[1:-2], "month")],
        ),
        (
            Filters(**dict.fromkeys(facets.FIELDS, ("x",))),
            [(name,) for name in facets.FIELDS],
        ),
    ],
)
def test_what_is_counted_together(filters, groups):
    assert facets.together(filters) == groups


@pytest.mark.parametrize(
    ("sees", "left_out"),
    [
        (dict.fromkeys(facets.TABLES.values(), True), set()),
        ({"claims": True, "speakers": True, "outlets": False}, {"outlet"}),
        ({"claims": True, "speakers": False, "outlets": True}, {"speaker", "speaker_kind"}),
        ({"claims": True}, {"speaker", "speaker_kind", "outlet"}),  # nobody asked: closed
        ({}, set(facets.FIELDS)),
    ],
)
def test_a_facet_is_counted_for_who_sees_its_table(sees, left_out):
    shown = facets.shown(sees)
    assert shown == tuple(name for name in facets.FIELDS if name not in left_out)
    assert [name for group in facets.together(Filters(), shown) for name in group] == [*shown]


def tables_read(conn, question):
    read = set()

    def note(action, table, *_):
        if action == sqlite3.SQLITE_READ:
            read.add(table)
        return sqlite3.SQLITE_OK

    conn.set_authorizer(note)
    question()
    conn.set_authorizer(lambda *_: sqlite3.SQLITE_OK)  # None does it from Python 3.11 on
    return read


@pytest.mark.parametrize("name", facets.FIELDS)
def test_a_facet_reads_no_table_but_its_own(conn, name):
    """And what tells which claims there are; statuses are words that every page shows."""
    known = tables_read(conn, lambda: queries.count(conn, Filters()))
    known |= {"statuses", "json_each", "sqlite_master"}  # the second and third are no tables
    read = tables_read(conn, lambda: facets.counted(conn, Filters(), (name,)))
    assert read - known == {facets.TABLES[name]} - known


@pytest.mark.parametrize(
    ("filters", "fields", "read_whole"),
    [
        # Of forty claims, from three on: a twentieth and one more.
        (Filters(kind=("deny",)), ("status", "month"), True),
        (Filters(speaker=("budi",)), ("status", "month"), False),
        (Filters(speaker=("siti",)), ("status", "month"), False),
        (Filters(speaker=("siti", "budi")), ("status", "month"), True),
        # Without any filter, or none but the field's own, an index tells the counts.
        (Filters(), ("status",), False),
        (Filters(sort="oldest"), ("status",), False),
        (Filters(kind=("deny",)), ("kind",), False),
        (Filters(kind=("deny",), language=("id",)), ("kind",), True),
        # A search has its own index.
        (Filters(q="beras"), ("status", "month"), False),
    ],
)
def test_many_claims_are_read_whole_and_few_by_an_index(conn, filters, fields, read_whole):
    asked = []
    conn.set_trace_callback(asked.append)
    facets.counted(conn, filters, fields)
    conn.set_trace_callback(None)
    (counting,) = [sql for sql in asked if "UNION ALL" in sql or "count(*) OVER" in sql]
    assert ("NOT INDEXED" in counting) is read_whole


def test_a_list_is_cut_at_its_end_but_months_are_all_there(tmp_path):
    listed = 72
    assert listed == facets.LISTED
    path = many.claims(
        tmp_path / "c.db",
        (
            {"speaker": f"S {n:03}", "said_on": f"{1900 + n}-01-01", "outlet": "Satu"}
            for n in range(listed + 2)
        ),
    )
    with opened(path) as db:
        (months,) = facets.counted(db.conn, Filters(), ("month",))
        assert (len(months.values), months.more) == (listed + 2, 0)
        for chosen, more in ((), 2), (("s-000",), 2), ((f"s-{listed:03}",), 1), (("none",), 2):
            (speakers,) = facets.counted(db.conn, Filters(speaker=chosen), ("speaker",))
            assert speakers.more == more, chosen
        both = Filters(speaker=(f"s-{listed:03}", f"s-{listed + 1:03}"))
        (speakers,) = facets.counted(db.conn, both, ("speaker",))
        assert (speakers.more, len(speakers.values)) == (0, listed + 2)
        none = Filters(speaker=("none",), outlet=("no such",))
        assert facets.counted(db.conn, none, ("speaker",)) == [
            ("speaker", [("none", "", 0, True, True)], 0)
        ]
        (years,) = facets.counted(db.conn, Filters(month=("1900", "1901-01")), ("month",))
        assert years.more == 0
        assert [v for v in years.values if v.chosen] == [
            ("1901-01", "", 1, True, False), ("1900", "", 1, True, False),
        ]  # fmt: skip


def test_values_have_their_names(conn):
    found = {
        facet.field: [(value.key, value.name, value.claims) for value in facet.values]
        for name in facets.FIELDS
        for facet in facets.counted(conn, Filters(), (name,))
    }
    assert found == {
        "status": [("unreviewed", "Not reviewed", 40)],
        "speaker_kind": [("unnamed", "", 37), ("people", "", 3)],
        "speaker": [("siti", "Siti", 2), ("budi", "Budi", 1), ("-", "", 37)],
        "outlet": [("-", "", 39), ("kabar", "Kabar", 1)],
        "language": [("id", "", 40)],
        "type": [("indirect", "", 40)],
        "kind": [("deny", "", 37), ("say", "", 3)],
        "month": [("-", "", 40)],
    }


# ---- what a query string asks of this database


def test_what_a_query_string_asks_is_settled_with_the_words_of_the_database(conn):
    asked = querystring.asked(conn, [("status", "unreviewed"), ("status", "hoax"), ("q", "beras")])
    assert asked.filters == Filters(q="beras", status=("unreviewed",))
    (problem,) = asked.problems
    assert (problem.parameter, problem.value) == ("status", "hoax")
    assert problem.advice.startswith("no such status; there are unreviewed, ")
    assert (asked.after, asked.before) == (None, None)


def test_cursors_of_a_query_string(conn):
    one, two = (str(Cursor("said", (None, "a1", n, "c"))) for n in (1, 2))
    asked = querystring.asked(conn, [("after", one), ("before", two), ("after", "")])
    assert (str(asked.after), str(asked.before)) == (one, two)
    assert asked.problems == ()
    asked = querystring.asked(conn, [("after", "x"), ("sort", "oldest"), ("before", two)])
    assert (asked.after, asked.before) == (None, None)
    assert [tuple(problem)[:2] for problem in asked.problems] == [("after", "x"), ("before", two)]


@pytest.mark.parametrize(("unseen", "told"), [(set(), 0), ({"readings"}, 1), ({"speakers"}, 0)])
def test_who_may_not_see_a_table_asks_nothing_of_it(conn, unseen, told):
    asked = querystring.asked(conn, [("reading", "other")], frozenset(unseen))
    assert asked.filters.unseen == unseen
    assert asked.filters.reading == (() if told else ("other",))
    assert [(problem.parameter, problem.value) for problem in asked.problems] == [
        ("reading", "other")
    ] * told


@pytest.mark.parametrize(("least", "found"), [(None, 3), (0.4, 3), (0.41, 2), (0.9, 1), (1.0, 0)])
def test_claims_of_at_least_some_confidence(tmp_path, least, found):
    path = many.claims(tmp_path / "c.db", [{"confidence": c} for c in (0.4, 0.5, 0.9)])
    with opened(path) as db:
        assert queries.count(db.conn, Filters(min_confidence=least)) == found
