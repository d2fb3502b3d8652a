"""Correct what the program read in an article, or enter what it missed.

``Words`` is all that a person says a claim is. Who changes a claim begins with ``words_of`` and
replaces what is wrong (``dataclasses.replace(words, spans=…)``). Each writer is one transaction,
leaves its acts under one batch, by which ``undoing.undo`` takes it back, and raises ``Stale`` where
the claim changed since the editor saw revision ``seen``, ``Refused`` with all that stands against
it by field, or ``Unknown``. Sent twice it is done once.

    words_of(conn, claim_id) -> Words
    mention(conn, claim_id) -> list[str]
    correct(db, claim_id, *, words, seen, actor, still=False, everywhere=False) -> Corrected
    correct_mention(db, claim_id, *, seen, actor, speaker=None, speaker_id=None,
                    speaker_kind=None, everywhere=False, still=False) -> Corrected
    enter(db, article_id, *, words, actor) -> Corrected
    extraction_error(db, claim_id, *, seen, actor, reason=None) -> Corrected

Splitting and joining are in ``parting``. The key of a claim stays, so do its evidence and notes.
A result (status and reason) was given on a statement: where the words, the speaker, kind or
modality become other ones, the claim is “Not reviewed” again, unless the editor says that it holds
for the new ones too (``still``); then it is a draft. The history keeps what it was.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from datasette_claims.store import copies, judging, moments, naming, reviews, stretches
from datasette_claims.store.asserting import Words, as_words, becomes
from datasette_claims.store.changes import by_person
from datasette_claims.store.errors import Refused, Stale
from datasette_claims.store.judging import Judgement
from datasette_claims.store.naming import Speaker
from datasette_claims.store.rewording import (
    ACTS,
    MISTAKE,
    Reading,
    Text,
    compared,
    put_spans,
    reading,
    says,
    take_down,
    tell,
    text_of,
    write,
)
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.statements import folded
from datasette_claims.store.words import storable
from datasette_claims.wording import said


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction came to: the claim and its revision, the batch of its acts (None where
    nothing was different), other claims that it made or changed, and which of all these had a
    result that was given on other words, and are not reviewed any more."""

    claim_id: str
    revision: int
    batch: str | None
    others: tuple[str, ...] = ()
    taken_down: tuple[str, ...] = ()


def words_of(conn: sqlite3.Connection, claim_id: str) -> Words:
    """How the claim stands."""
    db = Database(conn)
    claim = judging.claim(db, claim_id)
    return as_words(reading(db, claim["id"]), text_of(db, claim["article_id"]))


def mention(conn: sqlite3.Connection, claim_id: str) -> list[str]:
    """The keys of the claims of its article that have the same source as printed and the same
    speaker, with the quotations that go on from one of them, in text order."""
    claim = conn.execute(
        "SELECT article_id, speaker_id, source FROM claims WHERE id = ?", [storable(claim_id)]
    ).fetchone()
    if claim is None:
        return []
    article_id, speaker, source = claim
    found: list[str] = []
    goes_on = False
    for key, its_speaker, its_source in conn.execute(
        "SELECT id, speaker_id, source FROM claims WHERE article_id = ? AND status <> ?"
        " AND (flag IS NULL OR id = ?) ORDER BY position IS NULL, position, rowid",
        [article_id, MISTAKE, claim_id],
    ):
        same = folded(its_source or "") == folded(source or "") or (goes_on and not its_source)
        goes_on = its_speaker == speaker and same
        if goes_on:
            found.append(key)
    return found if claim_id in found else [claim_id, *found]


def find(text: str, passage: str, *, near: int = 0) -> tuple[int, int]:
    """Where words that somebody typed stand in the article; ``Refused`` where they do not."""
    return stretches.find(text, passage, near=near)


def correct(
    db: Database,
    claim_id: str,
    *,
    words: Words,
    seen: int,
    actor: str,
    still: bool = False,
    everywhere: bool = False,
) -> Corrected:
    """The claim says what ``words`` tell.

    ``everywhere``: where the speaker is another one, so it is of all claims of ``mention``.
    """
    with by_person(db, actor):
        claim = judging.claim(db, claim_id)
        text = text_of(db, claim["article_id"])
        stands = reading(db, claim_id)
        wanted, speaker = becomes(db, text, words, stands)
        if wanted == stands:
            return Corrected(claim_id, claim["revision"], None)
        unchanged(db, claim, seen)
        of_mention = mention(db.conn, claim_id) if everywhere else [claim_id]
        around = compared(db, of_mention)
        down = [claim_id] * reword(db, claim_id, text, wanted, speaker, actor, still)
        others = []
        if wanted.row["speaker_id"] != stands.row["speaker_id"]:
            others = [key for key in of_mention if key != claim_id]
        for key in others:
            its = reading(db, key)
            told = replace(as_words(its, text), speaker_id=wanted.row["speaker_id"])
            down += [key] * reword(db, key, text, *becomes(db, text, told, its), actor, still)
        copies.find(db, around)
        return done(db, claim_id, others=others, taken_down=down)


