"""Outlets as a list, each with its articles and claims. Reads only.

An outlet here is as what it counts: one that was merged stands under the other one's name.
"""

# ruff: noqa: S608 (SQL is put together from this package's own words; values are parameters)

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from datasette_claims.store import folding
from datasette_claims.store.articlelists import REVIEWED, WORDS
from datasette_claims.store.filters import Filters
from datasette_claims.store.selecting import where
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.tallies import tally
from datasette_claims.store.teamnames import folded
from datasette_claims.wording import said

Row = dict[str, Any]


class Order(NamedTuple):
    """An order: what it is called, and by what it puts outlets."""

    label: str
    key: Callable[[Row], tuple[Any, ...]]


SORTS: Mapping[str, Order] = {
    "claims": Order(
        said("Most claims"), lambda row: (-row["claims"], folded(row["name"]), row["id"])
    ),
    "articles": Order(
        said("Most articles"), lambda row: (-row["articles"], folded(row["name"]), row["id"])
    ),
    "name": Order(said("By name"), lambda row: (folded(row["name"]), row["id"])),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which outlets: words of a name or address, and in which order."""

    q: str = ""
    sort: str = "claims"


def listed(conn: sqlite3.Connection, asked: Asked) -> list[Row]:
    """All of them that fit, in order: there are never so many that a part of them is quicker."""
    rows = [row for row in _counted(conn) if _fits(row, folded(asked.q).split()[:WORDS])]
    return sorted(rows, key=SORTS[asked.sort].key)


def names(conn: sqlite3.Connection, most: int) -> list[tuple[str, str]]:
    """Keys and names of outlets that have articles, by name."""
    return conn.execute(
        "SELECT id, name FROM outlets AS w WHERE whole_id = id AND EXISTS ("
        " SELECT 1 FROM outlets AS o JOIN articles ON articles.outlet_id = o.id"
        " WHERE o.whole_id = w.id) ORDER BY name COLLATE NOCASE, id LIMIT ?",
        [most],
    ).fetchall()


def _fits(row: Row, words: list[str]) -> bool:
    told = folded(" ".join([*row.pop("names"), row["url"] or ""]))
    return all(word in told for word in words)


def _counted(conn: sqlite3.Connection) -> list[Row]:
    claims, joins = tally("outlet_id", "o.id")
    reviewed, more = tally("outlet_id", "o.id", status=REVIEWED, name="reviewed")
    counts = {
        key: numbers
        for key, *numbers in conn.execute(
            f"SELECT o.id, {claims}, {reviewed} FROM outlets AS o{joins}{more}"
        )
    }
    # People made these, one by one: there are never so many that looking at each is slow.
    public = dict(
        conn.execute(
            f"SELECT outlet_id, {folding.ONCE} FROM claims WHERE publication = 'published'"
            f" AND {where(Filters()).sql} GROUP BY outlet_id"
        ).fetchall()
    )
    found: dict[str, Row] = {}
    for key, name, url, whole, articles, last in conn.execute(
        "SELECT o.id, o.name, o.url, o.whole_id, count(articles.id), max(articles.published)"
        " FROM outlets AS o LEFT JOIN articles ON articles.outlet_id = o.id"
        " GROUP BY o.id ORDER BY o.id <> o.whole_id"
    ):
        if key == whole:
            number, judged = counts[key]
            found[key] = {
                "id": key, "name": name, "url": url, "articles": articles, "last": last,
                "claims": number, "reviewed": judged, "public": public.get(key, 0),
                "names": [name],
            }  # fmt: skip
        elif whole in found:
            row = found[whole]
            row["articles"] += articles
            row["last"] = max(filter(None, (row["last"], last)), default=None)
            row["names"].append(name)
    return list(found.values())
