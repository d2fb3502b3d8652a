"""One article that a person adds: what would become of it, and storing it under their name.

The text and its claims come in as with every load, as the machine's: nobody has judged them, and
rules that get better may still change them. That a person brought it is one act in the log.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlite_utils import Database

from datasette_claims.model import Analysis, Article
from datasette_claims.store import articles, copies, keys
from datasette_claims.store.candidates import Row
from datasette_claims.store.changes import by_loader, by_person, transaction
from datasette_claims.store.sqlite import plain_rows
from datasette_claims.store.writing import Outcome, store_batch


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether an article is stored already, and what storing it would change.

    ``text``: its text is ``new`` (the article is), the ``same``, a ``newer`` one that takes the
    stored one's place, or an ``older`` one that is kept among its earlier texts. ``details`` are
    those that would change. ``stored`` is the article that it is, ``clash`` another one under its
    address, ``twin`` another one with its text.
    """

    text: str = "new"
    details: Mapping[str, str] = field(default_factory=dict)
    stored: Row | None = None
    new_address: bool = False
    clash: Row | None = None
    twin: Row | None = None

    @property
    def changes(self) -> bool:
        """Would storing it change anything of what is known of the article?"""
        return self.text != "same" or bool(self.details) or self.new_address


def as_kept(db: Database, article: Article) -> Article:
    """The article with the details that stand once it is stored: analyse this one."""
    with plain_rows(db.conn):
        return articles.as_kept(db, article)


def standing(db: Database, article: Article, analysis: Analysis) -> Standing:
    """What would become of an article. Nothing is written."""
    with plain_rows(db.conn):
        identity = articles.recognised(db, article)
        outlet = article.outlet or analysis.outlet
        found = {
            "outlet_id": keys.outlet_key(outlet) if outlet else None,
            "place": analysis.place or None,
            "language": analysis.language or None,
        }
        details = articles.details(article, found, identity)
    if identity.row is None:
        return Standing(clash=identity.clash, twin=identity.twin)
    names = {"outlet_id": "outlet"}
    return Standing(
        "newer" if identity.new_text else "older" if identity.aside else "same",
        {
            names.get(name, name): outlet if name == "outlet_id" else str(value)
            for name, value in details.items()
            if name != "given" and value
        },
        identity.row,
        identity.new_address,
        identity.clash,
        identity.twin,
    )


def add(db: Database, article: Article, analysis: Analysis, actor: str, now: str) -> Outcome:
    """Store an article as a load does, and the act of who added it, in one transaction."""
    with plain_rows(db.conn), transaction(db):
        articles.catch_up(db, now)
        if waiting := copies.waiting(db, article.published):
            with by_loader(db):  # its copies are found now, not by the next load
                copies.find(db, waiting)
        (outcome,) = store_batch(db, [(article, analysis)], now)
        if outcome.kind != "unchanged" or outcome.also:
            with by_person(db, actor):
                if outcome.kind != "unchanged" and "option" in dict(article.found_by).values():
                    # Details that a person told stand, whatever the source says the next time.
                    db.execute("UPDATE articles SET edited = 1 WHERE id = ?", [outcome.article_id])
                db.execute(
                    "INSERT INTO acts (at, actor, kind, record, became) VALUES (?, ?, ?, ?, ?)",
                    [
                        now,
                        actor,
                        "article_added",
                        outcome.article_id,
                        json.dumps({"as": outcome.kind, "text_hash": keys.text_hash(article.text)}),
                    ],
                )
    return outcome
