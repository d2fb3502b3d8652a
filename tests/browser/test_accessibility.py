"""Every page, light and dark, wide and narrow: axe finds nothing, nothing hangs over the edge."""

import pytest

PAGES = {
    "home": "/",
    "about": "/about",
    "browse": "/claims/-/claims",
    "browse-filtered": "/claims/-/claims?speaker={speaker}&q=gencatan&type=indirect",
    "browse-nothing": "/claims/-/claims?q=xyzzy",
    "claim": "/claims/-/claims/{claim}",
    "article": "/claims/-/articles/{article}",
    "speaker": "/claims/-/speakers/{speaker}",
}
LOOKS = [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)]
NARROWEST = 320  # a small phone; or 1280 pixels at 400 % zoom


@pytest.fixture
def inspect(page, axe, picture, line):
    def look(name):
        for scheme, width in LOOKS:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 800})
            picture(page, f"{name}-{scheme}-{width}-{line}")
            axe(page)
        page.set_viewport_size({"width": NARROWEST, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST

    return look


@pytest.mark.parametrize("name", PAGES)
def test_visitor(page, site, putin, inspect, name):
    page.goto(site.address + PAGES[name].format(**putin._asdict()))
    inspect(name)


def test_editor(page, own_site, putin, inspect):
    page.goto(own_site.login)
    page.goto(f"{own_site.address}/claims/-/claims/{putin.claim}")
    inspect("editor")
