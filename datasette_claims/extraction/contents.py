"""What is said: where the content of a cue begins, and where it ends."""

from __future__ import annotations

from typing import NamedTuple

from datasette_claims.extraction.cues import CueAt
from datasette_claims.extraction.language import (
    ADVERB,
    AUXILIARY,
    COMPLEMENTISER,
    CONJUNCTION,
    DETERMINER,
    FUTURE,
    LIGHT,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    PURPOSE,
    QUESTION,
    RELATIVE,
    SUBORDINATOR,
    TIME,
    VERB,
    Cue,
)
from datasette_claims.extraction.tokens import LONGEST_SENTENCE, STOPS, Document

FAR = 16  # tokens between a cue and its complementiser: "said in a statement on Friday that"
NEAR_END = 9  # tokens of `, seperti dikutip kantor berita X, Selasa` at the end of a sentence
DASHES = frozenset("-–—") | {"--"}
AFTER_PHRASE = SUBORDINATOR | RELATIVE | TIME | PREPOSITION | PRONOUN | CONJUNCTION
TRAILING = frozenset(".,;:!?…-–—)]") | {"--"}
NO_ADDRESSEE = VERB | AUXILIARY | PREPOSITION | CONJUNCTION | RELATIVE | SUBORDINATOR
ADDRESSEE = 5
"""Tokens from a verb on within which the clause begins that somebody is told."""


class Complement(NamedTuple):
    """What follows a cue (that, to, object to, quote, `:`, `,`, question, clause, end), and
    where the content begins."""

    kind: str
    begin: int


def complement(document: Document, first: int, stop: int, cue: Cue, quotes: set[int]) -> Complement:
    """What stands after a cue that ends at `first`, in a sentence whose words end at `stop`."""
    words, tags, takes = document.words, document.tags, cue.takes
    n = first
    while n < stop and tags[n] & ADVERB and not tags[n] & (COMPLEMENTISER | PURPOSE | QUESTION):
        n += 1
    if first < n < stop - 1 and tags[n] & PREPOSITION and words[n + 1][0].isdigit():
        return Complement("clause", first)  # lebih dari 3 juta orang
    if n >= stop:
        ends_open = n < len(words) and words[n] == ":"
        return Complement(":" if ends_open else "end", n)
    word, tag = words[n], tags[n]
    if n in quotes:
        return Complement("quote", n)
    if word == ":":
        return Complement(":", n + 1)
    if word in DASHES:
        return Complement("dash", n + 1)
    if word == ";":
        return Complement("end", n)
    if word == ",":
        if n + 1 in quotes:
            return Complement("quote", n + 1)
        if n + 1 < stop and tags[n + 1] & COMPLEMENTISER:
            return Complement("that", n + 2)
        after = aside_end(document, n + 1, stop)
        if after is not None:
            dated = any(tags[k] & TIME for k in range(n + 1, after))
            inner = complement(document, after, stop, cue, quotes)
            if inner.kind in ("that", "quote", ":") or (inner.kind == "," and dated):
                return inner
        return Complement(",", n + 1)
    if opens_content(document, n, stop) and words[n + 1] not in ",:":
        return Complement("that", n + 1)
    if opens_content(document, n, stop) and past_that(document, n, stop) > n + 1:
        return Complement("that", n + 2)
    if tag & AUXILIARY and n + 2 < stop and tags[n + 1] & COMPLEMENTISER:
        return Complement("that", n + 2)  # What she said was that A
    if document.lower[n] in document.language.also_that and n + 1 < stop and "that" in takes:
        return Complement("that", n + 1)
    if tag & QUESTION and "question" in takes:
        return Complement("question", n)
    if tag & PURPOSE and "to" in takes:
        return Complement("to", n + 1)
    if tag & (PREPOSITION | TIME | CONJUNCTION | SUBORDINATOR) or "object" in takes:
        found = look_ahead(document, n, stop, takes, quotes)
        if found is not None:
            return found
    if tag & TIME:
        while n < stop and (tags[n] & TIME or words[n][0].isdigit()):
            n += 1
        if n >= stop:
            return Complement("end", n)
        if words[n] == ",":
            return Complement(",", n + 1)
        return Complement("clause", n)
    if tag & PREPOSITION and {"clause", "quote"} <= takes:
        after = past_adjunct(document, n, stop)
        if after is not None:
            return Complement("clause", after)
    if tag & (PREPOSITION | SUBORDINATOR):
        return Complement("preposition" if not ends_soon(document, n, stop) else "end", n)
    if tag & CONJUNCTION:
        return Complement("end", n)
    if "object" in takes and ends_soon(document, n, stop, 9):
        return Complement("addressee", n)
    return Complement("clause", n)


