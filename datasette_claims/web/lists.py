"""What the lists of speakers, articles and outlets have in common: what is asked, links, CSV."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import AsgiStream, Request, Response

from datasette_claims.publishing import csv as lines
from datasette_claims.store.filters import sound
from datasette_claims.store.records import Row
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import cards, downloads, timelimit
from datasette_claims.web import page as pages
from datasette_claims.web.asgi import Answer, Writer
from datasette_claims.wording import said

T = TypeVar("T")

SIZE = 100
"""Rows on a page."""

PATIENCE = 5
"""How many times Datasette's limit for a query a list waits."""

LONGEST = 200
"""Characters of what is searched for."""

CSV = "text/csv; charset=utf-8"

KINDS = ("speakers", "articles", "outlets")
"""The lists, each called as the table that it shows."""


CALLED = {
    "claims": said("Claims"),
    "speakers": said("Speakers"),
    "articles": said("Articles"),
    "outlets": said("Outlets"),
}


class Option(NamedTuple):
    """Something to choose by a link; ``n`` is how many rows that gives, None where not counted."""

    words: str
    n: int | None
    href: str
    chosen: bool


class Group(NamedTuple):
    """What is chosen among."""

    label: str
    options: list[Option]


def given(
    request: Request, names: Iterable[str], choices: Mapping[str, Collection[str]]
) -> tuple[dict[str, str], list[str]]:
    """The values of these parameters, and what of them cannot be used, which is then empty."""
    values = {
        name: " ".join(sound(request.args.get(name) or "").split())[:LONGEST] for name in names
    }
    problems = []
    for name, known in choices.items():
        if values[name] and values[name] not in known:
            problems.append(
                told(name, values[name], said("choose one of {choices}", choices=", ".join(known)))
            )
            values[name] = ""
    return values, problems


def told(name: str, value: str, advice: str) -> str:
    """What is wrong with a parameter, in words."""
    return said(
        "{name}={value}: {advice}", name=name, value=cards.shortened(value, 40), advice=advice
    )


def link(path: object, stands: Mapping[str, object]) -> str:
    """The address of a list with these parameters; what is empty is left out."""
    query = urlencode({name: value for name, value in stands.items() if value}, errors="replace")
    return f"{path}?{query}" if query else str(path)


def orders(labels: Mapping[T, str], chosen: T, address: Callable[[T], str]) -> Group:
    """The orders of a list, by their names; ``address`` is the list in one of them."""
    return Group(
        said("Order"),
        [Option(words, None, address(name), name == chosen) for name, words in labels.items()],
    )


async def siblings(
    datasette: Datasette,
    request: Request,
    db: Database,
    here: str,
    sees: Mapping[str, bool] | None = None,
) -> list[Option]:
    """The lists that this actor may see, to go from one to another; ``sees`` where that is known
    already."""
    sees = sees or await pages.sees(datasette, request.actor, db, KINDS)
    return [
        Option(said("Claims"), None, pages.path(datasette, db.name, "claims"), False),
        *(
            Option(CALLED[kind], None, pages.path(datasette, db.name, kind), kind == here)
            for kind in KINDS
            if sees[kind]
        ),
        Option(
            said("Who is quoted"),
            None,
            pages.path(datasette, db.name, "coverage"),
            here == "coverage",
        ),
    ]


Batch = Callable[[object], Awaitable[tuple[list[Row], object]]]
"""The next rows behind a place (None: the first ones), and the place behind those, if any."""


async def csv(
    datasette: Datasette,
    request: Request,
    db: Database,
    kind: str,
    columns: Sequence[str],
    batch: Batch,
    problems: Sequence[str],
) -> Answer:
    """A list as a file, of exactly what is asked: nothing where a part of that cannot be used."""
    headers = downloads.common_headers(datasette)
    if problems:
        wrong = f"Nothing was exported, because of {'; '.join(problems)}\n"
        return Response.text(wrong, status=400, headers=headers)
    spreadsheet = bool(request.args.get("spreadsheet"))
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", db.name)
    headers["content-disposition"] = f'attachment; filename="{name}-{kind}.csv"'
    if request.method == "HEAD":
        return Response("", headers=headers, content_type=CSV)
    first = await batch(None)

    async def stream(out: Writer) -> None:
        rows, following = first
        await out.write((lines.MARK if spreadsheet else "") + lines.text([columns]))
        while True:
            cells = ([row[column] for column in columns] for row in rows)
            await out.write(lines.text(cells, spreadsheet=spreadsheet))
            if following is None:
                return
            try:
                rows, following = await batch(following)
            except (sqlite3.Error, timelimit.TooSlow, timelimit.Busy) as error:
                # As in downloads: half a file must not pass for a whole one.
                await out.write(lines.text([[f"INCOMPLETE: reading stopped here ({error})"]]))
                raise

    return AsgiStream(stream, headers=headers, content_type=CSV)
