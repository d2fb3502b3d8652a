"""What people did: evidence, history, notes, second readings; and what a claim stands as after it.

Where one side alone judged or corrected a claim, that stands. Where both did, otherwise, the base's
stands and is a draft until somebody decides; the other's is kept in history, log and a note.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from datasette_claims.merge.acts import PROGRAM, WORDS, Own
from datasette_claims.merge.claims import One, Pair, put_spans, readings
from datasette_claims.merge.sides import Row, Sides, insert, update
from datasette_claims.store import naming

JUDGEMENT = ("status", "rationale", "publication")
NOT_JUDGED = {"status": "unreviewed", "rationale": None, "publication": "draft"}
READ = (
    "speaker_id", "text", "type", "kind", "modality", "cue", "source", "role", "context",
    "said_as", "said_on", "said_precision", "confidence", "rule", "extractor", "origin", "edited",
    "flag", "position",
)  # fmt: skip
"""What a claim takes with the words of the other side."""

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


def settle(sides: Sides, pairs: Iterable[Pair], own: Own) -> set[str | None]:
    """Every claim that both have stands as it is to; returned are speakers who may have gone."""
    sides_of = {
        name: (own.claims("base", kinds), own.claims("other", kinds))
        for name, kinds in (("judged", ("status",)), ("read", WORDS))
    }
    replaced: set[str | None] = set()
    for one in pairs:
        read = _settle_words(sides, one, *(one.key in some for some in sides_of["read"]))
        if read:
            replaced.add(one.ours.row["speaker_id"])
        by_us, by_them = (one.key in some for some in sides_of["judged"])
        _settle_judgement(sides, one, read=read, by_us=by_us, by_them=by_them)
        _tell(sides, one.key)
        _end_readings(sides, one, read=read)
    return replaced


def _settle_words(sides: Sides, one: Pair, by_us: bool, by_them: bool) -> bool:
    """True where the claim says now what the other has."""
    ours, theirs = one.ours, one.theirs
    # Who worked on it in the other did so on these words, nobody on those of the base; or they
    # changed its places in the text by SQL, of which the log does not tell.
    alone = not ours.worked_on or (theirs.personal and not ours.personal and not by_us)
    if by_us and by_them and not _alike(ours, theirs):
        sides.tell("claim", one.key, ours.row["text"], theirs.row["text"])
        _note(
            sides, one.key,
            f"{sides.name}: there this claim was corrected to “{theirs.row['text']}”"
            f" ({theirs.row['source'] or 'no source'}). Here it stands as it was corrected here.",
        )  # fmt: skip
    if by_us or not (by_them or alone) or _alike(ours, theirs):
        return False
    row = {name: theirs.row[name] for name in READ}
    update(sides.db, "claims", one.key, {**row, "statement": None, "copies": None})
    _compare_anew(sides, ours.row["copies"])
    sides.db.execute("DELETE FROM claim_spans WHERE claim_id = ?", [one.key])
    put_spans(sides.db, one.key, theirs.spans)
    sides.db.execute("DELETE FROM readings WHERE claim_id = ?", [one.key])
    readings(sides, str(theirs.row["id"]), one.key)
    _raise(sides, one)
    naming.forget_unused_aliases(sides.db, [(ours.row["speaker_id"], ours.row["source"])])
    return True


def _alike(ours: One, theirs: One) -> bool:
    words = READ[: READ.index("confidence")]
    return ours.spans == theirs.spans and all(ours.row[n] == theirs.row[n] for n in words)


def _compare_anew(sides: Sides, copies: str | None) -> None:
    if copies is not None:
        sides.db.execute("UPDATE claims SET statement = NULL WHERE copies = ?", [copies])


def _settle_judgement(sides: Sides, one: Pair, *, read: bool, by_us: bool, by_them: bool) -> None:
    ours, theirs = ({name: side.row[name] for name in JUDGEMENT} for side in (one.ours, one.theirs))
    told = ("status", "rationale")
    conflict = by_us and by_them and any(ours[name] != theirs[name] for name in told)
    # A judgement of which no log tells is not lost, and not published either.
    untold = not (by_us or by_them) and ours == NOT_JUDGED != theirs
    taken = (by_them and not by_us) or untold
    stands = dict(theirs if taken else ours)
    other_words = not one.same and taken is not read
    if stands["publication"] == "published" and (conflict or other_words or untold):
        stands["publication"] = "draft"
    if other_words and not conflict and stands["status"] != "unreviewed":
        sides.tell("words of claim", one.key, "a draft", "a result that was given on other words")
    if conflict:
        sides.tell("claim", one.key, ours["status"], theirs["status"])
        reason = f": {theirs['rationale']}" if theirs["rationale"] else ""
        _note(
            sides, one.key,
            f"{sides.name}: there this claim was judged “{theirs['status']}”"
            f" ({theirs['publication']}) by {_last_judge(sides, one)}{reason}"
            f"\nHere “{ours['status']}” stands as a draft until somebody decides.",
        )  # fmt: skip
    if stands != ours:
        update(sides.db, "claims", one.key, stands)
    if stands != ours or by_them:
        _raise(sides, one)


def _last_judge(sides: Sides, one: Pair) -> str:
    found = sides.other.execute(
        "SELECT actor FROM status_history WHERE claim_id = ? ORDER BY id DESC LIMIT 1",
        [one.theirs.row["id"]],
    ).fetchone()
    return str(found[0]) if found else "unknown"


def _raise(sides: Sides, one: Pair) -> None:
    """Whoever has the claim open on either side must see it again before they change it."""
    revision = max(one.ours.row["revision"], one.theirs.row["revision"]) + 1
    changed = max(one.ours.row["updated_at"], one.theirs.row["updated_at"])
    update(sides.db, "claims", one.key, {"revision": revision, "updated_at": changed})


def _tell(sides: Sides, key: str) -> None:
    """The last row of a claim's history tells how it stands."""
    (claim,) = sides.ours("SELECT * FROM claims WHERE id = ?", [key])
    history = "SELECT * FROM status_history WHERE claim_id = ? ORDER BY id DESC LIMIT 1"
    nothing = {"to_status": "unreviewed", "reason": None, "publication": "draft"}
    last = next(sides.ours(history, [key]), nothing)
    stands = {"to_status": claim["status"], "reason": claim["rationale"],
              "publication": claim["publication"]}  # fmt: skip
    if all(last[name] == value for name, value in stands.items()):
        return
    (evidence,) = sides.db.execute(
        "SELECT count(*) FROM evidence WHERE claim_id = ? AND removed_at IS NULL", [key]
    ).fetchone()
    row = {
        "claim_id": key, "at": sides.now, "actor": PROGRAM, "from_status": last["to_status"],
        **stands, "evidence_count": evidence,
    }  # fmt: skip
    insert(sides.db, "status_history", [row])
    _act(
        sides, "status", key,
        was=json.dumps({"status": last["to_status"]}),
        became=json.dumps({name: claim[name] for name in ("status", "publication")}),
        reason=claim["rationale"],
    )  # fmt: skip


