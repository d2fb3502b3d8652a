"""Who a page says wrote its article, the surest first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from datasette_claims.reading import jsonld, pagedates
from datasette_claims.reading.documents import By
from datasette_claims.reading.pageparts import NO_NAME, Layout, plain, squeezed

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from datasette_claims.reading.pagedata import Page

_AUTHOR = ("author", "authorname", "byl", "byline", "dccreator", "dctermscreator")
"""Ends of what meta elements are called, in small letters alone."""
_BY = re.compile(
    r"\A\W*(?:(?:(?:posted|published|written|story|recipe|text|view all posts) )?by|oleh|penulis"
    r"|pewarta|author|reporter|laporan|par|von|por|door|autor[ae]?)\b[\s:–-]*",
    re.IGNORECASE,
)
_BEHIND_A_NAME = re.compile(
    r"\s*(?:[|•→»·]|\bfor\b|\s-\s|,?\s*\b(?:on|at|am|le|el|pada)\s*\Z).*", re.IGNORECASE
)
_WEEKDAY = re.compile(
    r"\W*\b(?:(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|senin|selasa|rabu"
    r"|kamis|jumat|sabtu|minggu|isnin|khamis|jumaat|ahad)\W*\Z",
    re.IGNORECASE,
)
_LIST = re.compile(r"[,;&]|\b(?:and|dan|und|et|y|e)\b")
_SIGNED = re.compile(r"\b(?:by_?-?line|author|penulis|reporter)", re.IGNORECASE)
_CANDIDATES = 20
"""Elements that are asked for the author."""
_LONGEST_NAME = 6
"""Words of the name of one author."""


def told(page: Page, sites: Collection[str]) -> Iterator[tuple[str, By]]:
    """The authors as one line. ``sites`` are the names of the site (squeezed), which is none."""
    for names, by in _authors(page):
        found = [_name(name) for name in names]
        good = [name for name in found if _is_name(name) and squeezed(name) not in sites]
        if good:
            yield ", ".join(dict.fromkeys(good)), by
            return


def _authors(page: Page) -> Iterator[tuple[list[str], By]]:
    yield jsonld.names(page.article.get("author"), page.nodes), "json-ld"
    for end in _AUTHOR:
        yield page.meta_called([end]), "meta"
    for node in page.nodes:
        if not page.article and "author" in node and pagedates.is_about(node):
            yield jsonld.names(node["author"], page.nodes), "json-ld"
    for element in sorted(_signed(page.layout), key=page.layout.remoteness)[:_CANDIDATES]:
        within = element.xpath(".//*[@itemprop='name']")[:1] or [element]
        said = "author" in f"{element.get('rel')} {element.get('itemprop')}".lower()
        if said or not page.layout.is_elsewhere(element):
            yield [" ".join(within[0].itertext())], "page" if said else "text"


def _signed(layout: Layout) -> Iterator[HtmlElement]:
    """The elements that may name the author."""
    for node in layout.tree.xpath("//*[@itemprop='author' or @rel]"):
        if node.get("itemprop") or "author" in node.get("rel").lower().split():
            yield node
    yield from layout.marked(_SIGNED)


def _name(value: str) -> str:
    """A name without what stands before and behind it: *By*, the day, what else he wrote."""
    name = _BY.sub("", plain(value))
    if match := pagedates.DATE.search(name):
        name = _WEEKDAY.sub("", name[: match.start()])
    return _BEHIND_A_NAME.sub("", name).strip(" ,;|/–-")


def _is_name(name: str) -> bool:
    """May it be the name of an author, and no sentence?"""
    longest = max(len(part.split()) for part in _LIST.split(name))
    return not NO_NAME.search(name) and len(name) < 100 and longest <= _LONGEST_NAME
