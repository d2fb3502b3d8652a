"""Speakers as a list, and what may be put together among them. Reads only.

A speaker here is as whom they count: whoever was merged stands under the other one's name.
"""

# ruff: noqa: S608 (SQL is put together from this package's own words; values are parameters)

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from datasette_claims.store import folding
from datasette_claims.store.conditions import GROUPS
from datasette_claims.store.filters import Filters
from datasette_claims.store.naming import KINDS
from datasette_claims.store.searchwords import begun, typed_words
from datasette_claims.store.selecting import where
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.suggesting import Candidate, Suggestion, suggestions
from datasette_claims.store.tallies import tally
from datasette_claims.store.teamnames import folded
from datasette_claims.store.words import storable

Row = dict[str, Any]
Sort = Literal["claims", "name", "last"]

SORTS: Mapping[Sort, str] = {
    "claims": "claims DESC, w.name, w.id",
    "name": "w.name COLLATE NOCASE, w.id",
    "last": "last IS NULL, last DESC, w.name, w.id",
}

MOST_OFFICES = 20
"""Of one speaker, by which they are compared."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which speakers: words of a name, one of ``GROUPS``, in which order, from which place on."""

    q: str = ""
    group: str = ""
    sort: Sort = "claims"
    start: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """Some speakers with their claims, when they spoke last and how many names were filed under
    theirs; and how many speakers of each group there are for the words."""

    rows: list[Row]
    groups: Mapping[str, int]


def listed(conn: sqlite3.Connection, asked: Asked, size: int | None) -> Listed:
    """The speakers who have claims that are shown."""
    named, words = _named(asked.q)
    group = json.dumps(GROUPS.get(asked.group) or KINDS)
    limit = "LIMIT ? OFFSET ?" if size is not None else ""
    cursor = conn.execute(
        f"WITH n AS ({_counts()} LIMIT -1) SELECT w.id, w.name, w.kind, w.wikidata,"
        " sum(n.claims) AS claims, max(n.last) AS last,"
        " count(DISTINCT n.speaker_id) - max(n.speaker_id = w.id) AS others"
        " FROM n JOIN speakers AS s ON s.id = n.speaker_id JOIN speakers AS w ON w.id = s.whole_id"
        f" WHERE n.claims > 0 AND {named} AND w.kind IN (SELECT value FROM json_each(?))"
        f" GROUP BY w.id ORDER BY {SORTS[asked.sort]} {limit}",
        [*words, group, *([size, asked.start] if size is not None else [])],
    )
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor]
    kinds = dict(
        conn.execute(
            "SELECT w.kind, count(DISTINCT w.id) FROM speakers AS s"
            f" JOIN speakers AS w ON w.id = s.whole_id WHERE {named} AND EXISTS"
            f" (SELECT 1 FROM claims WHERE claims.speaker_id = s.id AND {where(Filters()).sql})"
            " GROUP BY w.kind",
            words,
        ).fetchall()
    )
    groups = {name: sum(kinds.get(kind, 0) for kind in some) for name, some in GROUPS.items()}
    return Listed(rows, groups)


def _counts() -> str:
    """SQL: claims of each speaker, copies counted once, and when they spoke last."""
    claims, joins = tally("speaker_id", "s.id")
    return (
        f"SELECT s.id AS speaker_id, {claims} AS claims, (SELECT dated FROM claims"
        f" WHERE claims.speaker_id = s.id AND {where(Filters()).sql}"
        f" ORDER BY dated DESC LIMIT 1) AS last FROM speakers AS s{joins}"
    )


def _named(q: str) -> tuple[str, list[object]]:
    """SQL: a name of the speaker, or one under which they were quoted, has all these words."""
    words = typed_words(q)
    if not words:
        return "true", []
    spelt = [_spelt(word) for word in words]
    quoted = [" OR ".join(["instr(lower(alias), ?) > 0"] * len(ways)) for ways in spelt]
    return (
        "w.id IN (SELECT whole_id FROM speakers WHERE rowid IN (SELECT rowid FROM speakers_fts"
        " WHERE speakers_fts MATCH ?) UNION SELECT whole_id FROM speaker_aliases"
        " JOIN speakers ON speakers.id = speaker_id"
        f" WHERE {' AND '.join(f'({one})' for one in quoted)})",
        [begun(q), *(way for ways in spelt for way in ways)],
    )


def _spelt(word: str) -> tuple[str, ...]:
    """The word as it may stand in a name that SQLite made small, which it does to ASCII alone."""
    return tuple(filter(None, dict.fromkeys((word.lower(), word.capitalize(), folded(word)))))


