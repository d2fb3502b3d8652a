"""Many claims changed at once: what would become of each, then all of it in one transaction.

Each claim is held to the rules that hold for one. What stands against some of them leaves those
out, and is told; so is what was changed since the editor looked. Copies that are joined with a
claim go with it. Everything shares a batch, which one act of kind ``many`` heads; it is undone as
a whole (``undoing.undo_many``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from sqlite_utils import Database

from datasette_claims.store import assignments, joining, judging, log, moments, queries
from datasette_claims.store.changes import by_person
from datasette_claims.store.errors import Unknown
from datasette_claims.store.filters import Filters, order
from datasette_claims.store.folding import shown
from datasette_claims.store.judging import Judgement
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.wording import said

MOST = 1000
"""Claims that are changed at once; more would keep colleagues waiting for the file."""

PUBLIC = said(
    "It is published, and would be taken down. Tick “published ones too”, or change it on its page."
)
WITHDRAWN = said("It was withdrawn; what becomes of it is decided on its own page.")
NO_RESULT = said("It has no result yet, so there is nothing to publish.")
FLAGGED = said("Its article changed and no longer has it; look at it on its own page.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What shall become of each claim: one judgement, or its draft published, or a person's.

    ``to`` is who is to check it, ``assignments.NOBODY`` included; None leaves that. ``public`` says
    that published claims are meant too.
    """

    judgement: Judgement | None = None
    publish: bool = False
    to: str | None = None
    public: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What would become of one claim. ``problem`` says why nothing, empty where it would change.

    ``same`` is true where it stands so already; ``copies`` is how many go with it.
    """

    claim: Mapping[str, Any]
    judgement: Judgement | None = None
    problem: str = ""
    same: bool = False
    copies: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return str(self.claim["id"])

    @property
    def changes(self) -> bool:
        return not self.problem and not self.same


class Chosen(NamedTuple):
    """The keys of what a filter asks for, in its order, and whether there are more than that."""

    keys: list[str]
    more: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done: the batch (None where nothing was), and the keys of the claims by what became.

    ``stale`` were changed since the editor looked, ``refused`` has the reason of each.
    """

    batch: str | None
    changed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    copies: int = 0


def chosen(conn: sqlite3.Connection, filters: Filters) -> Chosen:
    """All claims of a filter, or the first ``MOST``."""
    steps = queries.walk(conn, shown(filters), order(filters), None, MOST + 1)
    return Chosen([step.key for step in steps[:MOST]], len(steps) > MOST)


def plan(
    db: Database, claim_ids: Iterable[str], wanted: Wanted, *, confirms: bool = False
) -> list[Step]:
    """What would become of each; those that are not there any more are left out. Reads only.

    Of copies that are joined the first one stands for all. ``confirms`` is whether publishing waits
    for a second reader.
    """
    done: set[str] = set()
    steps = []
    for claim_id in dict.fromkeys(claim_ids):
        if claim_id in done:
            continue
        try:
            claim = judging.claim(db, claim_id)
        except Unknown:
            continue
        step = _step(db, claim, wanted, confirms)
        done |= {claim_id, *step.copies}
        steps.append(step)
    return steps


def planned(
    conn: sqlite3.Connection, claim_ids: Iterable[str], wanted: Wanted, *, confirms: bool = False
) -> list[Step]:
    """The same on a connection of somebody else."""
    db = Database(conn, recursive_triggers=False, execute_plugins=False)
    return plan(db, claim_ids, wanted, confirms=confirms)


def change(
    db: Database,
    seen: Mapping[str, int],
    wanted: Wanted,
    *,
    actor: str,
    query: str = "",
    confirms: bool = False,
) -> Outcome:
    """Change the claims, each of which was ``seen`` at a revision. ``query`` names their filter."""
    with by_person(db, actor, confirms=confirms):
        steps = plan(db, seen, wanted, confirms=confirms)
        there = {step.key for step in steps} | {key for step in steps for key in step.copies}
        stale = [step.key for step in steps if step.claim["revision"] != seen[step.key]]
        rest = [step for step in steps if step.key not in stale]
        now = moments.now()
        for step in rest:
            if step.changes:
                _apply(db, step, wanted, now, actor)
        changed = tuple(step.key for step in rest if step.changes)
        outcome = Outcome(
            batch=_batch(db) if changed else None,
            changed=changed,
            same=tuple(step.key for step in rest if step.same),
            stale=(*stale, *(key for key in seen if key not in there)),
            refused={step.key: step.problem for step in rest if step.problem},
            copies=sum(len(step.copies) for step in rest if step.changes),
        )
        if changed:
            log.add(db, now, actor, "many", None, became=_told(outcome, wanted, query))
        return outcome


