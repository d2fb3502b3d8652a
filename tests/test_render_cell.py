"""Cells of Datasette's own pages that lead to ours, and those that are left alone."""

import re
import shutil
from pathlib import Path

import pytest
from newsroom import newsroom, run

HEADLINE = '<a href="{article}">Bendungan &lt;b&gt;retak&lt;/b&gt;</a>'


@pytest.fixture
def path(tmp_path):
    return tmp_path / "news.db"


@pytest.fixture
def keys(path):
    return newsroom(path)


@pytest.fixture
async def ds(path, keys, instance):
    labels = {"articles": {"label_column": "title"}, "speakers": {"label_column": "name"}}
    return await instance(
        path,
        settings={"base_url": "/prefix/"},
        metadata={"databases": {"news": {"tables": labels}}},
    )


def cell(html, column):
    """The inside of the first cell of a column."""
    return re.search(rf'<td class="col-{column}[^"]*">(.*?)</td>', html, re.DOTALL)[1].strip()


@pytest.mark.parametrize(
    ("page", "column", "expected"),
    [
        ("claims/{key}", "id", '<a href="{claim}">{key}</a>'),
        ("claims?id={key}", "text", '<a href="{claim}">bendungan itu aman &amp; kuat</a>'),
        ("claims?id={key}", "article_id", HEADLINE),
        ("claims?id={key}", "speaker_id", '<a href="{speaker}">Rini Wulandari</a>'),
        ("claims_flat?id={key}", "claim", '<a href="{claim}">bendungan itu aman &amp; kuat</a>'),
        ("claims_flat?id={key}", "speaker", '<a href="{speaker}">Rini Wulandari</a>'),
        ("claim_spans?claim_id={key}", "claim_id", '<a href="{claim}">'),
        ("articles?_sort_desc=url", "title", HEADLINE),
        ("articles/{article_key}", "id", '<a href="{article}">{article_key}</a>'),
        ("speakers?id=rini-wulandari", "name", '<a href="{speaker}">Rini Wulandari</a>'),
        ("speakers/rini-wulandari", "id", '<a href="{speaker}">rini-wulandari</a>'),
        ("speaker_aliases?speaker_id=rini-wulandari", "alias", '<a href="{speaker}">Rini</a>'),
    ],
)  # fmt: skip
async def test_cell_leads_to_our_page(ds, path, keys, page, column, expected):
    article = run(path, "select id from articles where url is not null")[0][0][0]
    names = {
        "key": keys["bendungan"],
        "article_key": article,
        "claim": f"/prefix/news/-/claims/{keys['bendungan']}",
        "article": f"/prefix/news/-/articles/{article}",
        "speaker": "/prefix/news/-/speakers/rini-wulandari",
    }
    shown = (await ds.client.get("/news/" + page.format(**names))).text
    assert expected.format(**names) in cell(shown, column)


async def test_article_without_a_headline_goes_by_its_key(ds, path, keys):
    run(path, "update articles set title = null")
    (((key,),),) = run(path, ["select article_id from claims where id = ?", [keys["bendungan"]]])
    shown = (await ds.client.get(f"/news/claims?id={keys['bendungan']}")).text
    assert f'<a href="/prefix/news/-/articles/{key}">{key}</a>' in cell(shown, "article_id")


@pytest.mark.parametrize("page", ["claims?_size=1", "claims/{key}", "claims_flat?_size=1"])
async def test_status_is_a_labelled_badge(ds, path, keys, page):
    run(
        path,
        "update statuses set label_en = 'Not <b>', definition = '\"x' where key = 'unreviewed'",
    )
    shown = (await ds.client.get("/news/" + page.format(key=keys["bendungan"]))).text
    badge = cell(shown, "status")
    assert "Not &lt;b&gt;</span>" in badge
    assert 'title="&#34;x"' in badge
    assert "status-workflow status-key-unreviewed status-grey" in badge
    assert "/prefix/-/static-plugins/datasette_claims/cells.css" in shown


async def test_other_pages_do_not_load_the_style(ds):
    assert "cells.css" not in (await ds.client.get("/news/outlets")).text


async def query(ds, sql):
    return (await ds.client.get("/news", params={"sql": sql}, follow_redirects=True)).text


