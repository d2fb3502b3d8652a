"""Filters by a range of days: from a day, month or year to another, both included. Pure."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from datasette_claims.wording import said


class Range(NamedTuple):
    """A column, and the filters that say where in it a range begins and ends."""

    column: str
    first: str
    last: str


RANGES = (
    Range("claims.dated", "said_from", "said_to"),
    Range("claims.published", "published_from", "published_to"),
)

ENDS = {name: each for each in RANGES for name in (each.first, each.last)}

ADVICE = said("write 2025-04-12, 2025-04 or 2025")

_DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?")
_BEHIND = "~"
"""Behind every digit and dash: a month with it is later than each of its days."""


def is_date(text: str) -> bool:
    """Is it a day, a month or a year, as addresses have them?

    >>> is_date("2025-04"), is_date("2025-02-30")
    (True, False)
    """
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True


def condition(name: str, day: str) -> tuple[str, list[str]]:
    """The condition that a claim is not earlier, or not later, and its parameter.

    What is known by its month alone is in a range that begins with the first day of that month.

    >>> condition("said_from", "2025-04-01"), condition("said_to", "2025-04")
    (('claims.dated >= ?', ['2025-04']), ('claims.dated <= ?', ['2025-04~']))
    """
    each = ENDS[name]
    if name == each.first:
        return f"{each.column} >= ?", [re.sub("(-01){1,2}$", "", day)]
    return f"{each.column} <= ?", [f"{day}{_BEHIND}"]


def turned_round(first: str, last: str) -> bool:
    """Does a range end before it begins?"""
    return bool(first and last) and first > f"{last}{_BEHIND}"
