"""What is written behind or within a name and is no part of its sentence: degrees, nicknames.

So is the apostrophe of a title, which is no quotation mark: Dato’.

They are blanked before the text is cut into tokens, so that `Ana Lee, M.D., said` reads as
`Ana Lee, said` to every step; spans still are stretches of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import repeat
from typing import NamedTuple

from datasette_claims.extraction.languages.name_words import TITLE, NameWords

BEFORE = 40
"""Letters before an aside within which the word stands that it belongs to."""
NICKNAME = re.compile(r"[“\"‘'](?<=\w .)([A-Z][\w.-]+(?: [A-Z][\w-]+)?)[”\"’'](?= [A-Z])")


class Aside(NamedTuple):
    """A stretch of text that is blanked, and the nickname that it is, if it is one."""

    start: int
    end: int
    nickname: str = ""


def find_asides(text: str, names: NameWords) -> list[Aside]:
    """Degrees and nicknames behind words with a capital, and marks of titles, in text order.

    The last full stop of a degree that ends a sentence stays.
    """
    degrees, behind, marks = names.degree_shape, names.postnominal_shape, names.title_marks
    found = [
        Aside(match.start(), match.end() - ends_sentence(text, match.end()))
        for match in (degrees.finditer(text) if degrees else ())
        if follows_name(text, match.start())
    ]
    found += [
        Aside(match.start(), match.end())
        for match in (behind.finditer(text) if behind else ())
        if follows_full_name(text, match.start(), names)
    ]
    found += [
        Aside(match.start(), match.end(), match[1])
        for match in NICKNAME.finditer(text)
        if follows_name(text, match.start() - 1)
    ]
    found += [
        Aside(match.start(), match.end()) for match in (marks.finditer(text) if marks else ())
    ]
    return sorted(found)


def follows_name(text: str, at: int) -> bool:
    """Is the word before a place one with a capital that is no acronym?"""
    words = text[max(0, at - BEFORE) : at].split()
    return bool(words) and words[-1][:1].isupper() and not words[-1].isupper()


def follows_full_name(text: str, at: int, names: NameWords) -> bool:
    """Do two words with a capital stand before a place, neither of which tells a body or office?"""
    words = text[max(0, at - BEFORE) : at].rpartition("\n")[2].split()[-2:]
    return (
        len(words) == 2
        and " ".join(words).lower() not in names.states
        and all(map(may_be_of_name, words, repeat(names)))
    )


def may_be_of_name(word: str, names: NameWords) -> bool:
    """May the word be part of the name of a person, by its capital and the lists?"""
    return (
        word[0].isupper()
        and word[-1].isalpha()
        and not word.isupper()
        and not names.bits(word.lower()) & ~TITLE
    )


def ends_sentence(text: str, end: int) -> bool:
    """Does a full stop end the sentence too: at the end of a line, or before a capital?"""
    rest = text[end : end + 2]
    return text[end - 1] == "." and (not rest.strip(" ") or rest[0] == "\n" or rest[1:].isupper())


def blanked(text: str, asides: Sequence[Aside]) -> str:
    """The text with blanks for asides; every other letter stands where it stood."""
    pieces: list[str] = []
    at = 0
    for aside in asides:
        if aside.start >= at:
            pieces += text[at : aside.start], " " * (aside.end - aside.start)
            at = aside.end
    return "".join(pieces) + text[at:]
