"""Prepositions and secondary sources as cues: `According to X, A`, `A, menurut X`."""

from __future__ import annotations

from datasette_claims.extraction.languages.patterns import Shape
from datasette_claims.extraction.languages.word_classes import (
    AGENT,
    AUXILIARY,
    COMPLEMENTISER,
    CONJUNCTION,
    DETERMINER,
    NEGATION,
    OPENER,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    ROLE_NOUN,
    SUBORDINATOR,
    TIME,
    VERB,
)
from datasette_claims.extraction.parts.appositions import apposition_after
from datasette_claims.extraction.parts.contents import clause_begin, content_end
from datasette_claims.extraction.parts.sources import source_at
from datasette_claims.extraction.parts.times import skip_time
from datasette_claims.extraction.patterns.candidates import Match, Place, matched
from datasette_claims.extraction.patterns.interposed import is_apposition
from datasette_claims.extraction.patterns.scene import Range
from datasette_claims.extraction.text.tokens import Document

CLOSING = frozenset((*",;:–—", *'"“”„«»'))
"""What a source behind a preposition does not go beyond."""

LONGEST_SOURCE = 30
"""Tokens of a source behind a preposition; a longer one is misread."""


def according(place: Place) -> Match | None:
    """`Menurut X, A`, `A, according to X` and `A, menurut X, B`."""
    document, cue_at, low, stop = place.document, place.cue_at, place.low, place.stop
    words = document.words
    if is_verb(place):
        return None
    first = after_origin(document, cue_at.end, stop)
    end = source_end(document, first, stop)
    if not first < end <= first + LONGEST_SOURCE:
        return None
    end = named_after(place, end)
    cue: Range | None = None
    weak = end == first + 1 and document.lower[first] in document.language.weak_sources
    if weak and first > cue_at.first + 1:
        first -= 1  # menurut | laporan itu
        cue = (cue_at.first, first)
    who = source_at(document, first, end)
    comma = end < stop and words[end] == ","
    behind = end + 1 if comma or (end < stop and words[end] == ":") else end
    if comma and behind < stop and is_aside(document, behind):
        behind = min(telling_end(document, behind, stop) + 1, stop)
    lead = cue_at.first
    if low < cue_at.group < lead and words[cue_at.group - 1] == ",":
        lead = cue_at.group  # A, masih menurut X
    begin = clause_begin(document, low, lead)
    after_comma = lead > low and words[lead - 1] == ","
    if begin >= cue_at.first - 1 or (not after_comma and is_led(place)):
        behind = after_dates(document, behind, stop)
        named = name_end(document, first, end) if end < stop and not comma else end
        if named < end:
            behind, who = named, source_at(document, first, named)
        content = [(behind, content_end(document, behind, stop))]
        initial: Shape = "cue source , content" if comma else "cue source content"
        return matched(place, initial, content, who, cue_at.first, cue=cue)
    left = (begin, lead - 1 if after_comma else lead)
    only = is_only_date(document, behind, stop) or is_apposition(place, left, (behind, stop))
    if comma and after_comma and not only:
        content = [left, (behind, content_end(document, behind, stop))]
        return matched(place, "content , cue source , content", content, who, low, cue=cue)
    apart = left[1] < cue_at.first or document.quoted[left[1] - 1]
    final: Shape = "content , cue source" if apart else "content cue source"
    return matched(place, final, [left], who, low, cue=cue)


def is_verb(place: Place) -> bool:
    """Does an auxiliary make the preposition a verb: `mereka masih mengikut X`?"""
    document, group = place.document, place.cue_at.group
    before = document.tags[place.cue_at.first - 1]
    helped = before & AUXILIARY and not before & OPENER
    return bool(helped) and group > place.low and document.words[group - 1] != ","


