"""Datasette 1.0's jump menu finds speakers, claims, articles and the lists; 0.65 has none."""

import pytest
from newsroom import newsroom, run

from datasette_claims.store import jumping
from datasette_claims.web import seam, timelimit

pytestmark = pytest.mark.skipif(not seam.DATASETTE_1, reason="0.65 has no jump menu")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "news.db"
    newsroom(path)
    return path


async def found(ds, typed, **options):
    answer = await ds.client.get("/-/jump.json", params={"q": typed}, **options)
    assert answer.status_code == 200
    return [
        (one["type"], one["name"], one["url"])
        for one in answer.json()["matches"]
        if "/-/" in one["url"]
    ]


async def test_speakers_claims_articles_and_lists_are_found(path, instance):
    ds = await instance(path)
    assert ("speaker", "Rini Wulandari", "/news/-/speakers/rini-wulandari") in await found(
        ds, "wulan ri"
    )
    claims = await found(ds, "tanggul jawab")
    assert [(kind, name) for kind, name, _ in claims] == [("claim", "tanggul bukan jawaban")]
    assert (await ds.client.get(claims[0][2])).status_code == 200
    assert [kind for kind, *_ in await found(ds, "BENDUNGAN RETAK")] == ["article"]
    assert await found(ds, "arti") == [("claims", "Articles", "/news/-/articles")]
    assert [url for *_, url in await found(ds, "")] == [
        "/news/-/claims", "/news/-/outlets", "/news/-/articles", "/news/-/speakers",
    ]  # fmt: skip


@pytest.mark.parametrize("typed", ["'", '"(*', "100%", "_", "a" * 5000, "tanggul OR NOT", "\0x"])
async def test_whatever_is_typed_is_no_error(path, instance, typed):
    await found(await instance(path), typed)


async def test_what_is_not_shown_elsewhere_is_not_found_here(path, instance):
    run(path, "update claims set status = 'extraction_error' where text like 'tanggul bukan%'")
    ds = await instance(path)
    assert await found(ds, "tanggul jawab") == []


@pytest.mark.parametrize("table", [*jumping.FINDERS, "outlets"])
async def test_whom_a_table_is_closed_to_finds_nothing_of_it(path, instance, table):
    closed = {"databases": {"news": {"tables": {table: {"allow": False}}}}}
    ds = await instance(path, metadata={"databases": closed["databases"]}, config=closed)
    for typed in ("", "wulandari", "tanggul", "bendungan", table[:3]):
        assert f"/news/-/{table}" not in str(await found(ds, typed)), typed
    if table == "claims":
        assert await found(ds, "wulandari") == []


async def test_of_several_databases_each_is_named(path, tmp_path, instance):
    newsroom(tmp_path / "second.db")
    ds = await instance(path, tmp_path / "second.db", settings={"base_url": "/data/"})
    answer = await ds.client.get("/-/jump.json", params={"q": "wulandari"})
    speakers = [one for one in answer.json()["matches"] if one["type"] == "speaker"]
    assert {(one["description"], one["url"]) for one in speakers} == {
        (f"3 claims of {name}", f"/data/{name}/-/speakers/rini-wulandari")
        for name in ("news", "second")
    }


async def test_a_kind_that_takes_too_long_is_left_out(path, instance, monkeypatch):
    def endless(conn, _typed):
        conn.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
        ).fetchall()

    monkeypatch.setitem(jumping.FINDERS, "claims", endless)
    ds = await instance(path, settings={"sql_time_limit_ms": 200})
    kinds = {kind for kind, *_ in await found(ds, "wulandari")}
    assert kinds == {"speaker"}


async def test_a_database_that_is_written_to_says_nothing(path, instance, monkeypatch):
    async def busy(*_, **__):
        raise timelimit.Busy("written to")

    ds = await instance(path)
    monkeypatch.setattr(timelimit, "read_in_time", busy)
    assert await found(ds, "wulandari") == []
