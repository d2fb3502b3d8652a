"""The table of names of one document: who and what it names, how fully, and where.

It is made from the whole text, so that a short name finds its full form wherever that stands, and
asked by the resolution of speakers (speakers.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from datasette_claims.extraction.names import (
    AFFILIATION,
    ROLE,
    TITLE,
    Name,
    NameWords,
    find_runs,
    is_acronym,
    parse,
    without_possessive,
)
from datasette_claims.extraction.tokens import Document
from datasette_claims.model import SpeakerKind

Key = tuple[str, ...]


@dataclass(slots=True)
class Entity:
    """Somebody or something that is named, and what is known about it."""

    key: Key
    name: str
    kind: SpeakerKind
    role: str = ""
    gender: str = ""
    certain: bool = False
    places: list[int] = field(default_factory=list)


@dataclass(slots=True)
class People:
    """The names of a document. ``mentions`` has every occurrence in text order."""

    document: Document
    words: NameWords
    common: frozenset[str]
    entities: dict[Key, Entity] = field(default_factory=dict)
    by_word: dict[str, list[Key]] = field(default_factory=dict)
    occurrences: list[tuple[int, Key]] = field(default_factory=list)
    acronyms: dict[str, str] = field(default_factory=dict)
    roles: list[tuple[int, frozenset[str], Key]] = field(default_factory=list)

    def fullest(self, key: Key, at: int) -> Entity | None:
        """The entity that a name stands for: the one with most words that has all of its words.

        Where several share them, the one named last before `at` is meant, else the next.
        """
        candidates = [
            self.entities[other]
            for other in self.by_word.get(key[0], ())
            if len(other) > len(key) and contains(other, key)
        ]
        own = self.entities.get(key)
        people = [one for one in candidates if one.kind == "person"]
        candidates = people or candidates
        if not candidates:
            return own
        return min(candidates, key=lambda one: (distance(one, at), -len(one.key)))


def distance(entity: Entity, at: int) -> tuple[int, int]:
    """How far the nearest occurrence before a token is; later ones count as further."""
    before = [place for place in entity.places if place <= at]
    return (0, at - before[-1]) if before else (1, entity.places[0] - at)


def contains(longer: Key, shorter: Key) -> bool:
    """Has the longer name the words of the shorter in the same order?"""
    rest = iter(longer)
    return all(word in rest for word in shorter)


def read_people(document: Document, words: NameWords, alone: frozenset[str]) -> People:
    """The name table of a document; ``alone`` are words that stand for a speaker by themselves."""
    lower, texts = document.lower, document.words
    common = frozenset(word for word, small in zip(texts, lower, strict=True) if word == small)
    people = People(document, words, common)
    begins = {sentence[0] for sentence in document.sentences}
    for first, end in find_runs(document, words, 0, len(texts)):
        if first in begins or (first and document.quoted[first - 1]):
            first = after_common(document, words, first, end, common)
        if first < end:
            add(people, parse(document, words, first, end, common, alone))
    return people


def after_common(
    document: Document, words: NameWords, first: int, end: int, common: frozenset[str]
) -> int:
    """The first token of a run whose capital is not owed to the beginning of the sentence."""
    lower, cues = document.lower, document.language.cues
    while (
        first < end
        and not words.bits(lower[first]) & ~AFFILIATION
        and (
            lower[first] in common
            or document.tags[first]
            or lower[first] in cues
            or lower[first] in words.lists["bodies_speak"]
            or lower[first] in words.lists["group_words"]
        )
    ):
        first += 1
    return first


def add(people: People, name: Name) -> None:
    """Enter one run: the name with its role, and the acronym that may follow in brackets."""
    document, words = people.document, people.words
    lower, texts = document.lower, document.words
    start = name.first if name.body else name.name
    while start < name.end and not texts[start][0].isalpha():
        start += 1
    if start >= name.end:
        return
    key = key_of(lower, start, name.end, words)
    if not key:
        return
    kind: SpeakerKind = "person"
    joined = " ".join(key)
    role = "" if name.body else document.piece(name.first, name.name).strip()
    before = lower[name.first - 1] if name.first else ""
    if name.body:
        kind = "organisation"
    elif joined in words.lists["states"] and not role:
        kind = "state"
    elif not role and (len(key) == 1 and is_acronym(texts[start])):
        kind = "organisation"
    elif not role and words.bits(before) & (ROLE | TITLE):
        role = document.piece(name.first - 1, name.first)
    entity = people.entities.get(key)
    if entity is None:
        entity = Entity(key, shown(document, start, name.end, words), kind, role)
        people.entities[key] = entity
        for word in key:
            people.by_word.setdefault(word, []).append(key)
    elif role and not entity.role:
        entity.role, entity.kind = role, kind
    if kind == "person" and (role or has_apposition(document, words, name.end)):
        entity.certain = True
    entity.places.append(name.first)
    people.occurrences.append((name.first, key))
    if role:
        people.roles.append((name.first, frozenset(role.lower().split()), key))


def has_apposition(document: Document, words: NameWords, n: int) -> bool:
    """Does what follows a name say that it is a person: an age, a role, a relative pronoun?"""
    lower = document.lower[n : n + 5]
    if len(lower) < 2:
        return False
    if lower[0] in words.lists["as_role"]:
        return True
    if lower[0] in ("(", ",") and lower[1].isdigit() and len(lower[1]) < 3:
        return True
    return lower[0] == "," and (
        words.pronouns.get(lower[1]) == "person"
        or any(words.bits(word) & ROLE for word in lower[1:4] if word != ",")
    )


def key_of(lower: Sequence[str], first: int, end: int, words: NameWords) -> Key:
    """The words of a name in small letters, without marks and the ending of possessors."""
    return tuple(
        without_possessive(word, words.possessive) for word in lower[first:end] if word[0].isalnum()
    )


def shown(document: Document, first: int, end: int, words: NameWords) -> str:
    """The name as it is printed, on one line, without the ending of possessors."""
    return without_possessive(" ".join(document.piece(first, end).split()), words.possessive)
