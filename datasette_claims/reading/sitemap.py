"""Sitemaps: the addresses that a site names itself, and indexes of such lists.

What a sitemap for news tells of an article (title, date, outlet, language) goes along.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from datasette_claims import weblink
from datasette_claims.reading import characters, listing, safexml
from datasette_claims.reading.documents import Document, Item, Listed, Options
from datasette_claims.reading.outcomes import Failure, Refused, Remark

Found = tuple[bool, Mapping[str, str]]
"""Does it lead to another list, and what is told under which name."""

_TOLD = {
    "title": "title",
    "publication_date": "published",
    "name": "outlet",
    "language": "language",
}
_BLOCK = re.compile(r"<(?:\w+:)?(url|sitemap)(?:\s[^<>]*)?>(.*?)</(?:\w+:)?\1\s*>", re.DOTALL)
_VALUE = re.compile(
    r"<(?:news:)?(loc|lastmod|title|publication_date|name|language)>\s*"
    r"(?:<!\[CDATA\[)?\s*([^<>]*?)\s*(?:\]\]>)?\s*</"
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))


def read(document: Document, options: Options) -> Iterator[Item | Listed | Failure | Remark]:
    """Give the addresses of a sitemap; where its XML is broken, those that can be made out."""
    data = document.data()
    try:
        found = list(_told(safexml.parse(data)))
    except Refused as reason:
        found = list(_made_out(characters.decoded(data)))
        if not found or safexml.ENTITIES in str(reason):
            raise
        yield Remark(document.name, f"{reason}: {len(found):,} addresses could be made out")
    if not found:
        raise Refused("a sitemap without addresses")
    entries = []
    for number, (further, told) in enumerate(found, 1):
        address = listing.whole(told.get("loc", ""))
        if fault := weblink.fault(address):
            yield document.failed(f"entry {number}", f"the address {fault}")
            continue
        entries.append(
            Listed(
                address,
                f"entry {number}",
                tuple((field, told[name]) for name, field in _TOLD.items() if told.get(name)),
                published=told.get("publication_date", ""),
                updated=told.get("lastmod", ""),
                further=further,
            )
        )
    yield from listing.given(entries, document, options)


def _told(root: Element) -> Iterator[Found]:
    """What is told of each address, in order."""
    for entry in root:
        if (kind := _plain(entry.tag)) not in ("url", "sitemap"):
            continue
        told: dict[str, str] = {}
        for one in entry:
            if (name := _plain(one.tag)) in ("loc", "lastmod"):
                told.setdefault(name, "".join(one.itertext()).strip())
            elif name == "news":
                for below in one.iter():
                    if (inner := _plain(below.tag)) in _TOLD:
                        told.setdefault(inner, " ".join("".join(below.itertext()).split()))
        yield kind == "sitemap", told


def _made_out(text: str) -> Iterator[Found]:
    for kind, block in _BLOCK.findall(_COMMENT.sub("", text)):
        told: dict[str, str] = {}
        for name, value in _VALUE.findall(block):
            told.setdefault(name, _characters(value))
        yield kind == "sitemap", told


def _characters(written: str) -> str:
    """A value without its entities; the ones of HTML may be a parameter of an address."""
    for entity, character in _ENTITIES:
        written = written.replace(entity, character)
    return written


def _plain(tag: str) -> str:
    """The name of an element without where it is from."""
    return tag.rpartition("}")[2]
