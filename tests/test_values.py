"""All values of a facet: found by name, on a page and as JSON, under the present filters."""

import re
from html import unescape

import many
import pytest
from newsroom import run
from stories import fresh

from datasette_claims.store import (
    conditions,
    facets,
    jumping,
    naming,
    offering,
    speakerlists,
    values,
)
from datasette_claims.store.filters import Filters
from datasette_claims.store.naming import KINDS
from datasette_claims.web import values as pages

HERE = "/claims/-/claims/values"
FIRST = ["Ana", "Bela", "Çandra", "O’Neil", "Dé-Wi"]


@pytest.fixture
def path(tmp_path):
    """A hundred people, the first of them the most quoted; a body, and sources without a name."""
    people = [f"{FIRST[number % 5]} Rahman{number:02}" for number in range(100)]
    path = many.claims(
        tmp_path / "claims.db",
        [
            {"speaker": name, "language": "id" if turn else "en", "kind": "say" if turn else "deny",
             "outlet": f"Kabar {number % 90}", "article": f"a{number}-{turn}",
             "said_on": f"20{number % 25:02}-01-05"}
            for number, name in enumerate(people)
            for turn in range(1 + (number < 3))
        ] + [
            {"speaker": "Walhi Pusat", "speaker_id": "walhi", "article": "w"},
            {"speaker": "seorang warga", "speaker_id": "warga", "article": "w"},
            {"article": "w"},
        ],
    )  # fmt: skip
    run(
        path,
        "update speakers set kind = 'organisation' where id = 'walhi'",
        "update speakers set kind = 'unnamed' where id = 'warga'",
    )
    return path


@pytest.fixture
async def ds(path, instance):
    return await instance(path)


async def found(ds, query):
    answer = (await ds.client.get(f"{HERE}.json?{query}")).json()
    return [(value["label"], value["claims"]) for value in answer["values"]], answer["more"]


@pytest.mark.parametrize(
    ("query", "expected", "more"),
    [
        ("_field=speaker&_find=rahman99", [("Dé-Wi Rahman99", 1)], False),
        ("_field=speaker&_find=CANDRA+rahman02", [("Çandra Rahman02", 2)], False),
        ("_field=speaker&_find=ahman", [], False),
        ("_field=speaker&_find=%22%28*", "all", True),
        ("_field=speaker&_find=o%27neil+rahman9", [("O’Neil Rahman93", 1), ("O’Neil Rahman98", 1)],
         False),
        ("_field=speaker&_find=walhi", [("Walhi Pusat", 1)], False),
        ("_field=speaker&_find=warga", [("seorang warga", 1)], False),
        ("_field=speaker&_find=not+named", [("Not named", 1)], False),
        ("_field=speaker&_find=rahman02&language=id", [("Çandra Rahman02", 1)], False),
        ("_field=speaker&_find=rahman02&language=id&kind=deny", [], False),
        ("_field=speaker&_find=rahman02&speaker=walhi", [("Çandra Rahman02", 2)], False),
        ("_field=speaker&_find=rahman02&speaker_kind=bodies", [], False),
        ("_field=outlet&_find=kabar+8", "kabar 8", False),
        ("_field=language&_find=indo", [("Indonesian", 100)], False),
        ("_field=month&_find=january+2024", [("January 2024", 4)], False),
        ("_field=speaker_kind&_find=bod", [("Bodies", 1)], False),
        ("_field=kind&_find=deny", [("Deny", 100)], False),
    ],
)  # fmt: skip
async def test_values_are_found_under_the_filters(ds, query, expected, more):
    rows, others = await found(ds, query)
    assert others is more
    if expected == "all":
        assert len(rows) == pages.MOST
    elif expected == "kabar 8":
        assert {name for name, _ in rows} == {"Kabar 8", *(f"Kabar 8{n}" for n in range(10))}
    elif "language=en" not in query and "_field=language" not in query and "kind&" not in query:
        assert rows == expected
    else:
        assert [name for name, _ in rows] == [name for name, _ in expected]


NAMES = ["Ana O’Neil", "Élise Strauß", "Béla Dé-Wi", "سلمى العودة", "Rini_Ayu"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("o'neil", NAMES[0]), ("O’NEIL", NAMES[0]), ("neil ana", NAMES[0]),
        ("strauß", NAMES[1]), ("Strau", NAMES[1]), ("ELISE", NAMES[1]), ("élise", NAMES[1]),
        ("Be\u0301la", NAMES[2]), ("de-wi", NAMES[2]), ("wi (bela", NAMES[2]),
        ("العودة", NAMES[3]), ("ayu", NAMES[4]), ("ini", None), ('"*', "all"),
    ],
)  # fmt: skip
def test_the_same_letters_find_the_same_speakers_everywhere(tmp_path, typed, name):
    """Among the values of a facet, in the list, in the menu, in a form."""
    rows = [{"speaker": one, "article": f"a{n}"} for n, one in enumerate(NAMES)]
    path = many.claims(tmp_path / "names.db", rows)
    expected = [] if name is None else NAMES if name == "all" else [name]
    with fresh(path) as db:
        listed = speakerlists.listed(db.conn, speakerlists.Asked(typed), None)
        assert sorted(row["name"] for row in listed.rows) == sorted(expected)
        if name != "all":
            chosen = values.speakers(db.conn, Filters(), typed, 9)
            assert [one.name for one in chosen] == expected
            assert [one.name for one in jumping.speakers(db.conn, typed)] == expected
            assert [one.name for one in offering.names(db.conn, typed)] == expected


