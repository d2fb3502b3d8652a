"""A language file that cannot be used stops the program, with a message that names file and key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any


class LanguageError(ValueError):
    """A language file says something that cannot be used; the message names file and key."""


def check(holds: bool, file: str, message: str) -> None:
    """Stop with the name of the file unless what must hold does."""
    if not holds:
        raise LanguageError(f"{file}: {message}")


def any_of(words: Iterable[str]) -> str:
    """A regular expression for one of the words, the longest that fits; it fits nothing if none."""
    return "|".join(map(re.escape, sorted(words, key=lambda w: (-len(w), w)))) or "(?!)"


def is_words(value: object) -> bool:
    """Is it a list of strings that are not empty?"""
    return isinstance(value, list) and all(isinstance(v, str) and v for v in value)


def expression(
    file: str, table: str, values: Mapping[str, Any], key: str, exceptions: Sequence[str] = ()
) -> re.Pattern[str] | None:
    """The regular expression of a key, if the table has one; it matches none of the exceptions."""
    but = f"(?!(?:{'|'.join(map(re.escape, exceptions))})\\Z)" if exceptions else ""
    try:
        return re.compile(but + values[key]) if values.get(key) else None
    except re.error as error:
        raise LanguageError(f"{file}: [{table}] {key}: {error}") from error
