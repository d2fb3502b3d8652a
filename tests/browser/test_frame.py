"""The site where others put it: under a prefix, on paper, in another window's hands."""

import re

import pytest

OURS = re.compile(r"/news/($|about$|claims/-/(claims|articles|speakers)(/\w+)?$)")


@pytest.fixture(scope="module")
def prefixed(served, seed_original):
    with served("-i", seed_original, base_url="/news/") as site:
        yield site


def test_every_link_under_a_prefix_leads_somewhere(page, prefixed):
    """Ours are opened and their links followed; every other address of this site is asked for."""
    seen, waiting = set(), ["/news/"]
    while waiting:
        path = waiting.pop()
        if OURS.fullmatch(path):
            page.goto(prefixed.address.removesuffix("/news") + path)
            links = page.eval_on_selector_all(
                "a[href]",
                "all => all.filter(a => a.origin === location.origin)"
                ".map(a => a.pathname + a.search)",
            )
        else:
            links = []
            answer = page.request.head(prefixed.address.removesuffix("/news") + path)
            assert answer.status < 400, path
        new = set(links) - seen
        assert not [link for link in new if not link.startswith("/news/")], path
        seen |= new
        waiting += new
    assert len(list(filter(OURS.fullmatch, seen))) > 10


def test_claim_prints_on_one_page(page, site, putin):
    page.goto(f"{site.address}/claims/-/claims/{putin.claim}")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1
    page.emulate_media(media="print")
    assert page.locator("mark").first.is_visible()
    assert not page.locator("footer.ft").is_visible()
