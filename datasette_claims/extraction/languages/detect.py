"""The language of a text, told by its stop words.

Each language file lists words that betray it; a word that several list counts for each of them, so
close relatives (Indonesian and Malay) are told apart by the words that they do not share. A new
language file takes part without a change here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from datasette_claims.extraction.languages.checking import check, is_words
from datasette_claims.extraction.languages.files import codes, read

LOOKED_AT = 6_000
"""Characters of a text that are looked at: enough for a verdict, and the same for any length."""

_WORD = re.compile(r"[^\W\d_]+")


def detect(text: str, default: str = "") -> str:
    """Give the code of the language whose words the text holds most of.

    Equal evidence goes to the code that comes first in the alphabet. A text with no evidence at
    all (empty, or of a language that shares no word with ours) is given ``default``, and without
    a default that first code.
    """
    counts = Counter(word.lower() for word in _WORD.findall(_sample(text)))
    scores = {
        code: sum(counts[word] for word in listed & counts.keys())
        for code, listed in evidence().items()
    }
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] else default or best


@lru_cache(maxsize=1)
def evidence() -> Mapping[str, frozenset[str]]:
    """The words that betray each language, from `[detect] words` of its file."""
    found = {}
    for code in codes():
        words = read(f"{code}.toml").get("detect", {}).get("words", [])
        check(is_words(words) or words == [], f"{code}.toml", "[detect] words is no list of words")
        found[code] = frozenset(words)
    return MappingProxyType(found)


def _sample(text: str) -> str:
    """The head of a text, and of a long one also a piece from its middle."""
    if len(text) <= LOOKED_AT:
        return text
    half = LOOKED_AT // 2
    middle = len(text) // 2
    return f"{text[:half]}\n{text[middle : middle + half]}"
