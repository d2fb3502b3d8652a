"""From a list to a claim, on to the next by the keyboard, and back to the card that one left."""

import re

import pytest
from many import claims
from playwright.sync_api import expect


@pytest.fixture
def site(served, tmp_path):
    path = claims(
        tmp_path / "claims.db",
        [
            {
                "id": f"c{number:03}",
                "text": f"rice rose by {number} per cent",
                "speaker": "Siti Rahma",
                "said_on": f"2026-01-{number % 28 + 1:02}",
                "position": number,
            }
            for number in range(90)
        ],
    )
    with served(path) as running:
        yield running


@pytest.mark.parametrize("width", [1280, 390])
def test_focus_goes_on_and_back_leads_to_the_card(page, site, axe, picture, line, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(site.login)
    page.goto(f"{site.address}/claims/-/claims?status=unreviewed&sort=oldest")
    page.get_by_role("link", name="Next →").click()
    card = page.locator(".claim-card").nth(20)
    words = card.locator(".said").text_content()
    card.locator(".said a").click()
    expect(page.get_by_role("link", name="Back to the 90 claims")).to_be_visible()
    page.get_by_role("radio", name="In review").check()
    page.get_by_role("button", name="Save", exact=True).click()
    following = page.get_by_role("link", name="Next in the list")
    expect(following).to_be_focused()
    axe(page)
    picture(page, f"backway-{width}-{line}")
    left = page.locator("h1.headline").text_content()
    assert left == words.strip()
    page.keyboard.press("Enter")
    expect(page.locator("h1.headline")).not_to_have_text(left)
    now = page.locator("h1.headline").text_content()
    page.get_by_role("link", name="Back to the 89 claims").click()
    expect(page).to_have_url(re.compile("after=.*#claim-c"))
    expect(page.locator(".claim-card", has_text=now).first).to_be_in_viewport()
