"""What kind of speaker a name or description stands for: person, body, medium, document."""

from __future__ import annotations

from datasette_claims.extraction.languages.name_words import (
    AFFILIATION,
    ORGANISATION,
    ROLE,
    TITLE,
    NameKey,
)
from datasette_claims.extraction.languages.word_classes import PREPOSITION, RELATIVE
from datasette_claims.extraction.speakers.apposed_names import SourceName
from datasette_claims.extraction.speakers.mentions import Speaker
from datasette_claims.extraction.speakers.register import Register
from datasette_claims.extraction.text.spelling import is_acronym
from datasette_claims.model import SpeakerKind


def plain_kind(register: Register, key: NameKey, source_name: SourceName) -> SpeakerKind:
    """The kind of a name that the table does not have."""
    if " ".join(key) in register.words.states:
        return "state"
    acronym = is_acronym(register.document.words[source_name.first])
    return "organisation" if source_name.organisation or acronym else "person"


def kind_of(register: Register, name: str, kind: SpeakerKind) -> SpeakerKind:
    """The kind of a named speaker: media and known bodies are told by their words."""
    lower, frame = name.lower(), register.document.language.frame
    if lower in register.words.states:
        return kind
    main, _, last = lower.rpartition(" ")
    if frame.is_outlet(name) or (last in register.words.states and main in frame.outlets):
        return "outlet"  # CNN Indonesia
    body = kind == "person" and register.words.role_first and begins_body(register, name)
    return "organisation" if body or is_known_body(register, lower) else kind


def begins_body(register: Register, name: str) -> bool:
    """Do all words or the first tell a body, and no person: `DPR RI`, `Polres Wonogiri`?"""
    first, *others = name.split()
    bits = register.words.bits(first.lower())
    known = bits & (ORGANISATION | AFFILIATION) and not bits & (ROLE | TITLE)
    return bool(others) and bool(known or all(map(is_acronym, (first, *others))))


def is_known_body(register: Register, name: str) -> bool:
    """Is it the name of a body that the lists know, in small letters, with an article or none?"""
    bodies = register.words.bodies
    return name in bodies or register.document.language.frame.without_article(name) in bodies


def kind_of_description(register: Register, key: NameKey, group: bool, printed: str) -> SpeakerKind:
    """What kind of speaker a description stands for."""
    nouns = (key[0], key[-1]) if register.words.role_first else (told_noun(register, key),)
    if not register.words.document_nouns.isdisjoint(nouns):
        return "document"
    lower, frame = printed.lower(), register.document.language.frame
    if lower != printed and lower in frame.outlets:
        return "outlet"  # detikINET
    body = is_acronym(printed) and (len(printed) > 2 or register.words.bits(lower))  # else initials
    if body or (lower != printed and is_known_body(register, lower)):
        return "organisation"
    return "group" if group else "unnamed"


def spelt_full(register: Register, full: str, role: str = "") -> Speaker:
    """Whom a short form stands for: a body, or a person whose initials it is (`Ana Lee (AL)`)."""
    entity = register.by_name.get(full)
    if entity is not None and entity.kind == "person" and entity.certain:
        return Speaker(full, role or entity.role)
    return Speaker(full, role, "organisation")


def told_noun(register: Register, key: NameKey) -> str:
    """The noun of a description before what is added to it: one small `study` in 19 people."""
    language = register.document.language
    for n, word in enumerate(key[1:], 1):
        if language.tags.get(word, 0) & (PREPOSITION | RELATIVE) or word in language.postmodifiers:
            return key[n - 1]
    return key[-1]
