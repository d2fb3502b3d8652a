"""Who is quoted, and what of it was checked: claims over time, by kind of speaker, by speaker, by
outlet, each with what it is a count of; and the same as CSV. Of all claims, or of a filter's.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import parse_qsl

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request, Response

from datasette_claims.store import called, coverage, facets
from datasette_claims.store.coverage import FIELDS, Coverage
from datasette_claims.store.filters import having, without
from datasette_claims.store.querystring import LOOKED_INTO, Asked
from datasette_claims.store.records import Row
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.vocabulary import Vocabulary, vocabulary
from datasette_claims.web import lists, timelimit
from datasette_claims.web import page as pages
from datasette_claims.web.asgi import Answer
from datasette_claims.web.chart import Chart, chart
from datasette_claims.web.refining import Refining
from datasette_claims.wording import said

PATIENCE = 5
"""How many times Datasette's limit for a query it waits."""

FEWEST_FOR_PERCENT = 20
"""A share of fewer claims would say more than is known."""

OWN = ("by", "spreadsheet")
"""What the file is told besides the filters."""


class Line(NamedTuple):
    """A value of a field: ``width`` and ``checked_width`` are its bar, in percent of the longest;
    ``percent`` is its share of all claims, where those are enough."""

    name: str
    href: str
    claims: int
    percent: int | None
    checked: int
    width: float
    checked_width: float


@dataclass(frozen=True, slots=True)
class Division:
    """How the claims divide by one field."""

    field: str
    lines: list[Line]
    more: int
    csv: str


async def page(datasette: Datasette, request: Request) -> Response:
    db, asked, sees = await _asked(datasette, request, parse_qsl(request.query_string))
    filters = asked.filters
    fields = [field for field in FIELDS if field in facets.shown(sees)]

    def read(
        conn: sqlite3.Connection,
    ) -> tuple[list[Coverage], Vocabulary, Mapping[tuple[str, str], str]]:
        most = coverage.LISTED
        return (
            coverage.told(conn, filters, fields, most),
            vocabulary(conn),
            called.names(conn, filters),
        )

    found, words, names = await timelimit.read(datasette, db, read, patience=PATIENCE)
    path = functools.partial(pages.path, datasette, db.name)
    refining = Refining(filters, path=lambda tail="": path("claims", tail=tail), names=names)
    here = Refining(filters, path=lambda tail="": path("coverage", tail=tail), names=names)
    months = next((each for each in found if each.field == "month"), None)
    return await pages.render(
        datasette,
        request,
        "claims_coverage.html",
        {
            "title": said("Who is quoted"),
            "problems": asked.problems,
            "chips": here.chips(),
            "clear": path("coverage"),
            "seen": found[0].seen if found else 0,
            "checked": sum(row.checked for row in months.rows) if months else None,
            "claims": refining.address(filters),
            "chart": months and over_time(months, words, refining),
            "over_time_csv": here.address(filters, ".csv", by="month"),
            "divisions": [
                _division(each, refining, here) for each in found if each.field != "month"
            ],
            "siblings": await lists.siblings(datasette, request, db, "coverage", sees),
        },
        database=db.name,
        headers={"x-robots-tag": "noindex"} if request.query_string else None,
    )


async def csv(datasette: Datasette, request: Request) -> Answer:
    """By one field, with one column for each result that a claim can have."""
    pairs = parse_qsl(request.query_string)
    db, asked, sees = await _asked(
        datasette, request, [pair for pair in pairs if pair[0] not in OWN]
    )
    shown = [field for field in FIELDS if field in facets.shown(sees)]
    field = request.args.get("by") or "month"
    problems = [*map(str, asked.problems)]
    if field not in shown:
        problems.append(lists.told("by", field, f"choose one of {', '.join(shown)}"))
        field = "month"
    words = await timelimit.read(datasette, db, vocabulary)
    results = [key for key, status in words.items() if status.kind != "workflow"]
    columns = [field, "name", "claims", "of", "checked", *results]

    async def batch(_: object) -> tuple[list[Row], object]:
        def read(conn: sqlite3.Connection) -> Coverage:
            (found,) = coverage.told(conn, asked.filters, [field], coverage.FILED)
            return found

        found = await timelimit.read(datasette, db, read, patience=PATIENCE)
        plain = {**dict.fromkeys(results, 0), "of": found.seen}
        rows: list[Row] = [
            {
                **plain,
                **row.results,
                field: row.key,
                "name": row.name,
                "claims": row.claims,
                "checked": row.checked,
            }
            for row in found.rows
        ]
        return rows, None

    return await lists.csv(datasette, request, db, f"coverage-{field}", columns, batch, problems)


def over_time(months: Coverage, words: Vocabulary, refining: Refining) -> Chart | None:
    """The chart of these months, each bar with the address of its claims."""
    found = chart(
        {row.key: row.claims for row in months.rows},
        refining.filters.month,
        {row.key: row.results for row in months.rows},
        words,
    )
    return found and found._replace(bars=[refining.bar(bar) for bar in found.bars])


async def _asked(
    datasette: Datasette, request: Request, pairs: Sequence[tuple[str, str]]
) -> tuple[Database, Asked, dict[str, bool]]:
    db = await pages.database_with(datasette, request, "claims")
    tables = {*facets.TABLES.values(), *LOOKED_INTO, *lists.KINDS}
    sees = await pages.sees(datasette, request.actor, db, tables)
    return db, await timelimit.asked_in(datasette, db, request, pairs, sees), sees


def _division(found: Coverage, refining: Refining, here: Refining) -> Division:
    most = max((row.claims for row in found.rows), default=1)

    def line(row: coverage.Row) -> Line:
        filters = having(without(refining.filters, found.field), found.field, row.key)
        return Line(
            name=row.name or refining.label(found.field, row.key),
            href=refining.address(filters),
            claims=row.claims,
            percent=round(100 * row.claims / found.seen)
            if found.seen >= FEWEST_FOR_PERCENT
            else None,
            checked=row.checked,
            width=round(100 * row.claims / most, 1),
            checked_width=round(100 * row.checked / most, 1),
        )

    return Division(
        found.field,
        [line(row) for row in found.rows],
        found.more,
        here.address(refining.filters, ".csv", by=found.field),
    )
