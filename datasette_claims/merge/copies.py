"""Copies of one story of which both sides judged one, and otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from datasette_claims.merge.sides import Sides


class Judged(NamedTuple):
    """The claims of the base that the other alone judged."""

    sides: Sides
    keys: set[str]


def contradicting(some: Iterable[Judged]) -> None:
    """Tell of copies that are not joined, since one side gave them another result than the other.

    Once all copies are found. Each stands as it was judged, as it would where one team did so.
    """
    for sides, keys in some:
        found = sides.ours(
            "SELECT c.id, c.status, o.id AS copy, o.status AS other FROM claims AS c"
            " JOIN claims AS o ON o.copies = c.copies AND o.id <> c.id AND o.status <> c.status"
            " JOIN statuses AS s ON s.key = c.status AND s.kind <> 'workflow'"
            " JOIN statuses AS t ON t.key = o.status AND t.kind <> 'workflow'"
            " WHERE c.id IN (SELECT value FROM json_each(?)) AND NOT EXISTS (SELECT 1"
            " FROM relations AS r WHERE r.kind = 'same_words' AND r.claim_id IN (c.id, o.id))"
            " ORDER BY c.id, o.id",
            [json.dumps(sorted(keys))],
        )
        for row in list(found):
            if row["copy"] not in keys:
                told = f"{row['status']} of its copy {row['id']}"
                sides.tell("copies, claim", row["copy"], row["other"], told)
