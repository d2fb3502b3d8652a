"""One claim, article or speaker, with all that its page shows. Reads only; plain sqlite3."""
# ruff: noqa: S608 (SQL is put together from this package's own words; values are parameters)

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from datasette_claims.store.filters import Filters, Where, where
from datasette_claims.store.sqlite import sqlite3

Row = dict[str, Any]

MOST_NEIGHBOURS = 20
"""Other addresses and articles of one text that are listed."""


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """A claim and what surrounds it; lists are in the order in which they are read."""

    claim: Row
    article: Row
    outlet: Row | None
    speaker: Row | None
    status: Row
    spans: tuple[Row, ...]
    secondary_sources: tuple[Row, ...]
    evidence: tuple[Row, ...]
    history: tuple[Row, ...]
    notes: tuple[Row, ...]
    acts: tuple[Row, ...]
    """What people did to it; empty in a public copy."""
    now_reads: tuple[Row, ...]
    """The claims that its changed article has instead, with the state of that relation."""
    was_judged: tuple[Row, ...]
    """The claims, worked on by people, in whose place its article now has this one."""
    readings: tuple[Row, ...]
    """What the program now reads in its place and nobody has seen yet."""


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """An article, its claims in reading order (each with its speaker's name), and their spans."""

    article: Row
    outlet: Row | None
    claims: tuple[Row, ...]
    spans: tuple[Row, ...]
    links: tuple[Row, ...]
    versions: tuple[Row, ...]
    addresses: tuple[str, ...]
    """Other addresses under which it was seen, the first ones; none in a public copy."""
    twins: tuple[Row, ...]
    """Other articles with the same text, the first ones."""


@dataclass(frozen=True, slots=True)
class SpeakerRecord:
    """A speaker together with everybody merged into them.

    A claim that the article does not make (an extraction error) is nobody's words: it counts
    nowhere but in ``errors``. ``statuses`` are the keys of the statuses that do count.
    """

    speaker: Row
    members: tuple[Row, ...]
    aliases: tuple[str, ...]
    roles: tuple[Row, ...]
    by_status: tuple[Row, ...]
    by_month: tuple[Row, ...]
    statuses: tuple[str, ...]
    errors: int


def claim(conn: sqlite3.Connection, key: str) -> ClaimRecord | None:
    """The claim with this key and what surrounds it, None if there is none."""
    with _one_moment(conn):
        found = _row(conn, "select * from claims where id = ?", [key])
        if found is None:
            return None
        article_key = found["article_id"]
        return ClaimRecord(
            claim=found,
            article=_row(conn, "select * from articles where id = ?", [article_key]) or {},
            outlet=_row(conn, "select * from outlets where id = ?", [found["outlet_id"]]),
            speaker=_whole(conn, found["speaker_id"]),
            status=_row(conn, "select * from statuses where key = ?", [found["status"]])
            or unknown_status(found["status"]),
            spans=_rows(
                conn,
                'select part, start, "end" from claim_spans where claim_id = ? order by start',
                [key],
            ),
            secondary_sources=_rows(
                conn,
                "select name, url from article_links"
                " where article_id = ? and kind = 'secondary_source' order by start",
                [article_key],
            ),
            evidence=_rows(conn, "select * from evidence where claim_id = ? order by id", [key]),
            history=_rows(
                conn, "select * from status_history where claim_id = ? order by id", [key]
            ),
            notes=_rows(conn, "select * from review_notes where claim_id = ? order by id", [key]),
            acts=_rows(conn, "select * from acts where claim_id = ? order by id", [key]),
            now_reads=_related(conn, key, "claim_id", "other_id"),
            was_judged=_related(conn, key, "other_id", "claim_id"),
            readings=_rows(
                conn, "select * from readings where claim_id = ? and not known order by id", [key]
            ),
        )


def _related(conn: sqlite3.Connection, key: str, this: str, that: str) -> tuple[Row, ...]:
    """The claims on the other side of a relation that nobody refused."""
    return _rows(
        conn,
        "select claims.*, coalesce(whole.name, speakers.name) as speaker,"
        " relations.state as relation, relations.at as related_at"
        f" from relations join claims on claims.id = relations.{that}"
        " left join speakers on speakers.id = claims.speaker_id"
        " left join speakers as whole on whole.id = speakers.whole_id"
        f" where relations.{this} = ? and relations.state <> 'refused' order by relations.at, 1",
        [key],
    )


