"""Where articles came from: a file, a part of one, an address, or nowhere that says anything."""

from __future__ import annotations

from collections.abc import Collection, Iterator

NO_PLACE = ("", "-")
"""Origins that say nothing: not told, and standard input."""
PART = "#"
"""Stands in an origin between a file and the part of it that is one article."""


def stored_name(origin: str) -> str:
    """Where an article came from, as it is stored: a file's name may be no valid Unicode."""
    return origin.encode("utf-8", "backslashreplace").decode()


def nowhere(file: str) -> bool:
    """Tell whether an origin says nothing: one of many in a file, without a key of its own, may be
    any of them."""
    return file in NO_PLACE or file.endswith(PART)


class Together(Collection[str]):
    """The files of one run, with all articles that lie in them."""

    def __init__(self, files: Collection[str]) -> None:
        self.files = frozenset(files)

    def __contains__(self, origin: object) -> bool:
        if not isinstance(origin, str) or origin in self.files:
            return origin in self.files
        ends = (at for at, letter in enumerate(origin) if letter == PART)
        return any(origin[:end] in self.files for end in ends)

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)
