"""metadata.json: every table and column in words, for both names, and no right for anybody."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from datasette_claims.publishing import edition
from datasette_claims.publishing.metadata import TABLES, as_json, metadata
from datasette_claims.publishing.snapshot import make
from datasette_claims.store.sqlite import sqlite3

ROOT = Path(__file__).parent.parent
METADATA = json.loads((ROOT / "metadata.json").read_text("utf-8"))


def test_describes_every_table_and_column_of_a_database(seed_db):
    described = METADATA["databases"]["claims"]["tables"]
    with closing(sqlite3.connect(seed_db)) as conn:
        names = [
            name
            for (name,) in conn.execute(
                "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') "
                "AND name NOT LIKE '%\\_fts%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'"
            )
        ]
        assert described.keys() == {*names, *edition.descriptions()}
        for name in names:
            if name != "_sqlite_migrations":
                columns = {row[1] for row in conn.execute(f"PRAGMA table_xinfo({name})")}
                assert described[name]["columns"].keys() == columns, name
                assert described[name]["description"], name
                assert all(described[name]["columns"].values()), name


def test_describes_what_only_a_public_copy_has(seed_db, tmp_path):
    make(Path(seed_db), tmp_path / "public.db")
    described = METADATA["databases"]["public"]["tables"]
    with closing(sqlite3.connect(tmp_path / "public.db")) as conn:
        for name in edition.descriptions():
            columns = {row[1] for row in conn.execute(f"PRAGMA table_xinfo({name})")}
            assert described[name]["columns"].keys() == columns, name
            assert described[name]["description"], name


def test_names_only_columns_that_are_there(seed_db):
    with closing(sqlite3.connect(seed_db)) as conn:
        edition.open_book(conn)
        for name, options in TABLES.items():
            columns = {row[1] for row in conn.execute(f"PRAGMA table_xinfo({name})")}
            used = {*options.get("facets", ())} | {
                options[key] for key in ("label_column", "sort", "sort_desc") if key in options
            }
            assert used <= columns, name


def test_working_database_and_public_copy_are_told_alike():
    assert METADATA["databases"]["claims"] == METADATA["databases"]["public"]
    assert metadata(["pemilu"])["databases"].keys() == {"pemilu"}


def test_the_file_is_what_the_program_makes():
    assert (ROOT / "metadata.json").read_text("utf-8") == as_json(["claims", "public"])


def test_grants_nothing_to_anybody():
    """No right may come with the files that everybody starts from."""

    def keys(value):
        if isinstance(value, dict):
            for key, inner in value.items():
                yield key
                yield from keys(inner)

    top = {**METADATA, "databases": {}}
    tables = [t for db in METADATA["databases"].values() for t in db["tables"].values()]
    options = {key for table in tables for key in table} | set(keys(top))
    assert options <= {
        "title", "description", "databases", "columns", "label_column", "sort", "sort_desc",
        "facets", "hidden",
    }  # fmt: skip


def test_settings_say_the_same_to_both_lines():
    settings = json.loads((ROOT / "settings.json").read_text("utf-8"))
    lines = (ROOT / "datasette.yaml").read_text("utf-8").splitlines()
    given = [line.strip().split(": ") for line in lines if line.startswith("  ")]
    assert {name: json.loads(value) for name, value in given} == settings


async def test_datasette_shows_it(seed_db, instance):
    ds = await instance(seed_db, metadata=METADATA)
    page = (await ds.client.get("/claims/claims")).text
    assert "What was claimed, in the exact words of the article" in page
    assert "facet-claims-claims-status" in page
    database = (await ds.client.get("/claims.json?_extra=tables")).json()
    hidden = {table["name"] for table in database["tables"] if table["hidden"]}
    assert {"_change_context", "_sqlite_migrations", "review_notes", "claims_fts"} <= hidden
    shown = {table["name"] for table in database["tables"] if not table["hidden"]}
    assert shown == {
        "articles", "article_links", "claim_spans", "claims", "evidence", "outlets", "speakers",
        "speaker_aliases", "status_history", "statuses",
    }  # fmt: skip
    for table in shown:
        assert (await ds.client.get(f"/claims/{table}")).status_code == 200, table


@pytest.mark.parametrize("table", ["claims", "speakers"])
async def test_search_box_is_there(seed_db, instance, table):
    ds = await instance(seed_db, metadata=METADATA)
    assert 'type="search"' in (await ds.client.get(f"/claims/{table}")).text
