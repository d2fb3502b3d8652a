"""The name in a source phrase that the phrase is about, and the role that is printed with it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from datasette_claims.extraction.languages.name_words import (
    AFFILIATION,
    ORGANISATION,
    PLACE,
    ROLE,
    TITLE,
    NameWords,
)
from datasette_claims.extraction.languages.word_classes import PREPOSITION, RELATIVE
from datasette_claims.extraction.speakers.capitals import Name, find_runs, key_of, parse
from datasette_claims.extraction.speakers.register import Register
from datasette_claims.extraction.text.spelling import is_acronym, spelt_out
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


def after_determiners(document: Document, words: NameWords, first: int, end: int) -> int:
    """The first token that is no determiner or mark, or the very first if nothing is left."""
    n = first
    while n < end and (
        document.lower[n] in words.determiners or not document.words[n][0].isalnum()
    ):
        n += 1
    return n if n < end else first


def only_opens(register: Register, name: Name) -> bool:
    """Is one word a plural or a document that has its capital from the sentence alone?"""
    if name.end - name.first > 1 or (
        name.first and register.document.words[name.first - 1][0].isalnum()
    ):
        return False
    word = register.document.lower[name.first]
    if word in register.evidence.inside:
        return False
    plural = register.document.language.plural_shape
    return word in register.words.document_nouns or bool(plural and plural.match(word))


def whole_run(register: Register, first: int, end: int) -> int:
    """The end of a source phrase, moved to the end of the run of capitals that it cuts."""
    capital, document = register.capital, register.document
    if end >= len(capital) or not (capital[end - 1] and capital[end]):
        return end
    limit = min(end + 8, len(capital))
    runs = find_runs(document, register.words, capital, first, limit)
    return next((b for a, b in runs if a < end < b), end)


def find_source_name(register: Register, first: int, end: int) -> SourceName:
    """The name in a source phrase that the phrase is about."""
    document, words = register.document, register.words
    lower, tags = document.lower, document.tags
    if spelt_out(document, first, end):
        return SourceName(first, end - 3, organisation=True)
    for n in range(first + 1, end):
        if tags[n] & RELATIVE or lower[n] in words.including:
            late_name = name_behind(register, first, n, end)
            if late_name is not None:
                return late_name
            end = n
            break
    names = [
        parse(document, words, a, b, register.evidence)
        for a, b in find_runs(document, words, register.capital, first, end)
    ]
    nothing = SourceName(first, first)
    if names and is_common_noun(document, names[0], first, end):
        del names[0]
    if not names:
        return nothing
    opening = names[0] if names[0].first == first else None
    if opening and (lower[first] in words.bodies_speak or lower[first] in words.group_words):
        opening = None
    if opening and only_opens(register, opening):
        opening = None
    if opening and words.role_first and holds_list(document, words, names, end):
        return SourceName(names[-1].name, end, document.piece(first, names[-1].name))
    if opening and len(names) > 1 and joint(document, words, names):
        return SourceName(first, end, several=True)
    if (
        opening
        and opening.organisation
        and (words.role_first or leads_phrase(document, words, opening, end))
    ):
        return SourceName(opening.first, opening.end, organisation=True)
    last = names[-1]
    late = last is not opening and last.end == end and lower[last.first - 1] == ","
    if (
        opening
        and late
        and opening.classes & (ORGANISATION | AFFILIATION)
        and last.name == last.first
    ):
        return SourceName(last.first, end, document.piece(first, last.first).rstrip(" ,"))
    named = last.name < last.end and not last.organisation and last.classes != PLACE
    if opening and late and words.role_first and opening.classes & ROLE and named:
        # whose lawyer, which town's mayor, and then who it is: Pengacara Ani, Budi Santoso
        return SourceName(last.name, last.end, document.piece(first, last.name).rstrip(" ,"))
    behind = last is not opening and last.classes & ORGANISATION and last.name < last.end
    if opening and behind and words.role_first and tags[opening.end] & PREPOSITION:
        # the name stands behind the body: Direktur Jenderal X pada Kementerian Y (KY) Nama
        return SourceName(last.name, last.end, document.piece(first, last.name))
    if opening and opening.name < opening.end and leads_phrase(document, words, opening, end):
        return SourceName(opening.name, opening.end, role_of(document, opening, end))
    if lower[first] in words.bodies_speak:
        return next(
            (
                SourceName(n.first, n.end, organisation=True)
                for n in names
                if is_organisation(register, n)
            ),
            nothing,
        )
    if lower[first] in words.group_words:
        return nothing
    best = nothing
    for name in names:
        start = name.first if name.organisation else name.name
        if name.organisation or name.classes == PLACE or start >= name.end:
            continue
        before = lower[name.first - 1] if name.first > first else ""
        role = document.piece(first, start).rstrip(" ,(")
        if before == "," and has_role(words, lower, first, name.first):
            return SourceName(start, name.end, role)
        bits = words.bits(before)
        lead = name.first - 1
        while lead > first and lower[lead] in words.determiners:
            lead -= 1
        direct = bits & (ROLE | TITLE | AFFILIATION) or (
            name.first > first + 1
            and not tags[lead] & PREPOSITION
            and not any(word.isdigit() for word in lower[first:start])
            and has_role(words, lower, max(first, name.first - 3), name.first)
        )
        if before.endswith(words.possessive) and name.end - start > 1:
            direct = direct or leads_phrase(document, words, name, end)
        if words.role_first and not tags[lead] & PREPOSITION:
            direct = direct or bool(name.classes & (TITLE | ROLE))
        if direct and best is nothing:
            best = SourceName(start, name.end, role)
    if best is nothing and words.role_first and last.end == end:
        return name_at_end(register, first, last)
    return best


def name_behind(register: Register, first: int, relative: int, end: int) -> SourceName | None:
    """The name behind a relative clause and a comma: `The detective who came first, Ana Lee`."""
    document, words = register.document, register.words
    comma = next((n for n in range(end - 1, relative, -1) if document.words[n] == ","), end)
    if comma == end or not has_role(words, document.lower, first, relative):
        return None
    if any(register.capital[n] for n in range(first + 1, relative)):
        return None
    run = find_runs(document, words, register.capital, comma + 1, end)
    if not run or run[0] != (comma + 1, end):
        return None
    name = parse(document, words, comma + 1, end, register.evidence)
    if name.organisation or name.classes == PLACE or name.end - name.name < 2:
        return None
    return SourceName(name.name, end, document.piece(first, relative).rstrip(" ,"))


def name_at_end(register: Register, first: int, last: Name) -> SourceName:
    """The name at the end of a phrase that begins with a role, behind all that belongs to it."""
    lower, alone = register.document.lower, register.evidence.alone
    start = last.name
    if register.document.tags[last.first - 1] & PREPOSITION:
        start = next((n for n in range(last.first, last.end) if lower[n] in alone), last.end)
    role = has_role(register.words, lower, first, min(first + 2, last.first))
    if not role or last.organisation or last.classes == PLACE or last.end - start < 2:
        return SourceName(first, first)
    return SourceName(start, last.end, register.document.piece(first, start))


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
        if register.capital[end : end + 1] != b"\x01" or document.lower[end] in words.date_words:
            return None
        run = find_runs(document, words, register.capital, end, min(end + 10, len(document.words)))[
            0
        ]
        name = parse(document, words, *run, register.evidence)
        place = document.lower[run[0]] in words.place_heads or name.classes & ORGANISATION
        if name.name < name.end and name.classes != PLACE and not name.organisation and not place:
            return SourceName(name.name, name.end, document.piece(first, role_end))
        end = name.end
    return None


def before_comma(register: Register, first: int, end: int) -> SourceName | None:
    """The name before the comma, where the source is only what the text adds to the name."""
    document, words = register.document, register.words
    lower = document.lower
    adds = has_role(words, lower, first, min(first + 4, end))
    if words.role_first:
        adds = adds or not words.indefinite.isdisjoint(lower[first - 1 : first + 1])
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
    for run in find_runs(document, words, register.capital, low, stop):
        if run[1] == stop:
            name = parse(document, words, *run, register.evidence)
            key = key_of(lower, name.name, name.end, words)
            if not name.organisation and key and register.person(key, run[0]):
                return SourceName(name.name, name.end, document.piece(first, end))
    return None


def has_role(words: NameWords, lower: Sequence[str], first: int, end: int) -> bool:
    """Does one of the words say what somebody is?"""
    return any(words.bits(word) & (ROLE | TITLE) for word in lower[first:end])


def is_common_noun(document: Document, name: Name, first: int, end: int) -> bool:
    """Has a noun its capital from the sentence alone, as the next shows: `Majelis hakim`?"""
    after = name.first + 1
    return (
        name.organisation
        and name.first == first
        and name.end == after < end
        and not document.tags[after]
        and document.words[after].isalpha()
        and document.words[after].islower()
    )


def holds_list(document: Document, words: NameWords, names: Sequence[Name], end: int) -> bool:
    """Is what a role is of a list, and the name behind it (`Kepala Pusat A, B, dan C Budi`)?"""
    last = names[-1]
    between = {
        word
        for one, other in pairwise(names)
        for word in document.lower[one.end : other.first]
        if word not in words.joiners
    }
    return bool(
        between == {","}
        and names[0].classes & ROLE
        and names[0].classes & (ORGANISATION | AFFILIATION)
        and not any(name.classes & (ROLE | TITLE) for name in names[1:])
        and last.first < last.name < last.end == end
        and not last.organisation
    )


def joint(document: Document, words: NameWords, names: Sequence[Name]) -> bool:
    """Are the first two names joined by `and`?"""
    between = document.lower[names[0].end : names[1].first]
    return (
        0 < len(between) < 3
        and between[0] in words.joiners
        and all(word in words.determiners for word in between[1:])
    )


def leads_phrase(document: Document, words: NameWords, name: Name, end: int) -> bool:
    """Is a name at the beginning of the phrase what it is about? A common noun may follow it."""
    if name.end == end:
        return True
    if document.lower[name.end - 1].endswith(words.possessive) and words.possessive:
        return False
    if name.classes & (TITLE | ROLE):
        return True
    following = document.words[name.end]
    return (
        not following[0].isalpha()
        or bool(document.tags[name.end] & (RELATIVE | PREPOSITION))
        or document.lower[name.end] in words.as_role
    )


def role_of(document: Document, name: Name, end: int) -> str:
    """The role that stands before a name, or behind it after a comma and perhaps an age."""
    before = document.piece(name.first, name.name)
    n = name.end
    if n < end and document.words[n] == "(":
        n = next((k for k in range(n, min(n + 8, end)) if document.words[k] == ")"), n)
    while n < end and (document.words[n] in ",()" or document.lower[n].isdigit()):
        n += 1
    if before or n == name.end or n == end or document.tags[n] & (RELATIVE | PREPOSITION):
        return before
    return document.piece(n, end).rstrip(" ,")


def is_organisation(register: Register, name: Name) -> bool:
    """Is it an organisation, by its words or by being an acronym?"""
    return name.organisation or is_acronym(register.document.words[name.first])
