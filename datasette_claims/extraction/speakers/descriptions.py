"""Sources without a name: a role alone, a part of a name, or nobody whom the text names."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from datasette_claims.extraction.languages.name_words import (
    AFFILIATION,
    ORGANISATION,
    ROLE,
    TITLE,
    NameWords,
)
from datasette_claims.extraction.languages.word_classes import AUXILIARY, ROLE_NOUN, VERB
from datasette_claims.extraction.speakers.capitals import Name, shown
from datasette_claims.extraction.speakers.kinds import kind_of_description, spelt_full
from datasette_claims.extraction.speakers.mentions import Mention, Speaker
from datasette_claims.extraction.speakers.register import Entity, Register
from datasette_claims.extraction.text.tokens import Document


def described(register: Register, mention: Mention, first: int) -> Speaker:
    """The speaker whom the text only describes, or means by a role or a part of a name."""
    document, words = register.document, register.words
    lower = document.lower
    end = mention.end
    points_back = lower[mention.first] in words.demonstratives
    while end - 1 > first and lower[end - 1] in words.demonstratives:
        end -= 1
        points_back = True
    key = tuple(lower[first:end])
    group = any(word in words.group_words for word in lower[mention.first : first + 1])
    some = any(word in words.indefinite for word in lower[mention.first : first + 1])
    if not group and not some and end - first < 8:
        role = words.bits(key[0]) | words.bits(key[-1])
        if role & (ROLE | TITLE) and (points_back or not words.offices.isdisjoint(key)):
            who = holder(register, key, mention.at)
            if who is not None:
                return Speaker(who.name, document.piece(first, end))
        full = register.organisation(key) or organisation_of(register, key, mention.at)
        if full and (words.role_first or mention.first < first or document.words[first].isupper()):
            return spelt_full(register, full)
    if points_back and words.role_first and words.bits(key[0]) & ROLE and end > first:
        mention = mention._replace(end=end)  # the role is told, not that it was told before
    printed = description(register, mention, first)
    return Speaker(printed, kind=kind_of_description(register, key, group, printed))


def group_before(register: Register, at: int) -> Mention | None:
    """The several with whom the sentence before begins: `Farmers blocked the road. They said`."""
    document, words = register.document, register.words
    n = bisect_right(document.sentences, (at, len(document.words))) - 2
    if n < 0 or document.quoted[document.sentences[n][0]]:
        return None
    first, end = document.sentences[n]
    stop = first + 1
    if words.role_first:
        if document.lower[first] not in words.group_words:
            return None
        while (
            stop < min(end, first + 4)
            and not document.capital[stop]
            and may_be_noun(document, stop)
        ):
            stop += 1
        return Mention(first, stop, at) if stop > first + 1 else None
    plural, word = document.language.plural_shape, document.lower[first]
    noun = plural and plural.match(word) and may_be_noun(document, first) and not words.bits(word)
    verb = stop < end and not document.capital[stop] and may_be_verb(document, stop)
    return Mention(first, stop, at) if noun and verb else None


def may_be_verb(document: Document, n: int) -> bool:
    """Is it a verb, by its class or its shape?"""
    shape = document.language.verb_shape
    return bool(
        document.tags[n] & (VERB | AUXILIARY)
        or document.lower[n] in document.language.lexicon
        or (shape and not document.tags[n] and shape.match(document.lower[n]))
    )


def may_be_noun(document: Document, n: int) -> bool:
    """May it be a noun or what is added to one: neither a verb nor a word of grammar?"""
    return not document.tags[n] & ~ROLE_NOUN and not may_be_verb(document, n)


def holder(register: Register, key: Sequence[str], at: int) -> Entity | None:
    """The person who is introduced with a role: the last one before, else the first one after."""
    wanted = {w for w in key if w not in register.words.determiners}
    after = bisect_right(register.roles, at, key=lambda introduced: introduced[0])
    for n in (*range(after - 1, -1, -1), *range(after, len(register.roles))):
        place, role, name = register.roles[n]
        person = register.person(name, place) if wanted <= role else None
        if person is not None:
            return person
    return None


def organisation_of(register: Register, key: Sequence[str], at: int) -> str:
    """The organisation that a part of its name stands for: the department, gugus tugas."""
    size, first = len(key), register.words.role_first
    best, best_at = "", -1
    for other in register.by_word.get(key[0] if first else key[-1], ()):
        entity = register.entities[other]
        part = other[:size] if first else other[-size:]
        if entity.kind == "organisation" and len(other) > size and part == tuple(key):
            n = bisect_right(entity.named_at, at)
            place = entity.named_at[n - 1] if n else 0
            if place > best_at:
                best, best_at = entity.name, place
    return best


def is_large(document: Document, words: NameWords, n: int) -> bool:
    """Is a word part of a name by its capital, also a word that is mostly none?"""
    return bool(document.capital[n]) or (
        words.capitals == "names" and document.words[n][0].isupper()
    )


def description(register: Register, mention: Mention, first: int) -> str:
    """A description as it is printed, with a small letter where the capital opens a sentence."""
    document, words = register.document, register.words
    start = mention.first if document.lower[mention.first] in words.indefinite else first
    printed = shown(document, start, mention.end, words)
    inside = start and document.words[start - 1][0].isalnum() and start == mention.first
    low = document.lower[start]
    known = (
        low in register.evidence.common
        or document.tags[start]
        or words.bits(low)
        or low in words.document_nouns
    )
    proper = low in register.evidence.inside or (
        start + 1 < mention.end and is_large(document, words, start + 1)
    )
    proper = proper or any(map(str.isupper, document.words[start][1:]))  # KUHP, Undang-Undang
    noun = words.capitals == "nouns" and low not in words.indefinite
    if known and not (inside or proper or noun):
        return printed[:1].lower() + printed[1:]
    return printed


def only_a_noun(register: Register, word: str) -> bool:
    """Is it a noun that opens a sentence, by the text or the lists, and no part of a name?

    The text writes it small elsewhere, or it is known to stand in names of bodies only.
    """
    words = register.words
    bits = words.bits(word)
    small = not bits & ORGANISATION and (word in register.evidence.common or bits == AFFILIATION)
    longer = (register.entities[key] for key in register.by_word.get(word, ()) if len(key) > 1)
    return small and word not in words.bodies and all(one.kind != "person" for one in longer)


def is_document(words: NameWords, head: str, names: Sequence[Name]) -> bool:
    """Does the head tell a document, and no name whose it is: `Peraturan Presiden No. 7`?"""
    return (
        words.role_first
        and head in words.document_nouns
        and head not in words.bodies_speak
        and not any(name.classes & (ROLE | TITLE) and name.proper < name.end for name in names)
    )
