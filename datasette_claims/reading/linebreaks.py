"""Lines that a page's width broke, made a paragraph again: hyphens at line ends undone.

Which hyphens are a word's own cannot be told for certain. What the rest of the document writes
decides; then what is known of hyphens that stay (doubled words of Indonesian and Malay, numbers,
names, the compounds of English); else the hyphen is the typesetter's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

SOFT_HYPHEN = "\u00ad"
_HYPHENS = "-\u2010\u2011"

_BROKEN = re.compile(rf"(?P<left>[^\W_]+(?:[{_HYPHENS}][^\W_]+)*)(?P<hyphen>[{_HYPHENS}])\Z")
_FIRST_WORD = re.compile(rf"[^\W_]+(?:[{_HYPHENS}’'][^\W_]+)*")
_WORD = _FIRST_WORD

_BEFORE = frozenset((
    "well", "self", "half", "high", "long", "short", "ex", "vice", "one", "two", "three", "four",
    "five", "six", "seven", "eight", "nine", "ten", "twenty", "thirty", "forty", "fifty", "sixty",
    "seventy", "eighty", "ninety", "non", "post", "pre", "pro", "anti", "cross", "ill", "non",
))  # fmt: skip
"""First halves of English compounds that keep their hyphen."""
_BEHIND = frozenset((
    "based", "year", "year-old", "old", "led", "owned", "term", "related", "backed", "style",
    "elect", "free", "run", "wing", "known", "third", "thirds", "century", "class", "level",
    "general", "president", "minister", "driven", "funded", "born", "held", "long-term", "scale",
))  # fmt: skip
"""Second halves of them."""


def words(lines: Iterable[str]) -> frozenset[str]:
    """The words of a document as they stand inside lines, in small letters."""
    found: set[str] = set()
    for line in lines:
        inside = [match[0].lower() for match in _WORD.finditer(line)]
        if inside and _BROKEN.search(line.rstrip()):
            inside.pop()  # half a word
        found.update(inside)
    return frozenset(found)


def joined(lines: Sequence[str], known: Collection[str] = frozenset()) -> str:
    """Give the lines of one paragraph as one line; ``known`` are the words of the document.

    >>> joined(["The govern-", "ment’s well-", "known plan for 2025-", "2030"])
    'The government’s well-known plan for 2025-2030'
    """
    text = ""
    for line in lines:
        line = " ".join(line.split())
        if not text or not line:
            text = text or line
        elif text.endswith(SOFT_HYPHEN):
            text = text.rstrip(SOFT_HYPHEN) + line
        elif (broken := _BROKEN.search(text)) and (follows := _FIRST_WORD.match(line)):
            if _stays(broken["left"], follows[0], known):
                text += line
            else:
                text = text[: broken.start("hyphen")] + line
        elif text[-1] in "—/":
            text += line
        else:
            text += " " + line
    return text.replace(SOFT_HYPHEN, "")


def _stays(left: str, right: str, known: Collection[str]) -> bool:
    """Is the hyphen between two halves a part of the word?"""
    small, behind = left.lower(), right.lower()
    with_it, without = f"{small}-{behind}" in known, small + behind in known
    if with_it != without:
        return with_it
    if not right[0].islower() or not left[-1].isalpha():  # Anglo-Saxon, COVID-19, 2025-2030
        return True
    if any(hyphen in left for hyphen in _HYPHENS):  # mother-in-law
        return True
    last = small
    if behind.startswith(last) or (len(last) > 4 and last[2:] and behind.startswith(last[-4:])):
        return True  # orang-orang, buku-bukunya, berlari-lari
    return small in _BEFORE or behind in _BEHIND
