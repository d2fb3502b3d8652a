"""Store articles with what extraction found in them: a batch in one short transaction.

Storing the same again changes nothing. What a person did is never touched, and no claim is ever
deleted: one that its article no longer has, or that newer rules no longer find, is flagged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.metadata import version
from typing import Literal

from sqlite_utils import Database

from datasette_claims.model import Analysis, Article, Span
from datasette_claims.store import analysed, articles, copies, errors, keys, rereading
from datasette_claims.store.candidates import Row
from datasette_claims.store.changes import by_loader
from datasette_claims.store.claims import reconcile
from datasette_claims.store.identity import Identity
from datasette_claims.store.origins import NO_PLACE, nowhere

Kind = Literal["new", "changed", "read anew", "unchanged"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article. ``claims`` counts the claims found in it by type.

    ``clash`` says why it cannot be as it is told: its address is that of another text. ``also`` is
    an address of it that was not known, ``twin`` the name of an article with the same text under a
    really different address.
    """

    article_id: str
    kind: Kind
    claims: Mapping[str, int]
    clash: str = ""
    also: str = ""
    twin: str = ""


def store_batch(
    db: Database,
    batch: Sequence[tuple[Article, Analysis]],
    now: str,
    *,
    extractor: str | None = None,
    beside: Collection[str] = (),
    stamp: str | None = None,
) -> list[Outcome]:
    """One outcome an article, in order; all of the batch is stored, or none of it.

    ``now`` is ISO 8601 in UTC (``2026-01-31T09:00:00Z``). An article that cannot be stored raises
    ``errors.Unstorable`` before anything is written. Analyse ``articles.as_kept(db, article)``
    rather than the article as read, so that a date given once keeps telling the year.
    ``beside`` are the origins of all articles of the same run. With a ``stamp`` (see ``analysed``)
    the analyses are those of this program, and need not be made again for the same articles.
    """
    for index, (article, analysis) in enumerate(batch):
        _check(article, analysis, index)
    with by_loader(db):
        outcomes = [
            _store(db, article, analysis, now, extractor or this_program(), beside, stamp)
            for article, analysis in batch
        ]
        copies.find(db, {one.article_id for one in outcomes if one.kind != "unchanged"})
    return outcomes


@cache
def this_program() -> str:
    """Name and version, as ``claims.extractor`` has it."""
    return f"datasette-claims {version('datasette-claims')}"


def _store(
    db: Database,
    article: Article,
    analysis: Analysis,
    now: str,
    extractor: str,
    beside: Collection[str],
    stamp: str | None,
) -> Outcome:
    identity = articles.recognised(db, article, beside)
    row = identity.row
    outlet = article.outlet or analysis.outlet
    found = {
        "outlet_id": keys.outlet_key(outlet) if outlet else None,
        "place": analysis.place or None,
        "language": analysis.language or None,
    }
    change = articles.details(article, found, identity)
    if change.get("outlet_id"):
        _ensure_outlet(db, str(change["outlet_id"]), outlet)
    touched = bool(change) or identity.new_text or identity.aside
    change |= articles.source(article, identity, change)
    old_text = None
    if row is None:
        article_id = articles.free_key(db, article)
        _insert_article(db, article_id, article, change, now)
    else:
        article_id = row["id"]
        if identity.anew:
            change |= {"text": article.text, "text_hash": keys.text_hash(article.text)}
            rereading.move(db, article_id, articles.text(db, article_id), article.text)
        elif identity.new_text:
            old_text = _keep_version(db, article_id, now)
            change |= {
                "text": article.text,
                "text_hash": keys.text_hash(article.text),
                "loaded_at": now,
                "loaded_from": articles.origin(article) or None,
            }
        if identity.aside:
            _keep_aside(db, article_id, article, now)
        _update_article(db, article_id, change)
    newer = row is None or identity.new_text or identity.aside
    articles.saw(db, article_id, article, now, newer=newer)
    if row is None or identity.new_text or row["text_hash"] == keys.text_hash(article.text):
        _store_times(db, article_id, article)
        touched |= _store_links(db, article_id, analysis)
        touched |= reconcile(
            db, article_id, article.text, old_text, analysis.claims, now=now, extractor=extractor
        )
    told_again = identity.aside or identity.clash or identity.twin
    whole = stamp if stamp and not told_again else None
    analysed.keep(db, article_id, whole and analysed.digest(whole, article))
    return Outcome(
        article_id,
        _kind(identity, touched),
        dict(Counter(claim.type for claim in analysis.claims)),
        clash=_clash(article, identity),
        also=article.url.strip() if identity.new_address else "",
        twin=_name(identity.twin) if identity.twin else "",
    )


def _kind(identity: Identity, touched: bool) -> Kind:
    if identity.row is None:
        return "new"
    return "read anew" if identity.anew else "changed" if touched else "unchanged"


def _clash(article: Article, identity: Identity) -> str:
    """What a person should hear of two texts under one address."""
    other = identity.clash
    if other is None:
        return ""
    if identity.row is not None and identity.row["id"] == other["id"]:
        kept = "this one among the earlier texts of that article"
    else:
        kept = "as two articles"
    if other["loaded_from"] == articles.origin(article) and not nowhere(article.origin):
        return (
            f"holds another text than before under one address ({article.url}):"
            f" both are kept, {kept} (the other is {other['title'] or other['id']})"
        )
    return (
        f"has the address of {_name(other)} ({article.url}) but another text:"
        f" both are kept, {kept}; give each the address of its own page"
    )


