"""What differs between two editions, for people and for programs: words, CSV, JSON."""
# ruff: noqa: S608 (SQL is put together from this module's own words; values are parameters)

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from datasette_claims.publishing import csv, differences, edition
from datasette_claims.publishing.differences import VERDICTS, Change
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.terminal import one_line

COLUMNS = ("kind", "key", "change", "columns", "was", "became", "speaker", "words")

MOST = 20
"""Lines of what is not about verdicts; more are counted."""

HEADINGS = {
    "published": ("verdict or other result published", "verdicts and other results published"),
    "corrected": ("result corrected", "results corrected"),
    "evidence": ("result with other evidence", "results with other evidence"),
    "republished": ("result published again as it was", "results published again as they were"),
    "withdrawn": ("result withdrawn", "results withdrawn"),
    "reopened": ("result no longer published", "results no longer published"),
    "new": ("new", "new"),
    "changed": ("changed", "changed"),
    "gone": ("gone", "gone"),
    "read_anew": ("read anew by the program", "read anew by the program"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A change with the words that tell what it is about."""

    change: Change
    speaker: str | None
    words: str | None


def lines(before: sqlite3.Connection, after: sqlite3.Connection) -> Iterator[Line]:
    """Each change; its words are those of the later edition, of what is gone those of before."""
    for change in differences.changes(before, after):
        yield _line(before if change.before and not change.after else after, change)


def _line(conn: sqlite3.Connection, change: Change) -> Line:
    if change.kind == "claim":
        found = conn.execute(
            "SELECT coalesce(whole.name, speakers.name), text FROM claims"
            " LEFT JOIN speakers ON speakers.id = speaker_id"
            " LEFT JOIN speakers AS whole ON whole.id = speakers.whole_id WHERE claims.id = ?",
            [change.key],
        ).fetchone()
        return Line(change, *(found or (None, None)))
    naming = {
        "article": "SELECT title FROM articles WHERE id = ?",
        "speaker": "SELECT name FROM speakers WHERE id = ?",
        "outlet": "SELECT name FROM outlets WHERE id = ?",
        "status": "SELECT label_en FROM statuses WHERE key = ?",
    }
    query = naming.get(change.kind)
    found = conn.execute(query, [change.key]).fetchone() if query else None
    return Line(change, None, found[0] if found else None)


def compared(before: Path, after: Path, form: str) -> Iterator[str]:
    """The differences of two public copies as ``words``, ``csv`` or ``json``, piece by piece."""
    with ExitStack() as held:
        old = held.enter_context(differences.opened(before))
        new = held.enter_context(differences.opened(after))
        found = lines(old, new)
        if form == "csv":
            yield csv.text([COLUMNS])
            for line in found:
                yield csv.text([row(line)])
        elif form == "json":
            told = {
                "before": _named(before, old),
                "after": _named(after, new),
                "changes": [record(line) for line in found],
            }
            yield json.dumps(told, ensure_ascii=False, indent=2) + "\n"
        else:
            yield from words(found, {**labels(old), **labels(new)})


def row(line: Line) -> tuple[str | None, ...]:
    """A line of CSV."""
    one = line.change
    columns = " ".join(one.columns)
    return (
        one.kind, one.key, one.change, columns, one.was, one.became, line.speaker, line.words,
    )  # fmt: skip


def record(line: Line) -> dict[str, object]:
    """The same for programs, with the values before and after."""
    one = line.change
    return {
        **dict(zip(COLUMNS, row(line), strict=True)),
        "columns": list(one.columns),
        "before": dict(one.before),
        "after": dict(one.after),
    }


def words(found: Iterable[Line], labels: dict[str, str]) -> Iterator[str]:
    """The same to read; nothing where nothing differs. Results are listed, of the rest a few."""
    groups: dict[tuple[str, str], list[Line]] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for line in found:
        group = (line.change.kind, line.change.change)
        counts[group] += 1
        if group[1] in VERDICTS or counts[group] <= MOST:
            groups.setdefault(group, []).append(line)
    for kind, change in sorted(groups, key=_rank):
        number = counts[kind, change]
        yield f"{heading(kind, change, number)}\n"
        if change == "read_anew":
            continue
        shown = groups[kind, change]
        yield from (f"  {_told(line, labels)}\n" for line in shown)
        if number > len(shown):
            yield f"  … and {number - len(shown):,} more; --csv has all\n"


def heading(kind: str, change: str, number: int) -> str:
    """How many of what.

    >>> heading("claim", "new", 3), heading("claim", "corrected", 1)
    ('3 claims new', '1 result corrected')
    """
    told = HEADINGS[change][number != 1]
    plural = {"status": "statuses"}.get(kind, f"{kind}s") if number != 1 else kind
    return f"{number:,} {told if change in VERDICTS else f'{plural} {told}'}"


def _rank(group: tuple[str, str]) -> tuple[bool, bool, str, int]:
    """Results first, then claims, then the rest."""
    kind, change = group
    order = (*VERDICTS, *differences.OTHERS)
    return change not in VERDICTS, kind != "claim", kind, order.index(change)


def _told(line: Line, labels: dict[str, str]) -> str:
    one = line.change
    said = one_line(f"{line.speaker}: {line.words}" if line.speaker else line.words or one.key)
    if len(said) > 100:
        said = said[:99] + "…"
    tail = what(one, labels)
    return f"{said} — {tail} ({one.key})" if tail else f"{said} ({one.key})"


def what(one: Change, labels: dict[str, str]) -> str:
    """What of a thing changed: from which status to which, or which of its columns."""
    became = labels.get(one.became or "", one.became or "")
    if one.was and one.was != one.became:
        became = f"{labels.get(one.was, one.was)} → {became}"
    elif one.was:
        became = f"{became}, another reason"
    changed = ", ".join("text" if column == "text_hash" else column for column in one.columns)
    return became or (changed if one.change == "changed" else "")


# ---- what an edition keeps of it


class Sum(NamedTuple):
    """How many things of a kind changed in one way."""

    kind: str
    change: str
    number: int


def sums(conn: sqlite3.Connection) -> list[Sum]:
    """All changes that a copy keeps, counted; results first."""
    found = conn.execute("SELECT kind, change, count(*) FROM edition_changes GROUP BY kind, change")
    told = [Sum(*row) for row in found if row[1] in HEADINGS]
    return sorted(told, key=lambda each: _rank((each.kind, each.change)))


def kept(conn: sqlite3.Connection, of: Sum, most: int) -> list[Line]:
    """The first of them, in the words of this edition; what is gone has none."""
    where = "kind = ? AND change = ? ORDER BY number LIMIT ?"
    return [line for _, line in _kept(conn, where, of.kind, of.change, most)]


def kept_behind(conn: sqlite3.Connection, number: int, most: int) -> list[tuple[int, Line]]:
    """Changes of all kinds behind the one with this number."""
    return _kept(conn, "number > ? ORDER BY number LIMIT ?", number, most)


def _kept(conn: sqlite3.Connection, where: str, *values: object) -> list[tuple[int, Line]]:
    found = conn.execute(
        "SELECT number, kind, key, change, columns, was, became FROM edition_changes"
        f" WHERE {where}",
        values,
    ).fetchall()
    return [
        (number, _line(conn, Change(kind, key, change, tuple(columns.split()), was, became)))
        for number, kind, key, change, columns, was, became in found
    ]


def labels(conn: sqlite3.Connection) -> dict[str, str]:
    """What statuses are called."""
    return dict(conn.execute("SELECT key, label_en FROM statuses").fetchall())


def _named(path: Path, conn: sqlite3.Connection) -> dict[str, str | None]:
    told = edition.read(conn)
    return {
        "file": path.name,
        "edition": told.id if told else None,
        "made_on": told.made_on if told else None,
    }
