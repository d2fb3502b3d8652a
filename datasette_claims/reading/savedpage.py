"""Pages that a browser or SingleFile saved in one file of HTML.

The pictures in the file are left out; the address and the day that it tells go with the page, which
is read as any other.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import partial

from datasette_claims.reading import signs
from datasette_claims.reading.documents import Document, Options

LARGEST = 256 * 1024 * 1024
"""Bytes of a saved page: its pictures are most of them."""

_HEAD = 64 * 1024

# A picture in the text of the page. What may be a link or a word stays: only long ones go.
_DATA = re.compile(rb"data:[\w.+-]{0,40}/?[\w.+-]{0,60}(?:;[\w.+=-]{1,60}){0,4},[\w+/=%.~-]{64,}")
_LINE = re.compile(rb"^\s*(url|saved date):\s*(\S.*?)\s*$", re.MULTILINE | re.IGNORECASE)


def read(document: Document, _options: Options) -> Iterator[Document]:
    """Give the page of a file that says where it was saved from, without its pictures."""
    data = document.data(LARGEST)
    told: dict[str, str] = {}
    if found := signs.SINGLE_FILE.search(data[:_HEAD]):
        for name, value in _LINE.findall(found["told"]):
            told["url" if name.lower() == b"url" else "fetched"] = value.decode("utf-8", "replace")
    elif found := signs.SAVED_FROM.search(data[:_HEAD]):
        told["url"] = found["url"].decode("utf-8", "replace")
    bare = signs.SAVED_FROM.sub(b"", signs.SINGLE_FILE.sub(b"", data))
    yield page(document, bare, told)


def without_data(page: bytes) -> bytes:
    """Give a page without the pictures and letters that are written into it.

    >>> without_data(b"<img src='data:image/png;base64," + b"iVBORw0K" * 9 + b"'>Hello")
    b"<img src='data:,'>Hello"
    """
    return _DATA.sub(b"data:,", page)


def page(document: Document, html: bytes, told: dict[str, str]) -> Document:
    """Give the page in the place of its file, without the pictures that are written into it.

    Its name ends as that of a page does: by that of its file it would be taken for one again.
    """
    return Document(
        document.called("page.html"),
        document.origin,
        partial(io.BytesIO, without_data(html)),
        {**document.told, **told},
        document.depth + 1,
    )
