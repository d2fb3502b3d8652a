"""What became of a claim's words: what its article now says instead, what the program now reads."""

from __future__ import annotations

from dataclasses import dataclass

from datasette.utils import tilde_encode
from markupsafe import Markup

from datasette_claims.store.records import ClaimRecord, Row
from datasette_claims.store.vocabulary import Status, Vocabulary
from datasette_claims.web import wording
from datasette_claims.web.asgi import Sees


@dataclass(frozen=True, slots=True)
class Other:
    """Another claim of the article, and the way from the earlier words to the later ones."""

    id: str
    address: str
    """Its key as part of an address."""
    relation: str
    status: Status
    publication: str
    rationale: str | None
    judged: bool
    difference: Markup
    fields: tuple[wording.Field, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the program now reads in the claim's place; ``text`` is None where it reads no claim."""

    id: int
    text: str | None
    difference: Markup | None = None
    fields: tuple[wording.Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """All that stands beside a claim."""

    now_reads: list[Other]
    was_judged: list[Other]
    readings: list[Reading]


def beside(found: ClaimRecord, vocabulary: Vocabulary, sees: Sees) -> Beside:
    """The claims and readings that stand beside this one, each with the difference to it."""
    here = {**found.claim, "speaker": found.speaker["name"] if found.speaker else None}
    related = sees["relations"]
    return Beside(
        now_reads=[_other(here, row, vocabulary, sees) for row in found.now_reads if related],
        was_judged=[
            _other(here, row, vocabulary, sees, earlier=True) for row in found.was_judged if related
        ],
        readings=[_reading(here, row, sees) for row in found.readings if sees["readings"]],
    )


def _other(
    here: Row, row: Row, vocabulary: Vocabulary, sees: Sees, *, earlier: bool = False
) -> Other:
    other = _as_seen(here, row, sees)
    before, after = (other, here) if earlier else (here, other)
    return Other(
        id=row["id"],
        address=tilde_encode(row["id"]),
        relation=row["relation"],
        status=vocabulary[row["status"]],
        publication=row["publication"],
        rationale=row["rationale"],
        judged=row["status"] != "unreviewed" or row["rationale"] is not None,
        difference=wording.difference(before["text"], after["text"]),
        fields=tuple(wording.fields(before, after)),
    )


def _reading(here: Row, row: Row, sees: Sees) -> Reading:
    if row["text"] is None:
        return Reading(row["id"], None)
    read = _as_seen(here, row, sees)
    return Reading(
        row["id"],
        row["text"],
        wording.difference(here["text"], read["text"]),
        tuple(wording.fields(here, read)),
    )


def _as_seen(here: Row, row: Row, sees: Sees) -> Row:
    """The other one; where names of speakers are not to be seen, it tells no other name."""
    return {**row, "speaker": row["speaker"] if sees["speakers"] else here["speaker"]}
