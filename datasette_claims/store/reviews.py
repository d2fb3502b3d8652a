"""What an editor does to a claim: judge it, add and remove evidence, leave a note.

Every change names the revision that the editor saw; where the claim moved on since, ``Stale`` tells
how it stands now and nothing is written. Each call is one transaction, or part of the open one.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from sqlite_utils import Database

from datasette_claims import weblink
from datasette_claims.store.changes import by_person
from datasette_claims.store.errors import Refused, Stale, Unknown

PUBLICATIONS = ("draft", "published", "withdrawn")
STANCES = ("supports", "refutes", "context")


def set_status(
    db: Database,
    claim_id: str,
    *,
    seen: int,
    status: str,
    rationale: str | None,
    publication: str,
    actor: str,
) -> int:
    """The new revision, or the old one where nothing was different."""
    rationale = _text(rationale, "the reason")
    with by_person(db, actor):
        claim = _claim(db, claim_id, seen)
        vocabulary = _status(db, status, claim["status"])
        _check_publication(db, claim, vocabulary, rationale, publication)
        if (status, rationale, publication) == (
            claim["status"],
            claim["rationale"],
            claim["publication"],
        ):
            return seen
        db.execute(
            "UPDATE claims SET status = ?, rationale = ?, publication = ? WHERE id = ?",
            [status, rationale, publication, claim_id],
        )
        return _revision(db, claim_id)


def add_evidence(
    db: Database,
    claim_id: str,
    *,
    seen: int,
    url: str,
    title: str | None = None,
    outlet: str | None = None,
    published: str | None = None,
    stance: str = "context",
    quote: str | None = None,
    archive_url: str | None = None,
    actor: str,
) -> int:
    """The new revision. Only http and https addresses are taken."""
    if stance not in STANCES:
        raise Refused(f"The stance of evidence is one of {', '.join(STANCES)}, not {stance!r}.")
    row = {
        "claim_id": claim_id,
        "url": _address(url, "The address of the evidence"),
        "title": _text(title, "the title"),
        "outlet": _text(outlet, "the outlet"),
        "published": _text(published, "the date"),
        "stance": stance,
        "quote": _text(quote, "the quoted passage"),
        "archive_url": _address(archive_url, "The archive address")
        if archive_url and archive_url.strip()
        else None,
        "added_at": _now(),
        "added_by": actor,
    }
    with by_person(db, actor):
        _claim(db, claim_id, seen)
        db.execute(
            f"INSERT INTO evidence ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",  # noqa: S608
            list(row.values()),
        )
        return _revision(db, claim_id)


def remove_evidence(db: Database, claim_id: str, evidence_id: int, *, seen: int, actor: str) -> int:
    """The new revision. The link stays in the database with the date of its removal."""
    with by_person(db, actor):
        claim = _claim(db, claim_id, seen)
        others = _evidence(db, claim_id)
        if evidence_id not in others:
            raise Unknown("This claim has no such evidence, or it was removed already.")
        if claim["publication"] == "published" and _is_verdict(db, claim) and len(others) == 1:
            raise Refused(
                "This is the only evidence of a published verdict. Add another link first, or set "
                "the verdict back to draft."
            )
        db.execute(
            "UPDATE evidence SET removed_at = ?, removed_by = ? WHERE id = ?",
            [_now(), actor, evidence_id],
        )
        return _revision(db, claim_id)


def add_note(db: Database, claim_id: str, *, note: str, actor: str) -> int:
    """The number of the new private note; a note does not move the revision on."""
    words = _text(note, "the note")
    if words is None:
        raise Refused("The note is empty.")
    with by_person(db, actor):
        _claim(db, claim_id, None)
        cursor = db.execute(
            "INSERT INTO review_notes (claim_id, at, actor, note) VALUES (?, ?, ?, ?)",
            [claim_id, _now(), actor, words],
        )
        return int(cursor.lastrowid or 0)


def _claim(db: Database, claim_id: str, seen: int | None) -> dict[str, Any]:
    claim_id = _storable(claim_id)
    cursor = db.execute(
        "SELECT id, text, status, rationale, publication, revision, updated_at,"
        " (SELECT actor FROM status_history WHERE claim_id = claims.id ORDER BY id DESC LIMIT 1)"
        " AS changed_by,"
        " (SELECT at FROM status_history WHERE claim_id = claims.id ORDER BY id DESC LIMIT 1)"
        " AS changed_at FROM claims WHERE id = ?",
        [claim_id],
    )
    row = cursor.fetchone()
    if row is None:
        raise Unknown(f"There is no claim {claim_id}.")
    claim = dict(zip((column[0] for column in cursor.description), row, strict=True))
    if seen is not None and claim["revision"] != seen:
        raise Stale(claim)
    return claim


def _status(db: Database, status: str, before: str) -> dict[str, Any]:
    cursor = db.execute(
        "SELECT key, kind, label_en, published, active FROM statuses WHERE key = ?",
        [_storable(status)],
    )
    row = cursor.fetchone()
    if row is None:
        raise Refused(f"There is no status {status!r}; the table statuses lists them.")
    found = dict(zip((column[0] for column in cursor.description), row, strict=True))
    if not found["active"] and status != before:
        raise Refused(f"The status “{found['label_en']}” is retired; choose another.")
    return found


def _check_publication(
    db: Database,
    claim: dict[str, Any],
    status: dict[str, Any],
    rationale: str | None,
    publication: str,
) -> None:
    if publication not in PUBLICATIONS:
        raise Refused(f"Publication is one of {', '.join(PUBLICATIONS)}, not {publication!r}.")
    label = f"“{status['label_en']}”"
    if publication == "published":
        if status["kind"] == "workflow":
            raise Refused(f"{label} is not a result, so there is nothing to publish: save a draft.")
        if not status["published"]:
            raise Refused(f"Claims marked {label} never leave in a public copy: save a draft.")
        if rationale is None:
            raise Refused(f"To publish {label}, give the reason: readers see it with the status.")
        if status["kind"] == "verdict" and not _evidence(db, claim["id"]):
            raise Refused(f"To publish {label}, add at least one evidence link, or save a draft.")
    if publication == "withdrawn":
        if claim["publication"] == "draft" and not _was_published(db, claim["id"]):
            raise Refused("Only what was published can be withdrawn: save a draft.")
        if rationale is None:
            raise Refused("To withdraw, give the reason: it is kept in the history.")


def _was_published(db: Database, claim_id: str) -> bool:
    return (
        db.execute(
            "SELECT 1 FROM status_history WHERE claim_id = ? AND publication = 'published'",
            [claim_id],
        ).fetchone()
        is not None
    )


def _is_verdict(db: Database, claim: dict[str, Any]) -> bool:
    return (
        db.execute(
            "SELECT 1 FROM statuses WHERE key = ? AND kind = 'verdict'", [claim["status"]]
        ).fetchone()
        is not None
    )


def _evidence(db: Database, claim_id: str) -> list[int]:
    return [
        number
        for (number,) in db.execute(
            "SELECT id FROM evidence WHERE claim_id = ? AND removed_at IS NULL", [claim_id]
        )
    ]


def _revision(db: Database, claim_id: str) -> int:
    return int(db.execute("SELECT revision FROM claims WHERE id = ?", [claim_id]).fetchone()[0])


def _text(value: str | None, what: str) -> str | None:
    """A person's words without the edges, line ends as ``\\n``; None where nothing is left."""
    words = (value or "").replace("\r\n", "\n").strip()
    try:
        words.encode()
    except UnicodeEncodeError:
        raise Refused(
            f"In {what} there is half a character (a lone surrogate); remove it."
        ) from None
    return words or None


def _storable(key: str) -> str:
    """The key, with what no database holds replaced, so that it is simply not found."""
    return key.encode("utf-8", "replace").decode()


def _address(value: str, what: str) -> str:
    words = _text(value, what.lower()) or ""
    if fault := weblink.fault(words):
        raise Refused(f"{what} {fault}.")
    return words


def _now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
