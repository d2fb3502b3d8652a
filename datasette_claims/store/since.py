"""What others did to a claim since somebody opened its form."""

from __future__ import annotations

from dataclasses import dataclass

from datasette_claims.store.reviews import Shown
from datasette_claims.store.sqlite import sqlite3


@dataclass(frozen=True, slots=True)
class Added:
    """Who added evidence and notes meanwhile, one id for each."""

    evidence: tuple[str, ...]
    notes: tuple[str, ...]


def added(conn: sqlite3.Connection, claim_id: str, shown: Shown, actor: str) -> Added:
    """What others than ``actor`` added since the form showed what it did."""

    def by_others(sql: str, number: int) -> tuple[str, ...]:
        return tuple(who for (who,) in conn.execute(sql, [claim_id, number, actor]))

    return Added(
        by_others(
            "SELECT added_by FROM evidence"
            " WHERE claim_id = ? AND id > ? AND added_by <> ? AND removed_at IS NULL ORDER BY id",
            shown.evidence,
        ),
        by_others(
            "SELECT actor FROM review_notes"
            " WHERE claim_id = ? AND id > ? AND actor <> ? ORDER BY id",
            shown.note,
        ),
    )
