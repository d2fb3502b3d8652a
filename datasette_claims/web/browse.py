"""The browse page: the claims that the query string asks for, how they divide, what to change."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request, Response

from datasette_claims.store import called, coverage, facets, queries, savedsearches
from datasette_claims.store.conditions import ERROR
from datasette_claims.store.dateranges import ENDS, RANGES
from datasette_claims.store.filters import CHOICES, EVERY, Filters, only, pairs, without
from datasette_claims.store.querystring import LOOKED_INTO, Asked
from datasette_claims.store.records import Row
from datasette_claims.store.searchwords import in_words, understood
from datasette_claims.store.selecting import search_texts
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.vocabulary import Vocabulary, vocabulary
from datasette_claims.web import desk, hits, lists, logins, once, place, seam, timelimit
from datasette_claims.web import page as pages
from datasette_claims.web.cards import TABLES, card
from datasette_claims.web.chart import Chart, chart
from datasette_claims.web.refining import TITLES, Chip, Refining
from datasette_claims.wording import said, said_n, together

Words = tuple[Vocabulary, dict[tuple[str, str], str]]

SIZE = 40
"""Claims on a page."""

COUNTED = 1000
"""Changes since that are counted; nobody asks how many more there are."""

PATIENCE = {"list": 6, "counts": 3}
"""How many times Datasette's limit for a query the page waits; counts are left out sooner."""


@dataclass(frozen=True, slots=True)
class Empty:
    """What to do about an empty list.

    ``file`` is where claims can be loaded into, ``claims`` whether there are any; ``drops`` are the
    filters that stand in the way, each with the number of claims without it.
    """

    file: str
    claims: bool
    drops: list[tuple[Chip, int]]


class Aside(NamedTuple):
    """How many claims are not listed, or stand otherwise than one would think; None: not counted.

    ``flagged`` would fit but are left out, ``reread`` are now read otherwise, ``copied`` are
    counted with others, ``errors`` are extraction errors out of sight.
    """

    flagged: int | None
    reread: int | None
    copied: int | None
    errors: int | None


async def page(datasette: Datasette, request: Request) -> Response:
    db = await pages.database(datasette, request)
    if not await pages.has_claims(db):
        return await _without_tables(datasette, request, db)
    tables = {*TABLES, *facets.TABLES.values(), *LOOKED_INTO}
    sees = await pages.sees(datasette, request.actor, db, tables)
    fields = facets.shown(sees)
    asked = await timelimit.asked(datasette, db, request, sees)
    filters = asked.filters
    listed, (statuses, names), counts, aside = await asyncio.gather(
        timelimit.read(datasette, db, lambda conn: _listed(conn, asked), patience=PATIENCE["list"]),
        timelimit.read(datasette, db, lambda conn: _words(conn, filters)),
        _facets(datasette, db, filters, fields),
        _aside(datasette, db, filters),
    )
    cards, before, after = listed
    total = await _total(datasette, db, filters, counts)
    refining = Refining(
        filters,
        path=lambda tail="": pages.path(datasette, db.name, "claims", tail=tail),
        names={
            **names,
            **{(name, value.key): value.name for name in counts for value in counts[name].values},
        },
        rated=await db.execute_fn(queries.any_rated),
    )
    chips = refining.chips()
    search = hits.looked_for(search_texts(filters))
    tree = understood(filters.q).tree
    queue = await _queue(datasette, request, db, filters)
    keys = [claim["id"] for claim in cards]
    desk_of: dict[str, object] = {}
    if queue is not None:
        desk_of = await desk.context(datasette, request, db, refining, sees, keys, statuses)
    return await pages.render(
        datasette,
        request,
        "claims_browse.html",
        {
            "title": _title(total, chips),
            "q": filters.q,
            "searched": tree and in_words(tree),
            "finds": _finds(sees),
            "finds_speakers": sees["speakers"],
            "kept": [pair for pair in pairs(filters) if pair[0] != "q"],
            "ranges": _ranges(filters),
            "besides_ranges": [pair for pair in pairs(filters) if pair[0] not in ENDS],
            "saves": queue is not None and sees["saved_searches"] and not filters.saved,
            "saved_searches": sees["saved_searches"]
            and bool(await db.execute_fn(lambda conn: savedsearches.listed(conn, filters.who))),
            "to_save": place.query(filters),
            "filtered": bool(request.query_string),
            "problems": asked.problems,
            "total": total,
            "chips": chips,
            "clear": refining.address(Filters(sort=filters.sort)),
            "facets": [refining.facet(counts[name]) for name in fields if name in counts],
            "uncounted": [TITLES[name] for name in fields if name not in counts],
            "standing": refining.standing(counts.get("status"), statuses),
            "chart": await _chart(datasette, db, counts.get("month"), refining, statuses),
            "undated": "month" in counts,
            "over_time_csv": refining.beside_list("coverage", ".csv", by="month"),
            "coverage": refining.beside_list("coverage"),
            "sorts": refining.sorts(),
            "flagged": aside.flagged,
            "with_flag": refining.address(replace(filters, flag=CHOICES["flag"])),
            "copied": aside.copied,
            "with_copies": refining.address(replace(filters, copies=EVERY)),
            "errors": aside.errors,
            "with_errors": refining.address(replace(filters, status=(ERROR,))),
            "reread": aside.reread,
            "with_reading": refining.address(_read_otherwise(filters)),
            "cards": [
                card(claim, sees, search=search, reasons=filters.sort == "checkable")
                for claim in cards
            ],
            "since": await _since(datasette, db, asked),
            "listed": quote(_here(asked), safe=""),
            "start": refining.address(filters),
            "previous": refining.address(filters, before=before) if before else None,
            "next": refining.address(filters, after=after) if after else None,
            "csv": refining.address(filters, ".csv"),
            "alternates": [
                (
                    refining.address(only(filters), ".atom"),
                    "application/atom+xml",
                    said("New and corrected verdicts"),
                )
            ],
            "spreadsheet": refining.address(filters, ".csv", _spreadsheet=1),
            "json": refining.address(filters, ".json"),
            "lists": (await lists.siblings(datasette, request, db, "", sees))[1:],
            "adds": request.actor is not None and await seam.can_add(datasette, request.actor, db),
            "queue": queue,
            "login": await logins.way(datasette, request, db, "claims"),
            "recent": queue is not None and await _sees_acts(datasette, request, db),
            "second": await _second(datasette, db, refining) if queue is not None else [],
            **desk_of,
            "empty": None if cards else await _why_empty(datasette, db, refining),
        },
        database=db.name,
        headers={"x-robots-tag": "noindex"} if request.query_string else None,
    )