async def test_query_links_keys_that_exist(ds, keys):
    key = keys["usul"]
    shown = await query(ds, f"select '{key}' as claim_id, 'budi-hartono' as speaker_id")
    assert f'<a href="/prefix/news/-/claims/{key}">{key}</a>' in cell(shown, "claim_id")
    assert 'href="/prefix/news/-/speakers/budi-hartono"' in cell(shown, "speaker_id")


@pytest.mark.parametrize("value", ["'no-such-key'", "1", "null", "x'00'", "''"])
async def test_query_leaves_foreign_keys_of_others_alone(ds, value):
    shown = await query(ds, f"select {value} as claim_id, 'x' as y")
    assert "/-/claims/" not in cell(shown, "claim_id")


async def test_tables_of_others_beside_ours(ds, path, keys):
    run(
        path,
        "create table other (id integer primary key, claim_id text, status text, text text)",
        ["insert into other values (1, ?, 'true', 'x')", [keys["usul"]]],
    )
    shown = (await ds.client.get("/news/other")).text
    assert cell(shown, "claim_id") == keys["usul"]
    assert cell(shown, "status") == "true"


async def test_database_of_others(instance, tmp_path):
    other = tmp_path / "other.db"
    run(
        other,
        "create table claims (id text primary key, status text, text text, speaker_id text)",
        "insert into claims values ('a', 'true', '<i>x</i>', 's')",
        "create table statuses (key text)",
    )
    ds = await instance(other)
    shown = (await ds.client.get("/other/claims")).text
    assert cell(shown, "status") == "true"
    assert cell(shown, "text") == "&lt;i&gt;x&lt;/i&gt;"
    assert cell(shown, "speaker_id") == "s"
    assert "cells.css" not in shown


async def test_a_new_label_is_seen_at_once(ds, path, keys):
    await ds.client.get("/news/claims")
    run(path, "update statuses set label_en = 'Nobody looked' where key = 'unreviewed'")
    assert "Nobody looked" in cell((await ds.client.get("/news/claims")).text, "status")


async def test_each_instance_shows_its_own_database(ds, path, keys, instance, tmp_path):
    """Two databases of one name in one process, under templates of their own."""
    (tmp_path / "other").mkdir()
    path2 = Path(shutil.copy(path, tmp_path / "other" / "news.db"))
    run(path2, "update statuses set label_en = 'Elsewhere' where key = 'unreviewed'")
    templates = tmp_path / "templates"
    templates.mkdir()
    badge = "{% macro status_badge(status) %}[{{ status.label_en }}]{% endmacro %}"
    (templates / "_claims_macros.html").write_text(badge)
    other = await instance(path2, template_dir=str(templates))
    for _ in range(2):
        first = cell((await ds.client.get("/news/claims")).text, "status")
        second = cell((await other.client.get("/news/claims")).text, "status")
        assert "Not reviewed</span>" in first
        assert "[Elsewhere]" in second


async def test_claims_that_are_loaded_while_the_file_is_served_are_seen_at_once(path, instance):
    run(path, "create table notes (claim_id text)", "insert into notes values ('x')")
    ds = await instance(path)
    assert cell((await ds.client.get("/news/notes")).text, "claim_id") == "x"
    assert "claims-cell" not in await query(ds, "select claim_id from notes")
    newsroom(path)
    assert "Not reviewed" in cell((await ds.client.get("/news/claims")).text, "status")


async def test_unknown_status_is_shown_as_it_is(ds, path, keys):
    run(
        path,
        "insert into statuses (key, kind, label_en, label_id, definition, colour, position)"
        " values ('x', 'verdict', 'X', 'X', '', 'grey', 99)",
        ["update claims set status = 'x' where id = ?", [keys["usul"]]],
        "pragma writable_schema = on",
        "delete from sqlite_master where name like 'statuses_%' and type = 'trigger'",
    )
    run(path, "pragma foreign_keys = off", "delete from statuses where key = 'x'")
    shown = (await ds.client.get(f"/news/claims?id={keys['usul']}")).text
    assert "claims-cell" not in cell(shown, "status")
    assert (await ds.client.get(f"/news/-/claims/{keys['usul']}")).status_code == 200


async def test_foreign_keys_hold(ds, path, instance, tmp_path):
    held = await ds.get_database("news").execute("pragma foreign_keys")
    assert held.single_value() == 1
    other = tmp_path / "other.db"
    run(other, "create table x (y)")
    theirs = await (await instance(other)).get_database("other").execute("pragma foreign_keys")
    assert theirs.single_value() == 0
