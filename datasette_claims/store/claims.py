"""Bring the stored claims of one article to what was found in it, sparing what is a person's."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlite_utils import Database

from datasette_claims.model import Claim, Span
from datasette_claims.store import keys
from datasette_claims.store.matching import Matter, pair
from datasette_claims.store.moving import Move, Spans
from datasette_claims.store.outlook import Becomes, Found, Stored, outlook

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
    if any(one.matter.speaker is not None for one in stored):
        found = _with_speakers(db, found)
    pairs = pair([s.matter for s in stored], [f.matter for f in found], same_text=old_text is None)
    taken = {(f.matter.content, f.matter.source) for f in found}
    partner = {old: new for new, old in pairs.items()}
    becomes = []
    for index, old in enumerate(stored):
        new = found[partner[index]] if index in partner else None
        now_is = outlook(old, new, taken, text, old_text)
        if now_is.row != old.row or now_is.spans != old.spans:
            becomes.append((old, now_is, new))
    fresh = [f for index, f in enumerate(found) if index not in pairs]
    if not becomes and not fresh:
        return False
    taken_over = [
        new
        for old, now_is, new in becomes
        if new is not None
        and not old.personal
        and now_is.row["speaker_id"] == new.row["speaker_id"]
    ]
    _ensure_speakers(db, article_id, [*fresh, *taken_over])
    _update(db, [(old, now_is) for old, now_is, _ in becomes], now, extractor)
    _insert(db, article_id, fresh, {s.id for s in stored}, now, extractor)
    named = {(old.row["speaker_id"], old.row["source"]) for old, _, _ in becomes}
    still = {(now_is.row["speaker_id"], now_is.row["source"]) for _, now_is, _ in becomes}
    _forget_unused_aliases(db, named - still)
    _forget_unused_speakers(db, {old.row["speaker_id"] for old, _, _ in becomes})
    return True


def _found(claim: Claim, text: str, article_id: str) -> Found:
    content, source, cue = (_words(text, s) for s in (claim.content, claim.source, claim.cue))
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


def _with_speakers(db: Database, found: Sequence[Found]) -> list[Found]:
    """The same, each recognised by its speaker too, merges followed."""
    keys_found = [one.row["speaker_id"] or "" for one in found]
    wholes = dict(
        db.execute(
            "SELECT id, whole_id FROM speakers WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps(keys_found)],
        ).fetchall()
    )
    return [
        replace(one, matter=replace(one.matter, speaker=wholes.get(key) or key))
        for one, key in zip(found, keys_found, strict=True)
    ]


def _words(text: str, spans: Iterable[Span]) -> str:
    """The stretches as a reader sees them; what stands between them is left out visibly."""
    return " … ".join(text[start:end] for start, end in spans)


def _stored(db: Database, article_id: str, text: str, old_text: str | None) -> list[Stored]:
    spans: dict[str, list[tuple[str, int, int]]] = {}
    for claim_id, part, start, end in db.execute(
        "SELECT claim_id, part, start, end FROM claim_spans"
        " WHERE claim_id IN (SELECT id FROM claims WHERE article_id = ?) ORDER BY start",
        [article_id],
    ):
        spans.setdefault(claim_id, []).append((part, start, end))
    move = Move(old_text, text) if old_text is not None else None
    stored = []
    for claim_id, personal, judged, speaker, *values in db.execute(
        "SELECT id, edited OR origin = 'person',"  # noqa: S608
        " status <> 'unreviewed' OR rationale IS NOT NULL"
        " OR EXISTS (SELECT 1 FROM evidence WHERE claim_id = claims.id)"
        " OR EXISTS (SELECT 1 FROM status_history WHERE claim_id = claims.id),"
        " (SELECT whole_id FROM speakers WHERE id = speaker_id),"
        f" {', '.join(MACHINE)} FROM claims WHERE article_id = ?"
        " ORDER BY flag IS NOT NULL, position, rowid",
        [article_id],
    ):
        row = dict(zip(MACHINE, values, strict=True))
        theirs = frozenset(spans.get(claim_id, ()))
        now = move(theirs) if move else theirs
        content = tuple(Span(start, end) for part, start, end in sorted(now) if part == "content")
        matter = Matter(
            text=_words(text, content) or _old_words(old_text, theirs) or row["text"],
            content=content,
            source=row["source"] or "",
            judged=bool(judged),
            speaker=speaker or "" if judged and not personal else None,
            whole=None if personal else (tuple(values), theirs),
        )
        stored.append(Stored(claim_id, row, theirs, now, matter, bool(personal)))
    return stored


def _old_words(old_text: str | None, spans: Spans) -> str:
    """The words of a claim in the text it stood in, whatever a person made of them."""
    if old_text is None:
        return ""
    return _words(old_text, (Span(a, b) for part, a, b in sorted(spans) if part == "content"))


def _ensure_speakers(db: Database, article_id: str, found: Iterable[Found]) -> None:
    for one in found:
        key = one.row["speaker_id"]
        if key is None:
            continue
        db.execute(
            "INSERT INTO speakers (id, name, kind, whole_id) SELECT ?, ?, ?, ?"
            " WHERE NOT EXISTS (SELECT 1 FROM speakers WHERE id = ?)",
            [key, one.claim.speaker, one.claim.speaker_kind, key, key],
        )
        if one.row["source"]:
            db.execute(
                "INSERT OR IGNORE INTO speaker_aliases (speaker_id, alias) VALUES (?, ?)",
                [key, one.row["source"]],
            )


def _forget_unused_aliases(db: Database, printed: Iterable[tuple[str | None, str | None]]) -> None:
    """A source that only older rules took for this speaker is no name of theirs."""
    db.conn.executemany(
        "DELETE FROM speaker_aliases WHERE speaker_id = ? AND alias = ? AND NOT EXISTS (SELECT 1"
        " FROM claims WHERE claims.speaker_id = speaker_aliases.speaker_id AND source = alias)",
        list(printed),
    )


def _forget_unused_speakers(db: Database, speaker_ids: Iterable[str | None]) -> None:
    """A name that only older rules made leaves with its last claim, unless a person merged it."""
    for key in filter(None, speaker_ids):
        unused = db.execute(
            "SELECT 1 FROM speakers WHERE id = ? AND merged_into IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM claims WHERE speaker_id = speakers.id)"
            " AND NOT EXISTS (SELECT 1 FROM speakers AS other WHERE merged_into = speakers.id)",
            [key],
        ).fetchone()
        if unused:
            db.execute("DELETE FROM speaker_aliases WHERE speaker_id = ?", [key])
            db.execute("DELETE FROM speakers WHERE id = ?", [key])


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
) -> None:
    if not found:
        return
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
