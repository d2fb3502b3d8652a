"""What the browse page, its downloads and the export ask. Reads only; plain sqlite3."""
# ruff: noqa: S608 (SQL is put together from this package's own words; values are parameters)

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from datasette_claims.store import folding
from datasette_claims.store.conditions import ERROR
from datasette_claims.store.filters import EVERY, MERGED_IN, Filters, Sort, order
from datasette_claims.store.selecting import Where, hides_errors, where
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.vocabulary import vocabulary

Row = dict[str, Any]


def count(conn: sqlite3.Connection, filters: Filters, *, left_out: bool = False) -> int:
    """How many claims there are, exactly; or how many of them are left out for their flag.

    Copies of one are counted once: all that an index counts, less what was counted more than once.
    """
    selected = where(filters, left_out=left_out)
    sql = f"SELECT count(*) FROM claims WHERE {selected.sql}"
    every = int(conn.execute(sql, selected.parameters).fetchone()[0])
    return every - (0 if left_out else copies(conn, filters))


def copies(conn: sqlite3.Connection, filters: Filters) -> int:
    """How many of the claims are not counted, because a copy of theirs is."""
    if filters.copies == EVERY:
        return 0
    copied = folding.copied(filters)
    sql = f"SELECT count(*) - count(DISTINCT group_id) FROM {copied.sql}"
    return int(conn.execute(sql, copied.parameters).fetchone()[0])


def errors_hidden(conn: sqlite3.Connection, filters: Filters) -> int:
    """How many extraction errors would fit, but are not shown."""
    if filters.status or not hides_errors(filters):
        return 0
    return count(conn, replace(filters, status=(ERROR,)))


class Cursor(NamedTuple):
    """The place of one claim in an order: the order's name and the claim's values in it.

    ``since`` is when whoever is at that place began to page through an order in which what is
    edited moves: what was changed from then on is told of, and belongs to none of their pages.
    """

    sort: str
    values: tuple[Any, ...]
    since: str = ""

    def __str__(self) -> str:
        parts = [self.sort, *self.values, *([self.since] if self.since else [])]
        packed = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def cursor(text: str, filters: Filters) -> Cursor | None:
    """The cursor that was written so, None if it is broken or belongs to another order."""
    return placed(text, order(filters))


def placed(text: str, asked: Sort) -> Cursor | None:
    """The same of an order that need not be one of claims."""
    try:
        packed = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
        sort, *values = json.loads(packed)
    except (ValueError, TypeError, binascii.Error, RecursionError):
        return None
    since = ""
    if asked.moves and len(values) == 2 + len(asked.ties):
        since = values.pop()
    if sort != asked.name or len(values) != 1 + len(asked.ties) or not isinstance(since, str):
        return None
    nothing = values[0] is None and asked.nullable
    if not all(map(_bindable, [*(values[1:] if nothing else values), since])):
        return None
    return Cursor(sort, tuple(values), since)


def _bindable(value: object) -> bool:
    """True for what SQLite takes as text or as an integer."""
    if isinstance(value, str):
        return not any("\ud800" <= character <= "\udfff" for character in value)
    return isinstance(value, int) and -(2**63) <= value < 2**63


class Page(NamedTuple):
    """Keys of claims in order, the cursor of each, and whether there are more on either side."""

    keys: list[str]
    cursors: list[Cursor]
    before: bool
    after: bool


def page(
    conn: sqlite3.Connection,
    filters: Filters,
    size: int,
    *,
    after: Cursor | None = None,
    before: Cursor | None = None,
) -> Page:
    """One page of the list: from its beginning, or from a cursor onwards or backwards.

    Claims that come or go meanwhile shift nothing: a cursor is a place in the order, not a number.
    In an order in which they move, those that were changed since the first page was seen are left
    to ``changed_since``.
    """
    sort, selected = order(filters), folding.shown(filters)
    start = after or before
    if not sort.moves or (start and not start.since):
        return part(conn, selected, sort, size, after=after, before=before)
    if start:
        since = start.since
        selected = Where(f"{selected.sql} AND {sort.first} < ?", (*selected.parameters, since))
        found = part(conn, selected, sort, size, after=after, before=before)
    else:
        found = part(conn, selected, sort, size)
        if not found.cursors:
            return found
        (since,) = conn.execute(_SINCE, {"newest": found.cursors[0].values[0]}).fetchone()
    return found._replace(cursors=[place._replace(since=since) for place in found.cursors])


def changed_since(
    conn: sqlite3.Connection, filters: Filters, place: Cursor | None, most: int = -1
) -> list[str]:
    """Keys of the claims asked for that were changed since somebody began to page, newest first."""
    if place is None or not place.since:
        return []
    selected, sort = folding.shown(filters), order(filters)
    found = conn.execute(
        # What changed in a while is little, whatever else is asked: no other index is quicker.
        f"SELECT claims.id FROM claims INDEXED BY claims_updated_at"
        f" WHERE {selected.sql} AND {sort.first} >= ?"
        f" ORDER BY {_towards(sort.first, sort.descending)} LIMIT ?",
        (*selected.parameters, place.since, most),
    )
    return [key for (key,) in found]


