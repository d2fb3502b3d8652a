"""Labels of turns: the name before a colon, with what may stand before and behind it."""

from __future__ import annotations

from collections.abc import Sequence

from datasette_claims.extraction.languages.name_words import (
    AFFILIATION,
    ORGANISATION,
    PLACE,
    ROLE,
    TITLE,
)
from datasette_claims.extraction.languages.word_classes import DETERMINER
from datasette_claims.extraction.patterns.scene import Range
from datasette_claims.extraction.text.quotations import MARKS
from datasette_claims.extraction.text.tokens import Document

LONGEST_LABEL = 12
"""Tokens of a label, and of what stands in brackets behind the name."""
MOST_WORDS = 6
MOST_WORDS_OF_OFFICE = 10
"""The same where the name stands in brackets behind an office."""

BEFORE_LABEL = frozenset("*_-–—>•")
PAIRS = {"(": ")", "[": "]"}


def label_at(document: Document, low: int, high: int) -> tuple[Range, int] | None:
    """The name before the colon that a paragraph begins with, and where the speech begins."""
    words = document.words
    n = low
    while n < high and words[n] in BEFORE_LABEL:
        n += 1
    if n + 1 < high and words[n].isdigit() and words[n + 1] in (".", ")"):  # 2. Ana Lee:
        n += 2
    if n < high and words[n] in PAIRS:  # the time at which it is said
        n = closed(words, n, high)
    first = n
    end = None
    while n < min(high, first + 2 * LONGEST_LABEL):
        word = words[n]
        if word == ":":
            end = n if end is None else end
            glued = n + 1 < high and document.starts[n + 1] == document.ends[n]
            office = words[end] in PAIRS
            most = MOST_WORDS_OF_OFFICE if office else MOST_WORDS
            long = sum(each[0].isalnum() for each in words[first:end]) > most
            if end == first or long or (glued and words[n + 1][0].isdigit()):
                return None
            return (first, end), n + 1
        if word in PAIRS:
            end = n if end is None else end
            n = closed(words, n, high)
        elif end is None and is_part_of_label(words, n, first):
            n += 1
        elif word == "," and n > first and end is None:  # Ana Lee, 34: “…”
            colon = next(
                (m for m in range(n, min(high - 1, n + LONGEST_LABEL)) if words[m] == ":"), 0
            )
            return ((first, n), colon + 1) if colon and words[colon + 1] in MARKS else None
        elif word in "*_":
            end = n if end is None else end
            n += 1
        else:
            return None
    return None


def closed(words: Sequence[str], n: int, high: int) -> int:
    """The token behind a bracket that opens at ``n``."""
    closing = PAIRS[words[n]]
    found = (m + 1 for m in range(n + 1, min(high, n + LONGEST_LABEL)) if words[m] == closing)
    return next(found, high)


def is_part_of_label(words: Sequence[str], n: int, first: int) -> bool:
    word = words[n]
    if word[0].isupper():
        return True
    if word in (".", "&", "'", "’"):
        return n > first
    return n > first and word.isalpha() and len(word) < 4  # de, van, bin


def name_in_brackets(document: Document, first: int, end: int) -> Range | None:
    """The name in brackets behind an office: `The Minister for Health (Bo Hart)`.

    Behind a name stands a seat, a party or a place.
    """
    words, names = document.words, document.language.names
    if end >= len(words) or words[end] not in PAIRS:
        return None
    low, high = end + 1, closed(words, end, len(words)) - 1
    high = next((n for n in range(low, high) if words[n] == ","), high)  # Bo Hart, S.E.
    inside = [n for n in range(low, high) if words[n] != "."]
    named = [n for n in inside if not names.bits(document.lower[n]) & (TITLE | ROLE)]
    if (
        not named
        or len(inside) < 2
        or not all(words[n][0].isupper() or document.lower[n] in names.particles for n in inside)
        or any(names.bits(document.lower[n]) & (PLACE | ORGANISATION) for n in named)
    ):
        return None
    office = (
        bool(document.tags[first] & DETERMINER)
        or not names.offices.isdisjoint(document.lower[first : first + 2])
        or (end == first + 1 and "-" in words[first] and words[first].isupper())  # F-PDIP
    )
    if office and names.bits(document.lower[inside[0]]) & TITLE:
        return low, high  # (Mr. Bo Hart)
    known = TITLE | ROLE | ORGANISATION | AFFILIATION
    unknown = [
        n
        for n in range(first, end)
        if words[n][0].isupper()
        and not names.bits(document.lower[n]) & known
        and not document.tags[n]
    ]
    return (low, high) if office and len(unknown) < 2 else None
