"""Looking for claims in this process, or in several that keep the order of articles."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

from datasette_claims.model import Analysis, Article
from datasette_claims.reading.kinds import SPEECH

Analyse = Callable[[Article], Analysis]


def extract(article: Article) -> Analysis:
    """Find the claims of an article by the rules of its language."""
    from datasette_claims import extraction

    return extraction.analyse(
        article.text,
        article.language or None,
        article.published or None,
        record=article.kind in SPEECH,
    )


def safely(analyse: Analyse, article: Article) -> Analysis | str:
    """The claims of an article, or why there are none: a fault of ours costs one article."""
    try:
        return analyse(article)
    except Exception as error:
        return f"extraction failed ({type(error).__name__}: {error}); please report this"


@contextmanager
def mapper(workers: int) -> Iterator[Callable[..., Iterator[Any]]]:
    """``map``, or one that spreads the work over processes and keeps the order."""
    if workers == 1:
        yield map
        return
    context = multiprocessing.get_context("spawn")  # a forked process would share the database
    with ProcessPoolExecutor(workers, context, initializer=_begin_work) as pool:
        try:
            yield partial(_map, pool)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _map(
    pool: ProcessPoolExecutor, work: Callable[..., Any], articles: Iterable[Article]
) -> Iterator[Any]:
    """``pool.map``, which starts processes: Ctrl-C must not strike them while they import."""
    with _ctrl_c_later():
        return pool.map(work, articles, chunksize=8)


@contextmanager
def _ctrl_c_later() -> Iterator[None]:
    """Keep Ctrl-C waiting; a process that is started meanwhile never hears of it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_work() -> None:
    """In a worker: leave Ctrl-C to the process that writes, and end when that one ends or dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End a worker whose parent was killed and cannot tell it to."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
