"""What the editor's form says of second readers: what they found, and what is there to be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from datasette_claims.store.findings import CONFIRMED, OBJECTED
from datasette_claims.store.records import ClaimRecord
from datasette_claims.web import dates


@dataclass(frozen=True, slots=True)
class Found:
    """One reading of the verdict that stands; ``undo`` takes one's own back, else it is empty."""

    who: str
    objects: bool
    reason: str
    when: Markup
    undo: str


@dataclass(frozen=True, slots=True)
class Second:
    """``asks``: may this editor say something; ``own``: it is their verdict. ``waits``: publishing
    waits for a second reader, ``settled``: and one has confirmed, nobody objects."""

    found: list[Found]
    asks: bool
    own: bool
    waits: bool
    settled: bool

    @property
    def tells(self) -> bool:
        """Is there anything to show?"""
        return bool(self.found or self.asks or (self.own and self.waits))


def second(
    record: ClaimRecord, actor: str, called: Mapping[str, str], now: datetime, *, waits: bool
) -> Second:
    """What an editor is shown of the second readings of a claim."""
    rows = [row for row in record.second_readings if row["ended"] is None]
    result, own = record.status.kind != "workflow", actor in record.givers
    return Second(
        found=[
            Found(
                who=called.get(row["actor"], row["actor"]),
                objects=row["finding"] == OBJECTED,
                reason=row["reason"] or "",
                when=dates.moment(row["at"], now),
                undo=(row["batch"] or "") if row["actor"] == actor else "",
            )
            for row in rows
        ],
        asks=result and not own and actor not in [row["actor"] for row in rows],
        own=result and own,
        waits=waits,
        settled={row["finding"] for row in rows} == {CONFIRMED},
    )
