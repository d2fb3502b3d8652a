"""Quotations and posts that are signed: who spoke stands in a line of its own, with no verb.

`“…” – Ana Lee`, the name behind a dash or in the line below it; `And from Bo Hart:` above a quoted
paragraph; a post as pages embed it, its text and then `— Ana Lee (@ana) March 3, 2025`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from datasette_claims.extraction.languages.name_words import ROLE, TITLE
from datasette_claims.extraction.languages.word_classes import AGENT, PREPOSITION
from datasette_claims.extraction.parts.sources import source_at
from datasette_claims.extraction.patterns.candidates import Candidate
from datasette_claims.extraction.patterns.scene import Range
from datasette_claims.extraction.text.sentences import CLOSERS
from datasette_claims.extraction.text.tokens import Document

SignedRule = Literal["signed quotation"]
SIGNED: SignedRule = "signed quotation"
LONGEST = 16
"""Tokens of a signature, with a role, an account and a date."""
LONGEST_LEAD = 8
"""Tokens of a line that leads to a quotation, the name included."""
DASHES = frozenset("–—-―")
WHOLE = frozenset(".!?…,")
"""What ends a quotation that says a sentence; a title has none of it."""

_LINK = re.compile(r"\s*\S*\w\.\w+/\S*\s*\Z")
"""An address at the end, which pages put behind the text of a post."""


class Signed(NamedTuple):
    """What is said, and the name that signs it, in tokens."""

    said: Range
    name: Range


def find_signed(document: Document, score: float) -> list[Candidate]:
    """Claims for what a name signs."""
    return [
        Candidate(
            content=(said,),
            source=source_at(document, *name),
            cue=name,
            reading=None,
            rule=SIGNED,
            score=score,
            region=min(said[0], name[0]),
            token=name[0],
            turn=name,
        )
        for said, name in _signed(document)
    ]


def _signed(document: Document) -> Iterator[Signed]:
    """Each quotation or post with its signature."""
    quoted = {one.first: one.end for one in document.quotations if one.closed}
    before: Range | None = None
    led: Range | None = None
    for low, high in document.paragraphs:
        end = quoted.get(low, low)
        whole = end >= high - 1
        if led is not None and whole:
            yield Signed((low, end), led)
        elif low < end < high and document.words[end] in DASHES:
            name = _name(document, end + 1, high)
            if name is not None and document.words[end - 2] in WHOLE:
                yield Signed((low, end), name)
        elif document.words[low] in DASHES and before is not None:
            name = _name(document, low + 1, high)
            said = _said(document, before, quoted, "@" in document.words[low:high])
            if name is not None and said is not None:
                yield Signed(said, name)
        led = _leading(document, low, high)
        before = (low, high)


def _said(document: Document, above: Range, quoted: dict[int, int], post: bool) -> Range | None:
    """What stands above a signature: a quotation, or the text of a post without its link."""
    low, high = above
    end = quoted.get(low, low)
    if end >= high - 1 and (post or document.words[end - 2] in WHOLE):
        return low, end
    if not post:
        return None
    link = _LINK.search(document.piece(low, high))
    if link is not None:
        end = document.starts[low] + link.start()
        while high > low and document.ends[high - 1] > end:
            high -= 1
    return (low, high) if high > low and document.words[high - 1] in CLOSERS else None


def _name(document: Document, first: int, high: int) -> Range | None:
    """The name that a signature is, if nothing follows it but a role, an account or a date."""
    end = _end_of_name(document, first, high)
    if not is_likely_name(document, first, end) or high - first > LONGEST:
        return None
    rest = document.words[end:high]
    if (
        rest
        and rest[0] not in ",(."
        and document.lower[end] not in document.language.calendar.triggers
    ):
        return None
    return first, end


def _end_of_name(document: Document, first: int, high: int) -> int:
    """Where the run of capitals ends that begins here; dots of initials are in it."""
    words = document.words
    n = first
    while n < high and (
        (words[n][0].isupper() and document.lower[n] not in document.language.calendar.triggers)
        or document.lower[n] in document.language.names.particles
        or (words[n] == "." and n > first and len(words[n - 1]) < 4 and n + 1 < high)
    ):
        n += 1
    return n


def is_likely_name(document: Document, first: int, end: int) -> bool:
    """Are there two words with a capital, or a title or office and one, as a person has?"""
    names = document.language.names
    loud = [n for n in range(first, end) if document.words[n][0].isupper()]
    known = [n for n in loud if names.bits(document.lower[n]) & (TITLE | ROLE)]
    return len(loud) > 1 and len(loud) > len(known) and not document.tags[loud[-1]] & PREPOSITION


def _leading(document: Document, low: int, high: int) -> Range | None:
    """The name in a line such as `And from Ana Lee:`, which leads to a quotation."""
    if document.words[high - 1] != ":" or high - low > LONGEST_LEAD + 4:
        return None
    for n in range(low, min(high - 1, low + LONGEST_LEAD)):
        if document.tags[n] & (PREPOSITION | AGENT) and document.capital[n + 1]:
            end = _end_of_name(document, n + 1, high - 1)
            if end == high - 1 and is_likely_name(document, n + 1, end):
                return n + 1, end
        if document.lower[n] in document.language.lexicon:
            return None
    return None
