"""What need not be looked at again: articles that arrive as they did, with the rules as they were.

A digest of all that is told of an article, of the program with its rules and of the names that the
team gave is kept beside the article when it is stored. Where the same arrives again, nothing would
come of looking for its claims and comparing them. Whatever else is stored of the article, by
whichever way, takes the digest away; where a person corrected its details, or another article has
the same text, it does not count.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path

from sqlite_utils import Database

from datasette_claims.model import Article
from datasette_claims.store import keys

PROGRAM = Path(__file__).parent.parent
RULES = (".py", ".toml", ".sql")
"""What the program is made of; what is compiled is made of the same."""

_STANDS = "flag IS NULL AND origin = 'machine'"


@dataclass(frozen=True, slots=True)
class Standing:
    """An article that stands as it would be stored, with the claims that stand in it."""

    article_id: str
    language: str
    claims: Counter[str]
    speakers: frozenset[str]


def stamp(db: Database) -> str:
    """Of the program, its rules, and the names that the team gave: another one, other claims."""
    names = db.execute(
        "SELECT folded, body, speaker_id FROM speaker_names ORDER BY folded, body"
    ).fetchall()
    return _digest(program(), json.dumps(names))


@cache
def program() -> str:
    """A digest of all files that the program is made of."""
    found = hashlib.sha256()
    for path in sorted(PROGRAM.rglob("*")):
        if path.suffix in RULES:
            content = path.read_bytes()
            found.update(f"{path.relative_to(PROGRAM)} {len(content)}\n".encode() + content)
    return found.hexdigest()


def digest(stamp: str, article: Article) -> str:
    """Of all that is told of an article, the text by its hash."""
    told = replace(article, text=keys.text_hash(article.text))
    values = [getattr(told, field.name) for field in fields(told)]
    return _digest(stamp, json.dumps(values))


def standing(db: Database, stamp: str, article: Article) -> Standing | None:
    """The article that is stored from all the same; ``None`` where it is to be looked at."""
    row = db.execute(
        "SELECT id, language FROM articles WHERE text_hash = :text AND analysed = :stands"
        " AND NOT edited AND NOT EXISTS (SELECT 1 FROM articles AS twin"
        " WHERE twin.text_hash = :text AND twin.id <> articles.id)",
        {"text": keys.text_hash(article.text), "stands": digest(stamp, article)},
    ).fetchone()
    if row is None:
        return None
    article_id, language = row
    claims: Counter[str] = Counter()
    speakers = set()
    for kind, speaker, number in db.execute(
        "SELECT type, speaker_id, count(*) FROM claims"  # noqa: S608 (a constant)
        f" WHERE article_id = ? AND {_STANDS} GROUP BY type, speaker_id",
        [article_id],
    ):
        claims[kind] += number
        speakers |= {speaker} - {None}
    return Standing(article_id, language or "", claims, frozenset(speakers))


def keep(db: Database, article_id: str, stands: str | None) -> None:
    """Write down from what the article is stored, or that it may be looked at again."""
    db.execute(
        "UPDATE articles SET analysed = ? WHERE id = ? AND analysed IS NOT ?",
        [stands, article_id, stands],
    )


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
