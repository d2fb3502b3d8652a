"""The language of a text, told by its stop words.

Each language file lists words that betray it; a word that several list counts for each of them, so
close relatives (Indonesian and Malay) are told apart by the words that they do not share. A new
language file takes part without a change here.

The language is not known (``und``) where the text holds too few of these words, or more that speak
for another language: those of a list in `lang/others.toml`, and those with letters that ours lack.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from itertools import chain
from types import MappingProxyType

from datasette_claims.extraction.languages.files import codes, read, tables

UNKNOWN = "und"
"""The code of a language that is not known, as BCP 47 and ISO 639-2 have it."""

LOOKED_AT = 6_000
"""Characters of a text that are looked at: enough for a verdict, and the same for any length."""

WORDS_FOR_ONE = 10
"""Of so many words one must be listed. News in the languages with a file has two to four."""

_WORD = re.compile(r"[^\W\d_]{2,}")  # a single letter is an initial as often as a word
Words = Mapping[str, frozenset[str]]


def detect(text: str) -> str:
    """Give the code of the language whose words the text holds most of, or ``und``.

    Equal evidence goes to the code that comes first in the alphabet. Where the words that betray a
    language do not tell, as in a headline, all words that its file knows are asked; they must be
    twice as many as those of another language, for relatives have some of them too.
    """
    counts = Counter(word.lower() for word in _WORD.findall(_sample(text)))
    elsewhere = _most(counts, others())[1] + sum(
        count for word, count in counts.items() if not alphabet().issuperset(word)
    )
    for words, times in ((evidence(), 1), (vocabulary(), 2)):
        best, hits = _most(counts, words)
        if hits and hits * WORDS_FOR_ONE >= counts.total() and hits >= elsewhere * times:
            return best
    return UNKNOWN


def _most(counts: Counter[str], words: Words) -> tuple[str, int]:
    """The language that most of the words speak for, and how many do."""
    scores = {
        code: sum(counts[word] for word in listed & counts.keys()) for code, listed in words.items()
    }
    best = max(scores, key=lambda code: scores[code])
    return best, scores[best]


@lru_cache(maxsize=1)
def evidence() -> Words:
    """The words that betray each language, from `[detect] words` of its file."""
    return MappingProxyType(
        {code: frozenset(tables(code).get("detect", {}).get("words", ())) for code in codes()}
    )


@lru_cache(maxsize=1)
def vocabulary() -> Words:
    """All single words that each language file lists under `[detect]`, `[words]` and `[[cues]]`."""
    found = {}
    for code in codes():
        known = tables(code)
        lists = [
            *known.get("words", {}).values(),
            *(cue.get("words", ()) for cue in known.get("cues", ())),
        ]
        found[code] = evidence()[code].union(*lists)
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def alphabet() -> frozenset[str]:
    """The letters of these words."""
    return frozenset("".join(chain.from_iterable(vocabulary().values())))


@lru_cache(maxsize=1)
def others() -> Words:
    """The words that betray languages without a file."""
    listed = read("others.toml")["others"]
    return MappingProxyType({code: frozenset(words.split()) for code, words in listed.items()})


def _sample(text: str) -> str:
    """The head of a text, and of a long one also a piece from its middle."""
    if len(text) <= LOOKED_AT:
        return text
    half = LOOKED_AT // 2
    middle = len(text) // 2
    return f"{text[:half]}\n{text[middle : middle + half]}"
