"""A database that is foreign, older, newer, locked or damaged costs itself, not the site."""

import shutil
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from conftest import ONE_THREAD, _with_token, impatient
from datasette.database import QueryInterrupted
from sqlite_utils import Database

from datasette_claims.store import home, presence, schema
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import seam


def foreign(path):
    path.unlink()
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("CREATE TABLE claims (id)")
        conn.execute("CREATE TABLE articles (title)")


def namesakes(path):
    """All our names, none of them ours."""
    path.unlink()
    with closing(sqlite3.connect(path)) as conn, conn:
        for table in presence.TABLES:
            conn.execute(f"CREATE TABLE {table} (id)")


def older(path):
    path.unlink()
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.executescript(schema.text(schema.STEPS[0]))
        Database(conn, execute_plugins=False).table("_sqlite_migrations").insert(
            {"migration_set": "datasette-claims", "name": "m001_schema", "applied_at": ""}
        )


def newer(path):
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "VALUES ('datasette-claims', 'm999_unheard_of', '')"
        )


@contextmanager
def locked(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute("BEGIN EXCLUSIVE")
        yield


@contextmanager
def damaged(path):
    path.write_bytes(b"no database " * 2000)
    yield


@contextmanager
def cut_off(path):
    path.write_bytes(path.read_bytes()[:30_000])
    yield


BEFORE = [foreign, namesakes, older, newer]
WHILE = [locked, damaged, cut_off]


@pytest.fixture
def site(seed_db, instance):
    """``async with site(state) as ds``: a site of a good database and one in this state."""

    async def start(state, **options):
        bad = Path(shutil.copy(seed_db, seed_db.with_name("bad.db")))
        if state in BEFORE:
            state(bad)
        ds = await instance(seed_db, bad, metadata=options, settings=ONE_THREAD)
        if state is locked:
            await impatient(ds, "bad")
        await ds.client.get("/")
        return ds, state(bad) if state in WHILE else None

    @contextmanager
    def entered(state):
        if state is None:
            yield
        else:
            with state:
                yield

    start.within = entered
    return start


LINES = {
    older: "An older version of datasette-claims made this database",
    newer: "A newer version of datasette-claims made this database",
    locked: "Claims are being loaded into this database",
    damaged: "cannot be read: the file is damaged",
    cut_off: "cannot be read: the file is damaged",
}


@pytest.mark.parametrize("state", BEFORE + WHILE)
async def test_home_about_and_menus_of_the_others_stay(site, state, capsys):
    ds, lasts = await site(state)
    with site.within(lasts):
        for path, words in (
            ("/", "Browse all 8 claims"),
            ("/about", "What the statuses mean"),
            ("/claims/-/claims", "8 claims"),
        ):
            answer = await ds.client.get(path)
            assert answer.status_code == 200, path
            assert words in answer.text
            if path == "/":
                assert [line for line in set(LINES.values()) if line in answer.text] == (
                    [LINES[state]] if state in LINES else []
                )
    said = capsys.readouterr()
    assert "Traceback" not in said.err + said.out


OF_ITS_OWN = {
    "claims": "text/html", "claims.json": "application/json", "claims.csv": "text/plain",
    "claims/x": "text/html", "articles/x": "text/html", "speakers/x": "text/html",
}  # fmt: skip


@pytest.mark.parametrize("state", [older, newer, damaged, cut_off])
async def test_its_own_pages_say_what_is_wrong_each_in_its_form(site, state):
    ds, lasts = await site(state)
    with site.within(lasts):
        answers = {tail: await ds.client.get(f"/bad/-/{tail}") for tail in OF_ITS_OWN}
    for tail, answer in answers.items():
        assert answer.status_code == 503, tail
        assert LINES[state] in answer.text, tail
        assert answer.headers["content-type"].startswith(OF_ITS_OWN[tail]), tail
        assert answer.headers["cache-control"] == "private, no-store", tail


@pytest.mark.parametrize("state", [locked, older, newer, damaged])
async def test_json_calls_get_json_errors(site, state, as_editor):
    ds, lasts = await site(state)
    token, cookies = await _with_token(ds, as_editor(ds))
    with site.within(lasts):
        read = await ds.client.get("/bad/-/claims/x", headers={"accept": "application/json"})
        sent = await ds.client.post(
            "/bad/-/claims/x/note",
            json={"note": "words"},
            cookies=cookies,
            headers={"x-csrftoken": token},
        )
    for answer in (read, sent):
        assert answer.status_code == 503
        found = answer.json()
        assert (found["ok"], found["status"]) == (False, 503)
        assert found["error"]


async def test_a_closed_database_is_not_spoken_of(site):
    ds, lasts = await site(locked, databases={"bad": {"allow": {"id": "root"}}})
    with site.within(lasts):
        answer = await ds.client.get("/")
    assert answer.status_code == 200
    assert ">bad<" not in answer.text
    assert LINES[locked] not in answer.text


async def test_a_site_that_nobody_may_see_stays_closed(site):
    ds, lasts = await site(damaged, allow={"id": "root"})
    with site.within(lasts):
        assert (await ds.client.get("/")).status_code == 403


ENDLESS = """
    WITH RECURSIVE many(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM many)
    SELECT max(n) FROM many
"""


async def test_what_takes_too_long_to_count_is_not_called_empty(seed_db, instance, monkeypatch):
    monkeypatch.setattr(home, "standing", lambda conn: conn.execute(ENDLESS).fetchall())
    ds = await instance(seed_db, settings={"sql_time_limit_ms": 1_000})
    page = await ds.client.get("/")
    assert page.status_code == 200
    assert "Browse the claims" in page.text
    assert "no claims yet" not in page.text


async def test_a_permission_that_is_not_found_out_in_time_costs_the_link(
    seed_db, instance, monkeypatch
):
    """Datasette asks the database itself whether somebody may see a table of it."""

    async def interrupted(*_):
        raise QueryInterrupted(sqlite3.OperationalError("interrupted"), "select 1", {})

    ds = await instance(seed_db)
    monkeypatch.setattr(seam, "can_view", interrupted)
    for path, status in (("/", 200), ("/about", 200), ("/claims/-/claims", 503)):
        answer = await ds.client.get(path)
        assert answer.status_code == status
        menu = answer.text.partition('<details class="nav-menu')[2].partition("</details>")[0]
        assert "/claims/-/claims" not in menu


async def test_a_database_called_about_keeps_its_page(seed_db, instance):
    path = Path(shutil.copy(seed_db, seed_db.with_name("about.db")))
    answer = await (await instance(path)).client.get("/about")
    assert answer.status_code == 200
    assert "/about/claims" in answer.text


@pytest.mark.parametrize("path", ["/about", "/", "/.json"])
async def test_a_projects_own_templates_go_before_ours(seed_db, instance, tmp_path, path):
    own = tmp_path / "own" / "pages"
    own.mkdir(parents=True)
    (own.parent / "index.html").write_text("A home of our own")
    (own / "about.html").write_text("A home of our own")
    answer = await (await instance(seed_db, template_dir=str(own.parent))).client.get(path)
    assert answer.status_code == 200
    assert ("A home of our own" in answer.text) is (path != "/.json")
