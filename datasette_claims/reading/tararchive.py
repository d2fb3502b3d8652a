"""Tar files of pages and other documents: each file in it is recognised by itself.

Read as a stream, one member in memory at a time, so that a packed one (`.tar.gz`) is unpacked once.
"""

from __future__ import annotations

import io
import lzma
import tarfile
import zlib
from collections.abc import Iterator
from functools import partial

from datasette_claims.reading.documents import LARGEST, Document, Options
from datasette_claims.reading.outcomes import Failure, Refused
from datasette_claims.reading.ziparchive import holds_no_document, shown

MOST_UNPACKED = 64 * 1024**3
"""Bytes of all members together."""

_DAMAGED = "a tar file that is damaged or cut off"


def read(document: Document, _options: Options) -> Iterator[Document | Failure]:
    """Give every file that may hold an article, in the order of the archive."""
    seen: set[int] = set()
    unpacked, found = 0, False
    try:
        with document.open() as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                found = True
                name = shown(member.name)
                unpacked += member.size
                if unpacked > MOST_UNPACKED:
                    raise Refused(f"unpacks to more than {MOST_UNPACKED // 1024**3} GB; unpack it")
                if not member.isreg() or holds_no_document(name) or hash(name) in seen:
                    continue
                seen.add(hash(name))
                if member.size > LARGEST:
                    size = LARGEST // 1024**2
                    yield document.failed(name, f"larger than {size} MB; unpack it")
                    continue
                inside = archive.extractfile(member)
                data = inside.read() if inside else b""
                yield document.inner(name, partial(io.BytesIO, data))
    except (tarfile.TarError, EOFError, zlib.error, lzma.LZMAError) as error:
        if not found:
            raise Refused(_DAMAGED) from None
        yield document.failed("the rest", f"{_DAMAGED} ({error})")
