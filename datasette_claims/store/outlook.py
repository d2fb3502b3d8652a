"""How a stored claim stands once its article was read again: as found, as it was, or flagged.

What a person worked on keeps who said what, whatever the program reads. Where the text is the same,
only the rules can have changed: the claim stays as it was, and what the program reads now is kept
beside it. Where the text changed, it stays unflagged only if the text still makes the statement;
otherwise it is flagged, and what the text says instead is a claim of its own. Pure: rows and spans
in, rows and spans out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from datasette_claims.model import Claim, Span
from datasette_claims.store import stretches
from datasette_claims.store.matching import Matter
from datasette_claims.store.moving import Move, Spans
from datasette_claims.store.statements import WHO_SAID_WHAT, Statement, folded


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

    ``personal``: a person entered or corrected it. ``named`` is the name under which the program
    read its speaker, if a person said since who that is. ``readings`` are the statements that the
    program was last known to read in its place, None where it read what is stored. ``back``: the
    text is again one in which a person said that it is so, and ``now`` is where they did.
    """

    id: str
    row: dict[str, Any]
    spans: Spans
    now: Spans
    matter: Matter
    personal: bool
    speaker: str = ""
    named: str = ""
    readings: frozenset[Statement] | None = None
    back: bool = False


@dataclass(frozen=True, slots=True)
class Becomes:
    """How a stored claim is to stand: the machine's columns, its spans, and what is read beside it.

    ``beside`` is None where the program reads the claim as it is stored, or where nothing is known.
    """

    row: dict[str, Any]
    spans: Spans
    beside: tuple[Found, ...] | None = None

    def says_else(self, old: Stored) -> bool:
        """True where whoever is about to judge the claim must see it again first."""
        return not old.matter.worked_on and any(
            self.row[name] != old.row[name] for name in WHO_SAID_WHAT
        )


def found_again(old: Stored, new: Found) -> Becomes:
    """A claim that was found again."""
    if old.personal:
        return _standing(old, old.now or new.spans, None)
    if old.matter.worked_on:  # the same statement: only how it is printed may have changed
        seen = {name: old.row[name] for name in WHO_SAID_WHAT if name != "text"}
        return Becomes({**new.row, **seen}, new.spans)
    if _same_mention(old, new):
        return Becomes({**new.row, "speaker_id": old.row["speaker_id"]}, new.spans)
    return Becomes(new.row, new.spans)


def _same_mention(old: Stored, new: Found) -> bool:
    """True where the program reads a longer or shorter form of a name of which a person has said
    whose it is, at the same source: who named a speaker is not asked again by better rules."""
    ours, theirs = (set(folded(name).split()) for name in (old.named, new.claim.speaker or ""))
    return bool(
        (ours and theirs)
        and folded(old.row["source"] or "") == folded(new.row["source"] or "")
        and (ours <= theirs or theirs <= ours)
    )


def not_found(old: Stored) -> Becomes:
    """A claim that nobody has worked on, and that was not found again."""
    if old.now:
        return _standing(old, old.now, "not_extracted")
    return _standing(old, frozenset(), "not_in_article")


def read_otherwise(old: Stored, beside: Sequence[Found]) -> Becomes:
    """A claim with work in a text that did not change, where the program reads something else."""
    if old.row["flag"] == "not_in_article" or (old.personal and not beside):
        return Becomes(old.row, old.spans)
    becomes = _standing(old, old.spans, old.row["flag"])
    return Becomes(becomes.row, becomes.spans, tuple(beside))


def in_changed_text(
    old: Stored, beside: Sequence[Found], text: str, old_text: str
) -> tuple[Becomes, bool]:
    """A claim with work whose statement a changed text was not found to make; and whether what
    stands ``beside`` it is the reading of it that is known already, and no claim of its own.

    It stands only where nothing was changed that it hangs on: its own lines are as they were, and
    the program reads in them what it read before.
    """
    if old.back:  # only the rules can be others than when it was corrected
        return Becomes(*_row_and_spans(old, None), tuple(beside) or None), True
    read = frozenset(one.matter.statement for one in beside)
    known = old.readings is not None and read == old.readings
    if old.personal and not old.spans and not beside:
        return _own_words(old, text, old_text), False
    if old.now and _lines_stand(old, text, old_text):
        if known:
            return Becomes(*_row_and_spans(old, None), tuple(beside)), True
        if not beside:
            flag = None if old.personal and _name_stands(old, text, old_text) else "not_extracted"
            return Becomes(*_row_and_spans(old, flag), None if old.personal else ()), False
    return _standing(old, frozenset(), "not_in_article"), False


def _row_and_spans(old: Stored, flag: str | None) -> tuple[dict[str, Any], Spans]:
    stands = _standing(old, old.now, flag)
    return stands.row, stands.spans


def _own_words(old: Stored, text: str, old_text: str) -> Becomes:
    """A claim without a place that a person entered or corrected: only its words can be looked
    for."""
    places = _places(old, text)
    if places and old.row["flag"] == "not_in_article":
        return _standing(old, frozenset(("content", *span) for span in places), None)
    if not places and _places(old, old_text):
        return _standing(old, frozenset(), "not_in_article")
    return Becomes(old.row, old.spans)  # told in a person's own words: nothing to look for


def _places(old: Stored, text: str) -> list[Span]:
    """Where a text has the words of a claim, if it can in the sentence that it stood in; none where
    it has not all of them, in their order."""
    start = max(0, text.find(old.row["context"] or ""))
    for at in dict.fromkeys((start, 0)):
        found: list[Span] = []
        for piece in old.row["text"].split(stretches.GAP):
            first = text.find(piece, found[-1].end if found else at)
            if first < 0 or not piece:
                break
            found.append(Span(first, first + len(piece)))
        else:
            return found
    return []


def _lines_stand(old: Stored, text: str, old_text: str) -> bool:
    """True where every line of the old text that the claim stands in is a line of the new one."""
    start, end = min(span[1] for span in old.spans), max(span[2] for span in old.spans)
    first = old_text.rfind("\n", 0, start) + 1
    last = old_text.find("\n", end)
    lines = old_text[first : len(old_text) if last < 0 else last]
    moved = Move(old_text, text)(frozenset({("content", first, first + len(lines))}))
    return any(
        (a == 0 or text[a - 1] == "\n") and (b == len(text) or text[b] == "\n") for _, a, b in moved
    )


def _name_stands(old: Stored, text: str, old_text: str) -> bool:
    """False where the name of the speaker was taken out of the text."""
    name = folded(old.speaker)
    return not name or name not in folded(old_text) or name in folded(text)


def _standing(old: Stored, spans: Spans, flag: str | None) -> Becomes:
    """The claim with its own words, wherever it now stands."""
    content = [start for part, start, _ in spans if part == "content"]
    return Becomes({**old.row, "flag": flag, "position": min(content, default=None)}, spans)
