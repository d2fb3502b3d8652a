"""What of a claim's judgement is public, told from its rows. Pure: knows no database.

The same rules by which a public copy is made (`selection.sql`), for what programs read from a
working database too: a draft shows nowhere, nor that anybody worked on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from datasette_claims import weblink
from datasette_claims.publishing.allowed import WITHHELD
from datasette_claims.store.vocabulary import Vocabulary

Row = dict[str, Any]

UNREVIEWED = "unreviewed"


@dataclass(frozen=True, slots=True)
class Step:
    """A public change of a claim's standing: to which status, from which public one, and why."""

    at: str
    status: str
    was: str
    reason: str | None
    publication: str
    evidence_count: int = 0


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a claim stands for those who may not edit it.

    ``publication`` is draft where nothing was published; then there is nothing else to tell.
    A withdrawn result has its reason alone, as the tombstone of what stood there.
    """

    status: str = UNREVIEWED
    reason: str | None = None
    publication: str = "draft"
    evidence: tuple[Row, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def published_at(self) -> str | None:
        """When what stands was first published."""
        told = [step.at for step in self.steps if step.publication == "published"]
        return told[0] if told else None

    @property
    def changed_at(self) -> str | None:
        """When the public last saw it change."""
        return self.steps[-1].at if self.steps else None

    @property
    def corrections(self) -> tuple[Step, ...]:
        """The steps by which what was published became something else."""
        stands = [step for step in self.steps if step.publication == "published"]
        return tuple(
            step
            for before, step in pairwise(stands)
            if (before.status, before.reason) != (step.status, step.reason)
        )


def judged(
    claim: Row, history: Sequence[Row], evidence: Iterable[Row], words: Vocabulary
) -> Judgement:
    """What is public of a row of ``claims`` with the rows that belong to it, oldest first."""
    links = tuple(public_link(row) for row in evidence if row["removed_at"] is None)
    withdrawn = _withdrawals(history)
    last = withdrawn[-1] if withdrawn else -1
    status = words[claim["status"]]
    if claim["publication"] == "published" and complete(
        status.kind, status.published, claim["rationale"], bool(links)
    ):
        steps = _steps(history, words, last, withdrawn, stands=True)
        return Judgement(claim["status"], claim["rationale"], "published", links, steps)
    if taken_back(history, words):
        steps = _steps(history, words, last, withdrawn, stands=False)
        return Judgement(reason=steps[-1].reason, publication="withdrawn", steps=steps)
    return Judgement()


def taken_back(history: Sequence[Row], words: Vocabulary) -> bool:
    """Was the last that was public withdrawn? Also while somebody drafts anew."""
    withdrawn = _withdrawals(history)
    return bool(withdrawn) and not any(
        row["publication"] == "published"
        and complete(
            words[row["to_status"]].kind,
            words[row["to_status"]].published,
            row["reason"],
            bool(row["evidence_count"]),
        )
        for row in history[withdrawn[-1] + 1 :]
    )


def complete(kind: str, may_leave: int, reason: str | None, linked: bool) -> bool:
    """Is this a result that may be public: with its reason, a verdict with evidence too?"""
    return bool(
        may_leave
        and kind != "workflow"
        and (reason or "").strip()
        and (linked or kind != "verdict")
    )


def public_link(row: Row) -> Row:
    """Evidence, its addresses without what lets somebody in."""
    return {**row, **{name: public_address(row.get(name)) for name in ("url", "archive_url")}}


def public_address(url: str | None) -> str | None:
    """The address without what lets somebody in, as a public copy has it."""
    return url and weblink.without_secrets(url)


def _withdrawals(history: Sequence[Row]) -> list[int]:
    """Where something that was public was taken back. Without an actor: out of a public copy."""
    been, found = False, []
    for at, row in enumerate(history):
        been = been or row["publication"] == "published" or row["actor"] == WITHHELD
        if row["publication"] == "withdrawn" and been:
            found.append(at)
    return found


def _steps(
    history: Sequence[Row], words: Vocabulary, last: int, withdrawn: list[int], *, stands: bool
) -> tuple[Step, ...]:
    steps: list[Step] = []
    for at, row in enumerate(history):
        taken_back = at in withdrawn
        shown = row["publication"] == "published" and words[row["to_status"]].published
        if not (taken_back or (stands and shown and at > last)):
            continue
        # A reason that stood there before was given for something else, perhaps in a draft.
        kept = taken_back and at > 0 and row["reason"] == history[at - 1]["reason"]
        steps.append(
            Step(
                row["at"],
                UNREVIEWED if taken_back else row["to_status"],
                steps[-1].status if steps else UNREVIEWED,
                None if kept else row["reason"],
                row["publication"],
                row["evidence_count"] or 0,
            )
        )
    return tuple(steps)


def flat(row: Row, words: Vocabulary, history: Sequence[Row] = ()) -> Row:
    """A row of ``claims_flat`` without its judgement, unless that was published.

    ``history`` is that of a claim of which something was withdrawn. Nobody but an editor needs the
    revision, which counts drafts.
    """
    row = {
        **row,
        **{name: public_address(row[name]) for name in ("url", "moment_url")},
        "evidence": row["evidence"]
        and " ".join(map(weblink.without_secrets, row["evidence"].split(" "))),
    }
    if row["publication"] == "published" and complete(
        row["status_kind"], words[row["status"]].published, row["rationale"], bool(row["evidence"])
    ):
        return {**row, "revision": None}
    return {
        **row,
        "status": UNREVIEWED,
        "status_label": words[UNREVIEWED].label_en,
        "status_kind": "workflow",
        "rationale": None,
        "evidence": None,
        "publication": "withdrawn" if taken_back(history, words) else "draft",
        "revision": None,
        "updated_at": None,
    }
