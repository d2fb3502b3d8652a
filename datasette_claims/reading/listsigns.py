"""Signs of lists of addresses: feeds, sitemaps, and texts that hold nothing but addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from datasette_claims import weblink
from datasette_claims.reading import characters, columns
from datasette_claims.reading.columnnames import NAMES
from datasette_claims.reading.documents import HEAD

# What may stand above the root of an XML document, the declaration of its kind among them.
# Each part ends in one place only: else a page of many comments is tried in every way there is.
_PROLOGUE = (
    r"\A[\s\ufeff]*(?:<\?(?:(?!\?>).)*\?>\s*|<!--(?:(?!-->).)*-->\s*"
    r"|<!DOCTYPE\s[^<>\[]*(?:\[(?:(?!\]\s*>).)*\]\s*)?>\s*)*"
)
_FEED = re.compile(
    _PROLOGUE + r"<(?:(?:\w+:)?rss[\s>]|(?:\w+:)?feed\s[^>]*(?:Atom|atom)"
    r"|(?:\w+:)?RDF\s[^>]*(?:purl\.org/rss/|my\.netscape\.com/rdf/))",
    re.DOTALL,
)
_JSON_FEED = re.compile(
    r'\A[\s\ufeff]*\{.{0,4000}?"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org\\?/version', re.DOTALL
)
_SITEMAP = re.compile(_PROLOGUE + r"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]", re.DOTALL)


def feed(head: bytes, _name: str) -> bool:
    """RSS of any age, Atom, or JSON Feed."""
    start = characters.decoded(head)
    return bool(_FEED.match(start) or _JSON_FEED.match(start))


def sitemap(head: bytes, _name: str) -> bool:
    """A sitemap, or an index of sitemaps."""
    return bool(_SITEMAP.match(characters.decoded(head)))


def addresses(head: bytes, _name: str) -> bool:
    """Is every line an address? What a column of them is called may stand above."""
    lines = characters.decoded(head).splitlines()
    if len(head) >= HEAD:
        lines = lines[:-1]
    found = [line for _, line in filled(lines)]
    return bool(found) and all(map(weblink.is_web, found))


def filled(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The lines of a list of addresses that may be one, with their numbers.

    >>> list(filled(["# to be read", "URL", "https://example.org/a", ""]))
    [(3, 'https://example.org/a')]
    """
    first = True
    for number, line in enumerate(lines, 1):
        plain = line.strip().lstrip("\ufeff").strip()
        if not plain or plain.startswith("#"):
            continue
        if not (first and columns.plain(plain) in NAMES["url"]):
            yield number, plain
        first = False
