"""Copies on the pages: where else a claim stands, parting and joining, and for whom."""

import re

import pytest
from newsroom import run
from stories import TUESDAY, fresh
from test_copies import STORY, load, read
from test_joining import FALSE, LINK, judge, key
from test_unsaved import Browser

WORDS = re.compile(r"<[^>]+>")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "news.db"


@pytest.fixture
def keys(path):
    """The keys of a claim in three papers, and of its copy that came after it was judged."""
    with fresh(path) as db:
        load(
            db,
            read(STORY, title="Harbour <b>closes</b>"),
            read(STORY, "two", "2026-05-05"),
            read(STORY, "three", "2026-05-06"),
        )
        judge(db, "one", FALSE, [LINK])
        load(db, read(STORY, "late", "2026-05-06"), now=TUESDAY)
        return {place: key(db, place) for place in ("one", "two", "three", "late")}


@pytest.fixture
async def ds(keys, path, instance):
    return await instance(path)


def here(keys, place):
    return f"/news/-/claims/{keys[place]}"


def section(html, name):
    """The words of a section, by the id of its heading."""
    part = html.partition(f'id="{name}"')[2].partition("</section>")[0]
    return " ".join(WORDS.sub(" ", part.partition(">")[2]).split())


def groups(path):
    found = run(path, "SELECT outlet_id, group_id FROM claims WHERE text LIKE '%Nobody%'")[0]
    by_group = {}
    for outlet, group in found:
        by_group.setdefault(group or outlet, set()).add(outlet)
    return sorted(map(sorted, by_group.values()))


async def test_a_reader_sees_where_else_it_stands(ds, keys):
    shown = (await ds.client.get(here(keys, "two"))).text
    listed = section(shown, "copies")
    assert listed.startswith("The same claim in 3 outlets")
    assert "one · 4 May 2026 · Harbour &lt;b&gt;closes&lt;/b&gt; · original page" in listed
    assert "three · 6 May 2026" in listed
    assert "late" not in listed
    assert f'href="{here(keys, "one")}"' in shown
    assert "Separate" not in listed
    assert 'id="apart"' not in shown


async def test_what_stands_alone_says_nothing_of_it(ds, keys):
    shown = (await ds.client.get(here(keys, "late"))).text
    assert 'id="copies"' not in shown
    assert 'id="apart"' not in shown


async def test_an_editor_parts_one_and_joins_it_again(ds, keys, as_editor, path):
    alice = Browser(ds, as_editor(ds, "alice"))
    form = {**await alice.form(here(keys, "one")), "note": "Still typed."}
    shown = (await alice.get(here(keys, "one"))).text
    assert "its copies</a> get the same status" in shown
    (part,) = re.findall(
        r'formaction="([^"]*/part/[^"]*)">Separate<span[^>]*> the claim in two', shown
    )
    for _ in range(2):  # once, though it is sent twice
        answer = await alice.send(part, form)
        assert "Separated" in answer.text
        assert "Still typed." in answer.text
    assert groups(path) == [["late"], ["one", "three"], ["two"]]
    shown = (await alice.get(here(keys, "two"))).text
    assert "Separated from its copies" in section(shown, "timeline")
    assert 'id="copies"' not in shown
    assert "one · 4 May 2026" in section(shown, "apart")
    assert section(shown, "apart").count("Join again") == 2
    (join, *_) = re.findall(r'formaction="([^"]*/join/[^"]*)">Join again', shown)
    form = await alice.form(here(keys, "two"))
    for _ in range(2):
        answer = await alice.send(join, form)
        assert "Joined: counted once" in answer.text
    assert groups(path) == [["late"], ["one", "three", "two"]]


async def test_an_editor_parts_the_one_that_is_open(ds, keys, as_editor, path):
    alice = Browser(ds, as_editor(ds, "alice"))
    shown = (await alice.get(here(keys, "two"))).text
    (part,) = re.findall(r'formaction="([^"]*)">Separate this one from the others', shown)
    await alice.send(part, await alice.form(here(keys, "two")))
    assert groups(path) == [["late"], ["one", "three"], ["two"]]