def after_dates(document: Document, first: int, stop: int) -> int:
    """Past the date of what is quoted: `Mengutip Reuters, Selasa, 4 Maret 2025, A`."""
    n = first
    while n < stop:
        figure = document.words[n].isdigit() and n + 1 < stop and document.tags[n + 1] & TIME
        end = skip_time(document, n + 1 if figure else n, stop)
        if end == n or (figure and end == n + 1) or (end < stop and document.words[end] != ","):
            break
        n = min(end + 1, stop)
    return n


def name_end(document: Document, first: int, end: int) -> int:
    """Where a name ends that the content follows without a comma: `Menurut Ana hujan turun`."""
    names = document.language.names
    if not names.role_first or not document.capital[first]:
        return end
    n = first + 1
    while n < end and (document.capital[n] or not document.words[n][0].islower()):
        n += 1
    known = document.tags[n - 1] & ROLE_NOUN or names.bits(document.lower[n - 1])
    plain = n < end and not document.tags[n] and document.lower[n] not in names.joining
    return n if plain and not known else end


def is_led(place: Place) -> bool:
    """Does a word right before the cue open its clause: `while according to X`?"""
    first = place.cue_at.first
    openers = RELATIVE | OPENER | SUBORDINATOR
    return first > place.low and bool(place.document.tags[first - 1] & openers)


def is_only_date(document: Document, first: int, stop: int) -> bool:
    """Is what is left only a date (`A, dikutip X, Selasa (4/3)`)?"""
    return (
        first < stop
        and stop - first <= 6
        and bool(document.tags[first] & TIME)
        and not any(document.tags[n] & (VERB | AUXILIARY) for n in range(first, stop))
    )


def named_after(place: Place, comma: int) -> int:
    """Where the source ends if a name or an office stands in apposition, closed by a comma."""
    document, stop = place.document, place.stop
    if comma >= stop or document.words[comma] != ",":
        return comma
    end = apposition_after(document, place.cue_at.end, comma, stop, place.scene.cue_verbs)
    if end + 1 < stop and end > comma + 2 and document.words[end] == ",":
        return comma if document.tags[end + 1] & CONJUNCTION else end
    return comma


def after_origin(document: Document, first: int, stop: int) -> int:
    """Past a preposition of origin behind the cue: `menurut pernyataan dari kantor itu`."""
    words = document.language.inside_source - document.language.names.locatives
    origin = first + 1 < stop and (
        document.tags[first] & AGENT or (document.lower[first] in words and document.tags[first])
    )
    return first + 1 if origin and document.tags[first] & PREPOSITION else first


def source_end(document: Document, first: int, stop: int) -> int:
    """Where the source after a preposition ends: at the first mark or clause word."""
    words, tags = document.words, document.tags
    if first < stop and tags[first] & PRONOUN and not tags[first] & DETERMINER:
        return first + 1
    n = first
    while n < stop:
        word, tag = words[n], tags[n]
        if word in CLOSING:
            break
        if tag & RELATIVE and n > first and not document.capital[n - 1]:
            return telling_end(document, n, stop)
        if tag & (SUBORDINATOR | COMPLEMENTISER) and not tag & DETERMINER and n > first:
            break
        if tag & (VERB | AUXILIARY | NEGATION) and n > first:
            break
        if tag & TIME and n > first and document.capital[n - 1] and not tag & ROLE_NOUN:
            break
        if tag & DETERMINER and n > first and document.capital[n - 1]:
            break
        n += 1
    while n > first and words[n - 1][0].islower() and tags[n - 1] & (CONJUNCTION | PREPOSITION):
        n -= 1
    return n


def telling_end(document: Document, n: int, stop: int) -> int:
    """Where a clause ends that tells which source is meant: `a nurse who was not named, A`."""
    while n < stop and document.words[n] not in CLOSING:
        n += 1
    return n


def is_aside(document: Document, n: int) -> bool:
    """Does what follows the comma tell more of the source: `Ann Cole, who leads the union, A`?"""
    return bool(document.tags[n] & RELATIVE and not document.tags[n] & COMPLEMENTISER)
