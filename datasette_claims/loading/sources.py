"""The sources of a run, read in turn; what they list is asked for, page by page.

A list is told to be read behind the pages that it leads to. A run that is killed before finds most
of them known the next time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from datasette_claims import reading
from datasette_claims.loading import following, languages
from datasette_claims.loading.following import Following
from datasette_claims.loading.pages import MISSING, Address, Pages
from datasette_claims.loading.report import Listener, Report, TooMany, fail
from datasette_claims.model import Article
from datasette_claims.reading import Document, Failure, Listed, Options, Place
from datasette_claims.reading.columns import FOR_ALL

Source = Place | Address | Document | Failure
Reading = Generator[Article, None, bool]
"""Gives articles, and at its end whether everything was had that can be."""

PATIENCE = 5
"""Pages of a host that fail one after the other before the others are left for the next run."""

DEEPEST = 3
"""Lists in lists that are followed: an index of sitemaps of sections."""


class Sources:
    """Reads the sources of one run.

    ``followed``: one of them was a list, and was followed; ``asked``: the addresses asked for.
    """

    def __init__(self, pages: Pages, options: Options, report: Report, listener: Listener) -> None:
        self.followed = False
        self.asked: list[str] = []
        self._pages = pages
        self._options = options
        self._report = report
        self._listener = listener
        self._languages = languages.for_reading()
        self._following = Following(options, self._languages, pages.got)

    def articles(self, found: Iterable[Source]) -> Iterator[Article]:
        """The articles of all sources that have one; the others are told and counted."""
        for source in found:
            if isinstance(source, Address):
                self._following.met(source.origin)
                yield from self._page(source)
                continue
            entries: list[Listed] = []
            came = False
            for outcome in self._read(source, self._options, entries):
                if came:
                    self._listener.more()
                came = True
                if isinstance(outcome, Failure):
                    self._fail(outcome)
                else:
                    yield outcome
            if not came:
                self._listener.advance()
            if entries:
                name = "" if isinstance(source, Failure) else source.name
                yield from self._follow(name, entries)

    def _read(
        self, source: Place | Document | Failure, options: Options, entries: list[Listed]
    ) -> Iterator[Article | Failure]:
        return reading.read(
            [source],
            options=options,
            note=self._listener.note,
            languages=self._languages,
            follow=entries.append,
        )

    def _page(self, address: Address, entry: Listed | None = None, depth: int = 0) -> Reading:
        """The articles of a page, or of those that it lists."""
        self.asked.append(address.origin)
        document = self._pages.document(address, entry.told if entry else ())
        if document is None:
            if self._pages.is_list(address):
                self._listener.note(address.name, "nothing new in it since it was last asked for")
            else:
                self._report.articles["unchanged"] += 1
            self._listener.advance()
            return True
        if isinstance(document, Failure):
            yield from self._instead(address, entry, document)
            return self._pages.is_settled(address)
        options = replace(self._options, fetch=True)
        if entry is not None:
            options = replace(options, told=entry.said)
        entries: list[Listed] = []
        complete, number = True, 0
        for number, outcome in enumerate(self._read(document, options, entries), 1):
            if number > 1:
                self._listener.more()
            if isinstance(outcome, Article):
                self._pages.waits(outcome)
                yield outcome
            elif outcome.skipped and number == 1:
                self._pages.none(address)
                yield from self._instead(address, entry, outcome)
            else:
                self._fail(outcome)
                complete = complete and outcome.skipped
        if not number:
            self._listener.advance()
        if entries:
            complete = (yield from self._list(address, entry, entries, depth)) and complete
        self._pages.read(address)
        return complete

    def _instead(self, address: Address, entry: Listed | None, why: Failure) -> Iterator[Article]:
        """The text that a list holds of a page that cannot be had, else nothing but why."""
        if entry is None or entry.item is None or not self._pages.is_settled(address):
            self._fail(why)
            return
        found = reading.held(entry, note=self._listener.note, languages=self._languages)
        if isinstance(found, Failure):
            self._fail(found)
            return
        self._listener.note(address.name, f"read from the feed that lists it: {why.reason}")
        self._pages.waits(found)
        yield found

    def _list(
        self, address: Address, entry: Listed | None, entries: list[Listed], depth: int
    ) -> Reading:
        """The articles of a page that is a list."""
        if (entry is not None and not entry.further) or depth > DEEPEST:
            reason = "a list of addresses, which another one lists; load it by its own address"
            self._fail(Failure(address.name, reason), advance=False)
            return True
        told, complete = yield from self._follow(address.name, entries, depth)
        self._pages.listed(address, told, complete=complete)
        return complete

    def _follow(
        self, name: str, entries: list[Listed], depth: int = 0
    ) -> Generator[Article, None, tuple[str, bool]]:
        """The articles of the pages that a list leads to; what it held, and whether all was had."""
        self.followed = True
        if any(field not in FOR_ALL for entry in entries for field, _ in entry.said):
            raise TooMany(f"{len(entries):,} addresses")
        if not self._pages.ready:
            self._fail(Failure(name, MISSING), advance=False)
            return MISSING, False
        found = self._following.sorted(entries)
        told = following.told(found, self._options.limit)
        self._report.entries.update(found.counts)
        self._listener.note(name, told)
        complete = not found.counts["left for later"]
        wanted = found.wanted
        if self._options.preview:
            for kind, one in found.entries:
                if not one.further:
                    self._listener.listed(kind, one.address, self._following.day(one))
            wanted = [(kind, one) for kind, one in wanted if one.further]
        for _ in wanted:
            self._listener.more()
        silent: Counter[str] = Counter()
        left: Counter[str] = Counter()
        for kind, one in wanted:
            host = urlsplit(one.address).netloc
            if (one.further and self._following.is_over) or silent[host] >= PATIENCE:
                complete = False
                if not one.further:
                    left[host] += 1
                    self._report.entries.update({kind: -1, "left for later": 1})
                self._listener.advance()
                continue
            address = Address(one.address)
            complete = (yield from self._page(address, one, depth + 1)) and complete
            silent[host] = 0 if self._pages.is_settled(address) else silent[host] + 1
        for host, count in left.items():
            why = f"{PATIENCE} pages of {host} in a row did not come"
            self._listener.note(name, f"{why}: {count:,} more are left for the next run")
        return told, complete

    def _fail(self, failure: Failure, *, advance: bool = True) -> None:
        fail(failure, self._report, self._listener)
        if advance:
            self._listener.advance()
