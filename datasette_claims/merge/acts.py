"""What people did on each side: acts that both have are one, and each side has others of its own.

An act is known by who did what when; rows that are numbered have other numbers in every database,
so the number of what an act made is no part of it. Of equal acts there are as many as the side with
more of them has.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from datasette_claims.merge.sides import Row, Sides, insert

MADE = {
    "status": "status_history", "evidence_added": "evidence", "evidence_removed": "evidence",
    "note": "review_notes", "confirmed": "second_readings", "objected": "second_readings",
}  # fmt: skip
"""Kind of an act -> the table whose numbered row it made."""

OF_READING = ("took_over", "left")
"""Acts about a numbered row that the program wrote, and writes anew."""

OF_CLAIM = (
    "correction", "spans", "entered", "split", "united", "carried", "refused", "parted", "joined",
)  # fmt: skip
OF_SPEAKER = ("speaker", "name_added", "name_removed", "told_apart")
OF_ARTICLE = ("article_corrected", "article_added")
OF_SEARCH = ("search_saved", "search_renamed", "search_removed")

WORDS = ("correction", "spans", "entered", "split", "united", "took_over")
"""Acts that decide who said what."""

PROGRAM = "loader"
"""Who acts where no person does."""

_TOLD = ("at", "actor", "kind", "claim_id", "record", "was", "became", "reason", "batch")


@dataclass(frozen=True, slots=True)
class Own:
    """Acts that one side alone has: ``base`` and ``other``, each in order, by keys of the base."""

    base: list[Row]
    other: list[Row]

    def claims(self, side: str, kinds: Iterable[str]) -> set[str]:
        """The claims on which one side alone did something of these kinds."""
        wanted = {*kinds}
        return {act["claim_id"] for act in getattr(self, side) if act["kind"] in wanted}


def own(sides: Sides) -> Own:
    """What each side did that the other does not know."""
    ours = list(sides.ours("SELECT * FROM acts ORDER BY id"))
    theirs = [_in_base(sides, act) for act in sides.theirs("SELECT * FROM acts ORDER BY id")]
    return Own([*_left(ours, theirs)], [*_left(theirs, ours)])


def _left(some: Iterable[Row], others: Iterable[Row]) -> Iterator[Row]:
    known = Counter(_what(act) for act in others)
    for act in some:
        what = _what(act)
        if known[what]:
            known[what] -= 1
        else:
            yield act


def _what(act: Row) -> tuple[object, ...]:
    numbered = act["kind"] in MADE or act["kind"] in OF_READING
    return tuple(None if numbered and name == "record" else act[name] for name in _TOLD)


def _in_base(sides: Sides, act: Row) -> Row:
    """The act with the keys that the base has for what it is about."""
    record = act["record"]
    if record is not None:
        if act["kind"] in OF_CLAIM:
            record = sides.claim(record)
        elif act["kind"] in OF_SPEAKER:
            record = sides.speaker(record)
        elif act["kind"] in OF_ARTICLE:
            record = sides.article(record)
        elif act["kind"] in OF_SEARCH:
            record = sides.search(record)
    return {**act, "claim_id": act["claim_id"] and sides.claim(act["claim_id"]), "record": record}


def add(sides: Sides, some: Iterable[Row]) -> None:
    """The acts of the other stand in the log, behind those that were there."""
    for act in some:
        row = {name: value for name, value in act.items() if name != "id"}
        if (table := MADE.get(act["kind"])) and str(act["record"]).isdigit():
            row["record"] = sides.numbers[table].get(int(act["record"]), act["record"])
        insert(sides.db, "acts", [row])
        sides.report.of(sides.name)["acts of people"] += act["actor"] != PROGRAM


def touched(some: Iterable[Row], kind: str) -> dict[str, set[str]]:
    """Key of a row -> the columns that people gave another value, in acts of this kind."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for act in some:
        if act["kind"] == kind and act["actor"] != PROGRAM:
            was, became = values(act["was"]), values(act["became"])
            found[act["record"]] |= {
                name for name in became if name not in was or was[name] != became[name]
            }
    return found


def values(told: str | None) -> Row:
    """What an act tells as JSON."""
    found = json.loads(told or "{}")
    return found if isinstance(found, dict) else {}
