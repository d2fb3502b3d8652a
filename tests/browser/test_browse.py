"""The filters of the browse page: beside the list where there is room, else behind a button."""

import many
import pytest
from playwright.sync_api import expect

WIDE, PHONE, NARROWEST = ({"width": width, "height": 800} for width in (1280, 390, 320))


def test_on_a_phone_the_filters_are_behind_one_button(site, page):
    page.set_viewport_size(PHONE)
    page.goto(site.address + "/claims/-/claims")
    filters = page.get_by_role("navigation", name="Filters")
    assert not filters.is_visible()
    page.locator("summary", has_text="Filters").click()
    filters.get_by_role("link", name="Donald Trump").click()
    page.wait_for_url("**/claims?speaker=*")
    assert not filters.is_visible()
    page.get_by_role("link", name="Remove filter Speaker: Donald Trump").click()
    page.wait_for_url("**/-/claims")


def test_beside_the_list_the_filters_stay_open(site, page):
    page.set_viewport_size(WIDE)
    page.goto(site.address + "/claims/-/claims")
    filters = page.get_by_role("navigation", name="Filters")
    assert filters.is_visible()
    # Datasette's own script closes what is open when a click falls elsewhere
    page.get_by_role("heading", name="Claims", exact=True).click()
    assert filters.is_visible()
    page.set_viewport_size(PHONE)
    expect(filters).to_be_hidden()


@pytest.mark.parametrize("size", [WIDE, PHONE, NARROWEST])
def test_nothing_sticks_out(site, page, size):
    page.set_viewport_size(size)
    page.goto(site.address + "/claims/-/claims?q=gencatan")
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]


@pytest.fixture
def dated(served, tmp_path):
    rows = [{"text": f"harga naik {n} persen", "said_on": f"2025-{n:02}-01"} for n in range(1, 5)]
    with served(many.claims(tmp_path / "claims.db", rows)) as running:
        yield running


def test_bars_are_reached_and_followed_by_keyboard(dated, page):
    page.goto(dated.address + "/claims/-/claims")
    bar = page.locator(".bars a").first
    bar.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/claims?month=*")
    assert page.locator(".bars a[aria-current]").count() == 1


def test_the_download_has_the_rows_that_its_button_says(site, page):
    page.goto(site.address + "/claims/-/claims?q=gencatan")
    cards = page.locator(".claim-card").count()
    with page.expect_download() as download:
        page.get_by_role("link", name=f"Download CSV ({cards} row").click()
    with open(download.value.path(), encoding="utf-8", newline="") as file:
        assert file.read().count("\r\n") == cards + 1
