"""Date expressions of a text, and the day that they mean.

A day and month alone need a year, a weekday alone a day: those of the article, or those that other
dates of its text give in full. Where the evidence does not suffice, the words are kept and the date
stays empty; no year is made up, and no number is read for another to make a weekday fit.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from datasette_claims.extraction.languages.calendar import Calendar
from datasette_claims.extraction.languages.word_classes import DETERMINER
from datasette_claims.extraction.text.tokens import Document
from datasette_claims.model import SaidOn, Span

_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?!\w)")

SOON = 6
"""Days after the last one that a text gives in full within which another may have been."""


class Found(NamedTuple):
    """A date expression: where it stands, and what of weekday, day, month and year it tells.

    ``numbers`` is its numeric part as printed (`11/4`).
    """

    span: Span
    weekday: int = -1
    day: int = 0
    month: int = 0
    year: int = 0
    numbers: str = ""
    relative: str = ""


def find_dates(document: Document) -> list[Found]:
    """The date expressions of a document, in text order."""
    words = document.language.calendar
    if words.triggers.isdisjoint(document.lower) and "/" not in document.text:
        return []
    found: list[Found] = []
    triggers, end = words.triggers, -1
    for n, word in enumerate(document.lower):
        if word not in triggers and "/" not in word:
            continue
        start = document.starts[n]
        small = document.words[n] == word and word[0].isalpha() and word not in words.adverbs
        if start < end or small:
            continue
        if word in words.months and n and document.lower[n - 1].isdigit():
            start = document.starts[n - 1]
        match = words.expression.match(document.text, start)
        if match is None:
            continue
        expression = read_match(match, words)
        if expression is not None:
            end = match.end()
            if not is_in_name(document, expression, n):
                found.append(expression)
    return found


def is_in_name(document: Document, found: Found, first: int) -> bool:
    """Is a day part of a name: `Black Friday`, `the Sunday Chronicle`, the `Today` programme?"""
    calendar, words, lower = document.language.calendar, document.words, document.lower
    end = bisect_left(document.starts, found.span.end, first)
    around = f" {' '.join(lower[max(0, first - 2) : end + 3])} "
    if any(f" {name} " in around for name in calendar.names):
        return True
    if found.day or found.numbers:
        return False
    before = words[first - 1] if first else "."
    if found.relative:
        return words[first][0].isupper() and (before[0].isalnum() or before[0] in "'’")
    following = words[end] if end < len(words) else "."
    if not following[0].isupper() or document.text[found.span.end :][:1] != " ":
        return False
    article = first > 0 and bool(document.tags[first - 1] & DETERMINER)
    return article or lower[end] in document.language.frame.outlet_words


def read_match(match: re.Match[str], words: Calendar) -> Found | None:
    """What a match tells; None for a month or a figure that is no date."""
    group = {name.removeprefix("x"): value for name, value in match.groupdict().items() if value}
    span = Span(match.start(), match.start() + len(match.group().rstrip(".")))
    weekday = words.weekdays.get(group.get("weekday", "").lower(), -1)
    if "relative" in group:
        return Found(span, relative=group["relative"])
    if "numbers" in group:
        printed = group["numbers"]
        numbers = _NUMBERS.fullmatch(printed)
        if numbers is None or (weekday < 0 and not numbers[4]):
            return None
        return Found(span, weekday, numbers=printed, year=full_year(numbers[4]))
    day, month = group.get("day1") or group.get("day2"), group.get("month1") or group.get("month2")
    if day and month:
        year = int(group.get("year1") or group.get("year2") or 0)
        return Found(span, weekday, int(day), words.months[month.lower()] + 1, year)
    return Found(span, weekday) if weekday >= 0 else None


def full_year(digits: str | None) -> int:
    """The year with its century; 0 if there is none."""
    return 0 if not digits else int(digits) + (2000 if len(digits) == 2 else 0)


class Reader:
    """Reads the date expressions of one article, whose other dates and day tell what they lack."""

    def __init__(self, words: Calendar, found: Sequence[Found], published: str = "") -> None:
        self._words = words
        self._published = iso_day(published)
        self._given = sorted({day for one in found for day in full_day(one, words)})

    def said(self, found: Found) -> SaidOn:
        """The expression with the day that it means, if the evidence suffices."""
        day = self._day(found)
        return SaidOn(found.span, day.isoformat() if day else "")

    def _day(self, found: Found) -> date | None:
        words, published = self._words, self._published
        if found.relative:
            days = words.relative[found.relative.lower()]
            # `yesterday` tells a day only where today is known
            return published + timedelta(days=days) if published else None
        if not found.numbers and not found.day:
            if published:
                return published - timedelta(days=(published.weekday() - found.weekday) % 7)
            same = [day for day in self._given if day.weekday() == found.weekday]
            return same[0] if len(same) == 1 else None
        if found.year:
            return next(full_day(found, words), None)
        if published is None and not self._given:
            return None
        latest = published or self._given[-1]
        latest += timedelta(days=1 if published else SOON)
        for year in (latest.year, latest.year - 1):
            day = on_day(found, words, year)
            if day and day <= latest:
                return day if is_weekday(day, found.weekday) else None
        return None


def full_day(found: Found, words: Calendar) -> Iterator[date]:
    """The day of an expression that has all of it, with a weekday that fits."""
    day = on_day(found, words, found.year) if found.year else None
    if day and is_weekday(day, found.weekday):
        yield day


def iso_day(text: str) -> date | None:
    """The day of an ISO date or date and time."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def is_weekday(day: date, weekday: int) -> bool:
    """Is it that day of the week, if one is given?"""
    return weekday < 0 or day.weekday() == weekday


def on_day(found: Found, words: Calendar, year: int) -> date | None:
    """The expression's day and month in a year; None where there is no such day.

    Numbers are read in the order of the language. Where the month stands first, as in American
    papers, others write the day first: there they are read the other way round if the weekday
    fits but then.
    """
    if not found.numbers:
        return calendar_day(year, found.month, found.day)
    one, other = map(int, re.split(r"[/.-]", found.numbers)[:2])
    if words.order == "DMY":
        return calendar_day(year, other, one)
    likely, unlikely = calendar_day(year, one, other), calendar_day(year, other, one)
    if found.weekday < 0 or (likely and is_weekday(likely, found.weekday)):
        return likely
    return unlikely if unlikely and is_weekday(unlikely, found.weekday) else None


def calendar_day(year: int, month: int, day: int) -> date | None:
    """The day, if there is one."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
