"""Web archives (WARC, ARC), by warcio: every page in them, one record in memory at a time.

A record that is cut off or damaged costs itself: reading goes on where the next one begins.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO, NamedTuple

from warcio.archiveiterator import ArchiveIterator

from datasette_claims.reading import signs
from datasette_claims.reading.documents import LARGEST, Document, Options
from datasette_claims.reading.outcomes import Failure, Refused

_PAGES = frozenset({"text/html", "application/xhtml+xml", "application/pdf"})
_RECORDS = frozenset({"response", "resource", "conversion"})
_CONVERTED = "text/plain"
"""What a crawler made of a page; a text that came over the wire is a robots.txt, as a rule."""
_FOUND = "200"

_GZIP = b"\x1f\x8b\x08"
_MAY_BEGIN = re.compile(rb"WARC/\d\.|\x1f\x8b\x08")
_BLOCK = 1024 * 1024
_LOOKED_AT = 4096


class Record(NamedTuple):
    """A page as it was archived."""

    url: str
    fetched: str
    content_type: str
    data: bytes


class Damage(NamedTuple):
    """Where a record could not be read, and why."""

    offset: int
    reason: str


def read(document: Document, _options: Options) -> Iterator[Document | Failure]:
    """Give every page of a web archive in its order, with its address and when it was saved."""
    found = False
    seen: set[int] = set()
    for one in records(document.open):
        found = True
        if isinstance(one, Damage):
            yield document.failed(f"record at byte {one.offset}", one.reason)
            continue
        part = one.url
        if hash(part) in seen:  # saved again another day
            part = f"{one.url} {one.fetched}"
        seen.add(hash(one.url))
        told = {"url": one.url, "fetched": one.fetched, "content_type": one.content_type}
        yield document.inner(part, partial(io.BytesIO, one.data), told)
    if not found:
        raise Refused("a web archive without pages that were found (HTML or PDF, status 200)")


def records(opened: Any) -> Iterator[Record | Damage]:
    """Give every page in a web archive, and every place where one cannot be read."""
    with opened() as stream:
        if not stream.seekable():
            raise Refused("a web archive cannot be read from a pipe; save it as a file")
        if stream.read(3) == _GZIP and _is_one_piece(stream):
            with gzip.GzipFile(fileobj=stream) as unpacked:
                yield from _records(unpacked, lambda start: start)
        else:
            yield from _records(stream, signs.unpacked)


def _records(stream: Any, unpacked: Any) -> Iterator[Record | Damage]:
    offset: int | None = 0
    while offset is not None:
        reader = _Reader(stream, offset)
        try:
            yield from reader.pages()
            return
        except Exception as error:  # warcio, zlib and the header parser all raise their own
            yield Damage(reader.offset, f"damaged ({_reason(error)})")
            offset = _next_beginning(stream, reader.offset + 1, unpacked)


def _reason(error: Exception) -> str:
    if isinstance(error, _Cut):
        return str(error)
    return (
        "its packing is broken"
        if isinstance(error, (zlib.error, OSError, EOFError))
        else (type(error).__name__)
    )


class _Cut(Exception):
    """A record is not what it says, or not as long; the message is the reason."""


class _Quiet(ArchiveIterator):  # type: ignore[misc] # it says nothing about its types
    """Counts what it would write to the terminal."""

    INC_RECORD = ""


class _Reader:
    """Reads on from one record; ``offset`` is where the one begins that it is at."""

    def __init__(self, stream: BinaryIO, offset: int) -> None:
        stream.seek(offset)
        self.offset = offset
        self.iterator = _Quiet(stream, arc2warc=True)

    def pages(self) -> Iterator[Record]:
        for record in self.iterator:
            if record.length is None:
                raise _Cut("it does not say how long it is")
            page = _page_of(record)
            self.iterator.read_to_end()
            if self.iterator.err_count or getattr(record.raw_stream, "limit", 0) > 0:
                raise _Cut("it is not as long as it says")
            self.offset = self.iterator.offset
            if page is not None:
                yield page


def _page_of(record: Any) -> Record | None:
    """The page that a record holds, if it does and it was found."""
    headers = record.rec_headers
    url = (headers.get_header("WARC-Target-URI") or "").strip("<> ")
    if record.rec_type not in _RECORDS or not url.startswith(("http://", "https://")):
        return None
    http = record.http_headers
    if record.rec_type == "response" and not (http and http.protocol.startswith("HTTP/")):
        raise _Cut("it holds no answer of a server")
    if http is not None and record.rec_type == "response":
        content_type = http.get_header("Content-Type") or ""
        if http.get_statuscode() != _FOUND:
            return None
    else:
        content_type = headers.get_header("Content-Type") or ""
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in _PAGES and not (record.rec_type == "conversion" and kind == _CONVERTED):
        return None
    data = record.content_stream().read(LARGEST + 1)
    return Record(url, headers.get_header("WARC-Date") or "", content_type, data)


def _next_beginning(stream: BinaryIO, offset: int, unpacked: Any) -> int | None:
    """Where the next record begins at or behind an offset; None if there is none."""
    stream.seek(offset)
    window = b""
    while True:
        block = stream.read(_BLOCK)
        window += block
        whole = len(window) - (_LOOKED_AT if block else 0)
        for match in _MAY_BEGIN.finditer(window):
            if match.start() > whole:
                break
            start = window[match.start() : match.start() + _LOOKED_AT]
            if signs.begins_warc(unpacked(start) if start.startswith(_GZIP) else start):
                return offset + match.start()
        if not block:
            return None
        offset += max(0, whole)
        window = window[max(0, whole) :]


def _is_one_piece(stream: BinaryIO) -> bool:
    """Was the file packed whole, not record by record? Then its first piece holds a second one."""
    stream.seek(0)
    unpacker = zlib.decompressobj(31)
    text = b""
    try:
        while not unpacker.eof and len(text) < 4 * _BLOCK and (block := stream.read(65536)):
            text += unpacker.decompress(block, 4 * _BLOCK)
    except zlib.error:
        return False
    finally:
        stream.seek(0)
    return len(re.findall(rb"(?:\A|\r?\n\r?\n)WARC/\d\.\d+\r?\n", text)) > 1
