"""Addresses as sources: asked for when their turn comes, and told in the database what came.

What is told of an answer is stored behind the article that came of it: a run that is killed between
the two asks for the page once more, and loses nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from sqlite_utils import Database

from datasette_claims.model import Article
from datasette_claims.reading import Document, Failure, Options
from datasette_claims.store import fetches
from datasette_claims.store.fetches import LISTED, NO_ARTICLE
from datasette_claims.store.sqlite import sqlite3

if TYPE_CHECKING:
    from datasette_claims.fetching import Answer, Fetcher, Known

_T = TypeVar("_T")

MISSING = "what fetches pages is not installed: pip install 'datasette-claims[web]'"


@dataclass(frozen=True, slots=True)
class Address:
    """A page of the web that is to be loaded."""

    name: str

    @property
    def origin(self) -> str:
        """What is stored of where its articles came from: a place in the page is none."""
        return self.name.partition("#")[0]


def is_address(source: str) -> bool:
    """Is a source an address of the web, and no file?"""
    return source.lower().startswith(("http://", "https://"))


@dataclass(slots=True)
class _Page:
    """A page that was asked for, until all that came of it is stored."""

    answer: Answer
    reading: bool = False
    waiting: int = 0
    article_id: str | None = None
    outcome: str = "failed"
    message: str = ""
    complete: bool = False
    since: str = ""


class Pages:
    """The pages of one run. Use it in a ``with`` statement; it asks nobody before it must."""

    def __init__(self, path: str, options: Options) -> None:
        self._path = path
        self._options = options
        self._held = ExitStack()
        self._fetcher: Fetcher | None = None
        self._pages: dict[str, _Page] = {}
        self._failed: set[str] = set()

    def __enter__(self) -> Pages:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._held.close()

    @property
    def ready(self) -> bool:
        """Is what fetches pages installed?"""
        try:
            self._asking()
        except ImportError:
            return False
        return True

    def document(
        self, address: Address, told: Iterable[tuple[str, str]] = ()
    ) -> Document | Failure | None:
        """The page at an address, with what is told of it; None where it is as it was.

        All that comes of it is told by ``waits``, ``none``, ``listed``, and then ``read``.
        """
        origin = address.origin
        if not self.ready:
            self._failed.add(origin)
            return Failure(address.name, MISSING)
        before = self._remembered(lambda db: fetches.last(db, origin)) or {}
        answer = self._asking().get(origin, self._known(before))
        page = self._pages[origin] = _Page(answer)
        if answer.outcome == "unchanged":
            page.complete = True
            if before.get("outcome") == LISTED:
                page.outcome, page.since = LISTED, before["since"] or ""
            return None
        if answer.outcome == "failed":
            self._failed.add(origin)
        if answer.outcome != "got":
            return Failure(address.name, answer.message)
        page.reading = True
        details = {**dict(told), "url": answer.final}
        if answer.content_type:
            details["content_type"] = answer.content_type
        return Document.of(answer.data, address.name, origin, details)

    def is_list(self, address: Address) -> bool:
        """Is a page that is as it was a list of addresses?"""
        return self._pages[address.origin].outcome == LISTED

    def is_settled(self, address: Address) -> bool:
        """Is it useless to ask for a page again soon: did it come, or will it not?"""
        return address.origin not in self._failed

    def none(self, address: Address) -> None:
        """A page came, and holds no article."""
        self._pages[address.origin].outcome = NO_ARTICLE

    def listed(self, address: Address, told: str, *, complete: bool) -> None:
        """A page is a list; ``complete``: all that it leads to was had, but for what is too old."""
        page = self._pages[address.origin]
        page.outcome, page.message, page.complete = LISTED, told, complete
        page.since = self._options.since

    def read(self, address: Address) -> None:
        """A page is read to its end."""
        self._pages[address.origin].reading = False

    def waits(self, article: Article) -> None:
        """An article of a page is to be stored."""
        self._pages[_page(article.origin)].waiting += 1

    def came(self, article: Article, article_id: str, outcome: str) -> None:
        """An article is stored under that key: new, changed or unchanged."""
        if page := self._pages.get(_page(article.origin)):
            page.article_id, page.outcome = article_id, outcome

    def settled(self, article: Article) -> None:
        """An article is stored, or cannot be: it waits no longer."""
        if page := self._pages.get(_page(article.origin)):
            page.waiting -= 1

    def keep(self, db: Database) -> None:
        """Store what is told of the pages whose articles are all stored."""
        due = [
            address
            for address, page in self._pages.items()
            if not page.reading and page.waiting <= 0
        ]
        fetches.keep(db, [_told(address, self._pages[address]) for address in due])
        for address in due:
            del self._pages[address]

    @property
    def to_keep(self) -> bool:
        """Is there something to tell that is not stored?"""
        return bool(self._pages)

    def got(self, addresses: Collection[str]) -> dict[str, str]:
        """Of these addresses those that were got before, and when last."""
        empty = not self._options.keep_stubs
        return self._remembered(lambda db: fetches.got(db, addresses, empty=empty)) or {}

    def _asking(self) -> Fetcher:
        if self._fetcher is None:
            from datasette_claims.fetching import Fetcher, guard

            permits = guard.anywhere if self._options.allow_private else guard.public
            self._fetcher = self._held.enter_context(Fetcher(permits=permits))
        return self._fetcher

    def _known(self, row: Mapping[str, Any]) -> Known:
        """What need not come again. A list must, where more is wanted of it than was taken."""
        from datasette_claims.fetching import Known

        if not row or (row["outcome"] == LISTED and not self._covered(row["since"] or "")):
            return Known()
        return Known(row["etag"] or "", row["last_modified"] or "", row["hash"] or "")

    def _covered(self, since: str) -> bool:
        """Was all that is wanted now of a list taken when it was taken from that day on?"""
        options = self._options
        if options.preview or options.keep_stubs:
            return False
        return not since or since <= options.since

    def _remembered(self, question: Callable[[Database], _T]) -> _T | None:
        """What the database remembers, read on a connection of its own."""
        if not os.path.exists(self._path):
            return None
        try:
            with closing(sqlite3.connect(self._path)) as conn:
                return question(Database(conn, execute_plugins=False))
        except sqlite3.Error:  # not there yet, or an older one: everything is asked for anew
            return None


def _told(address: str, page: _Page) -> fetches.Fetch:
    answer = page.answer
    got = answer.outcome == "got"
    outcome = page.outcome if got or page.outcome == LISTED else answer.outcome
    # Of what gave no article nothing is remembered: it is read anew the next time. So it is of a
    # list of which something is left.
    remembered = page.complete if outcome == LISTED else bool(page.article_id or not got)
    without = "" if page.article_id or not got else "no article was found in it"
    return fetches.Fetch(
        address,
        answer.at,
        outcome,
        page.article_id,
        answer.status,
        answer.etag if remembered else "",
        answer.last_modified if remembered else "",
        answer.hash if remembered else "",
        page.message or answer.message or without,
        page.since,
    )


def pages_of(found: Iterable[str]) -> list[Address]:
    """The addresses among sources, each once."""
    return [Address(source) for source in dict.fromkeys(found) if is_address(source)]


def _page(origin: str) -> str:
    return origin.partition("#")[0]
