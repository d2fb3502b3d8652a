"""A day as a person names it when they load: 2025-04-12, 12 April 2025, yesterday, 3 hari lalu."""

from __future__ import annotations

from datetime import datetime

from datasette_claims.reading import dates
from datasette_claims.reading.metadata import Languages
from datasette_claims.reading.outcomes import Refused


def day(told: str, languages: Languages, now: datetime) -> str:
    """Give the ISO date of a day that is told in words of any language with rules.

    Raises ``Refused`` where it is none, might be two, or is yet to come.
    """
    value = told.strip()
    if dates.ambiguous(value):
        raise Refused(f"{value!r}: day or month first? Write it as 2025-04-12")
    try:
        found = dates.iso(value, "", languages.date_words())[:10]
    except Refused:
        found = _relative(value, languages, now)
    if not found:
        raise Refused(f"{value!r} is no day; write it as 2025-04-12, or as 3 days ago")
    if found > now.date().isoformat():
        raise Refused(f"{value!r} is {found}, which is yet to come")
    return found


def _relative(value: str, languages: Languages, now: datetime) -> str:
    """A day as seen from today; the last one of that name."""
    import dateparser

    if value.isdigit():
        return ""
    settings = {
        "RELATIVE_BASE": now,
        "PREFER_DATES_FROM": "past",
        "PREFER_DAY_OF_MONTH": "first",
        "PARSERS": ["relative-time", "absolute-time"],
    }
    try:
        found = dateparser.parse(
            value, languages=list(languages.codes or ["en"]), settings=settings
        )
    except (ValueError, OverflowError):
        return ""
    return found.date().isoformat() if found else ""
