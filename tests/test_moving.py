"""Pages in the order of change: what is edited meanwhile is not lost."""

import csv
import io
from contextlib import closing

import many
import pytest
from newsroom import run

from datasette_claims.store import queries
from datasette_claims.store.filters import Filters
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import browse, downloads

CHANGED = Filters(sort="changed")
LATER = "2999-01-01T00:00:00Z"


def edit(path, *texts, at=LATER):
    sql = "UPDATE claims SET updated_at = '{}' WHERE text = '{}'"
    run(path, *(sql.format(at, text) for text in texts))


@pytest.fixture
def path(tmp_path):
    path = many.claims(
        tmp_path / "claims.db", [{"text": f"c{n}", "article": f"a{n}"} for n in range(7)]
    )
    for number in range(7):
        edit(path, f"c{number}", at=f"2026-01-0{9 - number}T00:00:00Z")
    return path


@pytest.fixture
def conn(path):
    with closing(sqlite3.connect(path)) as conn:
        yield conn


def texts(conn, keys):
    return [
        conn.execute("SELECT text FROM claims WHERE id = ?", [key]).fetchone()[0] for key in keys
    ]


def test_pages_are_those_that_there_were_when_paging_began(path, conn):
    first = queries.page(conn, CHANGED, 2)
    assert texts(conn, first.keys) == ["c0", "c1"]
    edit(path, "c0", "c3")
    place = queries.cursor(str(first.cursors[-1]), CHANGED)
    second = queries.page(conn, CHANGED, 2, after=place)
    assert texts(conn, second.keys) == ["c2", "c4"]
    assert set(texts(conn, queries.changed_since(conn, CHANGED, place))) == {"c0", "c3"}
    assert queries.changed_since(conn, Filters(q="c2", sort="changed"), place) == []
    back = queries.page(conn, CHANGED, 2, before=queries.cursor(str(second.cursors[0]), CHANGED))
    assert texts(conn, back.keys) == ["c1"]
    third = queries.page(conn, CHANGED, 9, after=second.cursors[-1])
    assert texts(conn, third.keys) == ["c5", "c6"]
    assert queries.changed_since(conn, CHANGED, queries.page(conn, CHANGED, 2).cursors[0]) == []


def test_what_was_loaded_this_very_second_is_on_the_pages(path, conn):
    (now,) = conn.execute("SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '+2 seconds')").fetchone()
    edit(path, *(f"c{number}" for number in range(7)), at=now)
    seen, place = [], None
    while True:
        page = queries.page(conn, CHANGED, 2, after=place)
        seen += page.keys
        if not page.after:
            break
        place = page.cursors[-1]
    assert len(set(seen)) == len(seen)
    missed = queries.changed_since(conn, CHANGED, place)
    assert {*seen, *missed} == {*queries.page(conn, CHANGED, 9).keys}


def test_a_place_of_before_is_still_one(conn):
    old = queries.Cursor("changed", ("2026-01-08T00:00:00Z", 10**6))
    assert queries.cursor(str(old), CHANGED) == old
    assert texts(conn, queries.page(conn, CHANGED, 2, after=old).keys) == ["c1", "c2"]
    assert queries.changed_since(conn, CHANGED, old) == []
    for wrong in ((*old.values, 7), (*old.values, None), (*old.values, "x", "y")):
        assert queries.cursor(str(queries.Cursor("changed", wrong)), CHANGED) is None
    assert (
        queries.cursor(str(queries.Cursor("speaker", ("a", 1), "x")), Filters(sort="speaker"))
        is None
    )


async def test_the_page_and_its_json_tell_what_changed_since(path, instance, monkeypatch):
    monkeypatch.setattr(browse, "SIZE", 2)
    ds = await instance(path)
    one = (await ds.client.get("/claims/-/claims.json?sort=changed&_size=2")).json()
    assert "changed_since" not in one
    two = (await ds.client.get(one["next_url"].removeprefix("http://localhost"))).json()
    assert two["changed_since"] == 0
    edit(path, "c5")
    again = (await ds.client.get(one["next_url"].removeprefix("http://localhost"))).json()
    assert again["changed_since"] == 1
    html = (await ds.client.get(f"/claims/-/claims?sort=changed&after={one['next']}")).text
    assert "1 claim changed since you began" in html
    assert '<a href="/claims/-/claims?sort=changed">begin with what changed</a>' in html
    assert "changed since" not in (await ds.client.get("/claims/-/claims?sort=changed")).text


async def test_a_file_has_each_row_once_whatever_is_edited_meanwhile(path, instance, monkeypatch):
    """What was written before it changed, what had not had its turn, and what changes twice."""
    monkeypatch.setattr(downloads, "BATCH", 2)
    batch, asked = queries.batch, []

    def edited(conn, *rest):
        asked.append(rest)
        if len(asked) == 2:
            edit(path, "c0", "c5")
        return batch(conn, *rest)

    monkeypatch.setattr(queries, "batch", edited)
    ds = await instance(path)
    answer = await ds.client.get("/claims/-/claims.csv?sort=changed")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["claim"] for row in rows] == ["c0", "c1", "c2", "c3", "c4", "c6", "c5"]
