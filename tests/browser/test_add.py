"""Adding an article: paste, drop, look, mend, save; without script, by keyboard, on a phone."""

import re

import pytest
from playwright.sync_api import expect

TEXT = """The bridge will stay closed until June

LEEDS, 4 May 2026 - The bridge over the river will stay closed until the summer.

"We will not open it before it is safe," said Rina Hall, the mayor of Leeds.

Hall told reporters that the repair costs 4 million pounds. The council denied that it knew.

Budi Hartono, an engineer, said that the cracks are older than the bridge's last inspection.

Subscribe to our newsletter.
"""
WORDS = "We will not open it before it is safe"


@pytest.fixture
def editor(page, own_site):
    """The add page, before somebody who logged in by the one-use address."""
    page.goto(own_site.login)
    page.goto(f"{own_site.address}/claims/-/claims/add")
    return page


def paste(page, text):
    """What Ctrl+V does: the words come in, and the page hears of it."""
    page.get_by_label("Paste the text").focus()
    page.evaluate(
        """text => {
            const area = document.getElementById("text");
            area.dispatchEvent(new ClipboardEvent("paste", {bubbles: true}));
            area.value = text;
        }""",
        text,
    )


def drop(page, name, text, kind="text/plain"):
    """A file is dragged over the window and let go."""
    carried = page.evaluate_handle(
        """([name, text, kind]) => {
            const carried = new DataTransfer();
            carried.items.add(new File([text], name, {type: kind}));
            return carried;
        }""",
        [name, text, kind],
    )
    for event in ("dragenter", "dragover", "drop"):
        page.dispatch_event("body", event, {"dataTransfer": carried})


def found(page):
    return page.get_by_text(re.compile("claims found. Nothing is stored yet"))


def test_paste_look_mend_and_save(editor, own_site, axe, picture, line):
    picture(editor, f"add-{line}")
    axe(editor)
    paste(editor, TEXT)
    expect(found(editor)).to_be_visible()
    expect(editor.get_by_role("link", name=WORDS).first).to_be_visible()
    picture(editor, f"add-preview-{line}")
    axe(editor)

    editor.get_by_role("button", name="Is the headline: The bridge will stay").click()
    expect(editor.get_by_role("heading", level=1)).to_have_text(
        "The bridge will stay closed until June"
    )
    editor.get_by_role("checkbox", name="Leave out: Subscribe").check()
    editor.get_by_label("Outlet").fill("Leeds Post")
    editor.get_by_label("Published").fill("4 May 2026")
    picture(editor, f"add-mended-{line}")
    editor.get_by_role("button", name="Save the article").click()

    expect(editor).to_have_url(re.compile("/-/articles/"))
    expect(editor.get_by_role("status")).to_contain_text("Added: ")
    expect(editor.get_by_role("main")).not_to_contain_text("Subscribe")
    expect(editor.get_by_role("main")).to_contain_text("Leeds Post")
    expect(editor.get_by_role("heading", level=1)).to_have_text(
        "The bridge will stay closed until June"
    )
    picture(editor, f"add-saved-{line}")


def test_a_file_is_dropped(editor, picture, line):
    drop(editor, "bridge.txt", f"---\ntitle: From a file\n---\n{TEXT}")
    expect(editor.get_by_role("heading", level=1)).to_have_text("From a file")
    expect(found(editor)).to_be_visible()


def test_a_file_is_chosen(editor):
    editor.get_by_label("or choose a file").set_input_files(
        {"name": "bridge.txt", "mimeType": "text/plain", "buffer": TEXT.encode()}
    )
    expect(found(editor)).to_be_visible()


def test_a_file_that_is_too_large_is_not_sent(editor, tmp_path):
    (tmp_path / "much.txt").write_bytes(b"a" * (5 * 1024 * 1024 + 1))
    editor.get_by_label("or choose a file").set_input_files(tmp_path / "much.txt")
    expect(editor.locator("#add-progress")).to_contain_text("more than 5 MB")
    expect(editor.locator("#add-progress")).to_contain_text("load claims.db FILE")


