"""Many claims at once in the browser: shown before it is done, one undo, and whose work it is."""

import json
import re

import many as rows_of
import pytest
from browsing import Browser
from newsroom import run

from datasette_claims.store import many

ROWS = [{"speaker": "Siti", "text": f"harga beras naik {n} kali"} for n in range(5)]
KEYS = [f"claim{n:06}" for n in range(5)]
LIST = "/news/-/claims"
STATUS = {"do": "status", "status": "not_checkable", "rationale": "A wish.", "publication": "draft"}


@pytest.fixture
def path(tmp_path):
    return rows_of.claims(tmp_path / "news.db", ROWS)


@pytest.fixture
async def alice(path, instance, as_editor):
    ds = await instance(path)
    return Browser(ds, as_editor(ds, "alice"))


async def send(browser, to, fields, where=LIST):
    """A form of the page, with its token."""
    html = (await browser.get(where)).text
    token = re.search(r'name="csrftoken" value="([^"]*)"', html)
    return await browser.send(to, {"csrftoken": token[1] if token else "", **fields})


def hidden(html, action):
    """The hidden fields of the form with this action."""
    from html import unescape

    form = html.partition(f'action="{action}"')[2].partition("</form>")[0]
    return {
        name: unescape(value)
        for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
    }


def statuses(path):
    return [status for (status,) in run(path, "select status from claims order by id")[0]]


async def test_what_would_change_is_shown_then_done_then_undone(alice, path):
    ticked = {f"claim:{key}": "1" for key in KEYS[:3]}
    shown = await send(alice, f"{LIST}/many", {**STATUS, **ticked, "which": "ticked", "queue": ""})
    assert shown.status_code == 200
    assert "3 claims would become" in shown.text
    assert "Nothing is changed yet" in shown.text
    assert statuses(path) == ["unreviewed"] * 5
    fields = hidden(shown.text, f"{LIST}/many/save")
    assert json.loads(fields["claims"]) == dict.fromkeys(KEYS[:3], 1)
    done = await alice.send(f"{LIST}/many/save", fields)
    assert "3 claims became" in done.text
    assert statuses(path) == [*["not_checkable"] * 3, *["unreviewed"] * 2]
    batch = re.search(r"/many/([0-9a-f]{16})/undo", done.text)[1]
    # Its address answers a reload, to editors.
    assert "3 claims became" in (await alice.get(f"{LIST}/many/{batch}")).text
    assert (await alice.ds.client.get(f"{LIST}/many/{batch}")).status_code == 403
    undone = await alice.send(
        f"{LIST}/many/{batch}/undo", hidden(done.text, f"{LIST}/many/{batch}/undo")
    )
    assert "Undone." in undone.text
    assert "/undo" not in undone.text
    assert statuses(path) == ["unreviewed"] * 5


async def test_all_of_a_filter_and_what_is_left_out(alice, path):
    fields = {"do": "publish", "which": "all", "queue": "q=beras"}
    shown = await send(alice, f"{LIST}/many", fields)
    assert "Nothing would change" in shown.text
    assert many.NO_RESULT in shown.text.replace("&#39;", "'")
    fields = {**STATUS, "which": "all", "queue": "q=beras"}
    shown = await send(alice, f"{LIST}/many", fields)
    assert "5 claims would become" in shown.text
    save = hidden(shown.text, f"{LIST}/many/save")
    await send(alice, f"{LIST}/{KEYS[0]}/assign", {"to": "bob"})
    run(path, "update claims set status = 'in_review' where id = 'claim000001'")
    done = await alice.send(f"{LIST}/many/save", save)
    assert "4 claims became" in done.text
    assert "Changed by somebody after you looked" in done.text
    assert statuses(path)[1] == "in_review"
    assert "q=beras" in done.text  # back to the same list


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({**STATUS, "which": "ticked"}, "Tick the claims"),
        ({"which": "all", "do": ""}, "Choose what is to be done"),
        ({"which": "all", "do": "status"}, "Choose the status"),
        ({"which": "all", "do": "assign", "to": "x" * 300}, "no name"),
    ],
)
async def test_what_is_missing_is_said_on_the_page_that_keeps_the_rest(alice, path, fields, said):
    shown = await send(alice, f"{LIST}/many", {"queue": "", **fields, "rationale": "Typed."})
    assert said in shown.text
    assert "Typed." in shown.text
    assert statuses(path) == ["unreviewed"] * 5


async def test_an_unusable_filter_changes_nothing(alice):
    fields = {**STATUS, "which": "all", "queue": "stauts=false"}
    answer = await send(alice, f"{LIST}/many", fields)
    assert answer.status_code == 400
    assert "stauts" in answer.text


async def test_only_who_may_edit_sees_and_does_it(path, instance, as_editor, post_form, post_json):
    ds = await instance(path)
    html = (await ds.client.get(LIST)).text
    assert "claim:" not in html
    assert "/many" not in html
    for cookies in ({}, as_editor(ds, "eve")):
        for to in ("many", "many/save", "many/0000000000000000/undo", "seen"):
            answer = await post_form(ds, f"{LIST}/{to}", {**STATUS, "upto": "1"}, cookies)
            assert answer.status_code == 403, to
    assert statuses(path) == ["unreviewed"] * 5