_SINCE = """SELECT coalesce(
    CASE WHEN :newest >= strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
        THEN strftime('%Y-%m-%dT%H:%M:%SZ', :newest, '+1 seconds') END,
    strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))"""
"""When paging begins. Changes are dated by the second: what changed in this one, and is on the
pages already, is no change since."""


def part(
    conn: sqlite3.Connection,
    selected: Where,
    sort: Sort,
    size: int,
    *,
    after: Cursor | None = None,
    before: Cursor | None = None,
    source: str = "claims",
) -> Page:
    """The same of whatever has an order; ``source`` as for ``walk``."""
    backwards = before is not None and after is None
    start = before if backwards else after
    steps = walk(conn, selected, sort, start, size + 1, backwards=backwards, source=source)
    more, steps = len(steps) > size, steps[:size]
    if backwards:
        steps.reverse()
    return Page(
        keys=[step.key for step in steps],
        cursors=[step.cursor for step in steps],
        before=more if backwards else start is not None,
        after=bool(steps) if backwards else more,
    )


class Step(NamedTuple):
    """A claim on the way through an order, and its place there."""

    key: str
    cursor: Cursor


def walk(
    conn: sqlite3.Connection,
    selected: Where,
    sort: Sort,
    start: Cursor | None,
    size: int,
    *,
    backwards: bool = False,
    source: str = "claims",
) -> list[Step]:
    """The next ``size`` of the selected claims in one direction, beginning with the nearest.

    ``source`` is what stands behind FROM; the keys are those of its first table.
    """
    table = source.partition(" ")[0]
    down, ties_down = sort.descending != backwards, sort.ties_descending != backwards
    keys = (sort.first, *sort.ties)
    ordering = ", ".join(
        (_towards(sort.first, down), *(_towards(tie, ties_down) for tie in sort.ties))
    )
    steps: list[Step] = []
    for stretch in _stretches(sort, start, backwards):
        found = conn.execute(
            f"SELECT {table}.id, {', '.join(keys)} FROM {source} "
            f"WHERE {selected.sql} AND {stretch.sql} ORDER BY {ordering} LIMIT ?",
            (*selected.parameters, *stretch.parameters, size - len(steps)),
        )
        steps += [Step(row[0], Cursor(sort.name, tuple(row[1:]))) for row in found]
        if len(steps) >= size:
            break
    return steps


def place(conn: sqlite3.Connection, key: str, sort: Sort) -> Cursor | None:
    """Where a claim stands in an order, selected or not; None where there is no such claim."""
    found = conn.execute(
        f"SELECT {', '.join((sort.first, *sort.ties))} FROM claims WHERE id = ?", [key]
    ).fetchone()
    return Cursor(sort.name, tuple(found)) if found else None


def number(
    conn: sqlite3.Connection, selected: Where, most: int, sort: Sort, before: Cursor | None = None
) -> int:
    """How many of the selected claims there are, or stand before a place; ``most`` if more."""
    found, ordered = 0, ""
    stretches = [Where("true", ())]
    if before:
        # The order is none of the number's, but has SQLite come by its index and not by all claims.
        ordered = f" ORDER BY {_towards(sort.first, not sort.descending)}"
        stretches = _stretches(sort, before, backwards=True)
    for stretch in stretches:
        found += conn.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM claims WHERE {selected.sql} AND {stretch.sql}"
            f"{ordered} LIMIT ?)",
            (*selected.parameters, *stretch.parameters, most - found),
        ).fetchone()[0]
    return found


def _towards(key: str, down: bool) -> str:
    return f"{key} {'DESC' if down else 'ASC'}"


def _stretches(sort: Sort, start: Cursor | None, backwards: bool) -> list[Where]:
    """What is left of an order from ``start`` on, in stretches that one walk along an index covers.

    Claims without a value come last whichever way the values run; asked for together with the
    others, by OR, they would keep SQLite from walking the index.
    """
    stretches = [Where("true", ())]
    if sort.nullable:
        stretches = [Where(f"{sort.first} IS NOT NULL", ()), Where(f"{sort.first} IS NULL", ())]
    if backwards:
        stretches.reverse()
    if start is None:
        return stretches
    first, *ties = start.values
    sign = "<" if sort.descending != backwards else ">"
    tie_sign = "<" if sort.ties_descending != backwards else ">"
    beyond = f"({', '.join(sort.ties)}) {tie_sign} ({', '.join('?' * len(ties))})"
    if first is None:
        here = [Where(f"{sort.first} IS NULL AND {beyond}", tuple(ties))]
    else:
        # Two stretches: as one, SQLite would go through all that is equal to get where it begins.
        here = [
            Where(f"{sort.first} = ? AND {beyond}", (first, *ties)),
            Where(f"{sort.first} {sign} ?", (first,)),
        ]
    begun_with_last = sort.nullable and (first is None) != backwards
    return [*here, *(stretches[2:] if begun_with_last else stretches[1:])]


