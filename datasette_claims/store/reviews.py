"""What an editor does to a claim: judge it, add and remove evidence, leave a note.

A judgement names the revision that the editor saw; where the claim was judged or read otherwise
since, ``Stale`` tells how it stands now and nothing is written. Evidence and notes add up: what
others did meanwhile is no conflict. Whatever stands against a change is told at once. Each call is
one transaction, or part of the open one. Status, reason, publication and evidence are given to all
copies that the claim is joined with; a note stays with the one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlite_utils import Database

from datasette_claims.store import evidence, joining, judging, moments
from datasette_claims.store.changes import by_person
from datasette_claims.store.errors import Refused, Stale, Unknown
from datasette_claims.store.judging import Judgement
from datasette_claims.store.vocabulary import vocabulary
from datasette_claims.store.words import words
from datasette_claims.wording import said

SENT_TWICE = timedelta(minutes=1)
"""Within it the same words of one person on one claim are one note that was sent twice."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a review came to: the claim's revision, what changed, numbers of what was added.

    ``joined`` is the number of other claims that were judged and got the evidence with it,
    ``already`` the addresses that the claim had and that were not added again.
    """

    revision: int
    judged: bool
    evidence: tuple[int, ...]
    note: int | None
    joined: int = 0
    already: tuple[str, ...] = ()


@dataclass(slots=True)
class _Links:
    """Of the links of a form: the numbers of those stored already, and the rows of the others."""

    known: list[int]
    new: list[dict[str, str | None]]
    already: list[str]


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
    leaning: str | None = None,
    confirms: bool = False,
) -> Saved:
    """Save a judgement, evidence links and a note together, or nothing of them.

    A link to a page that the claim has already is not added again; where it tells more than the one
    that is there it is refused, unless ``again``, or ``again`` stands in itself. A link whose
    stance is ``evidence.FOLLOWS`` goes with the status that is saved, or with the status
    ``leaning`` that its editor is about to save. ``after`` is the last act that the editor's form
    showed: what its sender did since in the same words is the same form, sent twice. Without it a
    note is the same if its sender left it within ``SENT_TWICE``. ``confirms``: publishing waits for
    a second reader.
    """
    with by_person(db, actor, confirms=confirms):
        claim = judging.claim(db, claim_id)
        problems: dict[str, str] = {}
        status = judgement.status if judgement else leaning or claim["status"]
        follows = evidence.leaning(vocabulary(db.conn)[status]) if links else ""
        lately = done_since(db, claim_id, "evidence_added", actor, after)
        found = _sorted(_evidence(db, claim_id), links, again, lately, follows, problems)
        told, new_note = _new_note(db, claim, note, actor, after, problems)
        stored = judging.of(claim)
        evidenced = bool(links) or bool(_evidence(db, claim_id))
        wanted = judging.checked(
            db, claim, judgement or stored, evidenced, problems, confirms=confirms
        )
        if judgement is not None and claim["revision"] != seen and (wanted != stored or problems):
            raise Stale(claim)
        if problems:
            raise Refused.because(problems)
        joined = joining.others(db, claim_id)
        added = [_insert_link(db, claim_id, link, actor) for link in found.new]
        if new_note is not None:
            told = _insert_note(db, claim_id, new_note, actor)
        if found.new or wanted != stored:
            joining.give_evidence(db, claim_id, joined, moments.now(), actor)
        if wanted != stored:
            joining.give(db, [claim_id, *joined], wanted)
        return Saved(
            _revision(db, claim_id),
            wanted != stored,
            (*found.known, *added),
            told,
            len(joined),
            tuple(found.already),
        )


def remove_evidence(db: Database, claim_id: str, evidence_id: int, *, actor: str) -> int:
    """The revision. The link stays in the database with the date of its removal."""
    with by_person(db, actor):
        claim = judging.claim(db, claim_id)
        found = db.execute(
            "SELECT removed_by FROM evidence WHERE claim_id = ? AND id = ?", [claim_id, evidence_id]
        ).fetchone()
        if found and found[0] == actor:
            return int(claim["revision"])  # the same form, sent twice
        links = _evidence(db, claim_id)
        if evidence_id not in [link["id"] for link in links]:
            raise Unknown(said("This claim has no such evidence, or it was removed already."))
        gone = [evidence_id, *joining.same_evidence(db, claim_id, evidence_id)]
        stands = judging.of(claim)
        if judging.is_published_verdict(db, stands):
            for key in (claim_id, *joining.others(db, claim_id)):
                if all(link["id"] in gone for link in _evidence(db, key)):
                    raise Refused(judging.ONLY_EVIDENCE)
        for number in gone:
            db.execute(
                "UPDATE evidence SET removed_at = ?, removed_by = ? WHERE id = ?",
                [moments.now(), actor, number],
            )
        return _revision(db, claim_id)


def _sorted(
    there: Sequence[Mapping[str, Any]],
    links: Sequence[Mapping[str, str | None]],
    again: bool,
    lately: Sequence[str],
    follows: str,
    problems: dict[str, str],
) -> _Links:
    """The links of a form beside those there; what stands against one is told by its place.

    ``lately`` are the numbers of links that the same form may have stored already.
    """
    found = _Links([], [], [])
    if len(links) > evidence.MOST:
        problems["evidence_url"] = said(
            "These are {n} links; at most {most} are saved at once.",
            n=len(links),
            most=evidence.MOST,
        )
        return found
    for number, link in enumerate(links, start=1):
        try:
            row = evidence.checked(link, number, follows)
        except Refused as refused:
            problems.update(refused.problems)
            continue
        mine = [
            other["id"]
            for other in there
            if str(other["id"]) in lately
            and all(other[name] == row[name] for name in evidence.FIELDS)
        ]
        twin = evidence.same_page(row["url"] or "", [*there, *found.new])
        if mine:
            found.known.append(mine[0])
        elif twin is None or again or link.get("again"):
            found.new.append(row)
        elif evidence.adds_nothing(link, row, twin):
            found.already.append(row["url"] or "")
        else:
            problems[evidence.field("again", number)] = said(
                "This claim has a link to that page already ({url}). Add it once more only for "
                "another passage of it.",
                url=twin["url"],
            )
    return found


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
        text = words(note, said("the note"))
    except Refused as refused:
        problems["note"] = str(refused)
        return None, None
    if text is None:
        return None, None
    if after is None:
        return _lately_noted(db, claim["id"], text, actor)
    for number in done_since(db, claim["id"], "note", actor, after):
        if db.table("review_notes").get(int(number))["note"] == text:
            return int(number), None
    return None, text


def _lately_noted(
    db: Database, claim_id: str, text: str, actor: str
) -> tuple[int | None, str | None]:
    """The same where nobody says what the sender saw, as for a script: the last minute tells."""
    since = datetime.now(timezone.utc) - SENT_TWICE
    found = db.execute(
        "SELECT id FROM review_notes WHERE claim_id = ? AND actor = ? AND note = ? AND at >= ?"
        " ORDER BY id DESC LIMIT 1",
        [claim_id, actor, text, moments.told(since)],
    ).fetchone()
    return (int(found[0]), None) if found else (None, text)


def done_since(db: Database, claim_id: str, kind: str, actor: str, after: int | None) -> list[str]:
    """Keys of the rows that the actor made by such acts since one; none where that is not known."""
    found = db.execute(
        "SELECT record FROM acts WHERE claim_id = ? AND kind = ? AND actor = ? AND id > ?",
        [claim_id, kind, actor, after],
    )
    return [str(record) for (record,) in found]


def _evidence(db: Database, claim_id: str) -> list[dict[str, Any]]:
    """The links that stand on the claim now."""
    return list(
        db.query("SELECT * FROM evidence WHERE claim_id = ? AND removed_at IS NULL", [claim_id])
    )


def _insert_link(db: Database, claim_id: str, link: Mapping[str, str | None], actor: str) -> int:
    row = {"claim_id": claim_id, **link, "added_at": moments.now(), "added_by": actor}
    cursor = db.execute(
        f"INSERT INTO evidence ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",  # noqa: S608
        list(row.values()),
    )
    return int(cursor.lastrowid or 0)


def _insert_note(db: Database, claim_id: str, note: str, actor: str) -> int:
    cursor = db.execute(
        "INSERT INTO review_notes (claim_id, at, actor, note) VALUES (?, ?, ?, ?)",
        [claim_id, moments.now(), actor, note],
    )
    return int(cursor.lastrowid or 0)


def _revision(db: Database, claim_id: str) -> int:
    return int(db.execute("SELECT revision FROM claims WHERE id = ?", [claim_id]).fetchone()[0])
