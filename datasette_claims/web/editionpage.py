"""About this edition: what a public copy is, how to cite it, and what changed since the one before.

What changed is told as a page, as CSV and as a feed, from what the copy keeps of it: keys and kinds
of change. The words are those of this edition; what is gone has none any more.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Forbidden, NotFound, Request, Response

from datasette_claims import weblink
from datasette_claims.publishing import atom, telling
from datasette_claims.publishing.differences import VERDICTS
from datasette_claims.publishing.edition import Edition
from datasette_claims.publishing.telling import Line
from datasette_claims.store import home, queries
from datasette_claims.store.filters import Filters
from datasette_claims.store.records import Row
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import dates, downloads, editions, feeds, lists, seam, sharing, timelimit
from datasette_claims.web import page as pages
from datasette_claims.web.asgi import Answer, Sees
from datasette_claims.web.cards import shortened
from datasette_claims.web.site import contact
from datasette_claims.wording import said

TABLES = ("articles", "edition_changes", "outlets", "speakers")

MOST = 100
"""Changes of one kind that the page lists, and of each that the feed has; the CSV has all."""

BATCH = 1000

KINDS = {"claim": "claims", "article": "articles", "speaker": "speakers"}
"""Kinds of things that have a page."""

LONGEST = 160


class Changed(NamedTuple):
    """A thing that changed: who said it, its words, what of it changed, and where its page is."""

    speaker: str | None
    words: str
    what: str
    href: str | None


class Group(NamedTuple):
    """How many of what, and the first of them."""

    heading: str
    changes: list[Changed]
    more: int


async def page(datasette: Datasette, request: Request) -> Response:
    """What the edition is."""
    db, made = await _asked(datasette, request)
    sees = await pages.sees(datasette, request.actor, db, TABLES)

    def counts(conn: sqlite3.Connection) -> tuple[int, int, home.Sizes]:
        every = Filters()
        return queries.count(conn, every), home.published(conn, every), home.sizes(conn)

    def changes(conn: sqlite3.Connection) -> list[tuple[telling.Sum, list[Line]]]:
        return [
            (each, [] if each.change == "read_anew" else telling.kept(conn, each, MOST))
            for each in telling.sums(conn)
        ]

    found = []
    if sees["edition_changes"]:
        found = await timelimit.read(datasette, db, changes, patience=5)
    labels = await db.execute_fn(telling.labels)
    groups = [
        Group(
            telling.heading(*each),
            [_changed(datasette, db.name, _seen(line, sees), labels) for line in listed],
            each.number - len(listed) if listed else 0,
        )
        for each, listed in found
    ]
    here = pages.path(datasette, db.name, "edition")
    context = {
        "title": said("About this edition"),
        "edition": made,
        "made_on": dates.day(made.made_on),
        "previous_made_on": dates.day(made.previous_made_on),
        "organisation_url": made.organisation_url
        if weblink.is_web(made.organisation_url)
        else None,
        "licence_url": made.licence_url if weblink.is_web(made.licence_url) else None,
        "address": made.address if weblink.is_web(made.address) else None,
        "contact": contact(seam.plugin_config(datasette).get("contact") or made.contact),
        "counts": await timelimit.read_in_time(datasette, db, counts, patience=3),
        "sees": sees,
        "groups": groups,
        "file": datasette.urls.database(db.name, format="db")
        if await _can_download(datasette, request, db)
        else None,
        "tables": datasette.urls.database(db.name),
        "here": here,
        "shared": sharing.Shared(
            title=f"{made.title or db.name}: edition {made.id}",
            description=said("Edition {id} of {day}.", id=made.id, day=dates.day(made.made_on)),
            address=sharing.address(datasette, here),
        ),
        "alternates": [
            (f"{here}.atom", "application/atom+xml", said("What changed in this edition"))
        ],
    }
    return await pages.render(datasette, request, "claims_edition.html", context, database=db.name)


async def csv(datasette: Datasette, request: Request) -> Answer:
    """Every change since the previous edition."""
    db, _ = await _asked(datasette, request, "edition_changes")
    sees = await pages.sees(datasette, request.actor, db, TABLES)

    async def batch(after: object) -> tuple[list[Row], object]:
        found = await timelimit.read(
            datasette,
            db,
            lambda conn: telling.kept_behind(conn, int(str(after or 0)), BATCH),
            patience=lists.PATIENCE,
        )
        rows = [
            dict(zip(telling.COLUMNS, telling.row(_seen(line, sees)), strict=True))
            for _, line in found
        ]
        return rows, found[-1][0] if len(found) == BATCH else None

    return await lists.csv(datasette, request, db, "changes", telling.COLUMNS, batch, ())


async def feed(datasette: Datasette, request: Request) -> Response:
    """The edition with what it changed, and each result that it published or took back."""
    db, made = await _asked(datasette, request, "edition_changes")
    sees = await pages.sees(datasette, request.actor, db, TABLES)

    def read(conn: sqlite3.Connection) -> tuple[list[telling.Sum], list[Line], dict[str, str]]:
        sums = telling.sums(conn)
        results = [each for each in sums if each.change in VERDICTS]
        found = [line for each in results for line in telling.kept(conn, each, MOST)]
        return sums, found, telling.labels(conn)

    sums, found, labels = await timelimit.read(datasette, db, read, patience=5)
    publisher = await feeds.publisher(datasette, request, db)
    at = sharing.whole(datasette, request, pages.path(datasette, db.name, "edition"))
    entries = []
    for line in found:
        told = _changed(datasette, db.name, _seen(line, sees), labels)
        words = f"{told.speaker}: {told.words}" if told.speaker else told.words
        change = telling.HEADINGS[line.change.change][0]
        entries.append(
            atom.Entry(
                id=f"{at}#{made.id}-{line.change.key}",
                title=f"{change[:1].upper()}{change[1:]}: {words}",
                # Of a claim that is not in this edition any more there is no page.
                address=publisher.address("claims", line.change.key, "") if line.words else at,
                words=[told.what] if told.what else [],
            )
        )
    whole = atom.Entry(
        id=f"{at}#{made.id}",
        title=f"Edition {made.id}",
        address=at,
        words=[telling.heading(*each) for each in sums],
    )
    text = atom.news([whole, *entries], publisher, made.made_on, address=f"{at}.atom", page=at)
    return Response(text, headers=downloads.common_headers(datasette), content_type=atom.TYPE)


async def _can_download(datasette: Datasette, request: Request, db: Database) -> bool:
    return datasette.setting("allow_download") and await seam.can_view_database(
        datasette, request.actor, db.name, "view-database-download"
    )


async def _asked(datasette: Datasette, request: Request, *tables: str) -> tuple[Database, Edition]:
    db = await pages.database(datasette, request)
    for table in ("edition", *tables):
        if not await seam.can_view(datasette, request.actor, db.name, table):
            raise Forbidden(said("You may not see what edition this is"))
    if not await pages.has_claims(db):
        raise NotFound(pages.NO_TABLES)
    made = await editions.of(db)
    if made is None:
        raise NotFound(said("This database is no edition: only a public copy is, served read-only"))
    return db, made


def _seen(line: Line, sees: Sees) -> Line:
    """The line without what stands in tables that its reader may not see."""
    told = line.change.kind
    hidden = told in ("article", "outlet", "speaker") and not sees[f"{told}s"]
    return replace(
        line,
        # A key is made of a name.
        change=replace(line.change, key="") if hidden else line.change,
        speaker=line.speaker if sees["speakers"] else None,
        words=None if hidden else line.words,
    )


def _changed(datasette: Datasette, database: str, line: Line, labels: dict[str, str]) -> Changed:
    one = line.change
    there = one.change != "gone" and (one.kind != "claim" or line.words is not None)
    page_of = KINDS.get(one.kind) if there else None
    return Changed(
        line.speaker,
        shortened(line.words or one.key or said("not named"), LONGEST),
        telling.what(one, labels),
        pages.path(datasette, database, page_of, one.key) if page_of and one.key else None,
    )
