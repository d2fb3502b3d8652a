"""The table of names of one document: who and what it names, how fully, and where.

It is made from the whole text, so that a short name finds its full form wherever that stands, and
asked by the resolution of speakers (speakers.py).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from datasette_claims.extraction.language import (
    ADVERB,
    AUXILIARY,
    DETERMINER,
    POSSESSIVE,
    PREPOSITION,
    VERB,
)
from datasette_claims.extraction.names import (
    AFFILIATION,
    BODY,
    PLACE,
    ROLE,
    TITLE,
    Evidence,
    Name,
    NameWords,
    abbreviates,
    capitals,
    find_runs,
    is_acronym,
    is_capital,
    one_slip,
    parse,
    without_possessive,
)
from datasette_claims.extraction.tokens import Document
from datasette_claims.model import SpeakerKind

Key = tuple[str, ...]
MOST = 2_000
"""Names beyond which a text is no article, and slow look-ups among all of them are left out."""
SHARED = 64
"""Names kept for one word that they share."""
NEARBY = 30
"""Tokens within which a pronoun is taken for the last person named."""


class Occurrence(NamedTuple):
    """Where a name stands. ``speaks`` is True beside a reporting word, ``hidden`` where it is no
    subject: in a quotation, or after a preposition or determiner."""

    at: int
    key: Key
    speaks: bool
    hidden: bool


@dataclass(slots=True)
class Entity:
    """Somebody or something that is named, and what is known about it."""

    key: Key
    name: str
    kind: SpeakerKind
    role: str = ""
    certain: bool = False
    located: bool = False
    opens: bool = True
    places: list[int] = field(default_factory=list)


@dataclass(slots=True)
class People:
    """The names of a document. ``mentions`` has every occurrence in text order."""

    document: Document
    words: NameWords
    evidence: Evidence
    capital: bytearray
    entities: dict[Key, Entity] = field(default_factory=dict)
    by_word: dict[str, list[Key]] = field(default_factory=dict)
    occurrences: list[Occurrence] = field(default_factory=list)
    acronyms: dict[str, str] = field(default_factory=dict)
    roles: list[tuple[int, frozenset[str], Key]] = field(default_factory=list)
    variants: dict[Key, Entity | None] = field(default_factory=dict)
    affiliated: set[str] = field(default_factory=set)
    by_name: dict[str, Entity] = field(default_factory=dict)
    genders: dict[Key, int] | None = None
    lowered: str = ""

    def sentence_of(self, n: int) -> int:
        """The first token of the sentence that a token stands in."""
        sentences = self.document.sentences
        return sentences[max(0, bisect_right(sentences, (n, len(self.document.words))) - 1)][0]

    def body(self, key: Key) -> str:
        """The full name of a body that is named by an acronym or a short form; empty if unknown."""
        if len(key) == 1 and key[0] in self.acronyms:
            return self.acronyms[key[0]]
        long = " ".join(self.words.short_forms.get(word, word) for word in key)
        if long != " ".join(key):
            self.lowered = self.lowered or self.document.text.lower()
            at = self.lowered.find(long)
            if at >= 0 and len(self.lowered) == len(self.document.text):
                return self.document.text[at : at + len(long)]
        if len(key) == 1 and len(key[0]) > 4 and len(self.entities) < MOST:
            for other, entity in self.entities.items():
                small = [w for w in other if w not in self.words.lists["inside_names"]]
                if len(small) > 1 and abbreviates(key[0], small):
                    return entity.name
        return ""

    def variant(self, key: Key) -> Entity | None:
        """The person, better known to the text, whose name this shortens or misspells."""
        if key not in self.variants:
            self.variants[key] = self._variant(key)
        return self.variants[key]

    def _variant(self, key: Key) -> Entity | None:
        word = key[0]
        if len(key) > 1 or len(word) < 5 or len(self.entities) > MOST:
            return None
        own = len(self.entities[key].places) if key in self.entities else 0
        for other, entity in self.entities.items():
            if not entity.certain or entity.kind != "person" or other == key:
                continue
            if len(other) == 1:
                if len(entity.places) > own and one_slip(word, other[0]):
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
            self.genders = self._genders()
        return self.genders.get(entity.key, 0)

    def _genders(self) -> dict[Key, int]:
        words, lower = self.words, self.document.lower
        votes: dict[Key, int] = {}
        last, last_at = None, -1
        pronouns = [n for n, word in enumerate(lower) if words.sign(word)]
        occurrences = iter([*self.occurrences, Occurrence(len(lower), (), False, True)])
        upcoming = next(occurrences)
        for n in pronouns:
            while upcoming.at < n:
                if not upcoming.hidden and self.entities[upcoming.key].kind == "person":
                    entity = self.person(upcoming.key, upcoming.at)
                    if entity is not None:
                        last, last_at = entity.key, upcoming.at
                upcoming = next(occurrences)
            if last is not None and n - last_at < NEARBY and not self.document.quoted[n]:
                votes[last] = votes.get(last, 0) + words.sign(lower[n])
        for entity in self.entities.values():
            for word in entity.role.lower().replace(".", "").split():
                sign = 5 * words.sign(word)
                if sign:
                    votes[entity.key] = votes.get(entity.key, 0) + sign
        return votes

    def person(self, key: Key, at: int) -> Entity | None:
        """The person whom a name stands for, if it is sure that it is one."""
        entity = self.fullest(key, at)
        if entity is None or entity.kind != "person" or entity.located:
            return None
        return entity if entity.certain or self.entities[key].certain else None

    def fullest(self, key: Key, at: int) -> Entity | None:
        """The entity that a name stands for: the one with most words that has all of its words.

        Where several share them, the one named last before `at` is meant, else the next.
        """
        if " ".join(key) in self.words.lists["states"]:
            return self.entities.get(key)
        candidates = [
            self.entities[other]
            for other in self.by_word.get(key[0], ())
            if len(other) > len(key) and contains(other, key)
        ]
        if len(key) > 1:
            candidates = [one for one in candidates if one.key[0] == key[0] or one.certain]
        own = self.entities.get(key)
        people = [one for one in candidates if one.kind == "person"]
        candidates = people or candidates
        sure = [one for one in candidates if one.certain or not one.opens]
        candidates = sure or candidates  # a first word that only opens sentences may be no name
        if not candidates:
            return self.variant(key) or own
        return min(candidates, key=lambda one: (distance(one, at), -len(one.key)))


def distance(entity: Entity, at: int) -> tuple[int, int]:
    """How far the nearest occurrence before a token is; later ones count as further."""
    n = bisect_right(entity.places, at)
    return (0, at - entity.places[n - 1]) if n else (1, entity.places[0] - at)


def contains(longer: Key, shorter: Key) -> bool:
    """Has the longer name the words of the shorter in the same order?"""
    rest = iter(longer)
    return all(word in rest for word in shorter)


def read_people(document: Document, words: NameWords, alone: frozenset[str]) -> People:
    """The name table of a document; ``alone`` are words that stand for a speaker by themselves."""
    capital = capitals(document.words)
    runs = list(find_runs(document, words, capital, 0, len(document.words)))
    people = People(document, words, gather(document, words, runs, alone), capital)
    headlines = title_case(document)
    for first, end in runs:
        if any(low <= first < high for low, high in headlines):
            continue
        if document.tags[first] & PREPOSITION or not document.words[first - 1][0].isalnum():
            first = after_common(people, first, end)
        if first < end:
            add(people, parse(document, words, first, end, people.evidence))
    people.by_name.update((entity.name, entity) for entity in people.entities.values())
    return people


def gather(
    document: Document, words: NameWords, runs: Sequence[tuple[int, int]], alone: frozenset[str]
) -> Evidence:
    """What the text tells about the words of its runs."""
    lower = document.lower
    common = frozenset(set(document.words) & set(lower))
    locatives = words.lists["locatives"]
    located = frozenset(
        lower[first] for first, _ in runs if first and lower[first - 1] in locatives
    )
    return Evidence(common, alone, located)


def title_case(document: Document) -> list[tuple[int, int]]:
    """Headlines that write every longer word with a capital: their runs are no names."""
    found = []
    for first, end in document.sentences[:2]:
        longer = [word for word in document.words[first:end] if len(word) > 3 and word.isalpha()]
        if len(longer) > 3 and all(word[0].isupper() for word in longer):
            found.append((first, end))
    return found


def after_common(people: People, first: int, end: int) -> int:
    """The first token of a run whose capital is not owed to the beginning of the sentence."""
    document, words = people.document, people.words
    lower, cues = document.lower, document.language.cues
    while (
        first < end
        and not words.bits(lower[first]) & ~AFFILIATION
        and (
            lower[first] in people.evidence.common
            or document.tags[first]
            or lower[first] in cues
            or lower[first] in words.lists["bodies_speak"]
            or lower[first] in words.lists["group_words"]
        )
    ):
        first += 1
    return first


def add(people: People, name: Name) -> None:
    """Enter one run: the name, its role, and whether it surely is a person."""
    document, words = people.document, people.words
    lower, texts = document.lower, document.words
    add_bodies(people, name)
    start = name.first if name.body else name.name
    while start < name.end and not texts[start][0].isalpha():
        start += 1
    if start >= name.end:
        return
    key = key_of(lower, start, name.end, words)
    before = lower[name.first - 1] if name.first else ""
    if before == "(" and name.end < len(texts) and texts[name.end] == ")":
        return
    if not key or key[0] in words.date_words:
        return
    after = texts[name.end] if name.end < len(texts) else ""
    prefix = words.bits(before) & (ROLE | TITLE)
    if prefix and after == "," and len(texts) > name.end + 1:
        prefix = 0 if is_capital(texts[name.end + 1]) else prefix
    ranked = bool(name.classes & (TITLE | ROLE))
    role = document.piece(name.first, name.name).strip() if name.name < name.end else ""
    kind: SpeakerKind = "person"
    people.affiliated.update(
        word for word in lower[name.first : name.name] if name.classes and not words.bits(word)
    )
    if name.classes == PLACE or (" ".join(key) in words.lists["states"] and not ranked):
        kind, role = "state", ""
    elif (
        not ranked and not prefix and (name.body or role or has_acronym(texts, start, name, words))
    ):
        kind, role = "organisation", ""
    elif len(key) == 1 and (key[0] in people.affiliated or key[0] in people.acronyms):
        kind = "organisation"
    elif prefix:
        role = document.piece(name.first - 1, name.name if role else name.first)
    elif before == "," and not role:
        role = role_before(document, words, name.first - 1)
    opens = not before or not before[0].isalnum()
    entity = people.entities.get(key)
    if entity is None:
        entity = Entity(key, shown(document, start, name.end, words), kind, role)
        people.entities[key] = entity
        index(people, key)
    elif role and not entity.role:
        entity.role, entity.kind = role, kind
    entity.opens = entity.opens and opens
    speaks = not document.quoted[name.first] and beside_cue(document, name, words)
    if before in words.lists["locatives"]:
        entity.located = True
    elif kind == "person" and not entity.certain:
        known = len(key) > 1 or key[0] in people.evidence.alone
        entity.certain = (
            (speaks and (known or not opens))
            or (ranked and (known or not name.classes & ~(TITLE | ROLE)))
            or (known and (bool(role) or has_apposition(document, words, name.end)))
        )
    entity.places.append(name.first)
    hidden = document.quoted[name.first] or (
        not speaks and bool(document.tags[name.first - 1] & (PREPOSITION | DETERMINER | POSSESSIVE))
    )
    people.occurrences.append(Occurrence(name.first, key, speaks, bool(hidden)))
    if role and len(people.roles) < MOST:
        people.roles.append((name.first, frozenset(role.lower().split()), key))


def has_acronym(texts: Sequence[str], start: int, name: Name, words: NameWords) -> bool:
    """Is the name an acronym, or one that only an organisation has (`Toyota UK`)?"""
    return is_acronym(texts[start]) or (not words.role_first and is_acronym(texts[name.end - 1]))


def index(people: People, key: Key) -> None:
    """Let a name be found by each of its words."""
    for word in key:
        known = people.by_word.setdefault(word, [])
        if len(known) < SHARED:
            known.append(key)


def role_before(document: Document, words: NameWords, comma: int) -> str:
    """The role that ends at a comma before a name: `Apple's chief executive, Tim Cook`."""
    lower = document.lower
    first = comma
    while first and comma - first < 12 and lower[first - 1][0].isalnum():
        first -= 1
        if lower[first] in words.say_after or document.tags[first] & (VERB | AUXILIARY):
            break
        if words.bits(lower[first]) & ROLE:
            return document.piece(first, comma)
    return ""


def add_bodies(people: People, name: Name) -> None:
    """Enter the body within a run, and the acronym in brackets that stands in it or after it."""
    document, words = people.document, people.words
    lower, texts = document.lower, document.words
    limit = name.end if name.body or name.name == name.end else name.name
    for bracket in range(name.first + 1, min(name.end + 1, len(texts) - 2)):
        if texts[bracket] != "(":
            continue
        limit = min(limit, bracket)
        alone = texts[bracket + 2] == ")"
        for n in range(bracket + 1, min(bracket + 4, len(texts))):
            if not is_capital(texts[n]):
                break
            start = full_form(people, name.first, bracket, n, alone)
            if start < bracket:
                people.acronyms.setdefault(lower[n], shown(document, start, bracket, words))
                enter_body(people, start, bracket)
    for start in range(name.first, limit - 1):
        if words.bits(lower[start]) & BODY and not (name.body and start == name.first):
            enter_body(people, start, limit)


def full_form(people: People, first: int, bracket: int, acronym: int, alone: bool) -> int:
    """Where the full form of an acronym in brackets begins; the bracket if that is unclear."""
    lower, words = people.document.lower, people.words
    short = lower[acronym].replace("-", "")
    for start in range(bracket - 1, max(first, bracket - 12) - 1, -1):
        full = [w for w in lower[start:bracket] if w not in words.lists["inside_names"]]
        full = [w for w in full if w not in words.lists["determiners"]]
        if len(full) > 1 and lower[start][0] == short[0] and abbreviates(short, full):
            return start
    bodies = [n for n in range(first, bracket) if words.bits(lower[n]) & BODY]
    return bodies[0] if bodies and alone else bracket


def enter_body(people: People, first: int, end: int) -> None:
    """Enter an organisation whose name is part of a longer run."""
    document, words = people.document, people.words
    key = key_of(document.lower, first, end, words)
    if len(key) > 1 and key not in people.entities:
        entity = Entity(key, shown(document, first, end, words), "organisation", places=[first])
        people.entities[key] = entity
        index(people, key)


def beside_cue(document: Document, name: Name, words: NameWords) -> bool:
    """Does the name stand as the subject of a reporting word, right before or after it?"""
    lower, tags = document.lower, document.tags
    if name.first and lower[name.first - 1] in words.say_before:
        return True
    after, end = name.end, min(name.end + 3, len(lower))
    while after < end and tags[after] & (AUXILIARY | ADVERB):
        after += 1
    return after < end and lower[after] in words.say_after


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