def _ranges(filters: Filters) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Each range of days, with the name, label and value of its two ends."""
    return [
        (title, [(name, TITLES[name], getattr(filters, name)) for name in (each.first, each.last)])
        for title, each in zip((said("Date said"), said("Date published")), RANGES, strict=True)
    ]


def _finds(sees: Mapping[str, bool]) -> str:
    """Where a search looks for somebody who sees these tables."""
    places = [said("claims"), said("their sentences"), said("sources")]
    places += [said("headlines")] if sees["articles"] else []
    places += [said("speakers’ names")] if sees["speakers"] else []
    return said("{first} and {second}", first=together(places[:-1], ", "), second=places[-1])


async def _queue(
    datasette: Datasette, request: Request, db: Database, filters: Filters
) -> str | None:
    """The query string of the queue of these claims, for editors; None for all others."""
    if not db.is_mutable or not await seam.can_edit(datasette, request.actor, db.name):
        return None
    return place.query(filters)


def _here(asked: Asked) -> str:
    """The query string of this page of the list, which its links take along; empty without one."""
    cursor = {"after": asked.after} if asked.after else {"before": asked.before}
    pairs_of = [*pairs(asked.filters), *((name, str(at)) for name, at in cursor.items() if at)]
    return urlencode(pairs_of, errors="replace")


async def _sees_acts(datasette: Datasette, request: Request, db: Database) -> bool:
    return await seam.can_view(datasette, request.actor, db.name, "acts")


async def _second(
    datasette: Datasette, db: Database, refining: Refining
) -> list[tuple[str, int, str]]:
    """For editors: how many of these claims are disputed and how many await a second reader."""
    filters = refining.filters
    if "second_readings" in filters.unseen or filters.second:
        return []
    words = {"disputed": said("disputed"), "awaited": said("awaited")}
    narrowed = [(value, replace(filters, second=(value,))) for value in words]
    counts = await asyncio.gather(*(_count(datasette, db, each) for _, each in narrowed))
    return [
        (words[value], count, refining.address(each))
        for (value, each), count in zip(narrowed, counts, strict=True)
        if count
    ]


async def _total(
    datasette: Datasette, db: Database, filters: Filters, counts: Mapping[str, facets.Facet]
) -> int | None:
    """How many claims there are, exactly; None where that takes too long to find out."""
    if "status" in counts:
        values = counts["status"].values
        return sum(value.claims for value in values if value.chosen or not filters.status)
    return await _count(datasette, db, filters)


async def _count(
    datasette: Datasette, db: Database, filters: Filters, *, left_out: bool = False
) -> int | None:
    question = _number_left_out if left_out else queries.count
    return await once.asked(datasette, db, question, filters, patience=PATIENCE["counts"])


def _number_left_out(conn: sqlite3.Connection, filters: Filters) -> int:
    return queries.count(conn, filters, left_out=True)


def _words(conn: sqlite3.Connection, filters: Filters) -> Words:
    """The vocabulary, and what the values that are asked for are called."""
    return vocabulary(conn), called.names(conn, filters)


def _listed(
    conn: sqlite3.Connection, asked: Asked
) -> tuple[list[Row], queries.Cursor | None, queries.Cursor | None]:
    """The claims of the page, and cursors to the pages around it."""
    part = queries.page(conn, asked.filters, SIZE, after=asked.after, before=asked.before)
    if asked.before and not part.before and len(part.keys) < SIZE:
        part = queries.page(conn, asked.filters, SIZE)
    return (
        queries.cards(conn, part.keys),
        part.cursors[0] if part.before and part.cursors else None,
        part.cursors[-1] if part.after else None,
    )


async def _aside(datasette: Datasette, db: Database, filters: Filters) -> Aside:
    return Aside(
        *await asyncio.gather(
            _flagged(datasette, db, filters),
            _reread(datasette, db, filters),
            _copied(datasette, db, filters),
            _errors(datasette, db, filters),
        )
    )


async def _since(datasette: Datasette, db: Database, asked: Asked) -> int | None:
    """How many of the claims changed since whoever is on a later page saw the first one."""
    place = asked.after or asked.before
    found = await timelimit.read_in_time(
        datasette,
        db,
        lambda conn: queries.changed_since(conn, asked.filters, place, COUNTED),
        patience=PATIENCE["counts"],
    )
    return None if found is None else len(found)


async def _flagged(datasette: Datasette, db: Database, filters: Filters) -> int | None:
    """How many claims would fit but are left out, because text or rules have moved on."""
    return 0 if filters.flag else await _count(datasette, db, filters, left_out=True)


def _read_otherwise(filters: Filters) -> Filters:
    return replace(filters, reading=CHOICES["reading"])


async def _reread(datasette: Datasette, db: Database, filters: Filters) -> int | None:
    """How many of the claims the program now reads otherwise; people decide on those."""
    if filters.reading or "readings" in filters.unseen:
        return 0
    return await _count(datasette, db, _read_otherwise(filters))


async def _copied(datasette: Datasette, db: Database, filters: Filters) -> int | None:
    """How many copies are counted with these claims."""
    patience = PATIENCE["counts"]
    return await once.asked(datasette, db, queries.copies, filters, patience=patience)


async def _errors(datasette: Datasette, db: Database, filters: Filters) -> int | None:
    """How many extraction errors would fit, but are out of sight."""
    patience = PATIENCE["counts"]
    return await once.asked(datasette, db, queries.errors_hidden, filters, patience=patience)


async def _facets(
    datasette: Datasette, db: Database, filters: Filters, fields: Sequence[str]
) -> dict[str, facets.Facet]:
    """These facets by name; one that takes too long is left out, and the page says so."""

    async def counted(group: tuple[str, ...]) -> list[facets.Facet]:
        patience = PATIENCE["counts"]
        found = await once.asked(datasette, db, facets.counted, filters, group, patience=patience)
        return found or []

    answers = await asyncio.gather(*map(counted, facets.together(filters, fields)))
    return {facet.field: facet for answer in answers for facet in answer}


async def _chart(
    datasette: Datasette,
    db: Database,
    months: facets.Facet | None,
    refining: Refining,
    statuses: Vocabulary,
) -> Chart | None:
    if months is None:
        return None
    counts = {value.key: value.claims for value in months.values if len(value.key) != 4}
    filters = without(refining.filters, "month")
    patience = PATIENCE["counts"]
    results = await once.asked(datasette, db, coverage.results, filters, "month", patience=patience)
    found = chart(counts, refining.filters.month, results, statuses)
    return found and found._replace(bars=[refining.bar(bar) for bar in found.bars])


def _title(total: int | None, chips: list[Chip]) -> str:
    """What the tab is: ``Speaker: Vladimir Putin · 3 claims``."""
    what = said("claims") if total is None else said_n("{n} claim", "{n:,} claims", total)
    return together([*(together(chip[:2], ": ") for chip in chips[:2]), what], " · ")


async def _why_empty(datasette: Datasette, db: Database, refining: Refining) -> Empty:
    """What to do about it: load something, or drop the filter that stands in the way."""

    def look(conn: sqlite3.Connection) -> tuple[list[tuple[Chip, int]], bool]:
        chips = refining.chips()
        if not chips or not queries.any_claim(conn):
            return [], queries.any_claim(conn)
        return [(chip, queries.count(conn, chip.without)) for chip in chips], True

    found = await timelimit.read_in_time(datasette, db, look, patience=PATIENCE["counts"])
    drops, claims = found or ([], True)
    return Empty(_file(db), claims, sorted(drops, key=lambda drop: -drop[1]))


def _file(db: Database) -> str:
    """The name of the file that claims can be loaded into."""
    return Path(db.path).name if db.path else f"{db.name}.db"


async def _without_tables(datasette: Datasette, request: Request, db: Database) -> Response:
    """The page of a database that is not ours yet: which command makes it so."""
    return await pages.render(
        datasette,
        request,
        "claims_browse.html",
        {"title": said("No claims"), "foreign": _file(db)},
        database=db.name,
        status=404,
    )
