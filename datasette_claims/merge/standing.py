"""What a claim that both sides have stands as after it: its words, its judgement, its history.

Where one side alone judged or corrected a claim, that stands. Where both did, otherwise, the base's
stands and is a draft until somebody decides; the other's is kept in history, log and a note. What
keeps a verdict from readers stands before what shows it to them, whichever side it is on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

from datasette_claims.merge.acts import PROGRAM, WORDS, Own
from datasette_claims.merge.claims import put_spans, readings
from datasette_claims.merge.pairing import One, Pair
from datasette_claims.merge.sides import Sides, insert, update
from datasette_claims.store import judging, naming
from datasette_claims.store.findings import OBJECTED
from datasette_claims.store.judging import NOT_JUDGED, Judgement

READ = (
    "speaker_id", "text", "type", "kind", "modality", "cue", "source", "role", "context",
    "said_as", "said_on", "said_precision", "confidence", "rule", "extractor", "origin", "edited",
    "flag", "position",
)  # fmt: skip
"""What a claim takes with the words of the other side."""


def settle(sides: Sides, pairs: Iterable[Pair], own: Own) -> set[str | None]:
    """Every claim that both have stands as it is to; returned are speakers who may have gone."""
    judged, objected, left = (_By(own, kinds) for kinds in (("status",), ("objected",), ("left",)))
    worded = _By(own, WORDS)
    replaced: set[str | None] = set()
    for one in pairs:
        read = _settle_words(sides, one, *worded.who(one))
        if read:
            replaced.add(one.ours.row["speaker_id"])
            if left.who(one)[0]:
                sides.tell("reading of claim", one.key, "taken over", "left", of_base=True)
        elif left.who(one)[1]:
            _leave_readings(sides, one)
        _settle_judgement(sides, one, read, judged.who(one), objected.who(one))
        _end_readings(sides, one, read=read)
    return replaced


class _By:
    """The claims on which each side alone did something of some kinds."""

    def __init__(self, own: Own, kinds: Iterable[str]) -> None:
        self._base, self._other = own.claims("base", kinds), own.claims("other", kinds)

    def who(self, one: Pair) -> tuple[bool, bool]:
        """Did the base, did the other."""
        return one.key in self._base, one.key in self._other


# ---- words


def _settle_words(sides: Sides, one: Pair, by_us: bool, by_them: bool) -> bool:
    """True where the claim says now what the other has."""
    ours, theirs = one.ours, one.theirs
    alike = _alike(ours, theirs)
    if alike and ours.personal == theirs.personal:
        return False
    # Who worked on it in the other did so on these words, nobody on those of the base; or they
    # changed its places in the text by SQL, of which the log does not tell.
    alone = not ours.worked_on or (theirs.personal and not ours.personal and not by_us)
    takes = one.fits and not by_us and (by_them or alone)
    if by_them and not takes and not alike and (by_us or not one.same):
        sides.tell("claim", one.key, _words(ours), _words(theirs))
        why = "as it was corrected here" if by_us else "in a newer text of the article"
        _note(
            sides, one.key,
            f"{sides.name}: there this claim was corrected to “{_words(theirs)}”."
            f" Here it stands {why}.",
        )  # fmt: skip
    if not takes:
        return False
    row = {name: theirs.row[name] for name in READ}
    update(sides.db, "claims", one.key, {**row, "statement": None, "copies": None})
    _compare_anew(sides, ours.row["copies"])
    sides.db.execute("DELETE FROM claim_spans WHERE claim_id = ?", [one.key])
    put_spans(sides.db, one.key, theirs.spans)
    sides.db.execute("DELETE FROM readings WHERE claim_id = ?", [one.key])
    readings(sides, theirs.key, one.key)
    _raise(sides, one)
    naming.forget_unused_aliases(sides.db, [(ours.row["speaker_id"], ours.row["source"])])
    return True


def _words(one: One) -> str:
    """Who said what."""
    row = one.row
    return f"{row['speaker_id'] or row['source'] or '?'}, {row['kind']}: {row['text']}"


def _alike(ours: One, theirs: One) -> bool:
    words = READ[: READ.index("confidence")]
    return ours.spans == theirs.spans and all(ours.row[n] == theirs.row[n] for n in words)


def _compare_anew(sides: Sides, copies: str | None) -> None:
    if copies is not None:
        sides.db.execute("UPDATE claims SET statement = NULL WHERE copies = ?", [copies])


def _leave_readings(sides: Sides, one: Pair) -> None:
    """What somebody saw that the program reads there, and left, is not told again."""
    for row in sides.theirs(
        "SELECT * FROM readings WHERE claim_id = ? AND known", [one.theirs.key]
    ):
        sides.db.execute(
            "UPDATE readings SET known = 1 WHERE claim_id = ?"
            " AND (text, speaker_id, kind, modality) IS (?, ?, ?, ?)",
            [one.key, row["text"], sides.speaker(row["speaker_id"]), row["kind"], row["modality"]],
        )


# ---- judgement


def _settle_judgement(
    sides: Sides, one: Pair, read: bool, judged: tuple[bool, bool], objected: tuple[bool, bool]
) -> None:
    by_us, by_them = judged
    ours, theirs = judging.of(one.ours.row), judging.of(one.theirs.row)
    # A judgement of which no log tells is not lost, and not published either.
    untold = not (by_us or by_them) and ours == NOT_JUDGED != theirs
    taken = (by_them and not by_us) or untold
    stands = theirs if taken else ours
    told = []
    if by_us and by_them and ours != theirs:
        stands = _of_two(sides, one, ours, theirs)
    elif not one.same and taken is not read and stands.status != NOT_JUDGED.status:
        told.append("a result that was given on other words")
    if stands.publication == "published":
        if objected[not taken] and judged[taken] and _objected(sides, one.key, stands):
            told.append("an objection of a second reader")
        if judging.is_published_verdict(sides.db, stands) and not _evidence(sides, one.key):
            told.append("no evidence left of a published verdict")
        if told or untold:
            stands = Judgement(stands.status, stands.rationale, "draft")
    for why in told:
        there = f"{theirs.status} ({theirs.publication})"
        sides.tell("claim", one.key, f"{stands.status} as a draft, with {why}", there)
        if stands.publication != (theirs if taken else ours).publication:
            _note(sides, one.key, f"{sides.name}: with it there is {why}, so this is a draft.")
    if stands != ours:
        row = {"status": stands.status, "rationale": stands.rationale,
               "publication": stands.publication}  # fmt: skip
        update(sides.db, "claims", one.key, row)
    if stands != ours or by_them:
        _raise(sides, one)
    withdrawn = stands == theirs and stands.publication == "withdrawn"
    _tell(sides, one.key, anyhow=by_us and by_them and ours != theirs and not withdrawn)


def _of_two(sides: Sides, one: Pair, ours: Judgement, theirs: Judgement) -> Judgement:
    """How a claim stands that both sides judged, otherwise; told, and noted at the claim.

    As the base says, as a draft. A withdrawal stands whole, whoever made it: its reason is public.
    """
    by_us = ours.publication == "withdrawn" or theirs.publication != "withdrawn"
    stands, fell = (ours, theirs) if by_us else (theirs, ours)
    if stands.publication == "published":
        stands = replace(stands, publication="draft")
    named = {
        "claim": "status",
        "reason of claim": "rationale",
        "publication of claim": "publication",
    }
    what = next(
        what for what, name in named.items() if getattr(ours, name) != getattr(theirs, name)
    )
    said, other = (getattr(each, named[what]) for each in (stands, fell))
    sides.tell(what, one.key, said, other, of_base=not by_us)
    where = sides.name if by_us else sides.first
    by = _last_judge(sides, one) if by_us else _last_judge(sides, one, of_base=True)
    _note(
        sides, one.key,
        f"{where}: there this claim was judged “{fell.status}” ({fell.publication}) by {by}"
        f"{f': {fell.rationale}' if fell.rationale else ''}"
        f"\nHere “{stands.status}” ({stands.publication}) stands until somebody decides.",
    )  # fmt: skip
    return stands


def _evidence(sides: Sides, key: str) -> int:
    """The links that a verdict rests on."""
    live = "SELECT count(*) FROM evidence WHERE claim_id = ? AND removed_at IS NULL"
    return int(sides.db.execute(live, [key]).fetchone()[0])


def _objected(sides: Sides, key: str, stands: Judgement) -> bool:
    found = sides.db.execute(
        "SELECT 1 FROM second_readings WHERE claim_id = ? AND finding = ? AND ended IS NULL"
        " AND (status, rationale) IS (?, ?)",
        [key, OBJECTED, stands.status, stands.rationale],
    )
    return found.fetchone() is not None


def _last_judge(sides: Sides, one: Pair, *, of_base: bool = False) -> str:
    """Who judged the claim last on one side; in the base, of what was there before the merge."""
    if of_base:
        brought = sides.numbers["status_history"].values()
        found = [
            row["actor"]
            for row in sides.ours("SELECT * FROM status_history WHERE claim_id = ?", [one.key])
            if row["id"] not in brought
        ]
    else:
        query = "SELECT actor FROM status_history WHERE claim_id = ? ORDER BY id"
        found = [row["actor"] for row in sides.theirs(query, [one.theirs.key])]
    return str(found[-1]) if found else "unknown"


def _raise(sides: Sides, one: Pair) -> None:
    """Whoever has the claim open on either side must see it again before they change it."""
    revision = max(one.ours.row["revision"], one.theirs.row["revision"]) + 1
    changed = max(one.ours.row["updated_at"], one.theirs.row["updated_at"])
    update(sides.db, "claims", one.key, {"revision": revision, "updated_at": changed})


def _tell(sides: Sides, key: str, *, anyhow: bool) -> None:
    """The last row of a claim's history tells how it stands. Where both sides judged it there is
    one ``anyhow``: else whoever undoes theirs would bring back the base's, which is before it."""
    (claim,) = sides.ours("SELECT * FROM claims WHERE id = ?", [key])
    history = "SELECT * FROM status_history WHERE claim_id = ? ORDER BY id DESC LIMIT 1"
    nothing = {"to_status": "unreviewed", "reason": None, "publication": "draft"}
    last = next(sides.ours(history, [key]), nothing)
    stands = {"to_status": claim["status"], "reason": claim["rationale"],
              "publication": claim["publication"]}  # fmt: skip
    if not anyhow and all(last[name] == value for name, value in stands.items()):
        return
    row = {
        "claim_id": key, "at": sides.now, "actor": PROGRAM, "from_status": last["to_status"],
        **stands, "evidence_count": _evidence(sides, key),
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
    seen = sides.theirs("SELECT id FROM second_readings WHERE claim_id = ?", [one.theirs.key])
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
