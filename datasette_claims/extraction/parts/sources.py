"""Whom a cue belongs to: the noun phrase before it, after it, or the subject that it shares."""

from __future__ import annotations

from typing import Literal, NamedTuple

from datasette_claims.extraction.languages.weights import Quality
from datasette_claims.extraction.languages.word_classes import (
    ADVERB,
    AGENT,
    AUXILIARY,
    CONJUNCTION,
    DETERMINER,
    FUTURE,
    NEGATION,
    PASSIVE,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    PURPOSE,
    REFLECTIVE,
    RELATIVE,
    ROLE_NOUN,
    SUBORDINATOR,
    TIME,
    VERB,
)
from datasette_claims.extraction.parts.appositions import (
    apposition_after,
    beyond_object,
    goes_on_from,
    listed_from,
    listed_to,
    name_before,
    spelt_from,
    title_before,
)
from datasette_claims.extraction.parts.cues import has_form
from datasette_claims.extraction.parts.noun_phrases import (
    CLAUSE,
    HARD,
    LONGEST,
    has_verb,
    head_of,
    is_shortened,
    name_run,
    opening_bracket,
    phrase_left,
    quality,
    segment_kind,
    segment_start,
    strip_front,
)
from datasette_claims.extraction.parts.times import before_times, closing_bracket
from datasette_claims.extraction.text.tokens import Document

Link = Literal["", "which", "and", "aside"]
"""How a source hangs together with its cue; empty for a subject right beside its verb."""


class Source(NamedTuple):
    """A source as a token range, and how it hangs together with its cue.

    ``link`` is empty for a subject right beside its verb, ``which`` for a relative clause,
    ``and`` for a verb that shares the subject of an earlier one, ``aside`` for a participle.
    ``first:end`` is marked as source, ``name_first:name_end`` is what names it (the antecedent of
    a relative pronoun).
    """

    first: int
    end: int
    link: Link
    quality: Quality
    name_first: int
    name_end: int


def source_at(document: Document, first: int, end: int, link: Link = "") -> Source:
    """The range as a source."""
    look = quality(document, first, end)
    return Source(first, end, link=link, quality=look, name_first=first, name_end=end)


def left_of(document: Document, low: int, group: int, cue_verbs: frozenset[int]) -> Source | None:
    """The source before a verbal group, looking no further than `low`."""
    if group <= low:
        return None
    before, word = document.tags[group - 1], document.words[group - 1]
    if before & RELATIVE:
        return antecedent(document, low, group - 1, cue_verbs)
    if word == ",":
        return across_commas(document, low, group - 1, cue_verbs)
    if before & CONJUNCTION:
        return None
    phrase = phrase_left(document, low, group, cue_verbs)
    if phrase is None:
        start = segment_start(document, low, group)
        aside = start > low + 1 and document.words[start - 1] == ","
        places = document.language.names.locatives
        short = group - start <= 3 and document.lower[start] in places  # di persidangan
        short = short or group - start <= 2  # kepada pers
        if aside and all(document.tags[n] & TIME for n in range(start, group)):  # today
            return across_commas(document, low, start - 1, cue_verbs)
        adjunct = aside and document.tags[start] & PREPOSITION
        if adjunct and (short or names_statement(document, start + 1, group)):
            return across_commas(document, low, start - 1, cue_verbs)
        return None
    first, group = phrase
    group = before_adjunct(document, first, group)
    if document.tags[first] & RELATIVE and first > low:
        owner = antecedent(document, low, first, cue_verbs)
        return owner and source_at(document, owner.name_first, owner.name_end)
    if first > low + 1 and document.words[first - 1] == ",":
        first = name_before(document, low, first, cue_verbs)
        title = title_before(document, low, first, group, cue_verbs)
        if title is not None:
            first = title
    if first > low + 2:
        first = listed_from(document, low, first, group)
    first = spelt_from(document, low, first, group)
    first = skip_comment(document, first, group)
    return source_at(document, first, group) if is_nominal(document, first, group) else None


