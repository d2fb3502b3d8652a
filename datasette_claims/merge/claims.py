"""Claims of the other side: which of the base's each one is, and what is new.

``merge/pairing.py`` says who is who; here the claims are read, moved to the text that stands, and
stored.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from sqlite_utils import Database

from datasette_claims.merge import articles
from datasette_claims.merge.pairing import GONE, One, Pair, Shared, in_one_text, of_older_text
from datasette_claims.merge.sides import Row, Sides, insert, rows, update
from datasette_claims.model import Claim, SaidOn, Span, SpeakerKind
from datasette_claims.store import keys
from datasette_claims.store.claims import reconcile
from datasette_claims.store.matching import Matter
from datasette_claims.store.moving import Move, Spans
from datasette_claims.store.outlook import Found
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.statements import Statement, statement
from datasette_claims.store.work import worked_on

FOUND_AGAIN = ("statement", "copies", "group_id", "features", "checkable", "reach")
"""Columns that the program fills anew: they depend on what else is in the database."""


def place(sides: Sides, advance: Callable[[], object]) -> list[Pair]:
    """Every claim of the other is in the base; returned are those that were there already, and
    that somebody worked on in the other."""
    pairs, shared = [], _shared(sides)
    for theirs in [key for (key,) in sides.other.execute("SELECT id FROM articles ORDER BY rowid")]:
        key = sides.article(theirs)
        if key in sides.new["articles"]:
            _add(sides, key, _of(sides, sides.other, theirs))
        else:
            pairs += _lay(sides, key, theirs, shared)
        advance()
    return pairs


def _lay(sides: Sides, key: str, theirs: str, shared: Shared) -> list[Pair]:
    row = articles.newer(sides, key, theirs)
    if row is not None:
        _read_newer(sides, key, row)
    text = _text(sides.db.conn, key)
    other_text = _text(sides.other, theirs)
    ours = _of(sides, sides.db.conn, key)
    found = _of(sides, sides.other, theirs)
    if text == other_text:
        pairs, left = in_one_text(ours, found, shared)
    else:
        found = _moved(found, Move(other_text, text))
        pairs, left = of_older_text(
            ours, found, shared, (text, other_text), lambda one: _found(sides, text, one)
        )
    for one in pairs:
        if one.key != one.theirs.key:
            sides.claims[one.theirs.key] = one.key
    _add(sides, key, left)
    sides.report.of(sides.name)["claims that were there"] += len(found) - len(left)
    if left or row is not None or text != other_text:  # the next load looks at it anew
        update(sides.db, "articles", key, {"analysed": None})
    return [one for one in pairs if one.theirs.worked_on]


def _shared(sides: Sides) -> Shared:
    """Which claims were worked on by one act, whatever key each side has for them."""
    query = "SELECT at, actor, kind, batch, claim_id FROM acts WHERE claim_id IS NOT NULL"
    ours: defaultdict[tuple[object, ...], set[str]] = defaultdict(set)
    for *act, key in sides.db.execute(query):
        ours[tuple(act)].add(key)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for *act, key in sides.other.execute(query):
        found[key] |= ours.get(tuple(act), set())
    return found


def _of(sides: Sides, conn: sqlite3.Connection, article: str) -> list[One]:
    """The claims of an article in one of the two, with the base's keys of speakers."""
    spans: dict[str, set[tuple[str, int, int]]] = {}
    for claim, part, start, end in conn.execute(
        "SELECT claim_id, part, start, end FROM claim_spans"
        " WHERE claim_id IN (SELECT id FROM claims WHERE article_id = ?)",
        [article],
    ):
        spans.setdefault(claim, set()).add((part, start, end))
    read = _readings(sides, conn, article)
    found = []
    for row in rows(
        conn,
        f"SELECT *, {worked_on()} AS worked FROM claims WHERE article_id = ?"  # noqa: S608
        " ORDER BY rowid",
        [article],
    ):
        worked = bool(row.pop("worked"))
        for generated in ("dated", "month"):
            del row[generated]
        if conn is sides.other:
            row["speaker_id"] = sides.speaker(row["speaker_id"])
        theirs = frozenset(spans.get(row["id"], ()))
        matter = _matter(sides.db, row, theirs, worked)
        found.append(One(row, theirs, theirs, worked, matter, read.get(row["id"])))
    return found


