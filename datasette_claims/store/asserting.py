"""What a person says that a claim is, and how it is to read then: checked, and nothing stored."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from sqlite_utils import Database

from datasette_claims.model import ClaimType, Span
from datasette_claims.store import naming, stretches
from datasette_claims.store.errors import Refused
from datasette_claims.store.naming import Speaker
from datasette_claims.store.rewording import CORRECTED, PERSON, Reading, Text
from datasette_claims.store.statements import folded
from datasette_claims.store.words import words as typed

Spans = tuple[tuple[int, int], ...]
TYPES: tuple[str, ...] = get_args(ClaimType)
MODALITIES = ("negated", "hypothetical", "future")
_KIND = re.compile(r"[^\W\d_][\w-]{0,39}")
_PRECISION = {4: "year", 7: "month", 10: "day"}


@dataclass(frozen=True, slots=True)
class Words:
    """What a person says that a claim is.

    ``spans`` are the content's; ``source`` and ``cue`` may be without a place. The speaker is told
    by key or by name (see ``naming``); ``speaker_kind`` is that of a new name. ``type`` is told by
    the quotation marks unless it is given. ``said_on`` is ``2026``, ``2026-05`` or ``2026-05-04``.
    """

    spans: Spans
    source: Spans = ()
    cue: Spans = ()
    speaker: str | None = None
    speaker_id: str | None = None
    speaker_kind: str | None = None
    role: str | None = None
    type: str | None = None
    kind: str = "say"
    modality: str | None = None
    said_on: str | None = None
    said_as: str | None = None


def as_words(one: Reading, text: Text) -> Words:
    row, spans = one.row, one.part("content")
    told = spans and stretches.claim_type(text.text, spans) == row["type"]
    return Words(
        spans=spans,
        source=one.part("source"),
        cue=one.part("cue"),
        speaker_id=row["speaker_id"],
        role=row["role"],
        type=None if told else row["type"],
        kind=row["kind"],
        modality=row["modality"],
        said_on=row["said_on"],
        said_as=row["said_as"],
    )


def becomes(
    db: Database, text: Text, words: Words, stands: Reading | None
) -> tuple[Reading, Speaker | None]:
    """How a claim is to read, and who its speaker is, who may not be stored yet.

    A claim whose words have no place in the article keeps them. Raises ``Refused``.
    """
    problems: dict[str, str] = {}
    parts: dict[str, tuple[Span, ...]] = {}
    for name, spans, what in (
        ("content", words.spans, "the words of the claim"),
        ("source", words.source, "the source"),
        ("cue", words.cue, "the reporting word"),
    ):
        try:
            parts[name] = stretches.checked(text.text, spans, what)
        except Refused as refused:
            problems["spans" if name == "content" else name] = str(refused)
    placeless = stands is not None and not stands.part("content")
    if not words.spans and not placeless:
        problems["spans"] = "Choose the words of the claim in the article."
    speaker = None
    try:
        speaker = naming.speaker(
            db, text.article_id, words.speaker, words.speaker_id, words.speaker_kind
        )
    except Refused as refused:
        problems["speaker"] = str(refused)
    row = _told(words, problems)
    if problems:
        raise Refused.because(problems)
    row["speaker_id"] = speaker.key if speaker else None
    if stands is None or stands.part("content") != parts["content"]:
        parts = _apart(parts)
    return _reading(text, row, parts, words, stands), speaker


def _reading(
    text: Text,
    row: dict[str, Any],
    parts: Mapping[str, tuple[Span, ...]],
    words: Words,
    stands: Reading | None,
) -> Reading:
    """The columns that follow from the spans, and those that stay as they were."""
    spans = sorted(
        ((part, *span) for part, some in parts.items() for span in some),
        key=lambda span: (span[1], span[2], span[0]),
    )
    if content := parts["content"]:
        row |= {
            "text": stretches.words(text.text, content),
            "type": words.type or stretches.claim_type(text.text, content),
            "position": content[0].start,
            "flag": None,
        }
    for name in ("source", "cue"):
        row[name] = stretches.words(text.text, parts[name]) or None
    if stands is None:
        row |= {"extractor": PERSON, "confidence": 1.0}
    else:
        row = _kept(row, tuple(spans), stands)
    if content and "context" not in row:
        row["context"] = text.text[slice(*stretches.context(text.text, [s[1:] for s in spans]))]
    return Reading(row, tuple(spans))


def _kept(
    row: dict[str, Any], spans: tuple[tuple[str, int, int], ...], stands: Reading
) -> dict[str, Any]:
    """What a correction leaves alone: a part that has no place, and all that nobody changed."""
    now = Reading(row, spans)
    for name, part in (("text", "content"), ("source", "source"), ("cue", "cue")):
        if now.part(part) == stands.part(part):
            row[name] = stands.row[name]  # somebody may have written it in other words
    if row["speaker_id"] != stands.row["speaker_id"] and row["role"] == stands.row["role"]:
        # A title stands with the source as printed; of another speaker it is not known.
        printed = folded(row["source"] or "")
        row["role"] = row["role"] if folded(row["role"] or "\0") in printed else None
    if spans == stands.spans:
        row["context"] = stands.row["context"]
    whole = {**stands.row, **row}
    if any(whole[name] != stands.row[name] for name in CORRECTED) or spans != stands.spans:
        whole |= {"extractor": PERSON, "confidence": 1.0}
        if spans != stands.spans:
            whole.pop("context", None)
    return whole


def _apart(parts: dict[str, tuple[Span, ...]]) -> dict[str, tuple[Span, ...]]:
    """A source or a cue that lies in the content was taken for one by mistake."""
    return {
        part: tuple(
            span
            for span in some
            if part == "content"
            or not any(span.start < end and start < span.end for start, end in parts["content"])
        )
        for part, some in parts.items()
    }


def _told(words: Words, problems: dict[str, str]) -> dict[str, Any]:
    """The columns that a person tells in words; what stands against them goes to ``problems``."""
    row: dict[str, Any] = {}
    for name, what in (("role", "the role"), ("said_as", "the words that tell when")):
        try:
            row[name] = typed(getattr(words, name), what)
        except Refused as refused:
            problems[name] = str(refused)
    if words.type is not None and words.type not in TYPES:
        problems["type"] = f"A claim is one of {', '.join(TYPES)}, not {words.type!r}."
    if not _KIND.fullmatch(words.kind):
        problems["kind"] = "The kind is one word, as “say”, “demand” or “deny”."
    row["kind"] = words.kind
    row["modality"] = words.modality or None
    if row["modality"] not in (None, *MODALITIES):
        problems["modality"] = f"Empty, or one of {', '.join(MODALITIES)}."
    row["said_on"] = (words.said_on or "").strip() or None
    row["said_precision"] = row["said_on"] and _precision(row["said_on"])
    if row["said_on"] and row["said_precision"] is None:
        problems["said_on"] = "The date is written as 2026-05-04, 2026-05 or 2026."
    return row


def _precision(day: str) -> str | None:
    try:
        date.fromisoformat(day + "2026-01-01"[len(day) :])
    except ValueError:
        return None
    return _PRECISION.get(len(day))
