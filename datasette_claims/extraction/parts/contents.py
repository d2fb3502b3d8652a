"""What is said: where it begins and ends, and whether it is a clause."""

from __future__ import annotations

from datasette_claims.extraction.languages.word_classes import (
    ADVERB,
    AUXILIARY,
    CONJUNCTION,
    DETERMINER,
    FUTURE,
    NEGATION,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    SUBORDINATOR,
    TIME,
    VERB,
)
from datasette_claims.extraction.parts.cues import CueAt, has_form
from datasette_claims.extraction.text.quotations import STOPS
from datasette_claims.extraction.text.sentences import LONGEST_SENTENCE
from datasette_claims.extraction.text.tokens import Document

NEAR_END = 9  # tokens of `, seperti dikutip kantor berita X, Selasa` at the end of a sentence
DASHES = frozenset("-–—") | {"--"}
AFTER_PHRASE = SUBORDINATOR | RELATIVE | TIME | PREPOSITION | PRONOUN | CONJUNCTION
TRAILING = frozenset(".,;:!?…-–—)]") | {"--"}


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
            if tags[n + 1] & CONJUNCTION and withholds(document, n + 2, stop):
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


def withholds(document: Document, n: int, stop: int) -> bool:
    """Does a clause tell what somebody did not give: `…, but she gave no details`?"""
    if n >= stop or not document.tags[n] & PRONOUN:
        return False
    near = range(n + 1, min(stop, n + 8))
    refused = any(
        document.tags[k] & NEGATION or document.lower[k] in document.language.refusals for k in near
    )
    return refused and any(document.lower[k] in document.language.withheld for k in near)


def relative_end(document: Document, begin: int, stop: int) -> int:
    """Where a clause between commas ends: before the main verb (`X, who says A, left the firm`)."""
    words, tags, shape = document.words, document.tags, document.language.verb_shape
    last = stop
    for n in range(begin + 1, stop - 1):
        if words[n] != "," or document.quoted[n]:
            continue
        last = n
        after = tags[n + 1]
        if after & (VERB | AUXILIARY | FUTURE) and not after & (PREPOSITION | DETERMINER):
            return n
        small = words[n + 1][0].islower() and not after
        if small and shape is not None and shape.match(document.lower[n + 1]):
            return n
    return last


def opens_comment(document: Document, n: int) -> bool:
    """Does a participle about what was said follow a quotation: `“…,” angering her party`?"""
    shape = document.language.comment_shape
    return shape is not None and not document.quoted[n] and bool(shape.fullmatch(document.lower[n]))


def is_secondary(document: Document, first: int) -> bool:
    """Does a phrase begin that tells who passed it on (`, seperti dikutip Antara`)?"""
    for readings in document.language.lexicon.get(document.lower[first], ()):
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
    cues = document.language.lexicon
    first = begin + 1
    if named:
        word = document.language.as_word
        first = next((n for n in range(first, end) if lower[n] == word), first)
    for n in range(first, end - 1):
        if words[n] == "," and not document.quoted[n]:
            examples = lower[n + 1] in document.language.names.including
            if not examples and (tags[n + 1] & AFTER_PHRASE or lower[n + 1] in cues):
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
    apart = document.language.relative_is_source  # a comma and `which` tell more of a noun
    for n in range(begin, min(end, begin + 25)):
        tag = document.tags[n]
        if apart and tag & RELATIVE and n > begin and document.words[n - 1] == ",":
            return False  # a chest X-ray, which was normal
        if (
            apart
            and document.words[n] == ","
            and n + 1 < end
            and has_form(document, n + 1, "gerund")
        ):
            return False  # released a report, saying
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
    word = document.language.as_word
    return word in document.lower[begin : min(end, begin + 25)]


def has_predicate(document: Document, begin: int, end: int) -> bool:
    """Does a second noun phrase say what the first one is: `the plan a mistake`, `it "a sham"`?"""
    tags, articles = document.tags, document.language.names.indefinite
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
        else:
            break
    return n


def local_bounds(document: Document, cue_at: CueAt, first: int, end: int) -> tuple[int, int]:
    """The sentence within a quotation that a cue stands in."""
    low = cue_at.group
    first = max(first, low - LONGEST_SENTENCE)
    while low > first and document.words[low - 1] not in STOPS:
        low -= 1
    high = cue_at.end
    end = min(end, high + LONGEST_SENTENCE)
    while high < end and document.words[high] not in STOPS:
        high += 1
    return low, high
