"""The claim page: who said what, where it stands, what checking found, and how that came about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import tilde_decode, tilde_encode
from datasette.utils.asgi import NotFound, Request, Response
from markupsafe import Markup

from datasette_claims import weblink
from datasette_claims.store import assignments, evidence, judging, log, records
from datasette_claims.store.records import ClaimRecord, Row
from datasette_claims.store.vocabulary import Vocabulary, vocabulary
from datasette_claims.web import (
    actors,
    addresses,
    backway,
    beside,
    copies,
    dates,
    facts,
    feeds,
    form,
    hits,
    keeping,
    logins,
    looking,
    manyform,
    marking,
    naming,
    place,
    seam,
    secondreader,
    sending,
    sharing,
    timeline,
)
from datasette_claims.web import page as pages
from datasette_claims.web.asgi import Sees
from datasette_claims.web.cards import shortened
from datasette_claims.wording import said

BLANK_ROWS = 2
"""Rows for further links where no script makes them."""
STANCES = {
    "supports": said("Supports it"),
    "refutes": said("Refutes it"),
    "context": said("Gives context"),
}


async def page(datasette: Datasette, request: Request) -> Response:
    """The page, with what this browser typed here and did not save."""
    db = await pages.database(datasette, request)
    kept = keeping.get(datasette, request, db.name, key(request))
    if kept is None:
        return await show(datasette, request, db)
    answer = await show(datasette, request, db, kept=kept)
    answer.headers["cache-control"] = "private, no-store"
    if db.is_mutable and await seam.can_edit(datasette, request.actor, db.name):
        keeping.shown(datasette, request, db.name, key(request), kept)
    return answer


def key(request: Request) -> str:
    return tilde_decode(request.url_vars["claim"])


async def record(db: Database, claim_key: str) -> ClaimRecord:
    """The claim that the address names; 404 where there is none."""
    found = await db.execute_fn(lambda conn: records.claim(conn, claim_key))
    if found is None:
        raise NotFound(said("There is no claim with this key in this database"))
    return found


async def show(
    datasette: Datasette,
    request: Request,
    db: Database,
    *,
    status: int = 200,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
    message: str = "",
    kept: keeping.Kept | None = None,
) -> Response:
    """The page of the claim; for an editor with what was ``typed`` and what stood against it."""
    if not await pages.has_claims(db):
        raise NotFound(pages.NO_TABLES)
    sees = await pages.sees(datasette, request.actor, db)
    context = await described(
        datasette,
        request,
        db,
        key(request),
        typed=typed,
        problems=problems,
        message=message,
        kept=kept,
        sees=sees,
    )
    way = await backway.of(datasette, request, db, key(request), sees)
    listed = bool(way.query)
    shown: Row = context["claim"]  # type: ignore[assignment]
    context |= {
        "way": way,
        "typing": place.claim(datasette, db.name, key(request), None, **way.also, typed="1"),
        # Where the eye and the keyboard go on: to the next claim of the list, or to what was saved.
        "saved": bool(kept and kept.fresh and not kept.message and not kept.fields),
        "structured": await feeds.structured(datasette, request, db, shown),
        "alternates": [
            (
                pages.path(datasette, db.name, "claims", key(request), ".jsonld"),
                "application/ld+json",
                "This claim as schema.org has it",
            ),
            (
                sharing.oembed(datasette, request, db.name, key(request)),
                "application/json+oembed",
                "This claim in a frame",
            ),
        ],
    }
    return await pages.render(
        datasette,
        request,
        "claims_claim.html",
        context,
        database=db.name,
        status=status,
        headers={
            **(headers(context) or {}),
            **({"x-robots-tag": "noindex"} if listed else {}),
        },
    )


def headers(context: Mapping[str, object]) -> dict[str, str] | None:
    """Those of a page with the editor's form, if it has one.

    Our own address tells our own site that a form came from here; others are told nothing.
    """
    return {"referrer-policy": "same-origin"} if context["editable"] else None


async def described(
    datasette: Datasette,
    request: Request,
    db: Database,
    claim_key: str,
    *,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
    message: str = "",
    kept: keeping.Kept | None = None,
    queue: str | None = None,
    sees: Sees | None = None,
) -> dict[str, object]:
    """All that pages show of one claim, and the form of whoever may change it.

    ``queue`` is the query string of the queue that it is shown in, if it is; ``sees`` is given by
    who has asked it already.

    What was ``kept`` is put into the form as long as the claim stands as it did when that was
    typed, or where its sender asks for it; else it is offered beside.
    """
    found = await record(db, claim_key)
    acts = log.readable(found.acts)
    words = await db.execute_fn(vocabulary)
    sees = sees or await pages.sees(datasette, request.actor, db)
    judged = sharing.judged(found, words)
    found = as_seen(found, sees)
    editable = db.is_mutable and await seam.can_edit(datasette, request.actor, db.name)
    offered: Mapping[str, str] = {}
    if kept and editable:
        message = kept.message
        if kept.seen == found.claim["revision"] or request.args.get("typed"):
            typed, problems = kept.fields, kept.problems
        else:
            offered = kept.fields
    now = datetime.now(timezone.utc)
    called = await actors.names(datasette, timeline.people(found, acts)) if editable else {}
    links = [
        {
            **item,
            "added": dates.moment(item["added_at"], now),
            "by": called.get(item["added_by"], ""),
            "hints": looking.hints(item, found.claim) if editable else [],
        }
        for item in found.evidence
        if item["removed_at"] is None
    ]
    search = hits.of(request, queue)
    context: dict[str, object] = {
        "title": title(found),
        "claim": found.claim,
        "claim_text": _with_hits(found.claim["text"], search),
        "context_text": _with_hits(found.claim["context"], search),
        "article": found.article,
        "speaker": found.speaker,
        "status": found.status,
        "language": found.claim["language"],
        "editable": editable,
        "sees_article": sees["articles"],
        "sees_speaker": sees["speakers"],
        "sees_evidence": sees["evidence"],
        "sees_history": sees["status_history"],
        "sees_notes": sees["review_notes"],
        "facts": facts.listed(datasette, db.name, found, sees),
        "evidence": links,
        "stances": STANCES,
        "played_at": dates.clock(found.moment["seconds"]),
        "moment_url": found.moment["moment_url"] if sees["articles"] else None,
        "decided_at": _decided(found, now),
        "timeline": timeline.events(found, acts, words, sees, called, editable, now),
        "message": message,
        "kept": kept,
        "offered": form.listed(offered, words),
        "typing": place.claim(datasette, db.name, claim_key, queue, typed="1"),
        "login": await _login(datasette, request, db, claim_key, queue),
        "beside": beside.beside(found, words, sees),
        "copies": copies.of_claim(found, words, sees),
        "shown_copies": copies.SHOWN,
        "address": tilde_encode(found.claim["id"]),
        **_passage(found, sees, search),
    }
    if queue is None:  # a queue is nobody's link
        site = await naming.called(datasette)
        context["shared"] = sharing.of_claim(
            datasette, db.name, found, judged, words, title(found), site
        )
    if editable:
        actor = sending.actor(request)
        context["may_fetch"] = looking.may_fetch(datasette)
        context["people"] = None
        if sees["assignments"]:
            context["people"] = await manyform.people(datasette, request, db)
            given = await db.execute_fn(lambda conn: assignments.of(conn, [claim_key]))
            context["assigned"] = given.get(claim_key, "")
        context.update(_review(found, acts, words, actor, typed or {}, problems or {}, called, now))
        context["waits"] = waits = seam.confirms(datasette, db.name)
        context["second"] = secondreader.second(found, actor, called, now, waits=waits)
    return context


async def _login(
    datasette: Datasette, request: Request, db: Database, claim_key: str, queue: str | None
) -> str | None:
    """Where a visitor logs in and comes back to this place; None where nobody could."""
    if not await logins.offered(datasette, request, mutable=db.is_mutable):
        return None
    here = {"queue": queue} if queue is not None else {"list": request.args.get("list") or ""}
    query = urlencode({name: words for name, words in here.items() if words or name == "queue"})
    tail = f"/login?{query}" if query else "/login"
    return str(pages.path(datasette, db.name, "claims", claim_key, tail))


def as_seen(found: ClaimRecord, sees: Sees) -> ClaimRecord:
    """The record without what stands in tables that this actor may not see."""
    return replace(
        found,
        speaker=found.speaker if sees["speakers"] else None,
        outlet=found.outlet if sees["outlets"] else None,
        moment=found.moment
        if sees["article_times"] and sees["claim_spans"]
        else {"seconds": None, "moment_url": None},
        spans=found.spans if sees["claim_spans"] else (),
        secondary_sources=found.secondary_sources if sees["article_links"] else (),
        evidence=found.evidence if sees["evidence"] else (),
        notes=found.notes if sees["review_notes"] else (),
        second_readings=found.second_readings if sees["second_readings"] else (),
        history=found.history if sees["status_history"] else (),
    )


def title(found: ClaimRecord) -> str:
    """Who said what, in short."""
    words = shortened(found.claim["text"])
    who = found.speaker["name"] if found.speaker else found.claim["source"]
    return f"{who}: {words}" if who else words


def _with_hits(text: str, search: re.Pattern[str] | None) -> Markup:
    return marking.with_hits(text, hits.places(text, search))


def _passage(found: ClaimRecord, sees: Sees, search: re.Pattern[str] | None) -> dict[str, object]:
    """The paragraph with its parts marked, and where else the passage can be seen."""
    text = found.article["text"]
    spans = [(span["part"], span["start"], span["end"]) for span in found.spans]
    content = [(start, end) for part, start, end in spans if part == "content"]
    if not sees["articles"] or not content:
        return {"paragraphs": [], "parts": {}, "passage": None, "passage_url": None}
    cut = marking.paragraph(text, [(start, end) for _, start, end in spans])
    url = found.article["url"]
    whole = (min(start for start, _ in content), max(end for _, end in content))
    return {
        "paragraphs": marking.parts(text, cut, spans, _hits(text, cut, search)),
        "parts": {part: True for part, _, _ in spans},
        "passage": cut,
        "passage_url": addresses.passage(url, text, *whole) if weblink.is_web(url) else None,
        "archive_url": addresses.archive(url, found.article["published"]),
    }


def _hits(text: str, cut: marking.Passage, search: re.Pattern[str] | None) -> marking.Hits:
    """What the search found in a passage."""
    found = hits.places(marking.in_lines(text)[cut.start : cut.end], search)
    return [(start + cut.start, end + cut.start) for start, end in found]


def _decided(found: ClaimRecord, now: datetime) -> Markup:
    """When the status that stands now was given."""
    given = [row["at"] for row in found.history if row["from_status"] != row["to_status"]]
    if not given or found.status.key == "unreviewed":
        return Markup()
    return dates.moment(given[-1], now)


def _review(
    found: ClaimRecord,
    acts: Sequence[Row],
    words: Vocabulary,
    actor: str,
    typed: Mapping[str, str],
    problems: Mapping[str, str],
    called: Mapping[str, str],
    now: datetime,
) -> dict[str, object]:
    """What the editor's form holds: what is stored, with what was typed and not saved on top."""
    choices = [s for s in words.values() if s.active or s.key == found.claim["status"]]
    fields = form.merged(typed, found.claim)
    rows = form.rows(fields, problems)
    links = sum(item["removed_at"] is None for item in found.evidence)
    return {
        "form": fields,
        "rows": rows,
        "blank_rows": [number for number in form.ROWS if number not in rows][:BLANK_ROWS],
        "most_links": len(form.ROWS),
        "link_labels": form.LINK_LABELS,
        "stance_of": {status.key: evidence.leaning(status) for status in choices},
        "needs_of": {status.key: judging.needs(status) for status in choices},
        "needed": judging.needed(
            words[fields["status"]], fields["rationale"], bool(links or form.links(fields))
        ),
        "was": {name: form.stored(found.claim)[name] for name in form.JUDGEMENT},
        "shown": acts[-1]["id"] if acts else 0,
        "editor": actor,
        "problems": problems,
        "first_problem": next((name for name in form.ORDER if name in problems), None),
        "unsaved": bool(typed),
        "choices": choices,
        "links": links,
        "notes": [
            {**note, "by": called.get(note["actor"], ""), "when": dates.moment(note["at"], now)}
            for note in found.notes
        ],
    }
