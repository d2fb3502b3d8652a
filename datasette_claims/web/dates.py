"""Dates and times as people read them; what cannot be read as a date stays as it is."""

from __future__ import annotations

from datetime import date, datetime, timezone

from markupsafe import Markup

# Not strftime: its words follow the locale of whoever runs the server.
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
    month = f"{MONTHS[found.month - 1]} {found.year}"
    return month if precision == "month" or len(value) <= 7 else f"{found.day} {month}"


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
    return f"{day(value)}, {found:%H:%M}{zone}"


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
    return Markup('<time datetime="{}" title="{}">{} {} {}, {} UTC</time>').format(
        f"{found:%Y-%m-%dT%H:%M:%SZ}",
        ago((now - found).total_seconds()),
        found.day,
        MONTHS[found.month - 1][:3],
        found.year,
        f"{found:%H:%M}",
    )


def ago(seconds: float) -> str:
    """``4000`` -> ``1 hour ago``.

    >>> ago(4000)
    '1 hour ago'
    """
    if seconds < 60:
        return "just now"
    for unit, size in (("year", 31557600), ("month", 2629800), ("day", 86400), ("hour", 3600)):
        if seconds >= size:
            number = int(seconds // size)
            return f"{number} {unit}{'s' if number != 1 else ''} ago"
    number = int(seconds // 60)
    return f"{number} minute{'s' if number != 1 else ''} ago"
