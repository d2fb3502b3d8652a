"""What an editor decides about a claim whose article changed, or that the program reads otherwise.

Nothing here happens by itself: each call is one deliberate step, which the log keeps.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from datasette_claims.store import copies, joining, judging, log, moments, naming
from datasette_claims.store.changes import by_person
from datasette_claims.store.errors import Refused, Stale, Unknown
from datasette_claims.store.judging import Judgement
from datasette_claims.wording import said

TAKEN_OVER = (
    "text", "speaker_id", "type", "kind", "modality", "cue", "source", "role", "context",
    "said_as", "said_on", "said_precision", "confidence", "rule", "position", "extractor",
)  # fmt: skip


def carry_over(db: Database, from_id: str, to_id: str, *, seen: int, actor: str) -> int:
    """The new revision of ``to_id``, which now has the status, reason and evidence of ``from_id``.

    They come as a draft: the words are other ones, so somebody has to publish them anew. What is
    joined with ``to_id`` gets them too. ``seen`` is the revision of ``to_id``. Only a claim that
    nobody has judged takes them.
    """
    with by_person(db, actor):
        _relation(db, from_id, to_id)
        old, new = judging.claim(db, from_id), judging.claim(db, to_id)
        if new["revision"] != seen:
            raise Stale(new)
        if new["status"] != "unreviewed" or new["rationale"] is not None:
            raise Refused(
                said(
                    "This claim has been judged already; change its status on its own page instead."
                )
            )
        if old["status"] == "unreviewed" and old["rationale"] is None:
            raise Refused(
                said("Nobody has judged the earlier words, so there is nothing to carry over.")
            )
        now = moments.now()
        joined = [to_id, *joining.others(db, to_id)]
        joining.give_evidence(db, from_id, joined, now, actor)
        joining.give(db, joined, Judgement(old["status"], old["rationale"], "draft"))
        _decide(db, from_id, to_id, "accepted", now, actor)
        log.add(db, now, actor, "carried", to_id, record=from_id, became={"status": old["status"]})
        return int(judging.claim(db, to_id)["revision"])


def refuse_relation(db: Database, one: str, other: str, *, actor: str) -> None:
    """The two claims, in whichever order, have nothing to do with each other.

    It is not suggested again.
    """
    with by_person(db, actor):
        from_id, to_id = _earlier_first(db, one, other)
        now = moments.now()
        _decide(db, from_id, to_id, "refused", now, actor)
        log.add(db, now, actor, "refused", from_id, record=to_id)


def take_over(db: Database, claim_id: str, reading_id: int, *, seen: int, actor: str) -> int:
    """The new revision of a claim that now says what the program reads.

    What was judged were other words: a published verdict goes back to draft.
    """
    with by_person(db, actor):
        claim = judging.claim(db, claim_id)
        if claim["revision"] != seen:
            raise Stale(claim)
        reading = _reading(db, claim_id, reading_id)
        if reading["text"] is None:
            raise Refused(
                said(
                    "The program reads no claim here. If it is right, set the status to "
                    "“Extraction "
                    "error”."
                )
            )
        if reading["speaker_id"]:
            named = (reading[name] for name in ("speaker_id", "speaker", "speaker_kind"))
            naming.keep(db, naming.Speaker(*named), reading["source"])
        before = {name: claim[name] for name in ("text", "speaker_id", "kind", "modality")}
        db.execute(
            f"UPDATE claims SET {', '.join(f'{name} = ?' for name in TAKEN_OVER)} WHERE id = ?",  # noqa: S608
            [*(reading[name] for name in TAKEN_OVER), claim_id],
        )
        db.execute("DELETE FROM claim_spans WHERE claim_id = ?", [claim_id])
        db.conn.executemany(
            "INSERT INTO claim_spans (claim_id, part, start, end) VALUES (?, ?, ?, ?)",
            [(claim_id, *span) for span in json.loads(reading["spans"])],
        )
        # It says what the program reads, so it is no correction that the program must respect.
        db.execute(
            "UPDATE claims SET edited = ?, flag = NULL WHERE id = ?", [claim["edited"], claim_id]
        )
        db.execute("DELETE FROM readings WHERE claim_id = ?", [claim_id])
        copies.find(db, [claim["article_id"]])
        log.add(db, moments.now(), actor, "took_over", claim_id, record=str(reading_id), was=before)
        return int(judging.claim(db, claim_id)["revision"])


def leave_reading(db: Database, claim_id: str, reading_id: int, *, actor: str) -> None:
    """The claim stays as it is: this reading of the program is not told again."""
    with by_person(db, actor):
        reading = _reading(db, claim_id, reading_id)
        db.execute("UPDATE readings SET known = 1 WHERE id = ?", [reading_id])
        was = {name: reading[name] for name in ("text", "speaker", "kind", "modality")}
        log.add(db, moments.now(), actor, "left", claim_id, record=str(reading_id), was=was)


def keep_dropped(
    db: Database, claim_id: str, *, words: Mapping[str, Any], reason: str | None, actor: str
) -> None:
    """Keep in the log what an editor had typed and gave up for a colleague's version.

    ``words`` are the fields of the form by name, ``reason`` the reason among them.
    """
    with by_person(db, actor):
        judging.claim(db, claim_id)
        log.add(db, moments.now(), actor, "dropped", claim_id, became=dict(words), reason=reason)


def _relation(db: Database, from_id: str, to_id: str) -> dict[str, Any]:
    found = _row(
        db,
        "SELECT * FROM relations WHERE claim_id = ? AND other_id = ? AND kind = 'reads_now'",
        [from_id, to_id],
    )
    if found is None:
        raise Unknown(said("These two claims are not known to follow one another in an article."))
    return found


def _earlier_first(db: Database, one: str, other: str) -> tuple[str, str]:
    """Two claims of an article that follow one another, the one whose words it had before first."""
    try:
        _relation(db, one, other)
        return one, other
    except Unknown:
        _relation(db, other, one)
        return other, one


def _reading(db: Database, claim_id: str, reading_id: int) -> dict[str, Any]:
    found = _row(db, "SELECT * FROM readings WHERE claim_id = ? AND id = ?", [claim_id, reading_id])
    if found is None:
        raise Unknown(said("The program does not read this any more; open the claim again."))
    return found


def _decide(db: Database, from_id: str, to_id: str, state: str, now: str, actor: str) -> None:
    db.execute(
        "UPDATE relations SET state = ?, at = ?, decided_by = ?"
        " WHERE claim_id = ? AND other_id = ? AND kind = 'reads_now'",
        [state, now, actor, from_id, to_id],
    )


def _row(db: Database, sql: str, parameters: list[Any]) -> dict[str, Any] | None:
    cursor = db.execute(sql, parameters)
    row = cursor.fetchone()
    if row is None:
        return None
    return dict(zip((column[0] for column in cursor.description), row, strict=True))