def is_nominal(document: Document, first: int, end: int) -> bool:
    """May it be a noun phrase: not `place despite`, `dealing a blow to X`, `he fails to tell X`?"""
    tags, shape = document.tags, document.language.comment_shape
    head, mark, _ = document.lower[first].replace("’", "'").partition("'")
    if mark and end - first > 1 and document.language.tags.get(head, 0) & PRONOUN:
        return False  # it's late
    helped = tags[first - 1] if first else 0
    if helped & (AUXILIARY | FUTURE) and not helped & PASSIVE and document.words[first].islower():
        return False  # should ease
    if tags[end - 1] & PREPOSITION and not tags[end - 1] & (PRONOUN | DETERMINER | ROLE_NOUN):
        return False
    if end - first < 3:
        return True
    if shape is not None and shape.fullmatch(document.words[first]):
        return not tags[first + 1] & (DETERMINER | POSSESSIVE)
    if not tags[first] & PRONOUN or tags[first] & (DETERMINER | RELATIVE):
        return True
    # a pronoun with a word of no known class behind it begins a clause
    return bool(tags[first + 1]) or not document.words[first + 1][0].islower()


def skip_comment(document: Document, first: int, end: int) -> int:
    """Past a noun that takes up what was said before: `…, a claim the union denied`."""
    if first + 2 < end and document.lower[first + 1] in document.language.comment_nouns:
        after = document.tags[first + 2] & (DETERMINER | POSSESSIVE)
        if document.tags[first] & DETERMINER and (after or document.capital[first + 2]):
            return first + 2
    return first


def before_adjunct(document: Document, first: int, end: int) -> int:
    """Where a name ends before the day, to whom, what it spoke in: `Ana kepada pers berkata`."""
    inside = document.language.inside_source
    for n in range(first + 1, end - 1):
        if (
            document.tags[n] & PREPOSITION
            and document.lower[n] not in inside
            and document.capital[n - 1]
            and (document.tags[n + 1] & (TIME | ROLE_NOUN) or names_statement(document, n + 1, end))
        ):
            return n
    return end


def names_statement(document: Document, first: int, end: int) -> bool:
    """Is one of the next words a noun for what is said or written, with a clitic or without?"""
    tags, documents = document.language.tags, document.language.names.document_nouns
    endings = ("", *document.language.clitics)
    words = document.lower[first : min(end, first + 3)]
    nouns = [word.removesuffix(ending) for word in words for ending in endings]
    return any(noun in documents or tags.get(noun, 0) & REFLECTIVE for noun in nouns)


def across_commas(
    document: Document, low: int, comma: int, cue_verbs: frozenset[int]
) -> Source | None:
    """The source before asides between commas: `Ana, the mayor of X, on Monday, said`."""
    end = comma
    tail = None
    for _ in range(8):
        start = segment_start(document, low, end)
        kind = segment_kind(document, start, end, start > low)
        if kind == "aside" and start > low and end < comma:
            end = start - 1
            if document.words[start - 1] != ",":
                return None
            continue
        if has_verb(document, start, end, cue_verbs):
            if end < comma:
                phrase = phrase_left(document, start, end, cue_verbs)
                if phrase is not None and phrase[0] > start:
                    return source_at(document, *phrase)
            subject = subject_of(document, start, end, cue_verbs)
            return subject and subject._replace(link="aside")
        if kind == "apposition" and start > low:
            tail = tail or end
        elif kind == "phrase" and not goes_on_from(document, low, start):
            phrase = phrase_left(document, start, end, cue_verbs)
            if phrase is None:
                return None
            first = title_before(document, low, *phrase, cue_verbs)
            return source_at(document, phrase[0] if first is None else first, tail or phrase[1])
        if start <= low or document.words[start - 1] != ",":
            return None
        end = start - 1
    return None


def antecedent(
    document: Document, low: int, relative: int, cue_verbs: frozenset[int]
) -> Source | None:
    """The noun phrase that a relative pronoun stands for."""
    end = relative
    if end > low and document.words[end - 1] == ",":
        end -= 1
    if end > low and document.words[end - 1] in ")]":
        end = opening_bracket(document, low, end - 1) or end
    if end <= low or document.words[end - 1] in HARD:
        return None
    phrase = phrase_left(document, low, end, cue_verbs)
    first = name_run(document, low, end) if phrase is None else phrase[0]
    if first is None:
        return None
    first = max(first, head_of(document, first, end))
    if document.tags[first] & AGENT and first + 1 < end:
        first += 1
    found = source_at(document, first, end, "which")
    if document.language.relative_is_source:
        return found._replace(first=relative, end=relative + 1)
    return found


