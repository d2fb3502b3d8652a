"""OpenDocument text (ODT): its own XML, read with nothing but the standard library."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from datasette_claims.reading import prose, safexml, zipped
from datasette_claims.reading.documents import Document, Item, Options
from datasette_claims.reading.outcomes import Refused

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_STYLE_NAME = f"{_TEXT}style-name"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"

_PARAGRAPHS = frozenset({f"{_TEXT}p", f"{_TEXT}h"})
_PASSED_OVER = frozenset({
    f"{_TEXT}tracked-changes", f"{_TEXT}note", f"{_OFFICE}annotation", f"{_OFFICE}forms",
    f"{_TEXT}table-of-content", f"{_TEXT}page-number", f"{_TEXT}page-count", f"{_TEXT}ruby-text",
})  # fmt: skip


def read(document: Document, _options: Options) -> Iterator[Item]:
    """Give the one article of an ODT file and what it tells about itself."""
    with zipped.opened(document) as archive:
        names = set(archive.namelist())
        if "META-INF/manifest.xml" in names and b"encryption-data" in zipped.part(
            archive, "META-INF/manifest.xml"
        ):
            raise Refused("a document that is locked by a password; save it without")
        content = safexml.parse(zipped.part(archive, "content.xml"))
        meta = safexml.parse(zipped.part(archive, "meta.xml")) if "meta.xml" in names else None
    body = content.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise Refused("an OpenDocument file without text (a table, slides?)")
    paragraphs = list(_paragraphs(body))
    text = "\n\n".join(text for text, _ in paragraphs)
    yield Item(
        text=text,
        fields=tuple(prose.fields_of_document(paragraphs, *_told(meta))),
        raw_hash=hashlib.sha256(document.data()).hexdigest(),
    )


def _told(meta: Element | None) -> tuple[str, str]:
    """Title and author of the properties."""
    if meta is None:
        return "", ""
    author = meta.findtext(f".//{_META}initial-creator") or meta.findtext(
        f".//{_DUBLIN_CORE}creator"
    )
    return meta.findtext(f".//{_DUBLIN_CORE}title") or "", author or ""


def _paragraphs(body: Element) -> Iterator[prose.Paragraph]:
    """The paragraphs in their order, those of tables, lists and frames among them."""
    waiting = [body]
    while waiting:
        element = waiting.pop()
        if element.tag in _PASSED_OVER:
            continue
        if element.tag in _PARAGRAPHS:
            inside: list[Element] = []
            text = prose.clean("".join(_characters(element, inside)))
            if text:
                yield prose.Paragraph(text, _rank(element))
            waiting.extend(reversed(inside))
        else:
            waiting.extend(reversed(element))


def _rank(element: Element) -> int:
    style = element.get(_STYLE_NAME, "")
    if style == "Title":
        return 1
    return 2 if element.tag == f"{_TEXT}h" or style.startswith("Heading") else 0


def _characters(element: Element, inside: list[Element]) -> Iterator[str]:
    """The characters of a paragraph; paragraphs that stand in it (a text box) go to ``inside``."""
    yield element.text or ""
    for child in element:
        if child.tag in _PARAGRAPHS:
            inside.append(child)
        elif child.tag == f"{_TEXT}s":
            yield " "
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag not in _PASSED_OVER:
            yield from _characters(child, inside)
        yield child.tail or ""