def _name(row: Row) -> str:
    """A stored article as a person knows it."""
    place = row["loaded_from"] or ""
    return str(row["title"] or row["url"] or row["id"]) if place in NO_PLACE else place


def _insert_article(
    db: Database, article_id: str, article: Article, details: Mapping[str, object], now: str
) -> None:
    row = {
        **details,
        "id": article_id,
        "text": article.text,
        "text_hash": keys.text_hash(article.text),
        "loaded_at": now,
        "loaded_from": articles.origin(article) or None,
    }
    db.execute(
        f"INSERT INTO articles ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",  # noqa: S608
        list(row.values()),
    )


def _update_article(db: Database, article_id: str, change: Mapping[str, object]) -> None:
    if change:
        db.execute(
            f"UPDATE articles SET {', '.join(f'{name} = ?' for name in change)} WHERE id = ?",  # noqa: S608
            [*change.values(), article_id],
        )


def _keep_version(db: Database, article_id: str, now: str) -> str:
    """The text that is about to be replaced, now kept in ``article_versions``."""
    db.execute(
        "INSERT OR IGNORE INTO article_versions"
        " (article_id, title, text, text_hash, loaded_at, replaced_at)"
        " SELECT id, title, text, text_hash, loaded_at, ? FROM articles WHERE id = ?",
        [now, article_id],
    )
    return articles.text(db, article_id)


def _keep_aside(db: Database, article_id: str, article: Article, now: str) -> None:
    """Another text of the article, which does not take the place of the one that stands."""
    db.execute(
        "INSERT OR IGNORE INTO article_versions"
        " (article_id, title, text, text_hash, loaded_at, replaced_at) VALUES (?, ?, ?, ?, ?, ?)",
        [article_id, article.title or None, article.text, keys.text_hash(article.text), now, now],
    )


def _ensure_outlet(db: Database, outlet_id: str, name: str) -> None:
    """The outlet is there, under the fullest form of its name that was seen."""
    db.execute(
        "INSERT INTO outlets (id, name, whole_id) SELECT ?, ?, ?"
        " WHERE NOT EXISTS (SELECT 1 FROM outlets WHERE id = ?)",
        [outlet_id, name, outlet_id, outlet_id],
    )
    # "MINA" becomes "Mi'raj News Agency (MINA)"; a name that a person gave is longer than its key.
    if keys.outlet_key(name) == outlet_id and len(name) > len(outlet_id):
        db.execute(
            "UPDATE outlets SET name = ? WHERE id = ? AND lower(name) = id", [name, outlet_id]
        )


def _store_times(db: Database, article_id: str, article: Article) -> None:
    """The seconds at which places of the text were said, where they are other ones than before."""
    stored = db.execute(
        "SELECT position, seconds FROM article_times WHERE article_id = ? ORDER BY position",
        [article_id],
    ).fetchall()
    times = sorted(dict(article.times).items())
    if times != stored:
        db.execute("DELETE FROM article_times WHERE article_id = ?", [article_id])
        db.conn.executemany(
            "INSERT INTO article_times (article_id, position, seconds) VALUES (?, ?, ?)",
            [(article_id, *time) for time in times],
        )


def _store_links(db: Database, article_id: str, analysis: Analysis) -> bool:
    """True where the links of the article are other ones than before."""
    stored = {
        (kind, start, end): (name, url)
        for kind, start, end, name, url in db.execute(
            "SELECT kind, start, end, name, url FROM article_links WHERE article_id = ?",
            [article_id],
        )
    }
    found = {(link.kind, *link.span): (link.name, link.url or None) for link in analysis.links}
    for place, (name, url) in found.items():
        if url is None and place in stored and stored[place][0] == name:
            found[place] = stored[place]
    gone = [place for place in stored if found.get(place) != stored[place]]
    new = [place for place in found if found[place] != stored.get(place)]
    db.conn.executemany(
        "DELETE FROM article_links WHERE article_id = ? AND kind = ? AND start = ? AND end = ?",
        [(article_id, *place) for place in gone],
    )
    db.conn.executemany(
        "INSERT INTO article_links (article_id, kind, start, end, name, url)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [(article_id, *place, *found[place]) for place in new],
    )
    return bool(gone or new)


def _check(article: Article, analysis: Analysis, index: int) -> None:
    def refuse(why: str) -> None:
        raise errors.Unstorable(f"{article.origin or article.url or 'the article'}: {why}", index)

    try:
        for value in asdict(replace(article, origin="")).values():
            str(value).encode()
    except UnicodeEncodeError:
        refuse("has half a character (a lone surrogate), which no database can store")
    spans: list[Span] = [link.span for link in analysis.links]
    for claim in analysis.claims:
        if not claim.content:
            refuse(
                "a claim was found without content; please report this as a mistake of extraction"
            )
        spans += [*claim.content, *claim.source, *claim.cue, claim.context]
        spans += [claim.said.span] if claim.said else []
    if any(not 0 <= at < len(article.text) for at, _ in article.times):
        refuse("a time was told outside the text; please report this as a mistake of reading")
    if any(not 0 <= start < end <= len(article.text) for start, end in spans):
        refuse("a claim was found outside the text; please report this as a mistake of extraction")