def subject_of(document: Document, low: int, high: int, cue_verbs: frozenset[int]) -> Source | None:
    """The subject of the clause that begins at `low`: what stands before its first verb."""
    tags, words, lower = document.tags, document.words, document.lower
    shape = document.language.verb_shape
    first = strip_front(document, low, high)
    aside = document.language.aside_shape
    if (
        first >= high
        or tags[first] & (PREPOSITION | SUBORDINATOR)
        or (aside is not None and aside.match(lower[first]))
    ):
        comma = next((n for n in range(first, min(high, first + 30)) if words[n] == ","), None)
        if comma is None:
            return None
        first = strip_front(document, comma + 1, high)
    n = first
    while n < high and n - first < LONGEST:
        tag, word = tags[n], words[n]
        if word == "." and n > first and is_shortened(words[n - 1], document):
            n += 1
            continue
        if word in HARD or tag & (VERB | AUXILIARY | CLAUSE | NEGATION | RELATIVE | ADVERB | TIME):
            break
        if n in cue_verbs or (
            shape is not None and word[0].islower() and tag == 0 and shape.match(lower[n])
        ):
            break
        n += 1
    while n > first and tags[n - 1] & (CONJUNCTION | PREPOSITION):
        n -= 1
    if n == first:
        return None
    return source_at(document, first, n, "and")


def right_of(document: Document, first: int, high: int, cue_verbs: frozenset[int]) -> Source | None:
    """The source after an inverted verb (`said Ana Lee, the mayor`), up to `high`."""
    words, tags, lower = document.words, document.tags, document.lower
    if first + 1 < high and words[first] == "@":  # an account: tulis @anali di X
        return source_at(document, first, first + 2)
    if first >= high or words[first] in HARD:
        return None
    if tags[first] & PRONOUN and not (tags[first] & DETERMINER):
        weak = lower[first] in document.language.weak_sources
        return None if weak else source_at(document, first, first + 1)
    if words[first][0].islower() and has_form(document, first, "passive"):
        return None
    if tags[first] & (PREPOSITION | CLAUSE | PURPOSE | RELATIVE | CONJUNCTION | NEGATION | TIME):
        return None
    n = before_times(document, first, phrase_right(document, first, high, cue_verbs))
    if n == first:
        return None
    if n < high and words[n] == ",":
        n = listed_to(document, first, n, high)
    beyond = beyond_object(document, first, n, high)
    if beyond > n:
        return source_at(document, first, beyond)
    end = apposition_after(document, first, n, high, cue_verbs)
    found = source_at(document, first, n)
    return found._replace(end=end)


def phrase_right(document: Document, first: int, high: int, cue_verbs: frozenset[int]) -> int:
    """Where the noun phrase ends that begins behind a verb; `first` where there is none."""
    words, tags, lower = document.words, document.tags, document.lower
    inside, shape = document.language.inside_source, document.language.verb_shape
    n = first
    while n < high and n - first < LONGEST:
        word, tag = words[n], tags[n]
        if word in HARD:
            if word == "(" and n > first:
                closing = closing_bracket(document, n, high)
                if closing is not None:
                    n = closing + 1
                    continue
            if word == "." and is_shortened(words[n - 1], document) and n + 1 < high:
                n += 1
                continue
            break
        if tag & (VERB | AUXILIARY | CLAUSE | NEGATION | RELATIVE | PURPOSE) or n in cue_verbs:
            break
        if tag & PREPOSITION and (lower[n] not in inside or is_place(document, first, n)):
            break
        if n > first and (tag & (TIME | ADVERB) or is_manner(document, n)) and not tag & ROLE_NOUN:
            break
        if (
            shape is not None
            and tag == 0
            and n > first
            and word[0].islower()
            and shape.match(lower[n])
        ):
            break
        n += 1
    while n > first and (tags[n - 1] & (CONJUNCTION | PREPOSITION) or words[n - 1] in "(-"):
        n -= 1
    return n


def is_manner(document: Document, n: int) -> bool:
    """Does a word behind a name tell how it was said, by its ending: `said Ana cheerfully`?"""
    shape = document.language.adverb_shape
    return (
        shape is not None
        and bool(document.capital[n - 1])
        and not document.tags[n]
        and document.words[n][0].islower()
        and shape.match(document.lower[n]) is not None
    )


def is_place(document: Document, first: int, n: int) -> bool:
    """Does a preposition behind nothing but a name tell where it was said?"""
    return document.lower[n] in document.language.names.locatives and all(
        document.capital[k] and not document.tags[k] & ROLE_NOUN for k in range(first, n)
    )
