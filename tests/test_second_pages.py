"""Second readings on the pages, by JSON, in the filters, and where publishing waits for them."""

import re

import pytest
from browsing import Browser
from conftest import IS_1
from many import claims
from newsroom import run
from reviewing import find, save
from stories import fresh

CLAIM = "/news/-/claims/c0"
WAITS = {
    "plugins": {
        "datasette-claims": {
            "permissions": {"edit-claims": ["alice", "bob"]},
            "second_reader": True,
        }
    }
}


@pytest.fixture
def path(tmp_path):
    """Three claims; alice found the first two false."""
    made = claims(tmp_path / "news.db", [{"id": f"c{number}"} for number in range(3)])
    with fresh(made) as db:
        save(db, actor="alice")
        save(db, actor="alice", key="c1")
    return made


@pytest.fixture
async def ds(path, instance):
    return await instance(path)


def body(page):
    return page.text.partition("<main")[2].partition("</main>")[0]


def findings_of(path):
    return run(path, "select claim_id, finding, reason, actor, ended from second_readings")[0]


async def confirm(ds, as_editor, post_json, who="bob", claim=CLAIM, **more):
    page = await ds.client.get(claim, cookies=as_editor(ds, who))
    seen = int(re.search(r'name="revision" value="(\d+)"', page.text)[1])
    sent = {"finding": "confirmed", "revision": seen, **more}
    return await post_json(ds, f"{claim}/second", sent, as_editor(ds, who))


async def test_a_colleague_is_asked_and_who_gave_the_verdict_is_not(ds, as_editor):
    for who, asked in (("bob", True), ("alice", False), ("eve", False)):
        page = body(await ds.client.get(CLAIM, cookies=as_editor(ds, who)))
        assert ("Confirm" in page, "What you object to" in page) == (asked, asked), who
    nothing = body(await ds.client.get("/news/-/claims/c2", cookies=as_editor(ds, "bob")))
    assert "Confirm" not in nothing


async def test_confirmed_by_the_form_and_taken_back(ds, path, as_editor):
    bob = Browser(ds, as_editor(ds, "bob"))
    fields = await bob.form(CLAIM)
    page = await bob.send(f"{CLAIM}/second", {**fields, "finding": "confirmed"})
    assert bob.went == CLAIM
    assert "you stand behind this verdict" in page.text
    assert "Confirmed by <bdi>bob</bdi>" in page.text
    assert "A second reader confirmed" in page.text  # in the timeline
    assert "Confirm<" not in page.text
    batch = re.search(r'name="undo" value="(\w+)"', page.text)[1]
    page = await bob.send(f"{CLAIM}/undo", {**await bob.form(CLAIM), "undo": batch})
    assert "Taken back since: a second reader confirmed" in page.text
    assert findings_of(path) == [("c0", "confirmed", None, "bob", "taken_back")]


async def test_an_objection_needs_words_and_what_else_was_typed_is_kept(ds, path, as_editor):
    bob = Browser(ds, as_editor(ds, "bob"))
    fields = {**await bob.form(CLAIM), "finding": "objected", "note": "Ask the ministry."}
    fields |= {"status": "false", "rationale": "Why"}
    page = await bob.send(f"{CLAIM}/second", {**fields, "objection": " "})
    assert "Say what you object to" in page.text
    assert "Ask the ministry." in page.text
    page = await bob.send(f"{CLAIM}/second", {**fields, "objection": "The <b>figure</b>"})
    assert "The &lt;b&gt;figure&lt;/b&gt;" in page.text
    assert "Ask the ministry." in page.text
    assert findings_of(path) == [("c0", "objected", "The <b>figure</b>", "bob", None)]
    assert run(path, "select count(*) from review_notes") == [[(0,)]]


async def test_the_reviews_own_button_keeps_an_objection_that_was_not_sent(ds, path, as_editor):
    bob = Browser(ds, as_editor(ds, "bob"))
    fields = {**await bob.form(CLAIM), "status": "false", "rationale": "Why", "note": "x"}
    page = await bob.send(f"{CLAIM}/status", {**fields, "objection": "Not sent yet"})
    assert "not saved yet" in page.text
    assert "Not sent yet</textarea>" in page.text
    assert findings_of(path) == []


async def test_by_json(ds, path, as_editor, post_json):
    said = (await confirm(ds, as_editor, post_json)).json()
    assert (said["ok"], said["finding"], bool(said["undo"])) == (True, "confirmed", True)
    again = await confirm(ds, as_editor, post_json)
    assert again.json()["undo"] == said["undo"]
    other = await confirm(ds, as_editor, post_json, finding="objected", reason="No.")
    assert (other.status_code, "already" in other.json()["error"]) == (400, True)
    own = await confirm(ds, as_editor, post_json, who="alice")
    assert (own.status_code, "You gave this verdict" in own.json()["error"]) == (400, True)
    nothing = await confirm(ds, as_editor, post_json, finding="")
    assert nothing.status_code == 400
    assert len(findings_of(path)) == 1


async def test_of_a_verdict_that_changed_meanwhile_it_is_refused(ds, path, as_editor, post_json):
    stale = await confirm(ds, as_editor, post_json, revision=1)
    assert stale.status_code == 409
    bob = Browser(ds, as_editor(ds, "bob"))
    fields = await bob.form(CLAIM)
    with fresh(path) as db:
        save(db, "true", actor="alice", link=False)
    page = await bob.send(f"{CLAIM}/second", {**fields, "finding": "confirmed"})
    assert "was changed after you opened it" in page.text
    assert findings_of(path) == []


