"""Times and quantities in a noun phrase: `the agency on Saturday`, `About 200 people`."""

from __future__ import annotations

from datasette_claims.extraction.languages.word_classes import (
    DETERMINER,
    PREPOSITION,
    ROLE_NOUN,
    TIME,
)
from datasette_claims.extraction.text.tokens import Document


def before_times(document: Document, low: int, end: int) -> int:
    """Where a phrase ends without the time at its end (`the agency on Saturday`)."""
    tags = document.tags
    n = end
    while n > low + 1 and tags[n - 1] & TIME:
        n -= 1
    while (
        low + 1 < n < end
        and tags[n - 1] & (PREPOSITION | DETERMINER)
        and not tags[n - 1] & ROLE_NOUN
    ):
        n -= 1
    # `a survey released Monday`: the time belongs to the phrase
    return end if document.lower[n - 1] in document.language.postmodifiers else n


def skip_time(document: Document, first: int, end: int) -> int:
    """Where the time ends that stands behind a preposition (`On Sunday the agency said`)."""
    words, tags = document.words, document.tags
    n = first
    if n + 1 < end and tags[n] & DETERMINER and tags[n + 1] & TIME:
        n += 1
    begin = n
    while n < end and (tags[n] & TIME or (n > begin and words[n].isdigit()) or is_year(words[n])):
        n += 1
    if begin < n < end and words[n] == "(":
        closing = closing_bracket(document, n, end)
        if closing is not None:
            n = closing + 1
    return n if n > begin else first


def is_quantity(document: Document, first: int, end: int) -> bool:
    """Does a preposition only say that a number is no exact one (`About 200 people`)?"""
    words, tags = document.words, document.tags
    return (
        document.lower[first] in document.language.about
        and end - first > 2
        and words[first + 1][0].isdigit()
        and not is_year(words[first + 1])
        and all(words[n][0].islower() and not tags[n] & TIME for n in range(first + 2, end))
    )


def is_year(word: str) -> bool:
    """Is it a figure that reads as a year?"""
    return len(word) == 4 and word.isdecimal() and word[:2] in ("17", "18", "19", "20")


def closing_bracket(document: Document, opening: int, high: int) -> int | None:
    """The closing bracket of a short insertion."""
    for n in range(opening + 1, min(high, opening + 16)):
        if document.words[n] in ")]":
            return n
    return None
