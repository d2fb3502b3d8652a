"""A claim in four papers, by keyboard and without script: listed once, judged once, separated."""

import pytest
from copied import four_papers

PHONE = {"width": 390, "height": 800}


@pytest.fixture
def papers(tmp_path, served):
    with served(four_papers(tmp_path / "claims.db")) as site:
        yield site


def press(page, name, **options):
    page.wait_for_load_state()  # or a page that is still coming takes the focus away
    page.get_by_role("button", name=name, **options).press("Enter")


@pytest.mark.parametrize("script", [True, False])
def test_once_in_the_list_judged_once_and_parted(papers, browser, watch, picture, script):
    with browser.new_context(
        java_script_enabled=script, viewport={"width": 1280, "height": 800}
    ) as context:
        page = context.new_page()
        watch(page)
        page.goto(papers.login)
        page.goto(papers.address + "/claims/-/claims?q=fishermen")
        assert page.locator(".claim-card").count() == 1
        picture(page, "copies-browse")
        page.get_by_role("link", name="in 4 outlets").click()
        here = page.url.partition("#")[0]
        assert page.locator("#copies").is_visible()
        page.get_by_label("False", exact=True).check()
        page.get_by_label("Reason").fill("The minutes say otherwise.")
        press(page, "Save", exact=True)
        page.get_by_text("with its copies in 3 other articles").wait_for()
        picture(page, "copies-claim")
        page.goto(papers.address + "/claims/-/claims?status=false")
        assert page.locator(".total").inner_text() == "1 claim"
        page.goto(here)
        press(page, "Separate the claim in Coast Herald")
        page.get_by_text("counted and judged by itself").wait_for()
        apart = page.get_by_role("region", name="The same words, counted by themselves")
        assert "Coast Herald" in apart.inner_text()
        picture(page, "copies-parted")
        page.goto(papers.address + "/claims/-/claims?status=false")
        assert page.locator(".total").inner_text() == "2 claims"
        page.goto(here)
        press(page, "Join again with the claim in Coast Herald")
        page.get_by_text("Joined: counted once").wait_for()
        assert not apart.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [{"width": 1280, "height": 800}, PHONE])
def test_the_pages_are_fit_for_all(papers, page, axe, picture, size, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    page.goto(papers.login)
    page.goto(papers.address + "/claims/-/claims?q=fishermen")
    axe(page)
    page.get_by_role("link", name="in 4 outlets").click()
    press(page, "Separate this one from the others")
    page.get_by_text("counted and judged by itself").wait_for()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    picture(page, f"copies-apart-{size['width']}-{scheme}")
    page.get_by_role("link", name="Read it in the whole article").click()
    page.get_by_text("copies of one story").click()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    picture(page, f"copies-article-{size['width']}-{scheme}")
