"""A newly read article and the stored ones that it may be: what they are recognised by."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from datasette_claims.model import Article
from datasette_claims.store import addresses, keys
from datasette_claims.store.likeness import Likeness, likeness, pairs
from datasette_claims.store.origins import stored_name

Row = Mapping[str, Any]


class Sighting(NamedTuple):
    """An address as it was written, and the file that gave it."""

    address: str
    file: str


class Arrival:
    """An article as it was read, and what it is recognised by."""

    def __init__(self, article: Article) -> None:
        self.text = article.text
        self.text_hash = keys.text_hash(article.text)
        self.raw_hash = article.raw_hash
        self.former_hash = article.former_hash
        self.mended_from = article.mended_from
        self.url = article.url.strip()
        self.page = addresses.folded(self.url) if self.url else ""
        self.family = addresses.family(self.url) if self.url else ""
        self.file = stored_name(article.origin)
        self.outlet = keys.outlet_key(article.outlet) if article.outlet else None

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        return pairs(self.text)


class Candidate:
    """A stored article that the new one may be.

    ``row`` holds its columns without the text, which ``read`` gives; ``seen`` says where it was
    seen; ``had``: it once had the new one's text.
    """

    def __init__(
        self,
        row: Row,
        seen: Collection[Sighting] = (),
        *,
        had: bool = False,
        read: Callable[[], str] = str,
    ) -> None:
        self.row = row
        self.seen = seen
        self.had = had
        self._read = read
        self._alike: dict[str, Likeness] = {}

    @cached_property
    def pages(self) -> frozenset[str]:
        """Its addresses, folded."""
        return frozenset(addresses.folded(url) for url in self._urls)

    @cached_property
    def families(self) -> frozenset[str]:
        return frozenset(addresses.family(url) for url in self._urls)

    @cached_property
    def files(self) -> frozenset[str]:
        return frozenset(sighting.file for sighting in self.seen) | {self.file}

    @property
    def file(self) -> str:
        """Where its present text is from."""
        return self.row["loaded_from"] or ""

    @property
    def _urls(self) -> set[str]:
        stored = {self.row["url"]} if self.row["url"] else set()
        return {sighting.address for sighting in self.seen} | stored

    def like(self, new: Arrival) -> Likeness:
        if new.text_hash not in self._alike:
            self._alike[new.text_hash] = likeness(self._read(), new.text, new.pairs)
        return self._alike[new.text_hash]
