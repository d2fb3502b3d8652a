"""On paper: the words and what was found, and nothing to press."""

import re

import pytest

PRESSED = "form, nav, button, .button, .no-print, .claims-skip"


@pytest.fixture
def addresses(site, putin):
    start = f"{site.address}/claims/-"
    return {
        "claim": f"{start}/claims/{putin.claim}",
        "article": f"{start}/articles/{putin.article}",
        "speaker": f"{start}/speakers/{putin.speaker}",
        "claims": f"{start}/claims",
        "outlets": f"{start}/outlets",
        "coverage": f"{start}/coverage",
        "home": f"{site.address}/",
    }


@pytest.mark.parametrize(
    "name", ["claim", "article", "speaker", "claims", "outlets", "coverage", "home"]
)
def test_paper_has_nothing_to_press(page, addresses, name):
    page.goto(addresses[name])
    page.emulate_media(media="print", color_scheme="dark")
    seen = (
        page.locator("main")
        .locator(PRESSED)
        .evaluate_all(
            "all => all.filter(each => each.checkVisibility()).map(each => each.outerHTML)"
        )
    )
    assert seen == []
    assert page.locator("h1").is_visible()
    ink = "getComputedStyle(document.querySelector('main.claims')).color"
    assert page.evaluate(ink) == "rgb(0, 0, 0)"
    # Not by a locator: the search of 1.0 has a property that it takes for Element.matches.
    pale = page.evaluate(
        "[...document.querySelectorAll('main h1, main h2, main .said')]"
        ".filter(each => each.checkVisibility())"
        ".filter(each => getComputedStyle(each).color.match(/\\d+/g).some(part => +part > 150))"
        ".map(each => each.outerHTML)"
    )
    assert pale == []


def test_a_claim_is_one_sheet(page, addresses):
    page.goto(addresses["claim"])
    sheets = page.pdf(format="A4", margin=dict.fromkeys(("top", "bottom", "left", "right"), "15mm"))
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) == 1
