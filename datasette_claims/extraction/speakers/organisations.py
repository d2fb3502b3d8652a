"""Bodies that a run of capitals names besides its own name, and acronyms that stand for them."""

from __future__ import annotations

from datasette_claims.extraction.languages.name_words import (
    AFFILIATION,
    ORGANISATION,
    ROLE,
    TITLE,
    NameWords,
)
from datasette_claims.extraction.speakers.capitals import Name, key_of, shown
from datasette_claims.extraction.speakers.register import Entity, Register, index
from datasette_claims.extraction.text.spelling import abbreviates, is_capital


def enter_organisations(register: Register, name: Name) -> None:
    """Enter the body within a run, and the acronym in brackets that stands in it or after it."""
    document, words = register.document, register.words
    lower, texts = document.lower, document.words
    limit = name.end if name.organisation or name.proper == name.end else name.proper
    stop = min(name.end + 1, len(texts) - 2)
    brackets = [n for n in range(name.first + 1, stop) if texts[n] == "("] if stop > 0 else []
    for bracket in brackets:
        limit = min(limit, bracket)
        alone = texts[bracket + 2] == ")"
        for n in range(bracket + 1, min(bracket + 4, len(texts))):
            if not is_capital(texts[n], words.prefixes):
                break
            start = full_form(register, name.first, bracket, n, alone)
            if start < bracket:
                register.acronyms.setdefault(lower[n], shown(document, start, bracket, words))
                if not are_of_person(register, name, start, bracket):
                    enter_organisation(register, start, bracket)
    for start in range(name.first, limit - 1) if words.role_first else ():
        if words.bits(lower[start]) & ORGANISATION and not (
            name.organisation and start == name.first
        ):
            ranks = (n for n in range(start + 1, limit) if is_rank(words, lower[n], n - start))
            enter_organisation(register, start, next(ranks, limit))


def are_several(words: NameWords, body: Entity) -> bool:
    """Are it two things, which nothing tells to be one body: `Toyota Auris dan Avensis`?"""
    printed = body.name.lower().split()
    return not words.joiners.isdisjoint(printed) and not any(
        words.bits(word) & ORGANISATION for word in printed
    )


def are_of_person(register: Register, name: Name, start: int, bracket: int) -> bool:
    """Are the capitals in brackets those of a person (`Presiden Jaya Wardhana (JW) berkata`)?"""
    document, words = register.document, register.words
    behind = document.words[bracket + 3 : bracket + 4] == [","]
    another = behind and document.capital[bracket + 4 : bracket + 5] == b"\x01"
    return (
        bool(name.classes & (TITLE | ROLE))
        and start == name.proper
        and name.end == bracket
        and not another
        and not any(words.bits(word) for word in document.lower[start:bracket])
    )


def is_rank(words: NameWords, word: str, behind: int) -> bool:
    """Is it a title or role, and no word that names of bodies also have?

    Right behind the word that a body begins with (``behind`` is 1), a role tells whose body it is:
    `Ikatan Apoteker`.
    """
    bits = words.bits(word)
    rank = TITLE if behind == 1 else TITLE | ROLE
    return bool(bits & rank) and not bits & (ORGANISATION | AFFILIATION)


def full_form(register: Register, first: int, bracket: int, acronym: int, alone: bool) -> int:
    """Where the full form of an acronym in brackets begins; the bracket if that is unclear."""
    lower, words = register.document.lower, register.words
    short = lower[acronym].replace("-", "")
    for start in range(bracket - 1, max(first, bracket - 12) - 1, -1):
        full = [w for w in lower[start:bracket] if w not in words.inside_names]
        full = [w for w in full if w not in words.determiners]
        if len(full) > 1 and lower[start][0] == short[0] and abbreviates(short, full):
            return start
    named = [n for n in range(first, bracket) if words.bits(lower[n]) & ORGANISATION]
    if not named or not alone:
        return bracket
    start = named[0]
    while (
        start > first and register.document.capital[start - 1] and not words.bits(lower[start - 1])
    ):
        start -= 1
    return start


def enter_organisation(register: Register, first: int, end: int) -> None:
    """Enter an organisation whose name is part of a longer run."""
    document, words = register.document, register.words
    key = key_of(document.lower, first, end, words)
    if len(key) > 1 and key not in register.entities:
        entity = Entity(key, shown(document, first, end, words), "organisation", named_at=[first])
        register.entities[key] = entity
        index(register, key)
