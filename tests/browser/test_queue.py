"""The queue at work: by keys, by touch, without script; a server that dies, a colleague."""

import re
from contextlib import ExitStack, closing
from urllib.parse import parse_qs, urlsplit

import pytest
from many import claims
from playwright.sync_api import expect
from reviewing import set_status
from serving import free_port

from datasette_claims.store.database import opened
from datasette_claims.store.sqlite import sqlite3

QUEUE = "/claims/-/claims/queue"
CLAIMS = 40
PATIENT = ("--setting", "sql_time_limit_ms", "30000")
"""The place is left out where counting takes long, as on a busy machine: here it is waited for."""


@pytest.fixture
def path(tmp_path):
    """Forty claims of two speakers, half of whose sayings have figures in them."""
    return claims(
        tmp_path / "claims.db",
        [
            {
                "text": f"the price of rice rose by {number} per cent",
                "context": f"Siti said the price of rice rose by {number} per cent.",
                "speaker": "Siti Rahma" if number % 4 else "Budi Hartono",
                "article": f"a{number % 5}",
                "position": number,
                "said_on": f"2026-01-{number % 28 + 1:02}",
                "language": "en",
            }
            for number in range(CLAIMS)
        ],
    )


@pytest.fixture
def desk(served, path):
    with served(path, *PATIENT) as site:
        yield site


@pytest.fixture
def editor(page, desk):
    page.goto(desk.login)
    page.goto(f"{desk.address}{QUEUE}?status=unreviewed")
    ready(page)
    return page


def ready(page):
    """The page listens to keys."""
    expect(page.locator("main.keys-on")).to_be_visible()


def rows(path, sql):
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


def at(page):
    return parse_qs(urlsplit(page.url).query)["at"][0]


def claim(page):
    return page.locator("h1.headline")


def place(page):
    return page.locator(".queue-place")


def decide(page, status="1", reason="No such rise.", link=""):
    """As an editor's hands do it; the number of keys besides typing."""
    page.keyboard.press(status)
    page.keyboard.type(reason)
    if link:
        page.keyboard.press("Tab")
        page.keyboard.insert_text(link)  # pasted
    page.keyboard.press("Control+Enter")
    return 3 if link else 2


def test_thirty_decisions_and_a_server_that_dies(browser, served, path):
    """Three keys each besides typing, no click, one load; none is lost with the server killed."""
    port, loads, keys = free_port(), [], 0
    serving = {"port": port}
    with ExitStack() as servers, browser.new_context() as context:
        page = context.new_page()
        page.on(
            "response",
            lambda answer: (
                loads.append(answer.url)
                if answer.request.is_navigation_request() or answer.url.endswith("/skip")
                else None
            ),
        )
        site = servers.enter_context(served(path, "--secret", "kept", *PATIENT, **serving))
        page.goto(site.login)
        page.goto(f"{site.address}/claims/-/claims?status=unreviewed&speaker=siti-rahma")
        page.get_by_role("button", name="Check them one by one").click()
        expect(place(page)).to_have_text(re.compile("1 of 30"))
        ready(page)
        loads.clear()
        for number in range(1, 31):
            expect(claim(page)).to_be_visible()
            words = claim(page).text_content()
            if number in (10, 20):
                site.process.kill()
                site.process.wait()
            keys += decide(page, "12345"[number % 5], f"Reason {number}: {words}",
                           f"https://figures.example/{number}")  # fmt: skip
            if number in (10, 20):
                expect(page.get_by_role("status").last).to_contain_text("does not answer")
                site = servers.enter_context(served(path, "--secret", "kept", *PATIENT, **serving))
            if number < 30:
                expect(place(page)).to_have_text(re.compile(f"{number + 1} of 30"), timeout=20_000)
        expect(page.get_by_role("heading", name="Done")).to_be_visible(timeout=20_000)
        expect(place(page)).to_have_text(re.compile("30 claims.*30 today"))
    assert keys == 90  # besides typing
    assert len(loads) <= 32  # one each; where the server died, perhaps once more
    saved = rows(
        path,
        "select text, rationale, url, claims.status from claims"
        " join evidence on claim_id = claims.id where speaker_id = 'siti-rahma'",
    )
    assert len(saved) == 30
    for text, reason, link, status in saved:
        number = int(link.rpartition("/")[2])
        assert reason == f"Reason {number}: {text}"
        assert status == ["false", "misleading", "partly_true", "mostly_true", "true"][number % 5]
    assert rows(path, "select kind, count(*) from acts group by kind order by kind") == [
        ("evidence_added", 30),
        ("status", 30),
    ]


def test_the_link_goes_with_the_verdict_until_it_is_changed(editor, path):
    stance = editor.get_by_label("The link")
    says = {"1": "refutes it", "5": "supports it", "3": "gives context", "2": "refutes it"}
    for key, words in says.items():
        editor.keyboard.press(key)
        expect(editor.get_by_label("Reason")).to_be_focused()
        expect(stance.locator("option:checked")).to_have_text(f"as the verdict: {words}")
        editor.keyboard.press("Escape")
    stance.select_option("context")
    editor.get_by_role("radio", name="False", exact=True).check()
    expect(stance).to_have_value("context")
    decide(editor, "5", "Shown.", "https://figures.example/1")


