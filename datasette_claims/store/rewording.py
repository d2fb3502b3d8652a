"""How a claim reads, written over by a person: its columns, its spans, and the act that tells both.

A trigger tells of every correction which columns changed. Only the program knows where the claim
stood before, so beside it stands an act ``spans`` that holds the whole reading, before and after:
from it a correction is undone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from datasette_claims.store import copies, joining, judging, log, naming
from datasette_claims.store.errors import Refused, Unknown
from datasette_claims.store.judging import NOT_JUDGED, Judgement
from datasette_claims.store.keys import text_hash
from datasette_claims.store.moving import Move, Spans
from datasette_claims.store.naming import Speaker
from datasette_claims.store.statements import Statement, statement
from datasette_claims.wording import said

CORRECTED = (
    "text", "speaker_id", "type", "kind", "modality", "cue", "source", "role", "context",
    "said_as", "said_on", "said_precision",
)  # fmt: skip
"""The columns by which a claim is corrected; a trigger tells of a change in one."""

WRITTEN = (*CORRECTED, "confidence", "extractor", "flag", "position")
ACTS = ("correction", "spans", "entered", "split", "united", "took_over")
"""Kinds of acts after which a claim reads otherwise than before."""
MISTAKE = "extraction_error"
"""The status of what its article does not say: it is out of sight, and never public."""
TAKEN_BACK = "Entered by hand and taken back."
PERSON = "person"


@dataclass(frozen=True, slots=True)
class Text:
    """The present text of an article."""

    article_id: str
    text: str
    text_hash: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The columns ``WRITTEN`` of a claim, and its spans in text order: ``("content", 3, 9)``."""

    row: Mapping[str, Any]
    spans: tuple[tuple[str, int, int], ...]

    def part(self, name: str) -> tuple[tuple[int, int], ...]:
        """The places of its content, source or cue."""
        return tuple((start, end) for part, start, end in self.spans if part == name)


def text_of(db: Database, article_id: str) -> Text:
    """The article's text; ``Unknown`` without one."""
    found = db.execute(
        "SELECT id, text, text_hash FROM articles WHERE id = ?", [article_id]
    ).fetchone()
    if found is None:
        raise Unknown(said("There is no article {article_id}.", article_id=article_id))
    return Text(*found)


def reading(db: Database, claim_id: str) -> Reading:
    """How the claim reads now."""
    row = judging.row(
        db,
        f"SELECT {', '.join(WRITTEN)} FROM claims WHERE id = ?",  # noqa: S608
        [claim_id],
    )
    if row is None:
        raise Unknown(said("There is no claim {claim_id}.", claim_id=claim_id))
    spans = db.execute(
        "SELECT part, start, end FROM claim_spans WHERE claim_id = ? ORDER BY start, end, part",
        [claim_id],
    )
    return Reading(row, tuple((part, start, end) for part, start, end in spans))


def says(db: Database, one: Reading) -> Statement:
    """What a verdict on it is about: merges of speakers followed."""
    key = one.row["speaker_id"]
    whole = db.execute("SELECT whole_id FROM speakers WHERE id = ?", [key]).fetchone()
    row = one.row
    return statement(row["text"], whole[0] if whole else key, row["kind"], row["modality"])


def write(db: Database, claim_id: str, text: Text, becomes: Reading, now: str, actor: str) -> bool:
    """True where the claim reads otherwise now; within the transaction of who says so."""
    before = reading(db, claim_id)
    if before == becomes:
        return False
    was = told(db, claim_id, before, text)
    _keep_what_the_program_reads(db, claim_id, before, was, now)
    db.execute(
        f"UPDATE claims SET {', '.join(f'{name} = ?' for name in WRITTEN)} WHERE id = ?",  # noqa: S608
        [*(becomes.row[name] for name in WRITTEN), claim_id],
    )
    if before.spans != becomes.spans:
        put_spans(db, claim_id, becomes)
    if all(before.row[name] == becomes.row[name] for name in CORRECTED):
        db.execute("UPDATE claims SET revision = revision + 1 WHERE id = ?", [claim_id])
    tell(db, claim_id, text, was, now, actor)
    tidy(db, before)
    return True


def compared(db: Database, claim_ids: Iterable[str]) -> set[str]:
    """The articles of these claims and of their copies: what is corrected is compared anew, and
    what was its copy too."""
    found = db.execute(
        "SELECT article_id FROM claims WHERE id IN (SELECT value FROM json_each(?1))"
        " UNION SELECT article_id FROM claims WHERE copies IN ("
        " SELECT copies FROM claims WHERE id IN (SELECT value FROM json_each(?1)))",
        [json.dumps(list(claim_ids))],
    )
    return {article_id for (article_id,) in found}


