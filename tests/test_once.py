"""Counts of a file that cannot change are asked for once, and are those of whoever asks."""

import re

import pytest
from newsroom import newsroom

from datasette_claims.web import once

PAGES = ("/", "/news/-/claims", "/news/-/claims?language=id", "/news/-/claims?q=bendungan")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "news.db"
    newsroom(path)
    return path


async def asked(ds, db):
    """How often it was counted, of three times that the same was asked."""
    counted = []

    def count(conn, word):
        counted.append(word)
        return conn.execute("select count(*) from claims where text like ?", [word]).fetchone()[0]

    answers = [await once.asked(ds, db, count, "%a%") for _ in range(3)]
    assert len(set(answers)) == 1
    return len(counted)


@pytest.mark.parametrize(("immutable", "times"), [(True, 1), (False, 3)])
async def test_a_file_that_cannot_change_is_asked_once(path, instance, immutable, times):
    ds = await instance(path, immutable=immutable)
    assert await asked(ds, ds.get_database("news")) == times


async def test_what_takes_too_long_is_asked_again(path, instance):
    ds = await instance(path, immutable=True, settings={"sql_time_limit_ms": 100})
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select sum(i) from n"
    tries = []

    def count(conn):
        tries.append(1)
        return conn.execute(endless).fetchone()[0]

    for _ in range(2):
        assert await once.asked(ds, ds.get_database("news"), count) is None
    assert len(tries) == 2


async def test_what_was_used_longest_ago_goes(path, instance, monkeypatch):
    monkeypatch.setattr(once, "MOST", 2)
    ds = await instance(path, immutable=True)
    db, tries = ds.get_database("news"), []

    def told(conn, number):
        tries.append(number)
        return number

    for number in (1, 2, 1, 3, 1, 2):
        assert await once.asked(ds, db, told, number) == number
    assert tries == [1, 2, 3, 2]


@pytest.mark.parametrize("address", PAGES)
async def test_the_page_is_the_same_again(path, instance, address):
    ds = await instance(path, immutable=True)
    first, second = [await ds.client.get(address) for _ in range(2)]
    assert first.status_code == second.status_code == 200
    assert first.text == second.text
    fresh = await instance(path, immutable=True)
    other = "/news/-/claims?type=direct"
    await fresh.client.get(other)
    assert (await fresh.client.get(address)).text == first.text


async def test_what_one_may_not_see_is_not_told_by_what_another_asked(path, instance, as_editor):
    only = {"databases": {"news": {"tables": {"speakers": {"allow": {"id": "alice"}}}}}}
    ds = await instance(path, immutable=True, metadata=only)
    pages = {}
    for _ in range(2):
        for who, cookies in (("alice", as_editor(ds, "alice")), ("nobody", None)):
            answer = await ds.client.get("/news/-/claims?q=rini", cookies=cookies)
            text = re.sub(r'name="csrftoken"[^>]*>', "", answer.text)
            pages.setdefault(who, []).append(text)
    assert pages["alice"][0] == pages["alice"][1]
    assert pages["nobody"][0] == pages["nobody"][1]
    assert 'id="facet-speaker"' in pages["alice"][0]
    assert 'id="facet-speaker"' not in pages["nobody"][0]