def _note(sides: Sides, key: str, text: str) -> None:
    note = {"claim_id": key, "at": sides.now, "actor": PROGRAM, "note": text}
    insert(sides.db, "review_notes", [note])
    _act(sides, "note", key)


def _act(sides: Sides, kind: str, key: str, **told: str | None) -> None:
    """An act of the program about the row that it inserted last."""
    (number,) = sides.db.execute("SELECT last_insert_rowid()").fetchone()
    (revision,) = sides.db.execute("SELECT revision FROM claims WHERE id = ?", [key]).fetchone()
    act: Mapping[str, object] = {
        "at": sides.now, "actor": PROGRAM, "kind": kind, "claim_id": key,
        "record": str(number), "revision": revision, **told,
    }  # fmt: skip
    insert(sides.db, "acts", [dict(act)])


def _end_readings(sides: Sides, one: Pair, *, read: bool) -> None:
    """A second reading ends where another judgement stands than the one that it saw, or where it
    saw other words than those that stand."""
    theirs = str(one.theirs.row["id"])
    seen = sides.theirs("SELECT id FROM second_readings WHERE claim_id = ?", [theirs])
    numbers = {sides.numbers["second_readings"][row["id"]] for row in seen}
    holding = sides.ours(
        "SELECT r.id, (r.status, r.rationale) IS (c.status, c.rationale) AS holds, c.revision"
        " FROM second_readings AS r JOIN claims AS c ON c.id = claim_id"
        " WHERE claim_id = ? AND ended IS NULL",
        [one.key],
    )
    for row in list(holding):
        if not row["holds"] or (not one.same and (row["id"] in numbers) is not read):
            ended = {"ended": "judged_anew", "ended_at": sides.now,
                     "ended_revision": row["revision"]}  # fmt: skip
            update(sides.db, "second_readings", row["id"], ended)


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
    for row in _relations(sides):
        names = [row["claim_id"], row["other_id"], row["kind"]]
        known = sides.db.execute(
            "SELECT state FROM relations WHERE claim_id = ? AND other_id = ? AND kind = ?", names
        ).fetchone()
        if row["kind"] == "same_words" and row["claim_id"] in joined["base"]:
            continue
        if known is None:
            insert(sides.db, "relations", [row])
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
