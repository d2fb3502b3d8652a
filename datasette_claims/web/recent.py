"""Recent changes: what people did, newest first, a line for all that was saved together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.utils.asgi import Forbidden, NotFound, Request, Response
from markupsafe import Markup

from datasette_claims.store import moments, recent
from datasette_claims.store.recent import Asked, Entry
from datasette_claims.store.vocabulary import Vocabulary, vocabulary
from datasette_claims.web import (
    actors,
    cards,
    changes,
    dates,
    lists,
    seam,
    sending,
    timelimit,
    timeline,
)
from datasette_claims.web import page as pages
from datasette_claims.web.asgi import Sees
from datasette_claims.wording import N_, said, said_n

SIZE = 50
MOST_PEOPLE = 200

KINDS = {
    "judged": said("Judged"),
    "evidence": said("Evidence"),
    "note": said("Notes"),
    "second": said("Second readings"),
    "corrected": said("Corrections"),
    "entered": said("Claims and articles added"),
    "copies": said("Copies separated, joined"),
    "assigned": said("Assigned, changed at once"),
    "undone": said("Undone"),
    "speakers": said("Speakers"),
    "searches": said("Saved searches"),
    "details": said("Outlets, articles, statuses"),
}

TABLES = {
    **timeline.TABLES,
    "speaker": "speakers",
    "name_added": "speaker_names",
    "name_removed": "speaker_names",
    "told_apart": "speaker_pairs",
    "search_saved": "saved_searches",
    "search_renamed": "saved_searches",
    "search_removed": "saved_searches",
    "outlet": "outlets",
    "article_added": "articles",
    "article_corrected": "articles",
}
"""Acts that tell of a table besides the claims: who may not see that hears nothing of them."""

ALONG = {
    "evidence_added": (N_("one link of evidence"), N_("{n:,} links of evidence")),
    "note": (N_("a private note"), N_("{n:,} private notes")),
}
"""What goes with a judgement in one save."""


@dataclass(frozen=True, slots=True)
class Line:
    """Who did what, when and to which claim; ``others`` is how many claims besides that."""

    id: int
    who: str
    what: str
    when: Markup
    claim_id: str | None
    text: str
    others: int
    reason: str
    undone: bool


async def page(datasette: Datasette, request: Request) -> Response:
    db = await pages.database(datasette, request)
    if not await seam.can_view(datasette, request.actor, db.name, "acts"):
        raise Forbidden(said("You may not see what people did in this database"))
    if not await pages.has_claims(db):
        raise NotFound(pages.NO_TABLES)
    sees = await pages.sees(datasette, request.actor, db)
    now = datetime.now(timezone.utc)
    given = {
        name: (request.args.get(name) or "").strip() for name in ("by", "kind", "status", "day")
    }
    asked, problems = _asked(given, sees)
    text = request.args.get("before") or ""
    before = changes.number(text)
    if text and before is None:
        problems.append(said("before: not a place in this list; here is its beginning"))
    me = sending.actor(request)
    edits = bool(me) and db.is_mutable and await seam.can_edit(datasette, request.actor, db.name)
    today = _today()
    (found, following), people, words, mine = (
        await timelimit.read(
            datasette, db, lambda conn: recent.entries(conn, asked, before, SIZE), patience=3
        ),
        await timelimit.read(datasette, db, lambda conn: recent.people(conn, MOST_PEOPLE)),
        await db.execute_fn(vocabulary),
        await timelimit.read(
            datasette, db, lambda conn: recent.done(conn, Asked(me, since=_span(today)[0]))
        )
        if edits
        else {},
    )
    called = await actors.names(datasette, [*people, *(each.act["actor"] for each in found)])
    here = pages.path(datasette, db.name, "claims", "changes")
    kept = {name: value for name, value in given.items() if value}

    def address(**more: object) -> str:
        query = urlencode({**kept, **more}, errors="replace")
        return f"{here}?{query}" if query else str(here)

    return await pages.render(
        datasette,
        request,
        "claims_changes.html",
        {
            "title": said("Recent changes"),
            "lines": [_line(each, words, called, now) for each in found],
            "given": given,
            "problems": problems,
            "people": [(key, called.get(key, key)) for key in people],
            "kinds": KINDS,
            "statuses": [(status.key, status.label_en) for status in words.values()],
            "here": here,
            "older": address(before=following) if following is not None else None,
            "newest": address() if before is not None else None,
            "mine": [
                said("{kind}: {n:,}", kind=KINDS[kind], n=number) for kind, number in mine.items()
            ],
            "own_today": f"{here}?{urlencode({'by': me, 'day': today.isoformat()})}",
            "edits": edits,
        },
        database=db.name,
        headers={"cache-control": "private, no-store", "x-robots-tag": "noindex"},
    )


def _asked(given: dict[str, str], sees: Sees) -> tuple[Asked, list[str]]:
    """What is asked for, and what of it cannot be used."""
    problems, kind, since, until = [], given["kind"], "", ""
    if kind and kind not in KINDS:
        problems.append(
            lists.told("kind", kind, said("choose one of {choices}", choices=", ".join(KINDS)))
        )
        kind = ""
    if given["day"]:
        try:
            since, until = _span(date.fromisoformat(given["day"]))
        except (ValueError, OverflowError):
            problems.append(lists.told("day", given["day"], said("write it as 2026-01-31")))
    unseen = frozenset(act for act, table in TABLES.items() if not sees[table])
    return Asked(given["by"], kind, given["status"], since, until, unseen), problems


def _today() -> date:
    """By the server's clock, as the queue counts."""
    return datetime.now().astimezone().date()


def _span(day: date) -> tuple[str, str]:
    """When a day begins and ends by the server's clock, as the log tells moments."""
    begins, ends = (
        datetime.combine(each, time.min).astimezone() for each in (day, day + timedelta(days=1))
    )
    return moments.told(begins), moments.told(ends)


def _line(entry: Entry, words: Vocabulary, called: dict[str, str], now: datetime) -> Line:
    act = entry.act
    others = max(entry.claims - 1, 0)
    return Line(
        id=act["id"],
        who=called.get(act["actor"]) or str(act["actor"]),
        what=_what(entry, words),
        when=dates.moment(act["at"], now),
        claim_id=act["claim_id"],
        text=cards.shortened(entry.text or "", 100),
        others=others,
        reason=cards.shortened(act["reason"] or "", 300) if act["kind"] != "dropped" else "",
        undone=entry.undone,
    )


def _what(entry: Entry, words: Vocabulary) -> str:
    """The act in words, with what was saved along: ``set the status to False (draft), with …``."""
    if "undid" in entry.kinds:
        return timeline.UNDID
    deed = timeline.deed(entry.act, words)
    along = [
        said_n(one, many, number)
        for kind, (one, many) in ALONG.items()
        if kind != entry.act["kind"] and (number := entry.kinds.get(kind, 0))
    ]
    judged = entry.act["kind"] != "status" and "status" in entry.kinds
    if judged and entry.act["kind"] in ALONG:
        deed = said("{deed}, and judged the claim", deed=deed)
    if not along:
        return deed
    more = (
        along[0]
        if len(along) == 1
        else said("{first} and {second}", first=along[0], second=along[1])
    )
    return said("{deed}, with {more}", deed=deed, more=more)
