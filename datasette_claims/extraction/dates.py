"""When something was said: date expressions of a text, and the day that they mean.

A day and month alone need a year: the one in which they do not lie after the article and, where a
weekday stands with them, in which that weekday fits. Where the evidence does not suffice, the words
are kept and the date stays empty.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from datasette_claims.extraction.languages.calendar import Calendar
from datasette_claims.extraction.languages.language import Language
from datasette_claims.extraction.text.tokens import Document
from datasette_claims.model import Claim, SaidOn, Span

YEARS_BACK = 12
"""How far back a year is looked for in which the weekday fits: every date has one within it."""

_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?!\w)")


class Found(NamedTuple):
    """A date expression: where it stands, and what of weekday, day, month and year it tells.

    ``numbers`` is its numeric part as printed (`11/4`), ``press`` is True for a weekday with
    such numbers in brackets, as papers put the day that they report on.
    """

    span: Span
    weekday: int = -1
    day: int = 0
    month: int = 0
    year: int = 0
    numbers: str = ""
    relative: str = ""
    press: bool = False


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
            found.append(expression)
            end = match.end()
    return found


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
        press = weekday >= 0 and "(" in match.group()
        return Found(span, weekday, numbers=printed, year=full_year(numbers[4]), press=press)
    day, month = group.get("day1") or group.get("day2"), group.get("month1") or group.get("month2")
    if day and month:
        year = int(group.get("year1") or group.get("year2") or 0)
        return Found(span, weekday, int(day), words.months[month.lower()] + 1, year)
    return Found(span, weekday) if weekday >= 0 else None


def full_year(digits: str | None) -> int:
    """The year with its century; 0 if there is none."""
    return 0 if not digits else int(digits) + (2000 if len(digits) == 2 else 0)


def with_dates(document: Document, claims: Sequence[Claim], published: str) -> tuple[Claim, ...]:
    """The claims, each with the date on which it was made if its context tells one."""
    dates = find_dates(document)
    if not dates:
        return tuple(claims)
    language = document.language
    return tuple(
        claim if said is None else replace(claim, said=said)
        for claim in claims
        for said in (said_on(dates, claim.context, claim.content, language, published),)
    )


def said_on(
    dates: Sequence[Found],
    context: Span,
    content: Sequence[Span],
    language: Language,
    published: str = "",
    today: date | None = None,
) -> SaidOn | None:
    """When a claim was made, by the date expressions in its context but outside of its content.

    A date in press style may also stand in the content, since it tells the day of the report.
    """
    first = bisect_left(dates, context.start, key=lambda found: found.span.start)
    fallback: Found | None = None
    for n in range(first, len(dates)):
        found = dates[n]
        if found.span.start >= context.end:
            break
        if not any(span.start <= found.span.start < span.end for span in content):
            return dated(found, language, published, today)
        if found.press and fallback is None:
            fallback = found
    return dated(fallback, language, published, today) if fallback else None


def dated(found: Found, language: Language, published: str, today: date | None) -> SaidOn:
    """The expression with the day that it means, if the evidence suffices."""
    base = iso_day(published)
    day = day_of(found, language.calendar, base, today or date.today())
    return SaidOn(found.span, day.isoformat() if day else "")


def iso_day(text: str) -> date | None:
    """The day of an ISO date or date and time."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def day_of(found: Found, words: Calendar, published: date | None, today: date) -> date | None:
    """The day that an expression means."""
    if found.relative:
        days = words.relative[found.relative.lower()]
        # `yesterday` tells a day only where today is known
        return published + timedelta(days=days) if published else None
    if not found.numbers and not found.day:
        back = (published.weekday() - found.weekday) % 7 if published else 0
        return published - timedelta(days=back) if published else None
    if found.year:
        day = on_day(found, words, found.year)
        return day if day and is_weekday(day, found.weekday) else None
    if found.weekday < 0 and published is None:
        return None
    latest = (published or today) + timedelta(days=1)
    for year in range(latest.year, latest.year - (2 if published else YEARS_BACK), -1):
        day = on_day(found, words, year)
        if day and day <= latest and is_weekday(day, found.weekday):
            return day
    return None


def is_weekday(day: date, weekday: int) -> bool:
    """Is it that day of the week, if one is given?"""
    return weekday < 0 or day.weekday() == weekday


def on_day(found: Found, words: Calendar, year: int) -> date | None:
    """The expression's day and month in a year; None where there is no such day.

    Numbers are read in the order of the language, the other way round only where the weekday
    fits but then.
    """
    if not found.numbers:
        return calendar_day(year, found.month, found.day)
    one, other = map(int, re.split(r"[/.-]", found.numbers)[:2])
    likely, unlikely = calendar_day(year, other, one), calendar_day(year, one, other)
    if words.order != "DMY":
        likely, unlikely = unlikely, likely
    if found.weekday < 0 or (likely and is_weekday(likely, found.weekday)):
        return likely
    return unlikely if unlikely and is_weekday(unlikely, found.weekday) else None


def calendar_day(year: int, month: int, day: int) -> date | None:
    """The day, if there is one."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