@pytest.mark.parametrize("typed", ["o'neil", "Élise", "élise", "STRAUß", "rini a"])
def test_a_speaker_is_listed_by_the_words_under_which_they_are_quoted(tmp_path, typed):
    path = many.claims(tmp_path / "names.db", [{"speaker": "Siapa", "article": "a"}])
    run(
        path,
        "insert into speaker_aliases (speaker_id, alias)"
        " select id, 'Bu Élise Strauß O’Neil Rini_Ayu' from speakers",
    )
    with fresh(path) as db:
        (row,) = speakerlists.listed(db.conn, speakerlists.Asked(typed), None).rows
        assert row["name"] == "Siapa"


async def test_every_value_is_reached_without_script(ds, monkeypatch):
    """From page to page, each value once, and each leads to as many claims as it says."""
    monkeypatch.setattr(pages, "SIZE", 40)
    html = (await ds.client.get("/claims/-/claims")).text
    every = unescape(re.search(r'<a href="([^"]+_field=speaker)">All 103', html)[1])
    seen = []
    while every:
        html = (await ds.client.get(every)).text
        seen += re.findall(
            r'<th scope="row"><a href="([^"]+)"[^>]*><bdi>([^<]+)</bdi>.*?<td class="n">(\d+)', html
        )
        following = re.search(r'rel="next" href="([^"]+)"', html)
        every = unescape(following[1]) if following else None
    assert len(seen) == len({name for _, name, _ in seen}) == 103
    assert [name for _, name, _ in seen[-2:]] == ["Not named", "seorang warga"]
    for href, _, number in (seen[0], seen[50], seen[-1]):
        page = (await ds.client.get(unescape(href))).text
        assert re.search(r'<p class="total"[^>]*><strong>(\d+)', page)[1] == number


async def test_the_page_keeps_the_filters_and_finds(ds):
    html = (await ds.client.get(f"{HERE}?_field=speaker&language=id&_find=rahman0&q=beras")).text
    for name, value in (("_field", "speaker"), ("language", "id"), ("q", "beras")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in html
    assert "Language: <bdi>Indonesian" in html
    hrefs = [unescape(href) for href in re.findall(r'<th scope="row"><a href="([^"]+)"', html)]
    assert "/claims/-/claims?q=beras&speaker=ana-rahman00&language=id" in hrefs
    html = (await ds.client.get(f"{HERE}?_field=speaker&_find=nobody")).text
    assert "Nothing fits" in html


async def test_the_browse_page_has_a_box_where_not_all_values_stand(ds):
    html = (await ds.client.get("/claims/-/claims?language=en")).text
    boxes = re.findall(r'<form class="find-value".*?</form>', html, re.DOTALL)
    fields = [re.search(r'name="_field" value="(\w+)"', box)[1] for box in boxes]
    assert fields == ["speaker", "outlet", "month"]
    assert all('name="language" value="en"' in box for box in boxes)


async def test_sources_without_a_name_stand_apart(ds):
    html = (await ds.client.get("/claims/-/claims")).text
    speaker = re.search(r'<section class="facet facet-speaker">.*?</section>', html, re.DOTALL)[0]
    named, _, apart = speaker.partition("Sources without a name")
    assert "Rahman" in named
    assert "warga" not in named
    assert "seorang warga" in apart
    assert "Rahman" not in apart


@pytest.mark.parametrize(
    ("chosen", "number"), [("people", 103), ("bodies", 1), ("unnamed", 2), ("dogs", 106)]
)
async def test_claims_by_kind_of_speaker(ds, chosen, number):
    html = (await ds.client.get(f"/claims/-/claims?speaker_kind={chosen}")).text
    assert re.search(r'<p class="total"[^>]*><strong>(\d+)', html)[1] == str(number)
    assert ("choose one of people, bodies, unnamed" in html) is (chosen == "dogs")


def test_who_was_merged_is_of_the_kind_that_they_are(path):
    with fresh(path) as db:
        db.execute("UPDATE speakers SET merged_into = 'walhi' WHERE id = 'ana-rahman00'")
        (kinds,) = facets.counted(db.conn, Filters(), ("speaker_kind",))
        assert {value.key: value.claims for value in kinds.values} == {
            "people": 101, "bodies": 3, "unnamed": 2,
        }  # fmt: skip
        (one,) = values.speakers(db.conn, Filters(), "rahman00", 5)
        assert (one.key, one.claims) == ("walhi", 3)


def test_every_kind_of_speaker_is_in_one_group():
    kinds = [kind for some in conditions.GROUPS.values() for kind in some]
    assert sorted(kinds) == sorted(KINDS) == sorted(naming.KINDS)


@pytest.mark.parametrize("table", ["speakers", "outlets"])
async def test_whom_the_table_is_closed_to_finds_nothing_in_it(path, instance, table):
    closed = {"databases": {"claims": {"tables": {table: {"allow": False}}}}}
    ds = await instance(path, metadata=closed)
    for field in [name for name, of in facets.TABLES.items() if of == table]:
        for tail in ("", ".json"):
            answer = await ds.client.get(f"{HERE}{tail}?_field={field}&_find=a")
            assert answer.status_code == 404
    if table == "speakers":
        html = (await ds.client.get("/claims/-/claims?speaker_kind=people")).text
        assert "you may not see the speakers" in html
        assert "<strong>106</strong>" in html


async def test_no_such_facet(ds):
    answer = await ds.client.get(f"{HERE}.json?_field=modality")
    assert answer.status_code == 404
    assert "_field is one of status, speaker_kind" in answer.json()["error"]


async def test_what_was_used_as_far_as_it_was_understood_was_not_left_out(ds):
    html = (await ds.client.get(f"{HERE}?_field=language&q=%22harga&month=abc")).text
    notices = re.findall(r"<strong>(\w+)=[^<]*</strong>([^:]*):", html)
    assert dict(notices) == {"month": " was left out", "q": ""}
