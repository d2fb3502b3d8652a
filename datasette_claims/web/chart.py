"""Claims over time as bars: one a month, or one a year where there are too many months.

A bar is drawn in pieces: at its foot the claims with a published result, by status, above them the
others. Where pieces are is told in percent, so that a drawing fits its page without a script.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from datasette_claims.store.vocabulary import Status, Vocabulary
from datasette_claims.web import dates
from datasette_claims.wording import said

LEAST = 4.0
"""Percent of the height that a piece has at least: one claim of a thousand is seen too."""

GAP = 0.12
"""How much of its room a bar leaves free."""

MOST = 60
"""Bars that fit; beyond that months become years, and the earliest years are left out."""


class Piece(NamedTuple):
    """The claims of a bar that have one result, or no published one (``status`` is None)."""

    status: Status | None
    claims: int
    top: float
    height: float


class Bar(NamedTuple):
    """A month (``2025-04``) or year: its name, what stands under it, claims, height in percent.

    ``left`` and ``width`` are in percent too. ``href`` leads to its claims, which are the ones
    shown if it is ``chosen``; pages put both in.
    """

    key: str
    name: str
    tick: str
    claims: int
    height: float
    left: float
    width: float
    pieces: tuple[Piece, ...]
    href: str = ""
    chosen: bool = False


class Chart(NamedTuple):
    """The bars, and in words what they show; ``earlier`` counts claims that found no room."""

    bars: list[Bar]
    summary: str
    earlier: int
    undated: int
    statuses: list[Status]
    """Of the published results that are drawn, in their own order."""
    divided: bool = True
    """Is it told which claims have a result?"""


def chart(
    counts: Mapping[str, int],
    chosen: tuple[str, ...] = (),
    results: Mapping[str, Mapping[str, int]] | None = None,
    vocabulary: Vocabulary | None = None,
) -> Chart | None:
    """The chart of claims by month; None where no claim has a date.

    ``chosen`` are the months asked for: a year that is asked for is shown month by month.
    ``results`` are the published ones of each month, by status; None where that is not known.
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
    judged = _judged(periods, results or {})
    known = vocabulary if vocabulary is not None else Vocabulary()
    statuses = [*known.values(), *(known[key] for key in sorted(set(judged) - set(known)))]
    statuses = [status for status in statuses if status.key in judged]
    room = 100 / len(periods)
    bars = [
        Bar(
            key,
            dates.day(key) if len(key) > 4 else key,
            tick,
            n,
            round(100 * n / most, 1),
            round(number * room, 3),
            round(room * (1 - GAP), 3),
            _pieces(n, most, [(each, judged[each.key].get(key, 0)) for each in statuses]),
        )
        for number, (key, tick) in enumerate(zip(periods, _ticks(periods), strict=True))
        for n in [by.get(key, 0)]
    ]
    shown = sum(bar.claims for bar in bars)
    return Chart(
        bars,
        _summary(bars, shown),
        sum(months.values()) - shown,
        undated,
        statuses,
        results is not None,
    )


def _judged(
    periods: list[str], results: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, int]]:
    """For each status its results by period, as long as the chart's periods are."""
    long = len(periods[0])
    found: dict[str, dict[str, int]] = {}
    for month, by_status in results.items():
        if month[:long] in periods:
            for status, n in by_status.items():
                by = found.setdefault(status, {})
                by[month[:long]] = by.get(month[:long], 0) + n
    return found


def _pieces(n: int, most: int, judged: Iterable[tuple[Status, int]]) -> tuple[Piece, ...]:
    """The pieces of a bar from its foot up. None is too flat to be seen, and together they are no
    higher than the chart."""
    parts: list[tuple[Status | None, int]] = [(status, k) for status, k in judged if k]
    if (rest := n - sum(k for _, k in parts)) > 0:
        parts.append((None, rest))
    heights = [max(LEAST, 100 * k / most) for _, k in parts]
    shrunk = min(1.0, 100 / sum(heights)) if heights else 1.0
    pieces, top = [], 100.0
    for (status, k), height in zip(parts, heights, strict=True):
        top -= height * shrunk
        pieces.append(Piece(status, k, round(max(0.0, top), 2), round(height * shrunk, 2)))
    return tuple(pieces)


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
            dates.month_in_short(key) + (f" {key[:4]}" if number in years else "")
            for number, key in enumerate(periods)
        ]
    return [key[:4] if key[5:] == "01" else "" for key in periods]


def _summary(bars: list[Bar], shown: int) -> str:
    full = [bar for bar in bars if bar.claims]
    if len(full) == 1:
        name = full[0].name
        return (
            said("All {n:,} in {name}", n=shown, name=name)
            if shown > 1
            else said("In {name}", name=name)
        )
    peak = max(full, key=lambda bar: bar.claims)
    return said(
        "{first} to {last}, most in {peak} ({n:,})",
        first=full[0].name,
        last=full[-1].name,
        peak=peak.name,
        n=peak.claims,
    )
