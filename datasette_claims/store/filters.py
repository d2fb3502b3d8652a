"""Which claims are meant, and in what order: from a query string to SQL and back.

The browse page, its CSV and JSON and the export command all read the same ``Filters``, so a file
holds exactly what the page shows. ``parse`` never fails: what it cannot use becomes a problem in
words, which a page shows as a notice and a download refuses to ignore.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

from datasette_claims.store.work import worked_on

UNKNOWN = "-"
"""Value of a filter that asks for claims in which the field is empty (``speaker=-``)."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Values of one field are alternatives; fields narrow each other. Empty means: not asked."""

    q: str = ""
    status: tuple[str, ...] = ()
    speaker: tuple[str, ...] = ()
    outlet: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    month: tuple[str, ...] = ()
    modality: tuple[str, ...] = ()
    flag: tuple[str, ...] = ()
    reading: tuple[str, ...] = ()
    article: tuple[str, ...] = ()
    min_confidence: float | None = None
    sort: str = ""


COLUMNS = {
    "status": "claims.status",
    "speaker": "claims.speaker_id",
    "outlet": "claims.outlet_id",
    "language": "claims.language",
    "type": "claims.type",
    "kind": "claims.kind",
    "month": "claims.month",
    "modality": "claims.modality",
    "flag": "claims.flag",
    "reading": "(SELECT 'other' FROM readings WHERE claim_id = claims.id AND NOT known LIMIT 1)",
    "article": "claims.article_id",
}
"""Each filter with several values, and the column that it narrows."""


class Sort(NamedTuple):
    """An order: by ``first``, then ``ties``. ``nullable``: what has no ``first`` comes last."""

    name: str
    label: str
    first: str
    descending: bool
    nullable: bool
    ties: tuple[str, ...]
    ties_descending: bool = False


READING = ("claims.article_id", "coalesce(claims.position, -1)", "claims.id")

SORTS = {
    sort.name: sort
    for sort in (
        Sort("said", "Date said, newest first", "claims.dated", True, True, READING),
        Sort("oldest", "Date said, oldest first", "claims.dated", False, True, READING),
        Sort("published", "Date published, newest first", "claims.published", True, True, READING),
        # A load gives thousands of claims the same time: only the row number breaks ties by index.
        Sort(
            "changed", "Recently changed", "claims.updated_at", True, False, ("claims.rowid",), True
        ),
        Sort("reading", "Reading order", READING[0], False, False, READING[1:]),
    )
}


def order(filters: Filters) -> Sort:
    """The order asked for; within a single article, unless asked otherwise, that of reading."""
    return SORTS[filters.sort or ("reading" if len(filters.article) == 1 else "said")]


class Problem(NamedTuple):
    """A parameter that cannot be used: which, the value, and what to write instead."""

    parameter: str
    value: str
    advice: str

    def __str__(self) -> str:
        return f"{self.parameter}={self.value}: {self.advice}"


class Parsed(NamedTuple):
    filters: Filters
    problems: tuple[Problem, ...]


CHOICES = {
    "type": ("direct", "indirect", "mixed"),
    "modality": ("negated", "hypothetical", "future", UNKNOWN),
    "flag": ("not_in_article", "not_extracted"),
    "reading": ("other",),
}
"""Filters whose values the schema fixes."""

_MONTH = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2]))?|-")

_WORDS = 16
"""Words that one search may have; each costs a look into the index."""

_VALUES = 100
"""Values that one field may have; SQLite has limits of its own, somewhat beyond."""


def parse(pairs: Iterable[tuple[str, str]], known: Iterable[str] = ()) -> Parsed:
    """The filters that the pairs of a query string ask for, and what could not be used.

    ``known`` names parameters that are somebody else's (cursors); those that begin with an
    underscore are always let through.

    >>> parse([("q", " gencatan  senjata "), ("status", "false"), ("month", "abc")]).filters
    Filters(q='gencatan senjata', status=('false',), ...)
    """
    given: dict[str, dict[str, None]] = {}  # each value once, in order, whoever sends thousands
    for name, value in pairs:
        if value := " ".join(_sound(value).split()):
            given.setdefault(name, {})[value] = None
    problems = []
    values: dict[str, object] = {}
    for name, all_of in ((name, list(once)) for name, once in given.items()):
        if name in COLUMNS and len(all_of) > _VALUES:
            advice = f"choose at most {_VALUES} values"
            problems.append(Problem(name, f"{len(all_of)} values", advice))
        elif name in COLUMNS:
            wrong = {value: advice for value in all_of if (advice := _advice(name, value))}
            problems += [Problem(name, value, advice) for value, advice in wrong.items()]
            values[name] = tuple(value for value in all_of if value not in wrong)
        elif name == "q":
            values[name], advice = _search(" ".join(all_of))
            if advice:
                problems.append(Problem(name, " ".join(all_of), advice))
        elif name == "min_confidence":
            number = _fraction(all_of[-1])
            values[name] = number
            if number is None:
                problems.append(Problem(name, all_of[-1], "write a number from 0 to 1, as in 0.8"))
        elif name == "sort":
            if all_of[-1] in SORTS:
                values[name] = all_of[-1]
            else:
                problems.append(Problem(name, all_of[-1], f"choose one of {', '.join(SORTS)}"))
        elif not name.startswith("_") and name not in known:
            names = ", ".join(field.name for field in fields(Filters))
            problems.append(Problem(name, all_of[-1], f"no such filter; there are {names}"))
    return Parsed(Filters(**values), tuple(problems))  # type: ignore[arg-type]


