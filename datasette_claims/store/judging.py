"""A judgement, and what keeps it from standing: the vocabulary, and the rules of publishing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlite_utils import Database

from datasette_claims.store import findings
from datasette_claims.store.errors import Refused, Unknown
from datasette_claims.store.vocabulary import Status, called
from datasette_claims.store.words import storable, words
from datasette_claims.wording import said, together

PUBLICATIONS = ("draft", "published", "withdrawn")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A status with its reason, and whether it may leave the house."""

    status: str
    rationale: str | None
    publication: str


NOT_JUDGED = Judgement("unreviewed", None, "draft")
"""How a claim stands that nobody has judged."""


class Stands(NamedTuple):
    """How a claim is judged now, and its revision."""

    judgement: Judgement
    revision: int


def of(claim: Mapping[str, Any]) -> Judgement:
    """How a claim is judged, of its row."""
    return Judgement(claim["status"], claim["rationale"], claim["publication"])


def stands(db: Database, claim_id: str) -> Stands | None:
    """How the claim stands; None where there is none with this key."""
    found = row(
        db,
        "SELECT status, rationale, publication, revision FROM claims WHERE id = ?",
        [storable(claim_id)],
    )
    if found is None:
        return None
    revision = found.pop("revision")
    return Stands(Judgement(**found), int(revision))


def claim(db: Database, claim_id: str) -> dict[str, Any]:
    """What an editor changes of the claim, and who judged it last; ``Unknown`` without one."""
    found = row(
        db,
        "SELECT id, article_id, text, speaker_id, kind, modality, edited, flag, copies, group_id,"
        " status, rationale, publication, revision, updated_at,"
        " (SELECT actor FROM status_history WHERE claim_id = claims.id ORDER BY id DESC LIMIT 1)"
        " AS changed_by,"
        " (SELECT at FROM status_history WHERE claim_id = claims.id ORDER BY id DESC LIMIT 1)"
        " AS changed_at FROM claims WHERE id = ?",
        [storable(claim_id)],
    )
    if found is None:
        raise Unknown(said("There is no claim {claim_id}.", claim_id=claim_id))
    return found


ONLY_EVIDENCE = said(
    "This is the only evidence of a published verdict. Add another link first, or set the verdict "
    "back to draft."
)


UNCONFIRMED = said(
    "A second reader confirms a verdict before it is published: save a draft, and ask a colleague."
)


def is_result(db: Database, status: str) -> bool:
    """Does it say something of the claim, and not only how far the checking is?"""
    found = row(db, "SELECT kind FROM statuses WHERE key = ?", [storable(status)])
    return found is not None and found["kind"] != "workflow"


def is_published_verdict(db: Database, judgement: Judgement) -> bool:
    """Does it stand before readers, so that it must not be without evidence?"""
    kind = row(db, "SELECT kind FROM statuses WHERE key = ?", [judgement.status])
    return judgement.publication == "published" and kind == {"kind": "verdict"}


def needs(status: Status) -> str:
    """What it takes to publish a status: ``reason``, ``reason evidence``, or ``never``."""
    if status.kind == "workflow" or not status.published:
        return "never"
    return "reason evidence" if status.kind == "verdict" else "reason"


def needed(status: Status, rationale: str | None, evidenced: bool) -> str:
    """What is still missing to publish, in words; ``static/evidence.js`` has the same."""
    wanted = needs(status)
    if wanted == "never":
        return said("Needed to publish: a status that is a result.")
    missing = [
        words
        for word, words, there in (
            ("reason", said("a reason"), bool((rationale or "").strip())),
            ("evidence", said("an evidence link"), evidenced),
        )
        if word in wanted and not there
    ]
    return (
        said("Needed to publish: {missing}.", missing=together(missing, ", "))
        if missing
        else said("Nothing is missing to publish.")
    )


