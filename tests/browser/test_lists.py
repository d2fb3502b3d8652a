"""Lists of articles and outlets, and the box that finds every value of a facet."""

import many
import pytest
from playwright.sync_api import expect
from test_accessibility import LOOKS, NARROWEST


@pytest.fixture(scope="module")
def lists(served, tmp_path_factory):
    """Three hundred people of ninety outlets; of each article one says something."""
    path = many.claims(
        tmp_path_factory.mktemp("lists") / "claims.db",
        [
            {"text": f"jembatan nomor {n} aman", "speaker": f"{name} Subandi{n:03}",
             "article": f"a{n}", "title": f"Tentang jembatan nomor {n}", "language": "id",
             "outlet": f"Kabar {n % 90}", "published": f"2025-{n % 12 + 1:02}-03"}
            for n in range(300)
            for name in [("Rini", "Budi", "Wawan")[n % 3]]
        ],
    )  # fmt: skip
    with served(path) as site:
        yield site


def test_a_speaker_beyond_the_list_is_found_by_keys(page, lists):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(lists.address + "/claims/-/claims?language=id")
    box = page.get_by_role("searchbox", name="Find in Speaker")
    offered = page.get_by_role("list", name="Found in Speaker")
    expect(offered).to_be_hidden()
    box.press_sequentially("subandi29")
    expect(offered.get_by_role("link")).to_have_count(10)
    page.keyboard.press("Escape")
    expect(offered).to_be_hidden()
    expect(box).to_be_focused()
    box.fill("wawan subandi299")
    expect(offered.get_by_role("link")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/claims?speaker=*&language=id")
    expect(page.get_by_role("link", name="Remove filter Speaker: Wawan Subandi299")).to_be_visible()
    box.fill("nobody at all")
    expect(page.get_by_text("Nothing fits")).to_be_visible()
    box.fill("rini")
    page.keyboard.press("Enter")  # the page of all that fit, which needs no script
    page.wait_for_url("**/claims/values?*")
    expect(page.get_by_role("rowheader")).to_have_count(100)
    page.get_by_role("link", name="Rini Subandi000").click()
    expect(page.get_by_role("link", name="Remove filter Speaker: Rini Subandi000")).to_be_visible()
    expect(page.get_by_role("link", name="Remove filter Speaker: Wawan Subandi299")).to_be_visible()


def test_everybody_can_read_and_reach_it(page, lists, axe, picture, line):
    for name in ("articles?outlet=kabar 1", "outlets", "claims/values?_field=speaker", "claims"):
        page.goto(f"{lists.address}/claims/-/{name}")
        for scheme, width in LOOKS:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 800})
            if name == "claims" and width == 1280:
                page.get_by_role("searchbox", name="Find in Outlet").fill("kabar 8")
                expect(page.get_by_role("list", name="Found in Outlet")).to_be_visible()
            picture(page, f"list-{name}-{scheme}-{width}-{line}")
            axe(page)
        page.set_viewport_size({"width": NARROWEST, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST, name