def _readings(
    sides: Sides, conn: sqlite3.Connection, article: str
) -> dict[str, frozenset[Statement]]:
    """What the program was last known to read in the place of claims, even if nothing."""
    found: defaultdict[str, set[Statement]] = defaultdict(set)
    for row in rows(
        conn,
        "SELECT claim_id, text, speaker_id, kind, modality FROM readings"
        " WHERE claim_id IN (SELECT id FROM claims WHERE article_id = ?)",
        [article],
    ):
        if conn is sides.other:
            row["speaker_id"] = sides.speaker(row["speaker_id"])
        found[row["claim_id"]] |= {_said(sides.db, row)} if row["text"] is not None else set()
    return {key: frozenset(some) for key, some in found.items()}


def _said(db: Database, row: Row) -> Statement:
    key = row["speaker_id"]
    whole = db.execute("SELECT whole_id FROM speakers WHERE id = ?", [key]).fetchone()
    return statement(row["text"], whole[0] if whole else key, row["kind"], row["modality"])


def _matter(db: Database, row: Row, spans: Spans, worked: bool) -> Matter:
    said = _said(db, row)
    content = tuple(Span(start, end) for part, start, end in sorted(spans) if part == "content")
    return Matter(row["text"], content, row["source"] or "", worked, said, (said, spans))


def _moved(found: Iterable[One], move: Move) -> list[One]:
    """Claims of another text: where their words stand in this one, or that they do not."""
    result = []
    for one in sorted(found, key=lambda one: min((span[1] for span in one.spans), default=0)):
        spans = move(one.spans)
        content = tuple(Span(start, end) for part, start, end in sorted(spans) if part == "content")
        gone = bool(one.spans) and not content
        row = {
            **one.row,
            "position": content[0].start if content else None,
            "flag": GONE if gone else one.row["flag"],
        }
        matter = replace(one.matter, content=content, whole=(one.matter.statement, spans))
        result.append(replace(one, row=row, spans=spans, matter=matter))
    return result


def _add(sides: Sides, key: str, some: Sequence[One]) -> None:
    """Claims that are new in the base, with all that hangs on them but what people did."""
    details = sides.db.execute(
        "SELECT articles.published, articles.language, outlets.whole_id FROM articles"
        " LEFT JOIN outlets ON outlets.id = outlet_id WHERE articles.id = ?",
        [key],
    ).fetchone()
    copied = dict(zip(("published", "language", "outlet_id"), details, strict=True))
    for one in some:
        theirs = str(one.row["id"])
        claim = _free_key(sides.db, key, theirs, one.row["text"])
        if claim != theirs:
            sides.claims[theirs] = claim
        row = {name: value for name, value in one.row.items() if name not in FOUND_AGAIN}
        insert(sides.db, "claims", [{**row, "id": claim, "article_id": key, **copied}])
        put_spans(sides.db, claim, one.spans)
        readings(sides, theirs, claim)
        sides.new["claims"].add(claim)
    sides.report.of(sides.name)["new claims"] += len(some)


def put_spans(db: Database, claim: str, spans: Spans) -> None:
    """Where the parts of a claim stand."""
    db.conn.executemany(
        "INSERT INTO claim_spans (claim_id, part, start, end) VALUES (?, ?, ?, ?)",
        [(claim, *span) for span in sorted(spans)],
    )


