"""Articles of the other side: which of the base's each one is, as a load would recognise it."""

from __future__ import annotations

from collections.abc import Callable

from datasette_claims.merge.sides import Row, Sides, insert, update
from datasette_claims.model import Article
from datasette_claims.store import articles
from datasette_claims.store.articles import DETAILS


def outlets(sides: Sides) -> None:
    """Outlets that the base does not have; whom people made them part of comes later."""
    for row in sides.theirs("SELECT * FROM outlets ORDER BY rowid"):
        if not sides.db.execute("SELECT 1 FROM outlets WHERE id = ?", [row["id"]]).fetchone():
            insert(sides.db, "outlets", [{**row, "merged_into": None, "whole_id": row["id"]}])
            sides.new["outlets"].add(row["id"])


def place(sides: Sides, advance: Callable[[], object]) -> None:
    """Every article of the other is in the base: one that was there, or a new one."""
    count = sides.report.of(sides.name)
    for row in sides.theirs(
        "SELECT articles.*, outlets.name AS outlet FROM articles"
        " LEFT JOIN outlets ON outlets.id = outlet_id ORDER BY articles.rowid"
    ):
        article = _read(row, sides.name)
        del row["outlet"]
        key = _same(sides, row, article)
        if key is None:
            key = _add(sides, row, article)
            count["new articles"] += 1
        else:
            _fill(sides, key, row)
            count["articles that were there"] += 1
        if key != row["id"]:
            sides.articles[row["id"]] = key
        advance()
    _addresses(sides)
    _fetches(sides)


def _read(row: Row, name: str) -> Article:
    """The article as if the database were a file that holds it: where that was loaded from tells
    nothing here, since two machines have a ``1.txt`` each."""
    return Article(
        row["text"],
        url=row["url"] or "",
        title=row["title"] or "",
        outlet=row["outlet"] or "",
        published=row["published"] or "",
        origin=f"{name}#{row['id']}",
        raw_hash=row["raw_hash"] or "",
        mended_from=row["mended_from"] or "",
    )


def _same(sides: Sides, row: Row, article: Article) -> str | None:
    """The key of the base's article that this one is; none that came from the other itself."""
    new = sides.new["articles"]
    key, hashed = str(row["id"]), row["text_hash"]
    found = sides.db.execute("SELECT text_hash FROM articles WHERE id = ?", [key]).fetchone()
    if found and key not in new:
        had = "SELECT 1 FROM article_versions WHERE article_id = ? AND text_hash = ?"
        if (
            found[0] == hashed
            or sides.db.execute(had, [key, hashed]).fetchone()
            or sides.other.execute(had, [key, found[0]]).fetchone()
        ):
            return key
    known = articles.recognised(sides.db, article).row
    return str(known["id"]) if known is not None and known["id"] not in new else None


def _add(sides: Sides, row: Row, article: Article) -> str:
    """An article that is new, under its own key unless another text has that."""
    db, key = sides.db, str(row["id"])
    if db.execute("SELECT 1 FROM articles WHERE id = ?", [key]).fetchone():
        key = articles.free_key(db, article)
    insert(db, "articles", [{**row, "id": key}])
    sides.new["articles"].add(key)
    links(sides, row["id"], key)
    times(sides, row["id"], key)
    _versions(sides, row["id"], key)
    return key


def _fill(sides: Sides, key: str, row: Row) -> None:
    """What the base does not know of an article, the other may; and its earlier texts.

    What a person told in the other stands before what the program found in the base.
    """
    (ours,) = sides.ours("SELECT * FROM articles WHERE id = ?", [key])
    told = {*row["given"].split()} if row["edited"] else set()
    change = {
        name: row[name]
        for name in DETAILS
        if row[name] is not None and row[name] != ours[name]
        and not ours["edited"] and (ours[name] is None or name in told)
    }  # fmt: skip
    given = {*ours["given"].split(), *({*change} & {*row["given"].split()})}
    if change or row["edited"] > ours["edited"]:
        names = {"given": " ".join(sorted(given)), "edited": max(ours["edited"], row["edited"])}
        update(sides.db, "articles", key, {**change, **names})
    if ours["text_hash"] == row["text_hash"]:
        times(sides, row["id"], key)
    elif ours["loaded_at"] >= row["loaded_at"]:
        earlier(sides, key, row, ours["loaded_at"])
    _versions(sides, row["id"], key)


