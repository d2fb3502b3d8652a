"""The page for two editors at once: both versions side by side, and the second decides."""

from __future__ import annotations

from datetime import datetime, timezone

from datasette_claims.store import records
from datasette_claims.web import claim, dates
from datasette_claims.web import page as pages

EDITABLE = ("revision", "status", "rationale", "publication")
NAMES = {
    "url": "Link",
    "title": "Title",
    "outlet": "Outlet",
    "published": "Published",
    "stance": "Stance",
    "quote": "Passage",
    "archive_url": "Archived copy",
}
TAILS = {"status": "/status", "evidence": "/evidence", "remove": "/evidence/{evidence}/remove"}
AIMS = {
    "status": "Your review",
    "evidence": "The evidence you were adding",
    "remove": "The evidence you were removing",
}


def public(current) -> dict:
    """The stored version as JSON tells it."""
    return {name: current.get(name) for name in EDITABLE}


async def page(datasette, request, db, form, values, current):
    """Both versions, with one button to save mine over the stored one and one link to keep it."""
    vocabulary = {row["key"]: row for row in await db.execute_fn(records.statuses)}
    found = await claim.record(db, claim.key(request))
    now = datetime.now(timezone.utc)

    def word(key):
        return vocabulary.get(key) or records.unknown_status(key)

    mine, links = _mine(form, values, found)
    return await pages.render(
        datasette,
        request,
        "claims_conflict.html",
        {
            "database": db.name,
            "claim": found.claim,
            "speaker": found.speaker,
            "language": found.claim["language"],
            "aim": AIMS[form],
            "stored": {**public(current), "status": word(current["status"])},
            "changed_by": current.get("changed_by"),
            "changed_at": dates.moment(current.get("changed_at"), now),
            "mine": {**mine, "status": word(mine["status"])} if "status" in mine else mine,
            "links": links,
            "names": NAMES,
            "tail": TAILS[form].format(**values),
            "hidden": _hidden(form, values, current),
        },
        status=409,
    )


def _mine(form, values, found):
    if form == "status":
        return values, values["evidence"]
    if form == "evidence":
        return {}, [values]
    return {}, [row for row in found.evidence if row["id"] == values["evidence"]]


def _hidden(form, values, current):
    """What the form that saves mine sends: the same, on top of the version that is stored now."""
    sent = {"revision": current["revision"]}
    if form == "status":
        sent.update({name: values[name] or "" for name in ("status", "rationale", "publication")})
        for link in values["evidence"]:
            sent.update({f"evidence_{name}": value for name, value in link.items()})
    if form == "evidence":
        sent.update({name: value for name, value in values.items() if name != "revision"})
    return sent
