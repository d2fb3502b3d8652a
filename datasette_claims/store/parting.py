"""One claim that is several, and several that are one: a person splits and joins them.

    split(db, claim_id, *, parts, seen, actor, still=False) -> Corrected
    join(db, claim_ids, *, seen, actor, still=False) -> Corrected

The claim that stays keeps its key, evidence and notes; for its result the rule of ``correcting``
holds. Nothing is deleted: what is joined away stays as an extraction error that names the other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from datasette_claims.store import copies, judging, log, moments, stretches
from datasette_claims.store.asserting import Spans, as_words, becomes
from datasette_claims.store.changes import by_person
from datasette_claims.store.correcting import Corrected, done, insert, reword, unchanged
from datasette_claims.store.errors import Refused
from datasette_claims.store.rewording import compared, mistake, reading, text_of
from datasette_claims.wording import said


def split(
    db: Database,
    claim_id: str,
    *,
    parts: Sequence[Spans],
    seen: int,
    actor: str,
    still: bool = False,
) -> Corrected:
    """The claim says the first of the parts, each other one is a new claim of the same speaker.

    ``others`` are the keys of the new ones, in the order of the parts, which is that of the text.
    """
    with by_person(db, actor):
        claim = judging.claim(db, claim_id)
        text = text_of(db, claim["article_id"])
        places = _places(text.text, parts)
        last = _last(db, claim_id, "split", actor)
        if last and last["parts"] == [[list(span) for span in some] for some in places]:
            others = tuple(last["claims"])
            return Corrected(claim_id, claim["revision"], None, others)
        unchanged(db, claim, seen)
        stands, around = reading(db, claim_id), compared(db, [claim_id])
        words = as_words(stands, text)
        wanted = [becomes(db, text, replace(words, spans=some), stands) for some in places]
        down = reword(db, claim_id, text, *wanted[0], actor, still)
        others = tuple(insert(db, text, *one, actor) for one in wanted[1:])
        _move_reading(db, claim_id, others, places)
        became = {"parts": places, "claims": others}
        log.add(db, moments.now(), actor, "split", claim_id, record=claim_id, became=became)
        copies.find(db, around)
        return done(db, claim_id, others=others, taken_down=[claim_id] * down)


def join(
    db: Database,
    claim_ids: Sequence[str],
    *,
    seen: Mapping[str, int],
    actor: str,
    still: bool = False,
) -> Corrected:
    """The first of the claims says what all of them say; the others become extraction errors.

    They are claims of one speaker in one article. One that has a result is joined with nothing: its
    words are those that were judged.
    """
    with by_person(db, actor):
        keys = list(dict.fromkeys(claim_ids))
        claims = [judging.claim(db, key) for key in keys]
        if len(claims) < 2:
            raise Refused.because({"claims": said("Choose two claims or more to join.")})
        first, others = claims[0], keys[1:]
        last = _last(db, first["id"], "united", actor)
        if last and last["claims"] == others:
            return Corrected(first["id"], first["revision"], None, tuple(others))
        for claim in claims:
            unchanged(db, claim, seen.get(claim["id"], 0))
        text = text_of(db, first["article_id"])
        _joinable(db, claims)
        stands, around = reading(db, first["id"]), compared(db, keys)
        content = [span for key in keys for span in reading(db, key).part("content")]
        words = replace(as_words(stands, text), spans=stretches.together(text.text, content))
        down = reword(db, first["id"], text, *becomes(db, text, words, stands), actor, still)
        mistake(db, others, f"Joined with {first['id']}.")
        became = {"claims": others}
        log.add(db, moments.now(), actor, "united", first["id"], record=first["id"], became=became)
        copies.find(db, around)
        return done(db, first["id"], others=others, taken_down=[first["id"]] * down)


def _places(text: str, parts: Sequence[Iterable[tuple[int, int]]]) -> list[Spans]:
    if len(parts) < 2:
        raise Refused.because({"spans": said("Choose two parts or more.")})
    try:
        places = [stretches.checked(text, spans, "a part") for spans in parts]
        if not all(places):
            raise Refused(said("A part has no words."))
        stretches.checked(text, [span for some in places for span in some], said("the parts"))
    except Refused as refused:
        raise Refused.because({"spans": str(refused)}) from None
    return [tuple((start, end) for start, end in some) for some in sorted(places)]


def _joinable(db: Database, claims: Sequence[Mapping[str, Any]]) -> None:
    if len({claim["article_id"] for claim in claims}) > 1:
        raise Refused.because({"claims": said("Only claims of one article are joined.")})
    whole = {
        db.execute("SELECT whole_id FROM speakers WHERE id = ?", [claim["speaker_id"]]).fetchone()
        for claim in claims
    }
    if len(whole) > 1:
        raise Refused.because(
            {"claims": said("The claims are of different speakers; correct the speaker first.")}
        )
    if any(not reading(db, claim["id"]).part("content") for claim in claims):
        raise Refused.because({"claims": said("One of the claims has no place in the article.")})
    workflow = {
        key for (key,) in db.execute("SELECT key FROM statuses WHERE kind = 'workflow'").fetchall()
    }
    if any(claim["status"] not in workflow for claim in claims[1:]):
        raise Refused.because(
            {
                "claims": said(
                    "One of the claims to be joined has a result, which was given on its own "
                    "words. Join the others with that one, or set it back to “Not reviewed” first."
                )
            }
        )


def _move_reading(
    db: Database, claim_id: str, others: Sequence[str], places: Sequence[Spans]
) -> None:
    """What the program reads there stands beside the part that it covers most, as after a load."""
    lengths = [sum(end - start for start, end in some) for some in places]
    longest = (claim_id, *others)[lengths.index(max(lengths))]
    if longest != claim_id:
        db.execute("UPDATE readings SET claim_id = ? WHERE claim_id = ?", [longest, claim_id])


def _last(db: Database, claim_id: str, kind: str, actor: str) -> dict[str, Any] | None:
    """What the newest correction of the claim came to, where it was such an act of this person."""
    found = db.execute(
        "SELECT kind, actor, became FROM acts WHERE claim_id = ? ORDER BY id DESC LIMIT 1",
        [claim_id],
    ).fetchone()
    if found is None or tuple(found)[:2] != (kind, actor):
        return None
    told: dict[str, Any] = json.loads(found[2] or "{}")
    return told
