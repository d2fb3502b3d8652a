"""What stands beside a claim: the words of its changed article, and what the program now reads."""

import re

import pytest
from newsroom import URL, run
from stories import TUESDAY, claims, fresh, load
from test_unsaved import Browser

from datasette_claims.store import reviews
from datasette_claims.web import wording

LINE = "[source Menteri Sri] [cue berkata] [content harga beras {} persen & <b> bulan ini]."


@pytest.fixture
def path(tmp_path):
    return tmp_path / "news.db"


def judged(db):
    (claim,) = claims(db)
    reviews.review(
        db,
        claim["id"],
        seen=1,
        actor="bob",
        judgement=reviews.Judgement("false", "Data <BPS>", "published"),
        links=[{"url": "https://bps.example/"}],
    )
    return claim["id"]


@pytest.fixture
def changed(path):
    """The addresses of a judged claim and of the one that its changed article has instead."""
    with fresh(path) as db:
        load(db, LINE.format("naik 5"), url=URL)
        old = judged(db)
        load(db, LINE.format("naik 50"), TUESDAY, url=URL)
        (new,) = (claim["id"] for claim in claims(db) if claim["id"] != old)
    return f"/news/-/claims/{old}", f"/news/-/claims/{new}"


@pytest.fixture
def reread(path):
    """The address of a judged claim that better rules read otherwise, and what they read."""
    with fresh(path) as db:
        load(db, LINE.format("naik 5"), url=URL)
        key = judged(db)
        longer = LINE.replace("[content harga", "harga").replace("{} persen", "[content {} persen")
        load(db, longer.format("naik 5"), TUESDAY, url=URL)
        assert db.execute("select count(*) from readings").fetchone() == (1,)
    return f"/news/-/claims/{key}"


@pytest.fixture
async def ds(path, instance):
    return await instance(path)


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize("actor", [None, "alice"])
async def test_each_page_shows_the_other_wording(changed, ds, as_editor, actor):
    browser = Browser(ds, as_editor(ds, actor) if actor else {})
    old, new = changed
    shown = (await browser.get(old)).text
    assert "The article now says" in shown
    assert re.search(r"<del><span[^>]*>\[taken out: </span>5<", shown)
    assert re.search(r"<ins><span[^>]*>\[put in: </span>50<", shown)
    assert f'href="{new}' in shown
    shown = (await browser.get(new)).text
    assert "This was checked before the article changed" in shown
    assert re.search(r"<del><span[^>]*>\[taken out: </span>5<", shown)
    assert f'href="{old}' in shown
    assert ("Carry over as a draft" in shown) == (actor == "alice")
    assert ("<button" in shown.partition('id="carry"')[2].partition("</section>")[0]) == bool(actor)


async def test_an_editor_carries_reason_and_evidence_over(changed, ds, as_editor, path):
    alice = Browser(ds, as_editor(ds, "alice"))
    old, new = changed
    form = {**await alice.form(new), "note": "Masih ditulis."}
    carry = f"{new}/carry/{old.rpartition('/')[2]}"
    for _ in range(2):  # once, though it is sent twice
        shown = await alice.send(carry, form)
        assert "carried over, as a draft" in shown.text
        assert "Masih ditulis." in shown.text
    assert "Reason and evidence were carried over" in words(
        shown.text.partition('id="timeline"')[2]
    )
    key = new.rpartition("/")[2]
    assert run(
        path,
        ("select status, rationale, publication from claims where id = ?", [key]),
    )[0] == [("false", "Data <BPS>", "draft")]
    assert run(path, ("select count(*) from evidence where claim_id = ?", [key]))[0] == [(1,)]
    assert "Carry over as a draft" not in shown.text


