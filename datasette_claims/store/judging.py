"""A judgement, and what keeps it from standing: the vocabulary, and the rules of publishing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from datasette_claims.store.errors import Refused
from datasette_claims.store.words import storable, words

PUBLICATIONS = ("draft", "published", "withdrawn")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A status with its reason, and whether it may leave the house."""

    status: str
    rationale: str | None
    publication: str


def checked(
    db: Database,
    claim: Mapping[str, Any],
    judgement: Judgement,
    evidenced: bool,
    problems: dict[str, str],
) -> Judgement:
    """The judgement as it is stored; what stands against it goes to ``problems``.

    ``evidenced`` is whether the claim has evidence, or gets some with it. What stands already is
    not asked about again.
    """
    rationale, status = None, None
    try:
        rationale = words(judgement.rationale, "the reason")
    except Refused as refused:
        problems["rationale"] = str(refused)
    after = Judgement(judgement.status, rationale, judgement.publication)
    if after == Judgement(claim["status"], claim["rationale"], claim["publication"]):
        return after
    try:
        status = _status(db, judgement.status, claim["status"])
    except Refused as refused:
        problems["status"] = str(refused)
    if judgement.publication not in PUBLICATIONS:
        problems["publication"] = (
            f"Publication is one of {', '.join(PUBLICATIONS)}, not {judgement.publication!r}."
        )
    elif judgement.publication == "published" and status:
        problems.update(_against_publishing(status, rationale, evidenced))
    elif judgement.publication == "withdrawn":
        problems.update(_against_withdrawing(db, claim, rationale))
    return after


def _against_publishing(
    status: Mapping[str, Any], rationale: str | None, evidenced: bool
) -> dict[str, str]:
    label = f"“{status['label_en']}”"
    if status["kind"] == "workflow":
        message = f"{label} is not a result, so there is nothing to publish: save a draft."
        return {"status": message}
    if not status["published"]:
        return {"status": f"Claims marked {label} never leave in a public copy: save a draft."}
    problems = {}
    if rationale is None:
        problems["rationale"] = (
            f"To publish {label}, give the reason: readers see it with the status."
        )
    if status["kind"] == "verdict" and not evidenced:
        problems["evidence_url"] = (
            f"To publish {label}, add at least one evidence link, or save a draft."
        )
    return problems


def _against_withdrawing(
    db: Database, claim: Mapping[str, Any], rationale: str | None
) -> dict[str, str]:
    problems = {}
    if claim["publication"] == "draft" and not _was_published(db, claim["id"]):
        problems["publication"] = "Only what was published can be withdrawn: save a draft."
    if rationale is None:
        problems["rationale"] = "To withdraw, give the reason: it is kept in the history."
    return problems


def _status(db: Database, status: str, before: str) -> dict[str, Any]:
    found = row(
        db,
        "SELECT key, kind, label_en, published, active FROM statuses WHERE key = ?",
        [storable(status)],
    )
    if found is None:
        raise Refused(f"There is no status {status!r}; the table statuses lists them.")
    if not found["active"] and status != before:
        raise Refused(f"The status “{found['label_en']}” is retired; choose another.")
    return found


def _was_published(db: Database, claim_id: str) -> bool:
    return (
        db.execute(
            "SELECT 1 FROM status_history WHERE claim_id = ? AND publication = 'published'",
            [claim_id],
        ).fetchone()
        is not None
    )


def row(db: Database, sql: str, params: Sequence[object]) -> dict[str, Any] | None:
    """The first row that the question gives, None where there is none."""
    return next(iter(db.query(sql, params)), None)
