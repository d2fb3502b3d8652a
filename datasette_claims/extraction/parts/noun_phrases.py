"""Where a noun phrase begins and ends, without a parser.

It is what stands between a cue and the nearest word or mark that cannot be part of one; the word
classes of the language file say which words those are.
"""

from __future__ import annotations

from typing import Literal

from datasette_claims.extraction.languages.weights import Quality
from datasette_claims.extraction.languages.word_classes import (
    ADVERB,
    AUXILIARY,
    COMPLEMENTISER,
    CONJUNCTION,
    DETERMINER,
    NEGATION,
    OPENER,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    PURPOSE,
    QUESTION,
    REFLECTIVE,
    RELATIVE,
    ROLE_NOUN,
    SUBORDINATOR,
    TIME,
    VERB,
)
from datasette_claims.extraction.parts.times import before_times, is_quantity, skip_time
from datasette_claims.extraction.parts.titles import title_begin
from datasette_claims.extraction.text.tokens import Document

HARD = frozenset(',;:–—…!?(){}[]"“”„«»‘’.•|<>*=') | {"``", "''", "--"}


CLAUSE = SUBORDINATOR | COMPLEMENTISER | QUESTION


FRONT = ADVERB | TIME | CONJUNCTION | OPENER | AUXILIARY | NEGATION


Segment = Literal["aside", "apposition", "phrase"]
"""What stands between two commas."""

LONGEST = 40  # tokens of a noun phrase; longer ones are misread clauses


def phrase_left(
    document: Document, low: int, end: int, cue_verbs: frozenset[int]
) -> tuple[int, int] | None:
    """The noun phrase that ends at `end`, or before an adjunct there; None if there is none."""
    words, tags = document.words, document.tags
    end = before_times(document, low, end)
    n = end
    conjunction = 0
    clause = False
    low = max(low, end - LONGEST)
    while n > low:
        word, tag = words[n - 1], tags[n - 1]
        if word in HARD:
            before = before_mark(document, low, n)
            if before is None:
                break
            n = before
            continue
        if tag & CLAUSE and not tag & DETERMINER and not is_relative(document, n - 1, cue_verbs):
            pointing = end - n == 1 and document.lower[n] in document.language.weak_sources
            if n - 1 > low and (
                pointing or is_adjunct(document, n, end) or hangs(document, low, n - 1)
            ):
                end = n = n - 1
                continue
            break
        if tag & RELATIVE:
            n -= 1
            continue
        if (tag & (VERB | AUXILIARY) or (n - 1) in cue_verbs) and (
            document.lower[n - 1] not in document.language.postmodifiers
            or (n < end and tags[n] & (DETERMINER | POSSESSIVE))  # issued a statement
        ):
            relative = relative_before(document, low, n - 1, cue_verbs)
            if relative is not None:
                n = relative
                continue
            if n - 2 > low and hangs(document, low, n - 2):
                end = n = n - 2
                continue
            clause = True
            break
        if tag & CONJUNCTION:
            conjunction = n
        n -= 1
    if clause and conjunction:
        n = conjunction
    return without_front(document, n, end)


def before_mark(document: Document, low: int, n: int) -> int | None:
    """Where a phrase goes on before a mark that ends at `n`: a short bracket, an abbreviation."""
    word = document.words[n - 1]
    opening = opening_bracket(document, low, n - 1) if word in ")]" else None
    if opening is not None:
        return opening
    if document.quoted[n - 1]:
        return title_begin(document, low, n - 1)
    shortened = word == "." and n > low + 1 and is_shortened(document.words[n - 2], document)
    return n - 1 if shortened else None


def without_front(document: Document, n: int, end: int) -> tuple[int, int] | None:
    """The noun phrase in a range, without what opens its clause; None if there is none."""
    tags = document.tags
    first = strip_front(document, n, end)
    names = document.language.names
    while names.role_first and first + 1 < end and document.lower[first] in names.demonstratives:
        first += 1  # Sementara itu Ana berkata
    if first >= end:
        return None
    if tags[end - 1] & PRONOUN and not tags[end - 1] & DETERMINER:
        return end - 1, end
    if tags[first] & PREPOSITION and not tags[first] & DETERMINER:
        subject = skip_time(document, first + 1, end)
        if first + 1 < subject < end:
            return subject, end
        if end - first <= 4 and is_quantity(document, first, end):
            return first, end
        run = name_run(document, first, end)
        return None if run is None or run == first + 1 else (run, end)
    return first, end


def is_relative(document: Document, n: int, cue_verbs: frozenset[int]) -> bool:
    """Does a question word right after a noun open a relative clause: `a woman who lives here`?"""
    tags = document.tags
    if not 0 < n < len(tags) - 1 or tags[n] & COMPLEMENTISER:
        return False
    if not (tags[n] & RELATIVE and tags[n] & QUESTION):
        return False
    before, after = tags[n - 1], tags[n + 1]
    word, verb = document.words[n - 1], document.words[n + 1]
    if after & (DETERMINER | POSSESSIVE | PRONOUN) or not verb[0].islower():
        return False  # `the risks which the industry says`: its subject is another
    return n - 1 not in cue_verbs and word[0].isalpha() and not before & (VERB | CLAUSE | AUXILIARY)


