"""The list of articles: searched, narrowed, sorted; and the same as CSV."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request, Response

from datasette_claims.store import articlelists, outletlists, queries
from datasette_claims.store.articlelists import ONLY, SORTS, Asked
from datasette_claims.store.filters import UNKNOWN
from datasette_claims.store.records import Row
from datasette_claims.web import cards, dates, interface, lists, timelimit
from datasette_claims.web import page as pages
from datasette_claims.web.asgi import Answer
from datasette_claims.web.lists import Group, Option
from datasette_claims.wording import said

BATCH = 2000
"""Rows of a file that are read at a time."""

COLUMNS = (
    "id", "title", "outlet", "published", "language", "url", "claims", "reviewed", "public",
    "copied", "loaded_at",
)  # fmt: skip
CALLED = {"without": said("Without claims"), "copies": said("Copies of others")}
OUTLETS = 300
"""Outlets that can be chosen from; where there are more, their own list leads here."""


async def page(datasette: Datasette, request: Request) -> Response:
    db = await pages.database_with(datasette, request, "articles")
    asked, problems = await _asked(datasette, request, db)
    sort = SORTS[asked.sort]
    places = {name: request.args.get(name) or "" for name in ("after", "before")}
    after, before = (queries.placed(places[name], sort) for name in ("after", "before"))
    problems += [
        lists.told(name, text, said("not a place in this list; see the first page"))
        for name, text in places.items()
        if text and queries.placed(text, sort) is None
    ]
    found, outlets = await timelimit.read(
        datasette,
        db,
        lambda conn: (
            articlelists.listed(conn, asked, lists.SIZE, after=after, before=before),
            [] if "outlets" in asked.unseen else outletlists.names(conn, OUTLETS + 1),
        ),
        patience=lists.PATIENCE,
    )
    here = pages.path(datasette, db.name, "articles")
    cursors = found.page.cursors
    browse = pages.path(datasette, db.name, "claims")
    return await pages.render(
        datasette,
        request,
        "claims_articles.html",
        {
            "title": said("Articles"),
            "heading": said("Articles"),
            "placeholder": said("Words of a headline, address or outlet"),
            "rows": [_row(row, asked, str(browse)) for row in found.rows],
            "asked": asked,
            "problems": problems,
            "total": found.total,
            "one": "article",
            "kept": {"language": asked.language, "only": asked.only, "sort": _sort(asked)},
            "outlets": outlets[:OUTLETS],
            "all_outlets": pages.path(datasette, db.name, "outlets")
            if len(outlets) > OUTLETS
            else None,
            "chosen_outlet": _name(dict(outlets), asked.outlet),
            "groups": _groups(str(here), asked, found.languages),
            "narrowed": any((asked.q, asked.language, asked.outlet, asked.month, asked.only)),
            "here": here,
            "siblings": await lists.siblings(datasette, request, db, "articles"),
            "csv": _link(f"{here}.csv", asked),
            "previous": _link(here, asked, before=cursors[0])
            if found.page.before and cursors
            else None,
            "next": _link(here, asked, after=cursors[-1]) if found.page.after and cursors else None,
        },
        database=db.name,
    )


async def csv(datasette: Datasette, request: Request) -> Answer:
    """Every article of the same words and choices, in the same order."""
    db = await pages.database_with(datasette, request, "articles")
    asked, problems = await _asked(datasette, request, db)

    async def batch(after: object) -> tuple[list[Row], object]:
        place = cast(queries.Cursor | None, after)
        rows, following = await timelimit.read(
            datasette,
            db,
            lambda conn: articlelists.batch(conn, asked, BATCH, place),
            patience=lists.PATIENCE,
        )
        return [_seen(row, asked) for row in rows], following

    return await lists.csv(datasette, request, db, "articles", COLUMNS, batch, problems)


async def _asked(datasette: Datasette, request: Request, db: Database) -> tuple[Asked, list[str]]:
    values, problems = lists.given(
        request,
        ("q", "language", "outlet", "month", "only", "sort"),
        {"only": ONLY, "sort": SORTS},
    )
    sees = await pages.sees(datasette, request.actor, db, ("outlets",))
    unseen = frozenset(table for table, seen in sees.items() if not seen)
    if values["month"] and not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?|-", values["month"]):
        advice = said("not a month; write 2025-04, or 2025 for the whole year")
        problems.append(lists.told("month", values["month"], advice))
        values["month"] = ""
    if values["outlet"] and unseen:
        problems.append(lists.told("outlet", values["outlet"], said("you may not see the outlets")))
        values["outlet"] = ""
    values["sort"] = values["sort"] or "published"
    return Asked(**values, unseen=unseen), problems


def _sort(asked: Asked) -> str:
    return "" if asked.sort == "published" else asked.sort


def _link(path: object, asked: Asked, **other: object) -> str:
    """The address of the same list but for what is told; it begins anew unless it says where."""
    stands: Mapping[str, object] = {
        "q": asked.q, "language": asked.language, "outlet": asked.outlet, "month": asked.month,
        "only": asked.only, "sort": _sort(asked), **other,
    }  # fmt: skip
    return lists.link(path, stands)


def _groups(here: str, asked: Asked, languages: Mapping[str, int]) -> list[Group]:
    def option(words: str, n: int | None, name: str, value: str) -> Option:
        chosen = getattr(asked, name) == value
        return Option(words, n, _link(here, asked, **{name: "" if chosen else value}), chosen)

    orders = lists.orders(
        {name: sort.label for name, sort in SORTS.items()},
        asked.sort,
        lambda name: _link(here, asked, sort="" if name == "published" else name),
    )
    named = {key: _language(key) for key in (*languages, asked.language) if key}
    return [
        Group(
            said("Language"),
            [option(words, languages.get(key, 0), "language", key) for key, words in named.items()],
        ),
        Group(said("Which"), [option(words, None, "only", key) for key, words in CALLED.items()]),
        orders,
    ]


def _language(key: str) -> str:
    return said("Language not known") if key in (UNKNOWN, "und") else interface.called(key)


def _name(names: Mapping[str, str], key: str) -> str:
    return names.get(key) or (said("Not known") if key == UNKNOWN else key)


def _seen(row: Row, asked: Asked) -> Row:
    return {**row, "outlet": None, "outlet_id": None} if "outlets" in asked.unseen else row


def _row(row: Row, asked: Asked, browse: str) -> Row:
    return {
        **_seen(row, asked),
        "heading": row["title"] or cards.shortened(" ".join(row["opening"].split()), 90),
        "published": dates.day(row["published"]),
        "claims_of": f"{browse}?{urlencode({'article': row['id']})}",
    }
