"""Dates and times as people read them, in the manner of the language of the page.

What cannot be read as a date stays as it is.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Literal

from babel.dates import format_skeleton, format_time, format_timedelta
from markupsafe import Markup

from datasette_claims.web import interface
from datasette_claims.wording import said, told

# Not strftime: its words follow the locale of whoever runs the server. Not Babel's English either:
# it is that of the United States, and these pages are read all over the world.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day(value: str | None, precision: str | None = "day") -> str:
    """``2025-04-11`` -> ``11 April 2025``; only as precise as it is known.

    >>> day("2025-04-11", "month")
    'April 2025'
    """
    if not value:
        return ""
    try:
        found = date.fromisoformat(value[:10] if len(value) > 7 else f"{value[:7]}-01")
    except ValueError:
        return value
    if precision == "year":
        return str(found.year)
    by_month = precision == "month" or len(value) <= 7
    if not _is_english():
        return _written("yMMMM" if by_month else "yMMMMd", found)
    month = f"{MONTHS[found.month - 1]} {found.year}"
    return month if by_month else f"{found.day} {month}"


def month_in_short(key: str) -> str:
    """The month of a key, as little as one can read: ``2025-04`` -> ``Apr``."""
    first = date.fromisoformat(f"{key[:7]}-01")
    return MONTHS[first.month - 1][:3] if _is_english() else _written("MMM", first)


def _is_english() -> bool:
    return interface.language() == interface.ENGLISH


def _written(skeleton: str, found: date) -> str:
    """What of a date the skeleton names, in the order and words of the language."""
    return format_skeleton(
        skeleton, datetime.combine(found, datetime.min.time()), locale=interface.locale()
    )


def published(value: str | None) -> str:
    """A date, with the time of day and its zone where they are known.

    >>> published("2025-04-12T09:30:00+07:00")
    '12 April 2025, 09:30 UTC+07:00'
    """
    if not value or len(value) <= 10:
        return day(value)
    try:
        found = datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        return value
    zone = "" if found.tzinfo is None else f" {found.tzname()}"
    return f"{day(value)}, {_time(found)}{zone}"


def _time(found: datetime) -> str:
    if _is_english():
        return f"{found:%H:%M}"
    return str(format_time(found.time(), "short", locale=interface.locale()))


def clock(seconds: float | None) -> str:
    """The time in a recording; empty where none is known.

    >>> clock(83.4), clock(3723), clock(None)
    ('1:23', '1:02:03', '')
    """
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def moment(value: str | None, now: datetime) -> Markup:
    """A time in UTC as ``<time>``; pointing at it tells how long ago that was."""
    if not value:
        return Markup("")
    try:
        found = datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        return Markup("{}").format(value)
    if found.tzinfo is None:
        found = found.replace(tzinfo=timezone.utc)
    found = found.astimezone(timezone.utc)
    short = (
        f"{found.day} {MONTHS[found.month - 1][:3]} {found.year}"
        if _is_english()
        else _written("yMMMd", found.date())
    )
    return Markup('<time datetime="{}" title="{}">{}, {} UTC</time>').format(
        f"{found:%Y-%m-%dT%H:%M:%SZ}", ago((now - found).total_seconds()), short, _time(found)
    )


UNITS: tuple[tuple[Literal["year", "month", "day", "hour", "minute"], int], ...] = (
    ("year", 31557600),
    ("month", 2629800),
    ("day", 86400),
    ("hour", 3600),
    ("minute", 60),
)


def ago(seconds: float) -> str:
    """``4000`` -> ``1 hour ago``.

    >>> ago(4000)
    '1 hour ago'
    """
    if seconds < 60:
        return told(said("just now"))
    unit, size = next((each for each in UNITS if seconds >= each[1]), UNITS[-1])
    number = int(seconds // size)
    if _is_english():
        return f"{number} {unit}{'s' if number != 1 else ''} ago"
    return format_timedelta(
        timedelta(seconds=-number * size),
        granularity=unit,
        threshold=1,
        add_direction=True,
        locale=interface.locale(),
    )
