"""Which stored article an article is, and what of its details the store will keep."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from sqlite_utils import Database

from datasette_claims.model import Article
from datasette_claims.store import addresses, keys
from datasette_claims.store.candidates import Arrival, Candidate, Sighting
from datasette_claims.store.changes import by_loader
from datasette_claims.store.identity import Identity, identify
from datasette_claims.store.origins import nowhere, stored_name

DETAILS = ("url", "title", "outlet_id", "byline", "place", "published", "language")

_ROW = (
    f"id, {', '.join(DETAILS)}, text_hash, loaded_at, "
    "loaded_from, given, edited, source_kind, raw_hash, found_by, mended_from"
)
_FEW = 8
"""Articles of one address, text or file to choose from: of a crowded one (a home page given for all
articles of a site) those that share the text or the file too are found by these."""
_SAME_TEXT = "id IN (SELECT id FROM articles WHERE text_hash = ? ORDER BY url LIMIT ?)"
_MENDED = "id IN (SELECT id FROM articles WHERE mended_from = ? ORDER BY url LIMIT ?)"
_SAME_SOURCE = "id IN (SELECT id FROM articles WHERE raw_hash = ? ORDER BY url LIMIT ?)"
_FROM_FILE = "id IN (SELECT id FROM articles WHERE loaded_from = ? ORDER BY rowid DESC LIMIT ?)"
_AT_PAGE = (
    "id IN (SELECT DISTINCT article_id FROM (SELECT article_id FROM article_addresses"
    " WHERE page = ? ORDER BY rowid LIMIT 100) LIMIT ?)"
)
_SEEN_IN_FILE = (
    "id IN (SELECT DISTINCT article_id FROM (SELECT article_id FROM article_addresses"
    " WHERE loaded_from = ? ORDER BY rowid DESC LIMIT 100) LIMIT ?)"
)


def recognised(db: Database, article: Article, beside: Collection[str] = ()) -> Identity:
    """The stored article that this one is, if any. ``beside`` are the files of the same run."""
    new = Arrival(article)
    return identify(new, _candidates(db, new), beside)


def origin(article: Article) -> str:
    """Where it was loaded from, as it is stored."""
    return stored_name(article.origin)


def signs(article: Article) -> set[str]:
    """Two articles without a sign in common are not one, whatever is stored."""
    found = {keys.text_hash(article.text), article.raw_hash, article.former_hash} - {""}
    return found | {addresses.family(article.url)} if article.url else found


def free_key(db: Database, article: Article) -> str:
    """The key for a new article: from its address, from its text where that key is taken."""
    hashed, turn = keys.text_hash(article.text), 0
    tried = keys.article_key(article.url, hashed)
    while db.execute("SELECT 1 FROM articles WHERE id = ?", [tried]).fetchone():
        tried = keys.article_key("", hashed, turn)
        turn += 1
    return tried


def saw(db: Database, article_id: str, article: Article, now: str, *, newer: bool) -> None:
    """The address of the article is kept, and when it was first seen there, in which file.

    ``newer``: a text that was not known came from there, so that it was last seen there now.
    """
    url = article.url.strip()
    if not url:
        return
    file = origin(article)
    new = db.execute(
        "INSERT OR IGNORE INTO article_addresses"
        " (address, article_id, loaded_from, page, first_seen, last_seen)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [url, article_id, file, addresses.family(url), now, now],
    )
    if newer and not new.rowcount:
        db.execute(
            "UPDATE article_addresses SET last_seen = ?"
            " WHERE address = ? AND article_id = ? AND loaded_from = ?",
            [now, url, article_id, file],
        )


def catch_up(db: Database, now: str) -> None:
    """Addresses that came by another way than a load are kept and folded too.

    Those of older databases, and those that a person corrected.
    """
    unfolded = db.execute(
        "SELECT DISTINCT address FROM article_addresses WHERE page IS NULL"
    ).fetchall()
    missing = [
        (url, article_id)
        for url, article_id, seen in db.execute(
            "SELECT url, id, (SELECT json_group_array(address) FROM article_addresses"
            " WHERE article_id = articles.id) FROM articles WHERE url IS NOT NULL AND (edited OR"
            " NOT EXISTS (SELECT 1 FROM article_addresses WHERE article_id = articles.id))"
        ).fetchall()
        if addresses.folded(url) not in map(addresses.folded, json.loads(seen))
    ]
    if not unfolded and not missing:
        return
    with by_loader(db):
        db.conn.executemany(
            "UPDATE article_addresses SET page = ? WHERE address = ?",
            [(addresses.family(url), url) for (url,) in unfolded],
        )
        db.conn.executemany(
            "INSERT OR IGNORE INTO article_addresses"
            " (address, article_id, loaded_from, page, first_seen, last_seen)"
            " VALUES (?, ?, '', ?, ?, ?)",
            [(url, article_id, addresses.family(url), now, now) for url, article_id in missing],
        )


def as_kept(db: Database, article: Article, beside: Collection[str] = ()) -> Article:
    """The article with the details that stand once it is stored: analyse this one.

    Where the new one is silent or comes from another source, or a person corrected the stored one,
    what is stored counts: so a date given once goes on telling in which year "Friday (11/4)" was.
    """
    identity = recognised(db, article, beside)
    if identity.row is None:
        return article
    row = identity.row
    kept: dict[str, Any] = {}
    for name in ("title", "published", "language"):
        told, stored = getattr(article, name), row[name] or ""
        if row["edited"] or not identity.same_source:
            kept[name] = stored or told
        elif name in row["given"].split():
            kept[name] = told or stored
    return replace(article, **kept)


def as_mended(db: Database, article: Article, beside: Collection[str] = ()) -> Article:
    """The article with the text that stands, where a person left out parts of the one it has.

    What they left out stays out as long as the source is as it was. So rules that got better find
    claims in the mended text too.
    """
    if not db.execute("SELECT 1 FROM articles WHERE mended_from IS NOT NULL LIMIT 1").fetchone():
        return article
    identity = recognised(db, article, beside)
    if identity.row is None or not identity.mended:
        return article
    times = db.execute(
        "SELECT position, seconds FROM article_times WHERE article_id = ? ORDER BY position",
        [identity.row["id"]],
    )
    return replace(
        article,
        text=text(db, identity.row["id"]),
        times=tuple(times.fetchall()),
        former_hash="",
        mended_from=identity.row["mended_from"],
    )


def details(
    article: Article, found: dict[str, str | None], identity: Identity
) -> dict[str, str | None]:
    """The details to store: those given by the source, else those ``found`` in the text.

    For a stored article only what changes: a given detail replaces what is stored if it comes from
    the same source (an address only if that source gave the stored one too), a found one what was
    found before; either fills a gap. Nothing given is ever undone by silence, nothing a person
    corrected by anything.
    """
    given = {name: getattr(article, name, None) or None for name in DETAILS} | {
        "url": keys.address(article.url) + addresses.route(article.url) if article.url else None,
        "outlet_id": keys.outlet_key(article.outlet) if article.outlet else None,
    }
    told = {name for name, value in given.items() if value}
    new = {name: given.get(name) or found.get(name) for name in DETAILS}
    if identity.row is None:
        return {**new, "given": " ".join(sorted(told))}
    row = identity.row
    if row["edited"]:
        return {}
    before = set(row["given"].split())
    change: dict[str, str | None] = {}
    for name, value in new.items():
        wins = (
            identity.corrected
            if name == "url"
            else identity.same_source
            if name in told
            else name not in before
        )
        if value and value != row[name] and (wins or row[name] is None):
            change[name] = value
    now_given = before | {name for name in told if identity.same_source or name in change}
    if now_given != before:
        change["given"] = " ".join(sorted(now_given))
    return change


def source(
    article: Article, identity: Identity, change: Mapping[str, str | None]
) -> dict[str, str | None]:
    """What is kept of the source, as far as it is not stored so: no news for anybody.

    ``change`` are the details that are stored with it: of each what told it is kept.
    """
    row = identity.row or {}
    before = json.loads(row.get("found_by") or "{}")
    by = {("outlet_id" if name == "outlet" else name): told for name, told in article.found_by}
    if row.get("edited"):
        by = {}
    elif not identity.same_source:
        by = {name: told for name, told in by.items() if name in change}
    kept = {"found_by": json.dumps(before | by, sort_keys=True) if before or by else None}
    if identity.same_source:
        kept["source_kind"] = article.kind or row.get("source_kind")
        kept["raw_hash"] = article.raw_hash or row.get("raw_hash")
    if identity.row is None or identity.new_text:
        kept["mended_from"] = article.mended_from or None
    return {name: value for name, value in kept.items() if value != row.get(name)}


def _candidates(db: Database, new: Arrival) -> list[Candidate]:
    """The stored articles that may be the new one, the oldest first."""
    asked = [(_SAME_TEXT, new.text_hash), (_MENDED, new.text_hash)]
    if new.former_hash:
        asked.append((_SAME_TEXT, new.former_hash))
    if new.raw_hash:
        asked.append((_SAME_SOURCE, new.raw_hash))
    if new.url:
        asked.append((_AT_PAGE, new.family))
    if not nowhere(new.file):
        asked += [(_FROM_FILE, new.file), (_SEEN_IN_FILE, new.file)]
    found = {row["rowid"]: row for where, value in asked for row in _rows(db, where, [value, _FEW])}
    rows = [found[rowid] for rowid in sorted(found)]
    seen, had = _seen(db, rows), _had(db, rows, new)
    return [
        Candidate(
            row,
            seen.get(row["id"], ()),
            had=row["id"] in had,
            read=partial(text, db, row["id"]),
        )
        for row in rows
    ]


def _seen(db: Database, rows: Sequence[dict[str, Any]]) -> dict[str, list[Sighting]]:
    """Where each of the articles was seen."""
    seen: dict[str, list[Sighting]] = {}
    for article_id, address, file in db.execute(
        "SELECT article_id, address, loaded_from FROM article_addresses"
        " WHERE article_id IN (SELECT value FROM json_each(?))",
        [json.dumps([row["id"] for row in rows])],
    ):
        seen.setdefault(article_id, []).append(Sighting(address, file))
    return seen


def _had(db: Database, rows: Sequence[dict[str, Any]], new: Arrival) -> set[str]:
    """Which of the articles have the text among their earlier ones, in whichever reading."""
    return {
        article_id
        for (article_id,) in db.execute(
            "SELECT article_id FROM article_versions"
            " WHERE article_id IN (SELECT value FROM json_each(?)) AND text_hash IN (?, ?)",
            [json.dumps([row["id"] for row in rows]), new.text_hash, new.former_hash],
        )
    }


def text(db: Database, article_id: str) -> str:
    """The text of a stored article."""
    return str(db.execute("SELECT text FROM articles WHERE id = ?", [article_id]).fetchone()[0])


def _rows(db: Database, where: str, parameters: list[Any]) -> Iterator[dict[str, Any]]:
    cursor = db.execute(f"SELECT rowid, {_ROW} FROM articles WHERE {where}", parameters)  # noqa: S608
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)
