"""Which claims are meant, and in what order: from a query string to SQL and back.

The browse page, its CSV and JSON and the export command all read the same ``Filters``, so a file
holds exactly what the page shows. ``parse`` never fails: what it cannot use becomes a problem in
words, which a page shows as a notice and a download refuses to ignore.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

from datasette_claims.store import conditions, dateranges
from datasette_claims.store.searchwords import understood
from datasette_claims.store.words import fraction
from datasette_claims.wording import said

UNKNOWN = conditions.UNKNOWN
"""Value of a filter that asks for claims in which the field is empty (``speaker=-``)."""

ME = "me"
"""Value of a filter by a person that means whoever asks."""

EVERY = "all"
"""Value of ``copies`` that asks for every appearance of a claim, and of ``errors`` for all."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Values of one field are alternatives; fields narrow each other. Empty means: not asked."""

    q: str = ""
    saved: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    speaker: tuple[str, ...] = ()
    speaker_kind: tuple[str, ...] = ()
    outlet: tuple[str, ...] = ()
    outlet_group: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    month: tuple[str, ...] = ()
    said_from: str = ""
    said_to: str = ""
    published_from: str = ""
    published_to: str = ""
    modality: tuple[str, ...] = ()
    flag: tuple[str, ...] = ()
    reading: tuple[str, ...] = ()
    publication: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    second: tuple[str, ...] = ()
    assigned: tuple[str, ...] = ()
    judged: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    article: tuple[str, ...] = ()
    min_confidence: float | None = None
    copies: str = ""
    """``all``: copies in other articles are listed and counted each; else one stands for all."""
    errors: str = ""
    """``all``: extraction errors are listed with the others; else only where the status asks."""
    sort: str = ""
    unseen: frozenset[str] = frozenset()
    """Tables that whoever asks may not see, and that are not looked into for them."""
    who: str = ""
    """Whoever asks, where they are known: whom ``me`` means."""
    searches: tuple[tuple[str, Filters], ...] | None = None
    """The saved searches that are named, by their keys."""
    often: bool = False
    """What is searched for is found so often that a walk along the order soon meets it."""


NOT_ASKED = ("unseen", "who", "searches", "often")
PARAMETERS = tuple(field.name for field in fields(Filters) if field.name not in NOT_ASKED)
"""What a query string may say."""


COLUMNS = {
    "saved": "claims.id",
    "status": "claims.status",
    "speaker": "claims.speaker_id",
    "speaker_kind": "claims.speaker_id",
    "outlet": "claims.outlet_id",
    "outlet_group": "claims.outlet_id",
    "language": "claims.language",
    "type": "claims.type",
    "kind": "claims.kind",
    "month": "claims.month",
    "modality": "claims.modality",
    "flag": "claims.flag",
    "reading": "(SELECT 'other' FROM readings WHERE claim_id = claims.id AND NOT known LIMIT 1)",
    "publication": "claims.publication",
    "evidence": "claims.id",
    "edited": "claims.edited",
    "second": "claims.id",
    "assigned": "claims.id",
    "judged": "claims.id",
    "changed": "claims.id",
    "article": "claims.article_id",
}
"""Each filter with several values, and the column that it narrows."""


MERGED_IN = {"speaker": "speakers", "outlet": "outlets"}
"""Filters by somebody who may be merged with others, and the table that tells."""


TOLD_BY = {
    "speaker_kind": "speakers",
    "saved": "saved_searches",
    "outlet_group": "saved_searches",
    "reading": "readings",
    "evidence": "evidence",
    "second": "second_readings",
    "assigned": "assignments",
    "judged": "acts",
    "changed": "acts",
}
"""Filters that look into a table besides ``claims``, and that table."""


class Sort(NamedTuple):
    """An order: by ``first``, then ``ties``. ``nullable``: what has no ``first`` comes last.

    ``moves``: whatever is edited goes to its beginning, where nobody who is further on meets it.
    """

    name: str
    label: str
    first: str
    descending: bool
    nullable: bool
    ties: tuple[str, ...]
    ties_descending: bool = False
    moves: bool = False


READING = ("claims.article_id", "coalesce(claims.position, -1)", "claims.id")

SORTS = {
    sort.name: sort
    for sort in (
        Sort("said", said("Date said, newest first"), "claims.dated", True, True, READING),
        Sort("oldest", said("Date said, oldest first"), "claims.dated", False, True, READING),
        Sort(
            "published",
            said("Date published, newest first"),
            "claims.published",
            True,
            True,
            READING,
        ),
        # Thousands of claims have one speaker, one time or few points: only the row number breaks
        # ties by index: the order in which they were stored, within an article that of reading.
        Sort("speaker", said("Speaker"), "claims.speaker_id", False, True, ("claims.rowid",)),
        Sort(
            name="changed",
            label=said("Recently changed"),
            first="claims.updated_at",
            descending=True,
            nullable=False,
            ties=("claims.rowid",),
            ties_descending=True,
            moves=True,
        ),
        Sort(
            "checkable", said("Checkable first"), "claims.checkable", True, True, ("claims.rowid",)
        ),
        Sort("reading", said("Reading order"), READING[0], False, False, READING[1:]),
    )
}


def order(filters: Filters) -> Sort:
    """The order asked for; within a single article, unless asked otherwise, that of reading."""
    return SORTS[filters.sort or ("reading" if len(filters.article) == 1 else "said")]