def test_by_keyboard_alone(editor):
    editor.get_by_label("Paste the text").focus()
    editor.keyboard.insert_text(TEXT)
    editor.keyboard.press("Control+Enter")
    expect(found(editor)).to_be_visible()
    editor.get_by_role("textbox", name="Headline").focus()
    editor.keyboard.press("Control+a")  # its first line was taken for the headline
    editor.keyboard.insert_text("Typed by hand")
    editor.keyboard.press("Enter")  # looks again, does not save
    expect(editor.get_by_role("heading", level=1)).to_have_text("Typed by hand")
    expect(found(editor)).to_be_visible()
    editor.get_by_role("textbox", name="Headline").focus()
    editor.keyboard.press("Control+Enter")
    expect(editor).to_have_url(re.compile("/-/articles/"))


def test_what_was_mended_is_not_left_unasked(editor):
    paste(editor, TEXT)
    expect(found(editor)).to_be_visible()
    editor.wait_for_load_state()  # the script, too, is there
    asked = []
    editor.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    editor.get_by_role("textbox", name="Outlet").fill("Leeds Post")
    editor.get_by_role("link", name="Add another article instead").click(no_wait_after=True)
    expect(editor.get_by_role("textbox", name="Outlet")).to_have_value("Leeds Post")
    editor.wait_for_timeout(200)
    assert asked == ["beforeunload"]
    editor.get_by_role("button", name="Save the article").click()
    expect(editor).to_have_url(re.compile("/-/articles/"))
    assert asked == ["beforeunload"]


def test_back_brings_what_was_pasted(editor):
    paste(editor, TEXT)
    expect(found(editor)).to_be_visible()
    editor.go_back()
    expect(editor.get_by_label("Paste the text")).to_have_value(TEXT)
    expect(editor.locator("#add-progress")).to_be_empty()


@pytest.mark.answers(400)
def test_a_file_that_cannot_be_read_is_told(editor, axe):
    drop(editor, "empty.txt", "")
    expect(editor.get_by_role("alert")).to_contain_text("cannot be read")
    axe(editor)


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone(editor, picture, axe, line, width):
    editor.set_viewport_size({"width": width, "height": 800})
    picture(editor, f"add-{width}-{line}")
    paste(editor, TEXT)
    expect(found(editor)).to_be_visible()
    assert editor.evaluate("document.documentElement.scrollWidth") <= width
    picture(editor, f"add-preview-{width}-{line}")
    axe(editor)


def test_in_the_dark(editor, picture, axe, line):
    editor.emulate_media(color_scheme="dark")
    paste(editor, TEXT)
    expect(found(editor)).to_be_visible()
    picture(editor, f"add-preview-dark-{line}")
    axe(editor)


def test_without_script(browser, own_site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(own_site.login)
    page.goto(f"{own_site.address}/claims/-/claims")
    page.get_by_role("main").get_by_role("link", name="Add an article").click()
    page.get_by_label("or choose a file").set_input_files(
        {"name": "bridge.txt", "mimeType": "text/plain", "buffer": TEXT.encode()}
    )
    page.get_by_role("button", name="Read", exact=True).click()
    expect(found(page)).to_be_visible()
    page.get_by_role("checkbox", name="Leave out: Subscribe").check()
    page.get_by_role("textbox", name="Headline").fill("The bridge")
    page.get_by_role("button", name="Save the article").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The bridge")
    expect(page.get_by_role("main")).not_to_contain_text("Subscribe")
    context.close()


@pytest.mark.answers(413)
def test_too_large_a_file_is_answered_without_script_too(browser, own_site, tmp_path):
    """The server hears all of it: a browser whose upload is cut off shows no answer."""
    (tmp_path / "much.txt").write_bytes(b"a" * (20 * 1024 * 1024))
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(own_site.login)
    page.goto(f"{own_site.address}/claims/-/claims/add")
    page.get_by_label("or choose a file").set_input_files(tmp_path / "much.txt")
    page.get_by_role("button", name="Read", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("datasette claims load claims.db FILE")
    context.close()


def test_what_is_there_already(editor, own_site, picture, line):
    paste(editor, TEXT)
    editor.get_by_role("button", name="Save the article").click()
    expect(editor).to_have_url(re.compile("/-/articles/"))
    there = editor.url
    editor.goto(f"{own_site.address}/claims/-/claims/add")
    paste(editor, TEXT)
    told = editor.get_by_role("status").filter(has_text="It is here already")
    expect(told).to_contain_text("Saving it would change nothing")
    picture(editor, f"add-already-{line}")
    assert told.get_by_role("link").get_attribute("href") in there
