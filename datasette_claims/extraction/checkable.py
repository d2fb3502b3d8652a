"""How well a claim lends itself to checking, told by what a reader can see in its words.

It says in what order to look, never what is true or what matters. Pure: the same words of the same
kind in the same language always give the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log2
from typing import NamedTuple

from datasette_claims.extraction.languages.checkable_words import Feature
from datasette_claims.extraction.languages.files import codes, load
from datasette_claims.extraction.languages.name_words import ORGANISATION, PLACE
from datasette_claims.extraction.text.name_signs import is_known
from datasette_claims.extraction.text.tokens import Document, tokenise

FEW = 4
"""Fewer words say too little to be checked."""


class Rating(NamedTuple):
    """What the words of a claim show, in the order of the language file's weights, and the sum of
    these weights in hundredths."""

    features: tuple[Feature, ...] = ()
    points: int = 0


def rate(text: str, kind: str, language: str | None, outlets: int = 1) -> Rating:
    """How well a claim lends itself to checking; nothing where the language has no rules.

    ``outlets`` is in how many of them it stands, copies counted.

    >>> rate("rice rose by 14 per cent", "say", "en").features
    ('figures', 'comparison', 'no_opinion')
    """
    if language not in codes():
        return Rating()
    rules = load(language)
    weights = rules.checkable
    found = {*seen(tokenise(text, rules))}
    if "opinion" not in found and not weights.kinds.get(kind):
        found.add("no_opinion")
    points = sum(weights.weights.get(feature, 0.0) for feature in found)
    points += weights.kinds.get(kind, 0.0) + weights.reach * log2(max(outlets, 1))
    return Rating(tuple(name for name in weights.weights if name in found), round(points * 100))


def seen(document: Document) -> Iterator[Feature]:
    """What its words and signs show."""
    if sum(word[0].isalnum() for word in document.lower) < FEW:
        yield "few_words"
    for n, word in enumerate(document.lower):
        if any(character.isdigit() for character in word):
            yield "figures"
        if document.capital[n] and is_place_or_body(document, n):
            yield "place_or_body"
    yield from listed(document)


def listed(document: Document) -> Iterator[Feature]:
    """What its listed words show; of two phrases that begin with one word, the longer counts."""
    lower, phrases = document.lower, document.language.checkable.phrases
    n = 0
    while n < len(lower):
        here = [
            (len(words), feature)
            for words, feature in phrases.get(lower[n], ())
            if tuple(lower[n : n + len(words)]) == words
        ]
        longest = max((length for length, _ in here), default=1)
        for length, feature in here:
            if length == longest:
                yield feature
        n += longest


def is_place_or_body(document: Document, n: int) -> bool:
    """Does a word with the capital of a name name a place or a body, as far as lists tell?"""
    names, lower = document.language.names, document.lower
    if n and lower[n - 1] in names.locatives:
        return True
    known = is_known(document.words[n], lower[n], names)
    return known or bool(names.bits(lower[n]) & (ORGANISATION | PLACE))
