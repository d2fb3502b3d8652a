"""What people change is looked at again at once: how well a claim can be checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlite_utils import Database

from datasette_claims.extraction.checkable import rate
from datasette_claims.store import ratings
from datasette_claims.wording import said

T = TypeVar("T")

MOST = 500
"""Claims that one change may wait for; what is left, the next one or a load looks at."""

WORDS = {
    "figures": said("figures"),
    "comparison": said("comparison"),
    "place_or_body": said("place or body"),
    "certainty": said("certainty"),
    "policy": said("public matter"),
    "no_opinion": said("no opinion"),
    "opinion": said("opinion"),
    "to_come": said("still to come"),
    "few_words": said("few words"),
}
"""What is called how on a card: each a reason for the place of a claim in the order."""


def rated(work: Callable[[Database], T]) -> Callable[[Database], T]:
    """The work, and after it a look at those claims whose words, kind or copies it changed."""

    def both(store: Database) -> T:
        done = work(store)
        ratings.catch_up(store, rate, MOST)
        return done

    return both


def reasons(features: str | None, places: str = "") -> list[str]:
    """Why a claim has its place in the order, in words.

    >>> reasons("figures no_opinion", "in 10 outlets")
    ['figures', 'no opinion', 'in 10 outlets']
    """
    told: list[str] = [WORDS[feature] for feature in (features or "").split() if feature in WORDS]
    return [*told, places] if places else told
