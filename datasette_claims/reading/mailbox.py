"""Mailboxes (mbox): every message in one is read as a file of its own, one in memory at a time."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from datasette_claims.reading.documents import LARGEST, Document, Options
from datasette_claims.reading.outcomes import Failure

_ENVELOPE = b"From "
"""What begins the line above each message, below a blank one."""

_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_HEADER = re.compile(rb"[!-9;-~]+:")
_ID = re.compile(rb"^message-id:\s*<?([^<>\s]{3,200})>?", re.IGNORECASE | re.MULTILINE)


def read(document: Document, _options: Options) -> Iterator[Document | Failure]:
    """Give every message, under its own id: another one before it does not change that."""
    seen: set[int] = set()
    with document.open() as stream:
        for message in messages(stream):
            name = _named(message)
            if hash(name) in seen:  # copied to the box twice
                continue
            seen.add(hash(name))
            if len(message) > LARGEST:
                yield document.failed(name, f"larger than {LARGEST // 1024**2} MB")
                continue
            yield document.inner(name, partial(io.BytesIO, message))


def messages(stream: BinaryIO) -> Iterator[bytes]:
    """Give the messages of a mailbox, without the lines above them and the marks that guard those.

    A line of a text that begins as that one does and has no header below it parts nothing. Of one
    that is too large its first bytes are given, more than are read of any.
    """
    lines: list[bytes] = []
    size = 0
    above, envelope = True, b""
    for line in stream:
        if envelope:
            if _HEADER.match(line):
                if lines:
                    yield _plain(lines)
                lines, size = [], 0
            else:
                lines.append(envelope)
            envelope = b""
        if above and line.startswith(_ENVELOPE):
            envelope = line
            continue
        above = not line.strip()
        if size <= LARGEST:
            lines.append(line)
            size += len(line)
    if lines:
        yield _plain(lines)


def _plain(lines: list[bytes]) -> bytes:
    return _QUOTED.sub(rb"\1", b"".join(lines))


def _named(message: bytes) -> str:
    """The id of a message, or a digest of it; the ending says what it is, whatever it holds."""
    head = re.split(rb"\r?\n\r?\n", message, maxsplit=1)[0]
    found = _ID.search(head)
    name = found[1].decode("ascii", "replace") if found else hashlib.sha256(message).hexdigest()
    return f"{name[:200]}.eml"
