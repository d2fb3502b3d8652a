"""A search that finds much is met on a walk along the order: the same claims, sooner."""

from dataclasses import replace

import many
import pytest

from datasette_claims.store import folding, queries, searching
from datasette_claims.store.database import opened
from datasette_claims.store.filters import SORTS, order, parse
from datasette_claims.store.querystring import asked

ROWS = [
    {
        "text": f"{'harga beras' if n % 3 else 'pajak'} naik {n} kali",
        "article": f"a{n % 7}",
        "said_on": f"2025-04-{n % 28 + 1:02}",
        "status": "false" if n % 5 == 0 else "unreviewed",
    }
    for n in range(60)
]


@pytest.fixture
def path(tmp_path):
    return many.claims(tmp_path / "claims.db", ROWS)


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize(
    "query", ["q=naik", "q=pajak", "q=naik+-pajak&status=false", "q=7+OR+beras"]
)
def test_the_pages_are_the_same(path, sort, query):
    pairs = [
        tuple(part.split("=", 1)) for part in f"{query.replace('+', ' ')}&sort={sort}".split("&")
    ]
    filters = parse(pairs).filters
    with opened(path) as db:
        for copies in ("", "all"):
            one, other = (
                queries.page(db.conn, replace(filters, copies=copies, often=often), 100)
                for often in (False, True)
            )
            assert one == other
            assert one.keys


@pytest.mark.parametrize(
    ("query", "often"), [("naik", True), ("pajak", True), ("59", False), ("", False), ("-x", True)]
)
def test_what_is_frequent(path, monkeypatch, query, often):
    monkeypatch.setattr(searching, "FREQUENT", 10)
    with opened(path) as db:
        assert asked(db.conn, [("q", query)]).filters.often == often


def test_a_frequent_search_goes_along_the_order(path):
    filters = replace(parse([("q", "naik")]).filters, often=True)
    sort = order(filters)
    with opened(path) as db:
        plan = db.execute(
            f"EXPLAIN QUERY PLAN SELECT id FROM claims WHERE {folding.shown(filters).sql}"  # noqa: S608
            f" ORDER BY {sort.first} DESC LIMIT 25",
            folding.shown(filters).parameters,
        ).fetchall()
    told = [row[3] for row in plan]
    assert not any("claims USING INTEGER PRIMARY KEY" in each for each in told[:1]), told
