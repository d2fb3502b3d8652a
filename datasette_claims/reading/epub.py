"""Books (EPUB): a chapter is an article. Read with nothing but the standard library."""

from __future__ import annotations

import hashlib
import posixpath
import zipfile
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from datasette_claims.reading import encodings, hypertext, safexml, zipped
from datasette_claims.reading.decoding import decode_anyway
from datasette_claims.reading.documents import Document, Item, Options, Told
from datasette_claims.reading.outcomes import Failure, Refused

FEWEST_WORDS = 30
"""A chapter of fewer is a cover, a half title, a dedication."""
MOST_CHAPTERS = 5_000

_CONTAINER = "META-INF/container.xml"
_ROOT_FILE = "{urn:oasis:names:tc:opendocument:xmlns:container}rootfile"
_OPF = "{http://www.idpf.org/2007/opf}"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_PAGES = frozenset({"application/xhtml+xml", "text/html"})
_FIELDS = (
    ("creator", "byline"),
    ("publisher", "outlet"),
    ("date", "published"),
    ("language", "language"),
)


class _Chapter(NamedTuple):
    """A page of a book: the key that the book gives it, and its file."""

    key: str
    path: str


def read(document: Document, _options: Options) -> Iterator[Item | Failure]:
    """Give the chapters of a book in their order, each with what the book tells of itself."""
    found = False
    with zipped.opened(document) as archive:
        package_path = _package_path(archive)
        package = safexml.parse(zipped.part(archive, package_path))
        told = tuple(_told(package))
        locked = _locked(archive)
        for chapter in _chapters(package, posixpath.dirname(package_path)):
            try:
                if chapter.path in locked:
                    raise Refused("locked by its publisher (DRM)")
                data = zipped.part(archive, chapter.path)
            except Refused as reason:
                found = True
                yield document.failed(chapter.key, str(reason))
                continue
            page = hypertext.Page(decode_anyway(data, encodings.declared(data)).text)
            if len(page.text.split()) < FEWEST_WORDS:
                continue
            found = True
            yield Item(
                text=page.text,
                fields=(*_title(page), *told),
                part=chapter.key,
                place=chapter.key,
                raw_hash=hashlib.sha256(data).hexdigest(),
            )
    if not found:
        raise Refused("a book without text (pictures?)")


def _package_path(archive: zipfile.ZipFile) -> str:
    root = safexml.parse(zipped.part(archive, _CONTAINER)).find(f".//{_ROOT_FILE}")
    path = root.get("full-path", "") if root is not None else ""
    if not path:
        raise Refused("a damaged book: it does not say where its contents are")
    return path


def _told(package: Element) -> Iterator[Told]:
    for name, field in _FIELDS:
        values = [" ".join((one.text or "").split()) for one in package.iter(_DUBLIN_CORE + name)]
        value = (
            ", ".join(filter(None, values)) if field == "byline" else next(filter(None, values), "")
        )
        if value:
            yield Told(field, value, "file")


def _chapters(package: Element, folder: str) -> Iterator[_Chapter]:
    """The pages in the order of reading, without the table of contents."""
    items = {item.get("id", ""): item for item in package.iter(f"{_OPF}item")}
    seen: set[str] = set()
    for reference in package.iter(f"{_OPF}itemref"):
        key = reference.get("idref", "")
        item = items.get(key)
        if item is None or key in seen or item.get("media-type") not in _PAGES:
            continue
        if "nav" in item.get("properties", "").split():
            continue
        seen.add(key)
        if len(seen) > MOST_CHAPTERS:
            raise Refused(f"a book of more than {MOST_CHAPTERS:,} chapters")
        path = posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
        yield _Chapter(key, path)


def _locked(archive: zipfile.ZipFile) -> frozenset[str]:
    """The files that nobody but the publisher's own reader can open."""
    if "META-INF/encryption.xml" not in archive.namelist():
        return frozenset()
    root = safexml.parse(zipped.part(archive, "META-INF/encryption.xml"))
    uris = (
        element.get("URI", "")
        for element in root.iter()
        if element.tag.endswith("}CipherReference")
    )
    return frozenset(unquote(uri) for uri in uris)


def _title(page: hypertext.Page) -> Iterator[Told]:
    """The first heading of a chapter, else what its head says."""
    heading = next((text for text, rank in page.paragraphs[:4] if rank in (1, 2, 3)), "")
    if heading:
        yield Told("title", " ".join(heading.split()), "page")
    if page.title:
        yield Told("title", page.title, "meta")
