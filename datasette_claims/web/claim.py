"""The claim page: who said what, where it stands, what checking found, and how that came about."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

from datasette.utils import tilde_decode
from datasette.utils.asgi import NotFound

from datasette_claims import weblink
from datasette_claims.store import records, since
from datasette_claims.web import (
    actors,
    addresses,
    dates,
    form,
    keeping,
    marking,
    seam,
    standing,
    timeline,
)
from datasette_claims.web import page as pages
from datasette_claims.web.cards import TYPES, capitalised, shortened

STANCES = {"supports": "Supports it", "refutes": "Refutes it", "context": "Gives context"}


async def page(datasette, request):
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


def key(request) -> str:
    return tilde_decode(request.url_vars["claim"])


async def record(db, claim_key) -> records.ClaimRecord:
    """The claim that the address names; 404 where there is none."""
    found = await db.execute_fn(lambda conn: records.claim(conn, claim_key))
    if found is None:
        raise NotFound("There is no claim with this key in this database")
    return found


async def exists(db, claim_key) -> bool:
    return await db.execute_fn(lambda conn: records.claim(conn, claim_key)) is not None


async def show(
    datasette, request, db, *, status=200, typed=None, problems=None, message="", kept=None
):
    """The page of the claim; for an editor with what was ``typed`` and what stood against it.

    What was ``kept`` is put into the form as long as the claim stands as it did when that was
    typed, or where its sender asks for it; else it is offered beside.
    """
    if not await pages.has_claims(db):
        raise NotFound(pages.NO_TABLES)
    found = await record(db, key(request))
    acts = since.readable(found.acts)
    vocabulary = await db.execute_fn(records.statuses)
    sees = await pages.sees(datasette, request.actor, db)
    found = _seen(found, sees)
    editable = db.is_mutable and await seam.can_edit(datasette, request.actor, db.name)
    offered = {}
    if kept and editable:
        message = kept.message
        if kept.seen == found.claim["revision"] or request.args.get("typed"):
            typed, problems = kept.fields, kept.problems
        else:
            offered = kept.fields
    now = datetime.now(timezone.utc)
    called = await actors.names(datasette, timeline.people(found, acts)) if editable else {}
    evidence = [
        {
            **item,
            "added": dates.moment(item["added_at"], now),
            "by": called.get(item["added_by"], ""),
        }
        for item in found.evidence
        if item["removed_at"] is None
    ]
    context = {
        "database": db.name,
        "title": _title(found),
        "claim": found.claim,
        "claim_text": marking.safe(found.claim["text"]),
        "context_text": marking.safe(found.claim["context"]),
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
        "facts": _facts(datasette, db.name, found, sees),
        "evidence": evidence,
        "stances": STANCES,
        "decided_at": _decided(found, now),
        "timeline": timeline.events(found, acts, vocabulary, sees, called, editable, now),
        "message": message,
        "kept": kept,
        "offered": form.listed(offered, vocabulary),
        **standing.beside(found, vocabulary, sees),
        **_passage(found, sees),
    }
    if editable:
        actor = str((request.actor or {}).get("id") or "")
        context.update(
            _review(found, acts, vocabulary, actor, typed or {}, problems or {}, called, now)
        )
    # Our own address tells our own site that a form came from here; others are told nothing.
    headers = {"referrer-policy": "same-origin"} if editable else None
    return await pages.render(
        datasette, request, "claims_claim.html", context, status=status, headers=headers
    )


def _seen(found, sees) -> records.ClaimRecord:
    """The record without what stands in tables that this actor may not see."""
    return replace(
        found,
        speaker=found.speaker if sees["speakers"] else None,
        outlet=found.outlet if sees["outlets"] else None,
        spans=found.spans if sees["claim_spans"] else (),
        secondary_sources=found.secondary_sources if sees["article_links"] else (),
        evidence=found.evidence if sees["evidence"] else (),
        notes=found.notes if sees["review_notes"] else (),
        history=found.history if sees["status_history"] else (),
    )


def _title(found) -> str:
    words = shortened(found.claim["text"])
    who = found.speaker["name"] if found.speaker else found.claim["source"]
    return f"{who}: {words} · claims" if who else f"{words} · claims"


def _passage(found, sees) -> dict:
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
        "paragraphs": marking.parts(text, cut, spans),
        "parts": {part: True for part, _, _ in spans},
        "passage": cut,
        "passage_url": addresses.passage(url, text, *whole) if weblink.is_web(url) else None,
        "archive_url": addresses.archive(url, found.article["published"]),
    }


def _facts(datasette, database, found, sees) -> list[dict]:
    claim, article = found.claim, found.article
    said = dates.day(claim["said_on"], claim["said_precision"])
    printed = claim["said_as"]
    facts = [
        {
            "name": "Said by",
            "value": found.speaker["name"]
            if found.speaker
            else "not named"
            if sees["speakers"]
            else claim["source"],
            "href": found.speaker
            and pages.path(datasette, database, "speakers", found.speaker["id"]),
            "more": f"printed as “{claim['source']}”" if claim["source"] else "",
        },
        {"name": "Role here", "value": claim["role"]},
        {
            "name": "Said on",
            "value": said or ("" if not printed else f"“{printed}”"),
            "more": f"printed as “{printed}”" if said and printed else "",
        },
        {"name": "Quoted as", "value": TYPES[claim["type"]]},
        {
            "name": "Reported as",
            "value": capitalised(claim["kind"]),
            "more": f"“{claim['cue']}”" if claim["cue"] else "",
        },
        {"name": "Outlet", "value": found.outlet and found.outlet["name"]},
        {
            "name": "Article",
            "value": sees["articles"] and (article["title"] or shortened(article["text"][:120])),
            "href": pages.path(datasette, database, "articles", article["id"]),
        },
        {"name": "Article dated", "value": dates.published(claim["published"])},
        {
            "name": "On the word of",
            "value": sees["articles"] and ", ".join(row["name"] for row in found.secondary_sources),
            "more": "which the article cites",
        },
        {
            "name": "Extraction confidence",
            "value": f"{claim['confidence']:.2f} of 1",
            "more": f"found by the rule “{claim['rule']}”; how sure it is that the article says so,"
            " not whether it is true",
        },
    ]
    if claim["origin"] == "person":
        facts[-1] = {"name": "Origin", "value": "entered by hand"}
    elif claim["edited"]:
        facts.append({"name": "Corrected", "value": "a person corrected what extraction found"})
    return [fact for fact in facts if fact["value"]]


def _decided(found, now):
    """When the status that stands now was given."""
    given = [row["at"] for row in found.history if row["from_status"] != row["to_status"]]
    if not given or found.status["key"] == "unreviewed":
        return ""
    return dates.moment(given[-1], now)


def _review(found, acts, vocabulary, actor, typed, problems, called, now) -> dict:
    """What the editor's form holds: what is stored, with what was typed and not saved on top."""
    return {
        "form": form.merged(typed, found.claim),
        "was": {name: form.stored(found.claim)[name] for name in form.JUDGEMENT},
        "shown": acts[-1]["id"] if acts else 0,
        "editor": actor,
        "problems": problems,
        "first_problem": next((name for name in form.ORDER if name in problems), None),
        "unsaved": bool(typed),
        "choices": [
            status
            for status in vocabulary
            if status["active"] or status["key"] == found.claim["status"]
        ],
        "links": sum(item["removed_at"] is None for item in found.evidence),
        "notes": [
            {**note, "by": called.get(note["actor"], ""), "when": dates.moment(note["at"], now)}
            for note in found.notes
        ],
    }
