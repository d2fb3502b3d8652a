"""What follows a cue, and where what is said begins: that A, to A, told them A, in a letter A."""

from __future__ import annotations

from typing import Literal, NamedTuple

from datasette_claims.extraction.languages.lexicon import Cue, Takes
from datasette_claims.extraction.languages.word_classes import (
    ADVERB,
    AUXILIARY,
    COMPLEMENTISER,
    CONJUNCTION,
    DETERMINER,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    PURPOSE,
    QUESTION,
    RELATIVE,
    SUBORDINATOR,
    TIME,
    VERB,
)
from datasette_claims.extraction.parts.contents import DASHES, clausal
from datasette_claims.extraction.parts.times import is_month_stop, time_end
from datasette_claims.extraction.text.tokens import Document

REACH = 16  # tokens between a cue and its complementiser: "said in a statement on Friday that"
NO_ADDRESSEE = VERB | AUXILIARY | PREPOSITION | CONJUNCTION | RELATIVE | SUBORDINATOR
ADDRESSEE = 5
"""Tokens from a verb on within which the clause begins that somebody is told."""


Opening = Literal[
    "that",
    "object that",
    "quote",
    "question",
    "to",
    "object to",
    "clause",
    ":",
    ",",
    "dash",
    "preposition",
    "addressee",
    "end",
]
"""What follows a cue and opens the content; behind ``addressee`` and ``end`` there is none."""


class Complement(NamedTuple):
    """What follows a cue, and where the content begins."""

    kind: Opening
    begin: int


def complement(document: Document, first: int, stop: int, cue: Cue, quotes: set[int]) -> Complement:
    """What stands after a cue that ends at `first`, in a sentence whose words end at `stop`."""
    words, tags = document.words, document.tags
    n = first
    while n < stop and tags[n] & ADVERB and not tags[n] & (COMPLEMENTISER | PURPOSE | QUESTION):
        n += 1
    if tells_when(document, n) and n + 2 < stop and tags[n + 2] & COMPLEMENTISER:
        return Complement("that", skip_that(document, n + 2, stop))
    if first < n < stop - 1 and tags[n] & PREPOSITION and words[n + 1][0].isdigit():
        return Complement("clause", first)  # lebih dari 3 juta orang
    if n >= stop:
        ends_open = n < len(words) and words[n] == ":"
        return Complement(":" if ends_open else "end", n)
    found = behind_mark(document, n, stop, cue, quotes) or behind_word(document, n, stop, cue.takes)
    if found is None and (
        tags[n] & (PREPOSITION | TIME | CONJUNCTION | SUBORDINATOR) or "object" in cue.takes
    ):
        found = look_ahead(document, n, stop, cue.takes, quotes)
    return found or unopened(document, n, stop, cue.takes)


def tells_when(document: Document, n: int) -> bool:
    """Do two words tell when: this month?"""
    parts = document.language.after_demonstrative
    pointing = document.language.names.demonstratives
    return not (
        pointing.isdisjoint(document.lower[n : n + 1])
        or parts.isdisjoint(document.lower[n + 1 : n + 2])
    )


def behind_mark(
    document: Document, n: int, stop: int, cue: Cue, quotes: set[int]
) -> Complement | None:
    """What a mark opens that follows the cue; None where a word follows."""
    word = document.words[n]
    if n in quotes:
        return Complement("quote", n)
    if word == ":":
        return Complement(":", n + 1)
    if word in DASHES:
        return Complement("dash", n + 1)
    if word == ";":
        return Complement("end", n)
    return behind_comma(document, n + 1, stop, cue, quotes) if word == "," else None


def behind_comma(document: Document, n: int, stop: int, cue: Cue, quotes: set[int]) -> Complement:
    """What follows a comma behind the cue, also behind an aside: `said, on Friday, that A`."""
    tags = document.tags
    if n in quotes:
        return Complement("quote", n)
    if n < stop and tags[n] & COMPLEMENTISER:
        return Complement("that", n + 1)
    after = aside_end(document, n, stop)
    if after is not None:
        dated = any(tags[k] & TIME for k in range(n, after))
        inner = complement(document, after, stop, cue, quotes)
        if inner.kind in ("that", "quote", ":") or (inner.kind == "," and dated):
            return inner
    return Complement(",", n)


def behind_word(
    document: Document, n: int, stop: int, takes: frozenset[Takes]
) -> Complement | None:
    """What a word right behind the cue opens: that A, to A, whether A."""
    words, tags = document.words, document.tags
    if opens_content(document, n, stop):
        if words[n + 1] not in ",:":
            return Complement("that", n + 1)
        if skip_that(document, n, stop) > n + 1:
            return Complement("that", n + 2)
    if tags[n] & AUXILIARY and n + 2 < stop and tags[n + 1] & COMPLEMENTISER:
        return Complement("that", n + 2)  # What she said was that A
    if document.lower[n] in document.language.also_that and n + 1 < stop and "that" in takes:
        return Complement("that", n + 1)
    if tags[n] & QUESTION and "question" in takes:
        return Complement("question", n)
    if tags[n] & PURPOSE and "to" in takes:
        return Complement("to", n + 1)
    return None


