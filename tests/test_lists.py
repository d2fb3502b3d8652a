"""The lists of articles and outlets: searched, narrowed, paged, as CSV, and for whom."""

import csv
import io
import re
from html import unescape

import pytest
from browsing import Browser
from newsroom import run
from stories import fresh, load

from datasette_claims.store import articlelists, copies, outletlists, reviews
from datasette_claims.store.articlelists import Asked
from datasette_claims.web import lists, speakers

ARTICLES, OUTLETS = "/news/-/articles", "/news/-/outlets"
SAID = "Raka= [source Raka] [cue mengatakan] bahwa [content jembatan itu aman].\n"
TOLD = "Siti= [source Siti] [cue kata] bahwa [content air naik lagi].\n"
LONG = "Kalimat yang panjang tanpa klaim apa pun di dalamnya, nomor {}.\n"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "news.db"
    with fresh(path) as db:
        for number, (text, details) in enumerate(
            (
                (SAID + TOLD, {"title": "Jembatan 100% aman", "outlet": "Kabar Uji",
                               "published": "2026-01-04"}),
                (TOLD, {"title": "Air naik", "outlet": "Harian & Contoh",
                        "published": "2026-02-01T08:00:00+07:00"}),
                ("Tanpa klaim.\n", {"outlet": "Kabar Uji", "published": "2025-12-30"}),
                (SAID, {"title": "Tanpa tanggal"}),
            )
        ):  # fmt: skip
            load(db, text, url=f"https://{number}.example/berita", **details)
    return path


@pytest.fixture
async def alice(path, instance, as_editor):
    ds = await instance(path)
    return Browser(ds, as_editor(ds, "alice"))


def names(html):
    table = html.partition("<tbody>")[2]
    return [unescape(name) for name in re.findall(r'<th scope="row"><a[^>]*><bdi>([^<]+)', table)]


def total(html):
    return re.search(r'<p class="total" role="status"><strong>([\d,]+)', html)[1]


JEMBATAN, AIR, TANPA, LOST = "Jembatan 100% aman", "Air naik", "Tanpa klaim.", "Tanpa tanggal"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [AIR, JEMBATAN, TANPA, LOST]),
        ("sort=oldest", [TANPA, JEMBATAN, AIR, LOST]),
        ("sort=title", [AIR, JEMBATAN, LOST, TANPA]),
        ("sort=claims", [JEMBATAN, AIR, LOST, TANPA]),
        ("q=jembatan", [JEMBATAN]),
        ("q=100%25", [JEMBATAN]),
        ("q=kabar+uji", [JEMBATAN, TANPA]),
        ("q=1.example", [AIR]),
        ("q=naik+harian", [AIR]),
        ("q=_", []),
        ("outlet=kabar-uji", [JEMBATAN, TANPA]),
        ("outlet=-", [LOST]),
        ("month=2026-02", [AIR]),
        ("month=2026", [AIR, JEMBATAN]),
        ("month=-", [LOST]),
        ("language=id&q=air", [AIR]),
        ("language=en", []),
        ("only=without", [TANPA]),
    ],
)
async def test_articles_are_searched_narrowed_and_sorted(alice, query, expected):
    html = (await alice.get(f"{ARTICLES}?{query}")).text
    assert names(html) == expected
    assert total(html) == str(len(expected))
    answer = await alice.get(f"{ARTICLES}.csv?{query}")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["title"] or TANPA for row in rows] == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Kabar Uji", "Harian & Contoh"]),
        ("sort=name", ["Harian & Contoh", "Kabar Uji"]),
        ("sort=articles", ["Kabar Uji", "Harian & Contoh"]),
        ("q=HARIAN", ["Harian & Contoh"]),
        ("q=nobody", []),
    ],
)
async def test_outlets_are_searched_and_sorted(alice, query, expected):
    html = (await alice.get(f"{OUTLETS}?{query}")).text
    assert names(html) == expected
    assert total(html) == str(len(expected))
    answer = await alice.get(f"{OUTLETS}.csv?{query}")
    assert [row["name"] for row in csv.DictReader(io.StringIO(answer.text))] == expected


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("articles?only=dogs", "only=dogs: choose one of without, copies"),
        ("articles?sort=x", "sort=x: choose one of"),
        ("articles?month=May", "month=May: not a month"),
        ("articles?after=x", "after=x: not a place in this list"),
        ("outlets?sort=last", "sort=last: choose one of claims, articles, name"),
        ("outlets?after=nobody", "after=nobody: not a place in this list"),
        ("articles?q=%00%ED%A0%80", None),
    ],
)
async def test_what_cannot_be_used_is_told_and_not_exported(alice, query, told):
    answer = await alice.get(f"/news/-/{query}")
    assert answer.status_code == 200
    assert (f"Left out: {told}" if told else "fits") in answer.text
    if told and "after" not in query:
        answer = await alice.get(f"/news/-/{query.replace('?', '.csv?')}")
        assert (answer.status_code, "Nothing was exported" in answer.text) == (400, True)


