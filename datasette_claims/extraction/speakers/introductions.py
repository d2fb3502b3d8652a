"""Reading the name table of a document: who and what is introduced in it, and as what."""

from __future__ import annotations

from collections.abc import Sequence

from datasette_claims.extraction.languages.name_words import (
    AFFILIATION,
    ORGANISATION,
    PLACE,
    ROLE,
    TITLE,
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
    Evidence,
    Name,
    capitals,
    find_runs,
    followers,
    key_of,
    parse,
    shown,
)
from datasette_claims.extraction.speakers.organisations import enter_organisations
from datasette_claims.extraction.speakers.register import MOST, Entity, Occurrence, Register, index
from datasette_claims.extraction.text.spelling import is_acronym, is_capital, without_possessive
from datasette_claims.extraction.text.tokens import Document
from datasette_claims.model import SpeakerKind


def read_register(document: Document, words: NameWords, alone: frozenset[str]) -> Register:
    """The name table of a document; ``alone`` are words that stand for a speaker by themselves."""
    capital = capitals(document.words, document.lower)
    runs = find_runs(document, words, capital, 0, len(document.words))
    evidence, shared = gather(document, words, runs, capital, alone)
    register = Register(document, words, evidence, capital)
    headlines = title_case(document)
    texts, tags = document.words, document.tags
    for first, end in runs:
        if end - first == 1 and not matters(register, first, shared):
            continue
        if headlines and any(low <= first < high for low, high in headlines):
            continue
        if tags[first] & PREPOSITION or not texts[first - 1][0].isalnum():
            first = after_common(register, first, end)
        if first < end:
            enter_name(register, parse(document, words, first, end, register.evidence))
    register.by_name.update((entity.name, entity) for entity in register.entities.values())
    return register


def matters(register: Register, n: int, shared: set[str]) -> bool:
    """Can one word with a capital tell anything: is it part of a name, a speaker, in a list?

    Half of the names of an article can not, and are left out.
    """
    word, possessive = register.document.lower[n], register.words.possessive
    return (
        word in shared
        or word in register.words.classes
        or register.document.words[n + 1 : n + 2] == ["("]
        or (word.endswith(possessive) and without_possessive(word, possessive) in shared)
    )


def gather(
    document: Document,
    words: NameWords,
    runs: Sequence[tuple[int, int]],
    capital: bytearray,
    alone: frozenset[str],
) -> tuple[Evidence, set[str]]:
    """What the text tells about the words of its runs, and which of them may be part of names."""
    lower, locatives = document.lower, words.locatives
    located: set[str] = set()
    inside: set[str] = set()
    shared = set(alone)
    for first, end in runs:
        if end - first > 1:
            shared.update(lower[first:end])
            inside.update(lower[first + 1 : end])
        before = lower[first - 1] if first else ""
        if before[:1].isalnum():
            inside.add(lower[first])
            if before in locatives:
                located.add(lower[first])
    common = frozenset(document.words).intersection(lower)
    after = followers(document.words, capital) if words.role_first else {}
    return Evidence(common, alone, frozenset(located), frozenset(inside), after), shared


def title_case(document: Document) -> list[tuple[int, int]]:
    """Headlines that write every longer word with a capital: their runs are no names."""
    found = []
    for first, end in document.sentences[:2]:
        longer = [word for word in document.words[first:end] if len(word) > 3 and word.isalpha()]
        if len(longer) > 3 and all(word[0].isupper() for word in longer):
            found.append((first, end))
    return found


def after_common(register: Register, first: int, end: int) -> int:
    """The first token of a run whose capital is not owed to the beginning of the sentence."""
    document, words = register.document, register.words
    cues, common = document.language.cues, register.evidence.common
    for n in range(first, end):
        word = document.lower[n]
        if words.bits(word) & ~AFFILIATION or not (
            document.tags[n]
            or word in common
            or word in cues
            or word in words.bodies_speak
            or word in words.document_nouns
            or word in words.group_words
        ):
            return n
    return end


