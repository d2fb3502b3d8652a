"""What a query string asks of one database: the filters, settled with the words it knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import parse_qsl

from datasette_claims.store import queries, savedsearches, searching
from datasette_claims.store.filters import CHOICES, ME, TOLD_BY, Filters, Problem, parse, without
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.vocabulary import vocabulary
from datasette_claims.wording import said

CLOSED = {
    "speaker_kind": said("you may not see the speakers"),
    "saved": said("you may not see saved searches"),
    "outlet_group": said("you may not see saved searches"),
    "reading": said("you may not see what the program now reads"),
    "evidence": said("you may not see the evidence"),
    "second": said("you may not see what second readers found"),
    "assigned": said("you may not see who is to check what"),
    "judged": said("you may not see who did what"),
    "changed": said("you may not see who did what"),
}
"""What is told of a filter that looks into a table which its sender may not see."""

LOOKED_INTO = frozenset({"articles", "speakers", "outlets", *TOLD_BY.values()})
"""Tables besides ``claims`` that filters look into: of each one has to know who may see it."""


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
    often = searching.is_frequent(conn, parsed.filters.q, unseen)
    filters = replace(parsed.filters, unseen=unseen, who=who, often=often)
    filters = queries.settled(conn, filters)
    filters, closed = _permitted(filters)
    filters, unknown = _with_searches(conn, filters)
    problems += [*closed, *unknown]
    keys = list(vocabulary(conn))
    for key in filters.status:
        if key not in keys:
            filters = without(filters, "status", key)
            problems.append(
                Problem(
                    "status", key, said("no such status; there are {keys}", keys=", ".join(keys))
                )
            )
    cursors: dict[str, queries.Cursor | None] = {}
    for name, text in pairs:
        if name in ("after", "before") and text:
            cursors[name] = queries.cursor(text, filters)
            if cursors[name] is None:
                problems.append(
                    Problem(name, text, said("not a place in this list; see the first page"))
                )
    return Asked(filters, cursors.get("after"), cursors.get("before"), tuple(problems))


def _permitted(filters: Filters) -> tuple[Filters, list[Problem]]:
    """The filters less those that look where whoever asks may not, and these."""
    problems = []
    for name, advice in CLOSED.items():
        if TOLD_BY[name] in filters.unseen:
            problems += [Problem(name, value, advice) for value in getattr(filters, name)]
            filters = without(filters, name)
    for name in () if filters.who else ("assigned", "judged", "changed"):
        for value in {ME, *CHOICES["changed"]} & {*getattr(filters, name)}:
            problems.append(Problem(name, value, said("log in first; nobody knows who you are")))
            filters = without(filters, name, value)
    return filters, problems


def _with_searches(conn: sqlite3.Connection, filters: Filters) -> tuple[Filters, list[Problem]]:
    """The filters with the saved searches that they name, and those that cannot be used.

    What a search asks may be closed to whoever opens it: then the whole of it is left out, for the
    rest of it would find more than it says.
    """
    named = (*filters.saved, *filters.outlet_group)
    if not named:
        return filters, []
    problems = []
    found = savedsearches.named(conn, named, filters.who)
    searches = {key: _meant(conn, search, filters) for key, search in found.items()}
    for field in ("saved", "outlet_group"):
        for key in getattr(filters, field):
            if key not in searches:
                problems.append(
                    Problem(field, key, said("no such saved search; see the list of them"))
                )
                filters = without(filters, field, key)
            elif field == "outlet_group" and not searches[key].outlet:
                problems.append(Problem(field, key, said("this saved search names no outlets")))
                filters = without(filters, field, key)
    for key in filters.saved:
        if closed := _permitted(searches[key])[1]:
            advice = dict.fromkeys(problem.advice for problem in closed)
            problems.append(Problem("saved", key, "; ".join(advice)))
            filters = without(filters, "saved", key)
    if len(filters.saved) == 1 and not filters.sort:
        filters = replace(filters, sort=searches[filters.saved[0]].sort)
    return replace(filters, searches=tuple(searches.items())), problems


def _meant(conn: sqlite3.Connection, search: savedsearches.Search, outer: Filters) -> Filters:
    """What a saved search asks for whoever asks ``outer``; one that it names asks for the outlets
    of that one, which is of the same owner or the team's."""
    filters = replace(settled(conn, search.query, outer), saved=())
    groups = savedsearches.named(conn, filters.outlet_group, search.owner)
    inner = {
        key: replace(settled(conn, group.query, outer), outlet_group=())
        for key, group in groups.items()
    }
    return replace(filters, searches=tuple(inner.items()))


def settled(conn: sqlite3.Connection, query: str, outer: Filters) -> Filters:
    """The filters that were kept as a query string, for whoever asks ``outer``."""
    kept = parse(parse_qsl(query)).filters
    return queries.settled(conn, replace(kept, unseen=outer.unseen, who=outer.who))
