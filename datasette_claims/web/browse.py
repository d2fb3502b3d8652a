"""The browse page: the claims that the query string asks for, how they divide, what to change."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from datasette.utils.asgi import Response

from datasette_claims.store import facets, queries, records
from datasette_claims.store.filters import CHOICES, Filters, pairs, search_terms
from datasette_claims.web import asking
from datasette_claims.web import page as pages
from datasette_claims.web.cards import TABLES, card, shortened
from datasette_claims.web.chart import chart
from datasette_claims.web.refining import TITLES, Refining

SIZE = 40
"""Claims on a page."""

PATIENCE = {"list": 6, "counts": 3}
"""How many times Datasette's limit for a query the page waits; counts are left out sooner."""


async def page(datasette, request):
    db = await pages.database(datasette, request)
    if request.method not in ("GET", "HEAD"):
        return Response.text("Only GET is answered here\n", status=405, headers={"allow": "GET"})
    if not await pages.has_claims(db):
        return await _without_tables(datasette, request, db)
    asked = await asking.asked(datasette, db, request)
    filters = asked.filters
    sees = await pages.sees(datasette, request.actor, db, (*TABLES, "readings"))
    listed, (statuses, articles), counts, flagged, reread = await asyncio.gather(
        asking.read(datasette, db, lambda conn: _listed(conn, asked), patience=PATIENCE["list"]),
        asking.read(datasette, db, lambda conn: _words(conn, filters)),
        _facets(datasette, db, filters),
        _flagged(datasette, db, filters),
        _reread(datasette, db, filters) if sees["readings"] else _none(),
    )
    cards, before, after = listed
    counts = {name: found for name, found in counts.items() if sees.get(f"{name}s", True)}
    total = await _total(datasette, db, filters, counts)
    refining = Refining(
        filters,
        path=lambda tail="": pages.path(datasette, db.name, "claims", tail=tail),
        names={
            **{
                ("article", key): shortened(name)
                for key, name in articles.items()
                if sees["articles"]
            },
            **{(name, value.key): value.name for name in counts for value in counts[name].values},
        },
    )
    chips = refining.chips()
    terms = search_terms(filters.q)
    return await pages.render(
        datasette,
        request,
        "claims_browse.html",
        {
            "database": db.name,
            "title": _title(total, chips, db.name),
            "q": filters.q,
            "kept": [pair for pair in pairs(filters) if pair[0] != "q"],
            "filtered": bool(request.query_string),
            "problems": asked.problems,
            "total": total,
            "chips": chips,
            "clear": refining.address(Filters(sort=filters.sort)),
            "facets": [refining.facet(counts[name]) for name in facets.FIELDS if name in counts],
            "uncounted": [TITLES[name] for name in facets.FIELDS if name not in counts],
            "standing": refining.standing(counts.get("status"), statuses),
            "chart": _chart(counts.get("month"), refining),
            "undated": "month" in counts,
            "sorts": refining.sorts(),
            "flagged": flagged,
            "with_flag": refining.address(replace(filters, flag=CHOICES["flag"])),
            "reread": reread,
            "with_reading": refining.address(_read_otherwise(filters)),
            "cards": [card(claim, sees, terms=terms) for claim in cards],
            "sees_articles": sees["articles"],
            "start": refining.address(filters),
            "previous": refining.address(filters, before=before) if before else None,
            "next": refining.address(filters, after=after) if after else None,
            "csv": refining.address(filters, ".csv"),
            "spreadsheet": refining.address(filters, ".csv", _spreadsheet=1),
            "json": refining.address(filters, ".json"),
            "empty": None if cards else await _why_empty(datasette, db, refining),
        },
        headers={"x-robots-tag": "noindex"} if request.query_string else None,
    )


async def _total(datasette, db, filters, counts):
    """How many claims there are, exactly; None where that takes too long to find out."""
    if "status" in counts:
        values = counts["status"].values
        return sum(value.claims for value in values if value.chosen or not filters.status)
    return await _in_time(datasette, db, lambda conn: queries.count(conn, filters))


def _words(conn, filters):
    """The vocabulary, and what the articles asked for are called."""
    return records.statuses(conn), queries.headlines(conn, filters.article)


def _listed(conn, asked):
    """The claims of the page, and cursors to the pages around it."""
    part = queries.page(conn, asked.filters, SIZE, after=asked.after, before=asked.before)
    if asked.before and not part.before and len(part.keys) < SIZE:
        part = queries.page(conn, asked.filters, SIZE)
    return (
        queries.cards(conn, part.keys),
        part.cursors[0] if part.before and part.cursors else None,
        part.cursors[-1] if part.after else None,
    )


async def _flagged(datasette, db, filters):
    """How many claims would fit but are left out, because text or rules have moved on."""
    if filters.flag:
        return 0
    return await _in_time(datasette, db, lambda conn: queries.count(conn, filters, left_out=True))


def _read_otherwise(filters):
    return replace(filters, reading=CHOICES["reading"])


async def _reread(datasette, db, filters):
    """How many of the claims the program now reads otherwise; people decide on those."""
    if filters.reading:
        return 0
    asked = _read_otherwise(filters)
    return await _in_time(datasette, db, lambda conn: queries.count(conn, asked))


async def _none():
    return None


async def _facets(datasette, db, filters):
    """The facets by name; one that takes too long is left out, and the page says so."""
    groups = facets.together(filters)
    answers = await asyncio.gather(
        *(
            _in_time(datasette, db, lambda conn, group=group: facets.counted(conn, filters, group))
            for group in groups
        )
    )
    return {facet.field: facet for answer in answers if answer for facet in answer}


async def _in_time(datasette, db, question):
    """The answer, None where it takes too long: a page shows what it has."""
    try:
        return await asking.read(datasette, db, question, patience=PATIENCE["counts"])
    except asking.TooSlow:
        return None


def _chart(months, refining):
    if months is None:
        return None
    counts = {value.key: value.claims for value in months.values if len(value.key) != 4}
    found = chart(counts, refining.filters.month)
    return found and {
        **found._asdict(),
        "bars": [{**bar._asdict(), **refining.only_month(bar.key)} for bar in found.bars],
    }


def _title(total, chips, database):
    """What the tab is: ``Speaker: Vladimir Putin · 3 claims · news``."""
    what = "claims" if total is None else "1 claim" if total == 1 else f"{total:,} claims"
    asked = [f"{chip['title']}: {chip['label']}" for chip in chips[:2]]
    return " · ".join([*asked, what, database])


async def _why_empty(datasette, db, refining):
    """What to do about an empty list: load something, or drop the filter that stands in the way."""

    def look(conn):
        chips = refining.chips()
        if not chips or not queries.any_claim(conn):
            return [], queries.any_claim(conn)
        return [{**chip, "claims": queries.count(conn, chip["without"])} for chip in chips], True

    drops, claims = await _in_time(datasette, db, look) or ([], True)
    return {
        "file": Path(db.path).name if db.path else f"{db.name}.db",
        "drops": sorted(drops, key=lambda chip: -chip["claims"]),
        "claims": claims,
    }


async def _without_tables(datasette, request, db):
    """The page of a database that is not ours yet: which command makes it so."""
    return await pages.render(
        datasette,
        request,
        "claims_browse.html",
        {
            "database": db.name,
            "title": f"No claims · {db.name}",
            "foreign": Path(db.path).name if db.path else f"{db.name}.db",
        },
        status=404,
    )
