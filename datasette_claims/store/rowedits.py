"""Row editing gives a claim other words: where its article has them, the claim stands there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from sqlite_utils import Database

from datasette_claims.model import Span
from datasette_claims.store import moments, stretches
from datasette_claims.store.errors import Refused
from datasette_claims.store.rewording import Reading, put_spans, reading, tell, text_of, told


def follow(db: Database, after: int, actor: str) -> None:
    """Every claim whose words were changed since an act stands where its article has them.

    Within the transaction of who changed them. Words of a person's own leave it where it was found.
    """
    changed = db.execute(
        "SELECT claim_id, was FROM acts WHERE id > ? AND kind = 'correction'"
        " AND json_extract(was, '$.text') IS NOT json_extract(became, '$.text')",
        [after],
    ).fetchall()
    for claim_id, was in changed:
        now = reading(db, claim_id)
        (article_id,) = db.execute(
            "SELECT article_id FROM claims WHERE id = ?", [claim_id]
        ).fetchone()
        text = text_of(db, article_id)
        places = _places(text.text, now)
        if not places or places == now.part("content"):
            continue
        rest = tuple(span for span in now.spans if span[0] != "content")
        content = tuple(("content", *place) for place in places)
        before = told(db, claim_id, replace(now, row={**now.row, **json.loads(was)}), text)
        put_spans(db, claim_id, Reading(now.row, (*rest, *content)))
        db.execute(
            "UPDATE claims SET position = ?, flag = NULL WHERE id = ?", [places[0].start, claim_id]
        )
        tell(db, claim_id, text, before, moments.now(), actor)


def _places(text: str, now: Reading) -> Sequence[Span]:
    """Where the article has the words, near to where the claim stood; none where it has not."""
    near = min((start for part, start, _ in now.spans if part == "content"), default=0)
    found: list[Span] = []
    try:
        for piece in str(now.row["text"] or "").split(stretches.GAP):
            found.append(stretches.find(text, piece, near=near))
            near = found[-1].end
        return stretches.checked(text, found, "the words")
    except Refused:
        return ()
