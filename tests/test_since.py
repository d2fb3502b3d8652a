"""A day as a person names it: in numbers, in words of three languages, as seen from today."""

from datetime import datetime

import pytest

from datasette_claims.loading.languages import for_reading
from datasette_claims.reading import Refused
from datasette_claims.reading.since import day

NOW = datetime(2026, 11, 27, 13, 0)  # a Friday


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("2026-11-20", "2026-11-20"),
        (" 2026-11-20T10:05:00+07:00 ", "2026-11-20"),
        ("20/11/2026", "2026-11-20"),
        ("11/20/2026", "2026-11-20"),
        ("12 April 2025", "2025-04-12"),
        ("Senin, 14 Juli 2025", "2025-07-14"),
        ("3 Ogos 2025", "2025-08-03"),
        ("April 2025", "2025-04-01"),
        ("today", "2026-11-27"),
        ("hari ini", "2026-11-27"),
        ("yesterday", "2026-11-26"),
        ("kemarin", "2026-11-26"),
        ("semalam", "2026-11-26"),
        ("3 days ago", "2026-11-24"),
        ("3 hari lalu", "2026-11-24"),
        ("last week", "2026-11-20"),
        ("minggu lalu", "2026-11-20"),
        ("Monday", "2026-11-23"),
        ("Isnin", "2026-11-23"),
    ],
)
def test_a_day(told, found):
    assert day(told, for_reading(), NOW) == found


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("4/5/2026", "day or month first"),
        ("soon", "is no day"),
        ("", "is no day"),
        ("5", "is no day"),
        ("2026-02-31", "is no day"),
        ("tomorrow", "yet to come"),
        ("2027-01-01", "yet to come"),
    ],
)
def test_no_day(told, why):
    with pytest.raises(Refused, match=why):
        day(told, for_reading(), NOW)
