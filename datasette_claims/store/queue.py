"""The claims of a filter one by one: which comes next, which came before, how far one is.

Whoever works through “not reviewed” takes each claim out of that filter by judging it. What they
judged today out of the statuses that the filter asks for stays on their way, so that they can go
back to it and the numbers tell how far they are. Reads only; plain sqlite3.
"""
# ruff: noqa: S608 (SQL is put together from this package's own words; values are parameters)

from __future__ import annotations

from dataclasses import dataclass
from functools import cmp_to_key
from typing import Any

from datasette_claims.store import log, queries
from datasette_claims.store.filters import EVERY, Filters, Sort, order, without
from datasette_claims.store.folding import shown
from datasette_claims.store.queries import Cursor, Step
from datasette_claims.store.selecting import Where, where
from datasette_claims.store.sqlite import sqlite3

MOST = 1000
"""Claims that are counted; beyond it the queue is “more than” that."""


ALL = Where("true", ())
"""No condition on claims."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Whose queue it is, and when their day began (as the log tells times)."""

    actor: str
    since: str


@dataclass(frozen=True, slots=True)
class Around:
    """The claims before and after one on the way; None at the ends."""

    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Progress:
    """The place of a claim among all on the way; None beyond ``MOST``, as for the total.

    ``today`` are the claims that the worker judged today, whatever the filter.
    """

    place: int | None
    total: int | None
    today: int


def following(
    conn: sqlite3.Connection, filters: Filters, after: str | None, only: Where = ALL
) -> str | None:
    """The next claim that the filter asks for, after one that need not be in it any more."""
    sort, asked = order(filters), shown(filters)
    start = queries.place(conn, after, sort) if after else None
    selected = Where(f"{asked.sql} AND {only.sql}", (*asked.parameters, *only.parameters))
    found = queries.walk(conn, selected, sort, start, 1)
    return found[0].key if found else None


def around(conn: sqlite3.Connection, filters: Filters, key: str, worker: Worker | None) -> Around:
    """What stands on either side of a claim on the worker's way."""
    sort, asked = order(filters), shown(filters)
    start, left = queries.place(conn, key, sort), _left(conn, filters, worker)

    def nearest(*, backwards: bool) -> str | None:
        steps = queries.walk(conn, asked, sort, start, 1, backwards=backwards)
        steps += _beyond(left, sort, start, backwards=backwards)
        steps.sort(key=_in_order(sort), reverse=backwards)
        return steps[0].key if steps else None

    if start is None:
        return Around(None, nearest(backwards=False))
    return Around(nearest(backwards=True), nearest(backwards=False))


def last(conn: sqlite3.Connection, filters: Filters, worker: Worker | None) -> str | None:
    """The claim that the worker's way ends with."""
    sort = order(filters)
    steps = queries.walk(conn, shown(filters), sort, None, 1, backwards=True)
    steps += _left(conn, filters, worker)
    return max(steps, key=_in_order(sort)).key if steps else None


def progress(
    conn: sqlite3.Connection, filters: Filters, key: str | None, worker: Worker | None
) -> Progress:
    """How far one is at a claim; without one, how much there is."""
    sort, asked, left = order(filters), shown(filters), _left(conn, filters, worker)
    total = queries.number(conn, asked, MOST + 1, sort) + len(left)
    here = queries.place(conn, key, sort) if key else None
    before = None
    if here:
        before = queries.number(conn, asked, MOST, sort, here)
        before += len(_beyond(left, sort, here, backwards=True))
    return Progress(
        place=before + 1 if before is not None and before < MOST else None,
        total=total if total <= MOST else None,
        today=judged_since(conn, worker) if worker else 0,
    )


def judged_since(conn: sqlite3.Connection, worker: Worker) -> int:
    """How many claims the worker has judged since their day began.

    Copies that are judged with another claim do not count, nor does what was undone. To take down
    a result by a correction is no judgement, and what was taken down is as good as undone.
    """
    found = conn.execute(
        f"""SELECT count(DISTINCT claim_id) FROM (
            SELECT claim_id, batch, min(id) AS id {_JUDGED} GROUP BY coalesce(batch, id)
        ) AS a WHERE {log.stands()} AND NOT {_CORRECTED.format("a")} AND NOT EXISTS (
            SELECT 1 FROM acts AS t WHERE t.claim_id = a.claim_id AND t.id > a.id
            AND t.kind = 'status' AND {_CORRECTED.format("t")} AND {log.stands("t")})""",
        [worker.actor, worker.since],
    )
    return int(found.fetchone()[0])


_CORRECTED = """EXISTS (SELECT 1 FROM acts AS c WHERE c.batch = {}.batch
    AND c.kind IN ('correction', 'spans', 'split', 'united', 'took_over'))"""
_JUDGED = "FROM acts WHERE actor = ? AND kind = 'status' AND at >= ?"


def _left(conn: sqlite3.Connection, filters: Filters, worker: Worker | None) -> list[Step]:
    """The claims that left the filter as the worker judged them, the last ``MOST`` of today.

    None of them is in the filter. They are few, so they are read by their keys: a condition on all
    claims would have SQLite go through those.
    """
    if worker is None or not filters.status:
        return []
    sort, rest = order(filters), where(without(filters, "status"))
    marks = ", ".join("?" * len(filters.status))
    found = conn.execute(
        f"""SELECT claims.id, group_id, claims.published, {", ".join((sort.first, *sort.ties))}
        FROM (
            SELECT DISTINCT claim_id FROM (
                SELECT claim_id, was {_JUDGED} ORDER BY at DESC LIMIT {MOST}
            ) WHERE json_extract(was, '$.status') IN ({marks})
        ) AS judged CROSS JOIN claims ON claims.id = judged.claim_id
        WHERE claims.status NOT IN ({marks}) AND {rest.sql}""",
        [worker.actor, worker.since, *filters.status, *filters.status, *rest.parameters],
    ).fetchall()
    if filters.copies != EVERY:
        found.sort(key=lambda row: (row[2] is None, row[2] or "", row[0]))
        found = list({row[1] or row[0]: row for row in reversed(found)}.values())
    return [Step(row[0], Cursor(sort.name, tuple(row[3:]))) for row in found]


def _beyond(steps: list[Step], sort: Sort, place: Cursor | None, *, backwards: bool) -> list[Step]:
    """Those of the steps that stand behind a place, or before it; all where none is told."""
    if place is None:
        return list(steps)
    key = _in_order(sort)
    here = key(Step("", place))
    return [step for step in steps if (key(step) < here if backwards else here < key(step))]


def _in_order(sort: Sort) -> Any:
    """A key for ``list.sort`` by which steps come as SQL gives them in this order."""

    def compare(one: Step, other: Step) -> int:
        (first, *ties), (second, *other_ties) = one.cursor.values, other.cursor.values
        if first != second:
            if first is None or second is None:
                return 1 if first is None else -1
            return _sign(first < second, sort.descending)
        return 0 if ties == other_ties else _sign(ties < other_ties, sort.ties_descending)

    return cmp_to_key(compare)


def _sign(less: bool, descending: bool) -> int:
    return -1 if less != descending else 1
