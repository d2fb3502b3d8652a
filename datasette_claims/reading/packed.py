"""Files packed by gzip, bzip2 or xz: what is in them is read as if it lay there unpacked.

It is unpacked while it is read, never to disk, and never further than it is asked for.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO, cast

from datasette_claims.reading.documents import Document, Options
from datasette_claims.reading.outcomes import Refused

_OPENED: dict[bytes, Callable[[BinaryIO], BinaryIO]] = {
    b"\x1f\x8b": lambda stream: cast(BinaryIO, gzip.GzipFile(fileobj=stream, mode="rb")),
    b"BZh": lambda stream: cast(BinaryIO, bz2.BZ2File(stream)),
    b"\xfd7zXZ\0": lambda stream: cast(BinaryIO, lzma.LZMAFile(stream)),  # noqa: SIM115
}
_ENDS = (".gz", ".bz2", ".xz")


def read(document: Document, _options: Options) -> Iterator[Document]:
    """Give the one document that is packed in another."""
    unpack = next(how for sign, how in _OPENED.items() if document.head.startswith(sign))
    name = os.path.basename(document.name)
    inner = next((name[: -len(end)] for end in _ENDS if name.lower().endswith(end)), name)
    found = document.inner(inner, partial(_unpacked, document, unpack), document.told)
    try:
        found.head  # noqa: B018 (reading it tells)
    except (EOFError, lzma.LZMAError, zlib.error):
        raise Refused("a packed file that is damaged or cut off") from None
    yield found


def _unpacked(document: Document, unpack: Callable[[BinaryIO], BinaryIO]) -> BinaryIO:
    return _Unpacked(document.open(), unpack)


class _Unpacked(io.BufferedReader):
    """What is unpacked of a stream, which is closed with it."""

    def __init__(self, packed: BinaryIO, unpack: Callable[[BinaryIO], BinaryIO]) -> None:
        super().__init__(cast(io.RawIOBase, unpack(packed)))
        self._packed = packed

    def close(self) -> None:
        super().close()
        self._packed.close()