def left_in(db: Database, article_id: str, text: str) -> dict[str, Spans]:
    """Claim -> where a person left it in this very text of its article, as far as it still says
    what it said then."""
    acts = db.execute(
        "SELECT c.id, acts.became FROM claims AS c JOIN acts ON acts.claim_id = c.id"
        " WHERE c.article_id = ? AND acts.kind = 'spans' AND (edited OR origin = 'person')"
        " AND json_extract(acts.became, '$.text_hash') = ?"
        " AND json_extract(acts.became, '$.text') = c.text"
        " AND json_extract(acts.became, '$.speaker_id') IS c.speaker_id"
        " AND json_extract(acts.became, '$.kind') = c.kind"
        " AND json_extract(acts.became, '$.modality') IS c.modality ORDER BY acts.id",
        [article_id, text_hash(text)],
    )
    left = {claim_id: _spans(json.loads(became)) for claim_id, became in acts}
    return {claim_id: frozenset(spans) for claim_id, spans in left.items() if spans}


def put_spans(db: Database, claim_id: str, becomes: Reading) -> None:
    db.execute("DELETE FROM claim_spans WHERE claim_id = ?", [claim_id])
    db.conn.executemany(
        "INSERT INTO claim_spans (claim_id, part, start, end) VALUES (?, ?, ?, ?)",
        [(claim_id, *span) for span in becomes.spans],
    )


def tell(
    db: Database, claim_id: str, text: Text, was: Mapping[str, Any] | None, now: str, actor: str
) -> None:
    """The act that holds how the claim read before and reads now."""
    became = told(db, claim_id, reading(db, claim_id), text)
    log.add(db, now, actor, "spans", claim_id, record=claim_id, was=was, became=became)


def tidy(db: Database, before: Reading) -> None:
    """A name under which nobody is quoted any more leaves."""
    naming.forget_unused_aliases(db, [(before.row["speaker_id"], before.row["source"])])
    naming.forget_unused_speakers(db, [before.row["speaker_id"]])


def take_down(db: Database, claim_id: str, before: Statement) -> bool:
    """True where the claim had a result that was given on another statement: it has none now.

    Its history keeps the result and its reason, and its evidence stays for whoever looks again.
    """
    if says(db, reading(db, claim_id)) == before:
        return False
    if not _has_result(db, claim_id):
        return False
    joining.give(db, [claim_id], NOT_JUDGED)
    return True


def restore(
    db: Database, claim_id: str, act: Mapping[str, Any], batch: str, now: str, actor: str
) -> None:
    """The claim reads as before the act ``spans`` of a batch; one that was entered is taken back.

    ``Refused`` where it was corrected again since, or its words then are not in the text any more.
    """
    was, became = (json.loads(act[name] or "null") for name in ("was", "became"))
    if was is None:
        _take_back(db, claim_id, batch)
        return
    _unchanged_since(db, claim_id, act, batch)
    text = text_of(db, judging.claim(db, claim_id)["article_id"])
    before, around = reading(db, claim_id), compared(db, [claim_id])
    if became["text_hash"] == text.text_hash and _spans(became) != before.spans:
        raise Refused(
            said("Where the claim stands was changed by another way since: correct it anew.")
        )
    spans = _moved(db, was, text)
    position = min((start for part, start, _ in spans if part == "content"), default=None)
    row = {**{name: was[name] for name in WRITTEN}, "position": position}
    if was["speaker"]:
        naming.keep(db, Speaker(*was["speaker"]), was["source"])
    write(db, claim_id, text, Reading(row, spans), now, actor)
    db.execute("UPDATE claims SET edited = ? WHERE id = ?", [was["edited"], claim_id])
    db.execute(
        "DELETE FROM readings WHERE claim_id = ? AND text = ? AND speaker_id IS ? AND kind = ?",
        [claim_id, row["text"], row["speaker_id"], row["kind"]],
    )
    copies.find(db, around)


def told(db: Database, claim_id: str, one: Reading, text: Text) -> dict[str, Any]:
    """A reading as the log keeps it, with all that it takes to bring it back."""
    edited, *speaker = db.execute(
        "SELECT edited, speakers.id, name, speakers.kind FROM claims"
        " LEFT JOIN speakers ON speakers.id = speaker_id WHERE claims.id = ?",
        [claim_id],
    ).fetchone()
    return {
        **one.row,
        "edited": edited,
        "speaker": speaker if speaker[0] else None,
        "spans": one.spans,
        "text_hash": text.text_hash,
    }


