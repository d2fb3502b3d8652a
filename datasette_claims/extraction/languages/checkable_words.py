"""What speaks for a claim's being checkable, and against it: `[checkable]` of a language file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from datasette_claims.extraction.languages.checking import check

Feature = Literal[
    "figures", "comparison", "place_or_body", "certainty", "policy", "no_opinion",
    "opinion", "to_come", "few_words",
]  # fmt: skip
"""What a claim's words show; ``no_opinion`` where nothing of an opinion is among them."""

LISTS: Mapping[str, Feature] = {
    "figures": "figures",
    "comparisons": "comparison",
    "certain": "certainty",
    "policy": "policy",
    "opinions": "opinion",
    "to_come": "to_come",
}
"""Lists of words, and what one of them in a claim shows."""

Phrases = Mapping[str, Sequence[tuple[tuple[str, ...], Feature]]]
"""Words and phrases by their first word."""


@dataclass(frozen=True, slots=True)
class CheckableWords:
    """`[checkable]`, ready for look-up; all words in small letters."""

    phrases: Phrases = field(default_factory=dict)
    weights: Mapping[Feature, float] = field(default_factory=dict)
    kinds: Mapping[str, float] = field(default_factory=dict)
    reach: float = 0.0


def checkable_words(file: str, table: Mapping[str, Any]) -> CheckableWords:
    """`[checkable]`; what it weighs must be there. Kinds need not: not every language has each."""
    there = ", ".join(get_args(Feature))
    for name in table.get("weights", ()):
        known = name in get_args(Feature)
        check(known, file, f"[checkable] weights: there is no {name!r}; there are: {there}")
    phrases: dict[str, list[tuple[tuple[str, ...], Feature]]] = {}
    for key, feature in LISTS.items():
        for phrase in table.get(key, ()):
            words = tuple(phrase.split())
            phrases.setdefault(words[0], []).append((words, feature))
    return CheckableWords(
        phrases, table.get("weights", {}), table.get("kinds", {}), table.get("reach", 0.0)
    )