@pytest.mark.parametrize("place", ["late", "one"])
async def test_a_late_copy_is_judged_by_a_press_on_either_page(ds, keys, as_editor, path, place):
    alice = Browser(ds, as_editor(ds, "alice"))
    shown = (await alice.get(here(keys, place))).text
    (join, *_) = re.findall(r'formaction="([^"]*/join/[^"]*)">Join, and judge', shown)
    answer = await alice.send(join, await alice.form(here(keys, place)))
    assert "Joined" in answer.text
    assert groups(path) == [["late", "one", "three", "two"]]
    ((status, links),) = run(
        path,
        (
            "SELECT status, (SELECT count(*) FROM evidence WHERE claim_id = claims.id)"
            " FROM claims WHERE id = ?",
            [keys["late"]],
        ),
    )[0]
    assert (status, links) == ("false", 1)


async def test_who_sent_a_judgement_hears_of_the_copies(ds, keys, as_editor, post_json):
    body = {"revision": 2, "status": "true", "rationale": "Looked again"}
    answer = await post_json(ds, f"{here(keys, 'two')}/status", body, as_editor(ds))
    assert answer.json()["message"] == ("Saved, with its copies in 2 other articles: True, draft.")
    body["status"] = "misleading"
    answer = await post_json(ds, f"{here(keys, 'three')}/status", body, as_editor(ds))
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("tail", "status"),
    [
        ("part/{one}", 200),
        ("part/nobody", 404),
        ("part/{late}", 404),
        ("join/{late}/1", 200),
        ("join/{late}/2", 409),
        ("join/{one}/1", 200),
        ("join/{late}/x", 404),
        ("join/nobody/1", 404),
    ],
)
async def test_answers_as_json(ds, keys, as_editor, post_json, tail, status):
    sent = f"{here(keys, 'two')}/{tail.format(**keys)}"
    answer = await post_json(ds, sent, {"revision": 2}, as_editor(ds))
    assert (answer.status_code, answer.json()["ok"]) == (status, status == 200)
    assert (await post_json(ds, sent, {"revision": 2})).status_code == 403


async def test_judged_differently_there_is_no_button(ds, keys, as_editor, post_json):
    await post_json(
        ds, f"{here(keys, 'late')}/status", {"revision": 1, "status": "true"}, as_editor(ds)
    )
    alice = Browser(ds, as_editor(ds, "alice"))
    apart = section((await alice.get(here(keys, "one"))).text, "apart")
    assert "judged otherwise" in apart
    assert "Join" not in apart
    sent = f"{here(keys, 'one')}/join/{keys['late']}/2"
    answer = await post_json(ds, sent, {"revision": 2}, as_editor(ds))
    assert answer.status_code == 400
    assert "judged differently" in answer.json()["error"]


async def test_a_note_on_one_is_read_on_its_copies(ds, keys, as_editor, post_json):
    await post_json(ds, f"{here(keys, 'one')}/note", {"note": "Ask the harbour"}, as_editor(ds))
    alice = Browser(ds, as_editor(ds, "alice"))
    notes = section((await alice.get(here(keys, "three"))).text, "notes")
    assert "Ask the harbour" in notes
    assert "at a copy of this claim" in notes
    assert "Ask the harbour" not in (await ds.client.get(here(keys, "three"))).text


async def test_an_article_lists_the_others_of_its_story(ds, keys, path):
    (article,) = run(path, ("SELECT article_id FROM claims WHERE id = ?", [keys["two"]]))[0][0]
    shown = " ".join(
        WORDS.sub(" ", (await ds.client.get(f"/news/-/articles/{article}")).text).split()
    )
    assert "3 other articles say some of the same: copies of one story" in shown
    assert "one · 4 May 2026" in shown
    assert re.search(r"late · 6 May 2026 · .{0,80} \(4 claims\)", shown)


DENIED = {
    "articles": ["Harbour", "original page"],
    "outlets": ["one ·", "outlets"],
    "relations": [],
}


@pytest.mark.parametrize("table", DENIED)
async def test_who_may_not_see_a_table_is_shown_nothing_of_it(
    keys, path, instance, table, as_editor
):
    denied = {"databases": {"news": {"tables": {table: {"allow": {"id": "root"}}}}}}
    ds = await instance(path, metadata=denied)
    alice = Browser(ds, as_editor(ds, "alice"))
    shown = (await alice.get(here(keys, "two"))).text
    listed = section(shown, "copies")
    assert "4 May 2026" in listed
    for words in DENIED[table]:
        assert words not in listed
    assert ('id="apart"' in shown) == (table != "relations")


async def test_a_group_in_a_file_that_is_served_read_only(keys, path, instance, as_editor):
    ds = await instance(path, immutable=True)
    shown = (await Browser(ds, as_editor(ds, "alice")).get(here(keys, "two"))).text
    assert "in 3 outlets" in section(shown, "copies")
    assert "Separate" not in section(shown, "copies")
