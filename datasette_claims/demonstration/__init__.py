"""A small database to try everything on: invented articles in three languages, some checked.

The articles are those of ``tests/gold`` without their marks, and in ``copies`` one of them as
another paper has it; people, bodies, places, outlets and addresses are made up, and every address
ends in ``.example``, which leads nowhere.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from datasette_claims import loading
from datasette_claims.store import database, reviews
from datasette_claims.store.errors import StoreError
from datasette_claims.store.judging import Judgement

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FOLDER = Path(__file__).parent
ARTICLES = FOLDER / "articles"


class Exists(StoreError):
    """There is a file already; the demonstration is never written over anybody's work."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a demonstration holds."""

    articles: int
    claims: int
    reviewed: int


def make(path: Path) -> Made:
    """Make the database at ``path``, a new file; raises ``Exists`` where there is one."""
    if os.path.lexists(path):
        raise Exists(f"{path} exists already; name a new file, or delete it first")
    try:
        report = loading.load(path, [ARTICLES])
        with database.opened(os.fspath(path)) as db:
            for told in _reviews():
                _review(db, told)
    except BaseException:
        with suppress(OSError):  # half a demonstration is none
            os.unlink(path)
        raise
    return Made(
        sum(report.articles.values()),
        sum(report.claims.values()),
        len({(told["article"], told["begins"]) for told in _reviews()}),
    )


def _reviews() -> list[dict[str, Any]]:
    reviewed: list[dict[str, Any]] = tomllib.loads((FOLDER / "reviews.toml").read_text("utf-8"))[
        "review"
    ]
    return reviewed


def _review(db: Database, told: Mapping[str, Any]) -> None:
    claim_id = _claim(db, told["article"], told["begins"])
    steps = ["published"] if told.get("published_before") else []
    for turn, publication in enumerate([*steps, told.get("publication", "draft")]):
        revision = db.execute("SELECT revision FROM claims WHERE id = ?", [claim_id]).fetchone()[0]
        reviews.review(
            db,
            claim_id,
            seen=revision,
            actor=told["by"],
            judgement=Judgement(told["status"], told["reason"] or None, publication),
            links=told.get("evidence", []) if turn == 0 else [],
            note=told.get("note") if turn == 0 else None,
        )


def _claim(db: Database, article: str, begins: str) -> str:
    """The one claim of an article that begins with these words."""
    origin = os.fspath(ARTICLES.joinpath(*f"{article}.txt".split("/")).absolute())
    (claim_id,) = (
        key
        for key, text in db.execute(
            "SELECT claims.id, claims.text FROM claims JOIN articles ON articles.id = article_id"
            " WHERE loaded_from = ?",
            [origin],
        )
        if text.startswith(begins)
    )
    return str(claim_id)