def past_addressee(document: Document, begin: int, end: int) -> int:
    """Where the clause begins behind who is told: `told the council the bridge was weak`.

    Its subject shows itself by a determiner, a pronoun, or a capital behind small letters.
    """
    tags, words = document.tags, document.words
    for n in range(begin + 1, min(begin + ADDRESSEE, end - 1)):
        if tags[n] & NO_ADDRESSEE or not words[n][0].isalpha():
            break
        subject = tags[n] & (DETERMINER | POSSESSIVE | PRONOUN)
        if subject or (words[n][0].isupper() and words[n - 1][0].islower()):
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
    document: Document, first: int, stop: int, takes: frozenset[str], quotes: set[int]
) -> Complement | None:
    """The complementiser, quotation or infinitive behind an addressee or an adjunct."""
    words, tags = document.words, document.tags
    for n in range(first, min(stop, first + FAR)):
        word, tag = words[n], tags[n]
        if document.quoted[n] and n not in quotes:
            continue
        if n in quotes:
            if is_title(document, n, stop):
                continue
            return Complement("quote", n) if "quote" in takes else None
        if word == ":":
            return Complement(":", n + 1) if "quote" in takes else None
        if word in ";." or (
            word == "," and n + 1 < stop and document.lower[n + 1] in document.language.cues
        ):
            return None
        if n > first and reports(document, n):
            return None
        if n > first and opens_content(document, n, stop):
            told = "object" in takes and not tags[first] & (PREPOSITION | TIME)
            return Complement("object that" if told else "that", past_that(document, n, stop))
        if tag & PURPOSE and n > first and "object" in takes:
            return Complement("object to", first)
        if tag & (VERB | AUXILIARY) and n > first and "object" not in takes:
            return None
        if tag & RELATIVE and n > first and "object" not in takes:
            return None
    return None


def opens_content(document: Document, n: int, stop: int) -> bool:
    """Is the word a complementiser, and not a demonstrative (`that day`)?"""
    return (
        bool(document.tags[n] & COMPLEMENTISER)
        and n + 1 < stop
        and document.lower[n + 1] not in document.language.after_demonstrative
    )


def past_adjunct(document: Document, first: int, stop: int) -> int | None:
    """Where a clause begins behind an adjunct: `said in a statement on Friday it was closed`.

    Its subject shows by a determiner or pronoun right behind a noun.
    """
    tags, words = document.tags, document.words
    for n in range(first + 1, min(stop, first + FAR)):
        tag, before = tags[n], tags[n - 1]
        if words[n] in ",;:" or tag & (VERB | AUXILIARY | RELATIVE | SUBORDINATOR):
            return None
        if tag & (DETERMINER | PRONOUN) and (not before or before & TIME):
            return n if clausal(document, n + 1, stop) else None
    return None


def past_that(document: Document, n: int, stop: int) -> int:
    """Where the content begins behind a complementiser: `that A`, `that, while A, B`."""
    aside = n + 2 < stop and document.words[n + 1] == ","
    return n + 2 if aside and document.tags[n + 2] & (SUBORDINATOR | PREPOSITION) else n + 1


def reports(document: Document, n: int) -> bool:
    """Is the word a finite verb that mostly reports: does another cue stand here?"""
    readings = document.language.cues.get(document.lower[n], ())
    return any(
        cue.form in ("past", "verb") and cue.finite and len(cue.words) == 1
        for group in readings
        for cue in group
    )


def is_title(document: Document, first: int, stop: int) -> bool:
    """Is the quotation the title of a programme or work (`on ABC’s "This Week"`)?"""
    words = document.words
    if not words[first + 1][0].isupper() or words[first - 1] in ",:":
        return False
    n = first + 1
    while n < stop and document.quoted[n] and n - first < 9:
        n += 1
    return n < stop and not document.quoted[n] and words[n - 2] not in ".,?!"


def sentence_stop(document: Document, low: int, high: int) -> int:
    """The end of a sentence's words: its closing marks left out, unless a quotation ends there."""
    n = high
    while n > low and document.words[n - 1] in TRAILING and not document.quoted[n - 1]:
        if document.words[n - 1] in ")]" and any(w in "([" for w in document.words[low : n - 1]):
            break
        n -= 1
    return n


def content_end(document: Document, begin: int, stop: int) -> int:
    """Where content that begins at `begin` ends: before the journalist's own comment."""
    comments, asides = document.language.comment_verbs, document.language.boundaries
    words, tags, lower, quoted = document.words, document.tags, document.lower, document.quoted
    for n in range(begin + 2, stop - 2):
        mark = words[n]
        if mark == "," and not quoted[n]:
            after = lower[n + 1]
            if stop - n <= NEAR_END and is_secondary(document, n + 1):
                return n
            if after in asides or after in comments or takes_up(document, n + 1):
                return n
            if tags[n + 1] & RELATIVE and lower[n + 2] in comments:
                return n
        elif mark in DASHES and not quoted[n] and takes_up(document, n + 1):
            return n
        elif quoted[n] and words[n - 1] == "," and opens_comment(document, n + 1):
            return n + 1
    return stop


