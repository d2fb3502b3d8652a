"""Copies counted once: in lists, numbers, facets, downloads; of what the filter selects."""

import csv
import io
import itertools
import json

import many
import pytest
from budget import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stories import fresh
from test_copies import STORY, load, read

from datasette_claims.publishing import snapshot
from datasette_claims.store import facets, folding, home, queries, queue, records, reviews, values
from datasette_claims.store.changes import by_loader
from datasette_claims.store.database import opened
from datasette_claims.store.filters import COLUMNS, EVERY, SORTS, Filters, parse
from datasette_claims.store.judging import Judgement
from datasette_claims.store.sqlite import sqlite3

OUTLETS = ("Antara", "Bernas", "Cakra")


def group(conn, *sets):
    """Make copies of claims, by key."""
    with by_loader_of(conn):
        for some in sets:
            conn.executemany(
                "UPDATE claims SET copies = ? WHERE id = ?", [(some[0], k) for k in some]
            )


def by_loader_of(conn):
    from sqlite_utils import Database

    return by_loader(Database(conn, execute_plugins=False))


def rows(n, **more):
    """Claims in articles of their own, one a day, by three outlets in turn."""
    return [
        {
            "article": f"a{i:03}",
            "outlet": OUTLETS[i % 3],
            "published": f"2026-0{1 + i // 28}-{1 + i % 28:02}",
            "speaker": ("Siti Aminah", "Budi Hartono")[i % 2],
            "type": ("direct", "indirect")[i % 2],
            **more,
        }
        for i in range(n)
    ]


@pytest.fixture
def conn():
    """Twelve claims, of which four are one, and three are one more."""
    with fresh() as db:
        many.fill(db.conn, rows(12))
        group(
            db.conn,
            ["claim000000", "claim000004", "claim000005", "claim000006"],
            ["claim000001", "claim000002", "claim000003"],
        )
        yield db.conn


def listed(conn, filters, **options):
    return [int(key[-3:]) for key in queries.page(conn, filters, 50, **options).keys]


def test_one_stands_for_all_in_list_and_number(conn):
    assert listed(conn, Filters(sort="oldest")) == [0, 1, 7, 8, 9, 10, 11]
    assert queries.count(conn, Filters()) == 7
    assert queries.copies(conn, Filters()) == 5
    assert (
        len(listed(conn, Filters(copies=EVERY))) == queries.count(conn, Filters(copies=EVERY)) == 12
    )
    assert queries.copies(conn, Filters(copies=EVERY)) == 0


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(outlet=("antara",)), [0, 3, 9]),
        (Filters(outlet=("bernas",)), [1, 4, 7, 10]),
        (Filters(outlet=("bernas", "cakra")), [1, 4, 7, 8, 10, 11]),
        (Filters(type=("indirect",)), [1, 5, 7, 9, 11]),
        (Filters(status=("unreviewed",)), [0, 1, 7, 8, 9, 10, 11]),
        (Filters(q="beras"), [0, 1, 7, 8, 9, 10, 11]),
        (Filters(q="Budi"), [1, 5, 7, 9, 11]),
        (Filters(article=("a004",)), [4]),
        (Filters(month=("2026-01",), speaker=("siti-aminah",)), [0, 2, 8, 10]),
        (Filters(outlet=("cakra",), copies=EVERY), [2, 5, 8, 11]),
    ],
)
def test_the_first_of_those_that_fit_stands_for_all(conn, filters, found):
    assert sorted(listed(conn, filters)) == found
    assert queries.count(conn, filters) == len(found)


def counts(conn, name, filters=None):
    filters = filters or Filters()
    for fields in facets.together(filters):
        if name in fields:
            for facet in facets.counted(conn, filters, fields):
                if facet.field == name:
                    return {value.key: value.claims for value in facet.values}
    return None


def test_a_facet_counts_it_once_in_each_value_that_has_it(conn):
    assert counts(conn, "outlet") == {"antara": 3, "bernas": 4, "cakra": 4}
    assert counts(conn, "status") == {"unreviewed": 7}
    assert counts(conn, "speaker") == {"siti-aminah": 4, "budi-hartono": 5}
    assert counts(conn, "outlet", Filters(copies=EVERY)) == dict.fromkeys(
        map(str.lower, OUTLETS), 4
    )


