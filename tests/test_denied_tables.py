"""What Datasette does not show of a table, no page of ours shows either."""

from pathlib import Path

import pytest
from newsroom import DAM, URL, newsroom, run
from stories import fresh, load

from datasette_claims.store import carrying, reviews

TEMPLATES = str(Path(__file__).parent.parent / "templates")

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
}


@pytest.fixture
def pages(tmp_path):
    path = tmp_path / "news.db"
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
        "article": f"/news/-/articles/{article}",
        "speaker": "/news/-/speakers/rini-wulandari",
        "browse": "/news/-/claims",
        "csv": "/news/-/claims.csv",
        "json": "/news/-/claims.json",
        "home": "/",
    }


@pytest.mark.parametrize("table", MARKS)
async def test_a_denied_table_is_shown_by_no_page(pages, instance, as_editor, table):
    path, addresses = pages
    hidden = {"databases": {"news": {"tables": {table: {"allow": False}}}}}
    ds = await instance(path, metadata=hidden, template_dir=TEMPLATES)
    for cookies in (as_editor(ds, "alice"), {}):
        for name, address in addresses.items():
            text = (await ds.client.get(address, cookies=cookies)).text
            shown = [mark for mark in MARKS[table] if mark in text]
            assert not shown, (name, "alice" if cookies else "visitor")


async def test_who_may_see_all_tables_is_shown_them(pages, instance, as_editor):
    path, addresses = pages
    ds = await instance(path, template_dir=TEMPLATES)
    texts = [
        (await ds.client.get(address, cookies=as_editor(ds, "alice"))).text
        for address in addresses.values()
    ]
    for table, marks in MARKS.items():
        for mark in marks:
            assert any(mark in text for text in texts), (table, mark)
    for mark in ("(Rahasia)", "[Uji]"):  # the home page has names too
        assert mark in texts[-1]
