"""How names are spelt: capitals, acronyms, short forms, slips, the ending of possessors."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

UNSEEN = "\u00ad\u200b-\u200d\u2060\ufeff"
"""Soft hyphens, blanks and joiners without width."""
MARKS = f"\u0300-\u036f{UNSEEN}"
"""The same with the marks of letters in two parts."""
_UNSEEN = re.compile(f"[{UNSEEN}]")


def plain(word: str) -> str:
    """The word with letters of one part each, without signs that are not seen."""
    return word if word.isascii() else unicodedata.normalize("NFC", _UNSEEN.sub("", word))


def is_capital(word: str, prefixes: tuple[str, ...]) -> bool:
    """Does the word begin with a capital, also behind a prefix with a hyphen (`al-Assad`)?"""
    if word[0].isupper():
        return True
    return word.startswith(prefixes) and word[word.index("-") + 1 :][:1].isupper()


def is_acronym(word: str) -> bool:
    """Is it written in capitals throughout?"""
    return len(word) > 1 and word.isupper()


def abbreviates(short: str, words: Sequence[str]) -> bool:
    """Is the short form put together from the beginnings of these words, in order and of all?"""
    if not words or words[0][:1] != short[:1]:
        return False
    reached = {0}
    for word in words:
        steps = set()
        for at in reached:
            size = 0
            while at + size < len(short) and size < len(word) and short[at + size] == word[size]:
                size += 1
                steps.add(at + size)
        reached = steps
    return len(short) in reached


def one_slip(one: str, other: str) -> bool:
    """Do two words differ by one letter more, less, other, or two swapped?"""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    n = 0
    while n < min(len(one), len(other)) and one[n] == other[n]:
        n += 1
    rest, others = one[n:], other[n:]
    return (
        rest[1:] == others
        or rest == others[1:]
        or rest[1:] == others[1:]
        or (rest[:2] == others[:2][::-1] and rest[2:] == others[2:])
    )


def without_possessive(word: str, endings: tuple[str, ...]) -> str:
    """The word without the ending that marks a possessor."""
    if not word.endswith(endings):
        return word
    for ending in endings:
        if word.endswith(ending) and len(word) > len(ending):
            return word[: -1 if ending[0].isalpha() else -len(ending)]
    return word


def spelt_out(words: Sequence[str], first: int, end: int) -> bool:
    """Does a phrase end in an acronym in brackets of just the capitals before it?"""
    if end - first < 6 or words[end - 1] != ")" or words[end - 3] != "(":
        return False
    initials = [word[0] for word in words[first : end - 3] if word[0].isupper()]
    return len(initials) > 2 and "".join(initials) == words[end - 2]
