"""Sources -> a claims database: read, extract, store, in batches with short transactions.

Between two batches anybody else may write, so a server on the same file stays usable; what is
stored stays stored, however the run ends, and the next run does what is left.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import tempfile
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import partial
from typing import Any

from sqlite_utils import Database

from datasette_claims import reading
from datasette_claims.model import Analysis, Article
from datasette_claims.reading import Failure, Place, outcomes
from datasette_claims.store import articles, database, errors
from datasette_claims.store.writing import Outcome, store_batch

BATCH_ARTICLES = 50
BATCH_CHARACTERS = 500_000
"""Where a batch ends: some tenths of a second of work, of which storing is the smaller part."""

MAGIC = b"SQLite format 3\0"

Analyse = Callable[[Article], Analysis]
Path = str | os.PathLike[str]


@dataclass
class Report:
    """What a run did so far: articles by outcome, claims in them by type, what failed and why."""

    articles: Counter[str] = field(default_factory=Counter)
    claims: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    seconds: float = 0.0


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
    found = list(reading.find([os.fspath(source) for source in sources]))
    places = [place for place in found if isinstance(place, Place)]
    if overrides and len(places) > 1:
        raise TooMany(f"{len(places)} articles")
    listener.begin(len(found))
    try:
        read = _read(found, overrides, report, listener)
        if not places:  # nothing to store: leave no database behind
            list(read)
            return report
        with (
            _target(os.fspath(path), wait, dry_run) as db,
            _mapper(workers) as map_,
        ):
            for batch in _batches(read, workers):
                known = [articles.as_kept(db, article) for article in batch]
                analyses = map_(partial(_safely, analyse or extract), known)
                pairs = _sorted_out(batch, analyses, report, listener)
                _store(db, pairs, report, listener)
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


def extract(article: Article) -> Analysis:
    """Find the claims of an article by the rules of its language."""
    from datasette_claims import extraction

    return extraction.analyse(
        article.text, article.language or None, article.published or None, title=article.title
    )


def _read(
    found: Iterable[Place | Failure],
    overrides: Mapping[str, str] | None,
    report: Report,
    listener: Listener,
) -> Iterator[Article]:
    """The articles of all places that have one; the others are told and counted."""
    from datasette_claims.extraction import codes

    for outcome in reading.read(
        found, overrides, note=listener.note, guess=_guess, languages=codes()
    ):
        if isinstance(outcome, Failure):
            _fail(outcome, report, listener)
            listener.advance()
        else:
            yield outcome


def _guess(text: str) -> str:
    """The language of a text."""
    from datasette_claims import extraction

    return extraction.analyse(text[:10_000]).language


def _batches(read: Iterable[Article], workers: int) -> Iterator[list[Article]]:
    """Articles in lists that are soon done, so that a transaction is short and little is lost."""
    batch: list[Article] = []
    size = 0
    for article in read:
        batch.append(article)
        size += len(article.text)
        if len(batch) >= BATCH_ARTICLES * workers or size >= BATCH_CHARACTERS * workers:
            yield batch
            batch, size = [], 0
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


def _safely(analyse: Analyse, article: Article) -> Analysis | str:
    """The claims of an article, or why there are none: a fault of ours costs one article."""
    try:
        return analyse(article)
    except Exception as error:
        return f"extraction failed ({type(error).__name__}: {error}); please report this"


def _store(
    db: Database, pairs: list[tuple[Article, Analysis]], report: Report, listener: Listener
) -> None:
    """One batch in one transaction. An article that cannot be stored is taken out of it."""
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    while pairs:
        try:
            stored = store_batch(db, pairs, now)
        except errors.Unstorable as error:
            article, _ = pairs.pop(error.index)
            reason = str(error).removeprefix(f"{article.origin}: ")
            _fail(Failure(article.origin, reason), report, listener)
            continue
        for (article, _), outcome in zip(pairs, stored, strict=True):
            report.articles[outcome.kind] += 1
            report.claims.update(outcome.claims)
            listener.stored(article, outcome)
        return


def _fail(failure: Failure, report: Report, listener: Listener) -> None:
    report.articles["failed"] += 1
    report.failures.append(failure)
    listener.failed(failure)


@contextmanager
def _target(path: str, wait: float, dry_run: bool) -> Iterator[Database]:
    """The database to write to; for a dry run a copy that is thrown away."""
    _check(path)
    if not dry_run:
        with database.opened(path, wait=wait) as db:
            yield db
        return
    with tempfile.TemporaryDirectory(prefix="datasette-claims-") as folder:
        copy = os.path.join(folder, "claims.db")
        if os.path.exists(path):
            _copy(path, copy, wait)
        with database.opened(copy, wait=wait) as db:
            yield db


def _check(path: str) -> None:
    """Refuse what is no database before SQLite sees it: it writes over a file of a few bytes."""
    if os.path.isdir(path):
        raise errors.NotADatabase(f"{path} is a folder, not a database (which comes first)")
    if not os.path.exists(path):
        if not os.path.isdir(os.path.dirname(os.path.abspath(path))):
            raise errors.ReadOnly(f"{path} cannot be made: its folder does not exist")
        return
    if not os.path.isfile(path):
        raise errors.NotADatabase(f"{path} is a pipe or a device, not a database")
    try:
        with open(path, "rb") as file:
            start = file.read(len(MAGIC))
    except OSError as error:
        raise errors.ReadOnly(f"{path}: {outcomes.of_os(error)}") from None
    if start not in (b"", MAGIC):
        raise errors.NotADatabase(f"{path} is not an SQLite database (which comes first)")


def _copy(path: str, copy: str, wait: float) -> None:
    """A copy of a database as it stands between two transactions of others."""
    with errors.in_words(path):
        source = sqlite3.connect(f"file:{_quoted(path)}?mode=ro", uri=True, timeout=wait)
        target = sqlite3.connect(copy)
        try:
            source.backup(target)
        finally:
            target.close()
            source.close()


def _quoted(path: str) -> str:
    """A path as part of an SQLite URI."""
    return urllib.parse.quote(os.fsencode(os.path.abspath(path)))


@contextmanager
def _mapper(workers: int) -> Iterator[Callable[..., Iterator[Any]]]:
    """``map``, or one that spreads the work over processes and keeps the order."""
    if workers == 1:
        yield map
        return
    context = multiprocessing.get_context("spawn")  # a forked process would share the database
    with ProcessPoolExecutor(workers, context, initializer=_leave_interrupts) as pool:
        try:
            yield partial(pool.map, chunksize=8)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _leave_interrupts() -> None:
    """In a worker: Ctrl-C is for the process that writes, which ends the workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _reason(path: str, error: Exception) -> str:
    """Why a run stopped, in one line that names the database."""
    if isinstance(error, BrokenProcessPool):
        return "a worker process was killed (too little memory?); try --workers 1"
    reason = str(error)
    return reason if reason.startswith(path) else f"{path}: {reason}"
