"""What a filter selects, as a condition on rows of ``claims``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from datasette_claims.store import conditions, dateranges, searching
from datasette_claims.store.filters import COLUMNS, EVERY, ME, MERGED_IN, Filters
from datasette_claims.store.searchwords import understood


class Where(NamedTuple):
    """A condition on rows of ``claims`` and its parameters in order."""

    sql: str
    parameters: tuple[str | float, ...]


def where(
    filters: Filters,
    ignoring: str = "",
    *,
    left_out: bool = False,
    flagged: bool = False,
    in_order: bool = False,
) -> Where:
    """The condition that selects the claims, less that of the field ``ignoring``.

    ``left_out`` selects those instead that would fit but are not shown, because of their flag;
    ``flagged`` selects these too. ``in_order``: the first of an order are wanted, not all.
    """
    said = []
    own_flag = any(each.flag for each in _together(filters))
    if not flagged and (ignoring == "flag" or not own_flag):
        said.append(f"claims.rowid {'' if left_out else 'NOT '}IN ({conditions.LEFT_OUT})")
    if hides_errors(filters):
        said.append(f"claims.rowid NOT IN ({conditions.ERRORS})")
    narrowed = _narrowed(filters, ignoring, in_order and filters.often)
    said += [condition for condition, _ in narrowed]
    parameters = tuple(value for _, values in narrowed for value in values)
    return Where(" AND ".join(f"({one})" for one in said) or "true", parameters)


Condition = tuple[str, Sequence[str | float]]


def _narrowed(filters: Filters, ignoring: str = "", walked: bool = False) -> list[Condition]:
    """What each filter that is set asks for, with its parameters.

    ``walked`` keeps SQLite from coming by what is searched for: a sign before the column.
    """
    said: list[Condition] = [
        dateranges.condition(name, day)
        for name in dateranges.ENDS
        if (day := getattr(filters, name))
    ]
    for name, column in COLUMNS.items():
        values = getattr(filters, name)
        if values and name != ignoring:
            values = _of_whom(filters, name, values)
            table = "outlets" if name == "outlet_group" else MERGED_IN.get(name)
            seen = table not in filters.unseen
            same = conditions.HAVING.get(name, "") if seen else ""
            said.append(
                _searched(filters, values)
                if name == "saved"
                else conditions.one_of(name, column, values, same)
            )
    if filters.min_confidence is not None:
        said.append(("claims.confidence >= ?", [filters.min_confidence]))
    if tree := understood(filters.q).tree:
        search = searching.found(tree, filters.unseen)
        said.append((f"{'+' * walked}claims.rowid IN ({search.sql})", search.parameters))
    return said


def _searched(filters: Filters, keys: tuple[str, ...]) -> Condition:
    """The claims of any of the saved searches; how they are listed is not theirs to say."""
    searches = dict(filters.searches or ())
    alternatives, parameters = [], list[str | float]()
    for each in (searches[key] for key in keys if key in searches):
        narrowed = _narrowed(replace(each, unseen=filters.unseen, who=filters.who))
        alternatives.append(" AND ".join(f"({one})" for one, _ in narrowed) or "true")
        parameters += [value for _, values in narrowed for value in values]
    return " OR ".join(f"({one})" for one in alternatives) or "false", parameters


def search_texts(filters: Filters) -> list[str]:
    """What is searched for, here and in the saved searches that are named."""
    return [each.q for each in _together(filters) if each.q]


def _together(filters: Filters) -> list[Filters]:
    """The filters, and the saved searches that they name."""
    return [filters, *(each for key, each in filters.searches or () if key in filters.saved)]


def _of_whom(filters: Filters, name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """The values with the one who asks in place of ``me``; what has changed is asked for them."""
    if name == "changed":
        return (filters.who,)
    if name == "outlet_group":
        searches = dict(filters.searches or ())
        groups = [searches[key].outlet for key in values if key in searches]
        return tuple(dict.fromkeys(outlet for outlets in groups for outlet in outlets)) or ("",)
    if name in ("assigned", "judged"):
        return tuple(filters.who if value == ME else value for value in values)
    return values


def hides_errors(filters: Filters) -> bool:
    """Are extraction errors left out, which nobody said?"""
    return not any(
        each.errors == EVERY or conditions.ERROR in each.status for each in _together(filters)
    )
