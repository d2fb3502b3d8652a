"""Nothing typed is lost: whatever is pressed, refused, lost or left, the words come back."""

import re
from contextlib import closing

import pytest
from playwright.sync_api import expect

from datasette_claims.store.changes import by_loader
from datasette_claims.store.database import opened
from datasette_claims.store.sqlite import sqlite3

REASON = "Russia’s foreign ministry published the same list.\nOn 11 April, <b>twice</b>."
LINK = "https://example.org/conditions"
NOTE = "Call the ministry again."


@pytest.fixture
def claim_page(own_site, putin):
    return f"{own_site.address}/claims/-/claims/{putin.claim}"


@pytest.fixture(params=["script", "no script"])
def editor(request, own_site, browser, page):
    """An editor's page, with script and without."""
    if request.param == "script":
        page.goto(own_site.login)
        yield page
        return
    with browser.new_context(java_script_enabled=False) as context:
        bare = context.new_page()
        bare.goto(own_site.login)
        yield bare


def write_all(page):
    page.get_by_role("radio", name="Misleading", exact=True).check()
    page.get_by_label("Reason").fill(REASON)
    page.get_by_label("Evidence link").fill(LINK)
    page.get_by_label("Verdict is").select_option("published")
    page.get_by_label("New note").fill(NOTE)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def expect_typed(page, *, link=LINK, note=NOTE, reason=REASON):
    expect(page.get_by_role("radio", name="Misleading", exact=True)).to_be_checked()
    expect(page.get_by_label("Reason")).to_have_value(reason)
    expect(page.get_by_label("Evidence link")).to_have_value(link)
    expect(page.get_by_label("Verdict is")).to_have_value("published")
    expect(page.get_by_label("New note")).to_have_value(note)


def rows(seed_db, sql):
    with closing(sqlite3.connect(seed_db)) as db:
        return db.execute(sql).fetchall()


def test_any_button_keeps_the_rest(editor, claim_page, seed_db):
    editor.goto(claim_page)
    write_all(editor)
    press(editor, "Add note")
    expect(editor.get_by_role("status")).to_contain_text("Note added.")
    expect(editor.get_by_role("status")).to_contain_text("not saved yet")
    assert editor.url == claim_page
    expect_typed(editor, note="")

    press(editor, "Add evidence")
    expect(editor.get_by_role("status")).to_contain_text("Evidence added.")
    expect_typed(editor, note="", link="")
    editor.reload()
    expect_typed(editor, note="", link="")

    press(editor, f"Remove evidence {LINK}")
    expect(editor.get_by_role("status")).to_contain_text("removed")
    expect_typed(editor, note="", link="")
    assert rows(seed_db, "select note from review_notes") == [(NOTE,)]
    assert rows(seed_db, "select count(*) from status_history") == [(0,)]

    editor.get_by_label("Evidence link").fill(LINK)
    press(editor, "Save")
    expect(editor.get_by_role("status")).to_contain_text("Saved: Misleading, published.")
    assert rows(seed_db, "select to_status, publication from status_history") == [
        ("misleading", "published")
    ]


def test_one_save_saves_all(editor, claim_page, seed_db):
    editor.goto(claim_page)
    write_all(editor)
    press(editor, "Save")
    expect(editor.get_by_role("status")).to_contain_text("Evidence added. Note added.")
    assert rows(seed_db, "select note from review_notes") == [(NOTE,)]
    assert rows(seed_db, "select url from evidence") == [(LINK,)]
    expect(editor.get_by_label("New note")).to_have_value("")


