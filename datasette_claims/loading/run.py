"""Sources -> a claims database: read, extract, store, in batches with short transactions.

Between two batches anybody else may write, so a server on the same file stays usable; what is
stored stays stored, however the run ends, and the next run does what is left.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import partial
from itertools import chain

from sqlite_utils import Database

from datasette_claims import reading
from datasette_claims.loading import languages
from datasette_claims.loading.target import check, opened
from datasette_claims.loading.workers import Analyse, extract, mapper, safely
from datasette_claims.model import Analysis, Article
from datasette_claims.reading import Failure, Place
from datasette_claims.reading.metadata import NOT_KNOWN
from datasette_claims.store import articles, database, errors, keys
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.writing import Outcome, store_batch

BATCH_ARTICLES = 50
BATCH_CHARACTERS = 500_000
"""Where a batch ends: some tenths of a second of work, of which storing is the smaller part."""

Path = str | os.PathLike[str]


@dataclass
class Report:
    """What a run did so far: articles by outcome, claims in them by type, what failed and why.

    ``clashes`` are articles that are stored, but whose address is that of another text; ``also``
    counts addresses that were new to an article, ``twins`` articles that have another one's text.
    """

    articles: Counter[str] = field(default_factory=Counter)
    claims: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    clashes: list[Failure] = field(default_factory=list)
    also: int = 0
    twins: int = 0
    seconds: float = 0.0
    speakers: set[str] = field(default_factory=set)
    """The speakers of those claims, by key."""
    without_claims: int = 0
    language_unknown: int = 0
    """Articles in which nothing was found, and those of them whose language has no rules."""


class Stopped(Exception):
    """The run could not go on; the message says why, ``report`` what was done until then."""

    def __init__(self, reason: str, report: Report) -> None:
        super().__init__(reason)
        self.report = report


class Interrupted(KeyboardInterrupt):
    """A person ended the run; ``report`` says what it did."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


class TooMany(Exception):
    """What is told of one article (its address, say) was told of several."""


class Listener:
    """Hears how a run goes. This one does nothing about it."""

    def begin(self, total: int) -> None:
        """There are ``total`` files to read."""

    def advance(self) -> None:
        """One of them is read, its claims are found."""

    def note(self, name: str, message: str) -> None:
        """A person should know this of a file, though nothing failed."""

    def failed(self, failure: Failure) -> None:
        """A file gave no article, or the article could not be stored."""

    def clashed(self, clash: Failure) -> None:
        """An article is stored, but its address is that of another text."""

    def stored(self, article: Article, outcome: Outcome) -> None:
        """The article and its claims are in the database."""


def load(
    path: Path,
    sources: Sequence[Path],
    overrides: Mapping[str, str] | None = None,
    *,
    dry_run: bool = False,
    workers: int = 1,
    wait: float = database.WAIT_SECONDS,
    listener: Listener | None = None,
    analyse: Analyse | None = None,
) -> Report:
    """Load every article in ``sources`` into the database at ``path`` and report what became of it.

    ``overrides`` are fields of the one article that the sources hold. A dry run works on a copy of
    the database and throws it away. A file that fails is in the report; what ends the whole run
    raises ``Stopped`` or ``Interrupted``, both with the report so far.
    """
    listener = listener or Listener()
    report = Report()
    begun = time.monotonic()
    try:
        found = list(reading.find([os.fspath(source) for source in sources]))
        places = [place for place in found if isinstance(place, Place)]
        if overrides and len(places) > 1:
            raise TooMany(f"{len(places)} articles")
        listener.begin(len(found))
        check(os.fspath(path))
        batches = _batches(_read(found, overrides, report, listener), workers)
        first = next(batches, None)
        if first is None:  # nothing to store: leave no database behind
            return report
        with (
            opened(os.fspath(path), wait=wait, dry_run=dry_run) as db,
            mapper(workers) as map_,
        ):
            beside = frozenset(place.origin for place in places)
            articles.catch_up(db, _now())
            for batch in chain([first], batches):
                known = [articles.as_kept(db, article, beside) for article in batch]
                analyses = map_(partial(safely, analyse or extract), known)
                pairs = _sorted_out(batch, analyses, report, listener)
                _store(db, pairs, beside, report, listener)
            if report.articles["new"] or report.articles["changed"]:
                with suppress(sqlite3.OperationalError):  # somebody else writes: tidy another time
                    database.tidy(db)
    except KeyboardInterrupt:
        raise Interrupted(report) from None
    except (errors.StoreError, sqlite3.Error, BrokenProcessPool) as error:
        raise Stopped(_reason(os.fspath(path), error), report) from error
    finally:
        report.seconds = time.monotonic() - begun
    return report


