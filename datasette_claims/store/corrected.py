"""What people have made of the claims of articles, with all that it takes to measure the rules by
it: the text, the claims that people stand for, and the stretches that nobody has looked at.

A claim that a person corrected, entered or judged is one that the article makes; one that was
marked an extraction error is none. Of the rest of the text nothing is known.
"""

# ruff: noqa: S608 (SQL is put together from this package's own words; values are parameters)

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from datasette_claims.model import Span
from datasette_claims.store import stretches
from datasette_claims.store.filters import EVERY, Filters
from datasette_claims.store.rewording import MISTAKE
from datasette_claims.store.selecting import Where, where
from datasette_claims.store.sqlite import sqlite3

Row = dict[str, Any]
PARTS = ("content", "source", "cue")


def articles(conn: sqlite3.Connection, filters: Filters) -> Iterator[Row]:
    """Articles in which somebody corrected, entered or refused a claim, one record each.

    Only claims of the filter count; where others stand is as good as not looked at. Each copy and
    each extraction error counts, and the order is that of the articles' keys, whatever it says.

    A record has the keys of the gold files (``id``, ``lang``, ``text``, ``claims``), ``published``
    where it is known, and ``ignore``: stretches of the text that nobody has looked at.
    """
    fitting = where(replace(filters, errors=EVERY))
    found = conn.execute(
        "SELECT id, language, published, text FROM articles WHERE id IN ("
        f" SELECT article_id FROM claims WHERE edited AND {fitting.sql}"
        f" UNION SELECT article_id FROM claims WHERE origin = 'person' AND {fitting.sql}"
        f" UNION SELECT article_id FROM claims WHERE status = ? AND {fitting.sql}) ORDER BY id",
        [*fitting.parameters, *fitting.parameters, MISTAKE, *fitting.parameters],
    )
    for article_id, language, published, text in found:
        looked_at: list[Span] = []
        claims = list(_claims(conn, article_id, fitting, looked_at))
        if looked_at:
            yield {
                "id": article_id,
                "lang": language or "",
                **({"published": published} if published else {}),
                "text": text,
                "claims": claims,
                "ignore": unseen(text, looked_at),
            }


def _claims(
    conn: sqlite3.Connection, article_id: str, fitting: Where, looked_at: list[Span]
) -> Iterator[Row]:
    """The claims that people stand for; where any stands on which they worked goes to
    ``looked_at``."""
    rows = conn.execute(
        "SELECT claims.id, coalesce(whole.name, speakers.name), type, claims.kind, modality,"
        " said_on, status, CASE WHEN origin = 'person' THEN 'entered' WHEN edited THEN 'corrected'"
        " WHEN statuses.kind <> 'workflow' THEN 'judged' END AS made FROM claims"
        " JOIN statuses ON statuses.key = status LEFT JOIN speakers ON speakers.id = speaker_id"
        " LEFT JOIN speakers AS whole ON whole.id = speakers.whole_id"
        f" WHERE article_id = ? AND flag IS NOT 'not_in_article' AND {fitting.sql}"
        " ORDER BY claims.position, claims.id",
        [article_id, *fitting.parameters],
    ).fetchall()
    for key, speaker, kind_of_words, kind, modality, said_on, status, made in rows:
        if made is None or (
            made == "entered" and status == MISTAKE
        ):  # taken back by who entered it
            continue
        parts: dict[str, list[Span]] = {part: [] for part in PARTS}
        for part, start, end in conn.execute(
            "SELECT part, start, end FROM claim_spans WHERE claim_id = ? ORDER BY start", [key]
        ):
            parts[part].append(Span(start, end))
        looked_at += [span for some in parts.values() for span in some]
        looked_at += _before(conn, key)
        if status != MISTAKE and parts["content"]:
            yield {
                **parts,
                "speaker": speaker or "",
                "type": kind_of_words,
                "kind": kind,
                **({"modality": modality} if modality else {}),
                **({"said_on": said_on} if said_on else {}),
                "id": key,
                "by": made,
            }


def _before(conn: sqlite3.Connection, claim_id: str) -> Iterator[Span]:
    """Where a corrected claim stood, as far as the text still is the one that it stood in."""
    acts = conn.execute(
        "SELECT was FROM acts JOIN articles ON articles.id = ("
        " SELECT article_id FROM claims WHERE id = claim_id) WHERE claim_id = ? AND kind = 'spans'"
        " AND json_extract(was, '$.text_hash') = text_hash",
        [claim_id],
    )
    for (was,) in acts:
        yield from (Span(start, end) for _, start, end in json.loads(was)["spans"])


def unseen(text: str, looked_at: Iterable[tuple[int, int]]) -> Sequence[Span]:
    """All stretches of the text but these, without white space at their edges.

    >>> unseen("ab cd ef", [(3, 5)])
    [Span(start=0, end=2), Span(start=6, end=8)]
    """
    edges = [0, *(at for span in stretches.together(text, looked_at) for at in span), len(text)]
    rest = zip(edges[::2], edges[1::2], strict=True)
    pieces = ((start, text[start:end]) for start, end in rest)
    return [
        Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))
        for start, piece in pieces
        if piece.strip()
    ]
