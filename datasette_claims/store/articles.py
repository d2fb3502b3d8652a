"""Which stored article an article is, and what of its details the store will keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from datasette_claims.model import Article
from datasette_claims.store import keys
from datasette_claims.store.matching import similarity

DETAILS = ("url", "title", "outlet_id", "byline", "place", "published", "language")

_ROW = (
    "id, url, title, outlet_id, byline, place, published, language, text_hash, loaded_at, "
    "loaded_from, given, edited"
)
_SIMILAR = 0.5


@dataclass(frozen=True, slots=True)
class Identity:
    """Which stored article one is: its row if there is one, and whether its text is taken over.

    ``row`` is None for a new article. ``same_source``: it comes from where the stored one came
    from, so that what it says replaces what is stored, instead of only filling gaps.
    """

    id: str
    row: dict[str, Any] | None = None
    new_text: bool = False
    same_source: bool = True


def identify(db: Database, article: Article) -> Identity:
    """The stored article that this one is (by address, by text, by file), or a free key for it."""
    hashed = keys.text_hash(article.text)
    url = keys.address(article.url) if article.url else ""
    if url:
        row = _by_address(db, url)
        if row is not None:
            return _known(db, article, row, hashed)
    for row in _rows(
        db,
        "text_hash = ? ORDER BY loaded_from IS ? DESC, url IS NULL DESC, loaded_at, id",
        [hashed, origin(article)],
    ):
        if not url or (row["url"] is None and _may_be_of(article, row)):
            return _known(db, article, row, hashed)
    if article.origin not in ("", "-"):
        for row in _rows(db, "loaded_from = ? ORDER BY loaded_at, id", [origin(article)]):
            if url and row["url"] is not None:
                continue
            if similarity(_text(db, row["id"]), article.text) >= _SIMILAR:
                return _known(db, article, row, hashed)
    return Identity(_free_key(db, url, hashed))


def origin(article: Article) -> str:
    """Where it was loaded from, as it is stored: a file's name may be no valid Unicode."""
    return article.origin.encode("utf-8", "backslashreplace").decode()


def as_kept(db: Database, article: Article) -> Article:
    """The article with the details that stand once it is stored: analyse this one.

    Where the new one is silent or comes from another source, or a person corrected the stored one,
    what is stored counts: so a date given once goes on telling in which year "Friday (11/4)" was.
    """
    identity = identify(db, article)
    if identity.row is None:
        return article
    row, kept = identity.row, {}
    for name in ("title", "published", "language"):
        told, stored = getattr(article, name), row[name] or ""
        if row["edited"] or not identity.same_source:
            kept[name] = stored or told
        elif name in row["given"].split():
            kept[name] = told or stored
    return replace(article, **kept)


def details(
    article: Article, found: dict[str, str | None], identity: Identity
) -> dict[str, str | None]:
    """The details to store: those given by the source, else those ``found`` in the text.

    For a stored article only what changes: a given detail replaces what is stored if it comes from
    the same source, a found one what was found before; either fills a gap. Nothing given is ever
    undone by silence, nothing a person corrected by anything.
    """
    given = {
        "url": keys.address(article.url) if article.url else None,
        "title": article.title or None,
        "outlet_id": keys.outlet_key(article.outlet) if article.outlet else None,
        "byline": article.byline or None,
        "published": article.published or None,
        "language": article.language or None,
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
        wins = identity.same_source and name != "url" if name in told else name not in before
        if value and value != row[name] and (wins or row[name] is None):
            change[name] = value
    now_given = before | {name for name in told if identity.same_source or name in change}
    if now_given != before:
        change["given"] = " ".join(sorted(now_given))
    return change


def _by_address(db: Database, url: str) -> dict[str, Any] | None:
    scheme, _, page = url.partition("://")
    twin = f"{'http' if scheme == 'https' else 'https'}://{page}"
    rows = _rows(db, "url IN (?, ?) ORDER BY url = ? DESC", [url, twin, url])
    return next(rows, None)


def _known(db: Database, article: Article, row: dict[str, Any], hashed: str) -> Identity:
    same_source = origin(article) == (row["loaded_from"] or "")
    new_text = row["text_hash"] != hashed
    if new_text and not same_source:
        # Two files may hold two states of one page: the older one does not come back by turns.
        new_text = not db.execute(
            "SELECT 1 FROM article_versions WHERE article_id = ? AND text_hash = ?",
            [row["id"], hashed],
        ).fetchone()
        same_source = new_text
    return Identity(row["id"], row, new_text, same_source)


def _may_be_of(article: Article, row: dict[str, Any]) -> bool:
    """False where the stored article without an address belongs to another outlet."""
    ours = keys.outlet_key(article.outlet) if article.outlet else None
    return row["outlet_id"] is None or ours is None or row["outlet_id"] == ours


def _free_key(db: Database, url: str, hashed: str) -> str:
    turn = 0
    while db.execute(
        "SELECT 1 FROM articles WHERE id = ?", [key := keys.article_key(url, hashed, turn)]
    ).fetchone():
        turn += 1
    return key


def _text(db: Database, article_id: str) -> str:
    return str(db.execute("SELECT text FROM articles WHERE id = ?", [article_id]).fetchone()[0])


def _rows(db: Database, where: str, parameters: list[Any]) -> Iterator[dict[str, Any]]:
    cursor = db.execute(f"SELECT {_ROW} FROM articles WHERE {where}", parameters)  # noqa: S608
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)
