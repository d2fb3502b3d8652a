"""Where the runs of words with capitals are, in which names stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from datasette_claims.extraction.languages.name_words import (
    AFFILIATION,
    OCCUPATION,
    ORGANISATION,
    ROLE,
    TITLE,
    NameWords,
)
from datasette_claims.extraction.text.tokens import Document

LONGEST_RUN = 30
AMPERSAND = "&"
"""Joins two names of a firm: Lee & Sons."""


def find_runs(document: Document, words: NameWords, first: int, end: int) -> list[tuple[int, int]]:
    """Runs of capitalised words between two tokens, as token ranges.

    A run goes on over full stops of titles and initials, over particles (`bin`, `van`), over
    `of`/`dan` within the name of a body, and over an acronym in brackets before a name.
    """
    capital = document.capital
    n = capital.find(1, first, end)
    found: list[tuple[int, int]] = []
    lower, paragraphs = document.lower, document.paragraphs
    possessive, joining = words.possessive, words.joining
    at = bisect_right(paragraphs, (n, len(lower)))
    stop = 0
    while n >= 0:
        start, n = n, n + 1
        while stop <= start:
            stop = paragraphs[at][0] if at < len(paragraphs) else len(lower)
            at += 1
        within = min(stop, end)
        limit = min(start + LONGEST_RUN, within)
        while n < limit and not lower[n - 1].endswith(possessive):
            if not capital[n]:
                if lower[n] not in joining and not lower[n].isdigit():
                    break
                step = joined(document.words, lower, capital, start, n, within, words)
                if not step:
                    break
                n += step
            else:
                n += 1
        found.append((start, n))
        n = capital.find(1, n, end)
    return found


def joined(
    texts: Sequence[str],
    lower: Sequence[str],
    capital: bytearray,
    start: int,
    n: int,
    end: int,
    words: NameWords,
) -> int:
    """How many tokens from `n` join the run from `start` to its next word with a capital, if any.

    0 if none do.
    """
    if n + 1 >= end:
        return 0
    word, before, follows = lower[n], lower[n - 1], capital[n + 1]
    if word == ".":
        return 2 if follows and is_cut_short(before, words) else 0
    if word == AMPERSAND:
        return 2 if follows and capital[n - 1] else 0
    beyond = n + 2 < end and capital[n + 2]
    if word in words.particles:
        return 2 if follows else 3 if beyond and lower[n + 1] in words.particles else 0
    bits = 0
    for k in range(start, n):
        if capital[k]:
            bits |= words.bits(lower[k])
    if word in words.inside_names and joins_two(lower, start, n, words):
        return 0
    if word in words.inside_names and (
        bits & (ORGANISATION | AFFILIATION)
        or words.bits(before) & (ROLE | OCCUPATION) == ROLE
        or (bits & ROLE and lower[n - 2] in words.inside_names)  # of State for Health
    ):
        return 2 if follows else 3 if beyond and lower[n + 1] in words.determiners else 0
    if not words.role_first or not bits & (ORGANISATION | ROLE | TITLE):
        return 0
    if word == "(":
        return over_brackets(texts, capital, n, end)
    return 2 if follows and word.isdigit() else 0


def joins_two(lower: Sequence[str], start: int, n: int, words: NameWords) -> bool:
    """Does it join two people, each with a role: `Presiden Ana Lee dan Menteri Luar Negeri …`?"""
    rank, before = ROLE | TITLE, words.bits(lower[n - 1])
    return bool(
        words.role_first
        and not before
        and words.bits(lower[start]) & rank
        and words.bits(lower[n + 1]) & rank
    )


def is_cut_short(word: str, words: NameWords) -> bool:
    """May a full stop within a name follow: an initial, `Lt.`, `Muh.`, `Kab.`?"""
    if len(word) == 1 or word in words.given:
        return True
    return len(word) < 6 and bool(words.bits(word) & TITLE or word in words.place_heads)


def over_brackets(texts: Sequence[str], capital: bytearray, opening: int, end: int) -> int:
    """How many tokens lie before a word with a capital behind short brackets; 0 without one."""
    for close in range(opening + 2, min(opening + 6, end - 1)):
        if texts[close] == ")":
            return close + 2 - opening if capital[close + 1] else 0
    return 0
