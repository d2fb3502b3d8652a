"""What a run of capitals introduces: somebody, a body or a state, with a role or without."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from datasette_claims.extraction.languages.name_words import (
    AFFILIATION,
    ORGANISATION,
    PLACE,
    ROLE,
    TITLE,
    NameKey,
    NameWords,
)
from datasette_claims.extraction.languages.word_classes import (
    ADVERB,
    AUXILIARY,
    DETERMINER,
    POSSESSIVE,
    PREPOSITION,
    VERB,
)
from datasette_claims.extraction.speakers.capitals import (
    Name,
    key_of,
    shown,
)
from datasette_claims.extraction.speakers.organisations import enter_organisations
from datasette_claims.extraction.speakers.register import MOST, Entity, Occurrence, Register, index
from datasette_claims.extraction.text.spelling import is_acronym, is_capital
from datasette_claims.extraction.text.tokens import Document
from datasette_claims.model import SpeakerKind


class Introduction(NamedTuple):
    """A run of capitals and what its neighbourhood tells: ``start:end`` are the words of the name.

    ``role`` is printed in the run, ``prefix`` says that one stands before it, ``before`` is the
    word there. ``spoken`` says that one of the words stands for a speaker elsewhere.
    """

    run: Name
    start: int
    end: int
    key: NameKey
    before: str
    role: str
    ranked: bool
    prefix: bool
    spoken: bool


def enter_name(register: Register, name: Name) -> None:
    """Enter one run: the name, its role, and whether it surely is a person."""
    enter_organisations(register, name)
    found = introduction(register, name)
    if found is None or enter_pair(register, found):
        return
    if name.classes:
        lower, bits = register.document.lower, register.words.bits
        register.affiliated.update([w for w in lower[name.first : name.proper] if not bits(w)])
    kind, role = kind_and_role(register, found)
    entity = enter_entity(register, found, kind, role)
    enter_occurrence(register, found, entity, kind, role)
    if entity.kind != "state" and len(found.key) > 1:
        enter_alias(register, found, entity)
    if role and len(register.roles) < MOST:
        register.roles.append((name.first, frozenset(role.lower().split()), found.key))


def enter_pair(register: Register, found: Introduction) -> bool:
    """Enter two who run for an office together, if they are: `Ana Sari Putri-Budi Santoso`."""
    document, words = register.document, register.words
    if not words.role_first or found.run.organisation or found.end - found.start < 3:
        return False
    for n in range(found.start + 1, found.end - 1):
        one, hyphen, other = document.words[n].partition("-")
        if not (hyphen and min(len(one), len(other)) > 2 and one[0].isupper()):
            continue
        if one.lower() == other.lower():
            continue  # Undang-Undang
        if not other[0].isupper() or any(map(words.bits, found.key)):
            continue
        before, after = document.words[found.start : n], document.words[n + 1 : found.end]
        for named in ((*before, one), (other, *after)):
            key = tuple(word.lower() for word in named if word[0].isalnum())
            name = " ".join(named)
            entity = register.entities.setdefault(key, Entity(key, name, "person", certain=True))
            if not entity.named_at:
                index(register, key)
            entity.named_at.append(found.run.first)
            register.occurrences.append(Occurrence(found.run.first, key, False, True))
        return True
    return False


def enter_alias(register: Register, found: Introduction, entity: Entity) -> None:
    """Enter a short name in brackets behind a name: initials, or one that speaks elsewhere."""
    document, words, end = register.document, register.words, found.end
    if [*document.words[end : end + 1], *document.words[end + 2 : end + 3]] != ["(", ")"]:
        return
    short = document.lower[end + 1]
    person = entity.kind == "person" and not any(words.bits(word) for word in found.key)
    if not person or not document.capital[end + 1] or words.bits(short):
        return
    if short == "".join(word[0] for word in found.key) or (
        short in register.evidence.alone and not is_acronym(document.words[end + 1])
    ):
        register.aliases.setdefault(short, found.key)


def introduction(register: Register, name: Name) -> Introduction | None:
    """The run with what stands around it, or None if it names nothing."""
    document, words = register.document, register.words
    lower, texts = document.lower, document.words
    first, _, end, classes, organisation = name
    start = start_of_name(register, name)
    key = key_of(lower, start, end, words) if start < end else ()
    before = lower[first - 1] if first else ""
    after = texts[end] if end < len(texts) else ""
    if not key or key[0] in words.no_names or (before == "(" and after == ")"):
        return None
    follows = texts[end + 1] if after == "," and len(texts) > end + 1 else ""
    another = follows != "" and is_capital(follows, words.prefixes)
    alone = register.evidence.alone
    return Introduction(
        run=name,
        start=start,
        end=end,
        key=key,
        before=before,
        role=document.piece(first, name.proper).strip() if first < name.proper < end else "",
        ranked=bool(classes & (TITLE | ROLE)),
        prefix=bool(words.bits(before) & (ROLE | TITLE)) and not another,
        # behind a body and without a role: a person if the short name speaks
        spoken=not organisation and len(key) > 1 and (key[0] in alone or key[-1] in alone),
    )


def start_of_name(register: Register, name: Name) -> int:
    """Where the name begins in a run; its end if it has none."""
    document, words = register.document, register.words
    start = name.first if name.organisation else name.proper
    inside = name.first < start < name.end and document.lower[start] in words.inside_names
    if inside and not words.role_first:  # of what somebody holds the role: MP for Hove
        start = name.end if name.end - start == 2 else start + 2
    while start < name.end and not document.words[start][0].isalpha():
        start += 1
    return start


def kind_and_role(register: Register, found: Introduction) -> tuple[SpeakerKind, str]:
    """What a run names, and the role that is told with it."""
    document, words, key = register.document, register.words, found.key
    lower, first = document.lower, found.run.first
    entity = register.entities.get(key)
    told = found.role or found.prefix or found.before == ","
    if entity is not None and entity.certain and not told:
        return "person", ""  # one more occurrence of a person tells nothing new
    if found.run.classes == PLACE or (" ".join(key) in words.states and not found.ranked):
        return "state", ""
    if is_named_body(register, found):
        return "organisation", ""
    if len(key) == 1 and (key[0] in register.affiliated or key[0] in register.acronyms):
        return "organisation", found.role
    if found.prefix:
        begin = first - 1
        while begin and first - begin < 4 and words.bits(lower[begin - 1]) & (ROLE | TITLE):
            begin -= 1
        return "person", document.piece(begin, found.run.proper if found.role else first)
    if found.before == "," and first > 1 and lower[first - 2] in words.generic_bodies:
        return "organisation", ""  # the insurer, Hall Mutual
    if found.before == "," and not found.role:
        return "person", role_before(document, words, first - 1)
    return "person", found.role


def is_named_body(register: Register, found: Introduction) -> bool:
    """Does the run name an organisation, by its words or by what stands around it?"""
    document, words, key = register.document, register.words, found.key
    if not found.ranked and not found.prefix:
        if found.run.organisation or " ".join(key) in words.bodies:
            return True
        if found.role and not found.spoken:
            return True
        if has_acronym(document.words, found.start, found.end, words):
            return True
        if words.role_first and not found.spoken and len(key) > 1 and words.bits(key[-1]) & PLACE:
            return True
    # where somebody works who is named behind the comma
    employer = words.role_first and found.role and not found.spoken
    return bool(employer) and is_employer(register, found.run, found.end)


def enter_entity(register: Register, found: Introduction, kind: SpeakerKind, role: str) -> Entity:
    """The entity of a name, new or with what is now known of its role."""
    entity = register.entities.get(found.key)
    if entity is None:
        printed = shown(register.document, found.start, found.end, register.words)
        entity = Entity(found.key, printed, kind, role)
        register.entities[found.key] = entity
        index(register, found.key)
    elif role and not entity.role:
        entity.role, entity.kind = role, kind
    return entity


def enter_occurrence(
    register: Register, found: Introduction, entity: Entity, kind: SpeakerKind, role: str
) -> None:
    """Enter where a name stands, and whether that tells that it is a person."""
    document, words, key = register.document, register.words, found.key
    first, end = found.run.first, found.end
    opens = not found.before[:1].isalnum()
    entity.opens = entity.opens and opens
    quoted = document.quoted[first]
    speaks = not quoted and beside_cue(document, first, end, words)
    owner = (
        document.lower[end - 1].endswith(words.possessive) and key[-1] in register.evidence.alone
    )
    if found.before in words.locatives and not found.ranked and not owner:
        entity.located = True
    elif kind == "person" and not entity.certain:
        known = len(key) > 1 or key[0] in register.evidence.alone
        entity.certain = (
            (speaks and (known or not opens))
            or (found.ranked and (known or not found.run.classes & ~(TITLE | ROLE)))
            or (known and (bool(role) or has_apposition(document, words, end)))
            or (len(key) > 1 and is_topic(document, words, first, end))
        )
    entity.named_at.append(first)
    hidden = quoted or (
        not speaks
        and document.tags[first - 1] & (PREPOSITION | DETERMINER | POSSESSIVE)
        and not is_topic(document, words, first, end)
    )
    register.occurrences.append(Occurrence(first, key, speaks, bool(hidden)))


def is_topic(document: Document, words: NameWords, first: int, end: int) -> bool:
    """Does a sentence begin with whose view follows: `Bagi Ana, A. Katanya, B`?"""
    if not words.role_first or document.lower[first - 1] not in document.language.views:
        return False
    opens = first < 2 or not document.words[first - 2][0].isalnum()
    return opens and document.words[end : end + 1] == [","]


def is_employer(register: Register, name: Name, end: int) -> bool:
    """Is a run only what a name belongs to: `Ekonom Lembaga Kajian Cipta, Budi Santoso,`?"""
    document, words = register.document, register.words
    texts = document.words
    if texts[end : end + 1] != [","] or register.document.capital[end + 1 : end + 2] != b"\x01":
        return False
    inside = range(name.first + 1, name.proper)
    if not any(words.bits(document.lower[n]) & (ORGANISATION | AFFILIATION) for n in inside):
        return False
    stop = end + 1
    while stop < len(texts) and register.document.capital[stop]:
        stop += 1
    return stop > end + 2 and texts[stop : stop + 1] == [","]


def has_acronym(texts: Sequence[str], start: int, end: int, words: NameWords) -> bool:
    """Is the name an acronym, or one that only an organisation has (`Toyota UK`)?"""
    return is_acronym(texts[start]) or (not words.role_first and is_acronym(texts[end - 1]))


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


def beside_cue(document: Document, first: int, end: int, words: NameWords) -> bool:
    """Does the name stand as the subject of a reporting word, right before or after it?"""
    lower, tags = document.lower, document.tags
    if first and lower[first - 1] in words.say_before:
        return True
    after, limit = end, min(end + 3, len(lower))
    while after < limit and tags[after] & (AUXILIARY | ADVERB):
        after += 1
    return after < limit and lower[after] in words.say_after


def has_apposition(document: Document, words: NameWords, n: int) -> bool:
    """Does what follows a name say that it is a person: an age, a role, a relative pronoun?"""
    lower = document.lower[n : n + 5]
    if len(lower) < 2 or (lower[0] not in "(," and lower[0] not in words.as_role):
        return False
    if lower[0] in words.as_role:
        return True
    if lower[0] in ("(", ",") and lower[1].isdigit() and len(lower[1]) < 3:
        return True
    return lower[0] == "," and (
        words.pronouns.get(lower[1]) == "person"
        or any(words.bits(word) & ROLE for word in lower[1:4] if word != ",")
    )
