"""What is to be read and what comes of it: bytes with a name go in, the texts of articles come out.

A kind's module turns a `Document` into `Item`s, or, where it is a container, into further
`Document`s, which are recognised in turn.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import BinaryIO, Literal, NamedTuple

from datasette_claims.reading.outcomes import Failure, Refused, of_os

HEAD = 64 * 1024
"""Bytes by which a document is recognised."""

LARGEST = 64 * 1024 * 1024
"""Bytes of one article; what is larger is an archive, not an article."""

By = Literal[
    "option", "front matter", "column", "file", "json-ld", "meta", "og", "time", "page", "text",
    "source",
]  # fmt: skip
"""Where a detail was told: by the person who loads, in the source, or by whoever handed it over."""

STRICT: frozenset[str] = frozenset({"option", "front matter"})
"""What a person wrote for this program: a mistake in it is refused. Elsewhere it is passed over."""


class Told(NamedTuple):
    """A detail of an article as it was told, under the name of its field."""

    field: str
    value: object
    by: By


@dataclass(frozen=True)
class Document:
    """Something to be recognised and read.

    ``name`` is for the user (``news.zip: a/b.html``), ``origin`` is stored (a path, an address, or
    either with ``#`` and the part). ``told`` is what the container or the HTTP answer says of it:
    fields of an article, and ``content_type``. ``open`` gives its bytes from the start, as often as
    it is called.
    """

    name: str
    origin: str
    open: Callable[[], BinaryIO] = field(repr=False)
    told: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    depth: int = 0

    @classmethod
    def of(
        cls, data: bytes, name: str, origin: str = "", told: Mapping[str, str] | None = None
    ) -> Document:
        """A document of bytes that are at hand: an upload, a paste."""
        return cls(name, origin, lambda: io.BytesIO(data), told or {})

    @cached_property
    def head(self) -> bytes:
        """Its beginning, at most ``HEAD`` bytes; raises ``Refused`` where it cannot be read."""
        try:
            with self.open() as stream:
                return stream.read(HEAD)
        except OSError as error:
            raise Refused(of_os(error)) from None

    def data(self, largest: int = LARGEST) -> bytes:
        """All of its bytes; raises ``Refused`` where it has more than ``largest``."""
        try:
            with self.open() as stream:
                data = stream.read(largest + 1)
        except OSError as error:
            raise Refused(of_os(error)) from None
        if len(data) > largest:
            raise Refused(f"larger than {largest // 1024**2} MB; split it into single articles")
        return data

    def inner(
        self,
        part: str,
        open: Callable[[], BinaryIO],
        told: Mapping[str, str] | None = None,
    ) -> Document:
        """A document that lies in this one, under a name that no other in it has."""
        return Document(
            self.called(part), f"{self.origin}#{part}", open, told or {}, self.depth + 1
        )

    def called(self, place: str) -> str:
        """What a place in it is called: ``list.csv: row 12``."""
        return f"{self.name}: {place}"

    def failed(self, place: str, reason: str) -> Failure:
        """Of a place in it nothing came, for that reason."""
        return Failure(self.called(place), reason)


@dataclass(frozen=True, slots=True)
class Item:
    """What one article is before it is checked.

    ``fields`` are what is told of it, the surest first: of each field the first that can be used
    counts. ``times`` are ``(position in text, seconds)`` of what was said when.

    ``part`` is None where the document is the article. Of one of several it is the key that the
    source itself gives it (an id, an address), never a running number, which an insertion would
    give to its neighbour; empty where it has none: then only its text tells it. ``place`` is what
    a message calls it (``row 12``).

    ``raw_hash`` (SHA-256 of the bytes that it was read from) tells an unchanged source, as
    ``former_hash`` does (SHA-256 of the text as an earlier version read it) for what was stored
    before there was a ``raw_hash``.
    """

    text: str
    fields: tuple[Told, ...] = ()
    notes: tuple[str, ...] = ()
    part: str | None = None
    place: str = ""
    times: tuple[tuple[int, float], ...] = ()
    raw_hash: str = ""
    former_hash: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """An address that a source gives in place of a text: an entry of a feed, a row with a link.

    ``place`` is what a message calls it. ``told`` are pairs of a field and what the source says of
    the article, which count behind what its page says; ``said`` what the person says who loads.
    ``published`` and ``updated`` are when, as the source has it. ``further``: it leads to another
    list, as in an index of sitemaps. ``item`` is the article as the source itself holds it, for
    where its page cannot be had.
    """

    address: str
    place: str = ""
    told: tuple[tuple[str, str], ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    published: str = ""
    updated: str = ""
    further: bool = False
    item: Item | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """How a person wants sources to be read.

    ``told`` are pairs of a field and what a person says of it: of a single article its value, of a
    table the column that holds it (``text`` among them). ``sheet`` is the one of a workbook that is
    read; ``preview``: of a table only its columns, its first article and counts; ``keep_stubs``:
    pages without an article are articles too; ``allow_private``: addresses of this house may be
    fetched.

    ``fetch``: the addresses that a source lists are given, for somebody who fetches them; else what
    the source itself holds, and why there is not more. ``since`` is an ISO date before which such
    addresses are left out, ``limit`` how many pages of them are asked for at most.
    """

    told: tuple[tuple[str, str], ...] = ()
    sheet: str = ""
    preview: bool = False
    keep_stubs: bool = False
    allow_private: bool = False
    fetch: bool = False
    since: str = ""
    limit: int = 1_000