def checked(
    db: Database,
    claim: Mapping[str, Any],
    judgement: Judgement,
    evidenced: bool,
    problems: dict[str, str],
    *,
    confirms: bool = False,
) -> Judgement:
    """The judgement as it is stored; what stands against it goes to ``problems``.

    ``evidenced`` is whether the claim has evidence, or gets some with it; ``confirms`` whether
    publishing waits for a second reader. What stands already is not asked about again.
    """
    rationale, status = None, None
    try:
        rationale = words(judgement.rationale, said("the reason"))
    except Refused as refused:
        problems["rationale"] = str(refused)
    after = Judgement(judgement.status, rationale, judgement.publication)
    if after == of(claim):
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
        if confirms and status["kind"] != "workflow" and status["published"]:
            problems.update(_against_unconfirmed(db, claim, after))
    elif judgement.publication == "withdrawn":
        problems.update(_against_withdrawing(db, claim, rationale))
    return after


def _against_publishing(
    status: Mapping[str, Any], rationale: str | None, evidenced: bool
) -> dict[str, str]:
    label = said("“{label}”", label=called(status["key"], status["label_en"]))
    if status["kind"] == "workflow":
        message = said(
            "{label} is not a result, so there is nothing to publish: save a draft.", label=label
        )
        return {"status": message}
    if not status["published"]:
        return {
            "status": said(
                "Claims marked {label} never leave in a public copy: save a draft.", label=label
            )
        }
    problems: dict[str, str] = {}
    if rationale is None:
        problems["rationale"] = said(
            "To publish {label}, give the reason: readers see it with the status.", label=label
        )
    if status["kind"] == "verdict" and not evidenced:
        problems["evidence_url"] = said(
            "To publish {label}, add at least one evidence link, or save a draft.", label=label
        )
    return problems


def against_publishing(db: Database, claim_id: str, *, confirms: bool = False) -> dict[str, str]:
    """Why the claim cannot be published as it is judged now, by field; empty where it can be.

    The one place that says so: the form asks by ``checked``, who publishes many at once asks this.
    ``confirms`` is whether publishing waits for a second reader.
    """
    found = claim(db, claim_id)
    evidenced = db.execute(
        "SELECT 1 FROM evidence WHERE claim_id = ? AND removed_at IS NULL", [found["id"]]
    ).fetchone()
    problems: dict[str, str] = {}
    wanted = replace(of(found), publication="published")
    checked(db, found, wanted, evidenced is not None, problems, confirms=confirms)
    return problems


def _against_unconfirmed(
    db: Database, claim: Mapping[str, Any], judgement: Judgement
) -> dict[str, str]:
    """What a second reader has still to say of it."""
    same = (claim["status"], claim["rationale"]) == (judgement.status, judgement.rationale)
    found = {each.finding for each in findings.holding(db.conn, claim["id"])} if same else set()
    if findings.OBJECTED in found:
        return {"publication": said("A second reader objects to this verdict: settle that first.")}
    if findings.CONFIRMED in found:
        return {}
    return {"publication": UNCONFIRMED}


def _against_withdrawing(
    db: Database, claim: Mapping[str, Any], rationale: str | None
) -> dict[str, str]:
    problems: dict[str, str] = {}
    if claim["publication"] == "draft" and not _was_published(db, claim["id"]):
        problems["publication"] = said("Only what was published can be withdrawn: save a draft.")
    if rationale is None:
        problems["rationale"] = said("To withdraw, give the reason: it is kept in the history.")
    return problems


def _status(db: Database, status: str, before: str) -> dict[str, Any]:
    found = row(
        db,
        "SELECT key, kind, label_en, published, active FROM statuses WHERE key = ?",
        [storable(status)],
    )
    if found is None:
        raise Refused(
            said("There is no status {status!r}; the table statuses lists them.", status=status)
        )
    if not found["active"] and status != before:
        raise Refused(
            said(
                "The status “{label}” is retired; choose another.",
                label=called(status, found["label_en"]),
            )
        )
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
