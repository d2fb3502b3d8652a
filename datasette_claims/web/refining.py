"""What can be changed about a list of claims: every filter, value and order as a link.

All state is in the address, so each link is the page as it would be; nothing is kept elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import urlencode

from datasette_claims.store.facets import Facet, Value
from datasette_claims.store.filters import (
    COLUMNS,
    SORTS,
    UNKNOWN,
    Filters,
    having,
    order,
    pairs,
    without,
)
from datasette_claims.web import dates
from datasette_claims.web.cards import FLAGS, TYPES, capitalised, shortened

TITLES = {
    "q": "Search",
    "status": "Status",
    "speaker": "Speaker",
    "outlet": "Outlet",
    "language": "Language",
    "type": "Type",
    "kind": "Kind",
    "month": "Month",
    "modality": "Modality",
    "flag": "Flag",
    "reading": "The program",
    "article": "Article",
    "min_confidence": "Extraction confidence from",
}

LABELS = {
    "type": TYPES,
    "language": {
        "cs": "Czech",
        "en": "English",
        "id": "Indonesian",
        "ms": "Malay",
        "ru": "Russian",
        "und": "Language not known",
    },
    "modality": {
        "negated": "Said not to have been said",
        "hypothetical": "Hypothetical",
        "future": "Expected to be said",
        UNKNOWN: "Said",
    },
    "flag": FLAGS,
    "reading": {"other": "Now reads it otherwise"},
    "speaker": {UNKNOWN: "Not named"},
    "outlet": {UNKNOWN: "Not known"},
}
"""What values are called where the database has no name for them."""

SHORT = 12
"""Values that a facet shows before "more"."""


class Refining:
    """The links of one page. ``names`` are those that the database gives, by field and key."""

    def __init__(
        self,
        filters: Filters,
        path: Callable[..., str],
        names: Mapping[tuple[str, str], str],
    ):
        self.filters = filters
        self._path = path
        self._names = names

    def address(self, filters: Filters, tail: str = "", **more: object) -> str:
        """The address that shows these filters; an order that would be taken anyway is left out."""
        query = urlencode([*pairs(filters), *more.items()], errors="replace")
        return self._path(tail) + (f"?{query}" if query else "")

    def label(self, field: str, key: str) -> str:
        """What a value is called: ``("month", "2025-04")`` -> ``April 2025``."""
        if name := self._names.get((field, key)) or LABELS.get(field, {}).get(key):
            return name
        if key == UNKNOWN:
            return "No date" if field == "month" else "Not known"
        if field == "kind":
            return capitalised(key)
        if field == "month":
            return dates.day(key, "year" if len(key) == 4 else "month")
        return f"“{shortened(key)}”" if field == "q" else key

    def chips(self) -> list[dict]:
        """Every filter that is set, in words, with the address of the page without it."""
        return [
            {
                "field": field,
                "title": TITLES[field],
                "label": self.label(field, key),
                "without": (left := self._less(field, key)),
                "href": self.address(left),
            }
            for field, key in pairs(self.filters)
            if field != "sort"
        ]

    def _less(self, field: str, key: str) -> Filters:
        return without(self.filters, field, key if field in COLUMNS else None)

    def facet(self, facet: Facet) -> dict:
        """The values of a field, each with the address that adds it or takes it away."""
        values = facet.values
        if facet.field == "month":
            values = sorted(values, key=lambda value: value.key, reverse=True)
        shown = [value for value in values if value.chosen]
        shown += [value for value in values if not value.chosen][: max(0, SHORT - len(shown))]
        shown = [value for value in values if value in shown]
        return {
            "field": facet.field,
            "title": TITLES[facet.field],
            "values": [self._value(facet.field, value) for value in shown],
            "rest": [self._value(facet.field, value) for value in values if value not in shown],
            "more": facet.more,
            "chosen": any(value.chosen for value in values),
        }

    def _value(self, field: str, value: Value) -> dict:
        changed = (
            without(self.filters, field, value.key)
            if value.chosen
            else having(self.filters, field, value.key)
        )
        return {
            "key": value.key,
            "label": self.label(field, value.key),
            "claims": value.claims,
            "chosen": value.chosen,
            "href": self.address(changed),
        }

    def standing(self, facet: Facet | None, statuses: list[dict]) -> list[dict]:
        """How the claims stand: the statuses in their own order, with count and address."""
        values = {value.key: value for value in facet.values} if facet else {}
        return [
            {"status": status, **self._value("status", values[status["key"]])}
            for status in statuses
            if status["key"] in values
        ]

    def only_month(self, key: str) -> dict:
        """The address that shows one month or year alone; again, that shows all."""
        chosen = self.filters.month == (key,)
        return {
            "chosen": chosen,
            "href": self.address(replace(self.filters, month=() if chosen else (key,))),
        }

    def sorts(self) -> list[dict]:
        """The orders to choose from; that of reading where a single article is shown."""
        now = order(self.filters).name
        return [
            {
                "label": sort.label,
                "chosen": sort.name == now,
                "href": self.address(replace(self.filters, sort=sort.name)),
            }
            for sort in SORTS.values()
            if sort.name != "reading" or self.filters.article or now == "reading"
        ]
