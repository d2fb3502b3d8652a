"""Whom the sources of claims stand for: the fullest name, the role, what kind of speaker it is."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from datasette_claims.extraction.boilerplate import frame_words
from datasette_claims.extraction.language import PREPOSITION, RELATIVE
from datasette_claims.extraction.mentions import Mention, Speaker
from datasette_claims.extraction.names import (
    AFFILIATION,
    BODY,
    PLACE,
    ROLE,
    TITLE,
    Name,
    NameWords,
    find_runs,
    is_acronym,
    is_capital,
    name_words,
    parse,
)
from datasette_claims.extraction.people import (
    Entity,
    People,
    key_of,
    read_people,
    shown,
)
from datasette_claims.extraction.tokens import Document
from datasette_claims.model import SpeakerKind

AGE = re.compile(r"\d{1,3}-\w+-old")
FAR = 8
"""Sentences back in which somebody may be meant by a pronoun."""
LONG = 30
"""Claims back in which the last person is looked for where the sentences before name none."""
NEAR = 2


class Head(NamedTuple):
    """What a source phrase names: a name (a token range), or nothing by name (an empty one)."""

    first: int
    end: int
    role: str = ""
    body: bool = False
    several: bool = False


def resolve(document: Document, mentions: Sequence[Mention]) -> list[Speaker]:
    """Give one speaker for each mention; mentions come in text order."""
    if not mentions:
        return []
    words = name_words(document.language)
    alone = frozenset(
        document.lower[mention.first]
        for mention in mentions
        if mention.end - mention.first == 1 and is_capital(document.words[mention.first])
    )
    people = read_people(document, words, alone - words.pronouns.keys())
    resolution = Resolution(people, [occurrence.at for occurrence in people.occurrences])
    return [resolution.speaker(mention) for mention in mentions]


@dataclass(slots=True)
class Resolution:
    """The mentions of a document that are resolved so far, and how the next one is."""

    people: People
    starts: Sequence[int]
    history: list[tuple[int, Speaker]] = field(default_factory=list)

    def speaker(self, mention: Mention) -> Speaker:
        """The speaker of the next mention."""
        speaker = self._speaker(mention)
        self.history.append((mention.at, speaker))
        return speaker

    def _speaker(self, mention: Mention) -> Speaker:
        people = self.people
        document, words = people.document, people.words
        if mention.first == mention.end:
            return self.history[-1][1] if self.history else Speaker("", kind="unnamed")
        first = after_determiners(document, words, mention.first, mention.end)
        pronoun = words.pronouns.get(document.lower[first]) if mention.end - first == 1 else None
        if mention.clitic or pronoun:
            return self.antecedent(mention, pronoun or "person")
        head = find_head(people, first, mention.end)
        if head.several:
            return Speaker(shown(document, first, mention.end, words), kind="group")
        if head.first < head.end:
            beyond = None
            if head.role and head.end == mention.end and head.end - head.first < 3:
                beyond = after_comma(people, first, mention.end)
            return named(people, beyond or head, mention.at)
        beside = after_comma(people, first, mention.end) or before_comma(people, first, mention.end)
        if beside is not None:
            return named(people, beside, mention.at)
        generic = generic_kind(people, mention, first)
        if generic:
            return self.antecedent(mention, generic)
        return described(people, mention, first)

    def antecedent(self, mention: Mention, kind: str) -> Speaker:
        """Whom a pronoun or clitic stands for: who spoke or acted in the sentence before it."""
        document = self.people.document
        if kind in ("plural", "thing", "self", "body"):
            return self.other(mention, kind)
        sentence = bisect_right(document.sentences, (mention.at, len(document.words))) - 1
        upper, told = mention.at, len(self.history)
        fallback: Speaker | None = None
        for number in range(sentence, max(-1, sentence - FAR), -1):
            low = document.sentences[number][0]
            while told and self.history[told - 1][0] >= low:
                told -= 1
                at, speaker = self.history[told]
                if at < upper and speaker.kind == "person" and self.agrees(speaker.name, kind):
                    return speaker
            for n in range(bisect_left(self.starts, low), bisect_left(self.starts, upper)):
                at, key, speaks, hidden = self.people.occurrences[n]
                entity = None if hidden else self.people.person(key, at)
                if entity is None or not self.agrees(entity.name, kind):
                    continue
                who = Speaker(entity.name, entity.role)
                if speaks or number >= sentence - (NEAR if not mention.clitic else 1):
                    return who
                fallback = fallback or who
            upper = low
        if fallback:
            return fallback
        for _, speaker in reversed(self.history[-LONG:]):
            if speaker.kind == "person" and self.agrees(speaker.name, kind):
                return speaker
        return self.unknown(mention)

    def agrees(self, name: str, kind: str) -> bool:
        """May a pronoun of this kind stand for the person, as far as the text tells?"""
        if kind not in ("male", "female"):
            return True
        entity = self.people.by_name.get(name)
        gender = self.people.gender(entity) if entity else 0
        return gender >= 0 if kind == "male" else gender <= 0

    def other(self, mention: Mention, kind: str) -> Speaker:
        """Whom `they`, `it` or `the company` stands for: the last that was no person."""
        wanted = (
            ("organisation",) if kind == "body" else ("organisation", "group", "unnamed", "state")
        )
        for _, speaker in reversed(self.history[-6:]):
            if speaker.kind in wanted:
                return speaker
        for n in range(bisect_left(self.starts, mention.at) - 1, -1, -1):
            entity = self.people.entities[self.people.occurrences[n].key]
            if entity.kind == "organisation" and kind != "plural":
                return Speaker(entity.name, kind="organisation")
        return self.unknown(mention)

    def unknown(self, mention: Mention) -> Speaker:
        """The speaker of a pronoun that stands for nobody whom the text names before."""
        people = self.people
        first = after_determiners(people.document, people.words, mention.first, mention.end)
        return Speaker(description(people, mention, first), kind="unnamed")


def generic_kind(people: People, mention: Mention, first: int) -> str:
    """What a phrase that points back without a name stands for: a person, a body, or neither."""
    lists, lower = people.words.lists, people.document.lower
    end = mention.end
    while end - 1 > first and lower[end - 1] in lists["demonstratives"]:
        end -= 1
    pointing = end < mention.end or lower[mention.first] in lists["demonstratives"]
    if not people.words.role_first:
        pointing = pointing or (mention.first < first and lower[mention.first] in lists["definite"])
    if not pointing:
        return ""
    noun = lower[first] if people.words.role_first else lower[end - 1]
    if noun in lists["generic_bodies"] and not body_of(people, tuple(lower[first:end]), mention.at):
        return "body"
    short = end - first == 1 or not people.words.role_first
    return "person" if short and (noun in lists["generic_persons"] or AGE.fullmatch(noun)) else ""


def after_determiners(document: Document, words: NameWords, first: int, end: int) -> int:
    """The first token that is no determiner or mark, or the very first if nothing is left."""
    n = first
    while n < end and (
        document.lower[n] in words.lists["determiners"] or not document.words[n][0].isalnum()
    ):
        n += 1
    return n if n < end else first


def find_head(people: People, first: int, end: int) -> Head:
    """The name in a source phrase that the phrase is about."""
    document, words = people.document, people.words
    lower, tags = document.lower, document.tags
    for n in range(first + 1, end):
        if tags[n] & RELATIVE or lower[n] in words.lists["including"]:
            end = n
            break
    names = [
        parse(document, words, a, b, people.evidence)
        for a, b in find_runs(document, words, people.capital, first, end)
    ]
    nothing = Head(first, first)
    if not names:
        return nothing
    opening = names[0] if names[0].first == first else None
    if opening and lower[first] in words.lists["bodies_speak"] | words.lists["group_words"]:
        opening = None
    if opening and len(names) > 1 and joint(document, words, names):
        return Head(first, end, several=True)
    if opening and opening.body and (words.role_first or heads(document, words, opening, end)):
        return Head(opening.first, opening.end, body=True)
    last = names[-1]
    late = last is not opening and last.end == end and lower[last.first - 1] == ","
    if opening and late and opening.classes & (BODY | AFFILIATION) and last.name == last.first:
        return Head(last.first, end, document.piece(first, last.first).rstrip(" ,"))
    behind = last is not opening and last.classes & BODY and last.name < last.end
    if opening and behind and words.role_first and tags[opening.end] & PREPOSITION:
        # the name stands behind the body: Direktur Jenderal X pada Kementerian Y (KY) Nama
        return Head(last.name, last.end, document.piece(first, last.name))
    if opening and opening.name < opening.end and heads(document, words, opening, end):
        return Head(opening.name, opening.end, role_of(document, opening, end))
    if lower[first] in words.lists["bodies_speak"]:
        return next((Head(n.first, n.end, body=True) for n in names if is_body(people, n)), nothing)
    if lower[first] in words.lists["group_words"]:
        return nothing
    best = nothing
    for name in names:
        start = name.first if name.body else name.name
        if name.body or name.classes == PLACE or start >= name.end:
            continue
        before = lower[name.first - 1] if name.first > first else ""
        role = document.piece(first, start).rstrip(" ,(")
        if before == "," and has_role(words, lower, first, name.first):
            return Head(start, name.end, role)
        bits = words.bits(before)
        lead = name.first - 1
        while lead > first and lower[lead] in words.lists["determiners"]:
            lead -= 1
        direct = bits & (ROLE | TITLE | AFFILIATION) or (
            name.first > first + 1
            and not tags[lead] & PREPOSITION
            and has_role(words, lower, max(first, name.first - 3), name.first)
        )
        if direct and best is nothing:
            best = Head(start, name.end, role)
    return best


def after_comma(people: People, first: int, end: int) -> Head | None:
    """The name behind the comma after a role, where the source stops short of it."""
    document, words = people.document, people.words
    if document.words[end : end + 1] != [","] or not has_role(words, document.lower, first, end):
        return None
    if not words.lists["group_words"].isdisjoint(document.lower[max(0, first - 1) : first + 1]):
        return None
    run = next(
        find_runs(document, words, people.capital, end + 1, min(end + 8, len(document.words))), None
    )
    if run is None or run[0] != end + 1 or document.lower[run[0]] in words.date_words:
        return None
    name = parse(document, words, *run, people.evidence)
    if name.body or name.name == name.end or name.classes & BODY:
        return None
    return Head(name.name, name.end, document.piece(first, end))


def before_comma(people: People, first: int, end: int) -> Head | None:
    """The name before the comma, where the source is only what the text adds to the name."""
    document, words = people.document, people.words
    lower = document.lower
    adds = has_role(words, lower, first, min(first + 4, end))
    if words.role_first:
        adds = adds or not words.lists["indefinite"].isdisjoint(lower[first - 1 : first + 1])
    comma = first - 1
    while comma > 0 and lower[comma] in words.lists["indefinite"] | words.lists["determiners"]:
        comma -= 1
    if not adds or comma < 1 or document.words[comma] != ",":
        return None
    stop = comma
    if document.words[stop - 1] == ")":
        stop = next((n for n in range(stop - 1, max(0, stop - 5), -1) if lower[n] == "("), stop)
    elif lower[stop - 1].isdigit() and document.words[stop - 2] == ",":
        stop -= 2
    low = max(people.sentence_of(first), stop - 8)
    for run in find_runs(document, words, people.capital, low, stop):
        if run[1] == stop:
            name = parse(document, words, *run, people.evidence)
            key = key_of(lower, name.name, name.end, words)
            if not name.body and key and people.person(key, run[0]):
                return Head(name.name, name.end, document.piece(first, end))
    return None


def has_role(words: NameWords, lower: Sequence[str], first: int, end: int) -> bool:
    """Does one of the words say what somebody is?"""
    return any(words.bits(word) & (ROLE | TITLE) for word in lower[first:end])


def joint(document: Document, words: NameWords, names: Sequence[Name]) -> bool:
    """Are the first two names joined by `and`?"""
    between = document.lower[names[0].end : names[1].first]
    return (
        0 < len(between) < 3
        and between[0] in words.lists["joiners"]
        and all(word in words.lists["determiners"] for word in between[1:])
    )


def heads(document: Document, words: NameWords, name: Name, end: int) -> bool:
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
        or document.lower[name.end] in words.lists["as_role"]
    )


def role_of(document: Document, name: Name, end: int) -> str:
    """The role that stands before a name, or after a comma behind it."""
    before = document.piece(name.first, name.name)
    if before or name.end + 1 >= end or document.words[name.end] != ",":
        return before
    return document.piece(name.end + 1, end).rstrip(" ,")


def is_body(people: People, name: Name) -> bool:
    """Is it an organisation, by its words or by being an acronym?"""
    return name.body or is_acronym(people.document.words[name.first])


def named(people: People, head: Head, at: int) -> Speaker:
    """The speaker whose name is printed, at its fullest."""
    document, words = people.document, people.words
    end = head.end
    if head.body:
        end = next((n for n in range(head.first, end) if document.words[n] == "("), end)
    key = key_of(document.lower, head.first, end, words)
    printed = shown(document, head.first, end, words)
    if not key or key[0] in words.date_words:
        return Speaker(printed, kind="unnamed")
    entity = people.fullest(key, at)
    if head.body or entity is None or entity.kind == "organisation":
        full = people.body(key)
        if full:
            return Speaker(full, head.role, "organisation")
    if entity is None:
        return Speaker(printed, head.role, "organisation" if head.body else "person")
    name = entity.name if entity.key != key else printed
    return Speaker(name, head.role or entity.role, kind_of(people, name, entity.kind))


def kind_of(people: People, name: str, kind: SpeakerKind) -> SpeakerKind:
    """The kind of a named speaker: media are told by their words."""
    if kind != "state" and frame_words(people.document.language).is_outlet(name):
        return "outlet"
    return kind


def described(people: People, mention: Mention, first: int) -> Speaker:
    """The speaker whom the text only describes, or means by a role or a part of a name."""
    document, words = people.document, people.words
    lower, lists = document.lower, words.lists
    end = mention.end
    pointed = lower[mention.first] in lists["demonstratives"]
    while end - 1 > first and lower[end - 1] in lists["demonstratives"]:
        end -= 1
        pointed = True
    key = tuple(lower[first:end])
    group = any(word in lists["group_words"] for word in lower[mention.first : first + 1])
    some = any(word in lists["indefinite"] for word in lower[mention.first : first + 1])
    if not group and not some and end - first < 8:
        role = words.bits(key[0]) | words.bits(key[-1])
        if role & (ROLE | TITLE) and (pointed or not lists["offices"].isdisjoint(key)):
            who = holder(people, key, mention.at)
            if who is not None:
                return Speaker(who.name, document.piece(first, end))
        full = people.body(key) or body_of(people, key, mention.at)
        if full and (words.role_first or mention.first < first or document.words[first].isupper()):
            return Speaker(full, kind="organisation")
    return Speaker(
        description(people, mention, first), kind=kind_of_description(people, key, group)
    )


def holder(people: People, key: Sequence[str], at: int) -> Entity | None:
    """The person who is introduced with a role: the last one before, else the first one after."""
    wanted = {w for w in key if w not in people.words.lists["determiners"]}
    found = None
    for place, role, person in people.roles:
        if wanted <= role:
            entity = people.person(person, place)
            if entity is None:
                continue
            if place > at and found is not None:
                break
            found = entity
            if place > at:
                break
    return found


def body_of(people: People, key: Sequence[str], at: int) -> str:
    """The organisation that a part of its name stands for: the department, gugus tugas."""
    size = len(key)
    best, best_at = "", -1
    for other, entity in people.entities.items():
        if entity.kind != "organisation" or len(other) <= size:
            continue
        part = other[:size] if people.words.role_first else other[-size:]
        if list(part) == list(key):
            before = [place for place in entity.places if place <= at]
            place = before[-1] if before else 0
            if place > best_at:
                best, best_at = entity.name, place
    return best


def description(people: People, mention: Mention, first: int) -> str:
    """A description as it is printed, with a small letter where the capital opens a sentence."""
    document, words = people.document, people.words
    start = mention.first if document.lower[mention.first] in words.lists["indefinite"] else first
    printed = shown(document, start, mention.end, words)
    inside = start and document.words[start - 1][0].isalnum() and start == mention.first
    low = document.lower[start]
    if not inside and (low in people.evidence.common or document.tags[start] or words.bits(low)):
        return printed[:1].lower() + printed[1:]
    return printed


def kind_of_description(people: People, key: Sequence[str], group: bool) -> SpeakerKind:
    """What kind of speaker a description stands for."""
    if not people.words.lists["document_nouns"].isdisjoint((key[0], key[-1])):
        return "document"
    return "group" if group else "unnamed"
