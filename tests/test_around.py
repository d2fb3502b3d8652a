"""From Datasette's own pages to ours and back: crumbs, the way back, colours, what columns mean."""

import re
from contextlib import closing

import pytest
from conftest import IS_1
from datasette.utils.asgi import Request
from jinja2 import Environment
from sqlite_utils import Database

from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import readiness, site
from datasette_claims.web.around import Within

QUERY = "/claims/-/query?sql=select+1" if IS_1 else "/claims?sql=select+1"
OWN = ["/claims", "/claims/claims", "/claims/speakers/{speaker}", "/claims/claims_flat", QUERY]


def crumbs(html):
    """The words of the crumbs, and where each leads; None for the page itself."""
    found = re.search(r'<p class="crumbs">(.*?)</p>', html, re.DOTALL)[1]
    return re.findall(r'<a href="([^"]*)"', found), [
        " ".join(re.sub("<[^>]+>", "", part).split()) for part in found.split(" / ")
    ]


@pytest.fixture
def keys(seed_db):
    with closing(sqlite3.connect(seed_db)) as conn:
        claim, article, speaker = conn.execute(
            "SELECT id, article_id, speaker_id FROM claims ORDER BY id"
        ).fetchone()
    return {"claim": claim, "article": article, "speaker": speaker}


@pytest.mark.parametrize("path", OWN)
async def test_a_page_of_datasette_leads_back_and_has_our_colours(seed_db, instance, keys, path):
    ds = await instance(seed_db)
    html = (await ds.client.get(path.format(**keys))).text
    assert '<a href="/claims/-/claims">Back to the claims</a>' in html
    assert "datasette_claims/around.css" in html


async def test_pages_of_other_databases_stay_as_they_are(seed_db, instance, tmp_path):
    with closing(Database(tmp_path / "other.db")) as other:
        other["speakers"].insert({"id": 1, "name": "a"})
    ds = await instance(seed_db, tmp_path / "other.db")
    for path in ("/other", "/other/speakers", "/other/speakers/1", "/"):
        html = (await ds.client.get(path)).text
        assert "Back to the claims" not in html
        assert "around.css" not in html
        assert "column-words" not in html
    html = (await ds.client.get("/claims/-/claims")).text
    assert crumbs(html) == (["/", "/claims/-/claims"], ["home", "claims: claims"])


async def test_who_may_not_see_claims_is_not_led_to_them(seed_db, instance):
    hidden = {"databases": {"claims": {"tables": {"claims": {"allow": {"id": "alice"}}}}}}
    ds = await instance(seed_db, metadata=hidden)
    html = (await ds.client.get("/claims/outlets")).text
    assert "Back to the claims" not in html


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("claims", ["home", "claims"]),
        ("claims?q=a", ["home", "claims"]),
        ("claims/{claim}", None),
        ("articles/{article}", None),
        ("speakers/{speaker}", None),
        ("speakers", ["home", "claims", "Speakers"]),
        ("articles", ["home", "claims", "Articles"]),
        ("outlets", ["home", "claims", "Outlets"]),
        ("claims/changes", ["home", "claims", "Recent changes"]),
        ("claims/queue", ["home", "claims", "Queue"]),
        ("claims/add", ["home", "claims", "Add an article"]),
    ],
)
async def test_crumbs_of_ours_lead_to_ours(seed_db, instance, as_editor, keys, path, words):
    ds = await instance(seed_db)
    path = f"/claims/-/{path.format(**keys)}"
    html = (await ds.client.get(path, cookies=as_editor(ds, "alice"), follow_redirects=True)).text
    hrefs, found = crumbs(html)
    assert hrefs == ["/", "/claims/-/claims"]
    assert found == words if words else len(found) == 3
    first = re.search(r'<body.*?<a [^>]*href="#([\w-]+)"', html, re.DOTALL)[1]
    assert f'id="{first}"' in html


async def test_the_columns_of_a_database_of_any_name_are_told_and_folded(seed_db, instance):
    renamed = seed_db.rename(seed_db.with_name("press 2026.db"))
    ds = await instance(renamed)
    html = (await ds.client.get("/press~202026/speakers")).text
    fold = re.search(r'<details class="column-words">.*?</details>', html, re.DOTALL)[0]
    assert "set by a person" in fold
    assert "metadata-description" in html
    assert html.count('<dl class="column-descriptions">') == 1


async def test_what_a_metadata_file_says_goes_before(seed_db, instance):
    told = {"description": "Ours alone", "columns": {"name": "As the desk writes it"}}
    ds = await instance(seed_db, metadata={"databases": {"claims": {"tables": {"speakers": told}}}})
    html = (await ds.client.get("/claims/speakers")).text
    fold = re.search(r'<details class="column-words">.*?</details>', html, re.DOTALL)[0]
    assert re.findall(r"<dd>(.*?)</dd>", fold) == ["As the desk writes it"]
    assert html.count("metadata-description") == 1
    assert html.count("</details>") == html.count("<details")


async def test_the_footer_looks_at_no_database_but_that_of_the_page(
    seed_db, instance, tmp_path, monkeypatch
):
    for name in ("a", "z"):
        with closing(Database(tmp_path / f"{name}.db")) as other:
            other["things"].insert({"id": 1})
    ds = await instance(tmp_path / "a.db", seed_db, tmp_path / "z.db")
    looked = []
    glance = readiness.glance

    async def noted(db):
        looked.append(db.name)
        return await glance(db)

    monkeypatch.setattr(readiness, "glance", noted)
    request = Request.fake("/claims/-/claims", url_vars={"database": "claims"})
    assert await site.template_variables(ds, request)["claims_served"]()
    assert looked == ["claims"]


@pytest.mark.parametrize("name", ["base.html", "table.html"])
def test_what_is_put_into_a_template_is_whole(name):
    """A list of its own in a template of a project is no list of columns."""
    within = Within(Environment(extensions=[Within]))
    assert "details" not in within.preprocess("<dl><dt>a</dt></dl>", name)
    source = '<dl>a</dl><dl class="column-descriptions">b</dl><dl>c</dl>'
    found = within.preprocess(source, "table.html")
    assert found.startswith("<dl>a</dl>{% if")
    assert found.endswith("</details>{% endif %}<dl>c</dl>")
