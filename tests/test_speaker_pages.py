"""The list of speakers, who may be one, and what a speaker's page lets editors do."""

import csv
import io
import re

import pytest
from browsing import Browser
from newsroom import run
from stories import fresh, load

from datasette_claims.store import merging

LIST, PAIRS = "/news/-/speakers", "/news/-/suggested-speakers"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "news.db"
    with fresh(path) as db:
        for number in range(3):
            load(
                db,
                f"Raka= [source Raka] [cue mengatakan] bahwa [content jembatan {number} aman].\n"
                f"Raka Subandi= [source Raka Subandi] [cue kata] bahwa [content air {number}].\n"
                f"Walhi Pusat= [source Walhi] [cue menyebut] [content sungai {number} kotor].",
                url=f"https://{number}.example/",
            )
        db.execute("UPDATE speakers SET kind = 'organisation' WHERE name LIKE 'Walhi%'")
    return path


@pytest.fixture
async def alice(path, instance, as_editor):
    ds = await instance(path)
    return Browser(ds, as_editor(ds, "alice"))


def forms(html):
    """The forms of a page: where they lead and what they hold, buttons left out."""
    from html import unescape

    return [
        (
            unescape(action),
            {
                name: unescape(value)
                for name, value in re.findall(
                    r'<input type="hidden" name="(\w+)" value="([^"]*)"', body
                )
            },
        )
        for action, body in re.findall(
            r'<form method="post" action="([^"]+)"[^>]*>(.*?)</form>', html, re.DOTALL
        )
    ]


def merged(path):
    return dict(run(path, "select id, merged_into from speakers where merged_into > ''")[0])


async def test_the_list_is_searched_sorted_and_narrowed_and_its_address_says_so(alice):
    page = (await alice.get(LIST)).text
    names = re.findall(r"<bdi>([^<]+)</bdi></a>", page)
    assert names == ["Raka Subandi", "Walhi Pusat", "Raka", "Raka", "Raka"]
    for query, expected in (
        ("q=wal", ["Walhi Pusat"]),
        ("kind=bodies", ["Walhi Pusat"]),
        ("kind=people&sort=name", ["Raka", "Raka", "Raka", "Raka Subandi"]),
    ):
        page = (await alice.get(f"{LIST}?{query}")).text
        assert re.findall(r"<bdi>([^<]+)</bdi></a>", page) == expected, query
    page = (await alice.get(f"{LIST}?kind=dogs&start=x")).text
    assert "kind=dogs: choose one of people, bodies, unnamed" in page
    assert "No speaker fits" in (await alice.get(f"{LIST}?q=nobody")).text


async def test_the_list_as_csv(alice):
    answer = await alice.get(f"{LIST}.csv?kind=bodies")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert (row["id"], row["name"], row["kind"], row["claims"]) == (
        "walhi-pusat", "Walhi Pusat", "organisation", "3",
    )  # fmt: skip
    assert (await alice.get(f"{LIST}.csv?sort=x")).status_code == 400


async def test_only_editors_see_who_may_be_one(alice, as_editor):
    for cookies in ({}, as_editor(alice.ds, "eve")):
        answer = await alice.ds.client.get(PAIRS, cookies=cookies)
        assert answer.status_code == 403
        page = (await alice.ds.client.get(LIST, cookies=cookies)).text
        assert "Who may be one?" not in page
    assert "Who may be one?" in (await alice.get(LIST)).text


async def test_pairs_are_decided_and_undone_without_script(alice, path):
    html = (await alice.get(PAIRS)).text
    assert html.count('class="pair"') == 3
    assert "The only fuller name with this word" in html
    decisions = [one for one in forms(html) if one[0].endswith("/merge")]
    merge, fields = decisions[0]
    answer = await alice.send(merge, fields)
    assert "Put together" in answer.text
    assert answer.text.count('class="pair"') == 2
    assert list(merged(path).values()) == ["raka-subandi"]
    other, fields = decisions[1]
    answer = await alice.send(other.replace("/merge", "/apart"), fields)
    assert answer.text.count('class="pair"') == 1
    for left in (2, 3):
        (undo,) = [one for one in forms(answer.text) if one[0].endswith("/undo")]
        batch = re.search(r'name="undo" value="(\w+)"', answer.text)[1]
        answer = await alice.send(undo[0], {**undo[1], "undo": batch})
        assert answer.text.count('class="pair"') == left
    assert merged(path) == {}


