"""`datasette claims extract --explain FILE`: the article with its marks, and why each was set.

Every claim is a number. In the text, `⟨1 content …⟩`, `⟨1 source …⟩` and `⟨1 cue …⟩` mark its
parts; below the paragraph it begins in stand the speaker, what is known, and the rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from datasette_claims.model import Analysis, Claim

PARAGRAPH = re.compile(r"[^\r\n]+[\r\n]*")
LINE_END = re.compile(r"\r\n|\r|\n")


class Piece(NamedTuple):
    """Some output and what it is: a part of a claim, `rule`, or empty for plain text."""

    text: str
    part: str = ""


def explain(text: str, found: Analysis) -> Iterator[Piece]:
    """The article in pieces, with marks and explanations."""
    claims = found.claims
    events = marks(claims)
    begins = [min(s.start for s in (*c.content, *c.source, *c.cue)) for c in claims]
    at = told = 0
    event = 0
    open_parts: list[str] = []
    for paragraph in PARAGRAPH.finditer(text):
        end = paragraph.start() + len(paragraph.group().rstrip("\r\n"))
        while event < len(events) and events[event].at <= end:
            mark = events[event]
            event += 1
            yield Piece(text[at : mark.at], open_parts[-1] if open_parts else "")
            at = mark.at
            if mark.opens:
                open_parts.append(mark.part)
                yield Piece(f"⟨{mark.number} {mark.part} ", mark.part)
            else:
                open_parts.remove(mark.part)
                yield Piece("⟩", mark.part)
        yield Piece(text[at:end], open_parts[-1] if open_parts else "")
        yield Piece("\n")
        at = end
        while told < len(claims) and begins[told] < paragraph.end():
            yield from reasons(told + 1, claims[told])
            told += 1
        yield Piece(LINE_END.sub("", text[at : paragraph.end()], count=1))
        at = paragraph.end()
    noun = "claim" if len(claims) == 1 else "claims"
    yield Piece(f"{len(claims)} {noun}, language {found.language}\n", "rule")


class Mark(NamedTuple):
    """An opening or closing mark, in the order in which they are printed."""

    at: int
    opens: bool
    length: int
    number: int
    part: str


def marks(claims: Sequence[Claim]) -> list[Mark]:
    """The marks of all claims in text order: what ends somewhere before what begins there."""
    found = []
    for number, claim in enumerate(claims, 1):
        for part, spans in (
            ("content", claim.content),
            ("source", claim.source),
            ("cue", claim.cue),
        ):
            for start, end in spans:
                found.append(Mark(start, True, end - start, number, part))
                found.append(Mark(end, False, end - start, number, part))
    return sorted(found, key=lambda m: (m.at, m.opens, -m.length if m.opens else m.length))


def reasons(number: int, claim: Claim) -> Iterator[Piece]:
    """The lines below a paragraph that explain one claim."""
    role = f" ({claim.role})" if claim.role else ""
    known = [claim.kind, claim.type, claim.speaker_kind, claim.modality]
    if claim.said is not None:
        known.append(f"said {claim.said.date or 'on a day that is not clear'}")
    yield Piece(f"  {number} {claim.speaker}{role}: ", "speaker")
    yield Piece(f"{', '.join(word for word in known if word)}\n")
    yield Piece(f"    {claim.confidence:.2f}  rule “{claim.rule}”\n", "rule")
