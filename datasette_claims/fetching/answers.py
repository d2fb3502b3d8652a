"""What comes of asking for an address."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal["got", "unchanged", "gone", "refused", "failed"]
"""``refused`` is by rule (of this program, of robots.txt, of the site); ``failed`` may pass."""


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier answer told, so that only what is new is sent."""

    etag: str = ""
    last_modified: str = ""
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or why there is none.

    ``address`` was asked for, ``final`` is where redirects led. ``at`` is when (UTC, ISO 8601);
    ``status`` is None where no server answered. ``data`` is unpacked, ``hash`` its SHA-256; both
    are empty unless the outcome is ``got``, the hash also known where it is ``unchanged``.
    ``message`` says what a person should know of it.
    """

    address: str
    outcome: Outcome
    at: str
    final: str = ""
    status: int | None = None
    message: str = ""
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    hash: str = ""
    data: bytes = field(default=b"", repr=False)
