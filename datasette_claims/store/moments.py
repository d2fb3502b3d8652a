"""Moments as the tables keep them: UTC, to the second."""

from __future__ import annotations

from datetime import datetime, timezone


def told(moment: datetime) -> str:
    """A moment with its time zone, in the words of the tables.

    >>> told(datetime(2025, 4, 12, 7, 30, tzinfo=timezone.utc))
    '2025-04-12T07:30:00Z'
    """
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def now() -> str:
    return told(datetime.now(timezone.utc))
