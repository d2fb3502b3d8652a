"""How the claims divide by status, speaker, outlet and so on, under the filters. Reads only."""
# ruff: noqa: S608 (SQL is put together from this package's own words; values are parameters)

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from datasette_claims.store import folding
from datasette_claims.store.filters import (
    COLUMNS,
    EVERY,
    UNKNOWN,
    Filters,
    only,
    pairs,
    where,
    without,
)
from datasette_claims.store.queries import count
from datasette_claims.store.sqlite import sqlite3

TABLES = {
    "status": "claims",
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
    """One value of a field; ``name`` is empty where the key is all there is."""

    key: str
    name: str
    claims: int
    chosen: bool


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


def counted(conn: sqlite3.Connection, filters: Filters, fields: tuple[str, ...]) -> list[Facet]:
    """The facets of fields that ``together`` puts together."""
    alone = len(fields) == 1
    ignoring = fields[0] if alone else ""
    selected = where(filters, ignoring)
    table = "claims NOT INDEXED" if _many(conn, filters, ignoring) else "claims"
    source, copied = f"{table} WHERE {selected.sql}", folding.copied(filters, ignoring)
    joined, gathered, parameters = copied.sql, "", selected.parameters
    if not alone:
        columns = ", ".join(["claims.group_id", *(COLUMNS[name] for name in fields)])
        gathered = f"WITH claims_found AS (SELECT {columns} FROM {source})"
        source = "claims_found AS claims"
        joined = f"{source} WHERE claims.group_id IS NOT NULL"
    elif filters.copies != EVERY:
        parameters += copied.parameters
    counts = " UNION ALL ".join(
        f"SELECT * FROM ({_counts(name, source, '' if filters.copies == EVERY else joined)})"
        for name in fields
    )
    found: dict[str, list[tuple[str | None, int, int]]] = {name: [] for name in fields}
    for name, *rest in conn.execute(f"{gathered} {counts}", parameters):
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


def _counts(name: str, source: str, joined: str) -> str:
    """A query for name of the field, value, count, number of different values.

    ``joined`` are the claims of the ``source`` that have copies: where one has several in one
    value, it is counted once. Empty where each is counted.
    """
    limit = "" if name == "month" else f"LIMIT {LISTED}"
    values = f"SELECT {COLUMNS[name]} AS value, count(*) AS n FROM {source} GROUP BY 1"
    value = "value"
    if name == "speaker":
        # By key first, which an index tells; whoever was merged with somebody counts as one.
        values = f"SELECT whole_id AS value, n FROM ({values}) LEFT JOIN speakers ON id = value"
        value = "(SELECT whole_id FROM speakers WHERE id = value)"
    if joined:
        more = "count(DISTINCT group_id) - count(*)"
        copied = f"SELECT {COLUMNS[name]} AS value, claims.group_id FROM {joined}"
        values += f" UNION ALL SELECT {value}, {more} FROM ({copied}) GROUP BY 1"
    return f"""SELECT '{name}', value, sum(n) AS n, count(*) OVER () FROM ({values})
        GROUP BY value ORDER BY n DESC, value {limit}"""


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
    return Facet(
        name,
        [Value(key, names.get(key, ""), n, key in chosen) for key, n in counts.items()],
        more,
    )


def _names(conn: sqlite3.Connection, name: str, keys: list[str]) -> dict[str, str]:
    """The names of speakers, outlets and statuses by key; other fields have none."""
    table, column = {
        "status": ("statuses", "label_en"),
        "speaker": ("speakers", "name"),
        "outlet": ("outlets", "name"),
    }.get(name, ("", ""))
    if not table:
        return {}
    key = "key" if table == "statuses" else "id"
    marks = ", ".join("?" * len(keys))
    return dict(
        conn.execute(
            f"SELECT {key}, {column} FROM {table} WHERE {key} IN ({marks})", keys
        ).fetchall()
    )
