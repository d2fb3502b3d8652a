"""Speakers of the other side: who is new, and under which names they were quoted."""

from __future__ import annotations

import json
from collections.abc import Iterator

from datasette_claims.merge.acts import PROGRAM, Own, touched
from datasette_claims.merge.sides import Row, Sides, insert, update
from datasette_claims.store import log, naming, teamnames
from datasette_claims.store.log import values


def bring(sides: Sides) -> None:
    """Everybody who speaks in the other is in the base; whom they were merged into comes later."""
    for row in sides.theirs("SELECT * FROM speakers ORDER BY rowid"):
        key = str(sides.speaker(row["id"]))
        if key != row["id"]:
            sides.speakers[row["id"]] = key
        if not sides.db.execute("SELECT 1 FROM speakers WHERE id = ?", [key]).fetchone():
            told = {**row, "id": key, "merged_into": None, "whole_id": key}
            insert(sides.db, "speakers", [told])
            sides.new["speakers"].add(key)


def aliases(sides: Sides) -> None:
    """The names under which claims of the base quote them."""
    rows = [
        {**row, "speaker_id": sides.speaker(row["speaker_id"])}
        for row in sides.theirs("SELECT * FROM speaker_aliases ORDER BY rowid")
    ]
    known = "SELECT 1 FROM speaker_aliases WHERE speaker_id = ? AND alias = ?"
    told = [row for row in rows if not sides.db.execute(known, [*row.values()]).fetchone()]
    insert(sides.db, "speaker_aliases", told)
    naming.forget_unused_aliases(sides.db, [(row["speaker_id"], row["alias"]) for row in told])


def settle(sides: Sides, replaced: set[str | None]) -> None:
    """Who is new and goes by a name of the team is filed under them; who has no claim leaves."""
    for key in sorted(sides.new["speakers"]):
        row: Row
        (row,) = sides.ours("SELECT * FROM speakers WHERE id = ?", [key])
        whose = teamnames.known(sides.db, row["name"], row["kind"])
        if whose is not None and teamnames.unclaimed(sides.db, [key], whose):
            teamnames.file_under(sides.db, key, row["name"], row["kind"])
    naming.forget_unused_speakers(sides.db, {*sides.new["speakers"], *replaced})


def wholes(sides: Sides) -> dict[str, str]:
    """Whom each speaker of the base counts as."""
    return dict(sides.db.execute("SELECT id, whole_id FROM speakers").fetchall())


def compare_anew(sides: Sides, before: dict[str, str]) -> None:
    """What a speaker said who counts as another one now is compared with copies anew."""
    now = wholes(sides)
    changed = [key for key, whole in now.items() if before.get(key, whole) != whole]
    sides.db.execute(
        "UPDATE claims SET statement = NULL WHERE speaker_id IN (SELECT value FROM json_each(?))",
        [json.dumps(changed)],
    )


def keep_apart(sides: Sides, own: Own) -> None:
    """Of whom one side says that they are one and the other side that they are two, they stay two
    until somebody decides: nobody's words are to stand under the name of somebody else."""
    for telling, merging in ((own.base, own.other), (own.other, own.base)):
        undecided = {
            key for key, names in touched(merging, "speaker").items() if "merged_into" in names
        } - {key for key, names in touched(telling, "speaker").items() if "merged_into" in names}
        for act in telling:
            if act["kind"] == "told_apart":
                two = (str(act["record"]), str(values(act["became"]).get("other")))
                _take_apart(sides, *two, undecided, of_base=merging is own.base)


def _take_apart(sides: Sides, one: str, other: str, undecided: set[str], *, of_base: bool) -> None:
    pair = "SELECT 1 FROM speaker_pairs WHERE (one_id, other_id) IN (VALUES (?1, ?2), (?2, ?1))"
    if not sides.db.execute(pair, [one, other]).fetchone():
        return  # taken back since
    above, of_other = [*_above(sides, one)], [*_above(sides, other)]
    if above[-1:] != of_other[-1:]:
        return
    for row in (*above, *of_other):
        (stands,) = sides.ours("SELECT * FROM speakers WHERE id = ?", [row["id"]])
        if row["id"] in undecided and stands["merged_into"] is not None:
            was = {name: stands[name] for name in ("name", "kind", "merged_into")}
            update(sides.db, "speakers", row["id"], {"merged_into": None})
            log.add(
                sides.db, sides.now, PROGRAM, "speaker", None, record=row["id"], was=was,
                became={**was, "merged_into": None},
            )  # fmt: skip
            sides.tell(
                "speaker, merge of", row["id"], f"apart from {other if row in above else one}",
                f"filed under {was['merged_into']}", of_base=of_base,
            )  # fmt: skip


def _above(sides: Sides, key: str) -> Iterator[Row]:
    """The speaker, whom they are filed under, and so on."""
    at: str | None = key
    while at is not None:
        row = next(sides.ours("SELECT id, merged_into FROM speakers WHERE id = ?", [at]), None)
        if row is None:
            return
        yield row
        at = row["merged_into"]
