"""A second reader at the queue: one key confirms, one objects with a reason, and both go on."""

import re
from contextlib import closing
from urllib.parse import parse_qs, urlsplit

import pytest
from many import claims
from playwright.sync_api import expect
from reviewing import find, save
from test_accessibility import LOOKS, NARROWEST
from test_queue import COVERED

from datasette_claims.store.database import opened
from datasette_claims.store.sqlite import sqlite3

QUEUE = "/claims/-/claims/queue?second=awaited"


@pytest.fixture
def path(tmp_path):
    made = claims(
        tmp_path / "claims.db",
        [
            {"id": f"c{number}", "text": f"rice rose by {number} per cent", "position": number}
            for number in range(4)
        ],
    )
    with opened(made) as db:
        for number in range(3):
            save(
                db, actor="ana", key=f"c{number}", reason="The office of statistics has 2 per cent."
            )
    return made


@pytest.fixture
def editor(page, served, path):
    with served(path) as site:
        page.goto(site.login)
        page.goto(site.address + QUEUE)
        expect(page.locator("main.keys-on")).to_be_visible()
        yield page


def found(path):
    with closing(sqlite3.connect(path)) as db:
        return db.execute(
            "select claim_id, finding, reason, ended from second_readings order by id"
        ).fetchall()


def at(page):
    return parse_qs(urlsplit(page.url).query)["at"][0]


def test_by_keys(editor, path):
    keys = [at(editor)]
    editor.keyboard.press("c")
    expect(editor.locator(".queue-said")).to_contain_text("Confirmed")
    expect(editor).not_to_have_url(re.compile(f"at={keys[0]}"))
    keys.append(at(editor))
    editor.keyboard.press("o")
    expect(editor.get_by_label("What you object to")).to_be_focused()
    editor.keyboard.press("Control+Enter")  # an objection has words
    expect(editor.get_by_label("What you object to")).to_be_focused()
    editor.keyboard.type("That is of 2019.")
    editor.keyboard.press("Control+Enter")
    expect(editor.locator(".queue-said")).to_contain_text("objection stands")
    expect(editor).not_to_have_url(re.compile(f"at={keys[1]}"))
    assert found(path) == [
        (keys[0], "confirmed", None, None), (keys[1], "objected", "That is of 2019.", None),
    ]  # fmt: skip
    editor.keyboard.press("u")
    expect(editor.get_by_role("status").filter(has_text="Undone")).to_be_visible()
    assert [row[3] for row in found(path)] == [None, "taken_back"]


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1024, 600)])
def test_findings_push_no_field_out_of_sight(editor, path, width, height):
    """However much second readers wrote: every field of the form is whole where Tab leads."""
    with opened(path) as db:
        for actor in ("budi", "cici", "dewi"):
            find(db, "objected", actor=actor, key=at(editor), reason="The figure is of 2019. " * 9)
    editor.set_viewport_size({"width": width, "height": height})
    editor.reload()
    expect(editor.locator("main.keys-on")).to_be_visible()
    editor.keyboard.press("o")
    expect(editor.get_by_label("What you object to")).to_be_focused()
    seen = []
    while "note" not in seen and len(seen) < 30:
        name, covered = editor.evaluate(COVERED)
        assert not covered, name
        seen.append(name)
        editor.keyboard.press("Tab")
    assert {"objection", "status", "rationale", "evidence_url", "to", "note"} <= set(seen)


def test_by_buttons_without_script(browser, served, path):
    with served(path) as site, browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site.login)
        page.goto(site.address + QUEUE)
        first = at(page)
        page.get_by_role("button", name="Confirm").click()
        assert at(page) != first
        page.goto(f"{site.address}/claims/-/claims?second=confirmed")
        expect(page.locator(".claim-card")).to_have_count(1)
        page.goto(f"{site.address}/claims/-/claims/{first}")
        page.get_by_role("button", name="Take it back").click()
        expect(page.get_by_role("button", name="Confirm")).to_be_visible()


def test_looks(editor, axe, picture, line, path):
    editor.locator("details", has_text="What you object to").locator("summary").click()
    editor.get_by_label("What you object to").fill("That is of 2019, " * 8)
    with opened(path) as db:
        find(db, actor="budi", key="c2")
        find(db, "objected", actor="cici", key="c2", reason="The figure is of 2019. " * 5)
    places = [
        editor.url,
        re.sub(r"/queue.*", "/c2", editor.url),
        re.sub(r"/queue.*", "", editor.url),
    ]
    for number, place in enumerate(places):
        if number:
            editor.on("dialog", lambda dialog: dialog.accept())
            editor.goto(place)
        for scheme, width in LOOKS:
            editor.emulate_media(color_scheme=scheme)
            editor.set_viewport_size({"width": width, "height": 800})
            picture(editor, f"second-{number}-{scheme}-{width}-{line}")
            axe(editor)
        editor.set_viewport_size({"width": NARROWEST, "height": 640})
        assert editor.evaluate("document.documentElement.scrollWidth") <= NARROWEST
