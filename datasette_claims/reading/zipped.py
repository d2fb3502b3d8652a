"""ZIP files that nobody here made: what their members may weigh, and how they are opened."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from datasette_claims.reading.documents import LARGEST, Document
from datasette_claims.reading.outcomes import Refused

MOST_MEMBERS = 200_000
LARGEST_PART = LARGEST
"""Bytes of one part of a document when it is unpacked."""
_STEEPEST = 500
"""How many times a member may grow; text shrinks to a tenth, what shrinks to less was made to."""
_SMALL = 8 * 1024 * 1024
"""Bytes that nobody needs to be kept from."""


@contextmanager
def opened(document: Document) -> Iterator[zipfile.ZipFile]:
    """The ZIP file that a document is; what is broken in it raises ``Refused``."""
    with document.open() as stream, told():
        if not stream.seekable():
            raise Refused("a ZIP file cannot be read from a pipe; save it as a file")
        with zipfile.ZipFile(stream) as archive:
            if len(archive.infolist()) > MOST_MEMBERS:
                raise Refused(f"a ZIP file of more than {MOST_MEMBERS:,} files; unpack it")
            yield archive


@contextmanager
def told() -> Iterator[None]:
    """What is raised on a broken archive, as a reason."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, LookupError, ValueError) as error:
        raise Refused(f"a damaged ZIP file ({error})") from None
    except NotImplementedError:
        raise Refused("packed in a way that is not known here; unpack it first") from None
    except RuntimeError as error:
        if "password" in str(error) or "encrypted" in str(error):
            raise Refused("locked by a password; unpack it and load the folder") from None
        raise


def weighed(info: zipfile.ZipInfo, largest: int = LARGEST_PART) -> None:
    """Raise ``Refused`` where a member is locked or would unpack to more than it may."""
    if info.flag_bits & 0x1:
        raise Refused("locked by a password; unpack it and load the folder")
    if info.file_size > largest:
        raise Refused(f"unpacks to more than {largest // 1024**2} MB")
    if info.file_size > _SMALL and info.file_size > _STEEPEST * max(1, info.compress_size):
        raise Refused("unpacks to far more than it holds (made to fill a disk?): not opened")


def part(archive: zipfile.ZipFile, name: str, largest: int = LARGEST_PART) -> bytes:
    """The bytes of a member; ``Refused`` where it is missing or unpacks to more than it may."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        raise Refused(f"damaged: {name[:80]!r} is missing") from None
    weighed(info, largest)
    with told(), archive.open(info) as member:
        return _within(member, largest)


def _within(member: IO[bytes], largest: int) -> bytes:
    """What a member holds, whatever its directory says that it weighs."""
    data = member.read(largest + 1)
    if len(data) > largest:
        raise Refused(f"unpacks to more than {largest // 1024**2} MB")
    return data
