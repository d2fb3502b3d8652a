"""The article that an editor is about to add: carried from step to step, and mended on the way.

Nothing is kept in between. The form carries the article as it was read, signed, so that what is
saved unmended is what `datasette claims load` would store.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeVar
from urllib.parse import urlsplit

from datasette.app import Datasette
from datasette.database import Database
from itsdangerous import BadSignature
from sqlite_utils import Database as Store

from datasette_claims.loading import one
from datasette_claims.model import Analysis, Article
from datasette_claims.reading import Refused, mending
from datasette_claims.store import adding
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import upload
from datasette_claims.web.sending import Unusable
from datasette_claims.wording import said

PATIENCE = 60
"""Seconds after which a person is told that a text takes too long to be read here."""

NOT_KNOWN = "und"
SELECTED = said("This is what you selected, not the whole page.")
_SIGNED = "claims-add"

T = TypeVar("T")


class TooSlow(Exception):
    """Reading takes longer than anybody waits for a page."""


@dataclass(frozen=True, slots=True)
class Read:
    """An article as it was read, which the preview carries along."""

    article: Article
    doubt: str = ""
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return self.article.text


@dataclass(frozen=True, slots=True)
class Mended:
    """The same as it would be stored: with what a person changed, and the claims in it."""

    article: Article
    analysis: Analysis
    dropped: frozenset[int] = frozenset()
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)


async def mended(db: Database, read: Read, sent: upload.Sent) -> Mended:
    """What was read, as a person mended it, and the claims that are found in it then."""
    text = read.text
    lines = mending.paragraphs(text)
    dropped = {number for number in sent.numbers("drop") if number < len(lines)}
    typed = {n: value.strip() for n in mending.DETAILS if (value := sent.text(n)) is not None}
    for number in sent.numbers("headline"):
        if number < len(lines):
            typed["title"] = " ".join(text[slice(*lines[number])].split())
            dropped.add(number)
    problems: Mapping[str, str] = {}
    if len(dropped) == len(lines):
        problems = {"drop": said("Every paragraph was left out; one at least must stay.")}
        dropped.clear()
    article = mending.without(read.article, dropped)
    analysis = await _analysed(db, article)
    shown = details(article, analysis)
    told = {name: value for name, value in typed.items() if value != shown[name]}
    if told.get("language") == NOT_KNOWN:
        del told["language"]
    if told:
        try:
            article = await in_time(lambda: one.told_otherwise(article, told))
        except mending.Wrong as wrong:
            problems = {**problems, **wrong.problems}
        else:
            analysis = await _analysed(db, article)
        if told.get("outlet") == "":  # told to be unknown, whatever the text says
            analysis = replace(analysis, outlet="")
    return Mended(article, analysis, frozenset(dropped), typed if problems else {}, problems)


async def _analysed(db: Database, article: Article) -> Analysis:
    kept = await asked(db, lambda store: adding.as_kept(store, article))
    found = await in_time(lambda: one.analyse(kept))
    if isinstance(found, str):
        raise Unusable(500, f"{found[:1].upper()}{found[1:]}.")
    return found


def details(article: Article, analysis: Analysis) -> dict[str, str]:
    """The details that would be stored: what is told, else what the text says."""
    return {
        **{name: getattr(article, name) for name in mending.DETAILS},
        "outlet": article.outlet or analysis.outlet,
        "language": article.language or analysis.language,
    }


def remarks(sent: upload.Sent, article: Article) -> tuple[str, ...]:
    """What to know of a page that a browser brought, besides what it holds."""
    told: list[str] = []
    if sent.text("selection"):
        told.append(SELECTED)
    came_from, stands_at = _site(sent.text("url") or ""), _site(article.url)
    if came_from and stands_at and came_from != stands_at:
        told.append(
            said(
                "It came from {site}, but the page says that its address is {address}",
                site=came_from,
                address=article.url,
            )
        )
    return tuple(told)


def _site(url: str) -> str:
    """The host of an address; its pages for phones are the same site's."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return re.sub(r"\A(?:www|m|amp|mobile)\.(?=.*\.)", "", host)


def signed(datasette: Datasette, read: Read) -> str:
    return datasette.sign(asdict(read), _SIGNED)


def unsigned(datasette: Datasette, words: str) -> Read:
    try:
        found: dict[str, Any] = datasette.unsign(words, _SIGNED)
    except BadSignature:
        raise Unusable(
            400, said("The server does not know this preview any more; read the article again.")
        ) from None
    article = found["article"]
    for name in ("found_by", "times"):
        article[name] = tuple(tuple(pair) for pair in article[name])
    return Read(Article(**article), found["doubt"], tuple(found["notes"]))


async def asked(db: Database, question: Callable[[Store], T]) -> T:
    """What a function of the store answers."""

    def ask(conn: sqlite3.Connection) -> T:
        return question(Store(conn, recursive_triggers=False, execute_plugins=False))

    return await db.execute_fn(ask)


async def in_time(work: Callable[[], T]) -> T:
    """What work in a thread of its own comes to, so that the server answers others meanwhile."""
    try:
        return await asyncio.wait_for(asyncio.to_thread(work), PATIENCE)
    except asyncio.TimeoutError:
        raise TooSlow from None
    except Refused as reason:
        raise Unusable(400, f"{reason}.") from None
