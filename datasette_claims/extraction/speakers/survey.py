"""The names of a document as a whole: its runs of capitals, and what the text tells of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from datasette_claims.extraction.languages.name_words import (
    AFFILIATION,
    ORGANISATION,
    ROLE,
    TITLE,
    NameWords,
)
from datasette_claims.extraction.languages.word_classes import (
    AUXILIARY,
    COMPLEMENTISER,
    CONJUNCTION,
    DETERMINER,
    POSSESSIVE,
    PREPOSITION,
    PURPOSE,
    RELATIVE,
    ROLE_NOUN,
    SUBORDINATOR,
)
from datasette_claims.extraction.speakers.capitals import (
    Evidence,
    followers,
    parse,
)
from datasette_claims.extraction.speakers.introductions import enter_name
from datasette_claims.extraction.speakers.register import Register
from datasette_claims.extraction.speakers.runs import find_runs
from datasette_claims.extraction.text.spelling import without_possessive
from datasette_claims.extraction.text.tokens import Document

GRAMMAR = (
    AUXILIARY
    | COMPLEMENTISER
    | CONJUNCTION
    | DETERMINER
    | POSSESSIVE
    | PREPOSITION
    | PURPOSE
    | RELATIVE
    | SUBORDINATOR
)
"""Classes whose words have a capital within no name, but in headlines."""
HEADS = TITLE | ROLE | ORGANISATION
"""Classes of words that stand before a name or begin one."""


def read_register(document: Document, words: NameWords, alone: frozenset[str]) -> Register:
    """The name table of a document; ``alone`` are words that stand for a speaker by themselves."""
    runs = find_runs(document, words, 0, len(document.words))
    evidence, shared = gather(document, words, runs, alone)
    register = Register(document, words, evidence)
    headlines = title_case(document)
    texts, tags = document.words, document.tags
    for first, end in runs:
        if end - first == 1 and not matters(register, first, shared):
            continue
        if headlines and any(low <= first < high for low, high in headlines):
            continue
        if end - first > 2 and is_headline(document, words, first, end):
            continue
        if tags[first] & PREPOSITION or not texts[first - 1][0].isalnum():
            first = after_common(register, first, end)
        if first < end:
            enter_name(register, parse(document, words, first, end, register.evidence))
    for behind, nickname in document.nicknames:
        n = bisect_left(register.occurrences, behind, key=lambda one: one.at) - 1
        if n >= 0 and register.entities[register.occurrences[n].key].kind == "person":
            register.aliases.setdefault(nickname.lower(), register.occurrences[n].key)
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
    common = frozenset(
        word for word in frozenset(document.words).intersection(lower) if not word[0].isupper()
    )
    after = followers(document.words, document.capital) if words.role_first else {}
    return Evidence(common, alone, frozenset(located), frozenset(inside), after), shared


def title_case(document: Document) -> list[tuple[int, int]]:
    """Headlines that write every longer word with a capital: their runs are no names."""
    found = []
    for first, end in document.sentences[:2]:
        longer = [word for word in document.words[first:end] if len(word) > 3 and word.isalpha()]
        stops = document.words[end - 1] == "."
        if len(longer) > 3 and not stops and all(word[0].isupper() for word in longer):
            found.append((first, end))
    return found


def is_headline(document: Document, words: NameWords, first: int, end: int) -> bool:
    """Has a run a word of grammar or a verb that reports with a capital: `Ana Lee To Sing`?

    Names of bodies have such words of grammar too, as has what stands behind an office: `Gubernur
    Lalu Iqbal`.
    """
    lower, stop, body = document.lower, end, False
    if words.role_first:
        stop = next((n for n in range(first, end) if words.bits(lower[n]) & HEADS), end)
    else:
        body = bool((words.bits(lower[first]) | words.bits(lower[end - 1])) & ORGANISATION)
    for n in range(first + 1, stop):
        word, tag = lower[n], document.tags[n]
        if not document.capital[n] or document.words[n].isupper() or words.bits(word):
            continue
        if tag & GRAMMAR and not tag & ROLE_NOUN and word not in words.particles and not body:
            return n > first + 1 or end - first > 3
        if word in words.say_after and word not in words.given_names and n + 1 < end:
            return True
    return False


def after_common(register: Register, first: int, end: int) -> int:
    """The first token of a run whose capital is not owed to the beginning of the sentence."""
    document, words = register.document, register.words
    cues, common = document.language.lexicon, register.evidence.common
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
