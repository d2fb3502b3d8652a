"""How far one text is another: by the pairs of neighbouring words that both have."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from datasette_claims.store import keys

NEARLY_ALL = 0.95
"""A text of which another holds so much adds nothing to it."""
SHORT = 20
"""Texts of fewer pairs of words cannot tell: one corrected name may be half of them."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far two texts have their pairs of neighbouring words in common.

    ``common`` is 0 to 1 of the shorter text's pairs. ``short``: there are too few to tell.
    ``within``: the new text adds nothing to the stored one; ``beyond``: it holds more, and all of
    the stored one.
    """

    common: float
    short: bool = False
    within: bool = False
    beyond: bool = False


def likeness(
    stored: str, text: str, text_pairs: frozenset[tuple[str, str]] | None = None
) -> Likeness:
    """How like a text is to the stored one."""
    a, b = pairs(stored), pairs(text) if text_pairs is None else text_pairs
    both, shorter = len(a & b), min(len(a), len(b))
    if not shorter:
        return Likeness(float(keys.words(stored) == keys.words(text)), short=True)
    return Likeness(
        both / shorter,
        short=shorter < SHORT,
        within=both >= NEARLY_ALL * len(b) and len(a) > len(b),
        beyond=both >= NEARLY_ALL * len(a) and len(b) > len(a),
    )


def pairs(text: str) -> frozenset[tuple[str, str]]:
    """The pairs of neighbouring words in a text."""
    return frozenset(pairwise(keys.words(text)))