async def test_an_earlier_verdicts_reading_is_told_as_such(ds, path, as_editor):
    with fresh(path) as db:
        find(db, actor="bob")
        save(db, "true", actor="alice", link=False)
    page = body(await ds.client.get(CLAIM, cookies=as_editor(ds, "bob")))
    assert "Of an earlier verdict: a second reader confirmed" in page
    assert "Confirmed by" not in page
    assert "Confirm<" in page


async def test_in_the_queue_it_goes_on(ds, path, as_editor):
    bob = Browser(ds, as_editor(ds, "bob"))
    queue = "/news/-/claims/queue?second=awaited"
    fields = await bob.form(queue)
    at = re.search(r"at=(\w+)", bob.went)[1]
    await bob.send(f"/news/-/claims/{at}/second", {**fields, "finding": "confirmed"})
    assert re.search(r"at=(c\d)", bob.went)[1] == {"c0": "c1", "c1": "c0"}[at]
    assert [row[:2] for row in findings_of(path)] == [(at, "confirmed")]


async def test_none_of_it_is_shown_to_others(ds, path, instance, as_editor):
    with fresh(path) as db:
        find(db, "objected", actor="bob", reason="Kata rahasia")
    for cookies in ({}, as_editor(ds, "eve")):
        page = body(await ds.client.get(CLAIM, cookies=cookies))
        assert "Kata rahasia" not in page
        assert "second reader" not in page.lower()
        assert "disputed" not in body(await ds.client.get("/news/-/claims", cookies=cookies))
    hidden = {"databases": {"news": {"tables": {"second_readings": {"allow": False}}}}}
    closed = await instance(path, metadata=hidden)
    alice = as_editor(closed)
    assert "Kata rahasia" not in (await closed.client.get(CLAIM, cookies=alice)).text
    page = await closed.client.get("/news/-/claims?second=disputed", cookies=alice)
    assert "you may not see what second readers found" in page.text


async def test_disagreements_are_a_filter_and_a_count(ds, path, as_editor):
    with fresh(path) as db:
        find(db, "objected", actor="bob")
    alice = as_editor(ds)
    page = body(await ds.client.get("/news/-/claims", cookies=alice))
    assert re.search(r'href="[^"]*second=disputed">1 disputed<', page)
    assert re.search(r'href="[^"]*second=awaited">1 awaited<', page)
    for value, keys in (("disputed", ["c0"]), ("awaited", ["c1"]), ("confirmed", [])):
        found = await ds.client.get(f"/news/-/claims.json?second={value}", cookies=alice)
        assert [row["id"] for row in found.json()["rows"]] == keys, value
    both = await ds.client.get("/news/-/claims.json?second=awaited&second=disputed", cookies=alice)
    assert both.json()["count"] == 2
    wrong = await ds.client.get("/news/-/claims?second=liked", cookies=alice)
    assert "choose one of awaited, confirmed, disputed" in wrong.text


# Publishing waits.


async def test_where_publishing_waits_the_form_says_so_and_all_refusals_come_at_once(
    path, instance, as_editor, post_json
):
    ds = await instance(path, metadata=WAITS)
    alice = Browser(ds, as_editor(ds))
    page = body(await alice.get(CLAIM))
    assert "Publishing waits until a second reader has confirmed it" in page
    assert "a colleague confirms it before it is published" in page
    fields = {
        **await alice.form("/news/-/claims/c2"),
        "status": "false",
        "publication": "published",
    }
    refused = await post_json(
        ds, "/news/-/claims/c2/status",
        {"status": "false", "publication": "published", "revision": 1}, as_editor(ds),
    )  # fmt: skip
    assert set(refused.json()["problems"]) == {"rationale", "evidence_url", "publication"}
    page = body(await alice.send("/news/-/claims/c2/status", fields))
    assert "A second reader confirms a verdict before it is published" in page
    assert (await confirm(ds, as_editor, post_json)).status_code == 200
    published = {**await alice.form(CLAIM), "status": "false", "publication": "published"}
    page = body(await alice.send(f"{CLAIM}/status", {**published, "rationale": "Why"}))
    assert "Saved: False, published." in page
    assert run(path, "select id from claims where publication = 'published'") == [[("c0",)]]


@pytest.mark.parametrize(
    ("top", "own", "waits"),
    [(None, None, False), (True, None, True), (True, False, False), (False, True, True)],
)
async def test_the_word_of_the_database_goes_first(path, instance, top, own, waits):
    from datasette_claims.web import seam

    def block(value):
        said = {} if value is None else {"second_reader": value}
        return {"plugins": {"datasette-claims": {"permissions": {"edit-claims": "a"}, **said}}}

    ds = await instance(path, metadata={**block(top), "databases": {"news": block(own)}})
    assert seam.confirms(ds, "news") is waits


@pytest.mark.skipif(not IS_1, reason="Datasette 0.65 edits no rows")
@pytest.mark.parametrize("waits", [True, False])
async def test_row_editing_waits_too(path, instance, as_editor, waits):
    ds = await instance(path, metadata=WAITS if waits else None)
    ds.root_enabled = True
    root = as_editor(ds, "root")
    update = {"update": {"publication": "published"}}
    answer = await ds.client.post(
        "/news/claims/c0/-/update",
        json=update,
        cookies=root,
        headers={"origin": "http://localhost"},
    )
    assert (answer.status_code == 200) is not waits, answer.text
    if waits:
        assert "second reader" in answer.text
