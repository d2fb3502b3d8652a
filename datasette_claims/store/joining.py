"""Copies that are joined are judged together; a person parts one of them, or joins them again.

Joined are copies that stand alike: triggers see to that. What is here gives all of them the same,
and takes one of them out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database

from datasette_claims.store import evidence, judging, log, moments
from datasette_claims.store.changes import by_person
from datasette_claims.store.errors import Refused, Stale, Unknown
from datasette_claims.store.judging import NOT_JUDGED, Judgement
from datasette_claims.wording import said

_LINK = ", ".join(evidence.FIELDS)
_SAME_LINK = "o.url = e.url AND o.stance = e.stance AND o.quote IS e.quote"


def others(db: Database, claim_id: str) -> list[str]:
    """The keys of the claims that this one is joined with, the first published first."""
    found = db.execute(
        "SELECT id FROM claims WHERE id <> ?1"
        " AND group_id = (SELECT group_id FROM claims WHERE id = ?1)"
        " ORDER BY published IS NULL, published, id",
        [claim_id],
    )
    return [key for (key,) in found]


def give(db: Database, claim_ids: Iterable[str], judgement: Judgement) -> None:
    """Judge them all so; within the transaction of who does."""
    for claim_id in claim_ids:
        db.execute(
            "UPDATE claims SET status = ?, rationale = ?, publication = ? WHERE id = ?",
            [judgement.status, judgement.rationale, judgement.publication, claim_id],
        )


def give_evidence(
    db: Database, from_id: str, claim_ids: Iterable[str], now: str, actor: str
) -> None:
    """The links of one claim stand on the others too, as far as they do not yet."""
    for claim_id in claim_ids:
        db.execute(
            f"INSERT INTO evidence (claim_id, {_LINK}, added_at, added_by)"  # noqa: S608
            f" SELECT ?, {_LINK}, ?, ? FROM evidence AS e WHERE claim_id = ?"
            " AND removed_at IS NULL AND NOT EXISTS (SELECT 1 FROM evidence AS o"
            f" WHERE o.claim_id = ? AND o.removed_at IS NULL AND {_SAME_LINK}) ORDER BY id",
            [claim_id, now, actor, from_id, claim_id],
        )


def give_findings(db: Database, from_id: str, claim_ids: Iterable[str]) -> None:
    """What second readers found of one claim holds for the others too, which are judged alike."""
    for claim_id in claim_ids:
        db.execute(
            "INSERT INTO second_readings"
            " (claim_id, finding, reason, status, rationale, revision, at, actor)"
            " SELECT claims.id, r.finding, r.reason, r.status, r.rationale, claims.revision, r.at,"
            " r.actor FROM second_readings AS r JOIN claims ON claims.id = ?"
            " AND (claims.status, claims.rationale) IS (r.status, r.rationale)"
            " WHERE r.claim_id = ? AND r.ended IS NULL AND NOT EXISTS (SELECT 1"
            " FROM second_readings AS o WHERE o.claim_id = claims.id AND o.actor = r.actor"
            " AND o.ended IS NULL) ORDER BY r.id",
            [claim_id, from_id],
        )


def same_evidence(db: Database, claim_id: str, evidence_id: int) -> list[int]:
    """The numbers of the same link on the claims that this one is joined with."""
    found = db.execute(
        "SELECT o.id FROM evidence AS e JOIN evidence AS o"  # noqa: S608
        f" ON {_SAME_LINK} AND o.removed_at IS NULL AND o.claim_id IN ("
        " SELECT id FROM claims WHERE id <> ?1"
        " AND group_id = (SELECT group_id FROM claims WHERE id = ?1)) WHERE e.id = ?2",
        [claim_id, evidence_id],
    )
    return [number for (number,) in found]


def part(db: Database, claim_id: str, parted_id: str, *, actor: str) -> None:
    """One of the claims joined with ``claim_id``, or itself, stands alone from now on.

    It keeps what it was judged as and its evidence, and stays parted whatever comes, until it is
    joined again.
    """
    with by_person(db, actor):
        parted = _copy(db, claim_id, parted_id)
        if _is_parted(db, parted_id):
            return  # the same form, sent twice
        rest = others(db, parted_id)
        if not rest or (parted_id != claim_id and claim_id not in rest):
            raise Unknown(said("These claims are not joined any more; open the claim again."))
        now, other_id = moments.now(), claim_id if claim_id in rest else rest[0]
        db.execute(
            "INSERT INTO relations (claim_id, other_id, kind, state, at, decided_by)"
            " VALUES (?, ?, 'same_words', 'refused', ?, ?)",
            [parted_id, other_id, now, actor],
        )
        log.add(db, now, actor, "parted", parted_id, record=other_id, was=_joined(parted))


def join(
    db: Database, claim_id: str, other_id: str, *, seen: int, other_seen: int, actor: str
) -> int:
    """The revision of ``claim_id``, which is now joined with ``other_id``, a copy of it.

    Where only one of the two is judged, the other, with all that it is joined with, takes its
    status, reason, publication and evidence. ``seen`` and ``other_seen`` are their revisions.
    """
    with by_person(db, actor):
        claim, other = judging.claim(db, claim_id), _copy(db, claim_id, other_id)
        if claim["group_id"] is not None and claim["group_id"] == other["group_id"]:
            return int(claim["revision"])  # the same form, sent twice
        for one, revision in ((claim, seen), (other, other_seen)):
            if one["revision"] != revision:
                raise Stale(one)
        if claim["flag"] or other["flag"]:
            raise Refused(said("One of the two is no longer in its article, so it is not joined."))
        if _is_parted(db, claim_id) and _is_parted(db, other_id):
            raise Refused(said("Both were separated from the others. Join each with one of those."))
        now = moments.now()
        judged, pending = (claim, other) if judging.of(other) == NOT_JUDGED else (other, claim)
        if judging.of(judged) != judging.of(pending):
            if judging.of(pending) != NOT_JUDGED:
                raise Refused(
                    said(
                        "The two were judged differently. Give them the same status, reason and "
                        "publication first."
                    )
                )
            takers = [pending["id"], *others(db, pending["id"])]
            give_evidence(db, judged["id"], takers, now, actor)
            give(db, takers, judging.of(judged))
        db.execute(
            "DELETE FROM relations WHERE kind = 'same_words' AND claim_id IN (?, ?)",
            [claim_id, other_id],
        )
        for giver, taker in ((claim_id, other_id), (other_id, claim_id)):
            give_findings(db, giver, [taker, *others(db, taker)])
        log.add(db, now, actor, "joined", claim_id, record=other_id)
        return int(judging.claim(db, claim_id)["revision"])


def _copy(db: Database, claim_id: str, other_id: str) -> dict[str, Any]:
    """The other claim, which says the same in a copy of the article; or the claim itself."""
    claim, other = judging.claim(db, claim_id), judging.claim(db, other_id)
    if claim["copies"] is None or claim["copies"] != other["copies"]:
        raise Unknown(said("These claims are not known to be copies; open the claim again."))
    return other


def _is_parted(db: Database, claim_id: str) -> bool:
    found = db.execute(
        "SELECT 1 FROM relations WHERE claim_id = ? AND kind = 'same_words' AND state = 'refused'",
        [claim_id],
    )
    return found.fetchone() is not None


def _joined(claim: dict[str, Any]) -> dict[str, Any]:
    return {"group_id": claim["group_id"]}
