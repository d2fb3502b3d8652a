"""Which claims of one statement are one claim in copies of an article: pure, without a database.

Words, speaker, kind and modality are the same already. What is asked here is whether the articles
are copies: whether they share their text, and came out at about the same time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

COPIED = 0.5
"""How much of the shorter text the longer one has, where another outlet copied it: a paper drops
half of a story, and puts frames of its own around it."""

COPIED_AT_HOME = 0.8
"""The same within one outlet, whose articles have frames in common that are no copies."""

DAYS = 3
"""A story is copied within days. What is said in the same words later is said again."""

DAYS_AT_HOME = 0
"""An outlet that prints the same text on another day reports anew, from a pattern."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """A claim as it stands in one article.

    ``turn`` counts claims of the same statement within the article: the first of one goes with the
    first of another. ``published`` and ``said_on`` are dates as they are stored, as precise as they
    are known.
    """

    id: str
    article_id: str
    turn: int
    text_hash: str
    published: str | None
    said_on: str
    outlet_id: str | None


Alike = Callable[[str, str], float]
"""How much of the shorter text stands in the longer one, of two texts by their hashes."""


def copied(one: Appearance, other: Appearance, alike: Alike) -> bool:
    """Tell whether two claims of one statement stand in copies of one article."""
    if one.article_id == other.article_id or one.turn != other.turn:
        return False
    at_home = one.outlet_id is not None and one.outlet_id == other.outlet_id
    if not _near(one, other, DAYS_AT_HOME if at_home else DAYS):
        return False
    share = 1.0 if one.text_hash == other.text_hash else alike(one.text_hash, other.text_hash)
    return share >= (COPIED_AT_HOME if at_home else COPIED)


def groups(some: Collection[Appearance], alike: Alike) -> dict[str, str | None]:
    """The key of each -> that of the first of its group, None where it stands alone.

    Each goes to the earliest group that has a copy of its article, all of which came out at about
    the same time and was said on one day, and that has no claim of its article yet. Whatever order
    they are given in, the groups are the same.
    """
    found: list[_Group] = []
    for one in sorted(some, key=_order):
        home = next((group for group in found if group.takes(one, alike)), None)
        if home is None:
            home = _Group()
            found.append(home)
        home.add(one)
    return {
        one.id: group.members[0].id if len(group.members) > 1 else None
        for group in found
        for one in group.members
    }


class _Group:
    """Claims that are one, and what the next one is held against."""

    def __init__(self) -> None:
        self.members: list[Appearance] = []
        self._articles: set[str] = set()
        self._days: list[date] = []
        self._said = ""

    def add(self, one: Appearance) -> None:
        self.members.append(one)
        self._articles.add(one.article_id)
        if (known := day(one.published)) is not None:
            self._days = [min([known, *self._days]), max([known, *self._days])]
        self._said = max(self._said, one.said_on, key=len)  # each is the beginning of the longest

    def takes(self, one: Appearance, alike: Alike) -> bool:
        known = day(one.published)
        return (
            one.article_id not in self._articles
            and _same_day(one.said_on, self._said)
            and (known is None or all(abs((known - end).days) <= DAYS for end in self._days))
            and any(copied(one, other, alike) for other in self.members)
        )


def day(published: str | None) -> date | None:
    """The day of a date as it is stored; None where it is not known to the day."""
    text = (published or "")[:10]
    try:
        return date.fromisoformat(text) if text[4:8:3] == "--" else None
    except ValueError:
        return None


def _order(one: Appearance) -> tuple[bool, str, str]:
    return day(one.published) is None, one.published or "", one.id


def _near(one: Appearance, other: Appearance, apart: int) -> bool:
    first, second = day(one.published), day(other.published)
    return first is None or second is None or abs((first - second).days) <= apart


def _same_day(one: str, other: str) -> bool:
    """A day, its month, and no date at all are no contradiction."""
    return one.startswith(other) or other.startswith(one)
