"""Many claims at once, each with all that feeds and exports tell of it. Plain sqlite3."""
# ruff: noqa: S608 (SQL is put together from this package's own words; values are parameters)

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from datasette_claims.store import folding
from datasette_claims.store.filters import Filters
from datasette_claims.store.published import Row, rows
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.vocabulary import Status, vocabulary

_CHOSEN = "(select value from json_each(?1))"

PART = 200
"""Claims that are read at a time."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """A claim and its record; ``evidence`` and ``history`` are whole, drafts included.

    ``appearances`` are the articles that have it, its own first: ``id`` of the claim there,
    ``article_id``, ``title``, ``url``, ``byline``, ``published``, ``language``, ``outlet`` and
    ``outlet_url``. ``text`` is that of its own article, where it was asked for.
    """

    claim: Row
    speaker: Row | None
    status: Status
    appearances: tuple[Row, ...]
    spans: tuple[Row, ...]
    evidence: tuple[Row, ...]
    history: tuple[Row, ...]
    text: str | None = None


def read(conn: sqlite3.Connection, keys: Sequence[str], *, texts: bool = False) -> list[Dossier]:
    """The claims with these keys that are there, in this order."""
    chosen = [json.dumps(list(keys))]
    claims = {
        row["id"]: row
        for row in rows(
            conn,
            "select claims.*, coalesce(speakers.whole_id, speakers.id) as whole from claims"
            f" left join speakers on speakers.id = speaker_id where claims.id in {_CHOSEN}",
            chosen,
        )
    }
    speakers = {
        row["id"]: row
        for row in rows(
            conn,
            "select * from speakers where id in (select value from json_each(?))",
            [json.dumps(sorted({row["whole"] for row in claims.values() if row["whole"]}))],
        )
    }
    of = {
        table: _by_claim(
            rows(conn, f"select * from {table} where claim_id in {_CHOSEN} order by {by}", chosen)
        )
        for table, by in (("evidence", "id"), ("status_history", "id"), ("claim_spans", "start"))
    }
    appearances = _by_claim(rows(conn, _APPEARANCES, chosen))
    words = vocabulary(conn)
    found = {
        row["article_id"]: row["text"]
        for row in rows(
            conn,
            "select id as article_id, text from articles where id in"
            f" (select article_id from claims where id in {_CHOSEN})",
            chosen if texts else ["[]"],
        )
    }
    return [
        Dossier(
            claim={name: value for name, value in row.items() if name != "whole"},
            speaker=speakers.get(row["whole"]),
            status=words[row["status"]],
            appearances=tuple(appearances.get(key, ())),
            spans=tuple(of["claim_spans"].get(key, ())),
            evidence=tuple(of["evidence"].get(key, ())),
            history=tuple(of["status_history"].get(key, ())),
            text=found.get(row["article_id"]),
        )
        for key, row in ((key, claims[key]) for key in keys if key in claims)
    ]


_APPEARANCES = f"""
select asked.id as claim_id, claims.id, articles.id as article_id, title, articles.url, byline,
    articles.published, articles.language, outlets.name as outlet, outlets.url as outlet_url
from claims as asked
join claims on claims.id = asked.id
    or (claims.group_id = asked.group_id and claims.group_id is not null)
join articles on articles.id = claims.article_id
left join outlets on outlets.id = claims.outlet_id
where asked.id in {_CHOSEN}
order by claims.id <> asked.id, articles.published is null, articles.published, articles.id"""


def in_parts(
    conn: sqlite3.Connection, keys: Iterable[str], *, texts: bool = False
) -> Iterator[Dossier]:
    """The same of any number of keys, few of them in memory at a time."""
    left = iter(keys)
    while part := list(islice(left, PART)):
        yield from read(conn, part, texts=texts)


def published(conn: sqlite3.Connection, filters: Filters, size: int = -1) -> list[str]:
    """Keys of the claims of a filter that have been published or taken back, last changed first.

    Whether what was published may be shown is for `publishing/outward.py` to say. That is
    little as a rule, so it is looked through, and not all that fits the filter. What was taken
    back stays so while somebody drafts anew, and no draft moves a claim in the order.
    """
    selected = folding.shown(filters)
    found = conn.execute(
        f"{_PUBLIC} where {selected.sql} order by {_CHANGED} desc, claims.id limit ?",
        [*selected.parameters, size],
    )
    return [key for (key,) in found]


_PUBLIC = """select claims.id from (
    select id from claims indexed by claims_publication
    where publication in ('published', 'withdrawn')
    union select claim_id from status_history where publication = 'withdrawn'
) as public cross join claims on claims.id = public.id"""

_CHANGED = """coalesce(
    (select max(at) from status_history
     where claim_id = claims.id and publication in ('published', 'withdrawn')),
    iif(claims.publication = 'published', claims.updated_at, claims.created_at))"""


def _by_claim(found: Iterable[Row]) -> dict[str, list[Row]]:
    kept: dict[str, list[Row]] = {}
    for row in found:
        kept.setdefault(row["claim_id"], []).append(row)
    return kept
