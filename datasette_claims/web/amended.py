"""Corrections: which published results changed or were withdrawn, when and why.

Told from the record as a public copy may show it, on a working database too: a draft shows nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone

from datasette.app import Datasette
from datasette.utils.asgi import Forbidden, NotFound, Request, Response
from markupsafe import Markup

from datasette_claims.publishing import outward
from datasette_claims.store import amended
from datasette_claims.store.amended import Amended
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.vocabulary import Status, Vocabulary, vocabulary
from datasette_claims.web import cards, dates, seam, site, timelimit
from datasette_claims.web import page as pages
from datasette_claims.web.cards import Card, card
from datasette_claims.wording import said

MOST = 200
"""Claims whose corrections are listed; the list says so where there are more."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A published result of a claim became another one, or was taken back.

    ``was`` is None for what was withdrawn: what was said before is gone, and not said again.
    ``now`` is None there. Of a new reason under the same status, both are that status.
    """

    card: Card
    at: str
    when: Markup
    was: Status | None
    now: Status | None
    reason: str


async def page(datasette: Datasette, request: Request) -> Response:
    """The corrections of a database, newest first."""
    db = await pages.database(datasette, request)
    for table in ("claims", "status_history"):
        if not await seam.can_view(datasette, request.actor, db.name, table):
            raise Forbidden(said("You may not see how results changed in this database"))
    if not await pages.has_claims(db):
        raise NotFound(pages.NO_TABLES)
    sees = await pages.sees(datasette, request.actor, db, cards.TABLES)

    def read(conn: sqlite3.Connection) -> tuple[list[Amended], Vocabulary]:
        return amended.newest(conn, MOST + 1), vocabulary(conn)

    found, words = await timelimit.read(datasette, db, read, patience=3)
    now = datetime.now(timezone.utc)
    listed = [
        each for one in found[:MOST] for each in corrections(one, card(one.card, sees), words, now)
    ]
    return await pages.render(
        datasette,
        request,
        "claims_corrections.html",
        {
            "title": said("Corrections"),
            "corrections": sorted(listed, key=lambda each: each.at, reverse=True),
            "more": len(found) > MOST,
            "contact": site.contact(seam.plugin_config(datasette).get("contact")),
        },
        database=db.name,
    )


def corrections(
    one: Amended, shown: Card, words: Vocabulary, now: datetime
) -> Iterator[Correction]:
    """What the public may be told of a claim, oldest first."""
    judged = outward.judged(one.claim, one.history, one.evidence, words)
    changed = judged.corrections
    for step in judged.steps:
        if step.publication == "withdrawn":
            was, became = None, None
        elif step in changed:
            was, became = words[step.was], words[step.status]
        else:
            continue
        yield Correction(shown, step.at, dates.moment(step.at, now), was, became, step.reason or "")
