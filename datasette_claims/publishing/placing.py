"""A file that is written beside its target, and takes the target's name when all is in it.

Whoever writes is killed now and then: what was half done is then taken away by the next one that
writes the same target. A lock that ends with the process tells it from what is being written.
"""

from __future__ import annotations

import glob
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows: there a file that is open cannot be deleted, which tells the same
    fcntl = None  # type: ignore[assignment]

SUFFIX = ".new"
_RANDOM = r"[a-z0-9_]{8}"  # as tempfile makes it
_TAILS = ("-journal", "-wal", "-shm")

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a disk"),
)


def special(path: Path) -> str | None:
    """What stands at ``path`` that is no regular file, in words; None for a file, or for nothing.

    Links are followed, as whoever writes there would.
    """
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    return next((words for is_kind, words in _KINDS if is_kind(mode)), None)


@contextmanager
def beside(target: Path, mode: int) -> Iterator[Path]:
    """An empty file beside ``target`` that takes its name at the end, or goes without a trace."""
    clear(target)
    handle, new = _made(target)
    try:
        yield new
        new.chmod(mode)
        os.fsync(handle.fileno())
        if fcntl is None:
            handle.close()
        new.replace(target)
    finally:
        _remove(new)
        handle.close()  # last: it ends the lock, and with it what else this process locked


def clear(target: Path) -> None:
    """Take away what killed programs left beside ``target``; what is being written stays."""
    name = re.compile(rf"\.{re.escape(target.name)}\.{_RANDOM}{re.escape(SUFFIX)}")
    for path in target.parent.glob(f".{glob.escape(target.name)}.*{SUFFIX}"):
        if name.fullmatch(path.name) and stat.S_ISREG(path.lstat().st_mode):
            with suppress(OSError), path.open("rb") as handle:
                if _lock(handle):
                    _remove(path)


def _made(target: Path) -> tuple[IO[bytes], Path]:
    """A new file, locked; made again if somebody took it away before it was."""
    while True:
        number, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=SUFFIX, dir=target.parent)
        handle, path = os.fdopen(number, "r+b"), Path(name)
        _lock(handle)
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(number), path.stat()):
                return handle, path
        handle.close()


def _lock(handle: IO[bytes]) -> bool:
    """True if nobody else holds the file now; where locks are not to be had, somebody might."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _remove(new: Path) -> None:
    for leftover in (new, *(new.with_name(new.name + tail) for tail in _TAILS)):
        with suppress(FileNotFoundError):
            leftover.unlink()
