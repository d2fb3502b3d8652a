"""Pages that are no article: a wall before it, a list of others, a video with a line of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from datasette_claims.reading import jsonld
from datasette_claims.reading.pageparts import squeezed

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from datasette_claims.reading.pagedata import Page

REMEDY = "--keep-stubs stores it"
"""What a person in the shell is told to do about a page that is none."""

FEW = 60
"""Words of a text that is an article only where the page says so."""
FEWEST = 25
"""Words below which no page is an article."""
SHORT = 160
"""Words up to which what a wall says may be all that there is."""

FRONT = 400
"""Words up to which what was found on the front page of a site is one of its teasers or more."""

_WALL = re.compile(
    r"cookies?\b|consent|privacy (?:policy|settings|choices)|our partners|personal data|GDPR"
    r"|accept all|reject all|legitimate interest|kebijakan privasi|data pribadi|persetujuan"
    r"|dasar privasi|enable javascript|aktifkan javascript|access denied|are you a robot"
    r"|verify (?:that )?you are (?:a )?human|checking your browser|ad ?blocker|captcha"
    r"|page (?:you requested )?(?:was |could )?not (?:be )?found|halaman tidak ditemukan|error 404",
    re.IGNORECASE,
)
_PAYWALL = re.compile(
    r"subscribe (?:now |today )?(?:to|for) (?:continue|keep|read|unlock|full|unlimited)"
    r"|to (?:continue|keep) reading|already (?:a )?(?:subscriber|member|have an account)"
    r"|subscribers? only|sign (?:in|up) to (?:read|continue)|log ?in to (?:read|continue)"
    r"|unlock (?:this|the full) (?:article|story)|free articles? (?:left|remaining)"
    r"|start your (?:free )?trial|become a (?:member|subscriber)|premium (?:content|article)"
    r"|khusus pelanggan|berlangganan|sudah berlangganan|lanjutkan membaca|konten premium"
    r"|masuk untuk membaca|langgan(?:i)? (?:sekarang|untuk)|baca selengkapnya di aplikasi",
    re.IGNORECASE,
)
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Letters of Thai, Lao, Burmese, Khmer, Japanese and Chinese."""
_ENDED = re.compile(r"[.!?…。！？][\"'”’»)\]]*\s*\Z")


def reason(page: Page, text: str) -> str:
    """Why the text of a page is no article, with its words counted; empty if it is one."""
    words = _counted(text)
    counted = f"{words} word" if words == 1 else f"{words} words"
    if words <= SHORT and (len(_WALL.findall(text)) > 1 or (words < FEW and _WALL.search(text))):
        return f"{counted} (a wall before it? {_first(_WALL, text)!r})"
    if words <= SHORT and (_PAYWALL.search(text) or _is_paid(page)):
        return f"{counted} (the beginning of what must be paid for?)"
    if _is_video(page) and words <= SHORT:
        return f"{counted} (a video?)"
    if words < (FEWEST if page.is_article else FEW):
        return counted if page.is_article else counted + _feed(page)
    if words <= FRONT and not page.is_article and (page.is_front or _is_collection(page)):
        return f"{counted} (the front page of a site?){_feed(page)}"
    if not page.article and (teasers := _teasers(page.tree, text)):
        return f"{counted} in {teasers} teasers (a page that lists articles?){_feed(page)}"
    return ""


def _feed(page: Page) -> str:
    """Where the articles can be had that a page may only list."""
    return f"; its feed is {page.feed}" if page.feed else ""


def _first(sign: re.Pattern[str], text: str) -> str:
    match = sign.search(text)
    return match[0] if match else ""


def _is_paid(page: Page) -> bool:
    free = page.article.get("isAccessibleForFree")
    return free is False or (isinstance(free, str) and free.lower().endswith("false"))


def _is_video(page: Page) -> bool:
    if any(kind.lower().startswith("video") for kind in page.meta.get("og:type", ())):
        return True
    kinds = {kind for node in page.nodes for kind in jsonld.types(node)}
    return "VideoObject" in kinds and not page.article


def _is_collection(page: Page) -> bool:
    return any("CollectionPage" in jsonld.types(node) for node in page.nodes)


def _teasers(tree: HtmlElement, text: str) -> int:
    """How many articles a page lists, each with its headline as a link; 0 where it is one itself.

    In a list each paragraph has a headline of its own beside it; an article's share one, whatever
    else is listed beside or below it.
    """
    paragraphs = [
        squeezed(line) for line in text.split("\n") if _counted(line) >= 8 and _ENDED.search(line)
    ]
    boxes = [squeezed(" ".join(_some(box))) for box in dict.fromkeys(_boxes(tree))]
    listed = sum(any(paragraph in box for paragraph in paragraphs) for box in boxes)
    return listed if listed >= 4 and len(paragraphs) <= listed * 1.5 else 0


def _boxes(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Elements of which each holds one headline that is a link, and words besides."""
    for head in tree.iter("h1", "h2", "h3", "h4", "h5"):
        box = head.getparent()
        if box is not None and box.tag == "a":
            box = box.getparent()
        elif head.find(".//a[@href]") is None:
            continue
        if box is not None and _words(box) - _words(head) >= 8:
            yield box


def _words(node: HtmlElement) -> int:
    return _counted(" ".join(_some(node)))


def _some(node: HtmlElement) -> Iterator[str]:
    return islice(node.itertext(), 500)


def _counted(text: str) -> int:
    """Words of a text; where they are written without spaces, three letters count as one."""
    return len(text.split()) + len(_UNSPACED.findall(text)) // 3
