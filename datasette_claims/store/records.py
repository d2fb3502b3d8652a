"""One claim, article or speaker, with all that its page shows. Reads only; plain sqlite3."""
# ruff: noqa: S608 (SQL is put together from this package's own words; values are parameters)

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from datasette_claims.store import copylists, findings, queries
from datasette_claims.store.filters import EVERY, Filters
from datasette_claims.store.folding import ONCE
from datasette_claims.store.selecting import Where, where
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.vocabulary import Status, vocabulary

Row = dict[str, Any]

MOST_NEIGHBOURS = 20
"""Other addresses and articles of one text that are listed."""
MOST_FETCHES = 20
"""Answers of an article's page that are listed."""


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """A claim and what surrounds it; lists are in the order in which they are read."""

    claim: Row
    article: Row
    outlet: Row | None
    speaker: Row | None
    status: Status
    moment: Row
    """The second of a recording at which it is said, and the address that plays it; None each."""
    spans: tuple[Row, ...]
    secondary_sources: tuple[Row, ...]
    evidence: tuple[Row, ...]
    history: tuple[Row, ...]
    notes: tuple[Row, ...]
    """Those on the copies that it is joined with too."""
    second_readings: tuple[Row, ...]
    """What second readers found, ended ones included, each with the ``batch`` that undoes it; none
    in a public copy."""
    givers: frozenset[str]
    """Who gave the judgement that stands, on it or on a copy that it is joined with."""
    acts: tuple[Row, ...]
    """What people did to it; empty in a public copy."""
    now_reads: tuple[Row, ...]
    """The claims that its changed article has instead, with the state of that relation."""
    was_judged: tuple[Row, ...]
    """The claims, worked on by people, in whose place its article now has this one."""
    readings: tuple[Row, ...]
    """What the program now reads in its place and nobody has seen yet."""
    copies: tuple[Row, ...]
    """The same words in copies of its article, the first published first; those that are counted
    with it are ``joined``, those that a person took out ``parted``."""
    parted: bool
    """A person took it out of its copies."""


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
    fetches: tuple[Row, ...]
    """What came when its page was asked for, the last ones first; none in a public copy."""
    twins: tuple[Row, ...]
    """Other articles with the same text, the first ones."""
    copies: tuple[Row, ...]
    """Other articles that say some of the same, with the number of ``claims`` that are joined, the
    most first."""
    added: tuple[Row, ...]
    """Who brought it in the browser, and when; none in a public copy."""
    errors: int
    """How many extraction errors are not among the claims."""
    moments: tuple[Row, ...]
    """The claims (``id``) with the second of a recording at which each is said."""


@dataclass(frozen=True, slots=True)
class SpeakerRecord:
    """A speaker together with everybody merged into them.

    A claim that the article does not make (an extraction error) is nobody's words: it counts
    nowhere but in ``errors``. What stands in copies of one article is counted once. ``statuses``
    are the keys of the statuses that do count.
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
            status=vocabulary(conn)[found["status"]],
            moment=_row(conn, "select seconds, moment_url from claims_flat where id = ?", [key])
            or {},
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
            notes=_rows(
                conn,
                "select * from review_notes where claim_id = ? or claim_id in"
                " (select id from claims where group_id = ?) order by id",
                [key, found["group_id"]],
            ),
            second_readings=_rows(
                conn,
                "select r.*, acts.batch from second_readings as r"
                " left join acts on acts.kind = r.finding and acts.record = CAST(r.id AS TEXT)"
                " where r.claim_id = ? order by r.id",
                [key],
            ),
            givers=frozenset(
                findings.givers(
                    conn,
                    [
                        key,
                        *(
                            row["id"]
                            for row in _rows(
                                conn,
                                "select id from claims where group_id = ? and id <> ?",
                                [found["group_id"], key],
                            )
                        ),
                    ],
                )
            ),
            acts=_rows(conn, "select * from acts where claim_id = ? order by id", [key]),
            now_reads=_related(conn, key, "claim_id", "other_id"),
            was_judged=_related(conn, key, "other_id", "claim_id"),
            readings=_rows(
                conn, "select * from readings where claim_id = ? and not known order by id", [key]
            ),
            copies=copylists.of_claim(conn, found),
            parted=copylists.is_parted(conn, key),
        )


def said(conn: sqlite3.Connection, key: str) -> Row:
    """When a claim was said, and its article published; nothing where there is no such claim."""
    return _row(conn, "select said_on, published from claims where id = ?", [key]) or {}


def exists(conn: sqlite3.Connection, table: str, key: str) -> bool:
    """True where one of the tables of claims, articles and speakers has a row with this key."""
    return _row(conn, f"select 1 from {table} where id = ?", [key]) is not None


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
            copies=copylists.of_article(conn, key),
            fetches=_rows(
                conn,
                "select address, at, status, outcome, message, substr(hash, 1, 12) as hash"
                " from fetches where article_id = ? order by id desc limit ?",
                [key, MOST_FETCHES],
            ),
            added=_rows(
                conn,
                "select actor, at from acts where kind = 'article_added' and record = ?"
                " order by id",
                [key],
            ),
            errors=queries.errors_hidden(conn, Filters(article=(key,))),
            moments=_rows(
                conn,
                "select id, seconds, moment_url from claims_flat"
                " where article_id = ? and seconds is not null",
                [key],
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
        published = tuple(status.key for status in vocabulary(conn).values() if status.published)
        shown = where(Filters(speaker=(found["id"],), status=published))
        everything = where(Filters(speaker=(found["id"],), errors=EVERY))
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
                f"select role, min(dated) as first, max(dated) as last, {ONCE} as n"
                f" from claims where {shown.sql} and role > ''"
                " group by role order by max(dated) desc, n desc, role",
                shown.parameters,
            ),
            by_status=_rows(
                conn,
                f"select status as key, {ONCE} as n from claims where {shown.sql} group by status",
                shown.parameters,
            ),
            by_month=_rows(
                conn,
                f"select coalesce(month, '-') as month, {ONCE} as n from claims"
                f" where {shown.sql} group by month order by month",
                shown.parameters,
            ),
            statuses=published,
            errors=_count(conn, everything) - _count(conn, shown),
        )


def _count(conn: sqlite3.Connection, condition: Where) -> int:
    sql = f"select {ONCE} from claims where {condition.sql}"
    return int(conn.execute(sql, condition.parameters).fetchone()[0])


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
