"""Names that a comma parts from their role: `the mayor, Ana Lee`, `Ana Lee, the mayor, said`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from datasette_claims.extraction.languages.name_words import (
    ORGANISATION,
    PLACE,
    ROLE,
    TITLE,
    NameWords,
)
from datasette_claims.extraction.speakers.capitals import key_of, parse
from datasette_claims.extraction.speakers.register import Register
from datasette_claims.extraction.speakers.runs import find_runs
from datasette_claims.extraction.text.spelling import is_acronym
from datasette_claims.extraction.text.tokens import Document

SEGMENTS = 4
"""Parts between commas that may stand between a role and its name: districts, provinces."""


class SourceName(NamedTuple):
    """What a source phrase names: a name (a token range), or nothing by name (an empty one)."""

    first: int
    end: int
    role: str = ""
    organisation: bool = False
    several: bool = False


def is_also_called(register: Register, first: int, n: int, end: int) -> bool:
    """Does another name of the same person follow a name: `Ana Lestari alias Anul`?"""
    document, words = register.document, register.words
    return (
        document.lower[n] in words.also_called
        and bool(document.capital[n - 1])
        and not words.bits(document.lower[first]) & ORGANISATION
        and (n + 1 >= end or not is_acronym(document.words[n + 1]))
    )


def fuller_name(register: Register, first: int, n: int, end: int) -> SourceName | None:
    """The full name that follows one that the text has only short: `Anul, real name Ana Lestari`.

    ``n`` is where the words for another name stand.
    """
    document, words = register.document, register.words
    known = register.person(key_of(document.lower, first, n, words), first)
    if n - first > 1 or (known is not None and len(known.key) > 1):
        return None
    for low, high in find_runs(document, words, n + 1, end):
        name = parse(document, words, low, high, register.evidence)
        if name.end - name.proper > 1 and not name.organisation and name.classes != PLACE:
            return SourceName(name.proper, name.end)
    return None


def name_behind(register: Register, first: int, relative: int, end: int) -> SourceName | None:
    """The name behind a relative clause and a comma: `The detective who came first, Ana Lee`."""
    document, words = register.document, register.words
    comma = next((n for n in range(end - 1, relative, -1) if document.words[n] == ","), end)
    if comma == end or not has_role(words, document.lower, first, relative):
        return None
    if any(register.document.capital[n] for n in range(first + 1, relative)):
        return None
    run = find_runs(document, words, comma + 1, end)
    if not run or run[0] != (comma + 1, end):
        return None
    name = parse(document, words, comma + 1, end, register.evidence)
    if name.organisation or name.classes == PLACE or name.end - name.proper < 2:
        return None
    return SourceName(name.proper, end, document.piece(first, relative).rstrip(" ,"))


def after_comma(register: Register, first: int, end: int) -> SourceName | None:
    """The name behind the comma after a role, where the source stops short of it."""
    document, words = register.document, register.words
    if document.words[end : end + 1] != [","] or not has_role(words, document.lower, first, end):
        return None
    if not words.group_words.isdisjoint(document.lower[max(0, first - 1) : first + 1]):
        return None
    role_end = end
    for _ in range(SEGMENTS):
        if document.words[end : end + 1] != [","]:
            return None
        end += 1
        if document.lower[end : end + 1] and document.lower[end] in words.joiners:
            end += 1
        if (
            register.document.capital[end : end + 1] != b"\x01"
            or document.lower[end] in words.no_names
        ):
            return None
        run = find_runs(document, words, end, min(end + 10, len(document.words)))[0]
        name = parse(document, words, *run, register.evidence)
        place = document.lower[run[0]] in words.place_heads or name.classes & ORGANISATION
        if name.proper < name.end and name.classes != PLACE and not name.organisation and not place:
            return SourceName(name.proper, name.end, document.piece(first, role_end))
        end = name.end
    return None


def before_comma(register: Register, first: int, end: int) -> SourceName | None:
    """The name before the comma, where the source is only what the text adds to the name."""
    document, words = register.document, register.words
    lower = document.lower
    adds = has_role(words, lower, first, min(first + 4, end))
    opened = not words.indefinite.isdisjoint(lower[first - 1 : first + 1])
    of_body = opened and not words.generic_bodies.isdisjoint(lower[first : min(first + 4, end)])
    adds = adds or of_body or (opened and words.role_first)
    comma = first - 1
    while comma > 0 and lower[comma] in words.indefinite | words.determiners:
        comma -= 1
    if not adds or comma < 1 or document.words[comma] != ",":
        return None
    stop = comma
    if document.words[stop - 1] == ")":
        stop = next((n for n in range(stop - 1, max(0, stop - 5), -1) if lower[n] == "("), stop)
    elif lower[stop - 1].isdigit() and document.words[stop - 2] == ",":
        stop -= 2
    low = max(register.sentence_of(first), stop - 8)
    for run in find_runs(document, words, low, stop):
        if run[1] == stop:
            name = parse(document, words, *run, register.evidence)
            key = key_of(lower, name.proper, name.end, words)
            body = register.entities.get(key_of(lower, *run, words)) if of_body else None
            if body is not None and body.kind == "organisation":
                return SourceName(*run, organisation=True)
            if not name.organisation and key and register.person(key, run[0]):
                if has_spoken(register, low, run[0]) and not closes(document, end):
                    return None
                return SourceName(name.proper, name.end, document.piece(first, end))
    return None


def has_spoken(register: Register, low: int, name: int) -> bool:
    """Does a clause follow a name that tells what it says: `According to Ana Lee, the judge`?"""
    document, words = register.document, register.words
    n = name
    while n > low and (
        words.bits(document.lower[n - 1])
        or document.capital[n - 1]
        or document.lower[n - 1] in words.determiners
    ):
        n -= 1
        if document.lower[n] in words.say_before:
            return True
    if n > low and document.lower[n - 1] in words.say_before:
        return True
    return any(
        size <= n - low and tuple(document.lower[n - size : n]) in words.view_openers
        for size in (1, 2, 3)
    )


def closes(document: Document, end: int) -> bool:
    """Does a comma or bracket end what is told of a name?"""
    return end >= len(document.words) or document.words[end] in ",()"


def has_role(words: NameWords, lower: Sequence[str], first: int, end: int) -> bool:
    """Does one of the words say what somebody is?"""
    return any(words.bits(word) & (ROLE | TITLE) for word in lower[first:end])
