"""HTML pages: the article's own text as trafilatura finds it, in paragraphs, and the page's data.

Scripts, styles, menus and comments never get in; the bytes of the page are kept as a hash.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.utils import load_html

from datasette_claims.reading import damage, decoding, encodings, readable, stubs
from datasette_claims.reading.documents import Document, Item, Options, Told
from datasette_claims.reading.outcomes import Refused
from datasette_claims.reading.pagedata import Page

LARGEST = 32 * 1024 * 1024
"""Bytes of one page; SingleFile puts pictures into it."""

_TAG = re.compile(r"</?(?:html|body|article|main|section|div|p|h[1-6]|table)\b", re.IGNORECASE)
_PARTS = frozenset(("p", "head", "quote", "div", "ab", "item", "row", "cell"))
"""What trafilatura calls elements that stand apart from what is beside them."""


def read(document: Document, options: Options) -> Iterator[Item]:
    """Give the one article of a page; raise ``Refused`` where it has none.

    ``document.told`` may hold ``url`` and ``content_type``.
    """
    data = document.data(LARGEST)
    text, notes = _decoded(data, document.told.get("content_type", ""))
    yield of_page(
        text,
        options,
        address=document.told.get("url", ""),
        raw_hash=hashlib.sha256(data).hexdigest(),
        notes=notes,
    )


def details(document: Document) -> tuple[Told, ...]:
    """What a page tells of itself, be there an article in it or none."""
    text, _ = _decoded(document.data(LARGEST), document.told.get("content_type", ""))
    return Page(_tree(text), document.told.get("url", "")).details()


def of_page(
    markup: str,
    options: Options,
    *,
    address: str = "",
    raw_hash: str = "",
    notes: tuple[str, ...] = (),
) -> Item:
    """Give the article of a page's markup; raise ``Refused`` where it has none."""
    tree = _tree(markup)
    page = Page(tree, address)
    # It works on copies of its own: no other one is needed, and pages are parsed once.
    found = bare_extraction(tree, url=address or None, include_comments=False)
    body = getattr(found, "body", None)
    text = readable.trimmed(readable.tidy(rendered(body))) if body is not None else ""
    if why := stubs.reason(page, text):
        if not options.keep_stubs or not text:
            raise Refused(f"no article text: {why}; {stubs.REMEDY}", skipped=True)
        notes = (*notes, f"stored though it is no article text: {why}")
    notes = (*notes, *damage.notes(text))
    return Item(text, page.details(), notes, raw_hash=raw_hash, kind="html")


def _tree(markup: str) -> HtmlElement:
    """The elements of a page; raise ``Refused`` where it has none.

    trafilatura takes what has no ``html`` in its first words for data of another kind. Parts of
    pages begin otherwise, and so does a page that something was written above.
    """
    tree = load_html(markup)
    if tree is None and _TAG.search(markup):
        tree = load_html(f"<html>{markup}")
    if tree is None:
        raise Refused("no HTML that can be read; damaged?")
    return tree


def rendered(body: HtmlElement) -> str:
    """The text of a body that trafilatura found: paragraphs with blank lines between them."""
    return "\n\n".join(block for block in _blocks(body) if block.strip())


def _blocks(node: HtmlElement) -> Iterator[str]:
    """The paragraphs, headings, lists and rows in an element, each as one text."""
    words = node.text or ""
    for child in node:
        if child.tag in ("list", "table"):
            yield words
            words = ""
            yield "\n".join(_lines(child))
        elif child.tag in _PARTS or (child.tag == "code" and "\n" in child.xpath("string()")):
            yield words
            words = ""
            yield from _blocks(child)
        else:
            words += _inline(child)
        words += child.tail or ""
    yield words


def _inline(node: HtmlElement) -> str:
    """The words of an element within a paragraph; what is none within it stands on its own line."""
    if node.tag == "lb":
        return "\n"
    if not isinstance(node.tag, str) or node.tag == "graphic":
        return ""
    words = node.text or ""
    for child in node:
        words += _inline(child) + (child.tail or "")
    return f"\n{words}\n" if node.tag in _PARTS or node.tag in ("list", "table") else words


def _lines(node: HtmlElement) -> Iterator[str]:
    """Items of a list with a dash, their further paragraphs below; rows of a table as lines."""
    for child in node:
        if child.tag == "row":
            cells = (" ".join(" ".join(_blocks(cell)).split()) for cell in child)
            yield " | ".join(cell for cell in cells if cell)
        elif isinstance(child.tag, str):
            lines = (" ".join(line.split()) for part in _blocks(child) for line in part.split("\n"))
            for number, line in enumerate(filter(None, lines)):
                yield line if number else f"- {line}"


def _decoded(data: bytes, content_type: str) -> tuple[str, tuple[str, ...]]:
    """The markup of a page. What nobody can tell is read as browsers would, with a note."""
    if not data.strip():
        raise Refused("empty: it holds no text")
    decoded = decoding.decode_anyway(data, encodings.declared(data, content_type))
    return decoded.text, (decoded.note,) if decoded.note else ()