def test_merged_speakers_count_it_once(conn):
    conn.execute("UPDATE speakers SET merged_into = 'siti-aminah' WHERE id = 'budi-hartono'")
    group(
        conn,
        ["claim000000", "claim000004", "claim000005", "claim000006"],
        ["claim000001", "claim000002", "claim000003"],
    )
    assert counts(conn, "speaker") == {"siti-aminah": 7}
    record = records.speaker(conn, "siti-aminah")
    assert sum(row["n"] for row in record.by_status) == 7
    assert sum(row["n"] for row in record.by_month) == 7


def test_the_home_page_counts_it_once(conn):
    assert {part.status.key: part.claims for part in home.standing(conn)}["unreviewed"] == 7
    assert sorted(int(row["id"][-3:]) for row in home.newest(conn, 50)) == [0, 1, 7, 8, 9, 10, 11]


def test_cards_and_rows_tell_in_how_many_places(conn):
    cards = queries.cards(conn, ["claim000005", "claim000007"])
    assert [(card["appearances"], card["outlets"]) for card in cards] == [(4, 3), (0, 0)]
    sql = "SELECT appearances, outlets, group_id FROM claims_flat WHERE id = ?"
    assert conn.execute(sql, ["claim000005"]).fetchone() == (4, 3, "claim000000")
    assert conn.execute(sql, ["claim000007"]).fetchone() == (1, 1, "claim000007")


def test_a_queue_has_it_once_and_counts_it_once():
    """What was judged today stays on the way, as one claim."""
    with fresh() as db:
        load(db, read(STORY), read(STORY, "two", "2026-05-05"), read(STORY, "three", "2026-05-06"))
        asked = Filters(status=("unreviewed",), sort="oldest")
        here = queue.following(db.conn, asked, None)
        reviews.review(db, here, seen=1, actor="ana", judgement=Judgement("false", "x", "draft"))
        worker = queue.Worker("ana", "2000-01-01T00:00:00Z")
        progress = queue.progress(db.conn, asked, here, worker)
        assert (progress.place, progress.total, progress.today) == (1, 5, 1)
        way = [here]
        while following := queue.around(db.conn, asked, way[-1], worker).after:
            way.append(following)
        assert len(way) == 5
        assert queue.last(db.conn, asked, worker) == way[-1]
        assert queue.progress(db.conn, Filters(copies=EVERY), None, None).total == 15


def test_pages_hold_every_claim_once(conn):
    for sort in SORTS:
        whole = listed(conn, Filters(outlet=("bernas", "cakra"), sort=sort))
        after, pieces = None, []
        while True:
            part = queries.page(
                conn, Filters(outlet=("bernas", "cakra"), sort=sort), 2, after=after
            )
            pieces += [int(key[-3:]) for key in part.keys]
            if not part.after:
                break
            after = part.cursors[-1]
        assert pieces == whole
        back, pieces = part.cursors[0], pieces[-len(part.keys) :]
        while part.before:
            part = queries.page(
                conn, Filters(outlet=("bernas", "cakra"), sort=sort), 2, before=back
            )
            pieces = [int(key[-3:]) for key in part.keys] + pieces
            back = part.cursors[0] if part.cursors else back
        assert pieces == whole


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "article": st.just(""),
                "outlet": st.sampled_from([None, *OUTLETS]),
                "published": st.sampled_from([None, "2026-01-31", "2026-02-01"]),
                "speaker": st.sampled_from(["Siti Aminah", "Budi Hartono"]),
                "type": st.sampled_from(["direct", "indirect"]),
                "status": st.sampled_from(["unreviewed", "in_review"]),
                "set": st.sampled_from("xyz-"),
            }
        ),
        max_size=9,
    ),
    st.fixed_dictionaries(
        {},
        optional={
            "outlet": st.sampled_from([("antara",), ("-",), ("bernas", "cakra")]),
            "month": st.sampled_from([("2026",), ("2026-01",), ("-",)]),
            "speaker": st.just(("siti-aminah",)),
            "type": st.just(("direct",)),
            "kind": st.just(("say",)),
            "status": st.just(("unreviewed",)),
            "q": st.sampled_from(["beras", "siti"]),
            "min_confidence": st.just(0.5),
            "copies": st.just(EVERY),
        },
    ),
)
@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.too_slow])
def test_list_number_and_facets_agree_with_counting_by_hand(drawn, asked):
    filters = Filters(**asked)
    for number, row in enumerate(drawn):
        row["article"] = f"a{number}"
        row["kind"] = "deny" if row["set"] == "x" else "say"  # the same in all copies
    with fresh() as db:
        many.fill(db.conn, drawn)
        keys = [f"claim{number:06}" for number in range(len(drawn))]
        group(db.conn, *[
            some for name in "xyz"
            if (some := [key for key, row in zip(keys, drawn, strict=True) if row["set"] == name])
        ])  # fmt: skip
        who = "SELECT *, iif(speaker_id IS NULL, 'unnamed', 'people') AS speaker_kind FROM claims"
        stored = {row["id"]: row for row in _rows(db.conn, who)}
        fitting = [stored[key] for key in queries.page(
            db.conn, Filters(**{**asked, "copies": EVERY}), 50).keys]  # fmt: skip
        expected = fitting if filters.copies else list(_once(fitting))
        found = queries.page(db.conn, filters, 50).keys
        assert sorted(found) == sorted(row["id"] for row in expected)
        assert queries.count(db.conn, filters) == len(expected)
        assert queries.copies(db.conn, filters) == len(fitting) - len(expected)
        for fields in facets.together(filters):
            for facet in facets.counted(db.conn, filters, fields):
                without = Filters(**{**asked, facet.field: (), "copies": EVERY})
                selected = [stored[key] for key in queries.page(db.conn, without, 50).keys]
                column = {"speaker": "speaker_id", "outlet": "outlet_id"}.get(
                    facet.field, facet.field
                )
                by_hand = {}
                for value in {row[column] for row in selected}:
                    some = [row for row in selected if row[column] == value]
                    by_hand[value or "-"] = len(some if filters.copies else list(_once(some)))
                told = {value.key: value.claims for value in facet.values if value.claims}
                told = {key: n for key, n in told.items() if key != "2026"}
                assert told == by_hand, facet.field
                if facet.field == "speaker":
                    names = [
                        one for word in ("siti", "budi")
                        for one in values.speakers(db.conn, filters, word, 9)
                    ]  # fmt: skip
                    assert {one.key: one.claims for one in names} == told