def test_refusals_are_told_at_once_beside_their_fields(editor, claim_page, axe):
    editor.goto(claim_page)
    editor.get_by_role("radio", name="False", exact=True).check()
    editor.get_by_label("New note").fill(NOTE)
    editor.get_by_label("Verdict is").select_option("published")
    press(editor, "Save")
    reason, link = editor.get_by_label("Reason"), editor.get_by_label("Evidence link")
    expect(reason).to_have_accessible_description(re.compile("give the reason"))
    expect(link).to_have_accessible_description(re.compile("at least one evidence link"))
    expect(reason).to_be_focused()
    expect(editor.get_by_label("New note")).to_have_value(NOTE)
    assert editor.url == claim_page
    # A reload asks for nothing, and neither does Back after the words were saved.
    editor.reload()
    expect(editor.get_by_label("New note")).to_have_value(NOTE)
    editor.get_by_label("Reason").fill(REASON)
    editor.get_by_label("Evidence link").fill(LINK)
    press(editor, "Save")
    expect(editor.get_by_role("status")).to_contain_text("Saved: False, published.")
    editor.go_back()
    expect(editor.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize("button", ["Save", "Add note", "Add evidence"])
def test_who_is_logged_out_gets_the_words_and_a_way_back(
    editor, own_site, claim_page, seed_db, button
):
    editor.goto(claim_page)
    write_all(editor)
    session = [each for each in editor.context.cookies() if each["name"] == "ds_actor"]
    editor.context.clear_cookies(name="ds_actor")
    press(editor, button)
    main = editor.get_by_role("main")
    expect(main).to_contain_text("not logged in")
    for words in ("<b>twice</b>", LINK, NOTE, "Misleading"):
        expect(main).to_contain_text(re.compile(re.escape(words), re.IGNORECASE))
    editor.reload()
    expect(main).to_contain_text(NOTE)
    editor.goto(claim_page)
    main.get_by_role("link", name="See your words").click()
    assert rows(seed_db, "select count(*) from review_notes") == [(0,)]

    editor.context.add_cookies(session)
    main.get_by_role("link", name="back to the form").click()
    assert editor.url == claim_page
    expect_typed(editor)
    press(editor, "Save")
    expect(editor.get_by_role("status")).to_contain_text("Saved: Misleading, published.")


def test_a_locked_database_costs_no_word(editor, claim_page, seed_db):
    editor.goto(claim_page)
    write_all(editor)
    with closing(sqlite3.connect(seed_db, isolation_level=None)) as other:
        other.execute("begin immediate")
        press(editor, "Save")
        expect(editor.get_by_role("alert")).to_contain_text("send it again", timeout=20_000)
        other.execute("rollback")
    assert editor.url == claim_page
    expect_typed(editor)
    press(editor, "Save")
    expect(editor.get_by_role("status")).to_contain_text("Saved: Misleading")


def test_a_double_click_saves_once(editor, claim_page, seed_db):
    editor.goto(claim_page)
    write_all(editor)
    editor.get_by_role("button", name="Save", exact=True).dblclick()
    expect(editor.get_by_role("status")).to_contain_text("Saved: Misleading, published.")
    for table in ("evidence", "review_notes", "status_history"):
        assert rows(seed_db, f"select count(*) from {table}") == [(1,)]  # noqa: S608


def test_a_form_sent_again_saves_once(own_site, page, claim_page, seed_db):
    """As by somebody who is impatient, in a browser that does not hold him back."""
    page.goto(own_site.login)
    page.goto(claim_page)
    write_all(page)
    page.evaluate(
        """async () => {
            const form = document.getElementById("review-form");
            const body = new URLSearchParams(new FormData(form));
            const send = () => fetch(form.action, {method: "POST", body});
            await Promise.all([send(), send(), send()]);
        }"""
    )
    for table in ("evidence", "review_notes", "status_history"):
        assert rows(seed_db, f"select count(*) from {table}") == [(1,)]  # noqa: S608


def test_leaving_asks_and_coming_back_offers_the_words(own_site, page, claim_page, seed_db):
    page.goto(own_site.login)
    page.goto(claim_page)
    write_all(page)
    at_its_card = re.compile(f"/claims#claim-{claim_page.rpartition('/')[2]}$")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="All claims").first.click()
    expect(page).to_have_url(at_its_card)
    assert asked == ["beforeunload"]

    page.goto(claim_page)
    expect(page.get_by_label("Reason")).to_have_value("")  # nothing comes back unasked
    offer = page.get_by_role("region", name="You typed something here")
    expect(offer).to_contain_text("<b>twice</b>")
    expect(offer).to_contain_text("Misleading")
    offer.get_by_role("button", name="Put it into the form").click()
    expect_typed(page)
    press(page, "Save")
    expect(page.get_by_role("status")).to_contain_text("Saved: Misleading")
    page.wait_for_load_state()
    page.goto(claim_page)
    expect(offer).to_be_hidden()
    page.get_by_role("link", name="All claims").first.click()
    expect(page).to_have_url(at_its_card)
    assert asked == ["beforeunload"]


