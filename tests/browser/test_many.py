"""Many claims at once: ticked by keys, looked at, saved, undone; in light, dark and on a phone."""

import re

import many
import pytest


@pytest.fixture
def some(served, tmp_path):
    rows = [
        {
            "speaker": f"Siti {n % 3}",
            "text": f"harga beras naik {n} persen",
            "said_on": "2025-04-01",
        }
        for n in range(12)
    ]
    with served(many.claims(tmp_path / "claims.db", rows)) as running:
        yield running


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_three_are_ticked_looked_at_saved_and_undone(page, some, axe, width, scheme, picture):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(some.login)
    page.goto(f"{some.address}/claims/-/claims")
    boxes = page.get_by_role("checkbox", name="Choose this claim")
    for n in range(3):
        boxes.nth(n).focus()
        page.keyboard.press("Space")
    page.get_by_text("Change several at once").click()
    page.locator("#many-status").select_option("not_checkable")
    page.get_by_label("Reason, the same for all").fill("A wish, not a fact.")
    axe(page)
    picture(page, f"many-list-{scheme}-{width}")
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_role("heading", name=re.compile("3 claims would become")).wait_for()
    axe(page)
    picture(page, f"many-preview-{scheme}-{width}")
    page.get_by_role("button", name="Change 3 claims").click()
    page.get_by_text("3 claims became").wait_for()
    axe(page)
    picture(page, f"many-done-{scheme}-{width}")
    page.reload()
    page.get_by_role("button", name="Undo all of it").click()
    page.get_by_text("Undone. 3 claims became").wait_for()
    assert page.get_by_role("button", name="Undo all of it").count() == 0
    width_of = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(width_of)
