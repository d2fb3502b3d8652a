"""What a query string asks of one database: the filters, settled with the words it knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from datasette_claims.store import queries
from datasette_claims.store.filters import CHOICES, ME, TOLD_BY, Filters, Problem, parse, without
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.vocabulary import vocabulary

CLOSED = {
    "speaker_kind": "you may not see the speakers",
    "reading": "you may not see what the program now reads",
    "evidence": "you may not see the evidence",
    "second": "you may not see what second readers found",
    "assigned": "you may not see who is to check what",
    "judged": "you may not see who did what",
    "changed": "you may not see who did what",
}
"""What is told of a filter that looks into a table which its sender may not see."""


class Asked(NamedTuple):
    """The claims asked for, a cursor on either side, and what could not be used."""

    filters: Filters
    after: queries.Cursor | None
    before: queries.Cursor | None
    problems: tuple[Problem, ...]


def asked(
    conn: sqlite3.Connection,
    pairs: Sequence[tuple[str, str]],
    unseen: frozenset[str] = frozenset(),
    who: str = "",
) -> Asked:
    """What the pairs ask for here, for ``who``, who may not see the tables in ``unseen``.

    Never fails: a page shows problems, a download stops at them.
    """
    parsed = parse(pairs, known=("after", "before"))
    problems = list(parsed.problems)
    filters = queries.settled(conn, replace(parsed.filters, unseen=unseen, who=who))
    for name, advice in CLOSED.items():
        if TOLD_BY[name] in unseen:
            problems += [Problem(name, value, advice) for value in getattr(filters, name)]
            filters = without(filters, name)
    for name in () if who else ("assigned", "judged", "changed"):
        for value in {ME, *CHOICES["changed"]} & {*getattr(filters, name)}:
            problems.append(Problem(name, value, "log in first; nobody knows who you are"))
            filters = without(filters, name, value)
    keys = list(vocabulary(conn))
    for key in filters.status:
        if key not in keys:
            filters = without(filters, "status", key)
            problems.append(Problem("status", key, f"no such status; there are {', '.join(keys)}"))
    cursors: dict[str, queries.Cursor | None] = {}
    for name, text in pairs:
        if name in ("after", "before") and text:
            cursors[name] = queries.cursor(text, filters)
            if cursors[name] is None:
                problems.append(Problem(name, text, "not a place in this list; see the first page"))
    return Asked(filters, cursors.get("after"), cursors.get("before"), tuple(problems))
