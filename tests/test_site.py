"""Home and about come with the package, and a project may have its own: also by ``datasette .``."""

import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import site

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parent.parent


@pytest.fixture
def serve(instance):
    return instance


async def test_home_leads_to_the_claims(seed_db, serve):
    ds = await serve(seed_db)
    page = (await ds.client.get("/")).text
    assert "Browse all 8 claims" in page
    assert 'href="/claims/-/claims"' in page
    assert 'href="/claims/-/claims?status=unreviewed"' in page
    assert "Checked last" not in page
    assert "From the articles, not reviewed yet" in page
    assert 'lang="id"' in page


async def test_home_shows_what_was_checked_and_published(seed_db, serve):
    with closing(sqlite3.connect(seed_db)) as conn, conn:
        first, second = [key for (key,) in conn.execute("SELECT id FROM claims LIMIT 2")]
        conn.execute(
            "UPDATE claims SET status = 'true', rationale = 'r', publication = 'published' "
            "WHERE id = ?",
            [first],
        )
        conn.execute(
            "INSERT INTO evidence (claim_id, url, added_at, added_by) VALUES (?, ?, ?, 'unknown')",
            [first, "https://bukti.example/1", "2026-11-01T00:00:00Z"],
        )
        conn.execute("UPDATE claims SET status = 'false' WHERE id = ?", [second])
    ds = await serve(seed_db)
    page = (await ds.client.get("/")).text
    checked = page.partition("Checked last")[2].partition("not reviewed yet")[0]
    assert f"/claims/-/claims/{first}" in checked
    assert second not in page  # a draft is no verdict to put on the first page


async def test_home_counts_the_claims_that_browse_lists(seed_db, serve):
    with closing(sqlite3.connect(seed_db)) as conn, conn:
        first, second = [key for (key,) in conn.execute("SELECT id FROM claims LIMIT 2")]
        conn.execute("UPDATE claims SET flag = 'not_extracted' WHERE id IN (?, ?)", [first, second])
        conn.execute("UPDATE claims SET status = 'false' WHERE id = ?", [second])
    ds = await serve(seed_db)
    home = (await ds.client.get("/")).text
    browse = (await ds.client.get("/claims/-/claims")).text
    assert "Browse all 7 claims" in home
    assert "<title>7 claims" in browse


async def test_home_says_dates_in_words_as_precisely_as_they_are_known(seed_db, serve):
    with closing(sqlite3.connect(seed_db)) as conn, conn:
        conn.execute("UPDATE claims SET said_on = '2024-03-01', said_precision = 'month'")
    page = (await (await serve(seed_db)).client.get("/")).text
    assert "said March 2024" in page
    assert "2024-03" not in page


async def test_home_leaves_out_the_database_of_datasette_itself(seed_db, serve):
    ds = await serve(seed_db)
    ds.root_enabled = True  # 1.0 lets root in only then
    cookies = {"ds_actor": ds.sign({"a": {"id": "root"}}, "actor")}
    page = (await ds.client.get("/", cookies=cookies)).text
    assert ">claims</a>: tables" in page
    assert "_internal" not in page


async def test_home_escapes_what_articles_say(seed_db, serve):
    with closing(sqlite3.connect(seed_db)) as conn, conn:
        conn.execute("UPDATE claims SET text = '<script>alert(1)</script>'")
        conn.execute("UPDATE speakers SET name = '<img onerror=alert(2)>'")
    page = (await (await serve(seed_db)).client.get("/")).text
    assert "<script>alert(1)" not in page
    assert "<img onerror" not in page
    assert "&lt;script&gt;" in page


async def test_a_server_without_claims_keeps_its_home(tmp_path, serve):
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("CREATE TABLE claims (id)")
    page = await (await serve(path)).client.get("/")
    assert page.status_code == 200
    assert "1 table" in page.text
    assert "claims-footer" not in page.text


async def test_home_hides_what_the_visitor_may_not_see(seed_db, serve):
    ds = await serve(seed_db, metadata={"databases": {"claims": {"allow": {"id": "root"}}}})
    page = await ds.client.get("/")
    assert "Browse all" not in page.text


@pytest.mark.parametrize("immutable", [False, True])
async def test_about_explains_every_status_in_the_words_of_the_table(seed_db, serve, immutable):
    with closing(sqlite3.connect(seed_db)) as conn, conn:
        words = conn.execute("SELECT label_en, label_id, definition FROM statuses").fetchall()
        conn.execute("UPDATE statuses SET definition = 'Own words' WHERE key = 'satire'")
    page = (await (await serve(seed_db, immutable=immutable)).client.get("/about")).text
    assert "Own words" in page
    assert [w for row in words[:-1] for w in row if w.replace("'", "&#39;") not in page] == []
    for anchor in ("not-reviewed", "corrections"):
        assert f'id="{anchor}"' in page
        assert f'href="/about#{anchor}"' in page


@pytest.mark.parametrize(
    ("given", "text", "href"),
    [
        ("koreksi@kabar.example", "koreksi@kabar.example", "mailto:koreksi@kabar.example"),
        ("mailto:koreksi@kabar.example", "koreksi@kabar.example", "mailto:koreksi@kabar.example"),
        ("https://kabar.example/koreksi", "https://kabar.example/koreksi",
         "https://kabar.example/koreksi"),
        ("Jalan Merdeka 1, Kota A", "Jalan Merdeka 1, Kota A", None),
        ("javascript:alert(1)", "javascript:alert(1)", None),
        ("x@y\"onclick=alert(1)", 'x@y"onclick=alert(1)', None),
    ],
)  # fmt: skip
def test_contact_is_a_link_only_where_it_is_an_address(given, text, href):
    assert site.contact(given) == site.Contact(text, href)


@pytest.mark.parametrize("given", [None, "", "  "])
def test_no_contact(given):
    assert site.contact(given) is None


async def test_about_names_the_contact(seed_db, serve):
    config = {"plugins": {"datasette-claims": {"contact": "koreksi@kabar.example"}}}
    page = (await (await serve(seed_db, metadata=config)).client.get("/about")).text
    assert 'href="mailto:koreksi@kabar.example"' in page
    page = (await (await serve(seed_db)).client.get("/about")).text
    assert "an address" not in page  # whoever runs the site is told, not its readers
    assert 'id="corrections"' in page


async def test_links_honour_base_url(seed_db, serve):
    ds = await serve(seed_db, settings={"base_url": "/desk/"})
    page = (await ds.client.get("/")).text
    links = page.partition("<body")[2].split('href="')[1:]
    inside = [link.split('"')[0] for link in links if link.startswith("/")]
    assert len(inside) > 10
    assert [link for link in inside if not link.startswith("/desk/")] == []


@pytest.mark.parametrize(
    ("path", "words"), [("/", "Browse all 8 claims"), ("/about", "What the statuses mean")]
)
def test_datasette_serves_the_folder(seed_db, path, words):
    """``datasette .`` in the root of the repository, with what ``make demo`` puts there."""
    for name in ("metadata.json", "settings.json", "datasette.yaml"):
        shutil.copy(ROOT / name, seed_db.parent)
    done = subprocess.run(
        [sys.executable, "-m", "datasette", ".", "--get", path],
        cwd=seed_db.parent, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert words in done.stdout