def _once(some):
    """The first of each group."""
    some = sorted(
        some, key=lambda row: (row["published"] is None, row["published"] or "", row["id"])
    )
    for _, members in itertools.groupby(
        sorted(some, key=lambda row: row["group_id"] or row["id"]),
        key=lambda row: row["group_id"] or row["id"],
    ):
        yield next(members)


def _rows(conn, sql):
    cursor = conn.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


# ---- pages and files


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "news.db"
    with fresh(path) as db:
        load(
            db,
            read(STORY, title="Harbour closes"),
            read(STORY, "two", "2026-05-05"),
            read(STORY, "three", "2026-05-06"),
        )
    return path


async def test_the_page_and_its_files_count_it_once(path, instance):
    ds = await instance(path)
    shown = (await ds.client.get("/news/-/claims")).text
    assert "<strong>5</strong> claims" in shown
    assert "Download CSV (5 rows)" in shown
    assert shown.count("in 3 outlets") == 5
    assert "10 copies of these in other articles are counted with them" in shown
    rows = list(csv.DictReader(io.StringIO((await ds.client.get("/news/-/claims.csv")).text)))
    assert [(row["outlet"], row["outlets"], row["appearances"]) for row in rows] == [
        ("one", "3", "3")
    ] * 5
    assert all(row["group_id"] == row["id"] for row in rows)
    answer = (await ds.client.get("/news/-/claims.json?outlet=two")).json()
    assert (answer["count"], {row["outlet"] for row in answer["rows"]}) == (5, {"two"})


async def test_every_appearance_is_had_by_a_parameter(path, instance):
    ds = await instance(path)
    shown = (await ds.client.get("/news/-/claims?copies=all")).text
    assert "<strong>15</strong> claims" in shown
    assert "Each listed" in shown
    rows = list(
        csv.DictReader(io.StringIO((await ds.client.get("/news/-/claims.csv?copies=all")).text))
    )
    assert len(rows) == 15
    assert len({row["group_id"] for row in rows}) == 5
    assert (await ds.client.get("/news/-/claims.json?copies=all")).json()["count"] == 15
    assert (await ds.client.get("/news/-/claims.json?copies=some")).status_code == 400
    assert "copies=some" in (await ds.client.get("/news/-/claims?copies=some")).text


def test_a_filter_of_copies_is_read_and_written():
    assert parse([("copies", "all")]).filters == Filters(copies=EVERY)
    (problem,) = parse([("copies", "none")]).problems
    assert str(problem) == "copies=none: write all, or leave it out"


