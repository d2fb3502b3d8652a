"""Who may keep a copy: the headers of all that is ours, on a server as it is served."""

from contextlib import closing

import pytest
from sqlite_utils import Database

PUBLIC = [
    "/",
    "/about",
    "/claims/-/claims",
    "/claims/-/claims?status=unreviewed",
    "/claims/-/claims.csv",
    "/claims/-/claims.json",
    "/claims/-/claims.json?_size=2",
]
REFUSED = [
    ("/claims/-/claims.json?statuss=false", 400),
    ("/claims/-/claims.csv?month=2025-77", 400),
    ("/claims/-/claims/nothing-here", 404),
    ("/nowhere/-/claims.json", 404),
]
NOBODY = "private, no-store"


def caching(answer):
    return answer.headers.get_list("cache-control"), answer.headers.get_list("vary")


def varies(path):
    """Pages are in the language of the reader; what programs get is not."""
    for_programs = path.partition("?")[0].endswith((".csv", ".json"))
    return "Cookie, Authorization" + ("" if for_programs else ", Accept-Language")


@pytest.fixture
def serve(instance):
    async def start(path, **options):
        return await instance(path, **options)

    return start


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("method", ["get", "head"])
async def test_what_a_visitor_reads_may_be_kept_for_a_moment(seed_db, serve, path, method):
    ds = await serve(seed_db)
    answer = await getattr(ds.client, method)(path)
    assert answer.status_code == 200
    assert caching(answer) == (["max-age=5"], [varies(path)])


@pytest.mark.parametrize("path", PUBLIC)
async def test_what_somebody_reads_who_is_logged_in_is_kept_by_nobody(
    seed_db, serve, as_editor, path
):
    ds = await serve(seed_db)
    answer = await ds.client.get(path, cookies=as_editor(ds))
    assert caching(answer) == ([NOBODY], [varies(path)])


@pytest.mark.parametrize(("path", "status"), REFUSED)
async def test_a_refusal_is_kept_by_nobody(seed_db, serve, path, status):
    answer = await (await serve(seed_db)).client.get(path)
    assert answer.status_code == status
    assert caching(answer)[0] == [NOBODY]


@pytest.mark.parametrize("path", [path for path in PUBLIC if "-/" in path])
async def test_a_closed_door_is_kept_by_nobody(seed_db, serve, path):
    ds = await serve(seed_db, metadata={"databases": {"claims": {"allow": {"id": "root"}}}})
    answer = await ds.client.get(path)
    assert answer.status_code == 403
    assert caching(answer)[0] == [NOBODY]


async def test_an_answer_to_a_change_is_kept_by_nobody(seed_db, serve, as_editor, post_json):
    ds = await serve(seed_db)
    key = (await ds.client.get("/claims/-/claims.json")).json()["rows"][0]["id"]
    answer = await post_json(ds, f"/claims/-/claims/{key}/note", {"note": "n"}, as_editor(ds))
    assert answer.status_code == 200
    assert caching(answer)[0] == [NOBODY]


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize(("ttl", "header"), [(0, NOBODY), (60, "max-age=60")])
async def test_how_long_is_datasettes_own_setting(seed_db, serve, path, ttl, header):
    ds = await serve(seed_db, settings={"default_cache_ttl": ttl})
    assert caching(await ds.client.get(path))[0] == [header]


@pytest.mark.parametrize("path", ["/-/versions.json", "/-/plugins.json", "/claims/claims"])
async def test_datasettes_own_pages_keep_what_they_have(seed_db, serve, instance, path):
    ds = await serve(seed_db)
    found = (await ds.client.get(path)).headers.get_list("cache-control")
    assert found == (["max-age=5"] if path == "/claims/claims" else [])


async def test_the_home_page_of_datasette_itself_is_left_alone(tmp_path, instance):
    with closing(Database(tmp_path / "other.db")) as other:
        other["others"].insert({"id": 1})
    ds = await instance(tmp_path / "other.db")
    assert "cache-control" not in (await ds.client.get("/")).headers
