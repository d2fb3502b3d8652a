"""The speaker page: everything one speaker is quoted as saying, and where it stands."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import tilde_decode
from datasette.utils.asgi import NotFound, Request, Response

from datasette_claims.extraction.languages.files import codes, load
from datasette_claims.store import coverage, home, log, queries, records, speakerlists, teamnames
from datasette_claims.store.conditions import ERROR
from datasette_claims.store.filters import Filters
from datasette_claims.store.records import Row, SpeakerRecord
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.vocabulary import Status, Vocabulary, vocabulary
from datasette_claims.web import backway, dates, logins, permitted, sharing, timelimit
from datasette_claims.web import page as pages
from datasette_claims.web.cards import TABLES, card
from datasette_claims.web.chart import Chart, chart
from datasette_claims.web.latest import latest
from datasette_claims.web.refining import Refining
from datasette_claims.wording import said

SIZE = 50
# Below this many rated claims a percentage would say more than is known.
FEWEST_FOR_PERCENT = 20
MOST_NAMES = 40
CHECKED = 6
"""Of the claims that were checked last, so many lead the page."""
MOST_FILED = 500

KINDS = {
    "person": said("Person"),
    "organisation": said("Organisation"),
    "state": said("State"),
    "document": said("Document"),
    "outlet": said("News outlet"),
    "group": said("Group of people"),
    "unnamed": said("Source without a name"),
}


class Role(NamedTuple):
    """A role and when it was seen: ``2024`` or ``March 2024 to April 2025``."""

    role: str
    when: str


class Part(NamedTuple):
    """The claims in one status; ``percent`` of all that were rated, where those are enough."""

    status: Status
    claims: int
    percent: int | None
    href: str


class Checked(NamedTuple):
    """The claims whose results were published last, and how many were published at all."""

    last: list[Row]
    published: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Counts by status, with what they are counts of."""

    seen: int
    reviewed: int
    rated: int
    parts: list[Part]


async def page(datasette: Datasette, request: Request) -> Response:
    db = await pages.database_with(datasette, request, "speakers")
    key = tilde_decode(request.url_vars["speaker"])
    found = await timelimit.read(datasette, db, lambda conn: records.speaker(conn, key), patience=3)
    if found is None:
        raise NotFound(said("There is no speaker with this key in this database"))
    if found.speaker["id"] != key:
        return Response.redirect(
            pages.path(datasette, db.name, "speakers", found.speaker["id"]), status=302
        )
    filters = Filters(speaker=(key,), status=found.statuses)
    after, before = (
        queries.cursor(request.args.get(name) or "", filters) for name in ("after", "before")
    )

    def read(conn: sqlite3.Connection) -> tuple[Any, Vocabulary, Checked]:
        last = [] if after or before else home.checked(conn, CHECKED, key)
        found = Checked(last, home.published(conn, filters) if last else 0)
        by_month = coverage.results(conn, filters, "month")
        return (_listed(conn, filters, after, before), by_month), vocabulary(conn), found

    (listed, results), known, checked = await timelimit.read(datasette, db, read, patience=3)
    tables = (*TABLES, "speaker_aliases", "status_history")
    sees = await pages.sees(datasette, request.actor, db, tables)
    now = datetime.now(timezone.utc)
    here = pages.path(datasette, db.name, "speakers", key)
    browse = pages.path(datasette, db.name, "claims")
    cards, newer, older = listed
    refining = Refining(
        Filters(speaker=(key,)),
        path=lambda tail="": pages.path(datasette, db.name, "claims", tail=tail),
        names={},
    )
    context: dict[str, Any] = {
        "speaker": found.speaker,
        "title": f"{found.speaker['name']}",
        "kind": KINDS.get(found.speaker["kind"], found.speaker["kind"]),
        "aliases": names(found)[:MOST_NAMES] if sees["speaker_aliases"] else [],
        "merged": [member["name"] for member in found.members if member["id"] != key][:MOST_NAMES],
        "list": pages.path(datasette, db.name, "speakers"),
        "who_is": await _who_is(datasette, request, db, found),
        "roles": [_role(role) for role in found.roles[:MOST_NAMES]],
        "errors": found.errors,
        "with_errors": _asking(browse, key, status=ERROR),
        "chart": _chart(found, results, known, refining),
        "over_time_csv": refining.beside_list("coverage", ".csv", by="month"),
        "coverage": refining.beside_list("coverage"),
        "checked": [latest(claim, sees, now) for claim in checked.last],
        "published": checked.published,
        "all_checked": _asking(browse, key, publication="published"),
        "path": functools.partial(pages.path, datasette, db.name),
        "cards": [card(claim, sees) for claim in cards],
        "listed": quote(urlencode({"speaker": key}), safe=""),
        "browse": _asking(browse, key),
        "newer": newer and f"{here}?{urlencode({'before': str(newer)})}",
        "older": older and f"{here}?{urlencode({'after': str(older)})}",
        "first_page": here,
        "paged": bool(after or before),
        "standing": _standing(found, known, browse, key),
    }
    if not (after or before):
        seen = context["standing"].seen
        context["shared"] = sharing.Shared(
            title=found.speaker["name"],
            description=said(
                "{checked:,} of {seen:,} claims checked and published.",
                checked=checked.published,
                seen=seen,
            ),
            address=sharing.address(datasette, here),
            kind="profile",
        )
    way = await backway.of(datasette, request, db, request.args.get("at"))
    login = await logins.way(datasette, request, db, "speakers", key)
    return await pages.render(
        datasette,
        request,
        "claims_speaker.html",
        {**context, "way": way, "login": login},
        database=db.name,
    )


