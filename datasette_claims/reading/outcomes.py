"""Why a source gave no article, and what a person should hear of one that did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Note = Callable[[str, str], None]
"""Called with the name of a source and something about it that is no failure."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that gave no article: its name as the user wrote it, and the reason.

    ``skipped``: nothing is wrong with it, but it is no article.
    """

    name: str
    reason: str
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """What a person should know of a source, apart from any of its articles; nothing failed."""

    name: str
    message: str


class Refused(Exception):
    """A source cannot become an article; the message is the reason, and says what to do."""

    def __init__(self, reason: str, *, skipped: bool = False) -> None:
        super().__init__(reason)
        self.skipped = skipped


def of_os(error: OSError) -> str:
    """Give the reason of a system error in words: ``no such file or folder``."""
    if isinstance(error, FileNotFoundError):
        return "no such file or folder"
    if isinstance(error, PermissionError):
        return "may not be read (permission denied)"
    return (error.strerror or str(error)).lower()


def of_import(error: ImportError) -> str:
    """Give the reason of an import that failed: a package that always comes along is not there.

    >>> of_import(ModuleNotFoundError("No module named 'yaml'", name="yaml"))
    'yaml, which is needed, is missing or broken: pip install datasette-claims'
    """
    package = (error.name or "a package").partition(".")[0]
    return f"{package}, which is needed, is missing or broken: pip install datasette-claims"