async def test_a_script_previews_and_saves(path, instance, as_editor, post_json):
    ds = await instance(path)
    cookies = as_editor(ds, "alice")
    looked = await post_json(ds, f"{LIST}/many", {**STATUS, "queue": "q=beras"}, cookies)
    claims = looked.json()["claims"]
    assert sorted(claims) == KEYS
    claims[KEYS[0]] = 7
    done = await post_json(ds, f"{LIST}/many/save", {**STATUS, "claims": claims}, cookies)
    answer = done.json()
    assert (sorted(answer["changed"]), answer["stale"]) == (KEYS[1:], [KEYS[0]])
    undone = await post_json(ds, f"{LIST}/many/{answer['batch']}/undo", {}, cookies)
    assert undone.json() == {"ok": True, "undone": 4, "left": {}}
    for wrong in ({}, {"claims": [1]}, {"claims": {"a": "b"}}, {"claims": "x"}):
        answer = await post_json(ds, f"{LIST}/many/save", {**STATUS, **wrong}, cookies)
        assert answer.status_code in (200, 400), wrong
        if answer.status_code == 200:
            assert answer.json()["changed"] == []


async def test_assigned_judged_and_changed_are_filters_of_whoever_asks(
    path, instance, as_editor, post_json
):
    ds = await instance(path)
    ana, bob = as_editor(ds, "alice"), as_editor(ds, "bob")

    async def listed(query, cookies=ana):
        answer = await ds.client.get(f"{LIST}.json?{query}", cookies=cookies)
        if answer.status_code == 400:
            return answer.json()["error"]
        return sorted(row["id"] for row in answer.json()["rows"])

    await post_json(ds, f"{LIST}/{KEYS[0]}/assign", {"to": "alice"}, bob)
    await post_json(ds, f"{LIST}/{KEYS[1]}/assign", {"to": "bob"}, ana)
    await post_json(ds, f"{LIST}/{KEYS[2]}/status", {"status": "false", "revision": 1}, ana)
    await post_json(ds, f"{LIST}/{KEYS[3]}/note", {"note": "x"}, bob)
    assert await listed("assigned=me") == KEYS[:1]
    assert await listed("assigned=me", bob) == KEYS[1:2]
    assert await listed("assigned=alice&assigned=bob", bob) == KEYS[:2]
    assert await listed("assigned=-") == KEYS[2:]
    assert await listed("judged=me") == KEYS[2:3]
    assert await listed("judged=alice", bob) == KEYS[2:3]
    assert await listed("judged=me", bob) == []
    assert await listed("changed=unseen") == [KEYS[0], KEYS[3]]
    assert await listed("changed=unseen", bob) == KEYS[1:3]
    # Whoever works on a claim has seen it; a later word of somebody else is news again.
    await post_json(ds, f"{LIST}/{KEYS[3]}/note", {"note": "y"}, ana)
    assert await listed("changed=unseen") == KEYS[:1]
    assert KEYS[3] in await listed("changed=unseen", bob)
    assert "log in" in await listed("assigned=me", {})
    assert "log in" in await listed("changed=unseen", {})
    # Undone is not judged.
    batch = run(path, "select batch from acts where kind = 'status'")[0][0][0]
    await post_json(ds, f"{LIST}/{KEYS[2]}/undo", {"undo": batch}, ana)
    assert await listed("judged=me") == []


async def test_marking_all_as_seen_takes_what_the_page_showed_and_no_more(alice, path, post_json):
    bob = {"ds_actor": alice.ds.sign({"a": {"id": "bob"}}, "actor")}
    await post_json(alice.ds, f"{LIST}/{KEYS[0]}/note", {"note": "x"}, bob)
    here = f"{LIST}?changed=unseen"
    page = (await alice.get(here)).text
    fields = hidden(page, f"{LIST}/seen")
    await post_json(alice.ds, f"{LIST}/{KEYS[1]}/note", {"note": "x"}, bob)
    after = await alice.send(f"{LIST}/seen", fields)
    assert "marked as seen" in after.text
    listed = re.findall(r'id="claim-(\w+)"', after.text)
    assert listed == [KEYS[1]]
    # An older page sent again takes nothing back.
    await alice.send(f"{LIST}/seen", {**fields, "upto": "0"})
    assert re.findall(r'id="claim-(\w+)"', (await alice.get(here)).text) == [KEYS[1]]


async def test_whose_a_claim_is_stands_on_card_page_and_queue(alice, path):
    claim = f"{LIST}/{KEYS[0]}"
    fields = await alice.form(claim)
    after = await alice.send(f"{claim}/assign", {**fields, "to": " bob  ", "rationale": "Typed."})
    assert "Assigned to bob." in after.text
    assert 'name="to" list="people" value="bob"' in after.text
    assert "Typed." in after.text  # what was typed beside it is in the form still
    assert "for <bdi>bob</bdi>" in (await alice.get(LIST)).text
    queue = (await alice.get(f"{LIST}/queue?assigned=bob")).text
    assert 'value="bob"' in queue
    # Save takes it too, if it was changed.
    fields = {**await alice.form(claim), "to": "eva"}
    after = await alice.send(f"{claim}/status", fields)
    assert "Assigned to eva." in after.text
    fields = {**await alice.form(claim), "to": "eva"}
    assert "Nothing was different" in (await alice.send(f"{claim}/status", fields)).text


async def test_who_may_not_see_assignments_is_shown_none(path, instance, as_editor, post_json):
    ds = await instance(path)
    await post_json(ds, f"{LIST}/{KEYS[0]}/assign", {"to": "Rahasia"}, as_editor(ds, "alice"))
    hidden_ = {"databases": {"news": {"tables": {"assignments": {"allow": False}}}}}
    ds = await instance(path, metadata=hidden_)
    for to in (LIST, f"{LIST}/{KEYS[0]}", f"{LIST}.json"):
        answer = await ds.client.get(to, cookies=as_editor(ds, "alice"))
        assert "Rahasia" not in answer.text
    assert (await ds.client.get(f"{LIST}.json?assigned=Rahasia")).status_code == 400
