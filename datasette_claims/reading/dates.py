"""Dates of publication, in the one form in which they are stored."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from datasette_claims.reading.outcomes import Refused

LONGEST = 100

_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)"
    r"(?:[T ](\d\d:\d\d)(:\d\d)?(?:[.,]\d+)? ?(?:(Z|z)|([+-]\d\d):?(\d\d))?)?",
    re.ASCII,
)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2\d{4}(?!\d)", re.ASCII)
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)", re.ASCII)


@lru_cache(maxsize=4096)
def iso(printed: str, language: str) -> str:
    """Give a date as ISO 8601, with the time and its offset where they are printed.

    >>> iso("Sabtu (12/4/2025) 10.05 WIB", "id")[:10]
    '2025-04-12'

    Numbers alone are read in the order of ``language`` (day first in Indonesian, month first in
    English). What names no whole day is refused: a date is never completed from today's.
    """
    value = printed.strip()
    if match := _ISO.fullmatch(value):
        return _checked(match, printed)
    if len(value) > LONGEST or not _YEAR.search(value):
        raise Refused(_not_understood(printed))
    found = _parse(value, [language] if language else None)
    if found is None and not _NUMERIC.search(value):  # a month in words means the same in any order
        found = _parse(value, None)
    if found is None:
        raise Refused(_not_understood(printed))
    return found.isoformat() if _has_time(found) else found.date().isoformat()


def ambiguous(printed: str) -> bool:
    """Tell whether a date reads as another one when day and month change places."""
    match = _NUMERIC.search(printed)
    if not match:
        return False
    first, second = int(match[1]), int(match[3])
    return first != second and max(first, second) <= 12


def _checked(match: re.Match[str], printed: str) -> str:
    day, minutes, seconds, zulu, hours_off, minutes_off = match.groups()
    result = day
    if minutes:
        offset = "+00:00" if zulu else f"{hours_off}:{minutes_off}" if hours_off else ""
        result = f"{day}T{minutes}{seconds or ':00'}{offset}"
    try:
        datetime.fromisoformat(result)
    except ValueError:
        raise Refused(f"{printed.strip()[:LONGEST]!r} is no date of the calendar") from None
    return result


def _parse(value: str, languages: list[str] | None) -> datetime | None:
    import dateparser

    settings = {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"]}
    try:
        found: datetime | None = dateparser.parse(value, languages=languages, settings=settings)
    except (ValueError, OverflowError):  # a language that dateparser does not know, a year 99999
        return None
    return found


def _has_time(found: datetime) -> bool:
    return bool(found.tzinfo or found.hour or found.minute or found.second)


def _not_understood(printed: str) -> str:
    return (
        f"date {printed.strip()[:LONGEST]!r} is not understood; "
        "write it as 2025-04-12 or 2025-04-12T10:05+07:00"
    )