def newer(sides: Sides, key: str, theirs: str) -> Row | None:
    """The other's row of an article whose text there is another one and was loaded later."""
    (ours,) = sides.ours("SELECT text_hash, loaded_at FROM articles WHERE id = ?", [key])
    (row,) = sides.theirs("SELECT * FROM articles WHERE id = ?", [theirs])
    later = row["loaded_at"] > ours["loaded_at"]
    return row if later and row["text_hash"] != ours["text_hash"] else None


def earlier(sides: Sides, key: str, row: Row, replaced_at: str) -> None:
    """A text is among the earlier ones of an article."""
    kept = {name: row[name] for name in ("title", "text", "text_hash", "loaded_at")}
    told = {**kept, "article_id": key, "replaced_at": replaced_at}
    insert(sides.db, "article_versions", [told], ignore=True)


def links(sides: Sides, theirs: str, key: str) -> None:
    """What an article points to is what the other found in it."""
    sides.db.execute("DELETE FROM article_links WHERE article_id = ?", [key])
    found = sides.theirs(
        "SELECT kind, name, url, start, end FROM article_links WHERE article_id = ? ORDER BY id",
        [theirs],
    )
    insert(sides.db, "article_links", ({**row, "article_id": key} for row in found))


def times(sides: Sides, theirs: str, key: str) -> None:
    """Where in a recording places of a text were said, as far as nothing was known of them."""
    found = sides.theirs(
        "SELECT position, seconds FROM article_times WHERE article_id = ?", [theirs]
    )
    known = "SELECT 1 FROM article_times WHERE article_id = ?"
    if not sides.db.execute(known, [key]).fetchone():
        insert(sides.db, "article_times", ({**row, "article_id": key} for row in found))


def _versions(sides: Sides, theirs: str, key: str) -> None:
    found = sides.theirs(
        "SELECT title, text, text_hash, loaded_at, replaced_at FROM article_versions"
        " WHERE article_id = ? ORDER BY id",
        [theirs],
    )
    insert(sides.db, "article_versions", ({**row, "article_id": key} for row in found), ignore=True)


def _addresses(sides: Sides) -> None:
    for row in sides.theirs("SELECT * FROM article_addresses ORDER BY rowid"):
        sides.db.execute(
            "INSERT INTO article_addresses"
            " (address, article_id, loaded_from, page, first_seen, last_seen)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (address, article_id, loaded_from) DO UPDATE"
            " SET first_seen = min(first_seen, excluded.first_seen),"
            " last_seen = max(last_seen, excluded.last_seen)",
            [
                row["address"], sides.article(row["article_id"]), row["loaded_from"],
                row["page"], row["first_seen"], row["last_seen"],
            ],
        )  # fmt: skip


def _fetches(sides: Sides) -> None:
    names = (
        "address", "article_id", "at", "status", "etag", "last_modified", "hash", "outcome",
        "message", "since",
    )  # fmt: skip
    same = " AND ".join(f"{name} IS ?" for name in names)
    for row in sides.theirs(f"SELECT {', '.join(names)} FROM fetches ORDER BY id"):  # noqa: S608
        if row["article_id"]:
            row["article_id"] = sides.article(row["article_id"])
        values = [row[name] for name in names]
        if not sides.db.execute(f"SELECT 1 FROM fetches WHERE {same}", values).fetchone():  # noqa: S608
            insert(sides.db, "fetches", [row])
