"""Sources -> a claims database: read, extract, store, in batches with short transactions.

Between two batches anybody else may write, so a server on the same file stays usable; what is
stored stays stored, however the run ends, and the next run does what is left.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import chain, islice

from sqlite_utils import Database

from datasette_claims import reading
from datasette_claims.extraction.checkable import rate
from datasette_claims.loading.pages import Address, Pages, is_address, pages_of
from datasette_claims.loading.report import (
    Interrupted,
    Listener,
    Report,
    Stopped,
    TooMany,
    fail,
)
from datasette_claims.loading.sources import Source, Sources
from datasette_claims.loading.target import check, opened
from datasette_claims.loading.workers import Analyse, extract, mapper, safely
from datasette_claims.model import Analysis, Article
from datasette_claims.reading import Failure, Place
from datasette_claims.reading.columns import FOR_ALL
from datasette_claims.reading.metadata import NOT_KNOWN
from datasette_claims.store import (
    analysed,
    articles,
    copies,
    database,
    errors,
    keys,
    moments,
    ratings,
)
from datasette_claims.store.origins import Together
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.writing import Outcome, store_batch

BATCH_ARTICLES = 50
BATCH_CHARACTERS = 500_000
"""Where a batch ends: some tenths of a second of work, of which storing is the smaller part."""

Path = str | os.PathLike[str]


def load(
    path: Path,
    sources: Sequence[Path],
    overrides: Mapping[str, str] | None = None,
    *,
    options: reading.Options | None = None,
    documents: Sequence[reading.Document] = (),
    dry_run: bool = False,
    workers: int = 1,
    wait: float = database.WAIT_SECONDS,
    listener: Listener | None = None,
    analyse: Analyse | None = None,
) -> Report:
    """Load every article in ``sources`` into the database at ``path`` and report what became of it.

    ``documents`` are read behind the sources. ``overrides`` are fields of the one article that
    there is, or, where all are tables, the columns that hold them. A dry run works on a copy of
    the database and throws it away. A file that fails is in the report; what ends the whole run
    raises ``Stopped`` or ``Interrupted``, both with the report so far.
    """
    listener = listener or Listener()
    report = Report()
    begun = time.monotonic()
    try:
        names = [os.fspath(source) for source in sources]
        found: list[Source] = [
            *reading.find([name for name in names if not is_address(name)]),
            *pages_of(names),
            *documents,
        ]
        places = [place.origin for place in found if not isinstance(place, Failure)]
        options = options or reading.Options()
        single = False
        if overrides:
            options = replace(options, told=tuple(overrides.items()))
            found = [reading.opened(one) if isinstance(one, Place) else one for one in found]
            many = partial(_holds_many, only_for_all=overrides.keys() <= set(FOR_ALL))
            single = any(isinstance(one, Address) for one in found) or not all(
                many(one) for one in found if isinstance(one, reading.Document)
            )
            if single and len(places) > 1:
                raise TooMany(f"{len(places)} articles")
        listener.begin(len(found))
        check(os.fspath(path))
        with Pages(os.fspath(path), options) as pages:
            sources_ = Sources(pages, options, report, listener)
            read = sources_.articles(found)
            batches = _batches(_alone(read, sources_) if single else read, workers)
            first = next(batches, None)
            if first is None and not (pages.to_keep and os.path.exists(path)):
                return report  # nothing to store: leave no database behind
            with (
                opened(os.fspath(path), wait=wait, dry_run=dry_run) as db,
                mapper(workers) as map_,
            ):
                articles.catch_up(db, moments.now())
                copies.catch_up(db)
                ratings.catch_up(db, rate)
                stamp = None if analyse else analysed.stamp(db)
                for arrived in chain([first] if first else [], batches):
                    beside = Together([*places, *sources_.asked])
                    other = _not_standing(db, stamp, arrived, report, listener, pages)
                    batch = [articles.as_mended(db, article, beside) for article in other]
                    known = [articles.as_kept(db, article, beside) for article in batch]
                    analyses = map_(partial(safely, analyse or extract), known)
                    pairs = _sorted_out(batch, analyses, report, listener)
                    _store(db, pairs, beside, stamp, report, listener, pages)
                    ratings.catch_up(db, rate)
                    for article in arrived:
                        pages.settled(article)
                    pages.keep(db)
                pages.keep(db)
                if any(report.articles[kind] for kind in ("new", "changed", "read anew")):
                    with suppress(sqlite3.OperationalError):  # somebody else writes: another time
                        database.tidy(db)
    except KeyboardInterrupt:
        raise Interrupted(report) from None
    except (errors.StoreError, sqlite3.Error, BrokenProcessPool) as error:
        raise Stopped(_reason(os.fspath(path), error), report) from error
    finally:
        report.seconds = time.monotonic() - begun
    return report


def _holds_many(document: reading.Document, *, only_for_all: bool) -> bool:
    """May what a person says of a source be said of it, though it holds many articles?"""
    return reading.is_table(document) or (only_for_all and reading.is_list(document))


def _alone(read: Iterator[Article], sources: Sources) -> Iterator[Article]:
    """The one article that there is, or those of a list; raise ``TooMany`` where there are more."""
    only = list(islice(read, 2))
    if len(only) > 1 and not sources.followed:
        raise TooMany("a source that holds several")
    yield from only
    yield from read


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


def _not_standing(
    db: Database,
    stamp: str | None,
    arrived: Sequence[Article],
    report: Report,
    listener: Listener,
    pages: Pages,
) -> list[Article]:
    """Those that are not stored just so; the others are told, and nothing is done about them."""
    if stamp is None:
        return list(arrived)
    left = []
    for article in arrived:
        known = analysed.standing(db, stamp, article)
        if known is None:
            left.append(article)
            continue
        outcome = Outcome(known.article_id, "unchanged", known.claims)
        listener.advance()
        report.kinds.update({article.kind} - {""})
        report.articles[outcome.kind] += 1
        report.claims.update(known.claims)
        report.speakers |= known.speakers
        report.without_claims += not known.claims
        report.language_unknown += known.language == NOT_KNOWN
        pages.came(article, outcome.article_id, outcome.kind)
        listener.stored(article, outcome)
    return left


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
            fail(Failure(article.origin, analysis), report, listener)
        else:
            pairs.append((article, analysis))
        listener.advance()
    return pairs


def _store(
    db: Database,
    pairs: Sequence[tuple[Article, Analysis]],
    beside: Collection[str],
    stamp: str | None,
    report: Report,
    listener: Listener,
    pages: Pages,
) -> None:
    """One batch in one transaction. An article that cannot be stored is told, and left out."""
    now = moments.now()
    waiting = [list(pairs)]
    while waiting:
        batch = waiting.pop()
        try:
            outcomes = store_batch(db, batch, now, beside=beside, stamp=stamp)
        except errors.Unstorable as error:
            article, _ = batch.pop(error.index)
            reason = str(error).removeprefix(f"{article.origin}: ")
            fail(Failure(article.origin, reason), report, listener)
            waiting.append(batch)
        except Exception as error:
            if isinstance(error, errors.StoreError) or _is_of_file(error):
                raise
            if len(batch) > 1:  # a fault of ours: find whom it strikes
                waiting.extend([pair] for pair in reversed(batch))
                continue
            reason = f"storing failed ({type(error).__name__}: {error}); please report this"
            fail(Failure(batch[0][0].origin, reason), report, listener)
        else:
            report.kinds.update(article.kind for article, _ in batch if article.kind)
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
                pages.came(article, outcome.article_id, outcome.kind)
                listener.stored(article, outcome)


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


def _reason(path: str, error: Exception) -> str:
    """Why a run stopped, in one line that names the database."""
    if isinstance(error, BrokenProcessPool):
        return "a worker process was killed (too little memory?); try --workers 1"
    reason = str(error)
    return reason if reason.startswith(path) else f"{path}: {reason}"
