"""The words of dates: `[dates]` of a language file, ready for look-up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datasette_claims.extraction.languages.checking import any_of, check


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Calendar:
    """`[dates]` of a language, ready for look-up."""

    order: str
    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    relative: Mapping[str, int]
    """Words for a day, and how many days it lies from today."""
    adverbs: frozenset[str]
    triggers: frozenset[str]
    days_and_months: frozenset[str]
    no_names: frozenset[str]
    """The same, but for the spellings that are names too."""
    expression: re.Pattern[str]
    names: frozenset[str]
    """Names that hold a word for a day, in small letters."""
    on: frozenset[str]
    occasions: frozenset[str]
    retold: frozenset[str]
    made: frozenset[str]


def read_calendar(file: str, table: Mapping[str, Any]) -> Calendar:
    """`[dates]`, checked and turned into look-ups."""
    order = table.get("order", "DMY")
    check(order in ("DMY", "MDY", "YMD"), file, "[dates] order must be DMY, MDY or YMD")
    weekdays = numbered(table, "weekdays", 7, file)
    months = numbered(table, "months", 12, file)
    relative = {word.lower(): int(days) for word, days in table.get("relative", {}).items()}
    days_and_months = frozenset([*weekdays, *months])
    also_names = frozenset(table.get("also_names", ()))
    unknown = ", ".join(sorted(also_names - days_and_months))
    check(not unknown, file, f"[dates] also_names has no weekday or month: {unknown}")
    adverbs = frozenset(word.split()[0] for word in relative)
    return Calendar(
        order=order,
        weekdays=weekdays,
        months=months,
        relative=relative,
        adverbs=adverbs,
        triggers=days_and_months | adverbs,
        days_and_months=days_and_months,
        no_names=days_and_months - also_names,
        expression=date_expression(
            weekdays, months, relative, table.get("future", ()), table.get("ordinals", ())
        ),
        names=frozenset(table.get("names", ())),
        on=frozenset(table.get("on", ())),
        occasions=frozenset(table.get("occasions", ())),
        retold=frozenset(table.get("retold", ())),
        made=frozenset(table.get("made", ())),
    )


def numbered(table: Mapping[str, Any], key: str, size: int, file: str) -> dict[str, int]:
    """Names to numbers: the list has one item for each, with its spellings between spaces."""
    names = table.get(key, [])
    check(
        len(names) in (0, size),
        file,
        f"[dates] {key} must have {size} items, spellings between spaces",
    )
    return {word: n for n, spellings in enumerate(names) for word in spellings.lower().split()}


def date_expression(
    weekdays: Mapping[str, int],
    months: Mapping[str, int],
    relative: Mapping[str, int],
    future: Sequence[str],
    ordinals: Sequence[str],
) -> re.Pattern[str]:
    """One expression that reads a date where a trigger word begins it."""
    month = rf"(?P<{{}}>{any_of(months)})\b\.?"
    dated = (
        r"\(?(?P<numbers>\d{1,2}[/.-]\d{1,2}(?:[/.-](?:\d{4}|\d{2}))?)(?!\w)\)?"
        rf"|(?P<day1>\d{{1,2}})\s+{month.format('month1')}(?:,?\s+(?P<year1>\d{{4}})\b)?"
        rf"|{month.format('month2')}\s+(?P<day2>\d{{1,2}})(?:{any_of(ordinals)})?\b"
        r"(?:,?\s+(?P<year2>\d{4})\b)?"
    )
    weekday = rf"(?P<weekday>{any_of(weekdays)})\b\.?(?!\s+(?:{any_of(future)})\b)"
    return re.compile(
        rf"(?:{weekday}(?:,?\s*\(?(?:{dated})\)?)?|(?:{dated.replace('<', '<x')})"
        rf"|(?P<relative>{any_of(relative)})\b)",
        re.IGNORECASE,
    )
