"""Where articles lie: a file, a folder with all that is in it, or standard input."""

from __future__ import annotations

import io
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial
from typing import IO, BinaryIO

from datasette_claims.reading.documents import LARGEST, Document
from datasette_claims.reading.outcomes import Failure, Refused, of_os

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Place:
    """A file, or ``-``: its name as the user wrote it, and the path that is stored."""

    name: str

    @property
    def origin(self) -> str:
        """The path from the root, so that it means the same in any working directory."""
        if self.name == STANDARD_INPUT:
            return self.name
        return os.fsencode(os.path.abspath(self.name)).decode(errors="backslashreplace")


def find(sources: Collection[str], suffixes: Collection[str]) -> Iterator[Place | Failure]:
    """Give the places of all articles in ``sources``, each once, a folder's in sorted order.

    A file named by the user is taken whatever its name; of a folder's files those with one of
    ``suffixes``, without hidden ones.
    """
    seen: set[str] = set()
    for source in sources:
        for place in _inside(source, suffixes):
            key = os.path.realpath(place.name) if place.name != STANDARD_INPUT else place.name
            if isinstance(place, Failure) or key not in seen:
                seen.add(key)
                yield place


def document(place: Place) -> Document:
    """Give a place as a document; whether it can be opened shows when it is."""
    open_ = _StandardInput() if place.name == STANDARD_INPUT else partial(_opened, place.name)
    return Document(place.name, place.origin, open_)


def database_table(file: str, name: str) -> Document:
    """Give a table of an SQLite file as a document."""
    origin = f"{Place(file).origin}#{name}"
    return Document(f"{file}: {name}", origin, partial(_database, file), {"table": name})


def _database(name: str) -> BinaryIO:
    stream = _opened(name)
    if not stream.read(16).startswith(b"SQLite format 3"):
        stream.close()
        raise Refused("is no SQLite database")
    stream.seek(0)
    return stream


def _opened(name: str) -> BinaryIO:
    try:
        mode = os.stat(name).st_mode
        if stat.S_ISDIR(mode):
            raise Refused("a folder, not a file")
        if not stat.S_ISREG(mode):  # opening a pipe would wait for its other end
            raise Refused("not a file but a pipe or a device; use - to read standard input")
        return open(name, "rb")
    except OSError as error:
        raise Refused(of_os(error)) from None


class _StandardInput:
    """What comes by standard input, kept so that it can be read again; much of it in a file."""

    def __init__(self) -> None:
        self._start: bytes | None = None
        self._whole: IO[bytes] | None = None

    def __call__(self) -> BinaryIO:
        if self._start is None:
            if sys.stdin is None:
                raise Refused("standard input is closed")
            self._start = sys.stdin.buffer.read(LARGEST)
            if more := sys.stdin.buffer.read(1):
                self._whole = tempfile.NamedTemporaryFile(prefix="datasette-claims-")  # noqa: SIM115
                self._whole.write(self._start + more)
                shutil.copyfileobj(sys.stdin.buffer, self._whole)
                self._whole.flush()
        return open(self._whole.name, "rb") if self._whole else io.BytesIO(self._start)


def _inside(source: str, suffixes: Collection[str]) -> Iterator[Place | Failure]:
    if source == STANDARD_INPUT or not os.path.isdir(source):
        yield Place(source)
        return
    found = failed = False
    for place in _walk(source, suffixes):
        found = True
        failed = failed or isinstance(place, Failure)
        yield place
    if not found:
        yield Failure(source, f"holds no articles ({', '.join(suffixes)})")


def _walk(folder: str, suffixes: Collection[str]) -> Iterator[Place | Failure]:
    """All files below a folder in sorted order. Links are followed, into each folder once."""
    visited: set[tuple[int, int]] = set()
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        try:
            if not os.path.isdir(path):
                if path.lower().endswith(tuple(suffixes)):
                    yield Place(path)
                continue
            status = os.stat(path)
            if (status.st_dev, status.st_ino) in visited:
                continue
            visited.add((status.st_dev, status.st_ino))
            names = sorted(name for name in os.listdir(path) if not name.startswith("."))
        except OSError as error:
            yield Failure(path, of_os(error))
            continue
        waiting.extend(os.path.join(path, name) for name in reversed(names))