def readings(sides: Sides, theirs: str, claim: str) -> None:
    """What the other's program reads where a person worked is read beside the claim."""
    found = sides.theirs("SELECT * FROM readings WHERE claim_id = ? ORDER BY id", [theirs])
    for row in found:
        row["speaker_id"] = sides.speaker(row["speaker_id"])
        del row["id"]
        insert(sides.db, "readings", [{**row, "claim_id": claim}])


def _free_key(db: Database, article: str, key: str, text: str) -> str:
    turn = 0
    while db.execute("SELECT 1 FROM claims WHERE id = ?", [key]).fetchone():
        key = keys.claim_key(article, text, turn)
        turn += 1
    return key


def _text(conn: sqlite3.Connection, key: str) -> str:
    return str(conn.execute("SELECT text FROM articles WHERE id = ?", [key]).fetchone()[0])


# ---- a text that the other loaded later


def _read_newer(sides: Sides, key: str, row: Row) -> None:
    """The other's text takes the place of the base's, as if a load had brought it with its claims.

    Claims that a person corrected there are not what the program reads, and come by themselves.
    """
    db = sides.db
    (ours,) = sides.ours("SELECT * FROM articles WHERE id = ?", [key])
    articles.earlier(sides, key, ours, row["loaded_at"])
    names = ("text", "text_hash", "loaded_at", "loaded_from", "source_kind", "raw_hash",
             "mended_from", "gone_at")  # fmt: skip
    update(db, "articles", key, {name: row[name] for name in names})
    articles.links(sides, row["id"], key)
    db.execute("DELETE FROM article_times WHERE article_id = ?", [key])
    articles.times(sides, row["id"], key)
    found = [
        one
        for one in _of(sides, sides.other, row["id"])
        if one.matter.content and not (one.row["edited"] or one.row["origin"] == "person")
        and one.row["flag"] is None
    ]  # fmt: skip
    program = Counter(one.row["extractor"] for one in found).most_common(1)
    reconcile(
        db, key, row["text"], ours["text"], [_claim(sides, row["text"], one) for one in found],
        now=row["loaded_at"], extractor=program[0][0] if program else ours["analysed"] or "",
    )  # fmt: skip
    sides.report.of(sides.name)["newer texts"] += 1


def _found(sides: Sides, text: str, one: One) -> Found:
    """A claim of the base as if a load had just found it."""
    return Found(one.row, one.spans, one.matter, _claim(sides, text, one))


def _claim(sides: Sides, text: str, one: One) -> Claim:
    """A stored claim as extraction gave it."""
    row, content = one.row, one.matter.content
    parts = {
        part: tuple(Span(start, end) for name, start, end in sorted(one.spans) if name == part)
        for part in ("source", "cue")
    }
    at = text.find(row["context"], max(0, content[0].start - len(row["context"])))
    context = Span(at, at + len(row["context"])) if at >= 0 else content[0]
    said = None
    if row["said_as"] and (first := text.find(row["said_as"], context.start)) >= 0:
        place = Span(first, first + len(row["said_as"]))
        said = SaidOn(place, row["said_on"] or "", row["said_precision"] or "day")
    name, kind = _named(sides.db, row["speaker_id"])
    return Claim(
        content, parts["source"], parts["cue"], name, row["type"], row["kind"], context,
        row["rule"], row["confidence"], row["role"] or "", kind, row["modality"] or "", said,
    )  # fmt: skip


def _named(db: Database, speaker: str | None) -> tuple[str, SpeakerKind]:
    """The name and kind under which the program read a speaker, whatever people said since."""
    if speaker is None:
        return "", "person"
    first = db.execute(
        "SELECT was FROM acts WHERE kind = 'speaker' AND record = ? ORDER BY id LIMIT 1", [speaker]
    ).fetchone()
    row = db.execute("SELECT name, kind FROM speakers WHERE id = ?", [speaker]).fetchone()
    was = json.loads(first[0] or "{}") if first else {}
    return was.get("name") or row[0], was.get("kind") or row[1]
