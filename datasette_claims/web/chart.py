"""Claims over time as bars: one a month, or one a year where there are too many months."""

from __future__ import annotations

import re
from typing import NamedTuple

from datasette_claims.web import dates

MOST = 60
"""Bars that fit; beyond that months become years, and the earliest years are left out."""


class Bar(NamedTuple):
    """A month (``2025-04``) or year: its name, what stands under it, claims, height in percent.

    ``href`` leads to its claims, which are the ones shown if it is ``chosen``; pages put both in.
    """

    key: str
    name: str
    tick: str
    claims: int
    height: float
    href: str = ""
    chosen: bool = False


class Chart(NamedTuple):
    """The bars, and in words what they show; ``earlier`` counts claims that found no room."""

    bars: list[Bar]
    summary: str
    earlier: int
    undated: int


def chart(counts: dict[str, int], chosen: tuple[str, ...] = ()) -> Chart | None:
    """The chart of claims by month; None where no claim has a date.

    ``chosen`` are the months asked for: a year that is asked for is shown month by month.
    """
    months = {key: n for key, n in counts.items() if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", key)}
    undated = sum(counts.values()) - sum(months.values())
    years = {key[:4] for key in chosen if key[:1].isdigit()}
    if years:
        months = {key: n for key, n in months.items() if key[:4] in years}
    if not months:
        return None
    if years:
        periods = _months(f"{min(years)}-01", f"{max(years)}-12")
    else:
        periods = _months(min(months), max(months))
    by = months
    if len(periods) > MOST:
        by = {}
        for key, n in months.items():
            by[key[:4]] = by.get(key[:4], 0) + n
        periods = [f"{year:04}" for year in range(int(min(by)), int(max(by)) + 1)][-MOST:]
    most = max(by.get(key, 0) for key in periods)
    bars = [
        Bar(key, dates.day(key) if len(key) > 4 else key, tick, n, round(100 * n / most, 1))
        for key, tick in zip(periods, _ticks(periods), strict=True)
        for n in [by.get(key, 0)]
    ]
    shown = sum(bar.claims for bar in bars)
    return Chart(bars, _summary(bars, shown), sum(months.values()) - shown, undated)


def _months(first: str, last: str) -> list[str]:
    """Every month from the first to the last."""
    start, end = (int(key[:4]) * 12 + int(key[5:]) - 1 for key in (first, last))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(start, end + 1)]


def _ticks(periods: list[str]) -> list[str]:
    """What stands under each bar: years where they begin, else months, as there is room."""
    if len(periods[0]) == 4:
        step = 1 if len(periods) <= 10 else 5 if len(periods) <= 40 else 10
        return [key if int(key) % step == 0 else "" for key in periods]
    if len(periods) <= 18:
        years = [number for number, key in enumerate(periods) if key[5:] == "01"]
        if not years or years[0] > 2:  # nearer ones would lie on each other
            years.append(0)
        return [
            f"{dates.day(key)[:3]}" + (f" {key[:4]}" if number in years else "")
            for number, key in enumerate(periods)
        ]
    return [key[:4] if key[5:] == "01" else "" for key in periods]


def _summary(bars: list[Bar], shown: int) -> str:
    full = [bar for bar in bars if bar.claims]
    if len(full) == 1:
        return f"All {shown:,} in {full[0].name}" if shown > 1 else f"In {full[0].name}"
    peak = max(full, key=lambda bar: bar.claims)
    return f"{full[0].name} to {full[-1].name}, most in {peak.name} ({peak.claims:,})"
