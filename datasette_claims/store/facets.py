"""How the claims divide by status, speaker, outlet and so on, under the filters. Reads only."""
# ruff: noqa: S608 (SQL is put together from this package's own words; values are parameters)

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from datasette_claims.store import folding
from datasette_claims.store.conditions import GROUPED
from datasette_claims.store.filters import COLUMNS, EVERY, UNKNOWN, Filters, only, pairs, without
from datasette_claims.store.queries import count
from datasette_claims.store.selecting import where
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.vocabulary import called

TABLES = {
    "status": "claims",
    "speaker_kind": "speakers",
    "speaker": "speakers",
    "outlet": "outlets",
    "language": "claims",
    "type": "claims",
    "kind": "claims",
    "month": "claims",
}
"""What is counted, in the order in which it is shown, each with the table that tells its values:
whom Datasette does not show that table is not shown the facet.
"""

FIELDS = tuple(TABLES)

LISTED = 72
"""Values that one facet lists; the rest is found by searching. Months are all listed."""


class Value(NamedTuple):
    """One value of a field; ``name`` is empty where the key is all there is.

    ``apart`` is a source that nobody names: it is listed behind those with a name.
    """

    key: str
    name: str
    claims: int
    chosen: bool
    apart: bool = False


class Facet(NamedTuple):
    """The values of a field, and how many there are beyond those."""

    field: str
    values: list[Value]
    more: int


def shown(sees: Mapping[str, bool]) -> tuple[str, ...]:
    """The fields to count for somebody who sees these tables; a table not asked about is closed.

    >>> shown({"claims": True, "speakers": False, "outlets": True})
    ('status', 'outlet', 'language', 'type', 'kind', 'month')
    """
    return tuple(name for name, table in TABLES.items() if sees.get(table))


def together(filters: Filters, fields: Sequence[str] = FIELDS) -> list[tuple[str, ...]]:
    """The fields in groups that are best counted in one statement each.

    A field that is filtered is counted without its own filter, so it stands alone. The others see
    the same claims: where any filter is set those are gathered once; where none is, each field has
    an index that tells its counts without a look at a single claim.
    """
    plain = _every(filters)
    if not pairs(plain):
        return [(name,) for name in fields]
    filtered = tuple(name for name in fields if getattr(plain, name))
    rest = tuple(name for name in fields if name not in filtered)
    return [*((name,) for name in filtered), *([rest] if rest else [])]


def counted(
    conn: sqlite3.Connection,
    filters: Filters,
    fields: tuple[str, ...],
    most: int = LISTED,
) -> list[Facet]:
    """The facets of fields that ``together`` puts together, each with so many values at most."""
    alone = len(fields) == 1
    ignoring = fields[0] if alone else ""
    selected = where(filters, ignoring)
    table = "claims NOT INDEXED" if _many(conn, filters, ignoring) else "claims"
    source, copied = f"{table} WHERE {selected.sql}", folding.copied(filters, ignoring)
    joined, parts, parameters = copied.sql, list[str](), selected.parameters
    if not alone:
        columns = ", ".join(dict.fromkeys(["claims.group_id", *(COLUMNS[name] for name in fields)]))
        parts.append(f"claims_found AS (SELECT {columns} FROM {source})")
        source = "claims_found AS claims"
        joined = f"{source} WHERE claims.group_id IS NOT NULL"
    elif filters.copies != EVERY:
        parameters += copied.parameters
    for name in fields:
        parts += _counts(name, source, "" if filters.copies == EVERY else joined, most)
    counts = " UNION ALL ".join(f"SELECT '{name}', * FROM {name}_listed" for name in fields)
    found: dict[str, list[tuple[str | None, int, int]]] = {name: [] for name in fields}
    for name, *rest in conn.execute(f"WITH {', '.join(parts)} {counts}", parameters):
        found[name].append(tuple(rest))
    return [_facet(conn, filters, name, rows) for name, rows in found.items()]


def _many(conn: sqlite3.Connection, filters: Filters, ignoring: str) -> bool:
    """True where so many claims fit that reading all of them beats an index, which the planner,
    knowing averages only, would take: it jumps from row to row.
    """
    others = without(_every(filters), ignoring) if ignoring else _every(filters)
    if others.q or not pairs(others):
        return False
    selected = where(filters, ignoring)
    enough = int(conn.execute("SELECT coalesce(max(rowid), 0) FROM claims").fetchone()[0]) // 20 + 1
    found = conn.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM claims WHERE {selected.sql} LIMIT ?)",
        (*selected.parameters, enough),
    ).fetchone()[0]
    return bool(found == enough)