@pytest.mark.answers(400)
def test_a_refused_save_comes_back_with_its_words(editor, path):
    first, words = at(editor), claim(editor).text_content()
    editor.keyboard.press("p")
    decide(editor, "1", "Not so.")  # published without evidence
    expect(place(editor)).to_have_text(re.compile("2 of 40"))
    alert = editor.get_by_role("alert")
    expect(alert).to_contain_text("add at least one evidence link")
    expect(alert).to_contain_text(words)
    editor.reload()  # nor does a reload lose it
    alert.get_by_role("button", name="Back to it").click()
    expect(claim(editor)).to_have_text(words)
    assert at(editor) == first
    ready(editor)
    expect(editor.get_by_label("Reason")).to_have_value("Not so.")
    expect(editor.get_by_label("Evidence link")).to_be_focused()
    editor.keyboard.insert_text("https://figures.example/1")
    editor.keyboard.press("Control+Enter")
    expect(place(editor)).to_have_text(re.compile("2 of 40.*1 today"))
    expect(alert).to_have_count(0)
    judged = "select status, publication, rationale from claims where status <> 'unreviewed'"
    assert rows(path, judged) == [("false", "published", "Not so.")]


@pytest.mark.answers(409)
def test_a_colleague_was_faster(editor, path):
    key = at(editor)
    with opened(path) as db:  # which waits while the server writes down who is at which claim
        set_status(
            db, key, seen=1, status="true", rationale="Seen.", publication="draft", actor="budi"
        )
    decide(editor, "1", "Mine.")
    editor.get_by_role("alert").get_by_role("button", name="Back to it").click()
    expect(editor.get_by_text("Seen.")).to_be_visible()
    editor.get_by_role("button", name="Save mine on top").click()
    expect(editor.get_by_role("status").first).to_contain_text("Saved: False")
    assert at(editor) != key


def test_undo_by_key_and_moving_about(editor, path):
    words = claim(editor).text_content()
    first = at(editor)
    decide(editor)
    expect(editor.get_by_role("status").last).to_contain_text("Saved: False, draft.")
    expect(place(editor)).to_have_text(re.compile("2 of 40"))  # the save may be told before
    second = at(editor)
    editor.keyboard.press("j")
    expect(place(editor)).to_have_text(re.compile("3 of 40"))
    editor.keyboard.press("s")
    expect(place(editor)).to_have_text(re.compile("4 of 40"))
    editor.keyboard.press("k")
    editor.keyboard.press("k")
    expect(place(editor)).to_have_text(re.compile("2 of 40"))
    assert at(editor) == second
    editor.go_back()
    expect(place(editor)).to_have_text(re.compile("3 of 40"))
    editor.go_forward()
    editor.reload()
    ready(editor)
    expect(place(editor)).to_have_text(re.compile("2 of 40"))
    editor.keyboard.press("u")
    expect(claim(editor)).to_have_text(words)
    assert at(editor) == first
    expect(place(editor)).to_have_text(re.compile("1 of 40.*0 today"))
    assert rows(path, "select kind from acts") == [("status",), ("status",), ("undid",)]
    assert rows(path, "select distinct status from claims") == [("unreviewed",)]


def test_what_is_typed_waits_at_its_claim(editor, path):
    editor.keyboard.press("1")
    editor.keyboard.type("Half a rea")
    editor.keyboard.press("Escape")
    editor.keyboard.press("s")
    expect(place(editor)).to_have_text(re.compile("2 of 40"))
    expect(editor.get_by_label("Reason")).to_have_value("")
    editor.keyboard.press("k")
    editor.get_by_role("button", name="Put it into the form").click()
    expect(editor.get_by_label("Reason")).to_have_value("Half a rea")
    expect(editor.get_by_role("radio", name="False", exact=True)).to_be_checked()
    assert rows(path, "select count(*) from acts") == [(0,)]
    editor.get_by_label("Reason").fill("")
    editor.get_by_role("radio", name="Not reviewed", exact=True).check()


def test_keys_stay_out_of_the_way(editor, path):
    here = at(editor)
    for field in ("Reason", "Evidence link", "Private note"):
        editor.get_by_label(field).focus()
        editor.keyboard.type("jks1u?")
        expect(editor.get_by_label(field)).to_have_value("jks1u?")
        editor.get_by_label(field).fill("")
    editor.get_by_label("Verdict is").focus()
    editor.keyboard.press("j")
    editor.keyboard.press("Escape")
    for chord in ("Alt+j", "Meta+j", "Control+s", "Shift+J"):
        editor.keyboard.press(chord)
    assert at(editor) == here
    # Switched off they do nothing, and this browser remembers it
    editor.keyboard.press("?")
    expect(editor.get_by_role("checkbox", name=re.compile("Single keys"))).to_be_visible()
    editor.get_by_role("checkbox", name=re.compile("Single keys")).uncheck()
    for _ in range(2):
        expect(editor.locator("#review-form kbd:visible, nav kbd:visible")).to_have_count(0)
        claim(editor).focus()
        for key in "j1s/":
            editor.keyboard.press(key)
        assert at(editor) == here
        expect(editor.get_by_role("radio", name="Not reviewed", exact=True)).to_be_checked()
        editor.reload()
    editor.get_by_label("Reason").fill("Without single keys.")
    editor.keyboard.press("Control+Enter")
    expect(place(editor)).to_have_text(re.compile("2 of 40"))


