"""What Datasette does not show of a table, no page of ours shows either."""

import re
from pathlib import Path

import pytest
from datasette.utils.asgi import Request
from newsroom import DAM, URL, newsroom, run
from stories import fresh, load

from datasette_claims.store import carrying, facets, querystring, reviews, second
from datasette_claims.web import article, cards, downloads, page, timelimit

# Words that stand in one table alone.
MARKS = {
    "articles": (
        "Bendungan &lt;b&gt;retak",
        "Bendungan <b>retak",
        "kabar.example",
        "Kalimat biasa",
    ),
    "article_links": ("Kantor Berita Lain",),
    "article_versions": ("1 earlier text",),
    "claim_spans": ('class="said-here', "what was claimed</mark>"),
    "speakers": ("(Rahasia)",),
    "speaker_aliases": ("Bu Rini",),
    "outlets": ("[Uji]",),
    "evidence": ("rahasia.example",),
    "status_history": ("Alasan yang pertama",),
    "review_notes": ("telepon narasumber",),
    "acts": ("kata yang dibuang",),
    "second_readings": ("keberatan rahasia",),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """A database, which pages only read, and their addresses."""
    path = tmp_path_factory.mktemp("denied") / "news.db"
    key = newsroom(path)["bendungan"]
    with fresh(path) as db:
        load(db, f"{DAM}\n    Kalimat baru.", url=URL, title="Bendungan <b>retak</b>")
        for reason in ("Alasan yang pertama", "Alasan yang kedua"):
            seen = db.execute("select revision from claims where id = ?", [key]).fetchone()[0]
            judgement = reviews.Judgement("false", reason, "draft")
            link = {"url": f"https://rahasia.example/{len(reason)}"}
            reviews.review(
                db, key, seen=seen, actor="bob", judgement=judgement, links=[link],
                note="telepon narasumber",
            )  # fmt: skip
        seen = db.execute("select revision from claims where id = ?", [key]).fetchone()[0]
        second.read(db, key, "objected", seen=seen, actor="eva", reason="keberatan rahasia")
        carrying.keep_dropped(
            db, key, words={"note": "kata yang dibuang"}, reason=None, actor="bob"
        )
    run(
        path,
        "update speakers set name = name || ' (Rahasia)'",
        "update outlets set name = name || ' [Uji]'",
        "insert into speaker_aliases (speaker_id, alias) values ('rini-wulandari', 'Bu Rini')",
        "insert into article_links (article_id, kind, name, start, end)"
        " select id, 'secondary_source', 'Kantor Berita Lain', 0, 1 from articles",
    )
    article = run(path, "select id from articles where url is not null")[0][0][0]
    return path, {
        "claim": f"/news/-/claims/{key}",
        "record": f"/news/-/claims/{key}.json",
        "article": f"/news/-/articles/{article}",
        "article as JSON": f"/news/-/articles/{article}.json",
        "its text": f"/news/-/articles/{article}.txt",
        "correct": f"/news/-/claims/{key}/correct",
        "enter": f"/news/-/articles/{article}/claim",
        "names": f"/news/-/names.json?q=ri&article={article}",
        "speaker": "/news/-/speakers/rini-wulandari",
        "speaker as JSON": "/news/-/speakers/rini-wulandari.json",
        "browse": "/news/-/claims",
        "articles": "/news/-/articles",
        "articles as a file": "/news/-/articles.csv",
        "outlets": "/news/-/outlets",
        "speakers": "/news/-/speakers",
        "queue": f"/news/-/claims/queue?speaker=rini-wulandari&outlet=kabar-uji&at={key}",
        "changes": "/news/-/claims/changes",
        "who is quoted": "/news/-/coverage",
        "who is quoted, of a filter": "/news/-/coverage?speaker=rini-wulandari&outlet=kabar-uji",
        "speakers as a file": "/news/-/coverage.csv?by=speaker",
        "outlets quoted as a file": "/news/-/coverage.csv?by=outlet",
        "csv": "/news/-/claims.csv",
        "json": "/news/-/claims.json",
        "home": "/",
    }


@pytest.mark.parametrize("table", MARKS)
async def test_a_denied_table_is_shown_by_no_page(pages, instance, as_editor, table):
    path, addresses = pages
    hidden = {"databases": {"news": {"tables": {table: {"allow": False}}}}}
    ds = await instance(path, metadata=hidden)
    for cookies in (as_editor(ds, "alice"), {}):
        for name, address in addresses.items():
            text = (await ds.client.get(address, cookies=cookies)).text
            shown = [mark for mark in MARKS[table] if mark in text]
            assert not shown, (name, "alice" if cookies else "visitor")


async def test_who_may_see_all_tables_is_shown_them(pages, instance, as_editor):
    path, addresses = pages
    ds = await instance(path)
    texts = [
        (await ds.client.get(address, cookies=as_editor(ds, "alice"))).text
        for address in addresses.values()
    ]
    for table, marks in MARKS.items():
        for mark in marks:
            assert any(mark in text for text in texts), (table, mark)
    for mark in ("(Rahasia)", "[Uji]"):  # the home page has names too
        assert mark in texts[-1]


def denied(*tables):
    return {"databases": {"news": {"tables": {table: {"allow": False} for table in tables}}}}


def number(page):
    return int(re.search(r'<p class="total"[^>]*><strong>([\d,]+)</strong>', page)[1])


async def downloaded(ds, query, cookies):
    """Rows of the CSV and of the JSON, and the number that the page and the JSON tell."""
    page = (await ds.client.get(f"/news/-/claims?{query}", cookies=cookies)).text
    found = (await ds.client.get(f"/news/-/claims.json?{query}", cookies=cookies)).json()
    csv = (await ds.client.get(f"/news/-/claims.csv?{query}", cookies=cookies)).text
    return number(page), found["count"], len(found["rows"]), len(csv.splitlines()) - 1


@pytest.fixture
def merged(tmp_path):
    """Rini is merged into Budi Hartono, who is called Nama Tertutup; one outlet into the other."""
    path = tmp_path / "news.db"
    newsroom(path)
    run(
        path,
        "update speakers set name = 'Nama Tertutup' where id = 'budi-hartono'",
        "update speakers set merged_into = 'budi-hartono' where id = 'rini-wulandari'",
        "update outlets set merged_into = 'kabar-uji' where id = 'harian-contoh'",
    )
    return path


@pytest.mark.parametrize(
    ("table", "query", "all_of_it", "rest"),
    [
        ("speakers", "q=tertutup", 5, 0),  # with whom they were merged with
        ("speakers", "q=nama+tert*", 5, 0),
        ("speakers", "q=Walhi", 2, 2),  # the article's own word for its source stays
        ("speakers", "speaker=rini-wulandari", 5, 3),
        ("speakers", "speaker=budi-hartono", 5, 2),
        ("outlets", "outlet=harian-contoh", 7, 0),  # its claims are filed under the other now
    ],
)
@pytest.mark.parametrize("actor", ["alice", None])
async def test_a_filter_does_not_look_into_a_denied_table(
    merged, instance, as_editor, table, query, all_of_it, rest, actor
):
    for metadata, expected in (({}, all_of_it), (denied(table), rest)):
        ds = await instance(merged, metadata=metadata)
        cookies = as_editor(ds, actor) if actor else {}
        assert await downloaded(ds, query, cookies) == (expected,) * 4
    page = (await ds.client.get(f"/news/-/claims?{query}", cookies=cookies)).text
    assert f'id="facet-{table[:-1]}"' not in page
    assert "Not counted" not in page
    assert ("and speakers" in page) == (table != "speakers")
    home = (await ds.client.get("/", cookies=cookies)).text
    assert ("and speakers" in home) == (table != "speakers")


@pytest.mark.parametrize(
    ("table", "query", "all_of_it"), [("articles", "q=b", 3), ("speakers", "q=tertutup", 5)]
)
async def test_nor_does_a_facet_that_is_opened_to_be_searched(
    merged, instance, table, query, all_of_it
):
    """What a headline or a name alone has is counted by the list and by its values alike."""
    for metadata, expected in (({}, all_of_it), (denied(table), 0)):
        ds = await instance(merged, metadata=metadata)
        assert number((await ds.client.get(f"/news/-/claims?{query}")).text) == expected
        for field, of in facets.TABLES.items():
            if not metadata or of != table:
                address = f"/news/-/claims/values.json?_field={field}&{query}"
                found = (await ds.client.get(address)).json()["values"]
                assert sum(value["claims"] for value in found) == expected, field


async def test_a_table_that_nobody_asked_about_is_closed(merged, instance):
    ds = await instance(merged)
    db = ds.get_database("news")
    for sees in ({}, {"speakers": True}, dict.fromkeys(querystring.LOOKED_INTO, True)):
        asked = await timelimit.asked_in(ds, db, Request.fake("/"), [("q", "b")], sees)
        assert asked.filters.unseen == querystring.LOOKED_INTO - {*sees}


async def test_what_the_program_now_reads_is_no_filter_for_who_may_not_see_it(
    pages, instance, as_editor
):
    path, _ = pages
    run(
        path,
        "insert into readings (claim_id, extractor, at) select id, 'x', 'x' from claims limit 1",
        actor="loader",
    )
    ds = await instance(path)
    alice = as_editor(ds, "alice")
    assert await downloaded(ds, "reading=other", alice) == (1,) * 4
    assert "reading=other" in (await ds.client.get("/news/-/claims", cookies=alice)).text
    ds = await instance(path, metadata=denied("readings"))
    for cookies in (as_editor(ds, "alice"), {}):
        plain = (await ds.client.get("/news/-/claims", cookies=cookies)).text
        assert "reading=other" not in plain
        page = (await ds.client.get("/news/-/claims?reading=other", cookies=cookies)).text
        assert number(page) == number(plain)
        assert "was left out: you may not see what the program now reads" in page
        assert 'class="chip"' not in page
        for kind in ("csv", "json"):
            address = f"/news/-/claims.{kind}?reading=other"
            answer = await ds.client.get(address, cookies=cookies)
            assert answer.status_code == 400
            assert "you may not see what the program now reads" in answer.text


async def test_a_card_leads_to_no_page_that_is_closed(pages, instance):
    path, _ = pages
    ds = await instance(path, metadata=denied("speakers", "articles"))
    page = (await ds.client.get("/news/-/claims")).text
    assert "/-/speakers/" not in page
    assert "/-/articles/" not in page
    assert "<bdi>Walhi</bdi>" in page  # as the article calls them


def test_the_docs_name_every_table_that_can_be_denied():
    docs = Path(__file__).parent.parent / "docs" / "permissions.md"
    listed = re.search(r"comes from another table \(([^)]*)\)", docs.read_text("utf-8"))[1]
    asked = {*page.PARTS, *article.TABLES, *cards.TABLES, *downloads.FROM}
    assert set(re.findall(r"`(\w+)`", listed)) == asked | {"articles"}