class Problem(NamedTuple):
    """A parameter that cannot be used: which, the value, and what to write instead.

    ``left_out`` is false where it was used as far as it was understood.
    """

    parameter: str
    value: str
    advice: str
    left_out: bool = True

    def __str__(self) -> str:
        return f"{self.parameter}={self.value}: {self.advice}"


class Parsed(NamedTuple):
    filters: Filters
    problems: tuple[Problem, ...]


CHOICES = {
    "speaker_kind": tuple(conditions.GROUPS),
    "type": ("direct", "indirect", "mixed"),
    "modality": ("negated", "hypothetical", "future", UNKNOWN),
    "flag": ("not_in_article", "not_extracted"),
    "reading": ("other",),
    "publication": ("draft", "published", "withdrawn"),
    "evidence": ("some", UNKNOWN),
    "edited": ("corrected", "entered"),
    "second": ("awaited", "confirmed", "disputed"),
    "changed": ("unseen",),
}
"""Filters whose values the schema fixes."""

_MONTH = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2]))?|-")

_VALUES = 100
"""Values that one field may have; SQLite has limits of its own, somewhat beyond."""


def parse(pairs: Iterable[tuple[str, str]], known: Iterable[str] = ()) -> Parsed:
    """The filters that the pairs of a query string ask for, and what could not be used.

    ``known`` names parameters that are somebody else's (cursors); those that begin with an
    underscore are always let through.

    >>> parse([("q", " gencatan  senjata "), ("month", "abc")]).filters.q
    'gencatan senjata'
    """
    given: dict[str, dict[str, None]] = {}  # each value once, in order, whoever sends thousands
    for name, value in pairs:
        if value := " ".join(sound(value).split()):
            given.setdefault(name, {})[value] = None
    problems = []
    values: dict[str, object] = {}
    for name, all_of in ((name, list(once)) for name, once in given.items()):
        if name in COLUMNS and len(all_of) > _VALUES:
            advice: str = said("choose at most {values} values", values=_VALUES)
            problems.append(Problem(name, said("{n} values", n=len(all_of)), advice))
        elif name in COLUMNS:
            wrong = {value: advice for value in all_of if (advice := _advice(name, value))}
            problems += [Problem(name, value, advice) for value, advice in wrong.items()]
            values[name] = tuple(value for value in all_of if value not in wrong)
        elif name == "q":
            searched = " ".join(all_of)
            tree, not_understood = understood(searched)
            values[name] = searched if tree else ""
            problems += [
                Problem(name, searched, advice, left_out=tree is None) for advice in not_understood
            ]
        elif name == "min_confidence":
            number = fraction(all_of[-1])
            values[name] = number
            if number is None:
                problems.append(
                    Problem(name, all_of[-1], said("write a number from 0 to 1, as in 0.8"))
                )
        elif name in PARAMETERS:  # one value, which has to be one of a kind
            if advice := _advice(name, all_of[-1]):
                problems.append(Problem(name, all_of[-1], advice))
            else:
                values[name] = all_of[-1]
        elif not name.startswith("_") and name not in known:
            names = ", ".join(PARAMETERS)
            problems.append(
                Problem(name, all_of[-1], said("no such filter; there are {names}", names=names))
            )
    filters = Filters(**values)  # type: ignore[arg-type]
    return Parsed(filters, (*problems, *_turned_round(filters)))


def _turned_round(filters: Filters) -> list[Problem]:
    """Ranges that end before they begin."""
    return [
        Problem(
            last,
            getattr(filters, last),
            said("nothing fits, for it is before the beginning"),
            False,
        )
        for _, first, last in dateranges.RANGES
        if dateranges.turned_round(getattr(filters, first), getattr(filters, last))
    ]


def pairs(filters: Filters) -> list[tuple[str, str]]:
    """The query string's pairs that ask for these filters: what ``parse`` reads back."""
    found = []
    for name in PARAMETERS:
        value = getattr(filters, name)
        for one in value if isinstance(value, tuple) else (value,):
            if one is not None and one != "":
                found.append((name, str(one)))
    return found


def only(filters: Filters) -> Filters:
    """The same filters without an order: what counts and facets depend on."""
    return replace(filters, sort="")


def without(filters: Filters, name: str, value: str | None = None) -> Filters:
    """The filters less one value of a field, or less the whole field."""
    if name not in COLUMNS:
        return replace(filters, **{name: None if name == "min_confidence" else ""})  # type: ignore[arg-type]
    left = tuple(one for one in getattr(filters, name) if value is not None and one != value)
    return replace(filters, **{name: left})  # type: ignore[arg-type]


def having(filters: Filters, name: str, value: str) -> Filters:
    """The filters with one more value of a field."""
    return replace(filters, **{name: (*getattr(filters, name), value)})  # type: ignore[arg-type]


def _advice(name: str, value: str) -> str:
    if name == "month" and not _MONTH.fullmatch(value):
        return said("not a month; write 2025-04, or 2025 for the whole year")
    if name in dateranges.ENDS and not dateranges.is_date(value):
        return dateranges.ADVICE
    if name in ("copies", "errors") and value != EVERY:
        return said("write {every}, or leave it out", every=EVERY)
    if name == "sort" and value not in SORTS:
        return said("choose one of {sorts}", sorts=", ".join(SORTS))
    if name in CHOICES and value not in CHOICES[name]:
        return said("choose one of {choices}", choices=", ".join(CHOICES[name]))
    return ""


def sound(text: str) -> str:
    """The text without NUL and what cannot be written as UTF-8; SQLite takes neither well."""
    return text.replace("\0", " ").encode("utf-8", "ignore").decode()