def test_search_within_the_queue_by_key(editor):
    editor.keyboard.press("/")
    expect(editor.get_by_role("searchbox", name="Search within the queue")).to_be_focused()
    editor.keyboard.type('"39 per cent"')
    editor.keyboard.press("Enter")
    expect(place(editor)).to_have_text(re.compile("1 of 1"))
    expect(claim(editor)).to_contain_text("39 per cent")


def test_two_editors_get_different_claims(browser, desk, path):
    seen = []
    with browser.new_context() as context:
        one = context.new_page()
        one.goto(desk.login)
        with one.expect_response(re.compile("/skip$")):
            one.goto(f"{desk.address}{QUEUE}?status=unreviewed")
        with opened(path) as db:
            held = db.execute("select claim_id from leases").fetchall()
        assert len(held) == 2  # the one before them, and the next
        seen = [at(one)]
        decide(one)
        expect(place(one)).to_have_text(re.compile("2 of 40"))
        assert (at(one),) in held
        assert at(one) not in seen


@pytest.mark.parametrize("script", [True, False])
def test_by_touch_on_a_phone(browser, desk, path, script):
    with browser.new_context(
        viewport={"width": 390, "height": 800}, has_touch=True, java_script_enabled=script
    ) as context:
        page = context.new_page()
        page.goto(desk.login)
        page.goto(f"{desk.address}/claims/-/claims?status=unreviewed")
        page.get_by_role("button", name="Check them one by one").tap()
        if script:
            ready(page)
        for number in range(1, 4):
            expect(place(page)).to_have_text(re.compile(f"{number} of 40"))
            page.get_by_text("Unproven", exact=True).tap()
            page.get_by_label("Reason").fill(f"Searched {number}.")
            page.get_by_role("button", name="Save and next").last.tap()
        expect(place(page)).to_have_text(re.compile("4 of 40.*3 today"))
        page.get_by_role("button", name="Skip").tap()
        expect(place(page)).to_have_text(re.compile("5 of 40.*3 today"))
        page.get_by_role("button", name="Undo").tap()
        expect(place(page)).to_have_text(re.compile("3 of 40.*2 today"))
        page.get_by_role("link", name="Previous").tap()
        expect(place(page)).to_have_text(re.compile("2 of 40"))
    assert rows(path, "select count(*) from claims where status = 'unproven'") == [(2,)]


def test_deciding_needs_no_scrolling(editor):
    for part in [
        editor.get_by_role("main").locator("h1"),
        editor.get_by_role("radio", name="False", exact=True),
        editor.get_by_role("button", name="Save and next").last,
        editor.get_by_role("button", name="Skip"),
    ]:
        expect(part).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844), (1024, 600)])
def test_nothing_lies_over_the_field_that_is_written_in(editor, width, height):
    """Neither the bar with Save nor that with the steps: all of it is seen, wherever Tab leads."""
    editor.set_viewport_size({"width": width, "height": height})
    editor.get_by_label("Reason").focus()
    seen = []
    for _ in range(30):
        name, covered = editor.evaluate(COVERED)
        assert not covered, name
        seen.append(name)
        if "note" in seen:
            break
        editor.keyboard.press("Tab")
    assert {"rationale", "evidence_url", "publication", "note"} <= set(seen)


COVERED = """() => {
    const field = document.activeElement, box = field.getBoundingClientRect(), inset = 3;
    const points = [[box.left, box.top, 1, 1], [box.right, box.top, -1, 1],
                    [box.left, box.bottom, 1, -1], [box.right, box.bottom, -1, -1]];
    const over = points.map(([x, y, right, down]) =>
        document.elementFromPoint(x + right * inset, y + down * inset));
    const covered = (each) => !each || !(field === each || field.contains(each));
    return [field.name || field.tagName, over.some(covered)];
}"""
"""The field that has the focus, and whether something lies over a corner of it."""


def test_a_reader_goes_by_keys_too(page, desk):
    page.goto(f"{desk.address}{QUEUE}?speaker=budi-hartono")
    ready(page)
    expect(place(page)).to_have_text("1 of 10")
    page.keyboard.press("j")
    expect(place(page)).to_have_text("2 of 10")
    page.keyboard.press("1")
    page.keyboard.press("u")
    page.keyboard.press("k")
    expect(place(page)).to_have_text("1 of 10")
    assert page.get_by_role("main").locator("textarea").count() == 0
