"""Speakers of the other side: who is new, and under which names they were quoted."""

from __future__ import annotations

from datasette_claims.merge.sides import Row, Sides, insert
from datasette_claims.store import naming, teamnames


def bring(sides: Sides) -> None:
    """Everybody who speaks in the other is in the base; whom people merged them into comes later.

    Who is known within one article alone has its key in theirs, and follows it to another one.
    """
    for row in sides.theirs("SELECT * FROM speakers ORDER BY rowid"):
        key = _key(sides, str(row["id"]))
        if key != row["id"]:
            sides.speakers[row["id"]] = key
        if not sides.db.execute("SELECT 1 FROM speakers WHERE id = ?", [key]).fetchone():
            told = {**row, "id": key, "merged_into": None, "whole_id": key}
            insert(sides.db, "speakers", [told])
            sides.new["speakers"].add(key)


def _key(sides: Sides, key: str) -> str:
    name, _, article = key.rpartition("-")
    return f"{name}-{sides.articles[article]}" if article in sides.articles else key


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
        if row["merged_into"] is None:
            teamnames.file_under(sides.db, key, row["name"], row["kind"])
    naming.forget_unused_speakers(sides.db, {*sides.new["speakers"], *replaced})
