"""In what order to look at claims: what extraction makes of their words is kept beside them.

What is told here follows from the words, kind and language of a claim and from how many outlets
have it. Triggers forget it when one of these changes; ``catch_up`` looks again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Protocol

from sqlite_utils import Database

from datasette_claims.store.changes import by_loader

BATCH = 2000
"""Claims that are looked at in one transaction."""


class Rating(Protocol):
    """What extraction makes of a claim."""

    @property
    def features(self) -> tuple[str, ...]: ...

    @property
    def points(self) -> int: ...


Rate = Callable[[str, str, str | None, int], Rating]
"""Words, kind, language and number of outlets of a claim -> its rating."""


def catch_up(db: Database, rate: Rate, most: int | None = None) -> int:
    """How many claims were to be looked at, and now are; at most so many if that is told."""
    done = 0
    while most is None or done < most:
        with by_loader(db):
            looked_at = _some(db, rate, BATCH if most is None else min(BATCH, most - done))
        if not looked_at:
            break
        done += looked_at
    return done


def _some(db: Database, rate: Rate, size: int) -> int:
    waiting = db.execute(
        "SELECT rowid, group_id, text, kind, language FROM claims WHERE features IS NULL LIMIT ?",
        [size],
    ).fetchall()
    groups = {group for _, group, *_ in waiting if group}
    outlets = dict(
        db.execute(
            "SELECT group_id, max(count(DISTINCT outlet_id), 1) FROM claims"
            " WHERE group_id IN (SELECT value FROM json_each(?)) GROUP BY group_id",
            [json.dumps(list(groups))],
        ).fetchall()
    )
    rated = []
    for rowid, group, text, kind, language in waiting:
        reach = outlets.get(group, 1)
        rating = rate(text, kind, language, reach)
        rated.append((" ".join(rating.features), rating.points, reach, rowid))
    db.conn.executemany(
        "UPDATE claims SET features = ?, checkable = ?, reach = ? WHERE rowid = ?", rated
    )
    return len(rated)