def enter_name(register: Register, name: Name) -> None:
    """Enter one run: the name, its role, and whether it surely is a person."""
    document, words = register.document, register.words
    lower, texts = document.lower, document.words
    first, _, end, classes, organisation = name
    if end - first > 1 or (end < len(texts) and texts[end] == "("):
        enter_organisations(register, name)
    start = first if organisation else name.name
    if first < start < end and not words.role_first and lower[start] in words.inside_names:
        if end - start == 2:
            return  # of what somebody holds the role: MP for Hove
        start += 2
    while start < end and not texts[start][0].isalpha():
        start += 1
    if start >= end:
        return
    key = key_of(lower, start, end, words)
    before = lower[first - 1] if first else ""
    after = texts[end] if end < len(texts) else ""
    if (before == "(" and after == ")") or not key or key[0] in words.date_words:
        return
    prefix = words.bits(before) & (ROLE | TITLE)
    if prefix and after == "," and len(texts) > end + 1 and is_capital(texts[end + 1]):
        prefix = 0
    ranked = bool(classes & (TITLE | ROLE))
    role = document.piece(first, name.name).strip() if first < name.name < end else ""
    kind: SpeakerKind = "person"
    if classes:
        register.affiliated.update([w for w in lower[first : name.name] if not words.bits(w)])
    alone = register.evidence.alone
    # behind a body and without a role: a person if the short name speaks
    spoken = not organisation and len(key) > 1 and (key[0] in alone or key[-1] in alone)
    entity = register.entities.get(key)
    if entity is not None and entity.certain and not (role or prefix or before == ","):
        pass  # one more occurrence of a person tells nothing new
    elif classes == PLACE or (" ".join(key) in words.states and not ranked):
        kind, role = "state", ""
    elif (
        not ranked
        and not prefix
        and (
            organisation
            or (role and not spoken)
            or has_acronym(texts, start, end, words)
            or (words.role_first and len(key) > 1 and not spoken and words.bits(key[-1]) & PLACE)
        )
    ):
        kind, role = "organisation", ""
    elif words.role_first and role and not spoken and is_employer(register, name, end):
        kind, role = "organisation", ""  # where somebody works who is named behind the comma
    elif len(key) == 1 and (key[0] in register.affiliated or key[0] in register.acronyms):
        kind = "organisation"
    elif prefix:
        begin = first - 1
        while begin and first - begin < 4 and words.bits(lower[begin - 1]) & (ROLE | TITLE):
            begin -= 1
        role = document.piece(begin, name.name if role else first)
    elif before == "," and first > 1 and lower[first - 2] in words.generic_bodies:
        kind, role = "organisation", ""  # the insurer, Hall Mutual
    elif before == "," and not role:
        role = role_before(document, words, first - 1)
    opens = not before or not before[0].isalnum()
    if entity is None:
        entity = Entity(key, shown(document, start, end, words), kind, role)
        register.entities[key] = entity
        index(register, key)
    elif role and not entity.role:
        entity.role, entity.kind = role, kind
    entity.opens = entity.opens and opens
    quoted = document.quoted[first]
    speaks = not quoted and beside_cue(document, first, end, words)
    if before in words.locatives:
        entity.located = True
    elif kind == "person" and not entity.certain:
        known = len(key) > 1 or key[0] in alone
        entity.certain = (
            (speaks and (known or not opens))
            or (ranked and (known or not classes & ~(TITLE | ROLE)))
            or (known and (bool(role) or has_apposition(document, words, end)))
        )
    entity.places.append(first)
    hidden = quoted or (
        not speaks and document.tags[first - 1] & (PREPOSITION | DETERMINER | POSSESSIVE)
    )
    register.occurrences.append(Occurrence(first, key, speaks, bool(hidden)))
    if role and len(register.roles) < MOST:
        register.roles.append((first, frozenset(role.lower().split()), key))


def is_employer(register: Register, name: Name, end: int) -> bool:
    """Is a run only what a name belongs to: `Ekonom Lembaga Kajian Cipta, Budi Santoso,`?"""
    document, words = register.document, register.words
    texts = document.words
    if texts[end : end + 1] != [","] or register.capital[end + 1 : end + 2] != b"\x01":
        return False
    inside = range(name.first + 1, name.name)
    if not any(words.bits(document.lower[n]) & (ORGANISATION | AFFILIATION) for n in inside):
        return False
    stop = end + 1
    while stop < len(texts) and register.capital[stop]:
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
