"""Copies counted once: of those that a filter selects, one claim stands for its group.

That is the first published of those that are selected: a filter on an outlet finds the claim in
that outlet, though another had it before.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from datasette_claims.store.filters import EVERY, Filters, only, pairs
from datasette_claims.store.selecting import Where, where

_INDEXED = frozenset(
    {
        "q",
        "status",
        "speaker",
        "speaker_kind",
        "outlet",
        "language",
        "type",
        "kind",
        "month",
        "copies",
        "errors",
    }
)
"""Filters that the index of groups answers; months alone are looked up in the claims."""

ONCE = "count(*) - count(group_id) + count(DISTINCT group_id)"
"""How many claims there are, copies counted once."""

_OURS = re.compile(r"\bclaims\.")

FIRST = "claims.group_id IS NULL OR claims.group_id = claims.id"
"""The condition that a claim is the one of its copies that is counted."""

_ORDER = "{0}.published IS NULL, coalesce({0}.published, ''), {0}.id"

_ALIKE = frozenset({"status", "kind", "modality", "publication", "errors"})
"""What is the same in all claims of a group: a filter on it selects all of them, or none."""


def shown(filters: Filters) -> Where:
    """The condition that selects the claims that a list shows, in its order."""
    selected = where(filters, in_order=True)
    if filters.copies == EVERY:
        return selected
    if {name for name, _ in pairs(only(filters))} <= _ALIKE:
        return Where(f"{selected.sql} AND ({FIRST})", selected.parameters)
    return folded(selected)


def folded(selected: Where) -> Where:
    """The condition less those of which another one is selected that was published before."""
    earlier = _OURS.sub("earlier.", selected.sql)
    order = f"({_ORDER.format('earlier')}) < ({_ORDER.format('claims')})"
    sql = f"""{selected.sql} AND ({FIRST} OR NOT EXISTS (
        SELECT 1 FROM claims AS earlier
        WHERE earlier.group_id = claims.group_id AND {order} AND {earlier}))"""  # noqa: S608
    return Where(sql, selected.parameters * 2)


class Source(NamedTuple):
    """What stands behind FROM, and its parameters in order."""

    sql: str
    parameters: tuple[str | float, ...]


def copied(filters: Filters, ignoring: str = "") -> Source:
    """The claims of a filter that have copies: of those more are counted than there are.

    The planner would come by the index of a field and look at every claim; where the index of
    groups holds all that is asked, it is taken, and no claim is looked at.
    """
    selected = where(filters, ignoring)
    asked = {name for name, _ in pairs(only(filters))} - {ignoring}
    table = "claims INDEXED BY claims_group" if asked <= _INDEXED else "claims"
    return Source(
        f"{table} WHERE claims.group_id IS NOT NULL AND {selected.sql}", selected.parameters
    )
