"""A source -> articles as they were read. The text is never altered afterwards.

`places` finds files; `kinds` says which module reads which kind of `documents`; `metadata` checks
what is told about an article; `outcomes` holds what is said when there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from importlib import import_module

from datasette_claims.model import Article
from datasette_claims.reading import kinds, metadata, packed, places
from datasette_claims.reading.dates import DateWords
from datasette_claims.reading.documents import Document, Item, Listed, Options, Told
from datasette_claims.reading.fieldnames import FIELDS
from datasette_claims.reading.kinds import KINDS, Kind
from datasette_claims.reading.metadata import Languages
from datasette_claims.reading.outcomes import Failure, Note, Refused, Remark, of_import
from datasette_claims.reading.places import Place

__all__ = [
    "KINDS",
    "DateWords",
    "Document",
    "Failure",
    "Languages",
    "Listed",
    "Options",
    "Place",
    "Refused",
    "database_table",
    "described",
    "find",
    "held",
    "is_list",
    "is_table",
    "opened",
    "read",
]


def find(sources: Collection[str]) -> Iterator[Place | Failure]:
    """Give every place in ``sources`` that may hold an article, without opening it."""
    return places.find(sources, [suffix for kind in KINDS for suffix in kind.suffixes])


def read(
    found: Iterable[Place | Document | Failure],
    *,
    options: Options | None = None,
    note: Note = lambda name, message: None,
    languages: Languages | None = None,
    follow: Callable[[Listed], None] | None = None,
) -> Iterator[Article | Failure]:
    """Give for every place or document its articles, or why there are none. Nothing is stored.

    ``note`` hears what is no failure; ``languages`` tells what hangs on the language of a text.
    ``follow`` is given the addresses that a source lists, where the options say that they are
    fetched; without it they are none of a source's articles.
    """
    options = options or Options()
    if follow is None:
        options = replace(options, fetch=False)
    for one in found:
        if isinstance(one, Failure):
            yield one
            continue
        document = places.document(one) if isinstance(one, Place) else one
        empty = True
        for outcome in kinds.items(document, options):
            empty = False
            if isinstance(outcome, Failure):
                yield outcome
            elif isinstance(outcome, Remark):
                note(outcome.name, outcome.message)
            elif isinstance(outcome, Listed):
                if follow is not None:
                    follow(outcome)
            else:
                yield _article(*outcome, note, languages or Languages())
        if empty:
            yield Failure(document.name, "holds no articles")


def described(document: Document, languages: Languages) -> Article | Failure:
    """Give what a document tells of itself, as an article of which the text does not matter."""
    try:
        if kinds.recognised(document).module == "htmlpage":
            page = import_module("datasette_claims.reading.htmlpage")
            item = Item("-", page.details(document))
            return _article(document, item, lambda *_: None, languages)
    except Refused as reason:
        return Failure(document.name, str(reason))
    except ImportError as error:
        return Failure(document.name, of_import(error))
    found = read([document], options=Options(keep_stubs=True), languages=languages)
    return next(found, Failure(document.name, "holds no article"))


def held(entry: Listed, *, note: Note, languages: Languages) -> Article | Failure:
    """Give the article of an entry as its list holds it, or why there is none."""
    if entry.item is None:
        return Failure(entry.address, "the list holds no text of it")
    said = tuple(Told(*one, "option") for one in entry.said)
    item = replace(entry.item, part=None, fields=(*said, *entry.item.fields))
    document = Document.of(b"", entry.address, entry.address)
    return _article(document, item, note, languages)


def opened(place: Place) -> Document:
    """Give a place as a document, which can be looked at before it is read."""
    return places.document(place)


def database_table(file: str, name: str) -> Document:
    """Give a table of an SQLite file as a document."""
    return places.database_table(file, name)


def is_table(document: Document) -> bool:
    """Does it hold many articles, so that what a person says of it names columns?"""
    return all(kind.table for kind in _kinds(document))


def is_list(document: Document) -> bool:
    """Does it hold addresses of articles?"""
    return all(kind.lists for kind in _kinds(document))


def _kinds(document: Document) -> list[Kind]:
    """The kind of a document, or of what is packed in it."""
    try:
        kind = kinds.recognised(document)
        if kind.module != "packed":
            return [kind]
        return [one for inner in packed.read(document, Options()) for one in _kinds(inner)]
    except Refused:
        return [kinds.TEXT]


def _article(document: Document, item: Item, note: Note, languages: Languages) -> Article | Failure:
    name = document.called(item.place) if item.place else document.name
    origin = document.origin if item.part is None else f"{document.origin}#{item.part}"
    handed = (
        Told(field, value, "source") for field, value in document.told.items() if field in FIELDS
    )
    try:
        article = metadata.article(
            item, handed, name=name, origin=origin, note=note, languages=languages
        )
    except Refused as reason:
        return Failure(name, str(reason))
    except ImportError as error:
        return Failure(name, of_import(error))
    for message in item.notes:
        note(name, message)
    return article