def is_adjunct(document: Document, first: int, end: int) -> bool:
    """Is it a clause without a subject (`when asked`, `saat dihubungi`), after its conjunction?"""
    if first >= end or document.capital[first]:
        return False
    shape = document.language.adjunct_shape
    return shape is not None and shape.match(document.lower[first]) is not None


def hangs(document: Document, low: int, n: int) -> bool:
    """Does a conjunction follow a bare name, whose verb comes later (`Ana saat A berkata`)?"""
    if not document.tags[n] & SUBORDINATOR or document.tags[n] & (COMPLEMENTISER | PREPOSITION):
        return False
    first = strip_front(document, segment_start(document, low, n), n)
    return first < n and all(
        document.capital[k] and not document.tags[k] & (VERB | PREPOSITION) for k in range(first, n)
    )


def is_shortened(word: str, document: Document) -> bool:
    """Does a full stop after this word belong to it (Mr., J.)?"""
    return len(word) == 1 or word.lower().rpartition("-")[2] in document.language.abbreviations


def opening_bracket(document: Document, low: int, closing: int) -> int | None:
    """The opening bracket of a short insertion that closes at `closing`."""
    for n in range(closing - 1, max(low, closing - 16) - 1, -1):
        if document.words[n] in "([":
            return n
    return None


def relative_before(
    document: Document, low: int, verb: int, cue_verbs: frozenset[int]
) -> int | None:
    """A relative pronoun shortly before a verb in the same clause, which then is not the main."""
    for n in range(verb - 1, max(low, verb - 14) - 1, -1):
        if document.tags[n] & RELATIVE:
            return None if document.tags[n] & COMPLEMENTISER and (n - 1) in cue_verbs else n
        if document.words[n] in HARD and document.words[n] not in "()":
            return None
    return None


def strip_front(document: Document, first: int, end: int) -> int:
    """Past the connectives and adverbs that open a clause before its subject."""
    lower, tags = document.lower, document.tags
    openers = document.language.openers
    while first < end:
        skipped = 0
        for phrase in openers.get(lower[first], ()):
            size = len(phrase)
            if first + size <= end and tuple(lower[first : first + size]) == phrase:
                skipped = size
                break
        if skipped:
            first += skipped
        elif is_this_time(document, first, end):
            first += 2
        elif pronominal_end(document, first, end):
            first = pronominal_end(document, first, end)
        elif tags[first] & FRONT and not tags[first] & (DETERMINER | PRONOUN | ROLE_NOUN):
            dated = tags[first] & TIME
            first += 1
            if dated and first + 1 < end and lower[first] in document.language.after_demonstrative:
                first += 1  # Last night Ana
            if dated and first + 2 < end and tags[first + 1] & DETERMINER and not tags[first]:
                first += 1  # Friday evening a spokesman
        else:
            break
    return first


def pronominal_end(document: Document, first: int, end: int) -> int:
    """Where an adjunct ends in a pronoun before another noun phrase: `At the end of it one girl`.

    0 if none opens the clause.
    """
    tags, lower = document.tags, document.lower
    if not tags[first] & PREPOSITION or lower[first] in document.language.about:
        return 0
    for n in range(first + 1, min(first + 5, end - 2)):
        if document.words[n] in HARD or tags[n] & (VERB | AUXILIARY):
            return 0
        weak = lower[n] in document.language.weak_sources and tags[n - 1] & PREPOSITION
        if weak and lower[n + 1] in document.language.names.indefinite:
            return n + 1
    return 0


def is_this_time(document: Document, first: int, end: int) -> bool:
    """Does a phrase begin with when it was: `This morning Ana`, and no `this morning show`?"""
    language = document.language
    return (
        first + 2 < end
        and document.lower[first] in language.names.demonstratives
        and document.lower[first + 1] in language.after_demonstrative
        and (document.capital[first + 2] == 1 or bool(document.tags[first + 2] & DETERMINER))
    )


def name_run(document: Document, first: int, end: int) -> int | None:
    """The last run of capitalised words and roles: what is left of a phrase that began with a
    preposition (`In Reno Mr Smith said`)."""
    n = end
    while n > first and (
        document.capital[n - 1]
        or document.tags[n - 1] & (ROLE_NOUN | DETERMINER)
        or document.words[n - 1] in ".-"
    ):
        n -= 1
    while n < end and document.tags[n] & PREPOSITION:
        n += 1
    return n if first < n < end else None


