"""What bytes say of the encoding that they are in: their mark, their zeros, what is declared."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

SAMPLE = 200_000
"""Bytes by which an encoding is found out."""


class Mark(NamedTuple):
    """The bytes that a text begins with, the encoding of what follows them, and the name of the
    codec that takes them off itself.
    """

    start: bytes
    encoding: str
    codec: str


MARKS = (
    Mark(codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    # Before UTF-16, whose little-endian mark this one begins with.
    Mark(codecs.BOM_UTF32_LE, "utf-32-le", "utf-32"),
    Mark(codecs.BOM_UTF32_BE, "utf-32-be", "utf-32"),
    Mark(codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
    Mark(codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
)

# What these names mean on the web (encoding.spec.whatwg.org): the larger set of characters.
_MEANT = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932",
    "euc_kr": "cp949",
}  # fmt: skip
_DECLARED = re.compile(
    rb"<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]+)|<meta\b[^>]{0,400}?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)",
    re.IGNORECASE,
)
_IN_TYPE = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


def mark_of(data: bytes) -> Mark | None:
    """The byte-order mark that a text begins with."""
    return next((mark for mark in MARKS if data.startswith(mark.start)), None)


def by_zeros(data: bytes) -> str:
    """UTF-16 without its mark, or nothing: every other byte of most texts is zero.

    >>> by_zeros("Dia pergi.".encode("utf-16-le")), by_zeros(b"Dia pergi.")
    ('utf-16-le', '')
    """
    sample = data[: SAMPLE & ~1]
    half = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if half < 8 or max(even, odd) < 0.3 * half or min(even, odd) > 0.01 * half:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def declared(head: bytes, content_type: str = "") -> list[str]:
    """The encodings that HTTP and the head of an HTML or XML document name.

    >>> declared(b'<meta charset="utf-8">', "text/html; charset=ISO-8859-1")
    ['ISO-8859-1', 'utf-8']
    """
    sent = _IN_TYPE.search(content_type)
    written = _DECLARED.search(head[:4096])
    named = [sent[1]] if sent else []
    return [*named, (written[1] or written[2]).decode("ascii", "replace")] if written else named


def known(name: str) -> str:
    """What Python calls an encoding, as browsers understand its name; empty where it knows none.

    >>> known("Latin-1"), known("base64")
    ('cp1252', '')
    """
    try:
        found = codecs.lookup(name.strip())
    except (LookupError, ValueError):
        return ""
    is_text = getattr(found, "_is_text_encoding", True)  # not rot13, base64
    if not is_text or found.name in ("idna", "punycode", "unicode_escape", "raw_unicode_escape"):
        return ""
    return _MEANT.get(found.name, found.name)
