"""Pieces of HTML, as a column of a table holds them: told apart from text, and without tags."""

from __future__ import annotations

import html
import re

from datasette_claims.reading.hypertext import Page

_TAGS = (
    "a|abbr|address|article|aside|b|blockquote|body|br|button|center|cite|code|dd|details|div|dl|dt"
    "|em|figcaption|figure|font|footer|form|h1|h2|h3|h4|h5|h6|head|header|hr|i|iframe|img|input|li"
    "|link|main|mark|meta|nav|noscript|object|ol|p|pre|q|s|script|section|select|small|span|strong"
    "|style|sub|summary|sup|svg|table|tbody|td|template|textarea|th|thead|time|tr|u|ul|wbr"
)
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_PAGE = re.compile(
    r"\s*(?:<!--[^<]*-->\s*|<\?xml[^<>]*\?>\s*)*<(?:!doctype\s+html|html|head|body)[\s>]",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def is_marked_up(text: str) -> bool:
    """Does a text hold tags of HTML?"""
    return "<" in text and bool(_TAG.search(text))


def is_page(text: str) -> bool:
    """Is it a whole page, with a head and a body? What of it is the article is another question."""
    return bool(_PAGE.match(text))


def without_tags(text: str) -> str:
    """A text with its tags cut out, to see how much of it is left."""
    return _TAG.sub("", text) if "<" in text else text


def text(piece: str) -> str:
    """Give the text of a piece of HTML: paragraphs with a blank line between them.

    >>> text("<p>Satu &amp; <b>dua</b>.</p><p>Tiga<br>empat.<script>x()</script></p>")
    'Satu & dua.\\n\\nTiga\\nempat.'
    """
    return Page(piece).text


def characters(text: str) -> str:
    """A text with its entities as the characters that they stand for.

    Only those with a semicolon: in an address, `&copy=2` is a parameter.
    """
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text) if "&" in text else text