def segment_start(document: Document, low: int, end: int) -> int:
    """Where the stretch begins that ends at `end` and has no comma outside brackets."""
    n = end
    while n > low:
        before = before_mark(document, low, n) if document.words[n - 1] in HARD else n - 1
        if before is None:
            break
        n = before
    return n


def segment_kind(document: Document, start: int, end: int, has_left: bool) -> Segment:
    """What a stretch between commas is: aside, apposition or phrase."""
    if start >= end or document.tags[start] & TIME:
        return "aside"
    first = strip_front(document, start, end)
    if first >= end:
        return "aside"
    tag, word = document.tags[first], document.words[first]
    if tag & (SUBORDINATOR | PREPOSITION | RELATIVE | PURPOSE | COMPLEMENTISER):
        return "aside"
    if tag & TIME or document.lower[first] in document.language.names.including:
        return "aside"  # Supporters, including Ana
    if word[0].isdigit():
        return "apposition" if has_left else "phrase"
    if document.language.aside_shape is not None and document.language.aside_shape.match(
        document.lower[first]
    ):
        return "aside"
    left = document.words[start - 2] if has_left and start >= 2 else ""
    if left == ")" or (left and document.capital[start - 2]):
        if tag & (DETERMINER | POSSESSIVE) or tag & ROLE_NOUN:
            return "apposition"
        if any(document.tags[n] & ROLE_NOUN for n in range(first, min(end, first + 4))):
            return "apposition"
    return "phrase"


def has_verb(document: Document, start: int, end: int, cue_verbs: frozenset[int]) -> bool:
    """Is there a finite verb outside of a relative clause?"""
    tags = document.tags
    for n in range(start, end):
        if tags[n] & RELATIVE:
            return False
        if tags[n] & (VERB | AUXILIARY) or n in cue_verbs:
            return True
    return False


def head_of(document: Document, first: int, end: int) -> int:
    """Where the last noun phrase in the range begins: after its last verb-like or linking word."""
    shape = document.language.verb_shape
    for n in range(end - 1, first, -1):
        tag = document.tags[n]
        if tag & (VERB | SUBORDINATOR | PURPOSE) or (
            shape is not None and tag == 0 and shape.match(document.lower[n])
        ):
            return n + 1 if n + 1 < end else first
    if document.language.names.role_first and is_unknown_verb(document, first):
        n = first + 1
        while n < end and document.tags[n] & PREPOSITION:
            n += 1
        return n if n < end else first
    return first


def is_unknown_verb(document: Document, n: int) -> bool:
    """Does a word that no list knows look like a verb: `berhadapan dengan warga yang …`?"""
    shape, lower = document.language.verb_shape, document.lower[n]
    return (
        shape is not None
        and lower not in document.language.tags
        and document.words[n][0].islower()
        and shape.match(lower) is not None
    )


def head_end(document: Document, first: int, end: int) -> int:
    """Where the head noun of a phrase ends: before what a preposition or participle adds to it."""
    for n in range(first + 1, end):
        if (
            document.tags[n] & (PREPOSITION | RELATIVE)
            or document.lower[n] in document.language.postmodifiers
        ):
            return n
    return end


def is_abstract(document: Document, first: int, end: int) -> bool:
    """Is its head the noun of an act or state, which says nothing: `kehadiran Ana`, `adanya A`?

    In these languages the head comes first. A body, a group or a document is none.
    """
    names, word = document.language.names, document.lower[first]
    shape, tags = names.affiliation_shape, document.tags
    if (
        not names.role_first
        or shape is None
        or names.document_nouns & {word, document.lower[end - 1]}
    ):
        return False
    if word in names.organisations or word in names.generic_bodies or tags[first] & ROLE_NOUN:
        return False
    follows = first + 1 < end and document.capital[first + 1] and document.capital[first]
    opens = not first or not document.words[first - 1][0].isalnum()
    if tags[first] & ~(REFLECTIVE | OPENER) or (follows and not opens):
        return False
    return word not in names.findings and shape.match(word) is not None and word not in names.bodies


def quality(document: Document, first: int, end: int) -> Quality:
    """What the noun phrase looks like: pronoun, name, role, common or weak."""
    tags, lower = document.tags, document.lower
    if end - first == 1:
        if lower[first] in document.language.weak_sources:
            return "weak"
        if tags[first] & PRONOUN:
            return "first" if lower[first] in document.language.first_person else "pronoun"
    if end - first == 2 and lower[first] in document.language.weak_sources:
        return "weak"
    if is_abstract(document, first, end):
        return "weak"
    documents = document.language.names.document_nouns
    if lower[end - 1] in documents or not documents.isdisjoint(lower[first : min(first + 3, end)]):
        return "document"
    best: Quality = "common"
    for n in range(first, end):
        if tags[n] & ROLE_NOUN:
            best = "role"
        if document.capital[n] and (n > first or not tags[n] & (DETERMINER | POSSESSIVE)):
            return "name"
    return best
