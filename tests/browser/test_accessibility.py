"""Every page, light and dark, wide and narrow: axe finds nothing, nothing hangs over the edge."""

import pytest

PAGES = {
    "home": "/",
    "about": "/about",
    "browse": "/claims/-/claims",
    "browse-filtered": "/claims/-/claims?speaker={speaker}&q=perdamaian&type=indirect",
    "browse-nothing": "/claims/-/claims?q=xyzzy",
    "claim": "/claims/-/claims/{claim}",
    "article": "/claims/-/articles/{article}",
    "speaker": "/claims/-/speakers/{speaker}",
}
WIDTHS = [1280, 390]


@pytest.fixture(params=PAGES)
def address(request, site, putin):
    return site.address + PAGES[request.param].format(**putin._asdict())


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_visitor(page, address, axe, picture, line, scheme, width, request):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address)
    picture(page, f"{request.node.callspec.params['address']}-{scheme}-{width}-{line}")
    axe(page)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_editor(page, own_site, putin, axe, picture, line, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(own_site.login)
    page.goto(f"{own_site.address}/claims/-/claims/{putin.claim}")
    picture(page, f"editor-{scheme}-{width}-{line}")
    axe(page)


def test_narrowest(page, address):
    """A phone of 320 pixels, or a large one at 400 % zoom, scrolls one way only."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
