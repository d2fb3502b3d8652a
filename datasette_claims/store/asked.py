"""What a query string asks of one database: the filters, settled with the words it knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from datasette_claims.store import queries, records
from datasette_claims.store.filters import Filters, Problem, parse, without
from datasette_claims.store.sqlite import sqlite3


class Asked(NamedTuple):
    """The claims asked for, a cursor on either side, and what could not be used."""

    filters: Filters
    after: queries.Cursor | None
    before: queries.Cursor | None
    problems: tuple[Problem, ...]


def asked(conn: sqlite3.Connection, pairs: Sequence[tuple[str, str]]) -> Asked:
    """What the pairs ask for here. Never fails: a page shows problems, a download stops at them."""
    parsed = parse(pairs, known=("after", "before"))
    filters, problems = queries.settled(conn, parsed.filters), list(parsed.problems)
    keys = [status["key"] for status in records.statuses(conn)]
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
