"""Bring the stored claims of one article to what was found in it, sparing what is a person's."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlite_utils import Database

from datasette_claims.model import Claim, Span
from datasette_claims.store import keys, naming, readings, rewording, stretches
from datasette_claims.store.matching import Matter, beside, pair
from datasette_claims.store.moving import Move, Spans
from datasette_claims.store.outlook import (
    Becomes,
    Found,
    Stored,
    found_again,
    in_changed_text,
    not_found,
    read_otherwise,
)
from datasette_claims.store.statements import statement
from datasette_claims.store.work import worked_on

MACHINE = [
    "speaker_id", "text", "type", "kind", "modality", "cue", "source", "role", "context",
    "said_as", "said_on", "said_precision", "confidence", "rule", "flag", "position",
]  # fmt: skip


def reconcile(
    db: Database,
    article_id: str,
    text: str,
    old_text: str | None,
    claims: Sequence[Claim],
    *,
    now: str,
    extractor: str,
) -> bool:
    """True where anything changed. ``old_text`` is what the stored spans point into, if another."""
    stored = _stored(db, article_id, text, old_text)
    found = [_found(claim, text, article_id) for claim in sorted(claims, key=lambda c: c.content)]
    if any(one.matter.worked_on for one in stored):
        found = _with_statements(db, found)
    plan = _plan(stored, found, text, old_text)
    changes = [
        (old, becomes)
        for old, becomes, _ in plan.stored
        if becomes.row != old.row or becomes.spans != old.spans
    ]
    read = [(old, becomes.beside) for old, becomes, _ in plan.stored if old.matter.worked_on]
    touched = readings.keep(db, read, now, extractor)
    if not changes and not plan.fresh:
        return touched
    taken_over = [
        new
        for old, becomes, new in plan.stored
        if new is not None and becomes.row["speaker_id"] == new.row["speaker_id"]
    ]
    _ensure_speakers(db, [*plan.fresh, *taken_over])
    _update(db, changes, now, extractor)
    fresh_keys = _insert(db, article_id, plan.fresh, {s.id for s in stored}, now, extractor)
    named = {(old.row["speaker_id"], old.row["source"]) for old, _ in changes}
    still = {(becomes.row["speaker_id"], becomes.row["source"]) for _, becomes in changes}
    naming.forget_unused_aliases(db, named - still)
    naming.forget_unused_speakers(db, {old.row["speaker_id"] for old, _ in changes})
    if old_text is not None:
        _relate(db, plan, fresh_keys, len(text) - len(old_text), now)
    return True


class _Plan(NamedTuple):
    """What becomes of every stored claim (with what was found of it), and what is new."""

    stored: list[tuple[Stored, Becomes, Found | None]]
    fresh: list[Found]


def _plan(
    stored: Sequence[Stored], found: Sequence[Found], text: str, old_text: str | None
) -> _Plan:
    pairs = pair([s.matter for s in stored], [f.matter for f in found])
    partner = {old: new for new, old in pairs.items()}
    left = {new: one.matter for new, one in enumerate(found) if new not in pairs}
    places = beside({old: one.matter for old, one in enumerate(stored) if old not in partner}, left)
    becomes: list[tuple[Stored, Becomes, Found | None]] = []
    read_only: set[int] = set()
    for index, old in enumerate(stored):
        there = [found[new] for new in places.get(index, ())]
        if index in partner:
            new = found[partner[index]]
            becomes.append((old, found_again(old, new), None if old.personal else new))
            continue
        if not old.matter.worked_on:
            outlook, known = not_found(old), False
        elif old_text is None:
            outlook, known = read_otherwise(old, there), True
        else:
            outlook, known = in_changed_text(old, there, text, old_text)
        becomes.append((old, outlook, None))
        if known:
            read_only.update(places.get(index, ()))
    fresh = [f for new, f in enumerate(found) if new not in pairs and new not in read_only]
    return _Plan(becomes, fresh)


def _relate(db: Database, plan: _Plan, fresh_keys: Sequence[str], growth: int, now: str) -> None:
    """Tell what a changed article says instead of what people have worked on."""
    gone = [
        old
        for old, becomes, _ in plan.stored
        if old.matter.worked_on and becomes.row["flag"] == "not_in_article" and old.spans
    ]
    back = [
        old.id
        for old, becomes, _ in plan.stored
        if old.matter.worked_on and old.row["flag"] and not becomes.row["flag"]
    ]
    new = [(key, one) for key, one in zip(fresh_keys, plan.fresh, strict=True)]
    new += [(old.id, one) for old, _, one in plan.stored if one is not None]
    readings.withdraw(db, back)
    readings.suggest(db, gone, new, growth, now)


def _found(claim: Claim, text: str, article_id: str) -> Found:
    content, source, cue = (
        stretches.words(text, s) for s in (claim.content, claim.source, claim.cue)
    )
    said = claim.said
    row = {
        "speaker_id": keys.speaker_key(claim.speaker, claim.speaker_kind, article_id)
        if claim.speaker
        else None,
        "text": content,
        "type": claim.type,
        "kind": claim.kind,
        "modality": claim.modality or None,
        "cue": cue or None,
        "source": source or None,
        "role": claim.role or None,
        "context": text[slice(*claim.context)],
        "said_as": text[slice(*said.span)] if said else None,
        "said_on": said.date or None if said else None,
        "said_precision": said.precision if said and said.date else None,
        "confidence": round(claim.confidence, 4),
        "rule": claim.rule,
        "flag": None,
        "position": claim.content[0].start,
    }
    spans = frozenset(
        (part, start, end)
        for part in ("content", "source", "cue")
        # Two stretches with one start are one: the longer.
        for start, end in dict(sorted(getattr(claim, part))).items()
    )
    whole = (tuple(row[name] for name in MACHINE), spans)
    return Found(row, spans, Matter(content, claim.content, source, whole=whole), claim)


def _with_statements(db: Database, found: Sequence[Found]) -> list[Found]:
    """The same, each with its statement: who said what, merges of speakers followed."""
    keys_found = [one.row["speaker_id"] or "" for one in found]
    wholes = dict(
        db.execute(
            "SELECT id, whole_id FROM speakers WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps(keys_found)],
        ).fetchall()
    )
    return [
        replace(
            one,
            matter=replace(
                one.matter,
                statement=statement(
                    one.row["text"], wholes.get(key) or key, one.row["kind"], one.row["modality"]
                ),
            ),
        )
        for one, key in zip(found, keys_found, strict=True)
    ]


def _stored(db: Database, article_id: str, text: str, old_text: str | None) -> list[Stored]:
    spans: dict[str, list[tuple[str, int, int]]] = {}
    for claim_id, part, start, end in db.execute(
        "SELECT claim_id, part, start, end FROM claim_spans"
        " WHERE claim_id IN (SELECT id FROM claims WHERE article_id = ?) ORDER BY start",
        [article_id],
    ):
        spans.setdefault(claim_id, []).append((part, start, end))
    move = Move(old_text, text) if old_text is not None else None
    known = readings.known(db, article_id)
    left = rewording.left_in(db, article_id, text) if move else {}
    stored = []
    for claim_id, personal, worked, speaker, name, named, *values in db.execute(
        f"SELECT id, edited OR origin = 'person', {worked_on()},"  # noqa: S608
        " (SELECT whole_id FROM speakers WHERE id = speaker_id),"
        " (SELECT name FROM speakers WHERE id = speaker_id),"
        " (SELECT json_extract(was, '$.name') FROM acts WHERE acts.kind = 'speaker'"
        " AND record = speaker_id ORDER BY acts.id LIMIT 1),"
        f" {', '.join(MACHINE)} FROM claims WHERE article_id = ?"
        " ORDER BY flag IS NOT NULL, position, rowid",
        [article_id],
    ):
        row = dict(zip(MACHINE, values, strict=True))
        theirs = frozenset(spans.get(claim_id, ()))
        back = left.get(claim_id)
        now = back or (move(theirs) if move else theirs)
        content = tuple(Span(start, end) for part, start, end in sorted(now) if part == "content")
        matter = Matter(
            text=stretches.words(text, content) or _old_words(old_text, theirs) or row["text"],
            content=content,
            source=row["source"] or "",
            worked_on=bool(worked),
            statement=statement(row["text"], speaker, row["kind"], row["modality"])
            if worked
            else None,
            whole=None if personal else (tuple(values), theirs),
        )
        stored.append(
            Stored(
                id=claim_id,
                row=row,
                spans=theirs,
                now=now,
                matter=matter,
                personal=bool(personal),
                speaker=name or "",
                named=named or "",
                readings=known.get(claim_id),
                back=back is not None,
            )
        )
    return stored


def _old_words(old_text: str | None, spans: Spans) -> str:
    """The words of a claim in the text it stood in, whatever a person made of them."""
    if old_text is None:
        return ""
    return stretches.words(
        old_text, (Span(a, b) for part, a, b in sorted(spans) if part == "content")
    )


def _ensure_speakers(db: Database, found: Iterable[Found]) -> None:
    for one in found:
        if key := one.row["speaker_id"]:
            named = naming.Speaker(key, one.claim.speaker, one.claim.speaker_kind)
            naming.keep(db, named, one.row["source"])


def _update(
    db: Database, changes: Sequence[tuple[Stored, Becomes]], now: str, extractor: str
) -> None:
    db.conn.executemany(
        f"UPDATE claims SET {', '.join(f'{name} = ?' for name in MACHINE)}, updated_at = ?,"  # noqa: S608
        " revision = revision + ?,"
        " extractor = CASE WHEN origin = 'person' OR edited THEN extractor ELSE ? END WHERE id = ?",
        [
            (*(new.row[name] for name in MACHINE), now, new.says_else(old), extractor, old.id)
            for old, new in changes
            if new.row != old.row
        ],
    )
    respanned = [(old, new) for old, new in changes if new.spans != old.spans]
    db.conn.executemany(
        "DELETE FROM claim_spans WHERE claim_id = ?", [(old.id,) for old, _ in respanned]
    )
    _insert_spans(db, ((old.id, new.spans) for old, new in respanned))


def _insert(
    db: Database,
    article_id: str,
    found: Sequence[Found],
    taken: set[str],
    now: str,
    extractor: str,
) -> list[str]:
    """The keys of the new claims, in their order."""
    if not found:
        return []
    copies = db.execute(
        "SELECT articles.published, articles.language, outlets.whole_id FROM articles"
        " LEFT JOIN outlets ON outlets.id = articles.outlet_id WHERE articles.id = ?",
        [article_id],
    ).fetchone()
    columns = [
        "id", "article_id", *MACHINE, "published", "language", "outlet_id",
        "extractor", "created_at", "updated_at",
    ]  # fmt: skip
    turns: dict[str, int] = {}
    keyed = [(_free_key(db, article_id, one.row["text"], taken, turns), one) for one in found]
    db.conn.executemany(
        f"INSERT INTO claims ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",  # noqa: S608
        [
            (key, article_id, *(one.row[n] for n in MACHINE), *copies, extractor, now, now)
            for key, one in keyed
        ],
    )
    _insert_spans(db, ((key, one.spans) for key, one in keyed))
    return [key for key, _ in keyed]


def _insert_spans(db: Database, spans: Iterable[tuple[str, Spans]]) -> None:
    db.conn.executemany(
        "INSERT INTO claim_spans (claim_id, part, start, end) VALUES (?, ?, ?, ?)",
        [(key, *span) for key, some in spans for span in sorted(some)],
    )


def _free_key(
    db: Database, article_id: str, text: str, taken: set[str], turns: dict[str, int]
) -> str:
    """A key that no claim has. ``turns`` remembers where equal words left off, so that a text which
    says the same a thousand times does not try a thousand keys for each."""
    turn = turns.get(text, 0)
    while True:
        key = keys.claim_key(article_id, text, turn)
        turn += 1
        if (
            key not in taken
            and not db.execute("SELECT 1 FROM claims WHERE id = ?", [key]).fetchone()
        ):
            taken.add(key)
            turns[text] = turn
            return key
