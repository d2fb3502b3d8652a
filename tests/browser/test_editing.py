"""An editor at work: two at once, with the keyboard alone, without script."""

import pytest
from playwright.sync_api import expect

REASON = "Russia’s foreign ministry published the same list of conditions on 11 April."
LINK = "https://example.org/conditions"


@pytest.fixture
def claim_page(own_site, putin):
    return f"{own_site.address}/claims/-/claims/{putin.claim}"


@pytest.fixture
def editor(page, own_site):
    """The page of somebody who logged in by the one-use address."""
    page.goto(own_site.login)
    return page


def review(page, status, reason):
    page.get_by_role("radio", name=status, exact=True).check()
    page.get_by_label("Reason").fill(reason)
    page.get_by_label("Evidence link").fill(LINK)
    page.get_by_role("button", name="Save", exact=True).click()


def timeline(page):
    return page.get_by_role("region", name="Timeline")


@pytest.mark.answers(409)
def test_second_editor_sees_both_versions_and_decides(editor, own_site, claim_page, axe, picture):
    other = editor.context.new_page()
    editor.goto(claim_page)
    other.goto(claim_page)

    review(editor, "Partly true", REASON)
    expect(editor.get_by_role("status")).to_be_visible()
    review(other, "Misleading", "The list is not the whole of the conditions.")

    expect(other.get_by_text(REASON)).to_be_visible()
    expect(other.get_by_text("The list is not the whole of the conditions.").first).to_be_visible()
    axe(other)
    picture(other, "conflict")
    editor.reload()
    expect(timeline(editor)).not_to_contain_text("Misleading")


def test_deciding_needs_no_scrolling(editor, claim_page):
    """At 1280 x 800 the passage, the statuses and the button stand on the screen together."""
    editor.goto(claim_page)
    for part in [
        editor.get_by_role("main").locator("mark").first,
        editor.get_by_role("radio", name="False", exact=True),
        editor.get_by_role("button", name="Save", exact=True),
    ]:
        expect(part).to_be_in_viewport(ratio=1)


def test_keyboard_alone(editor, claim_page):
    editor.goto(claim_page)
    stops = []
    while "Save" not in (stops or [""])[-1]:
        editor.keyboard.press("Tab")
        stops.append(focused(editor))
        assert len(stops) < 60, "the Save button is not reached by the Tab key"
        if "radio" in stops[-1]:
            editor.keyboard.press("ArrowDown")  # from "Not reviewed" to the next status
        elif "rationale" in stops[-1]:
            editor.keyboard.type(REASON)
    editor.keyboard.press("Enter")

    expect(editor.get_by_role("status")).to_be_visible()
    expect(timeline(editor)).to_contain_text("In review")
    expect(timeline(editor)).to_contain_text(REASON)


def focused(page):
    """What has the focus, in a word; fails where a person could not see that it has."""
    found = page.evaluate(
        """() => {
            const it = document.activeElement, style = getComputedStyle(it);
            const label = it.labels?.length ? it.labels[0] : it;
            const drawn = [style, getComputedStyle(label)].some(each =>
                (each.outlineStyle !== "none" && parseFloat(each.outlineWidth) > 0)
                || each.boxShadow !== "none");
            const box = it.getBoundingClientRect();
            return {
                name: [it.tagName, it.type, it.name, it.innerText].join(" "),
                drawn,
                onScreen: box.bottom > 0 && box.top < innerHeight && box.right > 0,
            };
        }"""
    )
    assert found["drawn"], f"no visible focus on {found['name']}"
    assert found["onScreen"], f"focus off the screen on {found['name']}"
    return found["name"]


def test_without_script(browser, own_site, claim_page):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(own_site.login)
        page.goto(claim_page)
        review(page, "Mostly true", REASON)

        expect(page.get_by_role("status")).to_be_visible()
        expect(page.get_by_role("region", name="Evidence").get_by_role("link")).to_have_attribute(
            "href", LINK
        )
        expect(timeline(page)).to_contain_text("Mostly true")


@pytest.mark.answers(403)
def test_visitor_has_no_control_and_no_way_in(page, own_site, claim_page):
    page.goto(claim_page)
    main = page.get_by_role("main")
    assert main.locator("form, input, textarea, select, button").count() == 0
    answer = page.evaluate(
        """async address => (await fetch(address, {
            method: "POST",
            headers: {"content-type": "application/json"},
            body: JSON.stringify({status: "false", rationale: "x", revision: 1}),
        })).status""",
        claim_page + "/status",
    )
    assert answer == 403
