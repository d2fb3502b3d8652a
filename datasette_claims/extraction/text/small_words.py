"""Names that are spelt like small words: Theresa May, Li An, Will Harrow, Said Baraka.

A word of grammar, a month or a verb that reports is a name where what stands beside it tells so. It
then keeps its capital among the words in small letters, so that no list takes it for the other.
"""

from __future__ import annotations

from collections.abc import Sequence

from datasette_claims.extraction.languages.language import Language
from datasette_claims.extraction.languages.name_words import ROLE, TITLE
from datasette_claims.extraction.languages.word_classes import (
    CONJUNCTION,
    DETERMINER,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    SUBORDINATOR,
)

NO_FIRST_NAME = PREPOSITION | CONJUNCTION | SUBORDINATOR | DETERMINER | PRONOUN | POSSESSIVE
ENDS = frozenset(',.;:!?)”"’—–(')
"""Marks behind a name."""


def with_names(
    words: Sequence[str], lower: list[str], capital: bytearray, language: Language
) -> list[str]:
    """The words in small letters, but for those that are names and not the word that they spell."""
    small = [
        n
        for n in range(len(words))
        if capital[n] and lower[n] in language.small_words and words[n].istitle()
    ]
    found = {n for n in small if is_family_name(words, lower, capital, n, language)}
    found |= {n for n in small if is_first_name(words, lower, capital, n, language)}
    if not found:
        return lower
    known = {lower[n] for n in found}
    found |= {n for n in small if lower[n] in known and speaks_alone(words, lower, n, language)}
    for n in found:
        lower[n] = words[n]
    return lower


def is_family_name(
    words: Sequence[str], lower: Sequence[str], capital: bytearray, n: int, language: Language
) -> bool:
    """Does a title, first name or word of no class stand right before, a verb or mark behind?"""
    if n < 1 or n + 1 >= len(words) or capital[n + 1]:
        return False
    ends = words[n + 1] in ENDS or lower[n + 1] in language.names.say_after
    if ends and has_title(words, lower, n, language):
        return True
    before, given = lower[n - 1], language.names.given_names
    if not (ends and capital[n - 1] and words[n - 1].isalpha()) or words[n - 1].isupper():
        return False
    if before in given:
        return True
    inside = n > 1 and (words[n - 2].isalpha() or words[n - 2] == ".")
    ranked = n > 1 and language.names.bits(lower[n - 2]) & (TITLE | ROLE)
    return bool(inside and ranked) and before not in language.small_words


def is_first_name(
    words: Sequence[str], lower: Sequence[str], capital: bytearray, n: int, language: Language
) -> bool:
    """Does a word of no class follow with a capital, and the verb of the two stand beside them?

    A month with a word before it is one, unless that is a rank or a day: `In June Boeing said`.
    """
    if n + 1 >= len(words) or not capital[n + 1] or not words[n + 1].isalpha():
        return False
    names, after = language.names, lower[n + 1]
    if words[n + 1].isupper() or names.bits(after) or after in language.tags:
        return False
    if language.tags.get(lower[n], 0) & NO_FIRST_NAME:
        return False
    before = lower[n - 1] if n else ""
    if before in names.say_before and not (n and capital[n - 1]):
        return lower[n] not in names.no_names or lower[n] in names.given_names
    behind = lower[n + 2] if n + 2 < len(words) else ""
    if lower[n] not in names.given_names:
        return False
    if behind not in names.say_after and not tells_person(lower, n + 2, language):
        return False
    opens = not n or not words[n - 1][0].isalnum() or before in names.no_names
    return opens or bool(names.bits(before) & (TITLE | ROLE)) or lower[n] not in names.no_names


def tells_person(lower: Sequence[str], n: int, language: Language) -> bool:
    """Does a comma with an age or a relative pronoun for people follow: `Will Harrow, who`?"""
    if list(lower[n : n + 1]) != [","] or n + 1 >= len(lower):
        return False
    behind = lower[n + 1]
    age = behind.isdigit() and len(behind) < 3 and list(lower[n + 2 : n + 3]) == [","]
    return age or language.names.pronouns.get(behind) == "person"


def speaks_alone(words: Sequence[str], lower: Sequence[str], n: int, language: Language) -> bool:
    """Does a name that the text has told stand behind a title or first name, or beside a verb?"""
    behind = lower[n + 1] if n + 1 < len(words) else ""
    before = lower[n - 1] if n else ""
    if behind in language.names.say_after or has_title(words, lower, n, language):
        return True
    if before in language.names.given_names and words[n - 1].istitle():
        return True
    return before in language.names.say_before and not behind[:1].isalnum()


def has_title(words: Sequence[str], lower: Sequence[str], n: int, language: Language) -> bool:
    """Does a title stand right before: Mrs May, Dr. Will?"""
    rank = n - 2 if n > 1 and words[n - 1] == "." else n - 1
    return rank >= 0 and words[rank].istitle() and bool(language.names.bits(lower[rank]) & TITLE)
