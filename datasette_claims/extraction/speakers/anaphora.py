"""Descriptions that point back to somebody named before: `the MP`, `karyawan asal Depok itu`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container
from typing import Literal, NamedTuple

from datasette_claims.extraction.languages.name_words import ROLE, TITLE, NameWords
from datasette_claims.extraction.languages.word_classes import (
    AUXILIARY,
    PREPOSITION,
    RELATIVE,
    VERB,
)
from datasette_claims.extraction.speakers.apposed_names import after_comma, before_comma
from datasette_claims.extraction.speakers.capitals import key_of, shown
from datasette_claims.extraction.speakers.mentions import Mention
from datasette_claims.extraction.speakers.register import Entity, Occurrence, Register
from datasette_claims.extraction.speakers.source_names import find_source_name

FAR_BACK = 400
"""Tokens back in which the noun of a description is looked for."""
BESIDE = 10
"""Tokens between a name and the noun that introduces it."""
RECENT = 3
"""Sentences back in which somebody who is only described is still meant."""
CUT = 8
"""Tokens behind a source that was cut short of its demonstrative."""


Kind = Literal["organisation", "person", "male", "female"]
"""Whom a description means that points back."""


class Anaphor(NamedTuple):
    """A description that points back: where its noun stands, whether of a person or a body."""

    first: int
    noun: int
    end: int
    kind: Kind
    long: bool
    """It tells more than the noun, so that it may tell something new about the person."""


def find_anaphor(register: Register, mention: Mention, first: int) -> Anaphor | None:
    """The description of one person or body that a source is, if it points back."""
    document, words = register.document, register.words
    lower = document.lower
    opening = lower[mention.first : first + 1]
    if not (words.group_words.isdisjoint(opening) and words.indefinite.isdisjoint(opening)):
        return None
    if words.role_first and " ".join(lower[first : mention.end]) in words.generic_bodies:
        return Anaphor(first, first, mention.end, "organisation", True)  # bank sentral
    noun: int | None = first
    end = mention.end
    if words.role_first:
        end = demonstrative(register, mention, first)
    else:
        noun = definite_noun(register, mention, first)
    if noun is None or end <= first:
        return None
    alone = not words.role_first and lower[noun] in words.generic_persons
    if not alone and named_inside(register, first, end):
        return None
    if after_comma(register, first, mention.end) or before_comma(register, first, mention.end):
        return None
    kind = kind_of_noun(register, first, noun, end)
    return Anaphor(first, noun, end, kind, end - first > 1) if kind else None


def definite_noun(register: Register, mention: Mention, first: int) -> int | None:
    """The noun of a description that a definite word opens: `the MP for Hove`."""
    document, words = register.document, register.words
    opening = document.lower[mention.first]
    if opening not in words.definite and opening not in words.demonstratives:
        return None
    end = first
    while end < mention.end and not (
        document.tags[end] & (PREPOSITION | RELATIVE) or not document.words[end][0].isalnum()
    ):
        end += 1
    if document.tags[mention.end - 1] & PREPOSITION:
        return None  # cut short
    named = register.document.capital[end - 1] and end - 1 > first
    return None if end == first or named else end - 1


def kind_of_noun(register: Register, first: int, noun: int, end: int) -> Kind | None:
    """Whom the noun of a description means; None where it need not point back."""
    lower, words = register.document.lower, register.words
    word, pair = lower[noun], " ".join(lower[noun : noun + 2])
    whole = not words.role_first and " ".join(lower[first:end]) in words.generic_bodies
    if whole or word in words.generic_bodies:
        return "organisation"
    if word in words.signs and word not in words.pronouns:
        return "male" if words.signs[word] > 0 else "female"
    if not {word, pair}.isdisjoint(words.generic_persons) or tells_age(words, word):
        return "person"
    if words.bits(word) & (ROLE | TITLE):
        return "person"
    told = word in lower[max(0, noun - FAR_BACK) : noun]
    if not words.role_first and told and is_plain(register, noun):
        return "person"  # the niece
    return None


def tells_age(words: NameWords, word: str) -> bool:
    """Does the word mean a person by age: `the 27-year-old`?"""
    return words.age_shape is not None and words.age_shape.fullmatch(word) is not None


def is_plain(register: Register, noun: int) -> bool:
    """Is it a noun in the singular that means neither a body nor a document?"""
    document, words = register.document, register.words
    word, plural = document.lower[noun], document.language.plural_shape
    if register.words.bits(word) or word in words.document_nouns or word in words.group_words:
        return False
    return not register.document.capital[noun] and not (plural and plural.match(word))


def demonstrative(register: Register, mention: Mention, first: int) -> int:
    """Where the demonstrative stands that ends a description, also behind a source cut short."""
    lower, words = register.document.lower, register.words
    pointing = words.demonstratives
    if lower[mention.end - 1] in pointing:
        end = mention.end - 1
        while end > first and lower[end - 1] in pointing:
            end -= 1
        return end
    if not first or lower[first - 1] not in words.say_before:
        return first
    for n in range(mention.end, min(mention.end + CUT, len(lower))):
        if not lower[n][0].isalnum():
            return first
        if lower[n] in pointing:
            stops = n + 1 == len(lower) or not lower[n + 1][0].isalnum()
            return n if stops else first
    return first


def named_inside(register: Register, first: int, end: int) -> bool:
    """Has the description a name which it is about, and not one that only adds to it?"""
    document = register.document
    source_name = find_source_name(register, first, end)
    if source_name.several:
        return True
    if source_name.first >= source_name.end:
        return False
    start = source_name.first
    if register.words.role_first and source_name.end == source_name.first + 1 and source_name.role:
        return document.lower[start] in register.evidence.alone  # not the town of an office
    if "," in document.words[first:start]:
        return True
    if start == first and register.words.role_first:
        return register.document.capital[first + 1 : first + 2] == b"\x01"
    between = PREPOSITION | RELATIVE | VERB
    return start == first or not any(
        document.tags[n] & between or document.lower[n] in register.words.locatives
        for n in range(first + 1, start)
    )


def introduced(
    register: Register, found: Anaphor, seen: Container[int], organisation: bool = False
) -> tuple[Entity | None, bool]:
    """Whom the text has introduced by this noun; and whether the noun told of another just now."""
    document, noun = register.document, found.noun
    word = document.lower[noun]
    short = word[:3] if register.words.bits(word[:3]) & TITLE else word  # Gov. for governor
    low = max(0, noun - FAR_BACK)
    if short == word and word not in document.lower[low:noun]:
        return None, False
    fresh = register.sentence_of(noun)
    for _ in range(RECENT):
        fresh = register.sentence_of(max(0, fresh - 1))
    for place in range(noun - 1, low - 1, -1):
        if document.lower[place] not in (word, short) or document.quoted[place]:
            continue
        if place in seen or is_anaphoric(register, place):
            fresh = low  # it was meant then who is meant now
            continue
        entity = organisation_told(register, place) if organisation else beside(register, place)
        if entity is not None and (organisation or qualifies(register, found, place)):
            if organisation:
                return entity, False
            return named_last(register, found, entity, place, (word, short)), False
        if place >= fresh:
            return None, True
    return None, False


def named_last(
    register: Register, found: Anaphor, entity: Entity, place: int, nouns: tuple[str, str]
) -> Entity:
    """Of all whom the text introduces by the noun, who was named last before the description."""
    document = register.document
    bearers = {entity.key}
    for n in range(max(0, found.noun - FAR_BACK), place):
        if document.lower[n] in nouns and not document.quoted[n]:
            other = beside(register, n)
            if other is not None:
                bearers.add(other.key)
    if len(bearers) == 1:
        return entity
    last = bisect_left(register.occurrences, found.first, key=lambda one: one.at)
    for n in range(last - 1, -1, -1):
        one = register.occurrences[n]
        known = register.person(one.key, one.at)
        if known is not None and known.key in bearers:
            return known
    return entity


def is_anaphoric(register: Register, noun: int) -> bool:
    """Is this noun by itself part of a description that points back?"""
    lower, words = register.document.lower, register.words
    if register.words.role_first:
        return noun + 1 < len(lower) and lower[noun + 1] in words.demonstratives
    return (
        lower[noun - 1] in words.definite
        and register.document.capital[noun + 1 : noun + 2] != b"\x01"
    )


def qualifies(register: Register, found: Anaphor, place: int) -> bool:
    """Does nothing in the description speak against whom the noun introduces: the French one?"""
    document = register.document
    if register.words.role_first:
        return True
    start = register.sentence_of(place)
    near = document.lower[max(start, place - BESIDE) : min(place + BESIDE, found.first)]
    known = register.words.generic_persons.union(near)
    return all(
        document.lower[n] in known or not register.document.capital[n]
        for n in range(found.first, found.noun)
    )


def organisation_told(register: Register, noun: int) -> Entity | None:
    """The body that a noun introduces before a comma: `syarikat penghantaran itu, Lima Sdn Bhd,`"""
    document = register.document
    n = noun + 1
    while n < min(noun + BESIDE, len(document.words)) and document.words[n][0].islower():
        n += 1
    if document.words[n : n + 1] != [","] or register.document.capital[n + 1 : n + 2] != b"\x01":
        return None
    end = n + 1
    while end < len(document.words) and register.document.capital[end]:
        end += 1
    if end < len(document.words) and document.words[end] not in ",.;":
        return None
    key = key_of(document.lower, n + 1, end, register.words)
    known = register.fullest(key, n + 1) if key else None
    if known is not None:
        return None if known.certain and known.kind == "person" else known
    return Entity(key, shown(document, n + 1, end, register.words), "organisation") if key else None


def beside(register: Register, noun: int) -> Entity | None:
    """The person whom a noun introduces, in apposition before or after the name."""
    low = bisect_left(register.occurrences, noun - BESIDE, key=lambda one: one.at)
    high = bisect_left(register.occurrences, noun + BESIDE, key=lambda one: one.at)
    near = register.occurrences[low:high]
    near.sort(key=lambda one: (len(one.key) == 1, abs(one.at - noun)))
    for one in near:
        if register.document.quoted[one.at] or not belong_together(register, one, noun):
            continue
        entity = register.person(one.key, one.at)
        if entity is not None and is_name(register, entity) and same(one, entity):
            return entity
    return None


def same(one: Occurrence, entity: Entity) -> bool:
    """Does a short name end as the full one ends or begins, so that it surely is the same?"""
    return one.key[-1] in (entity.key[0], entity.key[-1])


def is_name(register: Register, entity: Entity) -> bool:
    """Can it be the name of a person: no acronym, no role with a capital?"""
    acronym = entity.name.isupper() or entity.name.split()[0].isupper()
    only_roles = all(register.words.bits(word) for word in entity.key)
    return not (acronym and entity.name[1:2] != ".") and not only_roles


def belong_together(register: Register, occurrence: Occurrence, noun: int) -> bool:
    """Do a noun and a name in one sentence tell of the same person?"""
    document, words = register.document, register.words
    at = occurrence.at
    if register.sentence_of(at) != register.sentence_of(noun):
        return False
    end = at
    while end < len(document.words) and (
        register.document.capital[end] or document.lower[end] in words.joining
    ):
        end += 1
    if at <= noun < end:
        return True
    low, high = (noun + 1, at) if noun < at else (end, noun)
    if any(document.tags[n] & (VERB | AUXILIARY) for n in range(low, high)):
        return False
    if noun < at:
        comma = document.words[at - 1] == "," and (words.role_first or at - noun == 2)
        return at - noun == 1 or comma
    return document.words[end] in ",(" or document.lower[end] in words.as_role


def tells_anew(register: Register, first: int) -> bool:
    """Does a sentence begin with somebody unnamed: `Seorang warga …`, `A man …`?"""
    return register.document.lower[first] in register.words.indefinite


def is_unnamed(register: Register, description: str) -> bool:
    """Does a description introduce somebody: `a nurse`, `seorang perawat`?"""
    return description.split(" ", 1)[0].lower() in register.words.indefinite


def may_be_anybody(register: Register, found: Anaphor) -> bool:
    """Can the description mean whoever was named last, also if the text says nothing like it?"""
    document, words = register.document, register.words
    lower, noun = document.lower, found.noun
    if not words.role_first and found.end == noun + 1 and tells_age(words, lower[noun]):
        return True
    plain = words.role_first or found.end == noun + 1
    if plain and not {lower[noun], " ".join(lower[noun : noun + 2])}.isdisjoint(
        words.generic_persons
    ):
        return True
    if words.role_first:
        return lower[noun] in words.signs or (found.long and lower[noun] not in words.offices)
    if found.end != noun + 3:
        return False
    behind = noun + 1  # the father of two
    return (
        lower[noun] in words.signs
        and bool(document.tags[behind] & PREPOSITION)
        and not register.document.capital[behind + 1]
    )
