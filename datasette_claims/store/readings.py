"""What the program now reads where a claim stands that a person has worked on, and what an article
says now instead of such a claim: kept beside the claims, for people to decide on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlite_utils import Database

from datasette_claims.store.matching import nearest, similarity
from datasette_claims.store.outlook import Found, Stored
from datasette_claims.store.statements import Statement, statement

COLUMNS = (
    "text", "speaker_id", "speaker", "speaker_kind", "type", "kind", "modality", "cue", "source",
    "role", "context", "said_as", "said_on", "said_precision", "confidence", "rule", "position",
    "spans",
)  # fmt: skip
_NOTHING: tuple[Any, ...] = (None,) * len(COLUMNS)
_COMPARED = 8
"""So many claims of a changed text are compared with one that it no longer has."""
_SIMILAR = 0.5


def known(db: Database, article_id: str) -> dict[str, frozenset[Statement]]:
    """Claim -> the statements that the program was last known to read in its place."""
    found: dict[str, set[Statement]] = {}
    for claim_id, text, speaker, kind, modality in db.execute(
        "SELECT claim_id, text, coalesce((SELECT whole_id FROM speakers WHERE id = speaker_id),"
        " speaker_id), kind, modality FROM readings"
        " WHERE claim_id IN (SELECT id FROM claims WHERE article_id = ?)",
        [article_id],
    ):
        some = found.setdefault(claim_id, set())
        if text is not None:
            some.add(statement(text, speaker, kind, modality))
    return {claim_id: frozenset(some) for claim_id, some in found.items()}


def keep(
    db: Database,
    now_read: Iterable[tuple[Stored, tuple[Found, ...] | None]],
    now: str,
    extractor: str,
) -> bool:
    """Bring the readings of claims to what is read now; True where that is any news.

    A reading that a person saw and left, or that they corrected in the first place, is known.
    """
    changed = False
    for old, beside in now_read:
        stored = {
            tuple(values): bool(seen)
            for seen, *values in db.execute(
                f"SELECT known, {', '.join(COLUMNS)} FROM readings WHERE claim_id = ?",  # noqa: S608
                [old.id],
            )
        }
        rows = [] if beside is None else [_values(one) for one in beside] or [_NOTHING]
        if set(rows) == set(stored):
            continue
        seen = {_says(row) for row, was_seen in stored.items() if was_seen}
        corrected = old.personal and not stored
        changed |= not corrected
        db.execute("DELETE FROM readings WHERE claim_id = ?", [old.id])
        db.conn.executemany(
            f"INSERT INTO readings (claim_id, known, {', '.join(COLUMNS)}, extractor, at)"  # noqa: S608
            f" VALUES (?, ?, {', '.join('?' * len(COLUMNS))}, ?, ?)",
            [
                (old.id, corrected or _says(row) in seen, *row, extractor, now)
                for row in dict.fromkeys(rows)
            ],
        )
    return changed


def _values(one: Found) -> tuple[Any, ...]:
    row = {
        **one.row,
        "speaker": one.claim.speaker or None,
        "speaker_kind": one.claim.speaker_kind if one.claim.speaker else None,
        "spans": json.dumps(sorted(one.spans)),
    }
    return tuple(row[name] for name in COLUMNS)


def _says(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """What makes a reading another one: who said what."""
    return tuple(row[COLUMNS.index(name)] for name in ("text", "speaker_id", "kind", "modality"))


def suggest(
    db: Database, gone: Sequence[Stored], found: Sequence[tuple[str, Found]], growth: int, now: str
) -> None:
    """Say which claim a changed article has in place of each that it no longer has.

    ``found`` are the keys of its claims and what was found of them; ``growth`` is by how much the
    text is longer. It is a suggestion: nothing moves. Only claims near by are compared.
    """
    if not gone or not found:
        return
    in_order = sorted(found, key=lambda one: one[1].row["position"])
    places = [one.row["position"] for _, one in in_order]
    for old in gone:
        at = min((start for part, start, _ in old.spans if part == "content"), default=None)
        if at is None:
            continue
        near = [in_order[n] for n in nearest(places, (at, at + growth), _COMPARED)]
        scored = [(_likeness(old, one), key) for key, one in near]
        score, key = max(scored, key=lambda one: one[0])
        if score >= _SIMILAR and key != old.id:
            db.execute(
                "INSERT OR IGNORE INTO relations (claim_id, other_id, kind, at)"
                " VALUES (?, ?, 'reads_now', ?)",
                [old.id, key, now],
            )


def _likeness(old: Stored, new: Found) -> float:
    """By the words, else by the sentence that they stand in; the same speaker decides a tie."""
    score = max(
        similarity(old.row["text"], new.row["text"]),
        similarity(old.row["context"] or "", new.row["context"] or ""),
    )
    return score + 0.01 * (old.row["speaker_id"] == new.row["speaker_id"]) if score else 0.0


def withdraw(db: Database, back: Iterable[str]) -> None:
    """The article says again what it said: nobody needs to be told what it said meanwhile."""
    db.conn.executemany(
        "DELETE FROM relations WHERE claim_id = ? AND kind = 'reads_now' AND state = 'suggested'",
        [(key,) for key in back],
    )
