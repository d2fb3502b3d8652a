"""Undoing what one saved last: the claim stands as before, and the history tells of both.

Nothing is erased. What was saved together shares a batch; undoing it gives each of its claims the
judgement that it had before, removes the evidence that came with it, and adds one act that names
the batch. A note stays. What was corrected reads as before; a claim that was entered, or split off,
stays as an extraction error, out of sight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from datasette_claims.store import judging, log, moments, rewording
from datasette_claims.store.changes import by_person
from datasette_claims.store.errors import Refused
from datasette_claims.store.findings import CONFIRMED, FINDINGS
from datasette_claims.store.judging import Judgement
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.wording import said

KINDS = (
    "status", "evidence_added", "note", "correction", "spans", "entered", "split", "united",
    *FINDINGS,
)  # fmt: skip
"""Acts of a save. What has others in it was decided elsewhere, and is taken back there."""


@dataclass(frozen=True, slots=True)
class Undoable:
    """Something that one saved: its batch, the claim that was before them, and its words."""

    batch: str
    claim_id: str
    text: str
    status: str


def last(conn: sqlite3.Connection, actor: str, since: str) -> Undoable | None:
    """What the actor saved last and has not undone, since then."""
    newest = conn.execute(
        f"SELECT a.batch FROM acts AS a WHERE a.actor = ? AND a.at >= ? AND {_UNDOABLE}"  # noqa: S608
        " ORDER BY a.at DESC, a.id DESC LIMIT 1",
        [actor, since],
    ).fetchone()
    # Of a batch the first act is about the claim that was before the editor, not about a copy.
    found = (
        newest
        and conn.execute(
            "SELECT batch, claims.id, text, status FROM acts JOIN claims ON claims.id = claim_id"
            " WHERE batch = ? ORDER BY acts.id LIMIT 1",
            newest,
        ).fetchone()
    )
    return Undoable(*found) if found else None


def of_claim(conn: sqlite3.Connection, claim_id: str, actor: str) -> str | None:
    """The batch of what the actor saved last at this claim and has not undone."""
    found = conn.execute(
        "SELECT a.batch FROM acts AS a WHERE a.claim_id = ? AND a.actor = ?"  # noqa: S608
        f" AND {_UNDOABLE} ORDER BY a.id DESC LIMIT 1",
        [claim_id, actor],
    ).fetchone()
    return found and str(found[0])


def undo(db: Database, batch: str, *, actor: str, confirms: bool = False) -> str:
    """The key of the claim that was judged, once the whole batch is undone.

    Where one part of it cannot be undone nothing is. Asked again it is done already. ``confirms``:
    publishing waits for a second reader, so what was published before waits for one too, unless
    whoever confirmed it did so before the change that is undone: that reading holds again.
    """
    with by_person(db, actor):
        acts = list(
            db.query("SELECT * FROM acts WHERE batch = ? AND actor = ? ORDER BY id", [batch, actor])
        )
        if not acts:
            raise Refused(said("There is nothing of yours that could be undone."))
        claim_id = str(acts[0]["claim_id"])
        if undone(db, batch):
            return claim_id
        placed = {act["claim_id"] for act in acts if act["kind"] == "spans"}
        if any(
            act["kind"] not in KINDS
            or (act["kind"] in ("correction", "entered") and act["claim_id"] not in placed)
            for act in acts
        ):
            raise Refused(said("This was not one decision of the form, so it is not undone here."))
        now = moments.now()
        for key in dict.fromkeys(act["claim_id"] for act in acts):
            theirs = [act for act in acts if act["claim_id"] == key]
            _read_as_before(db, key, theirs, batch, now, actor)
            undo_at(db, key, theirs, now, actor, confirms)
        log.add(db, now, actor, "undid", claim_id, record=batch)
        return claim_id


def _read_as_before(
    db: Database, claim_id: str, acts: Sequence[dict[str, Any]], batch: str, now: str, actor: str
) -> None:
    """What was judged belongs to the words that were judged, so these come first."""
    for act in acts:
        if act["kind"] == "spans":
            rewording.restore(db, claim_id, act, batch, now, actor)


def undo_at(
    db: Database,
    claim_id: str,
    acts: Sequence[dict[str, Any]],
    now: str,
    actor: str,
    confirms: bool,
) -> None:
    """One claim of the batch as it was before."""
    claim = judging.claim(db, claim_id)
    stored = judging.of(claim)
    wanted, again = stored, []
    if judged := [act for act in acts if act["kind"] == "status"]:
        wanted = _before(db, claim_id, [int(act["record"]) for act in judged])
    if moved := [act["revision"] for act in acts if act["kind"] in ("status", "correction")]:
        again = _ended_with(db, claim_id, moved, wanted)
        confirms = confirms and {finding for _, finding in again} != {CONFIRMED}
    links = [int(act["record"]) for act in acts if act["kind"] == "evidence_added"]
    others = db.execute(
        "SELECT count(*) FROM evidence WHERE claim_id = ? AND removed_at IS NULL"  # noqa: S608
        f" AND id NOT IN ({', '.join('?' * len(links))})",
        [claim_id, *links],
    ).fetchone()[0]
    problems: dict[str, str] = {}
    judging.checked(db, claim, wanted, bool(others), problems, confirms=confirms)
    if wanted == stored and links and not others and judging.is_published_verdict(db, wanted):
        problems["evidence_url"] = judging.ONLY_EVIDENCE
    if problems:
        raise Refused.because(problems)
    if wanted != stored:
        db.execute(
            "UPDATE claims SET status = ?, rationale = ?, publication = ? WHERE id = ?",
            [wanted.status, wanted.rationale, wanted.publication, claim_id],
        )
    for number, _ in again:
        db.execute(
            "UPDATE second_readings SET ended = NULL, ended_at = NULL, ended_revision = NULL"
            " WHERE id = ?",
            [number],
        )
    for number in (int(act["record"]) for act in acts if act["kind"] in FINDINGS):
        db.execute(
            "UPDATE second_readings SET ended = 'taken_back', ended_at = ?"
            " WHERE id = ? AND ended IS NULL",
            [now, number],
        )
    for number in links:
        db.execute(
            "UPDATE evidence SET removed_at = ?, removed_by = ?"
            " WHERE id = ? AND removed_at IS NULL",
            [now, actor, number],
        )


def _before(db: Database, claim_id: str, rows: Sequence[int]) -> Judgement:
    """How the claim was judged before these rows of its history, which must be the newest.

    What was undone, and its undoing, are passed over: together they changed nothing.
    """
    standing = list(
        db.execute(
            "SELECT id, to_status, reason, publication FROM status_history AS h WHERE claim_id = ?"  # noqa: S608
            " AND NOT EXISTS (SELECT 1 FROM acts AS a WHERE a.kind = 'status'"
            f" AND a.record = CAST(h.id AS TEXT) AND NOT ({log.stands()})) ORDER BY id",
            [claim_id],
        )
    )
    if standing[-1][0] != max(rows):
        raise Refused(
            said(
                "The claim was judged again since, so that is not undone. "
                "Look at it and decide anew."
            )
        )
    before = [Judgement(*judged) for number, *judged in standing if number < min(rows)]
    return before[-1] if before else judging.NOT_JUDGED


def _ended_with(
    db: Database, claim_id: str, revisions: Sequence[int], before: Judgement
) -> list[tuple[int, str]]:
    """Number and finding of the second readings that ended with these revisions of the claim."""
    marks = ", ".join("?" * len(revisions))
    found = db.execute(
        "SELECT id, finding FROM second_readings WHERE claim_id = ? AND ended = 'judged_anew'"  # noqa: S608
        f" AND (status, rationale) IS (?, ?) AND ended_revision IN ({marks})",
        [claim_id, before.status, before.rationale, *revisions],
    )
    return [(int(number), str(finding)) for number, finding in found.fetchall()]


def undone(db: Database, batch: str) -> bool:
    found = db.execute("SELECT 1 FROM acts WHERE kind = 'undid' AND record = ?", [batch])
    return found.fetchone() is not None


_UNDOABLE = f"""
    a.kind IN {KINDS} AND a.batch IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM acts WHERE kind = 'undid' AND record = a.batch)
    AND NOT EXISTS (SELECT 1 FROM acts WHERE batch = a.batch AND kind NOT IN {KINDS})
    AND NOT EXISTS (
        SELECT 1 FROM acts AS c WHERE batch = a.batch AND kind IN ('correction', 'entered')
        AND NOT EXISTS (
            SELECT 1 FROM acts WHERE batch = a.batch AND claim_id = c.claim_id AND kind = 'spans'))
    AND EXISTS (SELECT 1 FROM acts WHERE batch = a.batch AND kind <> 'note')"""  # noqa: S608
