"""Find the copies of claims: the same statement in another article that is a copy of theirs.

Each claim has a digest of its statement; claims with one digest are compared by their articles.
What is found of some articles follows from what is stored and from nothing else, so it does not
matter in which order articles come, and finding again changes nothing.
"""

# ruff: noqa: S608 (SQL is put together from this module's own words; values are parameters)

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from sqlite_utils import Database

from datasette_claims.store.appearances import DAYS, Appearance, copied, day, groups
from datasette_claims.store.changes import by_loader
from datasette_claims.store.shingles import Shingles, packed, share, shingles, unpacked
from datasette_claims.store.statements import digest

_DAY = "substr(published, 1, 10)"

BATCH = 100
"""Articles whose claims are compared in one transaction, where they are many."""


def catch_up(db: Database) -> int:
    """How many claims there were that nobody had compared yet: now all are.

    Those of older databases, and those that came or were changed by another way than a load.
    """
    count = 0
    while True:
        waiting = db.execute(
            "SELECT article_id, count(*) FROM claims WHERE statement IS NULL"
            " GROUP BY article_id LIMIT ?",
            [BATCH],
        ).fetchall()
        if not waiting:
            return count
        with by_loader(db):
            find(db, [article_id for article_id, _ in waiting])
        count += sum(number for _, number in waiting)


def waiting(db: Database, published: str) -> list[str]:
    """Articles with claims that nobody has compared yet, those published near a day first.

    No more than are compared in a moment: a person waits who adds an article.
    """
    found = db.execute(
        "SELECT article_id FROM claims WHERE statement IS NULL GROUP BY article_id"
        " ORDER BY coalesce(abs(julianday(min(published)) - julianday(?)), 0), article_id LIMIT ?",
        [published, BATCH],
    )
    return [article_id for (article_id,) in found]


def find(db: Database, article_ids: Collection[str]) -> None:
    """Bring what is known of the copies of these articles' claims up to date.

    Part of the open transaction. Nobody needs to know what changed in them.
    """
    former = _former(db, article_ids)
    _digest(db, article_ids)
    likeness = _Likeness(db)
    for statement, seeds in _seeds(db, article_ids, former):
        found = list(_component(db, statement, seeds, likeness))
        _keep(db, groups(found, likeness))
    _keep(db, dict.fromkeys(_alone(db, article_ids)))


