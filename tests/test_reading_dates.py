"""Dates of publication: as papers print them, in all our languages; no offset is an hour wrong."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.loading.languages import date_words
from datasette_claims.reading.dates import ambiguous, iso
from datasette_claims.reading.outcomes import Refused

WORDS = date_words()


@pytest.mark.parametrize(
    ("printed", "language", "expected"),
    [
        ("2025-04-12", "", "2025-04-12"),
        (" 2025-04-12 10:05 ", "en", "2025-04-12T10:05:00"),
        ("2025-04-12T10:05:59.123Z", "", "2025-04-12T10:05:59+00:00"),
        ("2025-04-12T10:05+0700", "", "2025-04-12T10:05:00+07:00"),
        ("2025-04-12 10:05 WIB", "id", "2025-04-12T10:05:00+07:00"),
        ("12/04/2025", "id", "2025-04-12"),
        ("04/12/2025", "en", "2025-04-12"),
        ("13/04/2025", "en", "2025-04-13"),
        ("Sabtu (12/4/2025) 10.05 WIB", "id", "2025-04-12T10:05:00+07:00"),
        ("Kamis, 5 Juni 2025 | 19:30", "id", "2025-06-05T19:30:00"),
        ("12 Mei 2025", "en", "2025-05-12"),  # the month tells its own language
        ("April 12, 2025", "id", "2025-04-12"),
        ("12 April 2025", "xx", "2025-04-12"),
        ("12-12-2012", "", "2012-12-12"),
        ("27-06-2012", "", "2012-06-27"),
        ("2025-04-12T10:05-500", "", "2025-04-12T10:05:00-05:00"),
        ("2025-04-12 10:05:00 UTC", "", "2025-04-12T10:05:00+00:00"),
        ("April 12th, 2025", "id", "2025-04-12"),
        ("2025年4月12日 10:05", "", "2025-04-12T10:05:00"),
        ("the 22nd of April 2025", "en", "2025-04-22"),
    ],
)
def test_dates_become_iso(printed, language, expected):
    assert iso(printed, language, WORDS) == expected
    assert iso(printed, language) == expected  # by dateparser alone


def test_words_that_stand_around_a_date_are_known():
    for printed in (
        "Date: 12 April 2025 Time: 12:45 PM",
        "Published on the 12th of April 2025, 12:45",
    ):
        assert iso(printed, "en", WORDS) == "2025-04-12T12:45:00"


APOSTROPHES = ["'", "’", "‘", "ʼ", "`", "´"]


@pytest.mark.parametrize("mark", APOSTROPHES)
@pytest.mark.parametrize("printed", ["Jum{}at, 11 April 2025", "Jum{}at (11/4/2025)"])
@pytest.mark.parametrize("language", ["id", "ms", ""])
def test_every_apostrophe_of_a_weekday(printed, mark, language):
    if language or "(" not in printed:
        assert iso(printed.format(mark), language, WORDS) == "2025-04-11"


@pytest.mark.parametrize("month", range(12))
def test_every_month_in_every_spelling(month):
    for name in (name for name, number in WORDS.months.items() if number == month):
        for printed in (f"5 {name.title()} 2025", f"{name.upper()}. 5, 2025", f"5-{name}-2025"):
            assert iso(printed, "", WORDS) == f"2025-{month + 1:02}-05"


def test_every_weekday_in_every_spelling():
    for name, number in WORDS.weekdays.items():
        day = 7 + number  # 7 April 2025 was a Monday
        assert iso(f"{name.title()}, {day} April 2025", "", WORDS) == f"2025-04-{day:02}"


@pytest.mark.parametrize(
    ("printed", "language", "expected"),
    [
        ("Khamis, 10 April 2025, 3.05 petang", "ms", "2025-04-10T15:05:00"),
        ("11 Ogos 2025 8.00 malam MYT", "ms", "2025-08-11T20:00:00+08:00"),
        ("Jumat, 11 April 2025 pukul 10.05 WIB (GMT+7)", "id", "2025-04-11T10:05:00+07:00"),
        ("Jakarta, 12 April 2025", "id", "2025-04-12"),
        ("12 April 2025 10:05 WITA", "id", "2025-04-12T10:05:00+08:00"),
        ("12 April 2025 10:05 WIT", "id", "2025-04-12T10:05:00+09:00"),
        ("Fri, 11 Apr 2025 10:05:00 +0700", "en", "2025-04-11T10:05:00+07:00"),
        ("12 April 2025 12:05 a.m. SGT", "en", "2025-04-12T00:05:00+08:00"),
        ("12 April 2025 12:05 PM UTC", "en", "2025-04-12T12:05:00+00:00"),
        ("12 April 2025 10:05 GMT+5:30", "en", "2025-04-12T10:05:00+05:30"),
        ("12 April 2025 10:05 UTC−3", "en", "2025-04-12T10:05:00-03:00"),
        # Summer time is that of the day.
        ("April 12, 2025 at 3:05 p.m. ET", "en", "2025-04-12T15:05:00-04:00"),
        ("January 12, 2025 at 3:05 p.m. ET", "en", "2025-01-12T15:05:00-05:00"),
        ("April 12, 2025 3:05 PM PT", "en", "2025-04-12T15:05:00-07:00"),
        ("12 January 2025 3pm EST", "en", "2025-01-12T15:00:00-05:00"),
        ("12 July 2025 09:15 BST", "en", "2025-07-12T09:15:00+01:00"),
        # Names that are not true on the day, stand for several zones, or are not known.
        ("12 April 2025 3pm EST", "en", "2025-04-12T15:00:00"),
        ("12 January 2025 09:15 BST", "en", "2025-01-12T09:15:00"),
        ("12 April 2025 10:05 CST", "en", "2025-04-12T10:05:00"),
        ("12 April 2025 10:05 IST", "en", "2025-04-12T10:05:00"),
        ("12 April 2025 10:05 GMT+25", "en", "2025-04-12T10:05:00"),
        ("12 avril 2025 15:05 CET", "fr", "2025-04-12T15:05:00"),
        # The hour that clocks in New York show twice.
        ("November 2, 2025 1:30 a.m. ET", "en", "2025-11-02T01:30:00"),
        # The weekday tells the order of day and month, or the dots do.
        ("Friday 04/11/2025", "", "2025-04-11"),
        ("Fri 11/04/2025", "en", "2025-04-11"),
        ("12.04.2025", "", "2025-04-12"),
        ("2025/04/12", "", "2025-04-12"),
    ],
)
def test_times_zones_and_orders(printed, language, expected):
    assert iso(printed, language, WORDS) == expected


@pytest.mark.parametrize(
    "printed",
    [
        "April 2025",
        "2025",
        "12 April",
        "kemarin",
        "2 days ago",
        "12-04-25",
        "20250412",
        "?",
        "31 Februari 2025",
        "2025-13-01",
        "2025-04-12 25:00",
        "12 April 99999",
        "1 Mei 2025" * 99,
        "12 April 2025 25:61",
        "12 13 April 2025",
        "12 April Mei 2025",
    ],
)
def test_what_names_no_whole_day_is_no_date(printed):
    with pytest.raises(Refused):
        iso(printed, "id", WORDS)


@given(st.text(max_size=60), st.sampled_from(["", "id", "en", "xx"]))
def test_any_date_is_understood_or_refused(printed, language):
    with suppress(Refused):
        assert iso(printed, language, WORDS)[4] == "-"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("04/12/2025", True),
        ("10.05, 5-6-2025", True),
        ("4/4/2025", False),
        ("13/04/2025", False),
        ("2025-04-12", False),
        ("4 Mei 2025", False),
    ],
)
def test_ambiguous(printed, expected):
    assert ambiguous(printed) is expected