async def _who_is(
    datasette: Datasette, request: Request, db: Database, found: SpeakerRecord
) -> dict[str, object] | None:
    """For an editor: what is said of the speaker, by which names they go, and who is filed here."""
    sees = await pages.sees(datasette, request.actor, db, ("speaker_names", "speaker_pairs"))
    edits = all(sees.values()) and await permitted.may_edit(datasette, request, db)
    if not (edits and db.is_mutable):
        return None
    key = found.speaker["id"]

    def read(conn: sqlite3.Connection) -> tuple[list[str], dict[str, int], int]:
        members = [member["id"] for member in found.members]
        return (
            teamnames.of_speaker(conn, key),
            speakerlists.own_claims(conn, members),
            log.newest(conn),
        )

    names, claims, seen = await timelimit.read(datasette, db, read)
    return {
        "kinds": KINDS,
        "names": names,
        "filed": [
            {**member, "claims": claims.get(member["id"], 0)}
            for member in found.members
            if member["merged_into"] is not None
        ][:MOST_FILED],
        "seen": seen,
    }


def _listed(
    conn: sqlite3.Connection,
    filters: Filters,
    after: queries.Cursor | None,
    before: queries.Cursor | None,
) -> tuple[list[Row], queries.Cursor | None, queries.Cursor | None]:
    """The claims of one page by date, and cursors to the pages around it."""
    part = queries.page(conn, filters, SIZE, after=after, before=before)
    return (
        queries.cards(conn, part.keys),
        part.cursors[0] if part.before and part.cursors else None,
        part.cursors[-1] if part.after and part.cursors else None,
    )


def names(found: SpeakerRecord) -> list[str]:
    """The names quoted, other than the one above them; "she" and "dia" are none."""
    pronouns = {word for code in codes() for word in load(code).names.pronouns}
    return [
        alias
        for alias in found.aliases
        if alias != found.speaker["name"] and alias.lower() not in pronouns
    ]


def _asking(browse: str, key: str, **also: str) -> str:
    """The speaker's claims on the browse page."""
    return f"{browse}?{urlencode({'speaker': key, **also})}"


def _role(role: Row) -> Role:
    first, last = dates.day(role["first"], "month"), dates.day(role["last"], "month")
    return Role(
        role["role"], first if first == last else said("{first} to {last}", first=first, last=last)
    )


def _standing(found: SpeakerRecord, known: Vocabulary, browse: str, key: str) -> Standing:
    """Percentages only of enough rated claims."""
    counts = {row["key"]: row["n"] for row in found.by_status}
    statuses = [*known.values(), *(known[name] for name in counts if name not in known)]
    kinds = {"workflow": 0, "outcome": 0, "verdict": 0}
    for status in statuses:
        kinds[status.kind] += counts.get(status.key, 0)
    rated = kinds["verdict"]
    return Standing(
        seen=sum(kinds.values()),
        reviewed=kinds["outcome"] + rated,
        rated=rated,
        parts=[
            Part(
                status,
                counts[status.key],
                round(100 * counts[status.key] / rated)
                if status.kind == "verdict" and rated >= FEWEST_FOR_PERCENT
                else None,
                _asking(browse, key, status=status.key),
            )
            for status in statuses
            if counts.get(status.key)
        ],
    )


def _chart(
    found: SpeakerRecord, results: coverage.Results, known: Vocabulary, refining: Refining
) -> Chart | None:
    counts = {row["month"]: row["n"] for row in found.by_month}
    drawn = chart(counts, (), results, known)
    return drawn and drawn._replace(bars=[refining.bar(bar) for bar in drawn.bars])
