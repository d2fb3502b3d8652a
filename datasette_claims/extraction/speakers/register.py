"""The table of names of one document: who and what it names, how fully, and where.

It is made from the whole text, so that a short name finds its full form wherever that stands, and
asked by the resolution of speakers (resolution.py).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations, compress, count
from typing import NamedTuple

from datasette_claims.extraction.languages.name_words import (
    ORGANISATION,
    TITLE,
    NameKey,
    NameWords,
)
from datasette_claims.extraction.languages.word_classes import POSSESSIVE, PRONOUN
from datasette_claims.extraction.speakers.capitals import Evidence
from datasette_claims.extraction.text.spelling import abbreviates, one_slip
from datasette_claims.extraction.text.tokens import Document
from datasette_claims.model import SpeakerKind

MOST = 400
"""Names beyond which a text is no article, and slow look-ups among all of them are left out."""
SHARED = 64
"""Names kept for one word that they share."""
NEARBY = 30
"""Tokens within which a pronoun is taken for the last person named."""


class Occurrence(NamedTuple):
    """Where a name stands. ``speaks`` is True beside a reporting word, ``hidden`` where it is no
    subject: in a quotation, or after a preposition or determiner."""

    at: int
    key: NameKey
    speaks: bool
    hidden: bool


@dataclass(slots=True)
class Entity:
    """Somebody or something that is named, and what is known about it."""

    key: NameKey
    name: str
    kind: SpeakerKind
    role: str = ""
    certain: bool = False
    located: bool = False
    opens: bool = True
    named_at: list[int] = field(default_factory=list)


@dataclass(slots=True, eq=False, repr=False)
class Register:
    """The names of a document. ``occurrences`` are in text order."""

    document: Document
    words: NameWords
    evidence: Evidence
    entities: dict[NameKey, Entity] = field(default_factory=dict)
    by_word: dict[str, list[NameKey]] = field(default_factory=dict)
    occurrences: list[Occurrence] = field(default_factory=list)
    acronyms: dict[str, str] = field(default_factory=dict)
    roles: list[tuple[int, frozenset[str], NameKey]] = field(default_factory=list)
    full_names: dict[NameKey, str] = field(default_factory=dict)
    variants: dict[NameKey, Entity | None] = field(default_factory=dict)
    affiliated: set[str] = field(default_factory=set)
    aliases: dict[str, NameKey] = field(default_factory=dict)
    """Nicknames and initials told beside a name: Robert “Bobby” Lee, Ana Lee (AL)."""
    by_name: dict[str, Entity] = field(default_factory=dict)
    genders: dict[NameKey, int] | None = None
    lowered: str = ""

    def sentence_of(self, n: int) -> int:
        """The first token of the sentence that a token stands in."""
        sentences = self.document.sentences
        return sentences[max(0, bisect_right(sentences, (n, len(self.document.words))) - 1)][0]

    def organisation(self, key: NameKey) -> str:
        """The full name of a body that is named by an acronym or a short form; empty if unknown."""
        if key not in self.full_names:
            self.full_names[key] = self._organisation(key)
        return self.full_names[key]

    def _organisation(self, key: NameKey) -> str:
        if len(key) == 1 and key[0] in self.acronyms:
            return self.acronyms[key[0]]
        long = " ".join(self.words.short_forms.get(word, word) for word in key)
        if long != " ".join(key):
            self.lowered = self.lowered or self.document.text.lower()
            at = self.lowered.find(long)
            if at >= 0 and len(self.lowered) == len(self.document.text):
                return self.document.text[at : at + len(long)]
        if len(key) > 1 or len(self.entities) >= MOST or key[0] in self.words.short_forms:
            return ""  # what it is short for stands nowhere
        return self._spelt_by_initials(key[0]) or self._put_together(key[0])

    def _spelt_by_initials(self, short: str) -> str:
        """The body whose initials are the short form."""
        if not 2 < len(short) < 7:
            return ""
        for other, entity in self.entities.items():
            if entity.kind != "organisation" or len(other) < len(short):
                continue
            if "".join(w[0] for w in other if w not in self.words.inside_names) == short:
                return entity.name
        return ""

    def _put_together(self, short: str) -> str:
        """The body whose short form is made from the beginnings of its words."""
        if len(short) < 5:
            return ""
        for other, entity in self.entities.items():
            if entity.kind == "person" or len(other) < 2:
                continue
            main = [w for w in other if w not in self.words.inside_names]
            if len(main) > 1 and abbreviates(short, main):
                return entity.name
        return ""

    def variant(self, key: NameKey) -> Entity | None:
        """The person, better known to the text, whose name this shortens or misspells."""
        if key not in self.variants:
            self.variants[key] = self._variant(key)
        return self.variants[key]

    def _variant(self, key: NameKey) -> Entity | None:
        word = key[0]
        if len(key) > 1 or len(word) < 5 or len(self.entities) > MOST:
            return None
        own = len(self.entities[key].named_at) if key in self.entities else 0
        for other, entity in self.entities.items():
            if not entity.certain or entity.kind != "person" or other == key:
                continue
            if len(other) == 1:
                if len(entity.named_at) > own and one_slip(word, other[0]):
                    return entity
            elif abbreviates(word, other) or any(
                part.startswith(word) or one_slip(word, part) for part in other
            ):
                return entity
        return None

    def gender(self, entity: Entity) -> int:
        """Positive for a man, negative for a woman, 0 where the text does not tell.

        Its titles and roles tell, and pronouns that follow it with no other person between.
        """
        if self.genders is None:
            self.genders = {}  # while they are counted, nobody's is known
            self.genders = self._genders()
        return self.genders.get(entity.key, 0)

    def _genders(self) -> dict[NameKey, int]:
        signs, lower = self.words.signs, self.document.lower
        votes: dict[NameKey, int] = {}
        last, last_at, begun = None, -1, -1
        told = signs.keys() & self.words.pronouns.keys()
        pronouns = compress(count(), map(told.__contains__, lower))
        occurrences = iter([*self.occurrences, Occurrence(len(lower), (), False, True)])
        upcoming = next(occurrences)
        for n in pronouns:
            while upcoming.at < n:
                if not upcoming.hidden and self.entities[upcoming.key].kind == "person":
                    entity = self.person(upcoming.key, upcoming.at)
                    sentence = self.sentence_of(upcoming.at)
                    if entity is not None:  # two in one sentence: either may be meant
                        alone = sentence != begun or last == entity.key
                        last, begun = entity.key if alone else None, sentence
                        last_at = upcoming.at
                upcoming = next(occurrences)
            if not self.document.tags[n] & (PRONOUN | POSSESSIVE):
                continue  # an object (him) is seldom the subject of its own clause
            near = last is not None and n - last_at < NEARBY and self.sentence_of(n) == begun
            if last is not None and near and not self.document.quoted[n]:
                votes[last] = votes.get(last, 0) + signs[lower[n]]
        for entity in self.entities.values():
            for word in entity.role.lower().replace(".", "").split():
                if word in signs:
                    votes[entity.key] = votes.get(entity.key, 0) + 5 * signs[word]
            sign = self.words.given_names.get(entity.key[0], 0) if len(entity.key) > 1 else 0
            if sign:
                votes[entity.key] = votes.get(entity.key, 0) + 4 * sign
        for short in list(self.entities.values()):
            if len(short.key) == 1 and short.role and short.key in votes and short.named_at:
                full = self.fullest(short.key, short.named_at[0])
                if full is not None and full.key not in votes:  # Mr Rennie is Callum Rennie
                    votes[full.key] = votes[short.key]
        return votes

    def are_two(self, word: str, candidates: Sequence[Entity], at: int) -> bool:
        """Do two people bear the surname who are both named before a token?"""
        before = [one for one in candidates if one.kind == "person" and one.named_at[0] < at]
        return any(bear_one(word, one, other) for one, other in combinations(before[:9], 2))

    def person(self, key: NameKey, at: int) -> Entity | None:
        """The person whom a name stands for, if it is sure that it is one."""
        entity = self.fullest(key, at, self.sign(at))
        if entity is None or entity.kind != "person" or entity.located:
            return None
        own = self.entities.get(key, entity)
        return entity if entity.certain or own.certain else None

    def sign(self, at: int) -> int:
        """What a title that begins a name tells of the gender: Mrs."""
        stop = at > 0 and self.document.words[at] == "."  # Mr. Lee
        word = self.document.lower[at - 1 if stop else at].rstrip(".")
        return self.words.signs.get(word, 0) if self.words.bits(word) & TITLE else 0

    def fullest(self, key: NameKey, at: int, sign: int = 0, role: str = "") -> Entity | None:
        """The entity that a name stands for: the one with most words that has all of its words.

        Where several share them, the one named last before `at` is meant, else the next; who is
        of the other gender than the title says (`sign`) is not. Of two people with one surname,
        the one of the role is meant; where nothing tells them apart, neither is.
        """
        own = self.entities.get(key)
        if " ".join(key) in self.words.states or (own and own.kind == "state" and len(key) > 1):
            return own
        if len(key) == 1 and key[0] in self.aliases:
            return self.entities[self.aliases[key[0]]]
        size, sharing = len(key), self.by_word.get(key[0], ())
        candidates = [
            self.entities[other]
            for other in sharing
            if len(other) > size and (size == 1 or contains(other, key))
        ]
        if size == 1 and key[0] in self.words.short_forms:
            candidates = [one for one in candidates if one.kind == "person"]
        if size == 1 and self.words.role_first and self.words.bits(key[0]) & ORGANISATION:
            candidates = [one for one in candidates if one.key[0] == key[0]]  # its head comes first
        if not candidates:
            return self.variant(key) or own
        if size > 1:
            given = self.words.given_names
            family = key[0] not in given  # Eriksson Ek is Joel Eriksson Ek
            candidates = [
                one
                for one in candidates
                if one.key[0] == key[0]
                or one.certain
                or (family and one.key[0] in given and one.key[-size:] == key)
            ]
        if sign:
            candidates = [one for one in candidates if self.gender(one) * sign >= 0]
            if not candidates:
                return own
        persons = [one for one in candidates if one.kind == "person"]
        candidates = persons or candidates
        sure = [one for one in candidates if one.certain or not one.opens]
        candidates = sure or candidates  # a first word that only opens sentences may be no name
        if not candidates:
            return self.variant(key) or own
        if size == 1 and len(persons) > 1 and self.are_two(key[0], persons, at):
            of_role = [one for one in persons if shares_word(one.role, role)]
            return of_role[0] if len(of_role) == 1 else own
        return min(candidates, key=lambda one: (distance(one, at), -len(one.key)))


def shares_word(one: str, other: str) -> bool:
    """Have two roles a word in common, but for their full stops?"""
    words = (set(role.lower().replace(".", "").split()) for role in (one, other))
    return not set.isdisjoint(*words)


def bear_one(word: str, one: Entity, other: Entity) -> bool:
    """Do two people bear one surname, and are not one with and without a middle name?"""
    if one.key[0] == other.key[0] or contains(one.key, other.key) or contains(other.key, one.key):
        return False
    return one.key[-1] == other.key[-1] == word and one.certain and other.certain


def distance(entity: Entity, at: int) -> tuple[int, int]:
    """How far the nearest occurrence before a token is; later ones count as further."""
    n = bisect_right(entity.named_at, at)
    return (0, at - entity.named_at[n - 1]) if n else (1, entity.named_at[0] - at)


def contains(longer: NameKey, shorter: NameKey) -> bool:
    """Has the longer name the words of the shorter in the same order?"""
    rest = iter(longer)
    return all(word in rest for word in shorter)


def index(persons: Register, key: NameKey) -> None:
    """Let a name be found by each of its words."""
    prefixes = persons.words.prefixes
    bare = [word[word.index("-") + 1 :] for word in key if word.startswith(prefixes)]
    for word in (*key, *bare):  # Hadidi is Nabil al-Hadidi
        known = persons.by_word.setdefault(word, [])
        if len(known) < SHARED:
            known.append(key)
