"""A claim with its record as JSON: what its page shows, for programs.

Of each row it holds the columns that a public copy may have (`publishing/allowed.py`), so that a
new column is told to nobody before somebody has decided; an editor is told who did it too. Drafts
are for editors alone (`publishing/outward.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response

from datasette_claims.publishing import allowed, outward
from datasette_claims.store.records import ClaimRecord, Row
from datasette_claims.store.vocabulary import Vocabulary, vocabulary
from datasette_claims.web import claim, downloads, seam
from datasette_claims.web import page as pages
from datasette_claims.web.asgi import Sees

COLUMNS: Mapping[str, tuple[str, ...]] = {
    table.name: (*table.public, *table.shown) for table in allowed.TABLES
}
LONG = ("text", "text_hash")
"""Of an article: Datasette's own page of the row has them."""

COPY = ("id", "article_id", "status", "publication", "revision")


async def json(datasette: Datasette, request: Request) -> Response:
    """The answer to who asks for a claim as JSON."""
    db = await pages.database(datasette, request)
    if not await pages.has_claims(db):
        raise NotFound(pages.NO_TABLES)
    found = await claim.record(db, claim.key(request))
    sees = await pages.sees(datasette, request.actor, db)
    editable = db.is_mutable and await seam.can_edit(datasette, request.actor, db.name)
    words = await db.execute_fn(vocabulary)
    found = claim.as_seen(found, sees)
    if not editable:
        found = in_public(found, words)
    told = described(found, sees, editable=editable)
    return Response.json({"ok": True, **told}, headers=downloads.common_headers(datasette))


def in_public(found: ClaimRecord, words: Vocabulary) -> ClaimRecord:
    """The record with what was published of its judgement, and of those of its copies."""
    judged = outward.judged(found.claim, found.history, found.evidence, words)
    history = tuple(
        {
            "claim_id": found.claim["id"],
            "at": step.at,
            "from_status": step.was,
            "to_status": step.status,
            "reason": step.reason,
            "publication": step.publication,
            "evidence_count": step.evidence_count,
        }
        for step in judged.steps
    )
    here = found.claim
    standing = {
        "status": judged.status,
        "rationale": judged.reason,
        "publication": judged.publication,
        # Both would tell of drafts; they are what a public copy makes of them (`selection.sql`).
        "revision": 1 + len(judged.steps),
        "updated_at": max(
            here["created_at"],
            judged.changed_at or "",
            *(row["added_at"] for row in judged.evidence),
        ),
    }
    return replace(
        found,
        claim={**here, **standing},
        evidence=judged.evidence,
        history=history,
        copies=tuple(
            {**row, "revision": None}
            if row["publication"] == "published"
            else {**row, "status": outward.UNREVIEWED, "publication": "draft", "revision": None}
            for row in found.copies
        ),
    )


def described(found: ClaimRecord, sees: Sees, *, editable: bool) -> dict[str, Any]:
    """All that its reader may see; ``revision`` is what a change has to name."""
    here = found.claim
    told: dict[str, Any] = {
        "revision": here["revision"],
        "may_edit": editable,
        "claim": {
            **of("claims", here),
            "seconds": found.moment.get("seconds"),
            "moment_url": found.moment.get("moment_url") if sees["articles"] else None,
        },
        "speaker": found.speaker and of("speakers", found.speaker),
        "article": of("articles", found.article, without=LONG) if sees["articles"] else None,
        "outlet": found.outlet and of("outlets", found.outlet),
        "spans": list(found.spans),
        "evidence": [
            of("evidence", row, ("id", *(("added_by",) if editable else ())))
            for row in found.evidence
            if row["removed_at"] is None
        ],
        "history": [
            of("status_history", row, ("actor",) if editable else ()) for row in found.history
        ],
        "copies": _copies(found.copies, sees),
    }
    if editable:
        told["notes"] = [
            _only(row, ("id", "claim_id", "at", "actor", "note")) for row in found.notes
        ]
        told["second_readings"] = [
            _only(row, ("id", "finding", "reason", "status", "at", "actor", "ended", "ended_at"))
            for row in found.second_readings
        ]
        told["now_reads"] = _others(found.now_reads, sees)
        told["was_judged"] = _others(found.was_judged, sees)
        told["readings"] = (
            [_only(row, ("id", *COLUMNS["claims"])) for row in found.readings]
            if sees["readings"]
            else []
        )
    return told


def _copies(rows: Iterable[Row], sees: Sees) -> list[Row]:
    """The same words elsewhere; those that stand apart are told to whom relations are shown."""
    return [
        {**_only(row, COPY), "joined": bool(row["joined"])}
        for row in rows
        if row["joined"] or sees["relations"]
    ]


def _others(rows: Iterable[Row], sees: Sees) -> list[Row]:
    return [_only(row, ("id", "text", "relation", "revision")) for row in rows if sees["relations"]]


def of(
    table: str, row: Row, more: tuple[str, ...] = (), *, without: tuple[str, ...] = ()
) -> dict[str, Any]:
    return _only(row, tuple(name for name in (*more, *COLUMNS[table]) if name not in without))


def _only(row: Row, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: row[name] for name in names if name in row}
