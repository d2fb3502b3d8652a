"""Pages that are evidence already: at this claim, at its speaker's others, at copies of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from datasette_claims.store import evidence
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.vocabulary import Status, vocabulary

MOST = 3
"""Other claims that are told of one page."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A claim for which the page is evidence, and what was told of the page there."""

    claim_id: str
    text: str
    status: Status
    title: str | None
    outlet: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """``here``: the claim itself has it; ``others`` have it, the newest links first."""

    here: bool = False
    others: tuple[Elsewhere, ...] = ()


def known(conn: sqlite3.Connection, claim_id: str, urls: Collection[str]) -> dict[str, Known]:
    """What is known of each address. What the claim is joined with is the claim itself."""
    pages = {url: evidence.page_of(url) for url in urls}
    here: set[evidence.Page] = set()
    others: dict[evidence.Page, dict[str, Elsewhere]] = {page: {} for page in pages.values()}
    statuses = vocabulary(conn)
    # Of the few links there are; a speaker may have many claims.
    found = conn.execute(
        "SELECT e.url, c.id, c.text, c.status, e.title, e.outlet, e.published,"
        " c.id = t.id OR (c.group_id IS NOT NULL AND c.group_id = t.group_id) AS here"
        " FROM evidence AS e CROSS JOIN claims AS c ON c.id = e.claim_id"
        " JOIN claims AS t ON t.id = ?"
        " WHERE e.removed_at IS NULL AND (c.id = t.id OR c.copies = t.copies"
        " OR c.speaker_id IN (SELECT id FROM speakers WHERE whole_id = ("
        "SELECT whole_id FROM speakers WHERE id = t.speaker_id)))"
        " ORDER BY e.id DESC",
        [claim_id],
    )
    for url, key, text, status, title, outlet, published, is_here in found:
        page = evidence.page_of(url)
        if page not in others:
            continue
        if is_here:
            here.add(page)
        else:
            other = Elsewhere(key, text, statuses[status], title, outlet, published)
            others[page].setdefault(key, other)
    return {
        url: Known(page in here, tuple(others[page].values())[:MOST]) for url, page in pages.items()
    }
