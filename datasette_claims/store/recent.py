"""What people did last, over all claims: one entry for all that was saved together. Reads only.

An entry stands at its first act in the log, to which rows are only added: a page that begins
before a number shows the same however much is done meanwhile.
"""
# ruff: noqa: S608 (SQL is put together from this package's own words; values are parameters)

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from datasette_claims.store import log
from datasette_claims.store.sqlite import sqlite3

Row = dict[str, Any]

KINDS: Mapping[str, tuple[str, ...]] = {
    "judged": ("status", "carried", "dropped"),
    "evidence": ("evidence_added", "evidence_removed"),
    "note": ("note",),
    "second": ("confirmed", "objected"),
    "corrected": ("correction", "spans", "split", "united", "took_over", "left", "refused"),
    "entered": ("entered", "article_added"),
    "copies": ("parted", "joined"),
    "assigned": ("assigned", "many"),
    "undone": ("undid",),
    "speakers": ("speaker", "name_added", "name_removed", "told_apart"),
    "searches": ("search_saved", "search_renamed", "search_removed"),
    "details": ("article_corrected", "outlet", "vocabulary", "guards_restored"),
}  # fmt: skip
"""What one may ask for, and the acts that it means."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose acts, of which of ``KINDS``, that gave which status, from when until when (moments)."""

    actor: str = ""
    kind: str = ""
    status: str = ""
    since: str = ""
    until: str = ""
    unseen: frozenset[str] = frozenset()
    """Acts that whoever asks may not hear of."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What was saved together: the act that it begins with, and how much of what it holds.

    ``kinds`` counts its acts, ``claims`` the claims that they were about, copies that were judged
    along counted once; ``text`` is that of the claim which the first was about.
    """

    act: Row
    kinds: Mapping[str, int]
    claims: int
    text: str | None
    undone: bool


def entries(
    conn: sqlite3.Connection, asked: Asked, before: int | None, size: int
) -> tuple[list[Entry], int | None]:
    """The newest entries before a number, and the number before which the next ones stand."""
    told, parameters = _condition(asked, "a")
    also, more = _condition(asked, "b")
    earlier, place = ("AND a.id < ?", [before]) if before is not None else ("", [])
    cursor = conn.execute(
        f"SELECT a.* FROM acts AS a WHERE {told} {earlier} AND (a.batch IS NULL OR NOT EXISTS ("
        f"SELECT 1 FROM acts AS b WHERE b.batch = a.batch AND b.id < a.id AND {also}))"
        " ORDER BY a.id DESC LIMIT ?",
        [*parameters, *place, *more, size + 1],
    )
    names = [column[0] for column in cursor.description]
    rows = log.readable(dict(zip(names, row, strict=True)) for row in cursor.fetchall())
    following = int(rows[size - 1]["id"]) if len(rows) > size else None
    return [_entry(conn, row, asked.unseen) for row in rows[:size]], following


def people(conn: sqlite3.Connection, most: int) -> list[str]:
    """Who stands in the log."""
    found = conn.execute("SELECT DISTINCT actor FROM acts ORDER BY actor LIMIT ?", [most])
    return [actor for (actor,) in found]


def done(conn: sqlite3.Connection, asked: Asked) -> dict[str, int]:
    """How often each of ``KINDS`` was done; what was saved together counts once in each."""
    told, parameters = _condition(asked, "a")
    found = conn.execute(
        f"SELECT a.kind, coalesce(a.batch, a.id) FROM acts AS a WHERE {told} GROUP BY 1, 2",
        parameters,
    ).fetchall()
    return {
        name: number
        for name, kinds in KINDS.items()
        if (number := len({together for kind, together in found if kind in kinds}))
    }


def _condition(asked: Asked, table: str) -> tuple[str, list[str]]:
    said, parameters = ["true"], list[str]()

    def add(condition: str, *values: str) -> None:
        said.append(condition)
        parameters.extend(values)

    if asked.unseen:
        add(f"{table}.kind NOT IN ({', '.join('?' * len(asked.unseen))})", *sorted(asked.unseen))
    if asked.actor:
        add(f"{table}.actor = ?", asked.actor)
    if asked.kind:
        kinds: Collection[str] = KINDS.get(asked.kind, ())
        add(f"{table}.kind IN ({', '.join('?' * len(kinds))})", *kinds)
    if asked.status:
        add(
            f"{table}.kind = 'status' AND json_extract({table}.became, '$.status') = ?",
            asked.status,
        )
    if asked.since:
        add(f"{table}.at >= ?", asked.since)
    if asked.until:
        add(f"{table}.at < ?", asked.until)
    return " AND ".join(said), parameters


def _entry(conn: sqlite3.Connection, act: Row, unseen: frozenset[str]) -> Entry:
    """The whole of what was saved with the act, whatever of it was asked for."""
    kinds, claims, undone = {act["kind"]: 1}, int(act["claim_id"] is not None), False
    if act["batch"] is not None:
        kinds = dict(
            conn.execute(
                "SELECT acts.kind, count(DISTINCT coalesce(group_id, claim_id, acts.id)) FROM acts"
                " LEFT JOIN claims ON claims.id = claim_id WHERE batch = ? GROUP BY acts.kind",
                [act["batch"]],
            ).fetchall()
        )
        claims = conn.execute(
            "SELECT count(DISTINCT coalesce(claims.group_id, claims.id)) FROM acts"
            " JOIN claims ON claims.id = claim_id WHERE batch = ?",
            [act["batch"]],
        ).fetchone()[0]
        undone = (
            conn.execute(
                "SELECT 1 FROM acts WHERE kind = 'undid' AND record = ?", [act["batch"]]
            ).fetchone()
            is not None
        )
    text = conn.execute("SELECT text FROM claims WHERE id = ?", [act["claim_id"]]).fetchone()
    return Entry(
        act,
        {kind: number for kind, number in kinds.items() if kind not in unseen},
        claims,
        text and str(text[0]),
        undone,
    )
