"""The other articles that have a claim in the same words, as its page lists them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from datasette.utils import tilde_encode

from datasette_claims import weblink
from datasette_claims.store import judging
from datasette_claims.store.records import ArticleRecord, ClaimRecord, Row
from datasette_claims.store.vocabulary import Status, Vocabulary
from datasette_claims.web import dates
from datasette_claims.web.asgi import Sees
from datasette_claims.web.cards import places, shortened
from datasette_claims.wording import said

SHOWN = 12
"""Copies that are listed at once; the rest is unfolded."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A claim in another article: where it stands there, and how it is judged.

    ``join`` says what joining it comes to, empty where it cannot be joined.
    """

    id: str
    address: str
    outlet: str | None
    date: str
    article: str
    language: str | None
    url: str | None
    status: Status
    revision: int
    why: str = ""
    join: str = ""


class Copies(NamedTuple):
    """Copies that are counted and judged with the claim, and those that stand by themselves.

    ``where`` says of the joined ones in how many places the claim is: “in 10 outlets”.
    """

    where: str
    joined: list[Copy]
    apart: list[Copy]


def of_claim(found: ClaimRecord, vocabulary: Vocabulary, sees: Sees) -> Copies:
    """The copies of a claim; those that stand apart are for who decides about them."""
    joined = [row for row in found.copies if row["joined"]]
    outlets = {found.claim["outlet_id"], *(row["outlet_id"] for row in joined)} - {None}
    where = places(len(outlets) if sees["outlets"] else 0, len(joined) + bool(joined))
    return Copies(
        where,
        [_copy(row, vocabulary, sees) for row in joined],
        [
            _copy(row, vocabulary, sees, *_together(found, row))
            for row in found.copies
            if not row["joined"] and sees["relations"]
        ],
    )


def _copy(row: Row, vocabulary: Vocabulary, sees: Sees, why: str = "", join: str = "") -> Copy:
    return Copy(
        id=row["id"],
        address=tilde_encode(row["id"]),
        outlet=row["outlet"] if sees["outlets"] else None,
        date=dates.published(row["published"]),
        article=_named(row) if sees["articles"] else "",
        language=row["language"],
        url=row["url"] if sees["articles"] and weblink.is_web(row["url"]) else None,
        status=vocabulary[row["status"]],
        revision=row["revision"],
        why=why,
        join=join,
    )


def _together(found: ClaimRecord, row: Row) -> tuple[str, str]:
    """Why a copy stands apart, and what joining it with this claim would do."""
    if found.parted and row["parted"]:
        return said("separated too"), ""
    apart = found.parted or row["parted"]
    why = said("separated") if apart else said("not joined")
    here, there = judging.of(found.claim), judging.of(row)
    if here == there:
        return why, said("Join again")
    if there == judging.NOT_JUDGED:
        return said("{why}, not judged", why=why), said("Join, and judge it as this one")
    if here == judging.NOT_JUDGED:
        return said("{why}, judged", why=why), said("Join, and judge this one so")
    return said("judged otherwise"), ""


def _named(row: Row) -> str:
    return row["title"] or shortened(row["opening"] or "") or row["id"]


class Elsewhere(NamedTuple):
    """Another article that says some of the same."""

    id: str
    name: str
    language: str | None
    outlet: str | None
    date: str
    claims: int


def of_article(found: ArticleRecord, sees: Sees) -> list[Elsewhere]:
    """The articles that share joined claims with this one."""
    return [
        Elsewhere(
            row["id"],
            _named(row),
            row["language"],
            row["outlet"] if sees["outlets"] else None,
            dates.published(row["published"]),
            row["claims"],
        )
        for row in found.copies
    ]
