"""Searches by those who may not edit, for programs: none of them tells of a draft.

A filter that looks at work would tell by what it finds.
"""

from __future__ import annotations

from collections.abc import Iterable

from datasette.utils.asgi import Base400

from datasette_claims.publishing import outward
from datasette_claims.wording import said

OPEN = frozenset((
    "q", "speaker", "outlet", "article", "language", "type", "kind", "month", "modality",
    "min_confidence", "copies", "status", "publication",
))  # fmt: skip
"""Filters that look at what was said, or that are made to look at what was published."""

ORDERS = frozenset(("said", "oldest", "published", "speaker", "reading"))


def pairs(asked: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The filters, with those by status looking at published results alone."""
    found = [(name, value) for name, value in asked if not name.startswith("_")]
    for name, value in found:
        if name not in OPEN | {"sort"}:
            there_is = ", ".join(sorted(OPEN | {"sort"}))
            raise Base400(
                said(
                    "{name} is no filter for who may not edit; there are {there_is}",
                    name=name,
                    there_is=there_is,
                )
            )
        if name == "sort" and value not in ORDERS:
            raise Base400(
                said("sort is one of {sorts} for who may not edit", sorts=", ".join(sorted(ORDERS)))
            )
        if name == "publication" and value != "published":
            raise Base400(
                said("publication=published is the one that who may not edit can ask for")
            )
        if name == "status" and value == outward.UNREVIEWED:
            raise Base400(
                said("status asks for published results; what is not among them is unchecked")
            )
    if any(name == "status" for name, _ in found) and ("publication", "published") not in found:
        found.append(("publication", "published"))
    return found
