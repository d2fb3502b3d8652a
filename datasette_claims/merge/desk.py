"""What a team keeps beside the claims: names of speakers, refused pairs, saved searches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from datasette_claims.merge.acts import PROGRAM, Own
from datasette_claims.merge.sides import Row, Sides, insert, update
from datasette_claims.store import log, teamnames
from datasette_claims.store.log import values

Name = tuple[str, bool]
Two = tuple[str, str]

# ---- names


def names(sides: Sides, own: Own) -> None:
    """By which name somebody goes everywhere: whom the base says, where both say another one."""
    ours, theirs = _named(sides, own.base), _named(sides, own.other)
    known: dict[Name, str] = {
        (row["folded"], bool(row["body"])): row["speaker_id"]
        for row in sides.ours("SELECT * FROM speaker_names")
    }
    given: dict[Name, Row] = {
        (row["folded"], bool(row["body"])): {**row, "speaker_id": sides.speaker(row["speaker_id"])}
        for row in sides.theirs("SELECT * FROM speaker_names ORDER BY rowid")
    }
    new = []
    for name in dict.fromkeys([*given, *theirs]):
        row, stands = given.get(name), known.get(name)
        whose = row and row["speaker_id"]
        if whose == stands:
            continue
        if name in ours or (stands is not None and name not in theirs):
            if name in theirs:
                sides.tell("name", name[0], stands, whose)
            continue
        sides.db.execute("DELETE FROM speaker_names WHERE folded = ? AND body = ?", [*name])
        if row is not None:
            insert(sides.db, "speaker_names", [row])
            new.append(row)
    _file(sides, new)


def _file(sides: Sides, new: Iterable[Row]) -> None:
    """Who bears a name that came from the other is filed under whom it is of, as a load would."""
    bearers = teamnames.bearers(sides.db) if (rows := list(new)) else {}
    for row in rows:
        whose = row["speaker_id"]
        found = bearers.get((row["folded"], bool(row["body"])), ())
        (whole,) = sides.db.execute(
            "SELECT whole_id FROM speakers WHERE id = ?", [whose]
        ).fetchone()
        for key in teamnames.unclaimed(sides.db, found, whose):
            if key != whole:
                (told,) = sides.ours("SELECT name, kind FROM speakers WHERE id = ?", [key])
                update(sides.db, "speakers", key, {"merged_into": whose})
                log.add(
                    sides.db, sides.now, PROGRAM, "speaker", None, record=key,
                    was={**told, "merged_into": None}, became={**told, "merged_into": whose},
                )  # fmt: skip


def _named(sides: Sides, some: Iterable[Row]) -> set[Name]:
    """The names about which people said something, or took it back."""
    acts = [act for act in some if act["actor"] != PROGRAM]
    return {
        (teamnames.folded(told["name"]), bool(told.get("body")))
        for act in [*acts, *_undone(sides, acts)]
        if act["kind"] in ("name_added", "name_removed")
        for told in [values(act["became"]) or values(act["was"])]
    }


def _undone(sides: Sides, some: Iterable[Row]) -> Iterator[Row]:
    """What was undone by some acts; all of it is in the base's log by now."""
    for act in some:
        if act["kind"] == "undid":
            yield from sides.ours("SELECT * FROM acts WHERE batch = ?", [act["record"]])


# ---- pairs


def pairs(sides: Sides, own: Own) -> None:
    """Two who are not one are not suggested, whichever side said so."""
    by_us, by_them = (_taken_back(sides, side) for side in (own.base, own.other))
    told = {_two(act["record"], act) for act in own.other if act["kind"] == "told_apart"}
    for row in sides.theirs("SELECT * FROM speaker_pairs ORDER BY rowid"):
        two = _sorted(*(str(sides.speaker(key)) for key in row.values()))
        if two[0] != two[1] and (two not in by_us or two in told):
            both = dict(zip(("one_id", "other_id"), two, strict=True))
            insert(sides.db, "speaker_pairs", [both], ignore=True)
        by_them.discard(two)
    sides.db.conn.executemany(
        "DELETE FROM speaker_pairs WHERE one_id = ? AND other_id = ?", list(by_them)
    )


def _taken_back(sides: Sides, some: Iterable[Row]) -> set[Two]:
    """Of whom these acts took back that they are two."""
    return {_two(act["record"], act) for act in _undone(sides, some) if act["kind"] == "told_apart"}


def _two(one: str, act: Row) -> Two:
    return _sorted(one, str(values(act["became"]).get("other")))


def _sorted(one: str, other: str) -> Two:
    return (one, other) if one < other else (other, one)


# ---- searches


def recognise(sides: Sides) -> None:
    """Under which key the base has, or will have, each saved search of the other."""
    taken = {row["id"] for row in sides.ours("SELECT id FROM saved_searches")}
    taken |= {row["id"] for row in sides.theirs("SELECT id FROM saved_searches")}
    for row in sides.theirs("SELECT * FROM saved_searches ORDER BY rowid"):
        (same,) = sides.db.execute(
            "SELECT (SELECT id FROM saved_searches WHERE owner IS ? AND at = ? AND actor = ?"
            " AND (id = ?4 OR id LIKE ?4 || '-%') ORDER BY id = ?4 DESC LIMIT 1)",
            [row["owner"], row["at"], row["actor"], row["id"]],
        ).fetchone()
        key = same or row["id"]
        others = "SELECT 1 FROM saved_searches WHERE id = ?"
        if same is None and sides.db.execute(others, [key]).fetchone():
            number = 2
            while f"{row['id']}-{number}" in taken:
                number += 1
            key = f"{row['id']}-{number}"
            taken.add(key)
        if key != row["id"]:
            sides.searches[row["id"]] = key


def searches(sides: Sides, own: Own) -> None:
    """The searches that people keep, and what they did to them since."""
    ours, theirs = (
        {act["record"]: act["kind"] for act in side if act["kind"].startswith("search_")}
        for side in (own.base, own.other)
    )
    for key in sorted(theirs):
        if theirs[key] != "search_removed":
            continue
        if key not in ours:
            sides.db.execute("DELETE FROM saved_searches WHERE id = ?", [key])
        elif known := next(sides.ours("SELECT name FROM saved_searches WHERE id = ?", [key]), None):
            sides.tell("saved search", key, known["name"], "its removal")
    for row in sides.theirs("SELECT * FROM saved_searches ORDER BY rowid"):
        key = sides.search(row["id"])
        if ours.get(key) == "search_removed":
            if key in theirs:
                sides.tell("saved search", key, "its removal", row["name"])
            continue
        known = next(sides.ours("SELECT * FROM saved_searches WHERE id = ?", [key]), None)
        if known is None:
            told = {**row, "id": key, "query": sides.query(row["query"])}
            insert(sides.db, "saved_searches", [{**told, "name": _free(sides, row)}])
        elif known["name"] != row["name"] and key in theirs:
            if key in ours:
                sides.tell("saved search", key, known["name"], row["name"])
            else:
                update(sides.db, "saved_searches", key, {"name": _free(sides, row)})


def _free(sides: Sides, row: Row) -> str:
    """The name of a search, with a number where another search of the owner has it."""
    name, number = row["name"], 1
    while sides.db.execute(
        "SELECT 1 FROM saved_searches WHERE owner IS ? AND name = ? COLLATE NOCASE",
        [row["owner"], name],
    ).fetchone():
        number += 1
        name = f"{row['name']} ({number})"
    return str(name)