def candidates(conn: sqlite3.Connection, *, every: bool = False) -> list[Candidate]:
    """Every speaker who has a name and a claim, with what tells who they are; ``every``: also
    those who have no claim."""
    claims: dict[str, int] = defaultdict(int)
    others: dict[str, list[str]] = defaultdict(list)
    offices: dict[str, set[str]] = defaultdict(set)
    whole: dict[str, tuple[str, str, str]] = {}
    of: dict[str, str] = {}
    numbers = {key: number for key, number, _ in conn.execute(_counts())}
    for key, name, kind, into, wikidata in conn.execute(
        "SELECT id, name, kind, whole_id, coalesce(wikidata, '') FROM speakers"
    ):
        of[key] = into
        claims[into] += numbers.get(key, 0)
        if key == into:
            whole[key] = (name, kind, wikidata)
        else:
            others[into].append(name)
    for key, name in conn.execute("SELECT speaker_id, name FROM speaker_names"):
        others[of[key]].append(name)
    for key, role in conn.execute(
        "SELECT DISTINCT speaker_id, role FROM claims WHERE role > '' AND speaker_id IS NOT NULL"
    ):
        if len(offices[of[key]]) < MOST_OFFICES:
            offices[of[key]].add(role)
    return [
        Candidate(
            key,
            name,
            kind,
            claims[key],
            tuple(sorted(set(others[key]))),
            frozenset(offices[key]),
            wikidata,
        )
        for key, (name, kind, wikidata) in whole.items()
        if kind != "unnamed" and (every or claims[key] > 0)
    ]


def refused(conn: sqlite3.Connection) -> set[frozenset[str]]:
    """Pairs that a person told apart, each as whom the two count today."""
    found = conn.execute(
        "SELECT a.whole_id, b.whole_id FROM speaker_pairs"
        " JOIN speakers AS a ON a.id = one_id JOIN speakers AS b ON b.id = other_id"
    )
    return {frozenset(pair) for pair in found}


def suggested(conn: sqlite3.Connection) -> list[Suggestion]:
    """What may be put together, the most claims first."""
    return suggestions(candidates(conn), refused(conn))


def loaded(conn: sqlite3.Connection) -> tuple[int, ...]:
    """Another one after every load that brought a speaker or a claim."""
    return tuple(
        int(conn.execute(f"SELECT coalesce(max(rowid), 0) FROM {table}").fetchone()[0])
        for table in ("speakers", "claims")
    )


def open_still(conn: sqlite3.Connection, some: Iterable[Suggestion]) -> list[Suggestion]:
    """Those of which nothing was decided since they were found."""
    some = list(some)
    alone = {
        key
        for (key,) in conn.execute(
            "SELECT id FROM speakers WHERE merged_into IS NULL AND kind <> 'unnamed'"
            " AND id IN (SELECT value FROM json_each(?))",
            [json.dumps(sorted({key for one in some for key in one[:2]}))],
        )
    }
    apart = refused(conn)
    return [
        one
        for one in some
        if one.key in alone and one.into in alone and frozenset(one[:2]) not in apart
    ]


def described(conn: sqlite3.Connection, keys: Collection[str]) -> dict[str, Row]:
    """What helps to decide whether two are one: names, offices, a claim, outlets, by key."""
    found: dict[str, Row] = {}
    for key in keys:
        cursor = conn.execute("SELECT * FROM speakers WHERE id = ?", [key])
        names = [column[0] for column in cursor.description]
        for row in cursor.fetchall():
            found[key] = dict(zip(names, row, strict=True))
    for key, row in found.items():
        members = "speaker_id IN (SELECT id FROM speakers WHERE whole_id = ?)"
        row["roles"] = [
            role
            for (role,) in conn.execute(
                f"SELECT role FROM claims WHERE role > '' AND {members}"
                " GROUP BY role ORDER BY count(*) DESC, role LIMIT 3",
                [key],
            )
        ]
        (row["claims"],) = conn.execute(
            f"SELECT {folding.ONCE} FROM claims WHERE {members} AND {where(Filters()).sql}",
            [key, *where(Filters()).parameters],
        ).fetchone()
        said = conn.execute(
            f"SELECT claims.id, claims.text, claims.language, dated FROM claims"
            f" WHERE {members} AND {where(Filters()).sql}"
            " ORDER BY dated IS NULL, dated DESC, id LIMIT 1",
            [key, *where(Filters()).parameters],
        ).fetchone()
        row["said"] = (
            dict(zip(("id", "text", "language", "dated"), said, strict=True)) if said else None
        )
    return found


def own_claims(conn: sqlite3.Connection, keys: Collection[str]) -> dict[str, int]:
    """How many claims stand under each of these speakers, nobody who was merged with them."""
    shown = where(Filters())
    return dict(
        conn.execute(
            f"SELECT speaker_id, {folding.ONCE} FROM claims WHERE {shown.sql}"
            " AND speaker_id IN (SELECT value FROM json_each(?)) GROUP BY speaker_id",
            [*shown.parameters, json.dumps(list(keys))],
        ).fetchall()
    )


def keys_of(conn: sqlite3.Connection, given: str, *, but: str) -> list[str]:
    """Whoever has this key, else all others as whom speakers of this name count."""
    if conn.execute("SELECT 1 FROM speakers WHERE id = ?", [storable(given)]).fetchone():
        return [given]
    found = conn.execute(
        "SELECT DISTINCT whole_id FROM speakers"
        " WHERE name = ?1 COLLATE NOCASE AND kind <> 'unnamed'"
        " AND whole_id IS NOT (SELECT whole_id FROM speakers WHERE id = ?2)",
        [" ".join(storable(given).split()), but],
    )
    return [key for (key,) in found]