def pairs(filters: Filters) -> list[tuple[str, str]]:
    """The query string's pairs that ask for these filters: what ``parse`` reads back."""
    found = []
    for field in fields(Filters):
        value = getattr(filters, field.name)
        for one in value if isinstance(value, tuple) else (value,):
            if one is not None and one != "":
                found.append((field.name, str(one)))
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


class Where(NamedTuple):
    """A condition on rows of ``claims`` and its parameters in order."""

    sql: str
    parameters: tuple[str | float, ...]


def where(filters: Filters, ignoring: str = "", *, left_out: bool = False) -> Where:
    """The condition that selects the claims, less that of the field ``ignoring``.

    ``left_out`` selects those instead that would fit but are not shown, because of their flag.
    """
    conditions, parameters = [], list[str | float]()
    if not filters.flag or ignoring == "flag":
        conditions.append(f"claims.rowid {'' if left_out else 'NOT '}IN ({_LEFT_OUT})")
    for name, column in COLUMNS.items():
        values = getattr(filters, name)
        if values and name != ignoring:
            condition, more = _one_of(name, column, values)
            conditions.append(condition)
            parameters += more
    if filters.min_confidence is not None:
        conditions.append("claims.confidence >= ?")
        parameters.append(filters.min_confidence)
    terms = search_terms(filters.q)
    if terms:
        conditions.append(f"claims.rowid IN ({' INTERSECT '.join([_WITH_WORD] * len(terms))})")
        parameters += [term for term in terms for _ in range(2)]
    return Where(" AND ".join(f"({condition})" for condition in conditions), tuple(parameters))


# A flagged claim on which nobody has worked is left out unless it is asked for. The likelihood
# tells the planner to come by the index on the flag, since few claims have one.
_LEFT_OUT = f"""
    SELECT flagged.rowid FROM claims AS flagged
    WHERE likelihood(flagged.flag > '', 0.0001) AND NOT {worked_on("flagged")}"""  # noqa: S608

# A word counts when it stands in the claim, its source or its role, or in the speaker's full name.
_WITH_WORD = """SELECT * FROM (
    SELECT rowid FROM claims_fts WHERE claims_fts MATCH ?
    UNION
    SELECT rowid FROM claims WHERE speaker_id IN (
        SELECT id FROM speakers WHERE rowid IN (
            SELECT rowid FROM speakers_fts WHERE speakers_fts MATCH ?)))"""

# Who was merged with somebody counts as one with them, whichever of their keys is given.
_SAME = {
    "speaker": """claims.speaker_id IN (SELECT id FROM speakers WHERE whole_id IN (
        SELECT whole_id FROM speakers WHERE id IN ({marks})))""",
    "outlet": "claims.outlet_id IN (SELECT whole_id FROM outlets WHERE id IN ({marks}))",
    # By way of the few readings, not of all claims.
    "reading": """claims.id IN (
        SELECT claim_id FROM readings WHERE NOT known AND 'other' IN ({marks}))""",
}


def _one_of(name: str, column: str, values: tuple[str, ...]) -> tuple[str, list[str]]:
    said = [value for value in values if value != UNKNOWN]
    alternatives, parameters = [], list[str]()
    if UNKNOWN in values:
        alternatives.append(f"{column} IS NULL")
    if name == "month":
        years = [value for value in said if len(value) == 4]
        said = [value for value in said if len(value) != 4]
        for year in years:
            alternatives.append(f"{column} BETWEEN ? AND ?")
            parameters += [f"{year}-00", f"{year}-99"]
    if said:
        condition = _SAME.get(name, f"{column} IN ({{marks}})")
        alternatives.append(condition.format(marks=", ".join("?" * len(said))))
    return " OR ".join(alternatives), parameters + said


def search_terms(q: str) -> list[str]:
    """What a search looks for, in the full-text index's own grammar, safe for any input.

    Words and quoted phrases must all be there; the last word may be the beginning of a longer one.

    >>> search_terms('Putin “gencatan senjata” berg')
    ['"Putin"', '"gencatan senjata"', '"berg" *']
    """
    plain = re.sub("[“”„«»]", '"', q)
    terms = []
    for phrase, word in re.findall(r'"([^"]*)"|([^\s"]+)', plain):
        words = (phrase or word).strip()
        if any(character.isalnum() for character in words):
            terms.append(f'"{words}"' + ("" if phrase else " *"))
    return [term.removesuffix(" *") for term in terms[:-1]] + terms[-1:]


def _search(text: str) -> tuple[str, str]:
    """The search to use and what is wrong with the one given, if anything."""
    terms = search_terms(text)
    if not terms:
        return "", "nothing to search for; write a word with letters or digits"
    if len(terms) > _WORDS:
        return "", f"too long; search for at most {_WORDS} words"
    return text, ""


def _advice(name: str, value: str) -> str:
    if name == "month" and not _MONTH.fullmatch(value):
        return "not a month; write 2025-04, or 2025 for the whole year"
    if name in CHOICES and value not in CHOICES[name]:
        return f"choose one of {', '.join(CHOICES[name])}"
    return ""


def _fraction(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and 0 <= number <= 1 else None


def _sound(text: str) -> str:
    """The text without NUL and what cannot be written as UTF-8; SQLite takes neither well."""
    return text.replace("\0", " ").encode("utf-8", "ignore").decode()
