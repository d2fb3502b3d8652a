"""Which words have a capital that is the sign of a name.

In most languages every capital is, but for the one that opens a sentence. Where nouns have capitals
too (`capitals = "nouns"`), a run of them is a name only if more than the capitals tells so: a
title, role or known place within it, an acronym, an age behind it; then it is one wherever its
words return.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from operator import ne

from datasette_claims.extraction.languages.name_words import PLACE, ROLE, TITLE, NameWords
from datasette_claims.extraction.text.spelling import is_acronym, is_capital

RANK = TITLE | ROLE


def name_signs(texts: Sequence[str], lower: Sequence[str], words: NameWords) -> bytearray:
    """1 for each token with a capital that is the sign of a name."""
    found = capitals(texts, lower, words.prefixes)
    for n in compress(range(len(texts)), map(words.numbered.__contains__, lower)):
        found[n] = found[n] and not is_number(texts, n)
    return found if words.capitals == "names" else told_by_more(found, texts, lower, words)


def capitals(texts: Sequence[str], lower: Sequence[str], prefixes: tuple[str, ...]) -> bytearray:
    """1 for each token that begins with a capital."""
    found = bytearray(len(texts))
    for n in compress(range(len(texts)), map(ne, texts, lower)):
        found[n] = is_capital(texts[n], prefixes)
    return found


def is_number(texts: Sequence[str], n: int) -> bool:
    """Does a number follow, behind a full stop or none: `No. 5`, `Nomor 7`?"""
    behind = n + 2 if texts[n + 1 : n + 2] == ["."] else n + 1
    return behind < len(texts) and texts[behind][0].isdigit()


def told_by_more(
    capital: bytearray, texts: Sequence[str], lower: Sequence[str], words: NameWords
) -> bytearray:
    """The capitals that belong to a name by more than their being capitals."""
    named: set[str] = set()
    introduce: set[int] = set()
    n = capital.find(1)
    while n >= 0:
        end = n + 1
        while end < len(texts) and run_goes_on(capital, lower, end, words):
            end += 1
        own = [k for k in proper_words(texts, lower, words, n, end) if capital[k]]
        if own:
            named.update(lower[k] for k in own)
            introduce.update(k for k in range(n, own[0]) if words.bits(lower[k]) & RANK)
        n = capital.find(1, end)
    return bytearray(
        capital[n] and (lower[n] in named or n in introduce) for n in range(len(texts))
    )


def run_goes_on(capital: bytearray, lower: Sequence[str], n: int, words: NameWords) -> bool:
    """Does a run of capitals go on at this token?"""
    if lower[n] == ".":
        return bool(words.bits(lower[n - 1]) & TITLE)  # Dr. Weber
    return lower[n] in words.particles or (bool(capital[n]) and lower[n] not in words.no_names)


def proper_words(
    texts: Sequence[str], lower: Sequence[str], words: NameWords, first: int, end: int
) -> Sequence[int]:
    """The words of a run of capitals that are a name, and not only nouns."""
    ranked = [n for n in range(first, end) if words.bits(lower[n]) & RANK]
    if ranked:
        return range(ranked[-1] + 1, end)
    if end + 1 < len(texts) and texts[end] == "(" and texts[end + 1].isdigit():
        return range(max(first, end - 2), end)  # Anna Weber (47)
    return [n for n in range(first, end) if is_known(texts[n], lower[n], words)]


def is_known(text: str, lower: str, words: NameWords) -> bool:
    """Is the word an acronym, or the name of a place or state?"""
    return is_acronym(text) or bool(words.bits(lower) & PLACE) or lower in words.states
