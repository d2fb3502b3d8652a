"""Dates of publication, in the one form in which they are stored."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from datasette_claims.reading import zones
from datasette_claims.reading.outcomes import Refused

LONGEST = 100


@dataclass(frozen=True, slots=True, eq=False)
class DateWords:
    """How languages write dates: Monday and January are 0; ``orders`` is DMY, MDY or YMD."""

    weekdays: Mapping[str, int] = field(default_factory=dict)
    months: Mapping[str, int] = field(default_factory=dict)
    orders: Mapping[str, str] = field(default_factory=dict)


NO_WORDS = DateWords()

MONTH_FIRST = frozenset({"US", "PH", "PR", "GU", "AS", "VI", "MP", "FM", "PW", "MH"})
"""Countries in whose English the month comes first."""

SPOKEN = (
    "en", "zh", "es", "fr", "de", "pt", "ru", "ja", "it", "nl", "pl", "tr", "ar", "id", "ms", "vi",
    "th", "ko", "fa", "he", "sv", "da", "nb", "fi", "cs", "sk", "hu", "ro", "bg", "uk", "el", "hr",
    "sr", "sl", "lt", "lv", "et", "hi", "bn", "ta", "ur", "ca", "tl", "sw", "is", "eu", "gl",
)  # fmt: skip
"""Languages in which a month is looked for where its own is not known; each takes time to load."""

_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)"
    r"(?:[T ](\d\d:\d\d)(:\d\d)?(?:[.,]\d+)? ?(?:(Z|z|UTC|GMT)|([+-]\d\d?):?(\d\d))?)?",
    re.ASCII,
)
_COMPACT = re.compile(
    r"(\d{4})(\d\d)(\d\d)(?:[T ]?(\d\d):?(\d\d):?(\d\d)?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII
)
_CENTURIES = range(1900, 2101)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)", re.ASCII)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([./-])(\d{1,2})\2(\d{1,2})(?!\d)", re.ASCII)
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)", re.ASCII)
_TIME = re.compile(
    r"(?<![\d:.,])(?:(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d))?"
    r"|(?P<whole>\d{1,2})(?=\s*[ap]\.?m\b))(?![\d:])\s*(?P<half>[ap]\.?m\b\.?|[^\W\d_]+\b)?",
    re.ASCII | re.IGNORECASE,
)
_MONTH = re.compile(r"[^\W\d_]{3}")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´ʻ", "'"))
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_WITH_SIGNS = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]", re.ASCII)
_PLACE = re.compile(r"\A\s*[^\W\d]+(?:'[^\W\d]+)?,")

_BEFORE_NOON = frozenset({"am", "pagi", "pg"})
_AFTER_NOON = frozenset({"pm", "petang", "ptg", "sore", "malam", "mlm", "siang"})
_AROUND_DATES = frozenset((
    "at", "on", "the", "of", "st", "nd", "rd", "th", "time", "date", "published", "posted",
    "pada", "hari", "pukul", "pkl", "jam", "tanggal", "tarikh", "bertarikh", "terbit",
    "diterbitkan", "dipublikasikan",
))  # fmt: skip
"""Words that stand around a date and say nothing else about it."""


@lru_cache(maxsize=4096)
def iso(printed: str, language: str, words: DateWords = NO_WORDS) -> str:
    """Give a date as ISO 8601, with the time and its offset where they are printed.

    >>> iso("Sabtu (12/4/2025) 10.05 WIB", "id")[:10]
    '2025-04-12'

    Numbers alone are read in the order of ``language`` (day first in Indonesian, month first in
    English, unless its country is told and begins with the day: en-GB). What names no whole day is
    refused: a date is never completed from today's.
    """
    value = printed.strip()
    if match := _ISO.fullmatch(value):
        return _checked(match, printed)
    if len(value) > LONGEST or not _YEAR.search(value):
        raise Refused(_not_understood(printed))
    value = _ORDINAL.sub("", value.translate(_APOSTROPHES))
    value = _WITH_SIGNS.sub(r"\1-\2-\3 ", value)
    zoned = list(zones.PRINTED.finditer(value))
    value = zones.PRINTED.sub(" ", value)
    found = _by_words(value, language, words) or _by_dateparser(value, language)
    if found is None:
        raise Refused(_not_understood(printed))
    if not _has_time(found):
        return found.date().isoformat()
    return zones.with_offset(found, zoned).isoformat()


def compact(printed: str) -> str:
    """Give a date in digits alone as ISO 8601; empty where it is none.

    >>> compact("20250412"), compact("20250412T093000Z"), compact("99999999")
    ('2025-04-12', '2025-04-12T09:30:00+00:00', '')
    """
    match = _COMPACT.fullmatch(printed)
    if not match or int(match[1]) not in _CENTURIES:
        return ""
    year, month, day, hour, minute, second, offset = match.groups()
    try:
        if hour is None:
            return date(int(year), int(month), int(day)).isoformat()
        clock = datetime(*map(int, (year, month, day, hour, minute, second or "0")))  # type: ignore[arg-type]
    except ValueError:
        return ""
    east = "+00:00" if offset == "Z" else f"{offset[:3]}:{offset[-2:]}" if offset else ""
    return clock.isoformat() + east


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
        east = hours_off and f"{hours_off[0]}{hours_off[1:]:0>2}:{minutes_off}"
        offset = "+00:00" if zulu else east or ""
        result = f"{day}T{minutes}{seconds or ':00'}{offset}"
    try:
        datetime.fromisoformat(result)
    except ValueError:
        raise Refused(f"{printed.strip()[:LONGEST]!r} is no date of the calendar") from None
    return result


def _by_words(value: str, language: str, words: DateWords) -> datetime | None:
    """Read a date of which every word is known."""
    numbers: tuple[int, int, int] | None = None
    if match := _YEAR_FIRST.search(value):
        numbers = int(match[1]), int(match[3]), int(match[4])
    elif match := _NUMERIC.search(value):
        weekdays = [words.weekdays.get(word) for word in _WORD.findall(value.lower())]
        weekday = next((day for day in weekdays if day is not None), None)
        numbers = _in_order(match, _order(language, words), weekday)
        if numbers is None:
            return None
    if match:
        value = f"{value[: match.start()]} {value[match.end() :]}"
    hour = minute = second = 0
    for time in _TIME.finditer(value):
        clock = _clock(time)
        if clock is None:
            return None
        hour, minute, second = clock
        half = time.end("half") if _half(time) else time.end("second")
        end = max(half, time.end("minute"), time.end("whole"))
        value = f"{value[: time.start()]} {value[end:]}"
        break
    left = _left(_PLACE.sub(" ", value) if numbers is None else value, words)
    if left is None:
        return None
    months, small, years = left
    if numbers is None and (len(months), len(small), len(years)) == (1, 1, 1):
        numbers = years[0], months[0] + 1, small[0]
    elif numbers is None or months or small or years:
        return None
    try:
        return datetime(*numbers, hour, minute, second)
    except ValueError:
        return None


def _order(language: str, words: DateWords) -> str:
    """DMY, MDY or YMD as the language has it, or the country where that is told with it."""
    code, _, country = language.partition("-")
    order = words.orders.get(code, "")
    return "DMY" if order == "MDY" and country and country.upper() not in MONTH_FIRST else order


def _left(value: str, words: DateWords) -> tuple[list[int], list[int], list[int]] | None:
    """The months, small numbers and years among the words; None where one is unknown."""
    months: list[int] = []
    small: list[int] = []
    years: list[int] = []
    for word in _WORD.findall(value.lower()):
        if word.isdigit():
            (years if len(word) == 4 else small).append(int(word))
        elif word in words.months:
            months.append(words.months[word])
        elif word not in words.weekdays and word not in _AROUND_DATES:
            return None
    return months, small, years


def _in_order(match: re.Match[str], order: str, weekday: int | None) -> tuple[int, int, int] | None:
    """Year, month and day of numbers: in the language's order, else as the weekday has it."""
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    readings = [(year, second, first), (year, first, second)]
    if order == "MDY":
        readings.reverse()
    real = [numbers for numbers in dict.fromkeys(readings) if _is_day(numbers)]
    fitting = [numbers for numbers in real if date(*numbers).weekday() == weekday]
    if len(fitting) == 1:
        return fitting[0]
    certain = order or len(real) == 1 or match[2] == "."  # dots: the day is first everywhere
    return real[0] if real and certain else None