def test_words_are_offered_not_put_over_a_newer_state(own_site, page, claim_page, seed_db):
    page.goto(own_site.login)
    page.goto(claim_page)
    page.get_by_label("Reason").fill(REASON)
    page.goto(own_site.address)
    with closing(sqlite3.connect(seed_db)) as db, db:
        db.execute("update claims set status = 'true' where id = ?", [claim_page.split("/")[-1]])
    page.goto(claim_page)
    offer = page.get_by_role("region", name="You typed something here")
    expect(offer).to_contain_text("The claim was changed since")
    offer.get_by_role("button", name="Discard it").click()
    expect(offer).to_be_hidden()
    page.reload()
    expect(offer).to_be_hidden()
    expect(page.get_by_label("Reason")).to_have_value("")


def test_saving_on_top_takes_no_published_verdict_down(editor, own_site, claim_page, seed_db):
    other = editor.context.new_page()
    editor.goto(claim_page)
    other.goto(claim_page)
    write_all(editor)
    press(editor, "Save")
    expect(editor.get_by_role("status")).to_be_visible()
    other.get_by_role("radio", name="Mostly true", exact=True).check()
    other.get_by_label("Reason").fill("The list is longer.")
    press(other, "Save")
    main = other.get_by_role("main")
    expect(main).to_contain_text("The list is longer.")
    happened = other.get_by_role("region", name="Since you opened it")
    expect(happened).to_contain_text("root set the status to Misleading (published)")
    expect(happened).to_contain_text(f"root added evidence: {LINK}")
    expect(happened).to_contain_text("root added a private note")
    other.reload()
    expect(main).to_contain_text("The list is longer.")
    press(other, "Save mine on top")
    expect(other.get_by_role("status")).to_contain_text("Saved: Mostly true, published.")


def test_what_is_dropped_stays_in_the_history(editor, claim_page, seed_db):
    other = editor.context.new_page()
    editor.goto(claim_page)
    other.goto(claim_page)
    write_all(editor)
    press(editor, "Save")
    expect(editor.get_by_role("status")).to_be_visible()
    other.get_by_role("radio", name="Mostly true", exact=True).check()
    other.get_by_label("Reason").fill("The list is longer.")
    press(other, "Save")
    press(other, "Keep this, drop mine")
    assert other.url == claim_page
    expect(other.get_by_label("Reason")).to_have_value(REASON)
    timeline = other.get_by_role("region", name="Timeline")
    expect(timeline).to_contain_text("dropped for a colleague’s change")
    expect(timeline).to_contain_text("The list is longer.")
    assert rows(seed_db, "select count(*) from review_notes") == [(1,)]


def test_dropping_an_offer_keeps_what_is_typed_since(editor, claim_page, seed_db):
    editor.goto(claim_page)
    editor.get_by_label("Reason").fill("The earlier words.")
    editor.get_by_label("Verdict is").select_option("published")
    press(editor, "Save")  # refused: not reviewed is no result
    expect(editor.get_by_role("alert")).to_be_visible()
    with closing(sqlite3.connect(seed_db)) as db, db:
        db.execute("update claims set status = 'true' where id = ?", [claim_page.split("/")[-1]])
    editor.goto(claim_page)
    offer = editor.get_by_role("region", name="You typed this before the claim was changed")
    expect(offer).to_contain_text("The earlier words.")
    editor.get_by_label("New note").fill(NOTE)
    offer.get_by_role("button", name="Discard it").click()
    expect(editor.get_by_role("status")).to_contain_text("gone")
    expect(editor.get_by_label("New note")).to_have_value(NOTE)
    expect(editor.get_by_label("Reason")).to_have_value("")
    press(editor, "Discard it")
    expect(editor.get_by_label("New note")).to_have_value("")
    assert rows(seed_db, "select count(*) from review_notes") == [(0,)]


def test_enter_saves_whatever_button_stands_first(editor, claim_page, seed_db):
    key = claim_page.split("/")[-1]
    with opened(seed_db) as db, by_loader(db):
        db.execute(
            "insert into readings (claim_id, text, kind, extractor, at, spans)"
            " values (?, 'lain', 'say', 'test', '2026-01-01T00:00:00Z', '[]')",
            [key],
        )
    editor.goto(claim_page)
    expect(editor.get_by_role("region", name="What the program now reads")).to_be_visible()
    editor.get_by_label("Evidence link").fill(LINK)
    editor.get_by_label("Evidence link").press("Enter")
    expect(editor.get_by_role("status")).to_contain_text("Evidence added.")
    assert rows(seed_db, "select kind from acts") == [("evidence_added",)]