def _step(db: Database, claim: Mapping[str, Any], wanted: Wanted, confirms: bool) -> Step:
    """What would become of one claim, and what stands against it."""
    copies = tuple(joining.others(db, claim["id"]))
    if wanted.to is not None:
        there = assignments.of(db.conn, [claim["id"], *copies])
        same = all(there.get(key, "") == wanted.to for key in (claim["id"], *copies))
        return Step(claim, same=same, copies=copies)
    stands = judging.of(claim)
    judgement = wanted.judgement or replace(stands, publication="published")
    if judgement.status == stands.status and judgement.rationale is None:
        judgement = replace(judgement, rationale=stands.rationale)  # nobody asked to empty it
    if judgement == stands:
        return Step(claim, stands, same=True, copies=copies)
    if problem := _against(db, claim, stands, wanted):
        return Step(claim, judgement, problem, copies=copies)
    problems: dict[str, str] = {}
    evidenced = db.execute(
        "SELECT 1 FROM evidence WHERE claim_id = ? AND removed_at IS NULL", [claim["id"]]
    ).fetchone()
    judgement = judging.checked(
        db, claim, judgement, evidenced is not None, problems, confirms=confirms
    )
    problem = " ".join(dict.fromkeys(problems.values()))
    return Step(claim, judgement, problem, same=judgement == stands, copies=copies)


def _against(db: Database, claim: Mapping[str, Any], stands: Judgement, wanted: Wanted) -> str:
    """What keeps a claim out of a change of many, though it could be made of the one."""
    if stands.publication == "withdrawn":
        return WITHDRAWN
    if wanted.publish and not judging.is_result(db, stands.status):
        return NO_RESULT
    if claim["flag"] and (wanted.publish or _publishes(wanted)):
        return FLAGGED
    if stands.publication == "published" and not wanted.public:
        return PUBLIC
    return ""


def _publishes(wanted: Wanted) -> bool:
    return wanted.judgement is not None and wanted.judgement.publication == "published"


def _apply(db: Database, step: Step, wanted: Wanted, now: str, actor: str) -> None:
    if wanted.to is not None:
        assignments.give(db, [step.key], wanted.to, actor=actor)
    elif step.judgement is not None:
        joining.give_evidence(db, step.key, step.copies, now, actor)
        joining.give(db, [step.key, *step.copies], step.judgement)


def _batch(db: Database) -> str:
    return str(db.execute("SELECT batch FROM _change_context").fetchone()[0])


def _told(outcome: Outcome, wanted: Wanted, query: str) -> dict[str, Any]:
    """What the log keeps: enough to say afterwards what was done, and what was left out and why."""
    judgement = wanted.judgement
    return {
        "query": query,
        "status": judgement.status if judgement else None,
        "publication": "published" if wanted.publish else judgement and judgement.publication,
        "reason": judgement.rationale if judgement else None,
        "to": wanted.to,
        "changed": len(outcome.changed),
        "copies": outcome.copies,
        "same": len(outcome.same),
        "stale": list(outcome.stale),
        "refused": {
            words: [key for key, problem in outcome.refused.items() if problem == words]
            for words in outcome.refused.values()
        },
    }


def told(conn: sqlite3.Connection, batch: str) -> dict[str, Any] | None:
    """What the log keeps of a change of many, who made it and when; None where there is none.

    ``undone`` is what was left when it was undone: ``{key: reason}``; None where it stands.
    """
    rows = log.rows(conn, "batch = ? AND kind = 'many'", [batch])
    if not rows:
        return None
    undone = log.rows(conn, "kind = 'undid' AND record = ?", [batch])
    return {
        **rows[0]["became"],
        "actor": rows[0]["actor"],
        "at": rows[0]["at"],
        "undone": undone[0]["became"].get("left", {}) if undone else None,
    }


def keys(conn: sqlite3.Connection, batch: str) -> list[str]:
    """The claims that a change of many changed, copies included."""
    found = conn.execute(
        "SELECT claim_id FROM acts WHERE batch = ? AND claim_id IS NOT NULL"
        " GROUP BY claim_id ORDER BY min(id)",
        [batch],
    )
    return [str(key) for (key,) in found]


def rows(conn: sqlite3.Connection, claim_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What a list shows of claims, by key."""
    found = conn.execute(
        "SELECT id, text, language, status FROM claims"
        " WHERE id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(claim_ids))],
    )
    names = [column[0] for column in found.description]
    return {row[0]: dict(zip(names, row, strict=True)) for row in found}
