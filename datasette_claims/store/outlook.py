"""How a stored claim stands once its article was read again: as found, as it was, or flagged.

What a person entered or corrected keeps its columns. What a person judged keeps who said what: a
reading of ours that differs in that leaves the claim as it was judged, because a mistake of ours
must never become somebody's "false". Pure: rows and spans in, rows and spans out.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Any

from datasette_claims.model import Claim, Span
from datasette_claims.store.matching import Matter
from datasette_claims.store.moving import Spans

WHO_SAID_WHAT = ("speaker_id", "text", "kind", "modality")
"""What a verdict is about."""

Taken = Set[tuple[tuple[Span, ...], str]]
"""Content and source of every claim that was found."""


@dataclass(frozen=True, slots=True)
class Found:
    """A claim as extraction has it, and the machine's columns of it."""

    row: dict[str, Any]
    spans: Spans
    matter: Matter
    claim: Claim


@dataclass(frozen=True, slots=True)
class Stored:
    """``spans`` are those in the database, ``now`` where they stand in the present text.

    ``personal``: a person entered or corrected it.
    """

    id: str
    row: dict[str, Any]
    spans: Spans
    now: Spans
    matter: Matter
    personal: bool


@dataclass(frozen=True, slots=True)
class Becomes:
    """How a stored claim is to stand: the machine's columns, and its spans."""

    row: dict[str, Any]
    spans: Spans

    def says_else(self, old: Stored) -> bool:
        """True where whoever is about to judge the claim must see it again first."""
        return not old.matter.judged and any(
            self.row[name] != old.row[name] for name in WHO_SAID_WHAT
        )


def outlook(
    old: Stored, new: Found | None, taken: Taken, text: str, old_text: str | None
) -> Becomes:
    """How a stored claim stands once the article has ``text``.

    ``new`` is what was found of it; ``old_text`` is what its spans point into, None for ``text``.
    """
    if old.personal:
        if new is not None:
            return _standing(old, old.now or new.spans, None)
        return Becomes(old.row, old.spans) if old_text is None else _personal(old, text, old_text)
    if new is None:
        gone = old_text is not None and _is_of_another(old, taken)
        if old.now and not gone:
            return _standing(old, old.now, "not_extracted")
        return _standing(old, frozenset(), "not_in_article")
    return _judged(old, new) if old.matter.judged else Becomes(new.row, new.spans)


def _judged(old: Stored, new: Found) -> Becomes:
    """The words are the same, or the two would be no pair. Who said them, and how, stays."""
    seen = {name: old.row[name] for name in WHO_SAID_WHAT}
    if old.now and any(new.row[name] != seen[name] for name in WHO_SAID_WHAT):
        return _standing(old, old.now, None)
    return Becomes({**new.row, **seen, "text": new.row["text"]}, new.spans)


def _is_of_another(old: Stored, taken: Taken) -> bool:
    """Of two equal sentences one may be gone; the other is not this claim. Nor are the judged words
    of one speaker that a changed page gives to another."""
    if old.matter.judged:
        return any(content == old.matter.content for content, _ in taken)
    return (old.matter.content, old.matter.source) in taken


def _personal(old: Stored, text: str, old_text: str) -> Becomes:
    """A claim that a person entered or corrected needs no machine to find it, only its words."""
    words, flag = old.row["text"], old.row["flag"]
    if old.now:
        return _standing(old, old.now, None)
    if words in text and (old.spans or flag == "not_in_article"):
        start = text.index(words)
        return _standing(old, frozenset({("content", start, start + len(words))}), None)
    if old.spans or (words in old_text and words not in text):
        return _standing(old, frozenset(), "not_in_article")
    return Becomes(old.row, old.spans)  # told in a person's own words: nothing to look for


def _standing(old: Stored, spans: Spans, flag: str | None) -> Becomes:
    """The claim with its own words, wherever it now stands."""
    content = [start for part, start, _ in spans if part == "content"]
    return Becomes({**old.row, "flag": flag, "position": min(content, default=None)}, spans)
