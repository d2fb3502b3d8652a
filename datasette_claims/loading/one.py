"""One document, as a person brings it: read and looked through, and stored when they say so.

What `run` does for many, in steps between which a person looks; nothing is stored before the last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice

from datasette_claims import reading
from datasette_claims.loading import languages
from datasette_claims.loading.workers import extract, safely
from datasette_claims.model import Analysis, Article
from datasette_claims.reading import Document, Failure, Options, mending, stubs

MOST_ARTICLES = 20
"""Articles of one document that are looked at."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document gave: articles, what to know of them, and what gave none.

    ``doubt`` says why what was read seems to be no article; ``more``: there are further articles.
    """

    articles: tuple[Article, ...] = ()
    notes: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    doubt: str = ""
    more: bool = False


def pasted(text: str, name: str) -> Document:
    """The document that a pasted text would be as a file: its very bytes, in most cases."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return Document.of(f"{plain}\n".encode(), name)


def read(document: Document, told: Mapping[str, str] | None = None) -> Reading:
    """The articles of a document; ``told`` is what the person says of it.

    A page that seems to be none is read all the same, with the doubt.
    """
    options = Options(told=tuple((told or {}).items()))
    if reading.is_table(document):
        options = Options()  # of a table they would name columns
    found = _read(document, options)
    skipped = [failure for failure in found.failures if failure.skipped]
    if found.articles or not skipped:
        return found
    doubt = skipped[0].reason.removesuffix(f"; {stubs.REMEDY}")
    again = _read(document, replace(options, keep_stubs=True))
    if not again.articles:
        return replace(found, failures=(replace(skipped[0], reason=doubt),))
    return replace(again, notes=found.notes, doubt=doubt)


def _read(document: Document, options: Options) -> Reading:
    notes: list[str] = []
    outcomes = reading.read(
        [document],
        options=options,
        note=lambda _, message: notes.append(message),
        languages=languages.for_reading(),
    )
    articles: list[Article] = []
    failures: list[Failure] = []
    for outcome in islice(outcomes, MOST_ARTICLES + 1):
        if isinstance(outcome, Failure):
            failures.append(outcome)
        else:
            articles.append(outcome)
    more = len(articles) + len(failures) > MOST_ARTICLES
    return Reading(
        tuple(articles[:MOST_ARTICLES]), tuple(dict.fromkeys(notes)), tuple(failures), more=more
    )


def analyse(article: Article) -> Analysis | str:
    """The claims of an article, or why they could not be looked for."""
    return safely(extract, article)


def told_otherwise(article: Article, details: Mapping[str, str]) -> Article:
    """The article with details as a person tells them; raises ``mending.Wrong``."""
    return mending.told_otherwise(article, details, languages.for_reading())
