"""What an editor does to a claim: judge it, add and remove evidence, leave a note.

A judgement names the revision that the editor saw; where the claim was judged or read otherwise
since, ``Stale`` tells how it stands now and nothing is written. Evidence and notes add up: what
others did meanwhile is no conflict. Whatever stands against a change is told at once. Each call is
one transaction, or part of the open one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from sqlite_utils import Database

from datasette_claims.store import evidence, judging
from datasette_claims.store.changes import by_person
from datasette_claims.store.errors import Refused, Stale, Unknown
from datasette_claims.store.judging import Judgement
from datasette_claims.store.words import storable, words


@dataclass(frozen=True, slots=True)
class Saved:
    """What a review came to: the claim's revision, what changed, numbers of what was added."""

    revision: int
    judged: bool
    evidence: tuple[int, ...]
    note: int | None


def review(
    db: Database,
    claim_id: str,
    *,
    seen: int | None,
    actor: str,
    judgement: Judgement | None = None,
    links: Sequence[Mapping[str, str | None]] = (),
    note: str | None = None,
    again: bool = False,
    after: int | None = None,
) -> Saved:
    """Save a judgement, evidence links and a note together, or nothing of them.

    A link to a page that the claim has already is refused unless ``again``. ``after`` is the last
    act that the editor's form showed: what its sender did since in the same words is the same form,
    sent twice.
    """
    with by_person(db, actor):
        claim = _claim(db, claim_id)
        problems: dict[str, str] = {}
        added, new_links = _new_links(db, claim, links, again, actor, after, problems)
        told, new_note = _new_note(db, claim, note, actor, after, problems)
        stored = Judgement(claim["status"], claim["rationale"], claim["publication"])
        evidenced = bool(links) or bool(_evidence(db, claim_id))
        wanted = judging.checked(db, claim, judgement or stored, evidenced, problems)
        if judgement is not None and claim["revision"] != seen and (wanted != stored or problems):
            raise Stale(claim)
        if problems:
            raise Refused.because(problems)
        added += [_insert_link(db, claim_id, link, actor) for link in new_links]
        if new_note is not None:
            told = _insert_note(db, claim_id, new_note, actor)
        if wanted != stored:
            db.execute(
                "UPDATE claims SET status = ?, rationale = ?, publication = ? WHERE id = ?",
                [wanted.status, wanted.rationale, wanted.publication, claim_id],
            )
        return Saved(_revision(db, claim_id), wanted != stored, tuple(added), told)


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
    judgement = Judgement(status, rationale, publication)
    return review(db, claim_id, seen=seen, actor=actor, judgement=judgement).revision


def add_evidence(
    db: Database,
    claim_id: str,
    *,
    seen: int,
    actor: str,
    again: bool = False,
    after: int | None = None,
    **link: str | None,
) -> int:
    """The revision. Only http and https addresses are taken."""
    saved = review(db, claim_id, seen=seen, actor=actor, links=[link], again=again, after=after)
    return saved.revision


def add_note(
    db: Database, claim_id: str, *, note: str, actor: str, after: int | None = None
) -> int:
    """The number of the new private note."""
    if words(note, "the note") is None:
        raise Refused.because({"note": "The note is empty: write it before you add it."})
    saved = review(db, claim_id, seen=None, actor=actor, note=note, after=after)
    return saved.note or 0


def remove_evidence(
    db: Database, claim_id: str, evidence_id: int, *, actor: str, seen: int | None = None
) -> int:
    """The revision. The link stays in the database with the date of its removal."""
    with by_person(db, actor):
        claim = _claim(db, claim_id)
        found = db.execute(
            "SELECT removed_by FROM evidence WHERE claim_id = ? AND id = ?", [claim_id, evidence_id]
        ).fetchone()
        if found and found[0] == actor:
            return int(claim["revision"])  # the same form, sent twice
        others = _evidence(db, claim_id)
        if evidence_id not in [link["id"] for link in others]:
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