def _counts(name: str, source: str, joined: str, most: int) -> list[str]:
    """The parts of a statement that count a field; the last, ``{name}_listed``, has the values,
    their counts and the number of different values.

    ``joined`` are the claims of the ``source`` that have copies: where one has several in one
    value, it is counted once. Empty where each is counted. Parts, since an older SQLite reads what
    is nested a hundred deep at most, and filters are nested themselves.
    """
    counted = f"SELECT {COLUMNS[name]} AS value, count(*) AS n FROM {source} GROUP BY 1"
    parts = [f"{name}_one AS ({counted})"]
    values, value = f"SELECT value, n FROM {name}_one", "value"
    if name in _BY_SPEAKER:
        # By key first, which an index tells; whoever was merged with somebody counts as one.
        of, value = _BY_SPEAKER[name]
        values = f"SELECT {of} AS value, n FROM {name}_one LEFT JOIN speakers AS s ON s.id = value"
    if joined:
        parts.append(f"{name}_copied AS (SELECT {COLUMNS[name]} AS value, group_id FROM {joined})")
        values += (
            f" UNION ALL SELECT {value}, count(DISTINCT group_id) - count(*)"
            f" FROM {name}_copied GROUP BY 1"
        )
    parts += [
        f"{name}_values AS ({values})",
        f"{name}_found AS (SELECT value, sum(n) AS n, count(*) OVER () AS every"
        f" FROM {name}_values GROUP BY value)",
    ]
    listed = f"SELECT value, n, every FROM {name}_found ORDER BY n DESC, value"
    if name == "speaker":
        parts += [
            f"speaker_apart AS (SELECT *, {_APART.format('value')} AS apart FROM speaker_found)",
            "speaker_placed AS (SELECT *, row_number() OVER"
            " (PARTITION BY apart ORDER BY n DESC, value) AS place FROM speaker_apart)",
        ]
        listed = f"""SELECT value, n, every FROM speaker_placed
            WHERE place <= {most} ORDER BY apart, place"""
    elif name != "month":
        listed += f" LIMIT {most}"
    return [*parts, f"{name}_listed AS ({listed})"]


_WHOLE_KIND = GROUPED.format(
    "(SELECT w.kind FROM speakers AS w JOIN speakers AS s ON s.whole_id = w.id WHERE s.id = {0})"
)
_BY_SPEAKER = {
    "speaker": ("s.whole_id", "(SELECT whole_id FROM speakers WHERE id = value)"),
    "speaker_kind": (
        GROUPED.format("(SELECT kind FROM speakers AS w WHERE w.id = s.whole_id)"),
        _WHOLE_KIND.format("value"),
    ),
}
"""Facets of a claim's speaker: the value of a speaker ``s``, and of the key ``value``."""

VALUE = {
    "speaker": "(SELECT whole_id FROM speakers WHERE id = claims.speaker_id)",
    "speaker_kind": _WHOLE_KIND.format("claims.speaker_id"),
    "outlet": COLUMNS["outlet"],
    "month": COLUMNS["month"],
}
"""The value of a row of ``claims``, in SQL, as these facets count it."""

_APART = "coalesce((SELECT kind FROM speakers WHERE id = {0}), 'unnamed') = 'unnamed'"


def _every(filters: Filters) -> Filters:
    """The filters that select claims; how those are counted is no such."""
    return replace(only(filters), copies="", errors="")


def _facet(
    conn: sqlite3.Connection,
    filters: Filters,
    name: str,
    rows: list[tuple[str | None, int, int]],
) -> Facet:
    chosen = getattr(filters, name)
    counts = {UNKNOWN if key is None else key: n for key, n, _ in rows}
    more = rows[0][2] - len(counts) if rows else 0
    for key in chosen:
        if key not in counts:
            # Beyond the listed values, or a whole year among months: what is chosen is shown.
            counts[key] = count(conn, replace(filters, **{name: (key,)}))  # type: ignore[arg-type]
            more = max(0, more - 1) if counts[key] and name != "month" else more
    names = _names(conn, name, list(counts))
    values = [
        Value(key, names.get(key, ("", ""))[0], n, key in chosen, _apart(name, names, key))
        for key, n in counts.items()
    ]
    return Facet(name, values, more)


def _apart(field: str, names: Mapping[str, tuple[str, str]], key: str) -> bool:
    return field == "speaker" and names.get(key, ("", "unnamed"))[1] == "unnamed"


def _names(conn: sqlite3.Connection, name: str, keys: list[str]) -> dict[str, tuple[str, str]]:
    """The names of speakers, outlets and statuses by key, with the kind; other fields have none."""
    table, key, columns = {
        "status": ("statuses", "key", "label_en, kind"),
        "speaker": ("speakers", "id", "name, kind"),
        "outlet": ("outlets", "id", "name, ''"),
    }.get(name, ("", "", ""))
    if not table:
        return {}
    found = conn.execute(
        f"SELECT {key}, {columns} FROM {table} WHERE {key} IN (SELECT value FROM json_each(?))",
        [json.dumps(keys)],
    )
    return {
        one: (called(one, words) if name == "status" else words, kind) for one, words, kind in found
    }
