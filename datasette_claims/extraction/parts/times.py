"""Times and quantities in a noun phrase: `the agency on Saturday`, `About 200 people`."""

from __future__ import annotations

from datasette_claims.extraction.languages.word_classes import (
    DETERMINER,
    PREPOSITION,
    ROLE_NOUN,
    TIME,
)
from datasette_claims.extraction.text.tokens import Document

SET_APART = 5
"""Tokens of a weekday with numbers in brackets and of the comma beside it."""


def before_times(document: Document, low: int, end: int) -> int:
    """Where a phrase ends without the time at its end (`the agency on Saturday`)."""
    tags = document.tags
    n = end
    days = document.language.calendar.relative
    while n > low + 1:
        if tags[n - 1] & TIME:
            n -= 1
        elif n > low + 2 and " ".join(document.lower[n - 2 : n]) in days:  # hari ini
            n -= 2
        else:
            break
    if low + 2 < n < end and tags[n - 2] & PREPOSITION:
        n -= document.lower[n - 1] in document.language.calendar.adverbs  # pada hari | Senin
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
    n = time_end(document, begin, end)
    if begin < n < end and words[n] == "(":
        closing = closing_bracket(document, n, end)
        if closing is not None:
            n = closing + 1
    return n if n > begin else first


def time_end(document: Document, first: int, end: int) -> int:
    """Where a time ends: `Monday night`, `Sept. 4, 2024`, `12 Mei 2025`; ``first`` if none."""
    words, tags = document.words, document.tags
    parts = document.language.after_demonstrative
    n = first
    while n < end and (
        tags[n] & TIME
        or (n > first and (words[n][0].isdigit() or words[n] in parts))  # last year
        or is_year(words[n])
        or is_month_stop(document, n)
        or (words[n] == "," and first < n < end - 1 and is_year(words[n + 1]))
    ):
        n += 1
    return n


def is_month_stop(document: Document, n: int) -> bool:
    """Is it the full stop of a month that is cut short: `Dec. 31`?"""
    words = document.words
    return (
        words[n] == "."
        and 0 < n < len(words) - 1
        and bool(document.tags[n - 1] & TIME)
        and words[n + 1][0].isdigit()
    )


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


def without_date(document: Document, first: int, end: int) -> tuple[int, int]:
    """A range without the day in brackets that papers set before or behind what is said.

    `mengatakan stok aman, Senin (11/4)`: a comma sets it apart, no preposition joins it.
    """
    words, weekdays = document.words, document.language.calendar.weekdays
    if end - first <= SET_APART:
        return first, end
    if words[first + 3] == ")" and words[first + 4] == "," and document.lower[first] in weekdays:
        first += SET_APART
    if (
        end - first > SET_APART
        and words[end - 1] == ")"
        and words[end - SET_APART] == ","
        and document.lower[end - SET_APART + 1] in weekdays
    ):
        end -= SET_APART
    return first, end
