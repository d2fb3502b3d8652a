"""When a page says that its article was published, the surest first. Never the day of a change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timezone
from itertools import islice
from typing import TYPE_CHECKING

from datasette_claims.reading import dates, jsonld
from datasette_claims.reading.documents import By
from datasette_claims.reading.pageparts import Layout, named, words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from datasette_claims.reading.pagedata import Page

NAMES = (
    "publishedtime", "datepublished", "publisheddate", "publicationdate", "publishdate", "pubdate",
    "publishtime", "publicationtime", "publishdateiso", "articlepublished", "publishedat",
    "articledate", "articledateoriginal", "dateissued", "dcdateissue", "dctermsissued",
    "dctermscreated", "datecreated", "citationdate", "originalpublicationdate", "displaydate",
    "publicationdatetime", "firstpublished", "dcdate", "dctermsdate", "sailthrudate", "ogtime",
    "pdate", "ptime", "published", "date",
)  # fmt: skip
"""What meta elements are called that tell it, the surest first: ``og:article:published_time`` ends
as the first does."""

DATE = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th)?[\s./-]+(?:[^\W\d_]{3,12}\.?|\d{1,2})[\s,./-]+\d{4}"
    r"|[^\W\d_]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
    r"|\d{4}(?P<mark>[./-])\d{1,2}(?P=mark)\d{1,2}|\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日)(?!\d)"
    r"(?:[^\d\n]{0,12}\d{1,2}[.:]\d\d(?:[:.]\d\d)?"
    r"(?:\s*(?:[ap]\.?m\b\.?|\(?(?:WIB|WITA|WIT|MYT|SGT|GMT|UTC|BST|E[SD]?T|P[SD]?T|CES?T)\b"
    r"(?:\s?[+-]\d{1,2}(?::?\d\d)?)?\)?))*)?",
    re.IGNORECASE,
)
"""A day as it is printed, with the time behind it."""

_DATED = re.compile(
    r"date|datum|time|stamp|publi|posted|tanggal|tarikh|waktu|fecha|erschienen", re.IGNORECASE
)
_CHANGED = re.compile(
    r"updat|modif|aktualis|diperbarui|kemas ?kini|diubah|revis|mis à jour|actuali[sz]|expir",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"(?<![\w-])updated(?![\w-])", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d")
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d|\Z)")
_EPOCH = re.compile(r"1[0-9]{9}(?:[0-9]{3})?")
_NEVER = ("0001-01-01", "1970-01-01", "1900-01-01", "0000-00-00")
_MOMENT = re.compile(
    r"(?<!\d)\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:\s?(?:Z|[+-]\d\d:?\d\d)(?!\d))?"
)
_IN_SCRIPT = re.compile(
    r"(?:date_?published|publish(?:ed)?_?(?:date|time|at|on)|pub_?(?:date|time)|publication_?date"
    r"|news_?time|first_?published)[\"']?\s*[:=]\s*[\"'](\d{4}[/-]\d\d[/-]\d\d[^\"'<>]{0,30})[\"']",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)([/-]?)(\d{1,2})\2(\d{1,2})(?=[/_-])", re.ASCII)
_OF_OTHERS = frozenset((
    "Review", "Comment", "VideoObject", "ImageObject", "AudioObject", "Question", "Answer",
    "Product", "Book", "Movie", "Person", "Organization",
))  # fmt: skip
"""Types of JSON-LD whose dates and authors are not those of the page."""
_CANDIDATES = 5
"""So many of one kind are tried."""
_BELOW, _ABOVE = 60, 30
"""So far from the headline a date is its own, though nothing calls it one: elements."""
_MORE = 20
"""Characters beside a date that are more than a label."""
_SHORT = 60
"""Characters of what stands beside a headline; a sentence is longer."""


def told(page: Page, address: str) -> Iterator[tuple[str, By]]:
    """Every date that a page may mean, until one leaves nothing open."""
    for value, by in _all(page, address):
        day = " ".join(value.split())
        if day and not day.startswith(_NEVER):
            yield dates.compact(day) or _of_epoch(day), by
            if _ISO.match(day):
                return  # nothing surer will come


def is_about(node: jsonld.Node) -> bool:
    """May a node of JSON-LD that is no article stand for the page itself?"""
    return not jsonld.is_article(node) and _OF_OTHERS.isdisjoint(jsonld.types(node))


def _all(page: Page, address: str) -> Iterator[tuple[str, By]]:
    for key in ("datePublished", "dateCreated"):
        yield from _values(page.article.get(key), "json-ld")
    for name in NAMES:
        for key, squeezed, contents in page.squeezed_meta:
            if squeezed == name or (len(name) > 6 and squeezed.endswith(name)):
                for content in contents:
                    yield content, "og" if ":" in key else "meta"
    for key in ("datePublished", "dateCreated"):
        items = page.tree.xpath("//*[@itemprop=$key]", key=key)
        for element in sorted(items, key=page.layout.remoteness)[:_CANDIDATES]:
            yield element.get("content") or element.get("datetime") or words(element), "meta"
    for key in ("datePublished", "dateCreated"):
        for node in filter(is_about, page.nodes):
            yield from _values(node.get(key), "json-ld")
    yield from islice(_printed(page.layout), _CANDIDATES)
    yield from _in_scripts(page.tree)
    yield from _in_address(address)


def _values(value: object, by: By) -> Iterator[tuple[str, By]]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, (str, int)) and not isinstance(one, bool):
            yield str(one), by


def _printed(layout: Layout) -> Iterator[tuple[str, By]]:
    """The dates that a reader sees, those nearest to the headline first."""
    seen: list[tuple[int, str, By]] = []
    for node in layout.tree.iter("time"):
        moment = node.get("datetime") or ""
        if _YEAR.search(moment) and _is_own(layout, node):
            seen.append((layout.distance(node), moment, "time"))
    for node in layout.marked(_DATED):
        if _is_own(layout, node):
            moment = next((m for m in (node.get("title"), words(node)) if m and DATE.search(m)), "")
            seen += [(layout.distance(node), day, "text") for day in _days(moment)]
    for node, text in _pieces(layout.near(_BELOW, _ABOVE)):
        if _is_own(layout, node):
            seen += [(2 * layout.distance(node), day, "text") for day in _days(text)]
    for _, moment, by in sorted(seen, key=lambda one: one[0]):
        yield moment, by


def _is_own(layout: Layout, node: HtmlElement) -> bool:
    """Is a date that stands there the article's, and not that of a change or of another article?

    Microformats call it *updated* too, also where the article was never changed.
    """
    name = named(node)
    rest = _UPDATED.sub("", name)
    changed = _CHANGED.search(rest) or (rest != name and not _DATED.search(rest))
    return not changed and not layout.is_elsewhere(node) and not _is_teaser(node)


def _is_teaser(node: HtmlElement) -> bool:
    """Does it stand in a link that says more than a date?"""
    link = next(node.iterancestors("a"), None)
    return link is not None and len(words(link)) > len(words(node)) + _MORE


def _days(text: str) -> Iterator[str]:
    """The first date of a text, if it is not that of a change."""
    match = _MOMENT.search(text) or DATE.search(text)
    if match and not _CHANGED.search(text[: match.start()]):
        yield match[0]


def _pieces(nodes: Iterable[HtmlElement]) -> Iterator[tuple[HtmlElement, str]]:
    """The short texts directly in and behind elements."""
    for node in nodes:
        parent = node.getparent()
        for owner, text in ((node, node.text), (parent, node.tail)):
            if owner is None or not text or owner.tag in ("script", "style", "option", "a"):
                continue
            if 6 <= len(text.strip()) <= _SHORT:
                yield owner, text


def _in_scripts(tree: HtmlElement) -> Iterator[tuple[str, By]]:
    """What the page's programs are told, if they are told one day only."""
    days: dict[str, str] = {}
    for script in tree.xpath("//script[not(contains(@type, 'ld+json'))]"):
        for match in _IN_SCRIPT.finditer(script.text or ""):
            days.setdefault(match[1][:10], match[1])
    if len(days) == 1:
        yield next(iter(days.values())), "page"


def _in_address(address: str) -> Iterator[tuple[str, By]]:
    if match := _IN_ADDRESS.search(address):
        try:
            yield date(int(match[1]), int(match[3]), int(match[4])).isoformat(), "page"
        except ValueError:
            return


def _of_epoch(day: str) -> str:
    """Seconds or milliseconds since 1970 as a date; anything else as it is."""
    if not _EPOCH.fullmatch(day):
        return day
    moment = datetime.fromtimestamp(int(day[:10]), timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
