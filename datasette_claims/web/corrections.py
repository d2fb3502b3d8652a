"""What a person says a claim is: the fields of that form, and the changes that come of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlite_utils import Database as Store

from datasette_claims.model import Span
from datasette_claims.store import correcting, offering, parting
from datasette_claims.store.asserting import Words
from datasette_claims.store.correcting import Corrected
from datasette_claims.store.errors import Refused, Unknown
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import pointing, sending
from datasette_claims.web.form import Typed, shown
from datasette_claims.web.sending import Sent
from datasette_claims.wording import said, said_n, together

Correction = Literal["enter", "correct", "split", "unite", "error"]

ADDRESSES: Mapping[Correction, str] = {
    "correct": "correct",
    "split": "split",
    "unite": "unite",
    "error": "error",
}
"""Where each is sent to, below the address of its claim."""
ENTER = "claim"
"""Where a new claim is sent to, below the address of its article."""

NUMBERS = tuple(f"{end}_{each}" for each in range(1, pointing.PAIRS + 1) for end in ("from", "to"))
FIELDS = (
    *("words", "spans", "place", *NUMBERS),
    *("speaker", "everywhere", "kind", "modality", "said_on", "still"),
    *("split_from", "split_to"),
)
ORDER = ("words", "place", *NUMBERS, "speaker", "kind", "modality", "said_on")
"""The fields as they stand on the page, as far as something may stand against them."""
EMPTY = dict.fromkeys(FIELDS, "") | {"kind": "say"}
BY_PLACE = ("words", "spans", "place", *NUMBERS)

LABELS = {
    "words": said("Words of the claim"),
    "speaker": said("Speaker"),
    "kind": said("Reported as"),
    "modality": said("It was"),
    "said_on": said("Said on"),
}
EMPTIED = said("(emptied)")
KINDS = {
    "say": said("say"),
    "report": said("report"),
    "claim": said("claim"),
    "describe": said("describe"),
    "believe": said("believe"),
    "know": said("know"),
    "confirm": said("confirm"),
    "concede": said("concede"),
    "agree": said("agree"),
    "deny": said("deny"),
    "accuse": said("accuse"),
    "complain": said("complain"),
    "praise": said("praise"),
    "support": said("support"),
    "demand": said("demand"),
    "ask": said("ask"),
    "warn": said("warn"),
    "promise": said("promise"),
    "intend": said("intend"),
    "predict": said("predict"),
    "speculate": said("speculate"),
    "hope": said("hope"),
    "fear": said("fear"),
    "feel": said("feel"),
    "boast": said("boast"),
    "dare": said("dare"),
    "decree": said("decree"),
    "correct": said("correct"),
    "apologize": said("apologize"),
}
"""Kinds of saying by what the extraction calls them, in words for whoever chooses one."""

MODALITIES = {
    "": said("said"),
    "negated": said("not said (the article says so)"),
    "hypothetical": said("perhaps said, or would be"),
    "future": said("expected to be said"),
}


def stored(words: Words, text: str, speaker: str | None) -> dict[str, str]:
    """What the form of a claim holds before anything is typed."""
    spans = [Span(*span) for span in words.spans]
    fields = {
        **EMPTY,
        "words": pointing.joined(text, spans),
        "spans": pointing.told(spans),
        "speaker": speaker or "",
        "kind": words.kind,
        "modality": words.modality or "",
        "said_on": words.said_on or "",
    }
    counted = pointing.words_of(text)
    for number, span in enumerate(spans[: pointing.PAIRS], 1):
        pair = pointing.numbers(counted, span)
        fields[f"from_{number}"], fields[f"to_{number}"] = map(str, pair or ("", ""))
    return fields


def typed(fields: Mapping[str, Any]) -> dict[str, str]:
    """What the sender changed: the fields that differ from what the form held."""
    return {
        name: fields[name]
        for name in FIELDS
        if isinstance(fields.get(name), str)
        and _plain(fields[name]) != _plain(fields.get(f"was_{name}", EMPTY[name]))
    }


def _plain(value: Any) -> str:
    return str(value or "").replace("\r\n", "\n").strip()


def listed(words: Mapping[str, str]) -> list[Typed]:
    """The typed words, for a page without the form."""
    told = {**words, "modality": MODALITIES.get(words.get("modality", ""), "")}
    return [Typed(LABELS[name], told[name] or EMPTIED) for name in LABELS if name in words]


@dataclass(frozen=True)
class Asked:
    """One request: of which claim (of which article, where it is a new one), with what in it."""

    change: Correction
    record: str
    fields: Mapping[str, str]
    changes: Mapping[str, str]
    """The fields that its sender changed: of a form by what it held, of a program all."""
    seen: int | None = None
    other: str = ""
    other_seen: int = 0


@dataclass(frozen=True)
class Done:
    """What became of it, as JSON tells it; None is left out."""

    message: str
    claim: str
    revision: int
    undo: str | None = None
    others: tuple[str, ...] = ()


def read(change: Correction, record: str, sent: Sent) -> Asked:
    """The change that was sent; ``Unusable`` where a part of it cannot be made sense of."""
    names = {name for each in FIELDS for name in (each, f"was_{each}")}
    fields = {
        name: sending.clean(_text(name, value), name)
        for name, value in sent.fields.items()
        if name in names and value is not None
    }
    changes = fields if shown(sent.fields) is None else typed(fields)
    if change == "enter":
        return Asked(change, record, fields, changes)
    seen = sent.number("revision")
    if change == "unite":
        other = sent.text("other", required=True) or ""
        return Asked(change, record, fields, changes, seen, other, sent.number("other_revision"))
    return Asked(change, record, fields, changes, seen)


def _text(name: str, value: object) -> str:
    """A field as a form holds it, whichever way it came."""
    if isinstance(value, str):
        return value
    if name == "spans" and isinstance(value, list):
        if all(_pair(each) for each in value):
            return " ".join(f"{each[0]}-{each[1]}" for each in value)
        raise sending.Unusable(400, "Send “spans” as a list of pairs of numbers.")
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, int):
        return str(value)
    raise sending.Unusable(400, f"Send “{name}” as text.", {name: f"Send “{name}” as text."})


def _pair(value: object) -> bool:
    return isinstance(value, list) and [type(each) for each in value] == [int, int]


def make(db: Store, asked: Asked, actor: str) -> Done:
    """Makes the change in the store."""
    try:
        return _MAKE[asked.change](db, asked, actor)
    except pointing.Unclear as unclear:
        raise Refused.because({unclear.field: str(unclear)}) from None
    except Refused as refused:
        if "spans" not in refused.problems:
            raise
        problems = {("words" if k == "spans" else k): v for k, v in refused.problems.items()}
        raise Refused(str(refused), problems) from None


def _enter(db: Store, asked: Asked, actor: str) -> Done:
    text = offering.text_of(db.conn, asked.record)
    if text is None:
        raise Unknown(said("There is no such article (any more)."))
    words = _wanted(Words(spans=()), text, asked)
    return _done(said("Claim added."), correcting.enter(db, asked.record, words=words, actor=actor))


def _correct(db: Store, asked: Asked, actor: str) -> Done:
    key, seen = asked.record, asked.seen or 0
    before = correcting.words_of(db.conn, key)
    wanted = _wanted(before, _text_at(db.conn, key), asked)
    done = correcting.correct(
        db,
        key,
        words=wanted,
        seen=seen,
        actor=actor,
        still=bool(asked.fields.get("still")),
        everywhere=bool(asked.fields.get("everywhere")) and "speaker" in asked.changes,
    )
    if not done.batch:
        return _done(said("Nothing was different, so nothing was changed."), done)
    more = len(done.others)
    return _done(said("Corrected, with {n} more.", n=more) if more else said("Corrected."), done)


def _wanted(before: Words, text: str, asked: Asked) -> Words:
    """What a claim is to be: as it stands, with what its sender says otherwise."""
    wanted, fields, changes = before, asked.fields, asked.changes
    if any(name in fields for name in BY_PLACE) or not before.spans:
        spans = tuple((each.start, each.end) for each in pointing.chosen(text, fields))
        if spans != tuple(map(tuple, before.spans)):
            wanted = replace(wanted, spans=spans, type=None)
    if "speaker" in changes:
        wanted = replace(wanted, speaker=changes["speaker"].strip() or None, speaker_id=None)
    if changes.get("kind", "").strip():
        wanted = replace(wanted, kind=changes["kind"].strip())
    if "modality" in changes:
        wanted = replace(wanted, modality=changes["modality"].strip() or None)
    if "said_on" in changes:
        wanted = replace(wanted, said_on=changes["said_on"].strip() or None)
    return wanted


def _split(db: Store, asked: Asked, actor: str) -> Done:
    """Cut before the words that are named, and behind them where the claim goes on."""
    before = correcting.words_of(db.conn, asked.record).spans
    numbers = [asked.fields.get(name, "").strip() for name in ("split_from", "split_to")]
    parts = pointing.cut(_text_at(db.conn, asked.record), before, *numbers)
    if len(parts) < 2:
        raise Refused.because({"split_from": said("Name words of the claim, but not all of them.")})
    seen, still = asked.seen or 0, bool(asked.fields.get("still"))
    done = parting.split(db, asked.record, parts=parts, seen=seen, actor=actor, still=still)
    return _done(said("Split into {n} claims.", n=len(parts)), done)


def _unite(db: Store, asked: Asked, actor: str) -> Done:
    keys, still = [asked.record, asked.other], bool(asked.fields.get("still"))
    seen = {asked.record: asked.seen or 0, asked.other: asked.other_seen}
    return _done(said("Joined."), parting.join(db, keys, seen=seen, actor=actor, still=still))


def _error(db: Store, asked: Asked, actor: str) -> Done:
    done = correcting.extraction_error(db, asked.record, seen=asked.seen or 0, actor=actor)
    return _done(said("Marked as an extraction error."), done)


def _text_at(conn: sqlite3.Connection, claim: str) -> str:
    found = offering.article_of(conn, claim)
    if found is None:
        raise Unknown(said("There is no claim {claim}.", claim=claim))
    return found[1]


def _done(told: str, done: Corrected) -> Done:
    down = len(done.taken_down)
    if done.taken_down == (done.claim_id,):
        told = together(
            [told, said("It is not reviewed any more: the result was given on other words.")]
        )
    elif down:
        told = together(
            [
                told,
                said_n(
                    "{n} claim is not reviewed any more: the result was given on other words.",
                    "{n} claims are not reviewed any more: the result was given on other words.",
                    down,
                ),
            ]
        )
    return Done(told, done.claim_id, done.revision, done.batch, done.others)


_MAKE = {
    "enter": _enter,
    "correct": _correct,
    "split": _split,
    "unite": _unite,
    "error": _error,
}
