"""What people did to claims beside judging them: evidence, notes, second readings, who checks what,
and what belongs together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from datasette_claims.merge.acts import Own
from datasette_claims.merge.sides import Row, Sides, insert, update

ENDS = {
    "evidence": ("removed_at", "removed_by"),
    "second_readings": ("ended", "ended_at", "ended_revision"),
}
"""Columns that tell that a row holds no longer: the only ones that are ever filled afterwards."""

NUMBERED = ("evidence", "status_history", "review_notes", "second_readings")


def bring(sides: Sides) -> None:
    """The numbered rows of the other, each once however often it comes."""
    for table in NUMBERED:
        sides.numbers[table] = _bring(sides, table)


def _bring(sides: Sides, table: str) -> dict[int, int]:
    """The number that the base has for each row of the other."""
    ends = ENDS.get(table, ())
    known: defaultdict[tuple[object, ...], list[Row]] = defaultdict(list)
    query = f"SELECT * FROM {table} ORDER BY id"  # noqa: S608
    for row in sides.ours(query):
        known[_what(row, ends)].append(row)
    numbers = {}
    for row in sides.theirs(query):
        number = row["id"]
        row["claim_id"] = sides.claim(row["claim_id"])
        if alike := known[_what(row, ends)]:
            ours = alike.pop(0)
            numbers[number] = int(ours["id"])
            if ends and ours[ends[0]] is None and row[ends[0]] is not None:
                update(sides.db, table, ours["id"], {name: row[name] for name in ends})
        else:
            del row["id"]
            insert(sides.db, table, [row])
            numbers[number] = int(sides.db.execute("SELECT last_insert_rowid()").fetchone()[0])
    return numbers


def _what(row: Row, ends: Iterable[str]) -> tuple[object, ...]:
    return tuple(value for name, value in row.items() if name != "id" and name not in ends)


def assignments(sides: Sides, own: Own) -> None:
    """Who is to check what: the base's word where both gave a claim to somebody."""
    ours, theirs = own.claims("base", ["assigned"]), own.claims("other", ["assigned"])
    given: dict[str, Row] = {
        sides.claim(row["claim_id"]): row for row in sides.theirs("SELECT * FROM assignments")
    }
    known = dict(sides.db.execute("SELECT claim_id, actor FROM assignments").fetchall())
    for key in sorted({*given, *theirs}):
        row = given.get(key)
        if key in ours:
            if key in theirs and (row and row["actor"]) != known.get(key):
                sides.tell("assignment of", key, known.get(key), row and row["actor"])
            continue
        if key in theirs or key not in known:
            sides.db.execute("DELETE FROM assignments WHERE claim_id = ?", [key])
            if row:
                insert(sides.db, "assignments", [{**row, "claim_id": key}])


def relations(sides: Sides, own: Own) -> None:
    """How claims belong together: what a person decided counts more than what is suggested."""
    joined = {
        side: {
            key
            for act in some
            if act["kind"] == "joined"
            for key in (act["claim_id"], act["record"])
        }
        for side, some in (("base", own.base), ("other", own.other))
    }
    parted = own.claims("base", ["parted"])
    for key in sorted(filter(None, joined["other"] - parted)):
        sides.db.execute("DELETE FROM relations WHERE kind = 'same_words' AND claim_id = ?", [key])
        _settle_copies(sides, key)
    deciding = {"carried": "other_id", "refused": "claim_id"}
    theirs = {(act["kind"], act["claim_id"]) for act in own.other}

    def decided(row: Row) -> bool:
        return any((kind, row[column]) in theirs for kind, column in deciding.items())

    for row in _relations(sides):
        names = [row["claim_id"], row["other_id"], row["kind"]]
        known = sides.db.execute(
            "SELECT state FROM relations WHERE claim_id = ? AND other_id = ? AND kind = ?", names
        ).fetchone()
        if row["kind"] == "same_words" and row["claim_id"] in joined["base"]:
            continue
        if known is None:
            insert(sides.db, "relations", [row])
        elif known[0] != "suggested" != row["state"] != known[0] and decided(row):
            sides.tell("relation of claim", row["claim_id"], known[0], row["state"])
        elif known[0] == "suggested" != row["state"]:
            sides.db.execute(
                "UPDATE relations SET state = ?, at = ?, decided_by = ?"
                " WHERE claim_id = ? AND other_id = ? AND kind = ?",
                [row["state"], row["at"], row["decided_by"], *names],
            )
        if row["kind"] == "same_words":
            _settle_copies(sides, row["claim_id"])


def _relations(sides: Sides) -> Iterator[Row]:
    for row in sides.theirs("SELECT * FROM relations ORDER BY rowid"):
        told = {**row, "claim_id": sides.claim(row["claim_id"]),
                "other_id": sides.claim(row["other_id"])}  # fmt: skip
        if told["claim_id"] != told["other_id"]:
            yield told


def _settle_copies(sides: Sides, key: str) -> None:
    """Whose copies are joined is looked at at the end of the transaction."""
    sides.db.execute("UPDATE claims SET copies = copies WHERE id = ?", [key])