def _new_links(
    db: Database,
    claim: Mapping[str, Any],
    links: Sequence[Mapping[str, str | None]],
    again: bool,
    actor: str,
    after: int | None,
    problems: dict[str, str],
) -> tuple[list[int], list[dict[str, str | None]]]:
    """Numbers of the links that this form has stored already, and those still to be stored."""
    there = _evidence(db, claim["id"])
    lately = done_since(db, claim["id"], "evidence_added", actor, after)
    known: list[int] = []
    new: list[dict[str, str | None]] = []
    for link in links:
        try:
            row = evidence.checked(link)
        except Refused as refused:
            problems.update(refused.problems)
            continue
        mine = [
            other["id"]
            for other in there
            if str(other["id"]) in lately
            and all(other[name] == row[name] for name in evidence.FIELDS)
        ]
        twin = evidence.same_page(row["url"] or "", [*there, *new])
        if mine:
            known.append(mine[0])
        elif twin and not again:
            problems["evidence_again"] = (
                f"This claim has a link to that page already ({twin['url']}). Add it once more "
                "only for another passage of it."
            )
        else:
            new.append(row)
    return known, new


def _new_note(
    db: Database,
    claim: Mapping[str, Any],
    note: str | None,
    actor: str,
    after: int | None,
    problems: dict[str, str],
) -> tuple[int | None, str | None]:
    """The number of the note that this form has stored already, or the words of a new one."""
    try:
        text = words(note, "the note")
    except Refused as refused:
        problems["note"] = str(refused)
        return None, None
    if text is None:
        return None, None
    for number in done_since(db, claim["id"], "note", actor, after):
        if db.table("review_notes").get(int(number))["note"] == text:
            return int(number), None
    return None, text


def done_since(db: Database, claim_id: str, kind: str, actor: str, after: int | None) -> list[str]:
    """Keys of the rows that the actor made by such acts since one; none where that is not known."""
    if after is None:
        return []
    found = db.execute(
        "SELECT record FROM acts WHERE claim_id = ? AND kind = ? AND actor = ? AND id > ?",
        [claim_id, kind, actor, after],
    )
    return [str(record) for (record,) in found]


def _claim(db: Database, claim_id: str) -> dict[str, Any]:
    """How the claim stands; who changed it last, and when."""
    found = judging.row(
        db,
        "SELECT id, text, status, rationale, publication, revision, updated_at,"
        " (SELECT actor FROM status_history WHERE claim_id = claims.id ORDER BY id DESC LIMIT 1)"
        " AS changed_by,"
        " (SELECT at FROM status_history WHERE claim_id = claims.id ORDER BY id DESC LIMIT 1)"
        " AS changed_at FROM claims WHERE id = ?",
        [storable(claim_id)],
    )
    if found is None:
        raise Unknown(f"There is no claim {claim_id}.")
    return found


def _is_verdict(db: Database, claim: Mapping[str, Any]) -> bool:
    return (
        db.execute(
            "SELECT 1 FROM statuses WHERE key = ? AND kind = 'verdict'", [claim["status"]]
        ).fetchone()
        is not None
    )


def _evidence(db: Database, claim_id: str) -> list[dict[str, Any]]:
    """The links that stand on the claim now."""
    return list(
        db.query("SELECT * FROM evidence WHERE claim_id = ? AND removed_at IS NULL", [claim_id])
    )


def _insert_link(db: Database, claim_id: str, link: Mapping[str, str | None], actor: str) -> int:
    row = {"claim_id": claim_id, **link, "added_at": _now(), "added_by": actor}
    cursor = db.execute(
        f"INSERT INTO evidence ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",  # noqa: S608
        list(row.values()),
    )
    return int(cursor.lastrowid or 0)


def _insert_note(db: Database, claim_id: str, note: str, actor: str) -> int:
    cursor = db.execute(
        "INSERT INTO review_notes (claim_id, at, actor, note) VALUES (?, ?, ?, ?)",
        [claim_id, _now(), actor, note],
    )
    return int(cursor.lastrowid or 0)


def _revision(db: Database, claim_id: str) -> int:
    return int(db.execute("SELECT revision FROM claims WHERE id = ?", [claim_id]).fetchone()[0])


def _now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
