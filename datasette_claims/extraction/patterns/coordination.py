"""Claims of one sentence, cut apart where a later one begins that is coordinated."""

from __future__ import annotations

from datasette_claims.extraction.languages.word_classes import (
    ADVERB,
    AUXILIARY,
    CONJUNCTION,
    OPENER,
    SUBORDINATOR,
    TIME,
)
from datasette_claims.extraction.patterns.candidates import Candidate
from datasette_claims.extraction.text.tokens import Document

GROUP = OPENER | AUXILIARY | ADVERB


def cut_apart(document: Document, found: list[Candidate]) -> list[Candidate]:
    """End a content where a later claim begins that is coordinated with it."""
    out: list[Candidate] = []
    for n, candidate in enumerate(found):
        content = candidate.content
        first, last = content[-1]
        for later in found[n + 1 :]:
            begin = region_begin(document, candidate, later)
            if begin is not None and begin > first + 1:
                last = begin
                break
        if last != content[-1][1]:
            candidate = candidate._replace(content=(*content[:-1], (first, last)))
        out.append(candidate)
    return out


def region_begin(document: Document, earlier: Candidate, later: Candidate) -> int | None:
    """Where a later claim begins that is coordinated with this one, or None if it is nested."""
    first, last = earlier.content[-1]
    words, tags = document.words, document.tags
    if later.nested:
        return None
    begin, end = later.content[0]
    if first < end < last and begin <= earlier.low and end <= later.cue[0] and begin < first:
        return end  # The caller said A, police said
    who = later.source
    if who is not None and not later.link and not later.clitic and who.end <= earlier.cue[0]:
        return later.cue[0] if first < later.cue[0] < last else None
    if later.link in ("and", "aside"):
        n = later.cue[0]
        while n > first and tags[n - 1] & GROUP and not tags[n - 1] & CONJUNCTION:
            n -= 1
    else:
        n = later.region
    if not first < n < last:
        return None
    if tags[n - 1] & CONJUNCTION:
        n -= 1
        return n - 1 if words[n - 1] == "," else n
    if words[n - 1] == ";":
        return n - 1
    if words[n - 1] == "," and tags[earlier.low] & SUBORDINATOR and not later.link:
        return n - 1
    if later.link in ("and", "aside") and (words[n - 1] == "," or document.quoted[n - 1]):
        return n - 1 if words[n - 1] == "," else n
    if words[n - 1] == "," and tags[n] & (SUBORDINATOR | OPENER):
        return n - 1
    if tags[n - 1] & (SUBORDINATOR | TIME) and n >= 2 and words[n - 2] == ",":
        return n - 2
    return None