async def test_a_program_puts_speakers_together(alice, path, post_json, as_editor):
    cookies = as_editor(alice.ds, "alice")
    (key,) = run(path, "select min(id) from speakers where name = 'Raka'")[0][0]
    at = f"{LIST}/{key}"

    async def post(tail, **body):
        return await post_json(alice.ds, tail, body, cookies)

    done = await post(f"{at}/merge", other="raka subandi", seen=0)
    assert (done.status_code, done.json()["speaker"]) == (200, "raka-subandi")
    undone = await post(f"{PAIRS}/undo", undo=done.json()["undo"])
    assert undone.json()["undone"] == done.json()["undo"]
    assert merged(path) == {}
    for body, status in (
        ({"other": "Raka", "seen": 0}, 400),
        ({"other": "Nobody At All", "seen": 0}, 400),
        ({"other": "raka-subandi"}, 400),
        ({"seen": 0}, 400),
    ):
        answer = await post(f"{at}/merge", **body)
        assert answer.status_code == status, body
    assert (await post(f"{LIST}/nobody/describe", name="A", seen=0)).status_code == 404
    wrong = await post(f"{at}/describe", wikidata="42", seen=0)
    assert wrong.json()["problems"] == {"wikidata": "A Wikidata id is a Q with digits, as Q42."}


async def test_who_was_overtaken_is_told_by_whom(alice, path):
    html = (await alice.get(PAIRS)).text
    merge, fields = next(one for one in forms(html) if one[0].endswith("/merge"))
    key = merge.split("/")[-2]
    with fresh(path) as db:
        merging.merge(db, key, "walhi-pusat", actor="budi")
    answer = await alice.send(merge, fields)
    assert answer.status_code == 409
    assert "budi changed Raka after you opened this page." in answer.text
    assert merged(path) == {key: "walhi-pusat"}


async def test_a_speakers_page_says_who_was_filed_there_and_takes_it_apart(alice, path, as_editor):
    with fresh(path) as db:
        (key,) = db.execute("SELECT min(id) FROM speakers WHERE name = 'Raka'").fetchone()
        merging.merge(db, key, "raka-subandi", actor="budi")
        merging.describe(db, "raka-subandi", {"note": "Catatan sendiri"}, actor="budi")
    at = f"{LIST}/raka-subandi"
    page = (await alice.get(at)).text
    assert "Catatan sendiri" in page
    part, fields = next(one for one in forms(page) if one[0].endswith(f"/{key}/part"))
    visitor = (await alice.ds.client.get(at, cookies=as_editor(alice.ds, "eve"))).text
    assert "Catatan sendiri" not in visitor
    assert "/part" not in visitor
    assert "Raka" in visitor.partition("first filed under")[2]
    answer = await alice.send(part, fields)
    assert "Taken apart" in answer.text
    assert merged(path) == {}
    assert (await alice.get(PAIRS)).text.count('class="pair"') == 2


async def test_a_speakers_page_takes_names_and_details(alice, path):
    at = f"{LIST}/raka-subandi"
    page = (await alice.get(at)).text
    describe, fields = next(one for one in forms(page) if one[0].endswith("/describe"))
    fields |= {"name": "Raka S. Subandi", "kind": "person", "wikidata": "Q42", "note": ""}
    answer = await alice.send(describe, fields)
    assert "<h1><bdi>Raka S. Subandi</bdi></h1>" in answer.text
    assert "https://www.wikidata.org/wiki/Q42" in answer.text
    add, fields = next(one for one in forms(page) if one[0].endswith("/name"))
    answer = await alice.send(add, {**fields, "name": "Raka"})
    assert len(merged(path)) == 3
    remove = [one for one in forms(answer.text) if one[1].get("remove")]
    assert remove[0][1]["name"] == "Raka"
    await alice.send(*remove[0])
    assert run(path, "select count(*) from speaker_names")[0] == [(0,)]
    assert len(merged(path)) == 3
