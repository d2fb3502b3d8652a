"""The lines of a stream that may be larger than memory, in whatever encoding it is.

A table is seldom spoilt as a whole: a row that somebody pasted in is in Windows-1252 where the rest
is UTF-8. So bytes that are no UTF-8 are carried along (as surrogates) until the row is known, and
then read by ``mended``.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager

from datasette_claims.reading import encodings, guessing
from datasette_claims.reading.documents import LARGEST, Document
from datasette_claims.reading.outcomes import Refused

_SURROGATE = re.compile("[\ud800-\udfff]")
CUT = "\ue000"
"""Ends a line of which the rest was left out."""


def encoding_of(head: bytes) -> str:
    """The encoding of a text by its beginning: marked, or UTF-16 by its zeros, else UTF-8."""
    mark = encodings.mark_of(head)
    return mark.codec if mark else encodings.by_zeros(head) or "utf-8"


def decoded(head: bytes) -> str:
    """The beginning of a text, as far as it goes."""
    encoding = encoding_of(head)
    return codecs.getincrementaldecoder(encoding)(_errors(encoding)).decode(head)


@contextmanager
def opened(document: Document) -> Iterator[io.TextIOWrapper]:
    """The characters of a document, from its start."""
    encoding = encoding_of(document.head)
    with document.open() as stream:
        text = io.TextIOWrapper(stream, encoding, _errors(encoding), newline="")
        try:
            yield text
        except UnicodeError as error:
            raise Refused(f"broken: it is no {encoding.upper()} throughout ({error})") from None


def lines(text: io.TextIOWrapper) -> Iterator[str]:
    """The lines of a text with their ends; memory holds one at a time.

    One longer than an article can be is cut, and ends in ``CUT``.
    """
    while line := text.readline(LARGEST):
        if len(line) == LARGEST and line[-1] not in "\r\n":
            while (rest := text.readline(1_000_000)) and rest[-1] not in "\r\n":
                pass
            line += CUT
        yield line


def mended(text: str) -> tuple[str, bool]:
    """A text in which bytes are characters again, and whether there were bytes in it.

    A half of a character (which JSON can hold) becomes the sign for a lost one.
    """
    if text.isascii() or not _SURROGATE.search(text):
        return text, False
    whole, bytes_in_it = guessing.single_bytes(text)
    return _SURROGATE.sub("\ufffd", whole), bytes_in_it > 0


def _errors(encoding: str) -> str:
    return "surrogateescape" if encoding.startswith("utf-8") else "replace"