def _keep_what_the_program_reads(
    db: Database, claim_id: str, before: Reading, was: Mapping[str, Any], now: str
) -> None:
    """Beside a claim that is corrected for the first time: so it is no news when it is read again,
    and the claim keeps its place while the program reads there what it read before."""
    if was["edited"] or before.row["flag"] or not before.spans:
        return
    _, name, kind = was["speaker"] or (None, None, None)
    columns = {
        **{column: before.row[column] for column in WRITTEN if column not in ("flag", "extractor")},
        "rule": db.execute("SELECT rule FROM claims WHERE id = ?", [claim_id]).fetchone()[0],
        "speaker": name,
        "speaker_kind": kind,
        "spans": json.dumps(sorted(before.spans)),
        "extractor": before.row["extractor"],
        "at": now,
    }
    db.execute(
        f"INSERT INTO readings (claim_id, known, {', '.join(columns)})"  # noqa: S608
        f" SELECT id, 1, {', '.join('?' * len(columns))} FROM claims WHERE id = ?"
        " AND origin = 'machine'"
        " AND NOT EXISTS (SELECT 1 FROM readings WHERE claim_id = claims.id)",
        [*columns.values(), claim_id],
    )


def _unchanged_since(db: Database, claim_id: str, act: Mapping[str, Any], batch: str) -> None:
    later = {
        kind
        for (kind,) in db.execute(
            f"SELECT kind FROM acts AS a WHERE claim_id = ? AND id > ? AND batch IS NOT ?"  # noqa: S608
            f" AND {log.stands()}",
            [claim_id, act["id"], batch],
        )
    }
    if later.intersection(ACTS):
        raise Refused(
            said("The claim was corrected again since, so that is not undone: correct it anew.")
        )
    if "status" in later and _has_result(db, claim_id):
        raise Refused(
            said(
                "The claim was judged since, in the words that it was given, so that is not undone."
            )
        )


def _has_result(db: Database, claim_id: str) -> bool:
    found = db.execute(
        "SELECT 1 FROM claims JOIN statuses ON statuses.key = status"
        " WHERE claims.id = ? AND statuses.kind <> 'workflow'",
        [claim_id],
    )
    return found.fetchone() is not None


def _take_back(db: Database, claim_id: str, batch: str) -> None:
    """What was entered stays, as what its article does not say."""
    touched = db.execute(
        f"SELECT 1 FROM acts AS a WHERE claim_id = ? AND batch IS NOT ? AND {log.stands()}",  # noqa: S608
        [claim_id, batch],
    ).fetchone()
    if touched or judging.of(judging.claim(db, claim_id)) != NOT_JUDGED:
        raise Refused(
            said(
                "Somebody has worked on the claim since it was entered. If the article "
                "does not say "
                "it, set its status to “Extraction error”."
            )
        )
    mistake(db, [claim_id], TAKEN_BACK)


def mistake(db: Database, claim_ids: Sequence[str], reason: str) -> None:
    """Their article does not say that, or says it in another claim."""
    if not db.execute("SELECT 1 FROM statuses WHERE key = ?", [MISTAKE]).fetchone():
        raise Refused(
            said("The vocabulary has no status “Extraction error” any more, which this needs.")
        )
    joining.give(db, claim_ids, Judgement(MISTAKE, reason, "draft"))


def _spans(told: Mapping[str, Any]) -> tuple[tuple[str, int, int], ...]:
    return tuple((part, start, end) for part, start, end in told["spans"])


def _moved(db: Database, was: Mapping[str, Any], text: Text) -> tuple[tuple[str, int, int], ...]:
    """Where the claim stood before, in the present text."""
    spans = _spans(was)
    if was["text_hash"] == text.text_hash or not spans:
        return spans
    old = db.execute(
        "SELECT text FROM article_versions WHERE article_id = ? AND text_hash = ?",
        [text.article_id, was["text_hash"]],
    ).fetchone()
    moved = Move(old[0], text.text)(frozenset(spans)) if old else frozenset()
    wanted = sum(part == "content" for part, _, _ in spans)
    if sum(part == "content" for part, _, _ in moved) < wanted:
        raise Refused(
            said(
                "The article was changed since and does not have the claim's earlier "
                "words at their "
                "place any more, so that is not undone: correct the claim anew."
            )
        )
    return tuple(sorted(moved, key=lambda span: (span[1], span[2], span[0])))
