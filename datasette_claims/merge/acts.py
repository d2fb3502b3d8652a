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
from typing import Any

from datasette_claims.merge.sides import Row, Sides, insert
from datasette_claims.store.log import values

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
    told = {**act, "was": _canonical(act["was"]), "became": _canonical(act["became"])}
    if act["kind"] in MADE or act["kind"] in OF_READING:
        told["record"] = None
    return tuple(told[name] for name in _TOLD)


def _canonical(told: str | None) -> str | None:
    """JSON as one writes it, however it was written; what is none stays."""
    try:
        return told and json.dumps(json.loads(told), sort_keys=True)
    except ValueError:
        return told


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
    return {
        **act,
        "claim_id": act["claim_id"] and sides.claim(act["claim_id"]),
        "record": record,
        "was": _with_keys(sides, act["kind"], act["was"]),
        "became": _with_keys(sides, act["kind"], act["became"]),
    }


def _with_keys(sides: Sides, kind: str, told: str | None) -> str | None:
    """What an act tells, with the keys of the base: whoever undoes it goes by them."""
    had = values(told)
    found = {name: _with_key(sides, kind, name, value) for name, value in had.items()}
    return told if found == had else json.dumps(found, ensure_ascii=False)


def _with_key(sides: Sides, kind: str, name: str, value: Any) -> Any:
    of = sides.of_act(kind, name)
    if of is None or value is None:
        return value
    if isinstance(value, str):
        return of(value)
    if isinstance(value, dict):
        if name == "left":  # of a change of many: key -> why it was left
            return {of(key): why for key, why in value.items()}
        return {why: _with_key(sides, kind, name, keys) for why, keys in value.items()}
    if name == "speaker":  # key, name and kind
        return [of(str(value[0])), *value[1:]] if value else value
    return [of(key) if isinstance(key, str) else key for key in value]


def add(sides: Sides, some: Iterable[Row]) -> None:
    """The acts of the other stand in the log, behind those that were there."""
    for act in some:
        row = {name: value for name, value in act.items() if name != "id"}
        if (table := MADE.get(act["kind"])) and str(act["record"]).isdigit():
            row["record"] = sides.numbers[table].get(int(act["record"]), act["record"])
        insert(sides.db, "acts", [row])
        sides.report.of(sides.name)["acts of people"] += act["actor"] != PROGRAM


def touched(some: Iterable[Row], kind: str, *, people: bool = True) -> dict[str, set[str]]:
    """Key of a row -> the columns that got another value, in acts of this kind; without ``people``
    what the program did counts too."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for act in some:
        if act["kind"] == kind and (act["actor"] != PROGRAM or not people):
            was, became = values(act["was"]), values(act["became"])
            found[act["record"]] |= {
                name for name in became if name not in was or was[name] != became[name]
            }
    return found