class _Likeness:
    """How much two texts share, by their hashes; what was read once is not read again."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._samples: dict[str, Shingles] = {}
        self._shares: dict[tuple[str, str], float] = {}

    def __call__(self, one: str, other: str) -> float:
        pair = (min(one, other), max(one, other))
        if pair not in self._shares:
            self._shares[pair] = share(self._sample(one), self._sample(other))
        return self._shares[pair]

    def _sample(self, text_hash: str) -> Shingles:
        if text_hash not in self._samples:
            self._samples[text_hash] = self._stored(text_hash)
        return self._samples[text_hash]

    def _stored(self, text_hash: str) -> Shingles:
        """The sample of a text, stored for the next comparison."""
        row = self._db.execute(
            "SELECT shingles FROM text_shingles WHERE text_hash = ?", [text_hash]
        ).fetchone()
        if row:
            return unpacked(row[0])
        (text,) = self._db.execute(
            "SELECT text FROM articles WHERE text_hash = ? LIMIT 1", [text_hash]
        ).fetchone()
        sample = shingles(text)
        self._db.execute(
            "INSERT INTO text_shingles (text_hash, shingles) VALUES (?, ?)",
            [text_hash, packed(sample)],
        )
        return sample


def _former(db: Database, article_ids: Collection[str]) -> list[str]:
    """The sets of copies that claims of these articles were in."""
    found = db.execute(
        "SELECT DISTINCT copies FROM claims"
        " WHERE copies IS NOT NULL AND article_id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(article_ids))],
    )
    return [copies for (copies,) in found]


def _digest(db: Database, article_ids: Collection[str]) -> None:
    """Every claim of these articles has the digest of its present statement."""
    rows = db.execute(
        "SELECT claims.id, statement, claims.text, speakers.whole_id, source, claims.kind, modality"
        " FROM claims LEFT JOIN speakers ON speakers.id = speaker_id"
        " WHERE article_id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(article_ids))],
    ).fetchall()
    digests = ((digest(*said), before, key) for key, before, *said in rows)
    db.conn.executemany(
        "UPDATE claims SET statement = ? WHERE id = ?",
        [(now, key) for now, before, key in digests if now != before],
    )


def _seeds(
    db: Database, article_ids: Collection[str], former: Collection[str]
) -> Iterator[tuple[str, list[str]]]:
    """Statements that more than one article makes, and the claims to begin with."""
    rows = db.execute(
        "SELECT statement, json_group_array(id) FROM ("
        " SELECT id, statement FROM claims AS c WHERE flag IS NULL"
        " AND article_id IN (SELECT value FROM json_each(?)) AND (copies IS NOT NULL"
        " OR EXISTS (SELECT 1 FROM claims AS o WHERE o.statement = c.statement"
        " AND o.article_id <> c.article_id))"
        " UNION SELECT id, statement FROM claims WHERE flag IS NULL AND statement IS NOT NULL"
        " AND copies IN (SELECT value FROM json_each(?))"
        ") GROUP BY statement",
        [json.dumps(list(article_ids)), json.dumps(list(former))],
    ).fetchall()
    return ((statement, json.loads(keys)) for statement, keys in rows)


def _component(
    db: Database, statement: str, seeds: Iterable[str], likeness: _Likeness
) -> Iterator[Appearance]:
    """The claims to begin with, their copies, the copies of those, and so on."""
    waiting = _appearances(db, statement, ids=seeds)
    known = {one.id for one in waiting}
    while waiting:
        yield from waiting
        around = [one for one in _around(db, statement, waiting) if one.id not in known]
        waiting = [one for one in around if any(copied(one, other, likeness) for other in waiting)]
        known.update(one.id for one in waiting)


def _around(db: Database, statement: str, some: Collection[Appearance]) -> list[Appearance]:
    """Claims of the statement that were published when copies of these may have been."""
    days = [day(one.published) for one in some]
    known = [one.toordinal() for one in days if one is not None]
    if len(known) < len(days):
        return _appearances(db, statement)
    first = max(min(known) - DAYS, date.min.toordinal())
    last = min(max(known) + DAYS, date.max.toordinal())
    between = (date.fromordinal(first).isoformat(), date.fromordinal(last).isoformat())
    return _appearances(db, statement, between=between)


def _appearances(
    db: Database,
    statement: str,
    *,
    ids: Iterable[str] | None = None,
    between: tuple[str, str] | None = None,
) -> list[Appearance]:
    """Claims of a statement: all, some of them, or those of some days and of no known one."""
    within, parameters = "", [statement]
    if between:
        within = f"AND ({_DAY} BETWEEN ? AND ? OR NOT coalesce(date({_DAY}) = {_DAY}, 0))"
        parameters += between
    chosen = "1" if ids is None else "c.id IN (SELECT value FROM json_each(?))"
    parameters += [] if ids is None else [json.dumps(list(ids))]
    rows = db.execute(
        "SELECT c.id, article_id, turn, text_hash, c.published, said_on, c.outlet_id FROM ("
        " SELECT id, article_id, published, coalesce(said_on, '') AS said_on, outlet_id,"
        " row_number() OVER (PARTITION BY article_id"
        f" ORDER BY position IS NULL, position, id) AS turn FROM claims"
        f" WHERE statement = ? AND flag IS NULL {within}"
        f") AS c JOIN articles ON articles.id = article_id WHERE {chosen}",
        parameters,
    )
    return [Appearance(*row) for row in rows]


def _alone(db: Database, article_ids: Collection[str]) -> list[str]:
    """Claims that their articles no longer make: they are nobody's copies."""
    found = db.execute(
        "SELECT id FROM claims WHERE flag IS NOT NULL AND copies IS NOT NULL"
        " AND article_id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(article_ids))],
    )
    return [key for (key,) in found]


def _keep(db: Database, copies: dict[str, str | None]) -> None:
    db.conn.executemany(
        "UPDATE claims SET copies = ? WHERE id = ? AND copies IS NOT ?",
        [(first, key, first) for key, first in copies.items()],
    )