def _read(
    found: Iterable[Place | Failure],
    overrides: Mapping[str, str] | None,
    report: Report,
    listener: Listener,
) -> Iterator[Article]:
    """The articles of all places that have one; the others are told and counted."""
    for outcome in reading.read(
        found, overrides, note=listener.note, languages=languages.for_reading()
    ):
        if isinstance(outcome, Failure):
            _fail(outcome, report, listener)
            listener.advance()
        else:
            yield outcome


def _batches(read: Iterable[Article], workers: int) -> Iterator[list[Article]]:
    """Articles in lists that are soon done, so that a transaction is short and little is lost.

    What may be one article with another of the list waits for the next one: then its details that
    are stored count when its claims are looked for, as they will in the next run.
    """
    batch: list[Article] = []
    size = 0
    signs: set[str] = set()
    for article in read:
        theirs = articles.signs(article)
        if batch and not signs.isdisjoint(theirs):
            yield batch
            batch, size, signs = [], 0, set()
        batch.append(article)
        size += len(article.text)
        signs |= theirs
        if len(batch) >= BATCH_ARTICLES * workers or size >= BATCH_CHARACTERS * workers:
            yield batch
            batch, size, signs = [], 0, set()
    if batch:
        yield batch


def _sorted_out(
    batch: Sequence[Article],
    analyses: Iterable[Analysis | str],
    report: Report,
    listener: Listener,
) -> list[tuple[Article, Analysis]]:
    """The articles with their claims; one that the rules cannot bear is told and left out."""
    pairs = []
    for article, analysis in zip(batch, analyses, strict=True):
        if isinstance(analysis, str):
            _fail(Failure(article.origin, analysis), report, listener)
        else:
            pairs.append((article, analysis))
        listener.advance()
    return pairs


def _store(
    db: Database,
    pairs: Sequence[tuple[Article, Analysis]],
    beside: Collection[str],
    report: Report,
    listener: Listener,
) -> None:
    """One batch in one transaction. An article that cannot be stored is told, and left out."""
    now = _now()
    waiting = [list(pairs)]
    while waiting:
        batch = waiting.pop()
        try:
            outcomes = store_batch(db, batch, now, beside=beside)
        except errors.Unstorable as error:
            article, _ = batch.pop(error.index)
            reason = str(error).removeprefix(f"{article.origin}: ")
            _fail(Failure(article.origin, reason), report, listener)
            waiting.append(batch)
        except Exception as error:
            if isinstance(error, errors.StoreError) or _is_of_file(error):
                raise
            if len(batch) > 1:  # a fault of ours: find whom it strikes
                waiting.extend([pair] for pair in reversed(batch))
                continue
            reason = f"storing failed ({type(error).__name__}: {error}); please report this"
            _fail(Failure(batch[0][0].origin, reason), report, listener)
        else:
            # Counted in one go, before anybody is told: Ctrl-C finds all of a batch or nothing.
            report.articles.update(outcome.kind for outcome in outcomes)
            for (article, analysis), outcome in zip(batch, outcomes, strict=True):
                report.claims.update(outcome.claims)
                report.speakers |= _speakers(analysis, outcome.article_id)
                report.without_claims += not analysis.claims
                report.language_unknown += analysis.language == NOT_KNOWN
                report.also += bool(outcome.also)
                report.twins += bool(outcome.twin)
                if outcome.clash:
                    clash = Failure(article.origin, outcome.clash)
                    report.clashes.append(clash)
                    listener.clashed(clash)
                listener.stored(article, outcome)


def _now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _speakers(analysis: Analysis, article_id: str) -> set[str]:
    """The keys of those who speak in an article."""
    return {
        keys.speaker_key(claim.speaker, claim.speaker_kind, article_id)
        for claim in analysis.claims
        if claim.speaker
    }


def _is_of_file(error: Exception) -> bool:
    """Tell an error of the database file (locked, full, damaged) from one of what is stored."""
    return isinstance(error, sqlite3.OperationalError) or type(error) is sqlite3.DatabaseError


def _fail(failure: Failure, report: Report, listener: Listener) -> None:
    report.articles["failed"] += 1
    report.failures.append(failure)
    listener.failed(failure)


def _reason(path: str, error: Exception) -> str:
    """Why a run stopped, in one line that names the database."""
    if isinstance(error, BrokenProcessPool):
        return "a worker process was killed (too little memory?); try --workers 1"
    reason = str(error)
    return reason if reason.startswith(path) else f"{path}: {reason}"
