"""The claim page: who said what, where it stands, what checking found, and how that came about."""

from __future__ import annotations

from datetime import datetime, timezone

from datasette.utils import tilde_decode
from datasette.utils.asgi import NotFound

from datasette_claims import weblink
from datasette_claims.store import records
from datasette_claims.web import addresses, dates, marking, seam
from datasette_claims.web import page as pages
from datasette_claims.web.cards import TYPES, capitalised, shortened

STANCES = {"supports": "Supports it", "refutes": "Refutes it", "context": "Gives context"}
EVIDENCE_FIELDS = ("url", "title", "outlet", "published", "stance", "quote", "archive_url")


async def page(datasette, request):
    return await show(datasette, request, await pages.database(datasette, request))


def key(request) -> str:
    return tilde_decode(request.url_vars["claim"])


async def record(db, claim_key) -> records.ClaimRecord:
    """The claim that the address names; 404 where there is none."""
    found = await db.execute_fn(lambda conn: records.claim(conn, claim_key))
    if found is None:
        raise NotFound("There is no claim with this key in this database")
    return found


async def show(datasette, request, db, *, status=200, sent=None, errors=None):
    """The page. ``sent`` is what a form held that was refused, ``errors`` why: {form: message}."""
    if not await pages.has_claims(db):
        raise NotFound(pages.NO_TABLES)
    found = await record(db, key(request))
    vocabulary = await db.execute_fn(records.statuses)
    sees = {
        table: await seam.can_view(datasette, request.actor, db.name, table)
        for table in ("articles", "evidence", "status_history")
    }
    editable = db.is_mutable and await seam.can_edit(datasette, request.actor, db.name)
    now = datetime.now(timezone.utc)
    evidence = [
        {**item, "added": dates.moment(item["added_at"], now)}
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
        "sees_evidence": sees["evidence"],
        "sees_history": sees["status_history"],
        "facts": _facts(datasette, db.name, found, sees),
        "evidence": evidence if sees["evidence"] else [],
        "stances": STANCES,
        "decided_at": _decided(found, now) if sees["status_history"] else "",
        "timeline": _timeline(found, vocabulary, sees, now),
        **_passage(found, sees),
    }
    if editable:
        context.update(_forms(found, vocabulary, sent or {}, errors or {}, now))
    return await pages.render(datasette, request, "claims_claim.html", context, status=status)


def _title(found) -> str:
    words = shortened(found.claim["text"])
    who = found.speaker["name"] if found.speaker else ""
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
            "value": found.speaker["name"] if found.speaker else "not named",
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
        {"name": "Published", "value": dates.published(claim["published"])},
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


def _timeline(found, vocabulary, sees, now) -> list[dict]:
    """What happened to the claim, newest first."""
    words = {status["key"]: status for status in vocabulary}
    events = []
    for row in found.history:
        changed = row["from_status"] != row["to_status"]
        what = "Status set to" if changed else "Reason or publication changed, status"
        if row["publication"] == "withdrawn":
            what = "Verdict withdrawn, status"
        badge = words.get(row["to_status"]) or records.unknown_status(row["to_status"])
        was = words.get(row["from_status"]) or records.unknown_status(row["from_status"] or "")
        events.append(
            {
                "at": row["at"],
                "what": what,
                "badge": badge,
                "was": was["label_en"] if changed and row["from_status"] else "",
                "reason": row["reason"],
                "publication": row["publication"] if badge["kind"] != "workflow" else "",
                "actor": row["actor"],
            }
        )
    for row in found.evidence if sees["evidence"] else ():
        link = {"url": row["url"], "title": row["title"] or row["url"]}
        events.append(
            {"at": row["added_at"], "what": "Evidence added:", "actor": row["added_by"], **link}
        )
        if row["removed_at"]:
            events.append(
                {
                    "at": row["removed_at"],
                    "what": "Evidence removed:",
                    "actor": row["removed_by"],
                    **link,
                }
            )
    # Within one second evidence comes first: a review that brings a link stores it before itself.
    events.sort(key=lambda event: (event["at"], "badge" in event))
    found_by = "Entered by hand" if found.claim["origin"] == "person" else "Found by extraction"
    events.insert(
        0, {"at": found.claim["created_at"], "what": f"{found_by}, not reviewed", "actor": ""}
    )
    return [{**event, "when": dates.moment(event["at"], now)} for event in reversed(events)]


def _forms(found, vocabulary, sent, errors, now) -> dict:
    """What the editor's forms hold: what was sent and refused, else what is stored."""
    stored = {
        "status": found.claim["status"],
        "rationale": found.claim["rationale"] or "",
        "publication": found.claim["publication"],
        "evidence_stance": "context",
    }
    return {
        "form": {**stored, **sent.get("status", {})},
        "evidence_form": {"stance": "context", **sent.get("evidence", {})},
        "note_form": sent.get("note", {}).get("note", ""),
        "error": errors.get("status"),
        "evidence_error": errors.get("evidence"),
        "note_error": errors.get("note"),
        "choices": [
            status
            for status in vocabulary
            if status["active"] or status["key"] == found.claim["status"]
        ],
        "notes": [{**note, "when": dates.moment(note["at"], now)} for note in found.notes],
    }