async def test_claims_that_have_nothing_to_do_with_each_other(changed, ds, as_editor):
    alice = Browser(ds, as_editor(ds, "alice"))
    for here, there in (changed, changed[::-1]):
        form = await alice.form(here)
        shown = await alice.send(f"{here}/unrelated/{there.rpartition('/')[2]}", form)
        assert "not put side by side any more" in shown.text
        assert "The article now says" not in shown.text
        assert "This was checked before" not in (await alice.get(there)).text


async def test_a_newer_reading_is_taken_over_in_one_step(reread, ds, as_editor, path):
    alice = Browser(ds, as_editor(ds, "alice"))
    shown = (await alice.get(reread)).text
    assert "The program now reads" in shown
    (take,) = re.findall(r'formaction="([^"]*/take)"', shown)
    form = await alice.form(reread)
    for _ in range(2):
        answer = await alice.send(take, form)
        assert "The claim now says what the program reads." in answer.text
    ((text, publication),) = run(path, "select text, publication from claims")[0]
    assert (text, publication) == ("naik 5 persen & <b> bulan ini", "draft")
    assert "The program now reads" not in answer.text


async def test_a_newer_reading_is_left(reread, ds, as_editor, path):
    alice = Browser(ds, as_editor(ds, "alice"))
    shown = (await alice.get(reread)).text
    (leave,) = re.findall(r'formaction="([^"]*/leave)"', shown)
    answer = await alice.send(leave, await alice.form(reread))
    assert "The claim stays as it is." in answer.text
    assert "The program now reads" not in answer.text
    assert run(path, "select publication from claims")[0] == [("published",)]


async def test_the_claims_that_are_read_otherwise_are_found(reread, ds):
    shown = await ds.client.get("/news/-/claims?reading=other")
    assert shown.status_code == 200
    assert reread in shown.text
    assert "reading=other" in (await ds.client.get("/news/-/claims")).text


@pytest.mark.parametrize(
    "change", ["carry/nobody", "unrelated/nobody", "reading/99/take", "reading/x/leave"]
)
async def test_what_is_not_there(changed, ds, as_editor, post_json, change, path):
    for status, cookies in ((404, as_editor(ds, "alice")), (403, as_editor(ds, "eve"))):
        answer = await post_json(ds, f"{changed[1]}/{change}", {"revision": 1}, cookies)
        assert (answer.status_code, answer.json()["ok"]) == (status, False)


async def test_a_claim_that_was_judged_meanwhile_takes_nothing_over(changed, ds, as_editor, path):
    alice = Browser(ds, as_editor(ds, "alice"))
    old, new = changed
    form = await alice.form(new)
    run(path, ("update claims set status = 'true' where id = ?", [new.rpartition("/")[2]]))
    shown = await alice.send(f"{new}/carry/{old.rpartition('/')[2]}", {**form, "note": "Catatan."})
    assert "was changed after you opened it" in shown.text
    assert "Catatan." in shown.text


@pytest.mark.parametrize(
    ("before", "after", "taken", "put"),
    [
        ("Iran attacked", "Iraq attacked", ["Iran"], ["Iraq"]),
        ("costs $5", "costs €5", ["$"], ["€"]),
        ("fell by -2", "fell by 2", ["-"], []),
        ("will defend it", "will not defund it", ["defend"], ["not defund"]),
        ("one two", "three four", ["one two"], ["three four"]),
        ("“ya”", "\"ya\"", ["“", "”"], ['"', '"']),
        ("", "baru", [], ["baru"]),
        ("<b>x</b>", "<i>x</i>", ["b", "b"], ["i", "i"]),
        ("sama", "sama", [], []),
    ],
)  # fmt: skip
def test_difference(before, after, taken, put):
    html = str(wording.difference(before, after))
    assert "<b>" not in html
    found = {
        tag: re.findall(rf"<{tag}><span[^>]*>[^<]*</span>(.*?)<span", html)
        for tag in ("del", "ins")
    }
    assert found["del"] == [str(wording.marking.safe(each)) for each in taken]
    assert found["ins"] == [str(wording.marking.safe(each)) for each in put]