async def test_counts_are_those_of_the_pages_they_lead_to(alice, path):
    with fresh(path) as db:
        (key,) = db.execute("SELECT id FROM claims WHERE text LIKE 'jembatan%' LIMIT 1").fetchone()
        reviews.review(
            db, key, seen=1, actor="budi",
            judgement=reviews.Judgement("true", "Begitu.", "published"),
            links=[{"url": "https://bukti.example/"}],
        )  # fmt: skip
        db.execute(
            "UPDATE claims SET status = 'extraction_error' WHERE article_id ="
            " (SELECT article_id FROM claims WHERE text LIKE 'air%' ORDER BY rowid DESC LIMIT 1)"
        )
        rows = {row["title"]: row for row in articlelists.listed(db.conn, Asked(), 9).rows}
        outlets = {row["name"]: row for row in outletlists.listed(db.conn, outletlists.Asked())}
    assert [rows[JEMBATAN][name] for name in ("claims", "reviewed", "public")] == [2, 1, 1]
    assert [rows[AIR][name] for name in ("claims", "reviewed", "public")] == [0, 0, 0]
    kabar, harian = outlets["Kabar Uji"], outlets["Harian & Contoh"]
    assert [kabar[name] for name in ("articles", "claims", "reviewed", "public")] == [2, 2, 1, 1]
    assert [harian[name] for name in ("articles", "claims", "reviewed", "public")] == [1, 0, 0, 0]
    html = (await alice.get(ARTICLES)).text
    for href, shown in re.findall(r'<td class="n"><a href="([^"]+)">(\d+)', html):
        page = (await alice.get(unescape(href))).text
        assert total(page) == shown
    assert names((await alice.get(f"{ARTICLES}?only=without")).text) == [AIR, TANPA]


async def test_a_merged_outlet_is_counted_with_the_one_it_is(alice, path):
    run(path, "update outlets set merged_into = 'kabar-uji' where id = 'harian-contoh'")
    html = (await alice.get(OUTLETS)).text
    assert names(html) == ["Kabar Uji"]
    assert ">3<span" in html
    assert names((await alice.get(f"{OUTLETS}?q=harian")).text) == ["Kabar Uji"]
    for query in ("outlet=kabar-uji", "outlet=harian-contoh", "q=kabar+uji"):
        html = (await alice.get(f"{ARTICLES}?{query}")).text
        assert names(html) == [AIR, JEMBATAN, TANPA], query


async def test_copies_are_told(tmp_path, instance):
    path = tmp_path / "news.db"
    text = SAID + "".join(map(LONG.format, range(30)))
    with fresh(path) as db:
        for number in range(2):
            load(db, text, title=f"Satu {number}", outlet=f"Kabar {number}",
                 url=f"https://{number}.example/", published=f"2026-01-0{number + 1}")  # fmt: skip
        copies.catch_up(db)
        outlets = outletlists.listed(db.conn, outletlists.Asked())
    assert [row["claims"] for row in outlets] == [1, 1]
    ds = await instance(path)
    html = (await ds.client.get(f"{ARTICLES}?only=copies")).text
    assert names(html) == ["Satu 1"]
    assert "all in an earlier article too" in html


@pytest.mark.parametrize("sort", articlelists.SORTS)
async def test_pages_lose_and_repeat_no_article(path, instance, monkeypatch, sort):
    """Though one is changed, one goes and one comes while somebody pages through."""
    monkeypatch.setattr(lists, "SIZE", 2)
    with fresh(path) as db:
        for number in range(7):
            load(db, TOLD, title=f"Nomor {number}", url=f"https://n.example/{number}",
                 published=f"2026-03-0{number + 1}")  # fmt: skip
    ds = await instance(path)
    html = (await ds.client.get(f"{ARTICLES}?sort={sort}")).text
    before = [
        row["id"] for row in csv_of((await ds.client.get(f"{ARTICLES}.csv?sort={sort}")).text)
    ]
    seen, back = keys(html), None
    with fresh(path) as db:
        load(db, TOLD, title="Baru", url="https://baru.example/", published="2026-04-01")
        db.execute("UPDATE articles SET title = 'A' WHERE id = ?", [before[0]])
    while following := re.search(r'rel="next" href="([^"]+)"', html):
        html = (await ds.client.get(unescape(following[1]))).text
        seen += keys(html)
        back = re.search(r'rel="prev" href="([^"]+)"', html)[1]
    assert [key for key in seen if key in before] == before
    assert len(seen) == len({*seen})
    html = (await ds.client.get(unescape(back))).text
    assert keys(html) == seen[len(seen) - len(seen) % 2 - 2 - (0 if len(seen) % 2 else 2) :][:2]


