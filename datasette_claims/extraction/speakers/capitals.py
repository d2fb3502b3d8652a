"""Runs of words with capitals, cut into title, role, body and the name itself.

What remains at the end of a run is a name. The text itself helps to find where it begins: a word
that it also writes small is hardly part of it, and one that stands for a speaker alone surely is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import NamedTuple

from datasette_claims.extraction.languages.name_words import (
    AFFILIATION,
    OCCUPATION,
    ORGANISATION,
    PLACE,
    ROLE,
    TITLE,
    NameKey,
    NameWords,
)
from datasette_claims.extraction.languages.word_classes import CONJUNCTION, PREPOSITION
from datasette_claims.extraction.speakers.runs import AMPERSAND
from datasette_claims.extraction.text.spelling import is_acronym, without_possessive
from datasette_claims.extraction.text.tokens import Document

LONGEST_RUN = 30
NUMERAL = re.compile(r"[IVX]{2,}")
"""A Roman numeral, which counts offices and bodies: Komisi II, Kanwil DJP Jawa Tengah II."""


class Name(NamedTuple):
    """A run of capitalised words: `first:end` are its tokens, `proper:end` those of the name.

    ``proper == end`` where the run is a role or title only. ``classes`` are the bits of all words
    before the name, ``body`` is True where the run as a whole names an organisation.
    """

    first: int
    proper: int
    end: int
    classes: int
    organisation: bool


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Evidence:
    """What the text itself tells about its words, all in small letters.

    ``common`` are words that it also writes small, ``alone`` those that stand for a speaker by
    themselves, ``located`` those that follow `in` or `at` and so name places, ``inside`` those
    that have a capital where no sentence opens.
    """

    common: frozenset[str] = frozenset()
    alone: frozenset[str] = frozenset()
    located: frozenset[str] = frozenset()
    inside: frozenset[str] = frozenset()
    followers: Mapping[str, str] = field(default_factory=dict)


def followers(texts: Sequence[str], capital: bytearray) -> dict[str, str]:
    """The word after each word with a capital; empty where it is not always the same."""
    found: dict[str, str] = {}
    for n in compress(range(len(texts) - 1), capital):
        if found.setdefault(texts[n], texts[n + 1]) != texts[n + 1]:
            found[texts[n]] = ""
    return found


def parse(document: Document, words: NameWords, first: int, end: int, evidence: Evidence) -> Name:
    """Cut a run into what stands before the name and the name."""
    texts = document.words
    bits = bits_of_run(document, words, first, end)
    if AMPERSAND in texts[first:end] and not any(bit & (TITLE | ROLE) for bit in bits):
        return Name(first, first, end, 0, True)
    if not (any(bits) or (words.role_first and is_acronym(texts[first]))):
        return Name(first, first, end, 0, False)
    if words.role_first:
        return parse_role_first(document, words, first, end, bits, evidence)
    if document.lower[end - 1] in evidence.alone and not bits[-1] & ~(TITLE | ROLE | OCCUPATION):
        bits[-1] = 0  # a surname that is also a role: Dean, King
    bits = without_surnames(document, first, end, bits)
    before = 0
    last = first
    for n, bit in enumerate(bits, first):
        if bit & (TITLE | ROLE):
            before |= bit
            last = n + 1
    while last < end and texts[last] == ".":
        last += 1
    if first < last < end and document.lower[last] in words.inside_names:
        last = after_office(document, words, last, end, evidence)
    elif last == first and names_body(document, words, first, bits):
        return Name(first, first, end, 0, True)
    elif last == first and bits[0] & ORGANISATION and is_apposed(document, words, first, end, bits):
        return Name(first, first + 1, end, ROLE, False)
    ends_in_body = bits[-1] & ORGANISATION and not bits[-1] & (TITLE | ROLE)
    if (
        ends_in_body
        or (last == first and bits[0] & ORGANISATION)
        or (last == end and bits[-1] & ORGANISATION)
    ):
        return Name(first, first, end, 0, True)
    return Name(first, last, end, before, False)


def bits_of_run(document: Document, words: NameWords, first: int, end: int) -> list[int]:
    """The classes of the words of a run; titles of two words are titles, particles nothing."""
    bits_of, possessive, lower = words.classes.get, words.possessive, document.lower
    bits = [
        bits_of(without_possessive(w, possessive) if w.endswith(possessive) else w, 0)
        for w in lower[first:end]
    ]
    for n in range(first + 1, end - 1):
        if lower[n] in words.particles and not document.capital[n]:
            bits[n - first] = 0  # del, anak
    for n in range(len(bits) - 1) if words.title_pairs or words.role_pairs else ():
        pair = (lower[first + n], lower[first + n + 1])
        if pair in words.title_pairs:
            bits[n : n + 2] = TITLE, TITLE
        elif pair in words.role_pairs:
            bits[n : n + 2] = ROLE, AFFILIATION
    return bits


def without_surnames(document: Document, first: int, end: int, bits: Sequence[int]) -> list[int]:
    """The classes without occupations that may be surnames: Ana Baker, Baker Lee.

    At the beginning of a sentence and before a full name they are none: `Bookseller Ana Lee`.
    """
    opens = end - first > 2 and (not first or not document.words[first - 1][0].isalnum())
    signs = document.language.names.signs
    found = [0 if bit & OCCUPATION and (n or not opens) else bit for n, bit in enumerate(bits)]
    courtesy = bool(found[0] & TITLE) and document.lower[first] in signs
    second = 2 if courtesy and document.words[first + 1 : first + 2] == ["."] else 1
    if courtesy and second < len(found) - 1 and not found[second] & TITLE:
        found[second] = 0  # Mr. Dean Abbot
    return found


def names_body(document: Document, words: NameWords, first: int, bits: Sequence[int]) -> bool:
    """Is it a body by a noun that a preposition follows: `River Fund of Leeds`?"""
    return any(
        bit & ORGANISATION
        and document.lower[n] in words.inside_names
        and not document.tags[n] & CONJUNCTION
        for n, bit in enumerate(bits[:-1], first + 1)
    )


def is_apposed(
    document: Document, words: NameWords, first: int, end: int, bits: Sequence[int]
) -> bool:
    """Does a plural only tell whose somebody is: `Police Ana Lee`, and no `Union Pacific`?"""
    plural = document.language.plural_shape
    return (
        end - first > 2
        and plural is not None
        and plural.match(document.lower[first]) is not None
        and not any(bits[1:])
        and words.inside_names.isdisjoint(document.lower[first:end])
    )


def after_office(
    document: Document, words: NameWords, last: int, end: int, evidence: Evidence
) -> int:
    """Where the name begins behind what an office is of: `Minister of State for Health Ana Lee`.

    One word that is left, and speaks nowhere alone, is what it is of: `Commissioner for Roads`.
    """
    lower = document.lower
    while last < end and lower[last] in words.inside_names:
        last += 3 if lower[last + 1] in words.determiners else 2
        while last < end and words.bits(lower[last]) & (ORGANISATION | AFFILIATION | PLACE):
            last += 1
    if end - last == 1 and lower[last] not in evidence.alone:
        return end
    return max(min(last, end), end - 2) if end - last > 3 else min(last, end)


def parse_role_first(
    document: Document,
    words: NameWords,
    first: int,
    end: int,
    bits: Sequence[int],
    evidence: Evidence,
) -> Name:
    """Cut a run in which a role comes first, then its body, then the name."""
    lower, texts = document.lower, document.words
    bits = without_given(texts, first, bits)
    bits = bits_in_text(words, lower[first:end], bits, evidence)
    medium = not document.language.frame.outlet_words.isdisjoint(lower[first:end])
    if lower[first] in words.bodies or (medium and bits[0] == PLACE):
        return Name(first, first, end, 0, True)  # Google Indonesia
    if not bits[0] and is_acronym(texts[first]):
        if "." in texts[first]:
            bits[0] = TITLE  # K.H. Ana, R.A. Ana
        elif acts_as_body(document, words, first, end, bits, evidence):
            return Name(first, first, end, 0, True)
    opens = bits[0] or is_acronym(texts[first])
    if not opens and not any(bit & (TITLE | ROLE) for bit in bits):
        return Name(first, first, end, 0, False)
    led = follows_role(document, words, first)
    last, classes, strong = before_proper(document, words, first, end, bits, evidence)
    if not classes & (TITLE | ROLE) and bits[0] & ORGANISATION:
        named = led and (end - last > 1 or (last < end and lower[last] in evidence.alone))
        if not named:
            return Name(first, first, end, 0, True)
    if last == end > first + 1 and classes == AFFILIATION and is_acronym(texts[first]):
        return Name(first, first, end, 0, True)  # BPJS Kesehatan
    if last == end and classes and not classes & ~(PLACE | AFFILIATION):
        return Name(first, first, end, PLACE, False)
    if not strong & TITLE:
        last = after_affiliation(document, last, end, evidence)
    return Name(first, last, end, classes | (ROLE if led else 0), False)


def without_given(texts: Sequence[str], first: int, bits: Sequence[int]) -> list[int]:
    """The classes without roles that are also names, behind a name: `Menteri Agama Luki Hakim`."""
    return [
        0
        if bit & OCCUPATION and n and not bits[n - 1] and texts[first + n - 1].isalpha()
        else bit & ~OCCUPATION
        for n, bit in enumerate(bits)
    ]


def acts_as_body(
    document: Document,
    words: NameWords,
    first: int,
    end: int,
    bits: Sequence[int],
    evidence: Evidence,
) -> bool:
    """Does an acronym that opens a run name a body with all that follows: `KBRI Phnom Penh`?"""
    lower = document.lower
    return (
        len(lower[first]) > 2
        and not any(bit & (TITLE | ROLE) for bit in bits)
        and not follows_role(document, words, first)
        and evidence.alone.isdisjoint(lower[first + 1 : end])
    )


def bits_in_text(
    words: NameWords, lower: Sequence[str], bits: Sequence[int], evidence: Evidence
) -> list[int]:
    """The classes of the words of a run, as far as the text itself does not tell otherwise."""
    alone = evidence.alone - words.states  # a state may speak and stand before a name too
    told = [
        0 if word in alone and not bit & ~(PLACE | AFFILIATION) else bit
        for word, bit in zip(lower, bits, strict=True)
    ]
    heads = len(told) > 1 and told[0] & ORGANISATION and not told[0] & (TITLE | ROLE)
    if heads and told[1] & ROLE:  # it tells whose body it is: Ikatan Apoteker
        told[1] = told[1] & ~ROLE | AFFILIATION
    if words.affiliation_shape:
        fits = words.affiliation_shape.match
        for n, word in enumerate(lower):
            if not told[n] and word not in evidence.alone and fits(word):
                told[n] = AFFILIATION
    return told


def before_proper(
    document: Document,
    words: NameWords,
    first: int,
    end: int,
    bits: Sequence[int],
    evidence: Evidence,
) -> tuple[int, int, int]:
    """Where role and body end in a run, the classes of all their words, and those of the last."""
    texts, lower = document.words, document.lower
    last, classes, strong = first, 0, 0
    for n, bit in enumerate(bits, first):
        initials = n > last and len(texts[n]) < 3 and not NUMERAL.fullmatch(texts[n])
        if bit or not texts[n][0].isalpha() or (is_acronym(texts[n]) and not initials):
            last, strong = n + 1, bit
            classes |= bit
        elif lower[n] in words.inside_names or (
            first < n == last < end - 1
            and lower[n] not in evidence.alone
            and (
                lower[n] in evidence.located
                or lower[n - 1] in words.place_heads
                or (n < end - 2 and lower[n] in words.towns)
            )
        ):
            last = n + 1
    return last, classes, strong


def follows_role(document: Document, words: NameWords, first: int) -> bool:
    """Does a run belong to a role that the words right before it tell?"""
    lower, tags = document.lower, document.tags
    n = first - 1
    if n > 0 and tags[n] & PREPOSITION:
        while n > max(0, first - 9) and (lower[n - 1][0].isalnum() or lower[n - 1] in "()"):
            n -= 1
            if words.bits(lower[n]) & ROLE:
                return True
        return False
    return any(words.bits(word) & ROLE for word in lower[max(0, first - 3) : first])


def after_affiliation(document: Document, last: int, end: int, evidence: Evidence) -> int:
    """Where the name begins after words that the lists do not know to belong to a body.

    They are words that the text also writes small, or uses apart from this name, unless they stand
    for the speaker by themselves.
    """
    lower = document.lower
    while last + 1 < end and lower[last] not in evidence.alone:
        word, following = document.words[last], document.words[last + 1]
        known = any(lower[n] in evidence.alone for n in range(last + 1, end))
        apart = known and evidence.followers.get(word) != following
        if not apart and lower[last] not in evidence.common:
            break
        last += 1
    return last


def key_of(lower: Sequence[str], first: int, end: int, words: NameWords) -> NameKey:
    """The words of a name in small letters, without marks and the ending of possessors."""
    possessive = words.possessive
    return tuple(
        [
            without_possessive(word, possessive) if word.endswith(possessive) else word
            for word in lower[first:end]
            if word[0].isalnum()
        ]
    )


def shown(document: Document, first: int, end: int, words: NameWords) -> str:
    """The name as it is printed, on one line, without the ending of possessors."""
    printed = " ".join(document.piece(first, end).split()).strip(" ,;:-–—")
    return without_possessive(printed, words.possessive)