async def test_who_may_not_see_outlets_is_told_of_articles(path, instance):
    denied = {"databases": {"news": {"tables": {"outlets": {"allow": {"id": "root"}}}}}}
    ds = await instance(path, metadata=denied)
    shown = (await ds.client.get("/news/-/claims")).text
    assert "in 3 articles" in shown
    assert "outlets" not in shown
    rows = list(csv.DictReader(io.StringIO((await ds.client.get("/news/-/claims.csv")).text)))
    assert {(row["outlet"], row["outlets"], row["appearances"]) for row in rows} == {("", "", "3")}


# ---- a public copy


def public(path, tmp_path):
    snapshot.make(path, tmp_path / "public.db")
    with opened(tmp_path / "public.db") as db:
        return _rows(db.conn, "SELECT * FROM claims")


def by_group(found):
    groups = {}
    for row in found:
        if row["group_id"]:
            groups.setdefault(row["group_id"], set()).add(row["outlet_id"])
    return sorted(map(sorted, groups.values()))


def test_groups_leave_with_what_leaves(path, tmp_path):
    found = public(path, tmp_path)
    assert by_group(found) == [["one", "three", "two"]] * 5
    assert {(row["copies"], row["statement"]) for row in found} == {(None, None)}


def test_a_group_leaves_without_what_stays_at_home(path, tmp_path):
    """The first is a draft of a person's own; the others have another first."""
    with fresh(path) as db:
        (key,) = db.execute(
            "SELECT id FROM claims WHERE outlet_id = 'one' AND text LIKE '%Nobody%'"
        ).fetchone()
        db.execute("UPDATE claims SET cue = 'claimed' WHERE id = ?", [key])
    found = public(path, tmp_path)
    assert sorted(map(len, by_group(found))) == [2, 3, 3, 3, 3]
    assert {row["group_id"] for row in found} <= {row["id"] for row in found}


def test_a_draft_on_one_of_them_is_not_told(path, tmp_path):
    with fresh(path) as db:
        db.execute(
            "UPDATE claims SET status = 'false', rationale = 'Draft' WHERE outlet_id = 'two'"
        )
        assert by_group(_rows(db.conn, "SELECT * FROM claims")) == [["one", "three"]] * 5
    assert by_group(public(path, tmp_path)) == [["one", "three", "two"]] * 5


def test_what_was_published_on_one_alone_stands_alone(path, tmp_path):
    with fresh(path) as db:
        (key,) = db.execute(
            "SELECT id FROM claims WHERE outlet_id = 'one' AND text LIKE '%Nobody%'"
        ).fetchone()
        reviews.review(db, key, seen=1, actor="ana", links=[{"url": "https://x.example/"}],
                       judgement=Judgement("false", "Data", "published"))  # fmt: skip
        load(db, read(STORY, "late", "2026-05-06"))
    found = public(path, tmp_path)
    assert by_group([row for row in found if "Nobody" in row["text"]]) == [["one", "three", "two"]]
    assert {row["outlet_id"] for row in found if row["status"] == "false"} == {
        "one",
        "two",
        "three",
    }


def test_a_public_copy_folds(path, tmp_path):
    public(path, tmp_path)
    with sqlite3.connect(tmp_path / "public.db") as conn:
        assert queries.count(conn, Filters()) == 5
        keys = queries.page(conn, Filters(), 9).keys
        (claim,) = queries.cards(conn, keys[:1])
        assert (claim["appearances"], claim["outlets"]) == (3, 3)
        record = records.claim(conn, keys[0])
        assert [row["outlet"] for row in record.copies] == ["two", "three"]
        assert json.dumps([row["parted"] for row in record.copies]) == "[0, 0]"
    conn.close()


# ---- and fast


@pytest.mark.parametrize(
    "asked", [{}, {"status": ("in_review",)}, {"q": "beras"}, {"type": ("-",)}]
)
@pytest.mark.parametrize("name", [name for name in facets.FIELDS if name != "month"])
def test_counting_once_reads_no_claim(conn, asked, name):
    """The index of groups holds what is filtered and counted."""
    copied = folding.copied(Filters(**asked), name)
    plan = conn.execute(
        f"EXPLAIN QUERY PLAN SELECT {COLUMNS[name]}, count(DISTINCT group_id) FROM {copied.sql}",  # noqa: S608
        copied.parameters,
    ).fetchall()
    steps = [step[-1] for step in plan if "claims_group" in step[-1]]
    assert steps
    assert all("COVERING INDEX claims_group" in step for step in steps)
