"""Getting around: to the first claim by keyboard, and over to Datasette's own pages and back."""

from playwright.sync_api import expect

PHONE = {"width": 390, "height": 844}


def test_the_first_claim_is_near_for_a_keyboard(site, page):
    page.goto(f"{site.address}/claims/-/claims")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the claims")).to_be_focused()
    page.keyboard.press("Enter")
    tabs = 1
    while not page.evaluate("!!document.activeElement.closest('.claim-card .said')"):
        page.keyboard.press("Tab")
        tabs += 1
        assert tabs <= 8


def test_datasettes_own_pages_are_one_step_aside(site, page):
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    page.goto(f"{site.address}/claims/claims")
    assert page.locator(".rows-and-columns tbody tr").first.bounding_box()["y"] < 2 * 844
    fold = page.locator("details.column-words")
    expect(fold.locator("dl")).to_be_hidden()
    fold.locator("summary").click()
    expect(fold.locator("dl")).to_be_visible()
    colours = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor,"
        " getComputedStyle(document.documentElement).colorScheme]"
    )
    assert colours == ["rgb(14, 13, 12)", "light dark"]
    page.get_by_role("link", name="Back to the claims").click()
    page.wait_for_url("**/claims/-/claims")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light dark"


def test_claims_stand_above_the_fold(site, page):
    """Two on a phone, where filters fold behind a button that says how many claims they leave."""
    page.set_viewport_size(PHONE)
    page.goto(f"{site.address}/claims/-/claims")
    second = page.locator(".claim-card").nth(1).bounding_box()
    assert second["y"] + second["height"] <= PHONE["height"]
    page.locator("summary", has_text="Filters").click()
    page.get_by_role("link", name="Show 8 claims").click()
    expect(page.get_by_role("navigation", name="Filters")).to_be_hidden()