def unopened(document: Document, n: int, stop: int, takes: frozenset[Takes]) -> Complement:
    """What follows a cue where nothing opens it: a clause, perhaps behind an adjunct, or none."""
    words, tags = document.words, document.tags
    tag = tags[n]
    if tag & TIME:
        n = time_end(document, n, stop)
        if n >= stop:
            return Complement("end", n)
        if words[n] != ",":
            return Complement("clause", n)
        if opens_content(document, n + 1, stop):
            return Complement("that", skip_that(document, n + 1, stop))
        return Complement(",", n + 1)
    if tag & PREPOSITION and {"clause", "quote"} <= takes:
        after = skip_adjunct(document, n, stop)
        if after is not None:
            return Complement("clause", after)
    if tag & (PREPOSITION | SUBORDINATOR):
        return Complement("preposition" if not ends_soon(document, n, stop) else "end", n)
    if tag & CONJUNCTION:
        return Complement("end", n)
    if "object" in takes and ends_soon(document, n, stop):
        return Complement("addressee", n)
    return Complement("clause", n)


def skip_addressee(document: Document, begin: int, end: int) -> int:
    """Where the clause begins behind who is told: `told the council the bridge was weak`.

    Its subject shows itself by a determiner, a pronoun, or a capital behind small letters.
    """
    tags, words = document.tags, document.words
    for n in range(begin + 1, min(begin + ADDRESSEE, end - 1)):
        if tags[n] & NO_ADDRESSEE or not words[n][0].isalpha():
            break
        subject = tags[n] & (DETERMINER | POSSESSIVE | PRONOUN)
        named = document.capital[n] and words[n - 1][0].islower()
        if subject or (named and not tags[n - 1] & DETERMINER):
            return n if clausal(document, n, end) else begin
    return begin


def aside_end(document: Document, first: int, stop: int) -> int | None:
    """The comma after a short aside that begins with a preposition or a time."""
    if first >= stop or not document.tags[first] & (TIME | PREPOSITION | SUBORDINATOR):
        return None
    for n in range(first, min(stop, first + 10)):
        if document.words[n] == ",":
            return n
    return None


def ends_soon(document: Document, first: int, stop: int, limit: int = 9) -> bool:
    """Is there nothing but a short adjunct up to the end of the sentence or the next comma?"""
    for n in range(first, min(stop, first + limit)):
        if document.words[n] in ",;:":
            return True
        if document.tags[n] & (VERB | AUXILIARY):
            return False
    return stop - first <= limit


def look_ahead(
    document: Document, first: int, stop: int, takes: frozenset[Takes], quotes: set[int]
) -> Complement | None:
    """The complementiser, quotation or infinitive behind an addressee or an adjunct."""
    words, tags = document.words, document.tags
    for n in range(first, min(stop, first + REACH)):
        word, tag = words[n], tags[n]
        if document.quoted[n] and n not in quotes:
            continue
        if n in quotes:
            if is_title(document, n, stop):
                continue
            return Complement("quote", n) if "quote" in takes else None
        if word == ":":
            return Complement(":", n + 1) if "quote" in takes else None
        if word in ";." and not is_month_stop(document, n):
            return None
        if word == "," and n + 1 < stop and document.lower[n + 1] in document.language.lexicon:
            return None
        if n == first:
            continue
        if reports(document, n):
            return None
        if opens_content(document, n, stop):
            told = "object" in takes and not tags[first] & (PREPOSITION | TIME)
            return Complement("object that" if told else "that", skip_that(document, n, stop))
        if tag & PURPOSE and "object" in takes:
            return Complement("object to", first)
        if tag & (VERB | AUXILIARY | RELATIVE) and "object" not in takes:
            return None
    return None


def opens_content(document: Document, n: int, stop: int) -> bool:
    """Is the word a complementiser, and not a demonstrative (`that day`)?"""
    return (
        bool(document.tags[n] & COMPLEMENTISER)
        and n + 1 < stop
        and document.lower[n + 1] not in document.language.after_demonstrative
    )


def skip_adjunct(document: Document, first: int, stop: int) -> int | None:
    """Where a clause begins behind an adjunct: `said in a statement on Friday it was closed`.

    Its subject shows by a determiner or pronoun right behind a noun.
    """
    tags, words = document.tags, document.words
    for n in range(first + 1, min(stop, first + REACH)):
        tag, before = tags[n], tags[n - 1]
        if words[n] in ",;:" or tag & (VERB | AUXILIARY | RELATIVE | SUBORDINATOR):
            return None
        if tag & (DETERMINER | PRONOUN) and (not before or before & TIME):
            return n if clausal(document, n + 1, stop) else None
    return None


def skip_that(document: Document, n: int, stop: int) -> int:
    """Where the content begins behind a complementiser: `that A`, `that, while A, B`."""
    aside = n + 2 < stop and document.words[n + 1] == ","
    return n + 2 if aside and document.tags[n + 2] & (SUBORDINATOR | PREPOSITION) else n + 1


def reports(document: Document, n: int) -> bool:
    """Is the word a finite verb that mostly reports: does another cue stand here?"""
    readings = document.language.lexicon.get(document.lower[n], ())
    return any(
        cue.form in ("past", "verb") and cue.finite and len(cue.words) == 1
        for group in readings
        for cue in group
    )


def is_title(document: Document, first: int, stop: int) -> bool:
    """Is the quotation the title of a programme or work (`on ABC’s "This Week"`)?"""
    words = document.words
    if not document.capital[first + 1] or words[first - 1] in ",:":
        return False
    n = first + 1
    while n < stop and document.quoted[n] and n - first < 9:
        n += 1
    return n < stop and not document.quoted[n] and words[n - 2] not in ".,?!"