def correct_mention(
    db: Database,
    claim_id: str,
    *,
    seen: int,
    actor: str,
    speaker: str | None = None,
    speaker_id: str | None = None,
    speaker_kind: str | None = None,
    everywhere: bool = False,
    still: bool = False,
) -> Corrected:
    """Another speaker for the claim; ``everywhere``: for all claims of ``mention``."""
    if not (speaker or "").strip() and not speaker_id:
        raise Refused.because({"speaker": said("Say who the speaker is.")})
    words = replace(
        words_of(db.conn, claim_id),
        speaker=speaker, speaker_id=speaker_id, speaker_kind=speaker_kind,
    )  # fmt: skip
    return correct(
        db, claim_id, words=words, seen=seen, actor=actor, still=still, everywhere=everywhere
    )


def enter(db: Database, article_id: str, *, words: Words, actor: str) -> Corrected:
    """A claim that the program missed, or that somebody else makes in the same words.

    ``Refused`` where the article has it already, unless the same person entered it: then it is the
    same form, sent twice.
    """
    with by_person(db, actor):
        text = text_of(db, storable(article_id))
        wanted, speaker = becomes(db, text, words, None)
        if there := _there(db, text, wanted):
            entered = db.execute(
                "SELECT 1 FROM acts WHERE claim_id = ? AND kind = 'entered' AND actor = ?",
                [there, actor],
            ).fetchone()
            if entered:
                return Corrected(there, judging.claim(db, there)["revision"], None)
            raise Refused.because({"spans": said("The article has this claim already.")})
        claim_id = insert(db, text, wanted, speaker, actor)
        copies.find(db, [text.article_id])
        return done(db, claim_id)


def extraction_error(
    db: Database, claim_id: str, *, seen: int, actor: str, reason: str | None = None
) -> Corrected:
    """The article does not say this, or another source does: out of sight, and never public."""
    saved = reviews.review(
        db, claim_id, seen=seen, actor=actor, judgement=Judgement(MISTAKE, reason, "draft")
    )
    batch = db.execute(
        "SELECT batch FROM acts WHERE claim_id = ? AND kind = 'status' ORDER BY id DESC LIMIT 1",
        [claim_id],
    ).fetchone()
    return Corrected(claim_id, saved.revision, batch[0] if saved.judged else None)


def reword(
    db: Database,
    claim_id: str,
    text: Text,
    wanted: Reading,
    speaker: Speaker | None,
    actor: str,
    still: bool,
) -> bool:
    """The claim reads so; True where a result was taken down that was given on other words."""
    before = says(db, reading(db, claim_id))
    naming.keep(db, speaker, wanted.row["source"])
    write(db, claim_id, text, wanted, moments.now(), actor)
    return not still and take_down(db, claim_id, before)


def insert(db: Database, text: Text, wanted: Reading, speaker: Speaker | None, actor: str) -> str:
    """The key of a new claim of this person; triggers mark it as theirs."""
    naming.keep(db, speaker, wanted.row["source"])
    claim_id = f"c{secrets.token_hex(6)}"
    row = {"id": claim_id, "article_id": text.article_id, **wanted.row, "rule": "by-hand"}
    db.execute(
        f"INSERT INTO claims ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",  # noqa: S608
        list(row.values()),
    )
    put_spans(db, claim_id, wanted)
    tell(db, claim_id, text, None, moments.now(), actor)
    return claim_id


def _there(db: Database, text: Text, wanted: Reading) -> str | None:
    """The key of a claim that stands at these words and says the same."""
    wording = says(db, wanted)
    for (key,) in db.execute(
        "SELECT id FROM claims WHERE article_id = ? AND status <> ? AND position = ?",
        [text.article_id, MISTAKE, wanted.row["position"]],
    ).fetchall():
        other = reading(db, key)
        if other.part("content") == wanted.part("content") and says(db, other) == wording:
            return str(key)
    return None


def unchanged(db: Database, claim: dict[str, Any], seen: int) -> None:
    """``Stale`` where the claim changed since, with who did so last."""
    if claim["revision"] == seen:
        return
    last = db.execute(
        f"SELECT actor, at FROM acts WHERE claim_id = ? AND kind IN {(*ACTS, 'status')}"  # noqa: S608
        " ORDER BY id DESC LIMIT 1",
        [claim["id"]],
    ).fetchone()
    raise Stale({**claim, **dict(zip(("changed_by", "changed_at"), last or (), strict=False))})


def done(
    db: Database, claim_id: str, *, others: Iterable[str] = (), taken_down: Iterable[str] = ()
) -> Corrected:
    """What the open transaction came to."""
    (batch,) = db.execute("SELECT batch FROM _change_context").fetchone()
    revision = int(judging.claim(db, claim_id)["revision"])
    return Corrected(claim_id, revision, batch, tuple(others), tuple(taken_down))
