"""ZIP files of pages and other documents: each file in it is recognised by itself."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from functools import partial
from typing import IO, Any, BinaryIO

from datasette_claims.reading import zipped
from datasette_claims.reading.documents import Document, Options
from datasette_claims.reading.outcomes import Failure, Refused

LARGEST_MEMBER = 8 * 1024**3
"""Bytes of a member, which may be an archive itself and is read as a stream."""
MOST_UNPACKED = 64 * 1024**3
"""Bytes of all members together."""

_NO_DOCUMENTS = (
    ".css", ".js", ".mjs", ".map", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg",
    ".ico", ".bmp", ".tif", ".tiff", ".mp3", ".mp4", ".m4a", ".webm", ".ogg", ".wav", ".mov",
    ".woff", ".woff2", ".ttf", ".otf", ".eot", ".cdx", ".cdxj", ".idx", ".exe", ".dll", ".so",
)  # fmt: skip
"""What belongs to saved pages without being one."""
_WEB_COLLECTION = "datapackage.json"
"""What a collection of web archives (WACZ) has beside its archives."""


def read(document: Document, _options: Options) -> Iterator[Document | Failure]:
    """Give every file that may hold an article, in the order of the archive."""
    unpacked = 0
    with zipped.opened(document) as archive:
        for info in _members(archive):
            name = shown(info.filename)
            try:
                zipped.weighed(info, LARGEST_MEMBER)
            except Refused as reason:
                yield document.failed(name, str(reason))
                continue
            unpacked += info.file_size
            if unpacked > MOST_UNPACKED:
                raise Refused(f"unpacks to more than {MOST_UNPACKED // 1024**3} GB; unpack it")
            yield document.inner(name, partial(_open, document, archive, info))


def _members(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    seen: set[str] = set()
    names = {info.filename for info in archive.infolist()}
    collection = _WEB_COLLECTION in names and any(name.startswith("archive/") for name in names)
    for info in archive.infolist():
        name = info.filename
        if info.is_dir() or holds_no_document(name) or name in seen:
            continue
        if collection and not name.startswith("archive/"):
            continue
        seen.add(name)
        yield info


def holds_no_document(name: str) -> bool:
    """Does its name tell a member that is hidden, or that pages have beside them?

    >>> holds_no_document("a/logo.png"), holds_no_document("a/news.html")
    (True, False)
    """
    base = posixpath.basename(name.replace("\\", "/"))
    hidden = not base or base.startswith(".") or name.startswith("__MACOSX/")
    return hidden or base.lower().endswith(_NO_DOCUMENTS)


def shown(name: str) -> str:
    """The name of a member as a name: it says where in the archive the file lies, no more.

    >>> shown("../../etc/a.html"), shown("C:\\\\x\\\\a.html")
    ('etc/a.html', 'C:/x/a.html')
    """
    parts = name.replace("\\", "/").split("/")
    plain = "/".join(part for part in parts if part not in ("", ".", ".."))
    return plain.encode("utf-8", "replace").decode()


def _open(document: Document, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    """A member as a stream that says what is wrong with it in words.

    Who kept the member for later, when the archive is closed, has it opened again.
    """
    with zipped.told():
        if archive.fp is None:
            archive = zipfile.ZipFile(document.open())
        return io.BufferedReader(_Member(archive.open(info)))


class _Member(io.RawIOBase):
    """The bytes of a member; damage in it is a reason, not an error of the program."""

    def __init__(self, member: IO[bytes]) -> None:
        self.member = member

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self.member.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        with zipped.told():
            return self.member.seek(offset, whence)

    def tell(self) -> int:
        return self.member.tell()

    def readinto(self, buffer: Any) -> int:
        with zipped.told():
            data = self.member.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self.member.close()
        super().close()
