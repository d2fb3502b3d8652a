"""Bring the stored claims of one article to what was found in it, sparing what is a person's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from datasette_claims.model import Claim, Span
from datasette_claims.store import keys
from datasette_claims.store.matching import Matter, pair
from datasette_claims.store.moving import Move, Spans

MACHINE = [
    "speaker_id", "text", "type", "kind", "modality", "cue", "source", "role", "context",
    "said_as", "said_on", "said_precision", "confidence", "rule", "flag", "position",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Found:
    row: dict[str, Any]
    spans: Spans
    matter: Matter
    claim: Claim


@dataclass(frozen=True, slots=True)
class _Stored:
    """``spans`` are those in the database, ``now`` where they stand in the present text."""

    id: str
    row: dict[str, Any]
    spans: Spans
    now: Spans
    matter: Matter
    personal: bool


@dataclass(frozen=True, slots=True)
class _Becomes:
    """How a stored claim is to stand: the machine's columns, and its spans."""

    row: dict[str, Any]
    spans: Spans


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
    found = [_found(claim, text, article_id) for claim in sorted(claims, key=lambda c: c.content)]
    stored = _stored(db, article_id, text, old_text)
    pairs = pair([s.matter for s in stored], [f.matter for f in found])
    taken = {(f.matter.content, f.matter.source) for f in found}
    partner = {old: new for new, old in pairs.items()}
    becomes = []
    for index, old in enumerate(stored):
        new = found[partner[index]] if index in partner else None
        outlook = _outlook(old, new, taken, text, old_text)
        if outlook.row != old.row or outlook.spans != old.spans:
            becomes.append((old, outlook, new))
    fresh = [f for index, f in enumerate(found) if index not in pairs]
    if not becomes and not fresh:
        return False
    _ensure_speakers(
        db,
        article_id,
        [*fresh, *(new for old, _, new in becomes if new is not None and not old.personal)],
    )
    _update(db, [(old, outlook) for old, outlook, _ in becomes], now, extractor)
    _insert(db, article_id, fresh, {s.id for s in stored}, now, extractor)
    _forget_unused_speakers(db, {old.row["speaker_id"] for old, _, _ in becomes})
    return True


def _outlook(
    old: _Stored,
    new: _Found | None,
    taken: set[tuple[tuple[Span, ...], str]],
    text: str,
    old_text: str | None,
) -> _Becomes:
    """How a stored claim stands once the article has ``text``.

    ``new`` is what was found of it; ``taken`` are content and source of all that was found.
    """
    if new is not None and not old.personal:
        return _Becomes(new.row, new.spans)
    if new is not None:
        return _standing(old, old.now or new.spans, None)
    if not old.personal:
        # Of two equal sentences one may be gone; the other is not this claim.
        gone = old_text is not None and (old.matter.content, old.matter.source) in taken
        if old.now and not gone:
            return _standing(old, old.now, "not_extracted")
        return _standing(old, frozenset(), "not_in_article")
    if old_text is None:
        return _Becomes(old.row, old.spans)
    return _personal(old, text, old_text)


def _personal(old: _Stored, text: str, old_text: str) -> _Becomes:
    """A claim that a person entered or corrected needs no machine to find it, only its words."""
    words, flag = old.row["text"], old.row["flag"]
    if old.now:
        return _standing(old, old.now, None)
    if words in text and (old.spans or flag == "not_in_article"):
        start = text.index(words)
        return _standing(old, frozenset({("content", start, start + len(words))}), None)
    if old.spans or (words in old_text and words not in text):
        return _standing(old, frozenset(), "not_in_article")
    return _Becomes(old.row, old.spans)  # told in a person's own words: nothing to look for


def _standing(old: _Stored, spans: Spans, flag: str | None) -> _Becomes:
    """The claim with its own words, wherever it now stands."""
    content = [start for part, start, _ in spans if part == "content"]
    return _Becomes({**old.row, "flag": flag, "position": min(content, default=None)}, spans)


def _found(claim: Claim, text: str, article_id: str) -> _Found:
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
    return _Found(row, spans, Matter(content, claim.content, source, whole=whole), claim)


def _words(text: str, spans: Iterable[Span]) -> str:
    """The stretches as a reader sees them; what stands between them is left out visibly."""
    return " … ".join(text[start:end] for start, end in spans)


def _stored(db: Database, article_id: str, text: str, old_text: str | None) -> list[_Stored]:
    spans: dict[str, list[tuple[str, int, int]]] = {}
    for claim_id, part, start, end in db.execute(
        "SELECT claim_id, part, start, end FROM claim_spans"
        " WHERE claim_id IN (SELECT id FROM claims WHERE article_id = ?) ORDER BY start",
        [article_id],
    ):
        spans.setdefault(claim_id, []).append((part, start, end))
    move = Move(old_text, text) if old_text is not None else None
    stored = []
    for claim_id, personal, judged, *values in db.execute(
        "SELECT id, edited OR origin = 'person',"  # noqa: S608
        " status <> 'unreviewed' OR rationale IS NOT NULL"
        " OR EXISTS (SELECT 1 FROM evidence WHERE claim_id = claims.id),"
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
            whole=None if personal else (tuple(values), theirs),
        )
        stored.append(_Stored(claim_id, row, theirs, now, matter, bool(personal)))
    return stored


def _old_words(old_text: str | None, spans: Spans) -> str:
    """The words of a claim in the text it stood in, whatever a person made of them."""
    if old_text is None:
        return ""
    return _words(old_text, (Span(a, b) for part, a, b in sorted(spans) if part == "content"))


def _ensure_speakers(db: Database, article_id: str, found: Iterable[_Found]) -> None:
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
    db: Database, changes: Sequence[tuple[_Stored, _Becomes]], now: str, extractor: str
) -> None:
    db.conn.executemany(
        f"UPDATE claims SET {', '.join(f'{name} = ?' for name in MACHINE)}, updated_at = ?,"  # noqa: S608
        " extractor = CASE WHEN origin = 'person' OR edited THEN extractor ELSE ? END WHERE id = ?",
        [
            (*(new.row[name] for name in MACHINE), now, extractor, old.id)
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
    found: Sequence[_Found],
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
