"""A source -> articles as they were read. The text is never altered afterwards.

`places` finds files; `KINDS` says which module reads which kind; `metadata` checks what is told
about an article; `outcomes` holds what is said when there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from datasette_claims.model import Article
from datasette_claims.reading import fieldnames, metadata, places, textfile
from datasette_claims.reading.dates import DateWords
from datasette_claims.reading.frontmatter import Matter
from datasette_claims.reading.metadata import Languages
from datasette_claims.reading.outcomes import Failure, Note, Refused
from datasette_claims.reading.places import Place

__all__ = ["KINDS", "DateWords", "Failure", "Languages", "Place", "Refused", "find", "read"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source: the file names that tell it, and how its bytes become a text and fields."""

    suffixes: tuple[str, ...]
    parse: Callable[[bytes], Matter]
    largest: int


KINDS = (Kind((".txt", ".md", ".text"), textfile.parse, textfile.LARGEST),)
"""All kinds; the first also reads standard input and files of any other name."""


def find(sources: Collection[str]) -> Iterator[Place | Failure]:
    """Give every place in ``sources`` that may hold an article, without opening it."""
    return places.find(sources, [suffix for kind in KINDS for suffix in kind.suffixes])


def read(
    found: Iterable[Place | Failure],
    overrides: Mapping[str, str] | None = None,
    *,
    note: Note = lambda name, message: None,
    languages: Languages | None = None,
) -> Iterator[Article | Failure]:
    """Give for every place its article, or why there is none.

    ``overrides`` (fields of an article) go before what the source tells about itself; ``note``
    hears what is no failure; ``languages`` tells what hangs on the language of a text.
    """
    for place in found:
        if isinstance(place, Failure):
            yield place
            continue
        kind = next(
            (kind for kind in KINDS if place.name.lower().endswith(kind.suffixes)), KINDS[0]
        )
        try:
            matter = kind.parse(places.contents(place, kind.largest))
            told, notes = fieldnames.told(matter.fields)
            article = metadata.article(
                matter.text,
                {**told, **(overrides or {})},
                name=place.name,
                origin=place.origin,
                note=note,
                languages=languages or Languages(),
            )
        except Refused as reason:
            yield Failure(place.name, str(reason))
        else:
            for message in (*notes, *matter.notes):
                note(place.name, message)
            yield article
