"""What came each time that an address was asked for."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from datasette_claims.store.changes import by_loader
from datasette_claims.wording import said

LISTED = "listed"
"""The outcome of a page that lists addresses: a feed, a sitemap."""
NO_ARTICLE = said("no article")
"""The outcome of a page that came, and holds none: a wall, a video."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """One answer, as it is kept.

    ``outcome`` is what became of its article (new, changed, read anew, unchanged), or of the page
    where none came (listed, no article, gone, refused, failed). ``since``: of a list, the day from
    which on its addresses were taken.
    """

    address: str
    at: str
    outcome: str
    article_id: str | None = None
    status: int | None = None
    etag: str = ""
    last_modified: str = ""
    hash: str = ""
    message: str = ""
    since: str = ""


def last(db: Database, address: str) -> dict[str, Any] | None:
    """The last answer of an address that brought an article or a list; None if there was none."""
    rows = db.query(
        "SELECT outcome, article_id, etag, last_modified, hash, since FROM fetches"
        " WHERE address = ? AND outcome IN ('new', 'changed', 'read anew', 'unchanged', 'listed')"
        " ORDER BY id DESC LIMIT 1",
        [address],
    )
    return next(iter(rows), None)


def got(db: Database, addresses: Collection[str], *, empty: bool) -> dict[str, str]:
    """Of these addresses those that brought an article, and when last.

    ``empty``: also those that brought a page without one.
    """
    rows = db.execute(
        "SELECT address, max(at) FROM fetches"
        " WHERE address IN (SELECT value FROM json_each(?)) AND (outcome IN"
        " ('new', 'changed', 'read anew', 'unchanged') OR (? AND outcome = 'no article'))"
        " GROUP BY address",
        [json.dumps(list(addresses)), empty],
    )
    return dict(rows.fetchall())


def keep(db: Database, fetches: Sequence[Fetch]) -> None:
    """Store answers in one transaction, and with them which articles' pages are gone or back."""
    if not fetches:
        return
    with by_loader(db):
        for fetch in fetches:
            article_id = fetch.article_id or _article(db, fetch.address)
            db.execute(
                "INSERT INTO fetches (address, article_id, at, status, etag, last_modified, hash,"
                " outcome, message, since) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    fetch.address,
                    article_id,
                    fetch.at,
                    fetch.status,
                    fetch.etag or None,
                    fetch.last_modified or None,
                    fetch.hash or None,
                    fetch.outcome,
                    fetch.message or None,
                    fetch.since or None,
                ],
            )
            if fetch.outcome == "gone":
                db.execute(
                    "UPDATE articles SET gone_at = ? WHERE id = ? AND gone_at IS NULL",
                    [fetch.at, article_id],
                )
            elif fetch.outcome in ("new", "changed", "read anew", "unchanged"):
                db.execute(
                    "UPDATE articles SET gone_at = NULL WHERE id = ? AND gone_at IS NOT NULL",
                    [article_id],
                )


def _article(db: Database, address: str) -> str | None:
    """The article that an address gave before; None where it gave none, or several."""
    found = db.execute(
        "SELECT DISTINCT article_id FROM fetches"
        " WHERE address = ? AND article_id IS NOT NULL LIMIT 2",
        [address],
    ).fetchall()
    return str(found[0][0]) if len(found) == 1 else None