def cards(conn: sqlite3.Connection, keys: list[str]) -> list[Row]:
    """What the card of each claim shows, in the order of the keys.

    ``status`` is one of the vocabulary, ``sources`` names the article's secondary sources,
    ``opening`` holds the first words of the text, for an article without a headline. A claim with
    copies has the number of their ``appearances`` and ``outlets``, others have 0.
    """
    chosen = "(SELECT value FROM json_each(?))"
    packed = json.dumps(keys)
    found = _rows(
        conn,
        f"""SELECT claims.id, claims.text, claims.type, claims.kind, claims.modality, claims.cue,
            claims.source, claims.role, claims.context,
            claims.said_as, claims.said_on, claims.said_precision,
            claims.published, claims.language, claims.status, claims.publication, claims.flag,
            claims.features, claims.article_id, articles.title,
            substr(articles.text, 1, 120) AS opening, articles.url, outlets.name AS outlet,
            speakers.whole_id AS speaker_id,
            coalesce(whole.name, speakers.name) AS speaker,
            (SELECT count(*) FROM claims AS c WHERE c.group_id = claims.group_id) AS appearances,
            (SELECT count(DISTINCT outlet_id) FROM claims AS c
            WHERE c.group_id = claims.group_id) AS outlets
        FROM claims
        LEFT JOIN articles ON articles.id = claims.article_id
        LEFT JOIN outlets ON outlets.id = claims.outlet_id
        LEFT JOIN speakers ON speakers.id = claims.speaker_id
        LEFT JOIN speakers AS whole ON whole.id = speakers.whole_id
        WHERE claims.id IN {chosen}""",
        [packed],
    )
    statuses = vocabulary(conn)
    sources: dict[str, list[str]] = {}
    for link in _rows(
        conn,
        f"""SELECT DISTINCT article_id, name FROM article_links WHERE kind = 'secondary_source'
        AND article_id IN (SELECT article_id FROM claims WHERE id IN {chosen}) ORDER BY start""",
        [packed],
    ):
        sources.setdefault(link["article_id"], []).append(link["name"])
    for claim in found:
        claim["status"] = statuses[claim["status"]]
        claim["sources"] = sources.get(claim["article_id"], [])
    by_key = {claim["id"]: claim for claim in found}
    return [by_key[key] for key in keys if key in by_key]


def headlines(conn: sqlite3.Connection, keys: Sequence[str]) -> dict[str, str]:
    """The headline of each article that is there, or the first words of its text."""
    marks = ", ".join("?" * len(keys))
    found = conn.execute(
        f"SELECT id, coalesce(title, substr(text, 1, 120)) FROM articles WHERE id IN ({marks})",
        list(keys),
    )
    return dict(found.fetchall())


def any_rated(conn: sqlite3.Connection) -> bool:
    """True where claims are told apart by how well they can be checked; not in public copies."""
    found = conn.execute("SELECT 1 FROM claims WHERE checkable IS NOT NULL LIMIT 1")
    return found.fetchone() is not None


def any_claim(conn: sqlite3.Connection) -> bool:
    """True where anything was loaded at all."""
    return conn.execute("SELECT 1 FROM claims LIMIT 1").fetchone() is not None


def settled(conn: sqlite3.Connection, filters: Filters) -> Filters:
    """The filters with every merged speaker and outlet replaced by the one it counts as."""
    for name, table in MERGED_IN.items():
        asked = getattr(filters, name)
        if asked and table not in filters.unseen:
            marks = ", ".join("?" * len(asked))
            wholes = dict(
                conn.execute(
                    f"SELECT id, whole_id FROM {table} WHERE id IN ({marks})", asked
                ).fetchall()
            )
            now = tuple(dict.fromkeys(wholes.get(key) or key for key in asked))
            filters = replace(filters, **{name: now})  # type: ignore[arg-type]
    return filters


class Batch(NamedTuple):
    """Rows of ``claims_flat`` as they are exported, and where the next ones begin, if any do."""

    columns: list[str]
    rows: list[tuple[Any, ...]]
    following: Cursor | None


def batch(
    conn: sqlite3.Connection, filters: Filters, size: int, after: Cursor | None = None
) -> Batch:
    """The next rows to export: the same claims in the same order as on the page."""
    part = page(conn, filters, size, after=after)
    return rows(conn, part.keys)._replace(following=part.cursors[-1] if part.after else None)


def rows(conn: sqlite3.Connection, keys: Sequence[str]) -> Batch:
    """The rows of these claims, in the order of their keys."""
    found = conn.execute(
        "SELECT * FROM claims_flat WHERE id IN (SELECT value FROM json_each(?))",
        [json.dumps(keys)],
    )
    columns = [column[0] for column in found.description]
    at = columns.index("id")
    by_key = {row[at]: tuple(row) for row in found}
    return Batch(columns, [by_key[key] for key in keys if key in by_key], None)


def _rows(conn: sqlite3.Connection, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
    found = conn.execute(sql, parameters)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]
