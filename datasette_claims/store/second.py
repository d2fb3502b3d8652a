"""A second reader confirms a judgement, or objects with a reason.

It is given to all copies that the claim is joined with, as the judgement was. Who gave a verdict is
no second reader of it.
"""

from __future__ import annotations

from sqlite_utils import Database

from datasette_claims.store import findings, joining, judging, moments
from datasette_claims.store.changes import by_person
from datasette_claims.store.errors import Refused, Stale
from datasette_claims.store.findings import CONFIRMED, FINDINGS, OBJECTED, Reading
from datasette_claims.store.words import words
from datasette_claims.wording import said

OWN = said("You gave this verdict; somebody else reads it a second time.")


def read(
    db: Database, claim_id: str, finding: str, *, seen: int, actor: str, reason: str | None = None
) -> Reading:
    """What was found, stored on the claim and its copies; once, if it comes twice.

    ``seen`` is the revision of the claim that was read: where it is another by now, ``Stale``.
    """
    with by_person(db, actor):
        claim = judging.claim(db, claim_id)
        mine = _of(db, claim_id, actor)
        reason = words(reason, said("the objection")) if finding == OBJECTED else None
        if mine and (mine.finding, mine.reason) == (finding, reason):
            return mine
        if claim["revision"] != seen:
            raise Stale(claim)
        joined = [claim_id, *joining.others(db, claim_id)]
        _demand(db, claim["status"], joined, finding, reason, mine, actor)
        now = moments.now()
        for key in joined:
            db.execute(
                "INSERT INTO second_readings"
                " (claim_id, finding, reason, status, rationale, revision, at, actor)"
                " SELECT id, ?, ?, status, rationale, revision, ?, ? FROM claims WHERE id = ?",
                [finding, reason, now, actor, key],
            )
        given = _of(db, claim_id, actor)
        assert given is not None
        return given


def _demand(
    db: Database,
    status: str,
    joined: list[str],
    finding: str,
    reason: str | None,
    mine: Reading | None,
    actor: str,
) -> None:
    """Raises ``Refused`` with what stands against this reading."""
    if finding not in FINDINGS:
        raise Refused(
            said(
                "A second reader has {findings}, not {finding!r}.",
                findings=" or ".join(FINDINGS),
                finding=finding,
            )
        )
    if not judging.is_result(db, status):
        raise Refused(said("There is no verdict yet that could be read a second time."))
    if actor in findings.givers(db.conn, joined):
        raise Refused(OWN)
    if mine:
        raise Refused(
            said("You have confirmed it already. Take that back first.")
            if mine.finding == CONFIRMED
            else said("You have objected already. Take that back first.")
        )
    if finding == OBJECTED and reason is None:
        raise Refused.because({"objection": said("Say what you object to: the others read it.")})


def _of(db: Database, claim_id: str, actor: str) -> Reading | None:
    """The reading of this person that holds."""
    found = (each for each in findings.holding(db.conn, claim_id) if each.actor == actor)
    return next(found, None)