def _is_day(numbers: tuple[int, int, int]) -> bool:
    try:
        date(*numbers)
    except ValueError:
        return False
    return True


def _half(time: re.Match[str]) -> str:
    """The half of the day that stands behind a time: am or pm, empty if none."""
    word = (time["half"] or "").lower().replace(".", "")
    return "am" if word in _BEFORE_NOON else "pm" if word in _AFTER_NOON else ""


def _clock(time: re.Match[str]) -> tuple[int, int, int] | None:
    hour = int(time["hour"] or time["whole"])
    word = (time["half"] or "").lower()
    half = _half(time)
    if half == "pm" and hour < 12 and not (word == "siang" and hour >= 9):
        hour += 12
    elif hour == 12 and (half == "am" or word in ("malam", "mlm")):
        hour = 0
    minute, second = int(time["minute"] or 0), int(time["second"] or 0)
    return (hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _by_dateparser(value: str, language: str) -> datetime | None:
    """Read a date of any language; the time stands as printed, whatever zone it is of."""
    code = language.partition("-")[0]
    found = _parse(value, [code]) if code else None
    if found is None and _MONTH.search(value) and not _NUMERIC.search(value):
        # A month in words means the same in any order.
        found = _parse(value, SPOKEN)
    return found and found.replace(tzinfo=None)


def _parse(value: str, languages: Sequence[str]) -> datetime | None:
    import dateparser

    settings = {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"]}
    try:
        found: datetime | None = dateparser.parse(value, languages=[*languages], settings=settings)
    except (ValueError, OverflowError):  # a language that dateparser does not know, a year 99999
        return None
    return found


def _has_time(found: datetime) -> bool:
    return bool(found.hour or found.minute or found.second)


def _not_understood(printed: str) -> str:
    return (
        f"date {printed.strip()[:LONGEST]!r} is not understood; "
        "write it as 2025-04-12 or 2025-04-12T10:05+07:00"
    )