def article(conn: sqlite3.Connection, key: str) -> ArticleRecord | None:
    """The article with this key and its claims, None if there is none."""
    with _one_moment(conn):
        found = _row(conn, "select * from articles where id = ?", [key])
        if found is None:
            return None
        shown = where(Filters(article=(key,)))
        return ArticleRecord(
            article=found,
            outlet=_row(conn, "select * from outlets where id = ?", [found["outlet_id"]]),
            claims=_rows(
                conn,
                "select claims.*, coalesce(whole.name, speakers.name) as speaker from claims"
                " left join speakers on speakers.id = claims.speaker_id"
                " left join speakers as whole on whole.id = speakers.whole_id"
                f" where {shown.sql} order by position is null, position, claims.id",
                shown.parameters,
            ),
            spans=_rows(
                conn,
                'select claim_id, start, "end" from claim_spans join claims on claims.id = claim_id'
                f" where {shown.sql} and part = 'content' order by start",
                shown.parameters,
            ),
            links=_rows(
                conn, "select * from article_links where article_id = ? order by start", [key]
            ),
            versions=_rows(
                conn,
                "select id, title, loaded_at, replaced_at, length(text) as length"
                " from article_versions where article_id = ? order by replaced_at, id",
                [key],
            ),
            addresses=tuple(
                row["address"]
                for row in _rows(
                    conn,
                    "select address from article_addresses where article_id = ?"
                    " and address is not ? group by address order by min(rowid) limit ?",
                    [key, found["url"], MOST_NEIGHBOURS],
                )
            ),
            twins=_rows(
                conn,
                "select articles.id, title, articles.url, outlets.name as outlet from articles"
                " left join outlets on outlets.id = outlet_id"
                " where text_hash = ? and articles.id <> ? order by articles.url limit ?",
                [found["text_hash"], key, MOST_NEIGHBOURS],
            ),
        )


def speaker(conn: sqlite3.Connection, key: str) -> SpeakerRecord | None:
    """The speaker that this key stands for now, None if there is none.

    Where the speaker was merged into another, the record is the other's, and its key differs.
    """
    with _one_moment(conn):
        found = _whole(conn, key)
        if found is None:
            return None
        members = _rows(
            conn,
            "select * from speakers where ? in (whole_id, id) order by name, id",
            [found["id"]],
        )
        keys = [member["id"] for member in members]
        published = tuple(status["key"] for status in statuses(conn) if status["published"])
        shown = where(Filters(speaker=(found["id"],), status=published))
        everything = where(Filters(speaker=(found["id"],)))
        return SpeakerRecord(
            speaker=found,
            members=members,
            aliases=tuple(
                row["alias"]
                for row in _rows(
                    conn,
                    "select distinct alias from speaker_aliases where speaker_id"
                    f" in ({', '.join('?' * len(keys))}) order by alias",
                    keys,
                )
            ),
            roles=_rows(
                conn,
                "select role, min(dated) as first, max(dated) as last, count(*) as n"
                f" from claims where {shown.sql} and role > ''"
                " group by role order by max(dated) desc, n desc, role",
                shown.parameters,
            ),
            by_status=_rows(
                conn,
                "select status as key, count(*) as n from claims"
                f" where {shown.sql} group by status",
                shown.parameters,
            ),
            by_month=_rows(
                conn,
                f"select coalesce(month, '-') as month, count(*) as n from claims where {shown.sql}"
                " group by month order by month",
                shown.parameters,
            ),
            statuses=published,
            errors=_count(conn, everything) - _count(conn, shown),
        )


def _count(conn: sqlite3.Connection, condition: Where) -> int:
    sql = f"select count(*) from claims where {condition.sql}"
    return int(conn.execute(sql, condition.parameters).fetchone()[0])


def statuses(conn: sqlite3.Connection) -> tuple[Row, ...]:
    """The vocabulary in its own order, retired words included."""
    return _rows(conn, "select * from statuses order by position, key")


def unknown_status(key: str) -> Row:
    """How a status looks that the vocabulary does not have: its key, and no judgement."""
    return {
        "key": key,
        "kind": "workflow",
        "label_en": key,
        "label_id": key,
        "definition": "",
        "rating": None,
        "colour": "grey",
        "active": 0,
    }


def _whole(conn: sqlite3.Connection, key: str | None) -> Row | None:
    """The speaker that this one counts as, after all merges."""
    return _row(
        conn,
        "select whole.* from speakers"
        " join speakers as whole on whole.id = coalesce(speakers.whole_id, speakers.id)"
        " where speakers.id = ?",
        [key],
    )


@contextmanager
def _one_moment(conn: sqlite3.Connection) -> Iterator[None]:
    """All reads see the same state: a load in between must not part a text from its spans."""
    if conn.in_transaction:
        yield
        return
    conn.execute("begin")
    try:
        yield
    finally:
        conn.rollback()


def _rows(conn: sqlite3.Connection, sql: str, params: Sequence[object] = ()) -> tuple[Row, ...]:
    cursor = conn.execute(sql, params)
    names = [column[0] for column in cursor.description]
    return tuple(dict(zip(names, row, strict=True)) for row in cursor)


def _row(conn: sqlite3.Connection, sql: str, params: Sequence[object] = ()) -> Row | None:
    return next(iter(_rows(conn, sql, params)), None)
