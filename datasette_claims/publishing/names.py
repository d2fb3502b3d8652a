"""Names that are to be found wherever their letters stand, however they are written.

Case, accents, composed or not, invisible letters, and what stands between two words (blanks, a line
break, hyphens of an address, or nothing) make no difference. A short name, of which the letters
stand in many words, is found as a word only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from datasette_claims.store import errors

GAP = "[…]"

SHORTEST = 2
"""Letters of a name; a single letter stands everywhere."""

CLEAR = 5
"""Letters from which on a name is found within a word too."""

_BETWEEN = r"(?:%[0-9a-f]{2}|[\W_]){0,6}"
_PART = "\0"
"""Stands between two words of a name in the tree."""

_Tree = dict[str, "_Tree"]


class Folding(dict[int, str]):
    """For ``str.translate``: each letter in small, without accents; invisible ones as nothing."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(code)).casefold())
        kept = "".join(c for c in parts if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
        self[code] = kept
        return kept


class Names:
    """Finds any of the names given; ``as_words`` are found as words only, however long."""

    def __init__(self, anywhere: Iterable[str], as_words: Iterable[str] = ()) -> None:
        self._folding = Folding()
        clear: _Tree = {}
        bounded: _Tree = {}
        for name in anywhere:
            parts = self.parts(name)
            letters = sum(map(len, parts))
            if letters >= CLEAR:
                self._add(clear, parts)
            if letters >= SHORTEST:
                self._add(bounded, parts)
        for name in as_words:
            self._add(bounded, self.parts(name))
        found = []
        if bounded:
            found.append(rf"(?<![^\W_]){_pattern(bounded)}(?![^\W_])")
        if clear:
            found.append(_pattern(clear))
        self._any = re.compile("|".join(found)) if found else None

    def parts(self, name: str) -> tuple[str, ...]:
        """The words of a name as they are looked for."""
        return tuple(re.findall(r"[^\W_]+", name.translate(self._folding)))

    @cached_property
    def none(self) -> bool:
        """True where there is nothing to look for."""
        return self._any is None

    def stand_in(self, text: str) -> bool:
        """Does one of the names stand in the text?"""
        return self._any is not None and bool(self._any.search(text.translate(self._folding)))

    def ranges(self, text: str) -> list[tuple[int, int]]:
        """Where names stand in the text, from where to where, in its own letters."""
        if self._any is None:
            return []
        folded = text.translate(self._folding)
        if not self._any.search(folded):
            return []
        places = [place for place, char in enumerate(text) for _ in self._folding[ord(char)]]
        found = []
        for match in self._any.finditer(folded):
            start, end = places[match.start()], places[match.end() - 1] + 1
            while end < len(text) and not self._folding[ord(text[end])]:
                end += 1  # an accent of its own belongs to the letter before it
            found.append((start, end))
        return found

    def _add(self, tree: _Tree, parts: tuple[str, ...]) -> None:
        for number, part in enumerate(parts):
            for letter in (_PART, *part) if number else part:
                tree = tree.setdefault(letter, {})
        if parts:
            tree[""] = {}


def _pattern(tree: _Tree) -> str:
    """An expression for all names of the tree, in which each beginning stands once."""
    branches = [
        (_BETWEEN if letter == _PART else re.escape(letter)) + _pattern(below)
        for letter, below in tree.items()
        if letter
    ]
    if not branches:
        return ""
    whole = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    return f"(?:{whole})?" if "" in tree else whole


def without(text: str, ranges: Iterable[tuple[int, int]], *, same_length: bool) -> str:
    """The text with “[…]” for each range; of the same length where offsets must stay true.

    >>> without("Ana Satu said no.", [(0, 8)], same_length=True)
    '[…]      said no.'
    """
    parts = []
    done = 0
    for start, end in ranges:
        parts.append(text[done:start])
        parts.append(_blank(text[start:end]) if same_length else GAP)
        done = end
    return "".join([*parts, text[done:]])


def _blank(name: str) -> str:
    blank = "".join(char if char in "\r\n" else " " for char in name)
    gap = GAP if blank[: len(GAP)] == " " * len(GAP) else "…" if blank[0] == " " else ""
    return gap + blank[len(gap) :]


def read(paths: Iterable[Path]) -> tuple[str, ...]:
    """The names in lists, one a line; blank lines and those that begin with # say nothing."""
    found = []
    for path in paths:
        try:
            lines = path.read_text("utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise errors.StoreError(f"{path} cannot be read: {error}") from error
        named = [name for line in lines if (name := " ".join(line.split())) and name[0] != "#"]
        if not named:
            raise errors.StoreError(f"{path} names nobody; write one name a line")
        found += named
    return tuple(dict.fromkeys(found))
