"""Who is quoted and what was checked: the figures are those of the lists, and tell of no draft."""

import csv
import io
import re
from contextlib import closing

import pytest
from newsroom import newsroom, run
from stories import fresh
from test_browse import labelled, links, words
from test_twins import judge

from datasette_claims.publishing import snapshot
from datasette_claims.store import coverage, queries
from datasette_claims.store.filters import Filters, having
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.vocabulary import Status, Vocabulary
from datasette_claims.web.chart import LEAST, chart


@pytest.fixture
def news(tmp_path):
    """One false and one true claim, one drafted, one withdrawn."""
    path = tmp_path / "news.db"
    keys = newsroom(path)
    judge(path, keys["bendungan"], "false")
    judge(path, keys["usul"], "true")
    judge(path, keys["Retak"], "misleading", reason="Draf.", publication="draft")
    judge(path, keys["pemerintah"], "false", reason="Kata yang ditarik.")
    judge(path, keys["pemerintah"], "false", reason="Keliru.", publication="withdrawn", links=())
    return path, keys


async def rows(ds, query, name="news"):
    answer = await ds.client.get(f"/{name}/-/coverage.csv?{query}")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize("copied", [False, True], ids=["working", "public"])
async def test_only_published_results_count(news, instance, tmp_path, copied):
    path, _ = news
    snapshot.make(path, tmp_path / "copy.db")
    ds = await instance(tmp_path / "copy.db" if copied else path, immutable=copied)
    name = "copy" if copied else "news"
    told = {row["month"]: row for row in await rows(ds, "by=month", name)}
    assert {key: (row["claims"], row["checked"]) for key, row in told.items()} == {
        "2026-01": ("3", "1"),
        "2026-02": ("4", "1"),
    }
    assert (told["2026-01"]["false"], told["2026-02"]["true"]) == ("1", "1")
    assert {row["misleading"] for row in told.values()} == {"0"}
    page = (await ds.client.get(f"/{name}/-/coverage")).text
    assert "2 checked and published, of 7 claims seen" in words(page)
    assert "January 2026: 3 claims, 1 False" in labelled(page)
    for each in ("/", f"/{name}/-/claims", f"/{name}/-/speakers/rini-wulandari"):
        drawn = re.findall(
            r'<svg class="bars.*?</svg>.*?</svg>', (await ds.client.get(each)).text, re.DOTALL
        )
        assert len(drawn) == 1, each
        assert "Misleading" not in drawn[0]


@pytest.mark.parametrize("filters", [
    Filters(), Filters(q="tanggul"), Filters(outlet=("kabar-uji",)), Filters(month=("2026-01",)),
    Filters(speaker=("rini-wulandari",)), Filters(speaker_kind=("people",)),
], ids=str)  # fmt: skip
def test_figures_are_those_of_the_lists(news, filters):
    path, _ = news
    with closing(sqlite3.connect(path)) as conn:
        for found in coverage.told(conn, filters, coverage.FIELDS):
            assert found.seen == queries.count(conn, filters)
            assert sum(row.claims for row in found.rows) == found.seen
            for row in found.rows:
                if not getattr(filters, found.field):
                    narrowed = having(filters, found.field, row.key)
                    assert row.claims == queries.count(conn, narrowed), (found.field, row)
                assert row.checked == sum(row.results.values()) <= row.claims


def test_who_was_merged_counts_as_one(news):
    path, _ = news
    run(path, "update speakers set merged_into = 'budi-hartono' where id = 'rini-wulandari'")
    with fresh(path) as db:
        (found,) = coverage.told(db.conn, Filters(), ["speaker"])
    (budi,) = [row for row in found.rows if row.key == "budi-hartono"]
    assert (budi.claims, budi.checked) == (5, 2)


async def test_who_may_not_see_speakers_is_told_of_none(news, instance):
    path, _ = news
    ds = await instance(
        path, metadata={"databases": {"news": {"tables": {"speakers": {"allow": False}}}}}
    )
    page = (await ds.client.get("/news/-/coverage")).text
    assert "By outlet" in page
    assert "By speaker" not in page
    assert "By kind of speaker" not in page
    answer = await ds.client.get("/news/-/coverage.csv?by=speaker")
    assert answer.status_code == 400
    assert "choose one of month, outlet" in answer.text


@pytest.mark.parametrize(
    ("address", "says"),
    [("coverage.csv?by=colour", "by=colour"), ("coverage.csv?status=no-such", "no-such")],
)
async def test_a_file_of_what_is_not_understood_is_refused(news, instance, address, says):
    ds = await instance(news[0])
    answer = await ds.client.get(f"/news/-/{address}")
    assert answer.status_code == 400
    assert says in answer.text


async def test_lists_lead_to_what_is_told_of_the_same_claims(news, instance):
    ds = await instance(news[0])
    page = (await ds.client.get("/news/-/claims?outlet=kabar-uji")).text
    assert links(page)["Who is quoted in these claims"] == "/news/-/coverage?outlet=kabar-uji"
    page = (await ds.client.get("/news/-/coverage?outlet=kabar-uji")).text
    assert "Outlet: Kabar Uji" in words(page)
    assert "/news/-/claims?speaker=rini-wulandari&outlet=kabar-uji" in links(page).values()


def status(key, colour="red"):
    return Status(key, "verdict", key, key, "", colour, published=1, active=1)


def test_pieces_fill_their_bar_and_none_is_too_flat_to_be_seen():
    words = Vocabulary({key: status(key) for key in ("true", "false")})
    found = chart(
        {"2025-01": 1000, "2025-02": 10, "2025-03": 3},
        (),
        {"2025-01": {"false": 1, "true": 2}, "2025-02": {"false": 10}},
        words,
    )
    full, small, plain = found.bars
    assert [(piece.status and piece.status.key, piece.claims) for piece in full.pieces] == [
        ("true", 2),
        ("false", 1),
        (None, 997),
    ]
    assert all(piece.height >= LEAST * 0.9 for bar in found.bars for piece in bar.pieces)
    assert sum(piece.height for piece in full.pieces) == pytest.approx(100, abs=0.1)
    assert full.pieces[-1].top == pytest.approx(0, abs=0.1)
    assert [piece.claims for piece in small.pieces] == [10]
    assert [piece.status for piece in plain.pieces] == [None]
    assert [each.key for each in found.statuses] == ["true", "false"]


def test_years_add_up_the_results_of_their_months():
    counts = {f"{year}-{month:02}": 2 for year in range(2010, 2026) for month in range(1, 13)}
    results = {month: {"false": 1} for month in counts}
    found = chart(counts, (), results, Vocabulary({"false": status("false")}))
    assert {tuple(piece.claims for piece in bar.pieces) for bar in found.bars} == {(12, 12)}
