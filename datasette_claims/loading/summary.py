"""What a load did, told at its end: a table for people, one JSON object for programs."""

from __future__ import annotations

import json
import re
import shlex
from collections import Counter
from collections.abc import Iterator
from typing import Any, get_args

from datasette_claims.loading.following import KINDS as ENTRIES
from datasette_claims.loading.report import Report
from datasette_claims.model import ClaimType
from datasette_claims.reading import KINDS as KINDS_OF_SOURCE
from datasette_claims.reading import Failure
from datasette_claims.terminal import one_line

KINDS = ("new", "changed", "unchanged", "failed")
MOST_REASONS = 10

# What differs from file to file in a reason: what was read, and numbers.
_QUOTED = re.compile(r"'[^']*'|“[^”]*”|\"[^\"]*\"")
_COUNTED = re.compile(r"\d[\d.,:/T+-]*")
_NUMBER = re.compile(r"(?<![\w-])\d[\d,.]*")


def by_reason(failures: list[Failure]) -> list[tuple[str, int]]:
    """Give the reasons of failures, the most frequent first, and how many files each cost.

    >>> by_reason([Failure("a", "not UTF-8 text (byte 5); convert it"),
    ...            Failure("b", "not UTF-8 text (byte 7); convert it")])
    [('not UTF-8 text', 2)]
    """
    return Counter(_kind_of(failure.reason) for failure in failures).most_common()


def shape(message: str) -> str:
    """A message without what differs from file to file: what was read, and numbers.

    >>> shape("date '4/5/2025' not used: day or month first?")
    'date … not used: day or month first?'
    """
    return _COUNTED.sub("…", _QUOTED.sub("…", message))


def _kind_of(reason: str) -> str:
    plain = _NUMBER.sub("…", _QUOTED.sub("…", reason))
    short = re.split(r"[;:] |: | \(", plain, maxsplit=1)[0]
    return one_line(short.strip() or reason)


def table(report: Report, database: str, *, dry_run: bool = False) -> str:
    """Give the closing table, the failures by reason, and the command that opens the result.

    A dry run that came to no article, only to the columns of tables, has no table.
    """
    counts = [
        *((f"articles {kind}", f"{report.articles[kind]:,}") for kind in KINDS),
        *((("articles read anew", f"{anew:,}"),) if (anew := report.articles["read anew"]) else ()),
        *((name, f"{count:,}") for name, count in _addresses(report) if count),
        *((f"entries {kind}", f"{n:,}") for kind in ENTRIES if (n := report.entries[kind])),
        *((("pages without an article", f"{len(report.skipped):,}"),) if report.skipped else ()),
        *((f"articles from {label}", f"{count:,}") for label, count in _kinds(report)),
        ("articles without claims", f"{report.without_claims:,}"),
        ("articles in a language without rules", f"{report.language_unknown:,}"),
        ("claims", f"{report.claims.total():,}"),
        *((f"claims {kind}", f"{report.claims[kind]:,}") for kind in get_args(ClaimType)),
        ("speakers", f"{len(report.speakers):,}"),
        ("seconds", f"{report.seconds:,.1f}"),
    ]
    names = max(len(name) for name, _ in counts) + 1
    width = max(len(number) for _, number in counts)
    lines = [f"{name:<{names}}{number:>{width}}" for name, number in counts]
    if dry_run and not came_to_articles(report):
        lines, width = [], 3
    reasons = by_reason(report.failures)
    if reasons:
        lines += ["", "Failed, by reason:"]
        lines += [f"{count:>{width},}  {reason}" for reason, count in reasons[:MOST_REASONS]]
        if left := sum(count for _, count in reasons[MOST_REASONS:]):
            lines.append(f"{left:>{width},}  other reasons")
    if command := _opening(report, database, dry_run):
        lines += ["", f"To see it: {command}"]
    return "\n".join(lines)


def as_json(
    report: Report,
    database: str,
    *,
    dry_run: bool = False,
    outcomes: list[dict[str, Any]] | None = None,
    stopped: str = "",
    interrupted: bool = False,
) -> str:
    """Give the same as one JSON object on one line; a dry run also lists ``outcomes``."""
    told: dict[str, Any] = {
        "articles": {
            **{kind: report.articles[kind] for kind in KINDS},
            "read_anew": report.articles["read anew"],
            "by_kind": dict(report.kinds),
            "without_claims": report.without_claims,
            "language_without_rules": report.language_unknown,
            "also_known_as": report.also,
            "same_text_elsewhere": report.twins,
        },
        "claims": {
            "total": report.claims.total(),
            **{kind: report.claims[kind] for kind in get_args(ClaimType)},
        },
        "speakers": len(report.speakers),
        "entries": {kind.replace(" ", "_"): report.entries[kind] for kind in ENTRIES},
        "failures": _listed(report.failures),
        "skipped": _listed(report.skipped),
        "shared_addresses": _listed(report.clashes),
        "failures_by_reason": dict(by_reason(report.failures)),
        "seconds": round(report.seconds, 1),
        "dry_run": dry_run,
        "interrupted": interrupted,
        "stopped": stopped or None,
        "open": _opening(report, database, dry_run) or None,
    }
    if dry_run:
        told["outcomes"] = outcomes or []
    return json.dumps(told, ensure_ascii=False)


def _kinds(report: Report) -> Iterator[tuple[str, int]]:
    """How many articles are from sources of each kind, the kinds in the order of their table."""
    for kind in KINDS_OF_SOURCE:
        if count := report.kinds[kind.key]:
            yield kind.label, count


def _addresses(report: Report) -> Iterator[tuple[str, int]]:
    """What there is to count of addresses and equal texts, which mostly is nothing."""
    yield "shared addresses", len(report.clashes)
    yield "also known as", report.also
    yield "same text elsewhere", report.twins


def came_to_articles(report: Report) -> bool:
    """Was there an article that could be stored?"""
    return any(report.articles[kind] for kind in ("new", "changed", "read anew", "unchanged"))


def _opening(report: Report, database: str, dry_run: bool) -> str:
    """The command that serves what is stored; none where nothing was."""
    if dry_run or not came_to_articles(report):
        return ""
    return one_line(f"datasette {shlex.quote(database)} --open")


def _listed(failures: list[Failure]) -> list[dict[str, str]]:
    return [{"name": _storable(one.name), "reason": _storable(one.reason)} for one in failures]


def _storable(text: str) -> str:
    """A name that is no valid Unicode, as text."""
    return text.encode("utf-8", "backslashreplace").decode()
