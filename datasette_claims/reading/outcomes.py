"""Why a source gave no article, and what a person should hear of one that did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Note = Callable[[str, str], None]
"""Called with the name of a source and something about it that is no failure."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that gave no article: its name as the user wrote it, and the reason."""

    name: str
    reason: str


class Refused(Exception):
    """A source cannot become an article; the message is the reason, and says what to do."""


def of_os(error: OSError) -> str:
    """Give the reason of a system error in words: ``no such file or folder``."""
    if isinstance(error, FileNotFoundError):
        return "no such file or folder"
    if isinstance(error, PermissionError):
        return "may not be read (permission denied)"
    return (error.strerror or str(error)).lower()