def takes_up(document: Document, n: int) -> bool:
    """Does a noun begin here that stands for what was said: `…, a claim the union denied`?"""
    nouns = document.language.comment_nouns
    return bool(document.tags[n] & DETERMINER) and not nouns.isdisjoint(
        document.lower[n + 1 : n + 3]
    )


def opens_comment(document: Document, n: int) -> bool:
    """Does a participle about what was said follow a quotation: `“…,” angering her party`?"""
    shape = document.language.comment_shape
    return shape is not None and not document.quoted[n] and bool(shape.fullmatch(document.lower[n]))


def is_secondary(document: Document, first: int) -> bool:
    """Does a phrase begin that tells who passed it on (`, seperti dikutip Antara`)?"""
    for readings in document.language.cues.get(document.lower[first], ()):
        phrase = readings[0].words
        here = tuple(document.lower[first : first + len(phrase)]) == phrase
        if here and readings[0].form == "secondary":
            return True
    return False


def phrase_end(document: Document, begin: int, end: int, named: bool = False) -> int:
    """Where a noun phrase as content ends: at a comma behind which no list goes on.

    If it calls something a name (`X as Y`), not before that name.
    """
    words, tags, lower = document.words, document.tags, document.lower
    cues = document.language.cues
    first = begin + 1
    if named:
        word = document.language.syntax.get("as_word", "")
        first = next((n for n in range(first, end) if lower[n] == word), first)
    for n in range(first, end - 1):
        if words[n] == "," and not document.quoted[n]:
            if tags[n + 1] & AFTER_PHRASE or lower[n + 1] in cues:
                return n
        elif document.quoted[n] > document.quoted[n + 1] and (
            lower[n + 1] in cues or adjoins(document, n + 1)
        ):
            return n + 1
    return end


def adjoins(document: Document, n: int) -> bool:
    """Does a preposition or conjunction behind a quotation go back to the reporting verb?

    (`accused them of “greed” during a debate`)
    """
    outer = document.tags[n] & (PREPOSITION | SUBORDINATOR)
    return bool(outer) and document.lower[n] not in document.language.inside_source


def clausal(document: Document, begin: int, end: int) -> bool:
    """Is there a finite verb, as far as the words show?"""
    shape = document.language.verb_shape
    for n in range(begin, min(end, begin + 25)):
        tag = document.tags[n]
        if tag & (VERB | AUXILIARY) or (tag & FUTURE and n > begin):
            return True
        if (
            shape is not None
            and tag == 0
            and document.words[n][0].islower()
            and shape.match(document.lower[n])
        ):
            return True
    return False


def has_as(document: Document, begin: int, end: int) -> bool:
    """Does the content call something by a name: `X as Y`, `X sebagai Y`?"""
    word = document.language.syntax.get("as_word", "")
    return word in document.lower[begin : min(end, begin + 25)]


def has_predicate(document: Document, begin: int, end: int) -> bool:
    """Does a second noun phrase say what the first one is: `the plan a mistake`, `it "a sham"`?"""
    tags, articles = document.tags, document.language.table("names").get("indefinite", ())
    for n in range(begin + 1, min(end, begin + 12)):
        if document.words[n] == "," or tags[n] & (VERB | AUXILIARY):
            return False
        opens = document.quoted[n] and not document.quoted[n - 1]
        if (opens or document.lower[n] in articles) and (
            not tags[n - 1] & (AFTER_PHRASE | DETERMINER | ADVERB) or tags[n - 1] & PRONOUN
        ):
            return True
    return False


def clause_begin(document: Document, low: int, high: int) -> int:
    """Where content that stands before its cue begins: connectives before it left out."""
    n = low
    lower, words, tags = document.lower, document.words, document.tags
    while n < high:
        size = 0
        for phrase in document.language.openers.get(lower[n], ()):
            length = len(phrase)
            if tuple(lower[n : n + length]) == phrase:
                size = length
                break
        if size and n + size >= high:
            return high
        if size and words[n + size] == ",":
            n += size + 1
        elif tags[n] & CONJUNCTION and not tags[n] & PREPOSITION:
            n += 1
        elif tags[n] & LIGHT and n + 1 < high and words[n + 1] == ",":
            n += 2
        else:
            break
    return n


def local_bounds(document: Document, at: CueAt, first: int, end: int) -> tuple[int, int]:
    """The sentence within a quotation that a cue stands in."""
    low = at.group
    first = max(first, low - LONGEST_SENTENCE)
    while low > first and document.words[low - 1] not in STOPS:
        low -= 1
    high = at.end
    end = min(end, high + LONGEST_SENTENCE)
    while high < end and document.words[high] not in STOPS:
        high += 1
    return low, high
