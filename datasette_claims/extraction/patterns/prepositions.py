"""Prepositions and secondary sources as cues: `According to X, A`, `A, menurut X`."""

from __future__ import annotations

from datasette_claims.extraction.languages.lexicon import Cue
from datasette_claims.extraction.languages.word_classes import (
    AUXILIARY,
    COMPLEMENTISER,
    CONJUNCTION,
    DETERMINER,
    OPENER,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    SUBORDINATOR,
    TIME,
    VERB,
)
from datasette_claims.extraction.parts.appositions import apposition_after
from datasette_claims.extraction.parts.contents import clause_begin, content_end, sentence_stop
from datasette_claims.extraction.parts.cues import CueAt
from datasette_claims.extraction.parts.sources import source_at
from datasette_claims.extraction.patterns.candidates import Candidate, Range
from datasette_claims.extraction.patterns.scene import Scene, quotation_before
from datasette_claims.extraction.patterns.scoring import scored
from datasette_claims.extraction.text.tokens import Document


def according(scene: Scene, cue_at: CueAt, cue: Cue, sentence: Range) -> Candidate | None:
    """`Menurut X, A`, `A, according to X` and `A, menurut X, B`."""
    document = scene.document
    low, high = sentence
    stop = sentence_stop(document, low, high)
    end = source_end(scene, cue_at.end, stop)
    if end <= cue_at.end or end - cue_at.end > 30:
        return None
    end = named_after(scene, cue_at.end, end, stop)
    first, cue_range = cue_at.end, None
    if (
        end == first + 1
        and first > cue_at.first + 1
        and document.lower[first] in document.language.weak
    ):
        first -= 1  # menurut | laporan itu
        cue_range = (cue_at.first, first)
    who = source_at(document, first, end)
    lead = cue_at.first
    if low < cue_at.group < lead and document.words[cue_at.group - 1] == ",":
        lead = cue_at.group  # A, masih menurut X
    begin = clause_begin(document, low, lead)
    before = document.words[lead - 1] if lead > low else ""
    initial = (
        begin >= cue_at.first
        or cue_at.first - begin <= 1
        or (
            before != ","
            and cue_at.first > low
            and bool(document.tags[cue_at.first - 1] & (RELATIVE | OPENER | SUBORDINATOR))
        )
    )
    comma = end < stop and document.words[end] == ","
    if initial:
        after = end + 1 if comma else end
        last = content_end(document, after, stop)
        shape = "cue source , content" if comma else "cue source content"
        return scored(
            scene, cue_at, cue, shape, [(after, last)], who, cue_at.first, cue_range=cue_range
        )
    left_end = lead - 1 if before == "," else lead
    if quotation_before(scene, lead, low) is not None:
        left_end = lead if before != "," else lead - 1
    if comma and before == "," and not is_only_date(document, end + 1, stop):
        last = content_end(document, end + 1, stop)
        content = [(begin, left_end), (end + 1, last)]
        return scored(
            scene,
            cue_at,
            cue,
            "content , cue source , content",
            content,
            who,
            low,
            cue_range=cue_range,
        )
    shape = (
        "content , cue source"
        if left_end < cue_at.first or document.quoted[left_end - 1]
        else "content cue source"
    )
    return scored(scene, cue_at, cue, shape, [(begin, left_end)], who, low, cue_range=cue_range)


def is_only_date(document: Document, first: int, stop: int) -> bool:
    """Is what is left only a date (`A, dikutip X, Selasa (4/3)`)?"""
    return (
        first < stop
        and stop - first <= 6
        and bool(document.tags[first] & TIME)
        and not any(document.tags[n] & (VERB | AUXILIARY) for n in range(first, stop))
    )


def named_after(scene: Scene, first: int, comma: int, stop: int) -> int:
    """Where the source ends if a name or an office stands in apposition, closed by a comma."""
    document = scene.document
    if comma >= stop or document.words[comma] != ",":
        return comma
    end = apposition_after(document, first, comma, stop, scene.cue_verbs)
    if end + 1 < stop and end > comma + 2 and document.words[end] == ",":
        return comma if document.tags[end + 1] & CONJUNCTION else end
    return comma


def source_end(scene: Scene, first: int, stop: int) -> int:
    """Where the source after a preposition ends: at the first mark or clause word."""
    document = scene.document
    words, tags = document.words, document.tags
    if first < stop and tags[first] & PRONOUN and not tags[first] & DETERMINER:
        return first + 1
    n = first
    while n < stop:
        word, tag = words[n], tags[n]
        if word in ",;:–—" or word in '"“”„«»':
            break
        if tag & (SUBORDINATOR | COMPLEMENTISER) and not tag & DETERMINER and n > first:
            break
        if tag & (VERB | AUXILIARY) and n > first:
            break
        if tag & DETERMINER and n > first and words[n - 1][0].isupper():
            break
        n += 1
    while n > first and words[n - 1][0].islower() and tags[n - 1] & (CONJUNCTION | PREPOSITION):
        n -= 1
    return n
