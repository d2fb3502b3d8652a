"""What can be changed about a list of claims: every filter, value and order as a link.

All state is in the address, so each link is the page as it would be; nothing is kept elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import urlencode

from datasette_claims.store.conditions import ERROR
from datasette_claims.store.dateranges import ENDS
from datasette_claims.store.facets import Facet, Value
from datasette_claims.store.filters import (
    COLUMNS,
    EVERY,
    ME,
    SORTS,
    TOLD_BY,
    UNKNOWN,
    Filters,
    having,
    only,
    order,
    pairs,
    without,
)
from datasette_claims.store.vocabulary import Status, Vocabulary
from datasette_claims.web import dates, interface
from datasette_claims.web.cards import FLAGS, TYPES, capitalised, shortened
from datasette_claims.web.chart import Bar
from datasette_claims.wording import said

TITLES = {
    "q": said("Search"),
    "saved": said("Saved search"),
    "status": said("Status"),
    "speaker": said("Speaker"),
    "speaker_kind": said("Who"),
    "outlet": said("Outlet"),
    "outlet_group": said("Outlets of"),
    "language": said("Language"),
    "type": said("Type"),
    "kind": said("Kind"),
    "month": said("Month"),
    "said_from": said("Said from"),
    "said_to": said("Said until"),
    "published_from": said("Published from"),
    "published_to": said("Published until"),
    "modality": said("Modality"),
    "flag": said("Flag"),
    "reading": said("The program"),
    "publication": said("Result"),
    "evidence": said("Evidence"),
    "edited": said("By a person"),
    "second": said("Second reader"),
    "assigned": said("Assigned to"),
    "judged": said("Judged by"),
    "changed": said("Changed by others"),
    "article": said("Article"),
    "min_confidence": said("Extraction confidence from"),
    "copies": said("Copies"),
    "errors": said("Extraction errors"),
}

LABELS: Mapping[str, Mapping[str, str]] = {
    "type": TYPES,
    "language": {"und": said("Language not known")},
    "modality": {
        "negated": said("Said not to have been said"),
        "hypothetical": said("Hypothetical"),
        "future": said("Expected to be said"),
        UNKNOWN: said("Said"),
    },
    "flag": FLAGS,
    "reading": {"other": said("Now reads it otherwise")},
    "second": {
        "awaited": said("Awaited"),
        "confirmed": said("Confirmed"),
        "disputed": said("Disputed"),
    },
    "copies": {EVERY: said("Each listed")},
    "errors": {EVERY: said("Listed too")},
    "publication": {
        "draft": said("Draft to be published"),
        "published": said("Published"),
        "withdrawn": said("Withdrawn"),
    },
    "evidence": {"some": said("With evidence"), UNKNOWN: said("Without evidence")},
    "edited": {"corrected": said("Corrected"), "entered": said("Entered")},
    "assigned": {ME: said("Me"), UNKNOWN: said("Nobody")},
    "judged": {ME: said("Me")},
    "changed": {"unseen": said("Since I looked")},
    "speaker": {UNKNOWN: said("Not named")},
    "speaker_kind": {
        "people": said("People"),
        "bodies": said("Bodies"),
        "unnamed": said("Unnamed sources"),
    },
    "outlet": {UNKNOWN: said("Not known")},
}
"""What values are called where neither the database nor a language file has a name for them."""

DESK = (
    ("assigned", ME, said("Assigned to me")),
    ("judged", ME, said("Judged by me")),
    ("changed", "unseen", said("Changed by others since I looked")),
    ("publication", "draft", said("Drafts to be published")),
    ("evidence", UNKNOWN, said("Without evidence")),
    ("edited", "corrected", said("Corrected by a person")),
    ("edited", "entered", said("Entered by a person")),
    ("status", ERROR, said("Extraction errors")),
)
"""What editors look for in their work, of filters that have no facet."""

SHORT = 12
"""Values that a facet shows before "more"."""


class Chip(NamedTuple):
    """A filter that is set, and the page without it."""

    title: str
    label: str
    without: Filters
    href: str


class Choice(NamedTuple):
    """One value of a field; ``href`` adds it to the filters, or takes it away if it is chosen."""

    label: str
    claims: int
    chosen: bool
    href: str


@dataclass(frozen=True, slots=True)
class Choices:
    """The values of a field: those shown, the rest of those listed, and how many more there are.

    ``apart`` are sources without a name, of those listed; ``every`` leads to all values.
    """

    field: str
    title: str
    shown: list[Choice]
    rest: list[Choice]
    apart: list[Choice]
    more: int
    every: str


class Shelf(NamedTuple):
    """A filter of the desk; ``href`` sets it, or takes it away if it is chosen.

    ``asked`` is the list with it, ``claims`` how many there are then, as far as they are counted.
    """

    label: str
    chosen: bool
    href: str
    asked: Filters
    claims: int | None = None


class Part(NamedTuple):
    """The claims in one status, and the address that shows them alone or all again."""

    status: Status
    choice: Choice


class Order(NamedTuple):
    """An order of the list; the one it has is chosen."""

    label: str
    chosen: bool
    href: str


class Refining:
    """The links of one page. ``names`` are those that the database gives, by field and key."""

    def __init__(
        self,
        filters: Filters,
        path: Callable[..., str],
        names: Mapping[tuple[str, str], str],
        rated: bool = True,
    ):
        self.filters = filters
        self._path = path
        self._names = names
        self._rated = rated

    def address(self, filters: Filters, tail: str = "", **more: object) -> str:
        """The address that shows these filters; an order that would be taken anyway is left out."""
        query = urlencode([*pairs(filters), *more.items()], errors="replace")
        return self._path(tail) + (f"?{query}" if query else "")

    def beside(self, tail: str, **more: object) -> str:
        """The address of a page beside the list, about the same claims in the same order."""
        query = urlencode([*more.items(), *pairs(self.filters)], errors="replace")
        return f"{self._path(tail)}?{query}"

    def beside_list(self, page: str, tail: str = "", **more: object) -> str:
        """The address of another page of the database, about the same claims: ``coverage``."""
        query = urlencode([*more.items(), *pairs(only(self.filters))], errors="replace")
        path = self._path().rpartition("/")[0]
        return f"{path}/{page}{tail}" + (f"?{query}" if query else "")

    def label(self, field: str, key: str) -> str:
        """What a value is called: ``("month", "2025-04")`` -> ``April 2025``."""
        if name := self._names.get((field, key)) or LABELS.get(field, {}).get(key):
            return shortened(name) if field == "article" else name
        if key == UNKNOWN:
            return said("No date") if field == "month" else said("Not known")
        if field == "language":
            return interface.called(key)
        if field == "kind":
            return capitalised(key)
        if field == "month" or field in ENDS:
            return dates.day(key, {4: "year", 7: "month"}.get(len(key), "day"))
        return said("“{words}”", words=shortened(key)) if field == "q" else key

    def chips(self) -> list[Chip]:
        """Every filter that is set, in words, with the address of the page without it."""
        return [
            Chip(TITLES[field], self.label(field, key), left, self.address(left))
            for field, key in pairs(self.filters)
            if field != "sort"
            for left in [self._less(field, key)]
        ]

    def _less(self, field: str, key: str) -> Filters:
        return without(self.filters, field, key if field in COLUMNS else None)

    def facet(self, facet: Facet) -> Choices:
        """The values of a field, each with the address that adds it or takes it away."""
        values = [value for value in facet.values if not value.apart]
        if facet.field == "month":
            values = sorted(values, key=lambda value: value.key, reverse=True)
        shown = [value for value in values if value.chosen]
        shown += [value for value in values if not value.chosen][: max(0, SHORT - len(shown))]
        return Choices(
            facet.field,
            TITLES[facet.field],
            shown=[self.choice(facet.field, value) for value in values if value in shown],
            rest=[self.choice(facet.field, value) for value in values if value not in shown],
            apart=[self.choice(facet.field, value) for value in facet.values if value.apart],
            more=facet.more,
            every=self.beside("/values", _field=facet.field),
        )

    def choice(self, field: str, value: Value) -> Choice:
        changed = (
            without(self.filters, field, value.key)
            if value.chosen
            else having(self.filters, field, value.key)
        )
        label = value.name or self.label(field, value.key)
        return Choice(label, value.claims, value.chosen, self.address(changed))

    def desk(self) -> list[Shelf]:
        """The filters of those who check claims, as far as they may be asked."""
        return [
            self._shelf(field, key, label)
            for field, key, label in DESK
            if TOLD_BY.get(field) not in self.filters.unseen
        ]

    def _shelf(self, field: str, key: str, label: str) -> Shelf:
        chosen = key in getattr(self.filters, field)
        alone = having(without(self.filters, field), field, key)
        changed = (without if chosen else having)(self.filters, field, key)
        return Shelf(label, chosen, self.address(changed), alone)

    def standing(self, facet: Facet | None, vocabulary: Vocabulary) -> list[Part]:
        """How the claims stand: the statuses in their own order, with count and address."""
        values = {value.key: value for value in facet.values} if facet else {}
        return [
            Part(status, self.choice("status", values[key]))
            for key, status in vocabulary.items()
            if key in values
        ]

    def bar(self, bar: Bar) -> Bar:
        """The bar with the address that shows its month or year alone; again, that shows all."""
        chosen = self.filters.month == (bar.key,)
        only = replace(self.filters, month=() if chosen else (bar.key,))
        return bar._replace(chosen=chosen, href=self.address(only))

    def sorts(self) -> list[Order]:
        """The orders to choose from: that of reading where an article is asked for."""
        now = order(self.filters).name
        return [
            Order(
                sort.label,
                sort.name == now,
                self.address(replace(self.filters, sort=sort.name)),
            )
            for sort in SORTS.values()
            if sort.name == now or self._offered(sort.name)
        ]

    def _offered(self, sort: str) -> bool:
        """Does an order tell claims apart here?"""
        return {"reading": bool(self.filters.article), "checkable": self._rated}.get(sort, True)