def csv_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def keys(html):
    return re.findall(r'<th scope="row"><a href="/news/-/articles/([^"]+)"', html)


async def test_outlets_page_by_page(tmp_path, instance, monkeypatch):
    monkeypatch.setattr(lists, "SIZE", 2)
    path = tmp_path / "news.db"
    with fresh(path) as db:
        for number in range(5):
            load(db, TOLD, url=f"https://n.example/{number}", outlet=f"Kabar {number}")
    ds = await instance(path)
    html, seen, ways = (await ds.client.get(f"{OUTLETS}?sort=name")).text, [], []
    while True:
        seen.append(names(html))
        following = re.search(r'rel="next" href="([^"]+)"', html)
        if not following:
            break
        html = (await ds.client.get(unescape(following[1]))).text
        ways.append(unescape(re.search(r'rel="prev" href="([^"]+)"', html)[1]))
    assert seen == [["Kabar 0", "Kabar 1"], ["Kabar 2", "Kabar 3"], ["Kabar 4"]]
    assert [names((await ds.client.get(way)).text) for way in ways] == seen[:2]


async def test_files_are_safe_in_a_spreadsheet(alice, path):
    run(path, "update articles set title = '=1+1' where title = 'Air naik'",
        "update outlets set name = '+Kabar' where id = 'kabar-uji'")  # fmt: skip
    for address, cell in ((ARTICLES, "'=1+1"), (OUTLETS, "'+Kabar")):
        answer = await alice.get(f"{address}.csv?spreadsheet=1")
        assert answer.text.startswith("\ufeff")
        assert cell in answer.text
        assert "attachment; filename=" in answer.headers["content-disposition"]


async def test_lists_lead_to_one_another_and_the_browse_page_to_all(alice):
    for address in ("/news/-/claims", "/news/-/speakers", ARTICLES, OUTLETS):
        html = (await alice.get(address)).text
        for kind in lists.KINDS:
            assert f'href="/news/-/{kind}"' in html, (address, kind)


@pytest.mark.parametrize("table", ["articles", "outlets"])
async def test_whom_the_table_is_closed_to_is_shown_no_list_of_it(path, instance, table):
    closed = {"databases": {"news": {"tables": {table: {"allow": False}}}}}
    ds = await instance(path, metadata=closed)
    for tail in ("", ".csv"):
        assert (await ds.client.get(f"/news/-/{table}{tail}")).status_code == 403
    other = {"articles": "outlets", "outlets": "articles"}[table]
    for tail in ("", ".csv", "?q=kabar", ".csv?outlet=kabar-uji"):
        text = (await ds.client.get(f"/news/-/{other}{tail}")).text
        hidden = "Jembatan" if table == "articles" else "Kabar Uji"
        assert hidden not in text, tail
        assert f"/-/{table}" not in text, tail
    assert f'/-/{table}"' not in (await ds.client.get("/news/-/claims")).text
    if table == "outlets":
        assert names((await ds.client.get(f"{ARTICLES}?q=kabar")).text) == []


async def test_a_file_is_asked_about_without_being_read(alice, monkeypatch):
    monkeypatch.setattr(articlelists, "batch", None)
    monkeypatch.setattr(outletlists, "listed", None)
    for address in (ARTICLES, OUTLETS):
        head = await alice.ds.client.head(f"{address}.csv", cookies=alice.cookies)
        assert (head.status_code, head.text) == (200, "")
        assert head.headers["content-type"] == "text/csv; charset=utf-8"
        assert "attachment" in head.headers["content-disposition"]


@pytest.mark.parametrize("size", [1, 2, 4])
async def test_no_page_of_speakers_leads_to_an_empty_one(alice, monkeypatch, size):
    """Where the last one is full, too."""
    monkeypatch.setattr(speakers, "SIZE", size)
    address, seen = "/news/-/speakers?sort=name", []
    while address:
        html = (await alice.get(address)).text
        assert names(html)
        seen += names(html)
        following = re.search(r'rel="next" href="([^"]+)"', html)
        address = following and unescape(following[1])
    assert seen == ["Raka", "Raka", "Siti", "Siti"]
