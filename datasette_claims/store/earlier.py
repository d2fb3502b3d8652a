"""What the same speaker said before on the matter of a claim. Reads only; plain sqlite3.

A word tells the matter by how seldom it stands in this database, so no list of words is needed and
any language will do. Another claim is on the matter if it shares enough of what tells this one.
"""
# ruff: noqa: S608 (SQL is put together from this package's own words; values are parameters)

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from datasette_claims.store.folding import FIRST
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.vocabulary import vocabulary

Row = dict[str, Any]

SHARED = 0.25
"""The part of what tells a claim that another one on the same matter has too, at least."""

LOOKED_AT = 400
"""The newest claims of a speaker, as many of them as are compared."""

_MOST_WORDS, _OFTEN = 24, 1000
_WORD = re.compile(r"\w+")
_SHORTEST = 4


def said_before(conn: sqlite3.Connection, key: str, most: int = 5) -> list[Row]:
    """Earlier claims of the same speaker in other articles that share words with it, best first.

    Each has its ``status`` as the vocabulary has it. Extraction errors are nobody's words; of
    copies the first stands for all, and those of the claim itself are no others.
    """
    found = conn.execute(
        "SELECT text, speaker_id, article_id, dated, group_id FROM claims WHERE id = ?", [key]
    ).fetchone()
    if found is None or found[1] is None:
        return []
    text, speaker, article, dated, group = found
    telling = weights(conn, words(text))
    ranked = sorted(
        (-likeness(telling, words(row["text"])), number, row)
        for number, row in enumerate(_of_speaker(conn, speaker, article, dated, group))
    )
    statuses = vocabulary(conn)
    return [
        {**row, "status": statuses[row["status"]]}
        for score, _, row in ranked[:most]
        if -score >= SHARED
    ]


def words(text: str) -> frozenset[str]:
    """The words of a text that can tell its matter: numbers, and all that are not short.

    >>> sorted(words("Harga beras naik 12 persen di kota"))
    ['12', 'beras', 'harga', 'kota', 'naik', 'persen']
    """
    found = (word.lower() for word in _WORD.findall(text))
    return frozenset(word for word in found if len(word) >= _SHORTEST or word.isdigit())


def weights(conn: sqlite3.Connection, telling: Iterable[str]) -> dict[str, float]:
    """What each word tells: the more, the fewer claims of the database have it."""
    chosen = sorted(telling, key=lambda word: (-len(word), word))[:_MOST_WORDS]
    claims = conn.execute("SELECT max(rowid) FROM claims").fetchone()[0] or 1
    return {word: math.log(1 + claims / max(1, _having(conn, word))) for word in chosen}


def likeness(telling: Mapping[str, float], other: frozenset[str]) -> float:
    """The part of what tells a claim that the words of another have too, from 0 to 1.

    >>> likeness({"beras": 3.0, "naik": 1.0}, frozenset({"beras"}))
    0.75
    """
    whole = sum(telling.values())
    return sum(weight for word, weight in telling.items() if word in other) / (whole or 1.0)


def _having(conn: sqlite3.Connection, word: str) -> int:
    found = conn.execute(
        "SELECT count(*) FROM (SELECT 1 FROM claims_fts WHERE claims_fts MATCH ? LIMIT ?)",
        [f'text : "{word}"', _OFTEN],
    )
    return int(found.fetchone()[0])


def _of_speaker(
    conn: sqlite3.Connection, speaker: str, article: str, dated: str | None, group: str | None
) -> list[Row]:
    """Claims of everybody who counts as this speaker, from before the day; newest first."""
    members = conn.execute(
        "SELECT id FROM speakers WHERE whole_id = (SELECT whole_id FROM speakers WHERE id = ?)",
        [speaker],
    ).fetchall()
    before, day = ("AND dated <= ?", [dated]) if dated else ("", [])
    rows: list[Row] = []
    for (member,) in members:
        cursor = conn.execute(
            "SELECT id, text, language, dated, said_on, said_precision, published, status,"
            f" publication FROM claims WHERE speaker_id = ? {before}"
            f" AND article_id <> ? AND ({FIRST}) AND (group_id IS NULL OR group_id IS NOT ?)"
            " AND +status IN (SELECT key FROM statuses WHERE published)"
            " ORDER BY dated DESC LIMIT ?",
            [member, *day, article, group, LOOKED_AT],
        )
        names = [column[0] for column in cursor.description]
        rows += [dict(zip(names, row, strict=True)) for row in cursor]
    return sorted(rows, key=lambda row: row["dated"] or "", reverse=True)[:LOOKED_AT]
