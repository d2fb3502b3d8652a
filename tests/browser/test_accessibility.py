"""Every page, light and dark, wide and narrow: axe finds nothing, nothing hangs over the edge."""

import pytest
import reviewing
from playwright.sync_api import expect
from stories import TUESDAY, WEDNESDAY, claims, load

from datasette_claims.store import reviews
from datasette_claims.store.database import opened

PAGES = {
    "home": "/",
    "about": "/about",
    "browse": "/claims/-/claims",
    "browse-filtered": "/claims/-/claims?speaker={speaker}&q=gencatan&type=indirect",
    "browse-nothing": "/claims/-/claims?q=xyzzy",
    "claim": "/claims/-/claims/{claim}",
    "queue": "/claims/-/claims/queue?speaker={speaker}",
    "changes": "/claims/-/claims/changes?kind=judged",
    "queue-end": "/claims/-/claims/queue?speaker={speaker}&at=-",
    "article": "/claims/-/articles/{article}",
    "speaker": "/claims/-/speakers/{speaker}",
    "speakers": "/claims/-/speakers",
}
LOOKS = [("light", 1280), ("dark", 1280), ("dark", 390), ("light", 390)]
# Our dark sheet sets other colours and nothing else: all else axe has looked at in light.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
NARROWEST = 320  # a small phone; or 1280 pixels at 400 % zoom


@pytest.fixture
def inspect(page, axe, picture, line):
    def look(name):
        for scheme, width in LOOKS:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 800})
            picture(page, f"{name}-{scheme}-{width}-{line}")
            axe(page, **(COLOURS if scheme == "dark" else {}))
        page.set_viewport_size({"width": NARROWEST, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST

    return look


@pytest.mark.parametrize("name", PAGES)
def test_visitor(page, site, putin, inspect, name):
    page.goto(site.address + PAGES[name].format(**putin._asdict()))
    inspect(name)


def test_editor(page, own_site, putin, inspect):
    page.goto(own_site.login)
    page.goto(f"{own_site.address}/claims/-/claims/{putin.claim}")
    inspect("editor")


@pytest.mark.answers(400)
def test_editor_in_the_queue(page, own_site, inspect):
    """With the list of keys open, with a refused save and a good one, at the end."""
    page.goto(own_site.login)
    page.goto(f"{own_site.address}/claims/-/claims/queue?status=unreviewed")
    inspect("editor-queue")
    page.keyboard.press("?")
    page.keyboard.press("/")
    inspect("editor-queue-keys")
    page.keyboard.press("Escape")
    for key in "p1":
        page.keyboard.press(key)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    page.keyboard.press("6")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").last).to_contain_text("Saved")
    inspect("editor-queue-saved")
    page.goto(f"{own_site.address}/claims/-/claims/queue?status=unreviewed&at=-")
    inspect("editor-queue-end")


def test_words_that_are_not_saved(page, own_site, putin, inspect):
    """Refused, overtaken by a colleague, offered again, and after the session has ended."""
    claim = f"{own_site.address}/claims/-/claims/{putin.claim}"
    page.goto(own_site.login)
    page.goto(claim)
    other = page.context.new_page()
    other.goto(claim)
    page.get_by_role("radio", name="False", exact=True).check()
    page.get_by_label("Verdict is").select_option("published")
    page.get_by_label("New note").fill("Call the ministry " * 30)
    page.get_by_role("button", name="Save", exact=True).click()
    inspect("refused")

    other.get_by_role("radio", name="True", exact=True).check()
    other.get_by_label("Reason").fill("https://example.org/" + "long" * 40)
    other.get_by_role("button", name="Save", exact=True).click()
    other.wait_for_load_state()
    page.get_by_label("Verdict is").select_option("draft")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(f"{claim}/conflict")
    inspect("conflict")
    page.goto(claim)
    inspect("offered")

    page.get_by_label("Reason").fill("Written after the session ended.")
    page.context.clear_cookies(name="ds_actor")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(f"{claim}/unsaved")
    inspect("unsaved")
    page.goto(claim)
    inspect("unsaved-claim")


@pytest.fixture
def changed_db(tmp_path):
    """A judged claim, and what its changed article and newer rules make of it."""
    path = tmp_path / "claims.db"
    line = "[source Menteri Sri] [cue berkata] {} {}."
    with opened(path) as db:
        load(
            db, line.format("[content harga beras naik 5 persen]", "kemarin"), url="https://x.id/a"
        )
        (old,) = claims(db)
        judgement = reviews.Judgement("false", "Data BPS", "published")
        links = [{"url": "https://bps.go.id/"}]
        reviews.review(db, old["id"], seen=1, actor="bob", judgement=judgement, links=links)
        load(
            db,
            line.format("[content harga beras tidak naik 50 persen]", "kemarin"),
            TUESDAY,
            url="https://x.id/a",
        )
        (new,) = (claim["id"] for claim in claims(db) if claim["id"] != old["id"])
        reviewing.add_note(db, new, note="Baca lagi.", actor="bob")
        load(
            db,
            line.format("[content harga beras tidak naik 50 persen kemarin]", ""),
            WEDNESDAY,
            url="https://x.id/a",
        )
    return path, old["id"], new


def test_other_words_beside_a_claim(page, served, changed_db, inspect):
    path, old, new = changed_db
    with served(path) as site:
        for name in ("visitor", "editor"):
            if name == "editor":
                page.goto(site.login)
            for key, words in ((old, "The article now says"), (new, "This was checked before")):
                page.goto(f"{site.address}/claims/-/claims/{key}")
                expect(page.get_by_role("main")).to_contain_text(words)
                inspect(f"beside-{name}-{key}")
