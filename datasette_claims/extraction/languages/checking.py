"""A language file that cannot be used stops the program, with a message that names file and key."""

from __future__ import annotations


class LanguageError(ValueError):
    """A language file says something that cannot be used; the message names file and key."""


def check(holds: bool, file: str, message: str) -> None:
    """Stop with the name of the file unless what must hold does."""
    if not holds:
        raise LanguageError(f"{file}: {message}")


def is_words(value: object) -> bool:
    """Is it a list of strings that are not empty?"""
    return isinstance(value, list) and all(isinstance(v, str) and v for v in value)
