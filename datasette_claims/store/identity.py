"""Which stored article a newly read one is: pure, so that it can be tested without a database.

An article is a text under one or more addresses. `identify` looks for the surest sign of sameness:
the address with the text, the text alone, then an address or a file whose text agrees by half.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

from datasette_claims.model import Article
from datasette_claims.store import addresses, keys

HALF = 0.5
"""What texts have in common that are states of one article."""
MOST = 0.8
"""The same, where only the file says so and the address says otherwise."""
NEARLY_ALL = 0.95
"""A text of which another holds so much adds nothing to it."""
SHORT = 20
"""Texts of fewer pairs of words cannot tell: one corrected name may be half of them."""
NO_PLACE = ("", "-")
"""Origins that say nothing: not told, and standard input."""

Row = Mapping[str, Any]


class Sighting(NamedTuple):
    """An address as it was written, and the file that gave it."""

    address: str
    file: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far two texts have their pairs of neighbouring words in common.

    ``common`` is 0 to 1 of the shorter text's pairs. ``short``: there are too few to tell.
    ``within``: the new text adds nothing to the stored one; ``beyond``: it holds more, and all of
    the stored one.
    """

    common: float
    short: bool = False
    within: bool = False
    beyond: bool = False


class Arrival:
    """An article as it was read, and what it is recognised by."""

    def __init__(self, article: Article) -> None:
        self.text = article.text
        self.text_hash = keys.text_hash(article.text)
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


@dataclass(frozen=True, slots=True)
class Identity:
    """Which stored article one is, and what is to become of its text and its address.

    ``row`` is None for a new article. ``new_text``: its text takes the stored one's place;
    ``aside``: it is kept beside it, among the earlier ones. ``same_source``: it comes from where
    the stored one came from, so that what it says replaces what is stored, instead of only filling
    gaps. ``corrected``: the file that gave the stored address now gives another. ``new_address``:
    the article was not seen there before. ``clash`` is another article (or another text of this
    one) that has the same address, ``twin`` one that has the same text elsewhere.
    """

    row: Row | None = None
    new_text: bool = False
    aside: bool = False
    same_source: bool = True
    corrected: bool = False
    new_address: bool = False
    clash: Row | None = None
    twin: Row | None = None


def identify(
    new: Arrival, candidates: Sequence[Candidate], beside: Collection[str] = ()
) -> Identity:
    """The article that ``new`` is, of the candidates in the order in which they were stored.

    ``beside`` are the files that are loaded in the same run.
    """
    known = _recognised(new, candidates, beside)
    clash = _clash(new, known, candidates, beside)
    twin = next(
        (c.row for c in candidates if c is not known and _same_text(new, c) and not _kin(new, c)),
        None,
    )
    if known is None:
        return Identity(clash=clash, twin=twin)
    new_text, aside = _becomes(new, known, beside)
    own = new.file == known.file
    return Identity(
        row=known.row,
        new_text=new_text,
        aside=aside,
        same_source=own or new_text,
        corrected=_corrects(new, known, beside),
        new_address=bool(new.url and known.row["url"])
        and new.url not in {known.row["url"], *(sighting.address for sighting in known.seen)},
        clash=clash,
        twin=twin,
    )


def likeness(
    stored: str, text: str, text_pairs: frozenset[tuple[str, str]] | None = None
) -> Likeness:
    """How like a text is to the stored one."""
    a, b = pairs(stored), pairs(text) if text_pairs is None else text_pairs
    both, shorter = len(a & b), min(len(a), len(b))
    if not shorter:
        return Likeness(float(keys.words(stored) == keys.words(text)), short=True)
    return Likeness(
        both / shorter,
        short=shorter < SHORT,
        within=both >= NEARLY_ALL * len(b) and len(a) > len(b),
        beyond=both >= NEARLY_ALL * len(a) and len(b) > len(a),
    )


def pairs(text: str) -> frozenset[tuple[str, str]]:
    """The pairs of neighbouring words in a text."""
    return frozenset(pairwise(keys.words(text)))


def stored_name(origin: str) -> str:
    """Where an article came from, as it is stored: a file's name may be no valid Unicode."""
    return origin.encode("utf-8", "backslashreplace").decode()


Sign = Callable[[Arrival, Candidate, Collection[str]], bool]


def _same_text(new: Arrival, old: Candidate) -> bool:
    return bool(new.text_hash == old.row["text_hash"])


def _same_page(new: Arrival, old: Candidate) -> bool:
    return bool(new.url) and new.page in old.pages


def _kin(new: Arrival, old: Candidate) -> bool:
    return bool(new.url) and new.family in old.families


def _same_file(new: Arrival, old: Candidate) -> bool:
    return new.file not in NO_PLACE and new.file in old.files


def _text_without_address(new: Arrival, old: Candidate) -> bool:
    if not _same_text(new, old):
        return False
    if not new.url:
        return True
    theirs = old.row["outlet_id"]
    return old.row["url"] is None and (theirs is None or new.outlet in (None, theirs))


def _file_and_page(new: Arrival, old: Candidate, beside: Collection[str]) -> bool:
    """The file still gives the address. Only another text tells that it holds another article."""
    same = _same_file(new, old) or new.file == old.file != "-"
    if not same or not _same_page(new, old) or _two_files(new, old, beside):
        return False
    return old.like(new).common >= HALF or old.like(new).short


def _page_and_half(new: Arrival, old: Candidate, beside: Collection[str]) -> bool:
    if not _same_page(new, old) or _two_files(new, old, beside):
        return False
    return old.like(new).common >= HALF


def _file_and_most(new: Arrival, old: Candidate, beside: Collection[str]) -> bool:
    if not _same_file(new, old) or _two_files(new, old, beside):
        return False
    moved = bool(new.url and old.row["url"])
    return old.like(new).common >= (MOST if moved else HALF)


_SIGNS: tuple[Sign, ...] = (
    lambda new, old, _: _same_text(new, old) and _same_page(new, old),
    lambda new, old, _: _same_text(new, old) and _kin(new, old),
    lambda new, old, _: _same_text(new, old) and _same_file(new, old),
    lambda new, old, _: _text_without_address(new, old),
    lambda new, old, _: old.had and _kin(new, old),
    _file_and_page,
    _page_and_half,
    lambda new, old, _: (
        _kin(new, old) and not _same_page(new, old) and old.like(new).common >= HALF
    ),
    _file_and_most,
)
"""Signs that two are one article, the surest first."""


def _recognised(
    new: Arrival, candidates: Sequence[Candidate], beside: Collection[str]
) -> Candidate | None:
    def nearness(old: Candidate) -> tuple[float, bool, bool]:
        exact = _same_text(new, old) or old.had
        return (
            1.0 if exact else old.like(new).common,
            new.file not in NO_PLACE and new.file == old.file,
            old.row["url"] is None,
        )

    for sign in _SIGNS:
        found = [old for old in candidates if sign(new, old, beside)]
        if found:
            return found[0] if len(found) == 1 else max(found, key=nearness)
    return None


def _two_files(new: Arrival, old: Candidate, beside: Collection[str]) -> bool:
    """Another file of this run gives the very same address: that both are one page is no matter of
    course then (front matter is copied), and neither may take the other's place."""
    return new.file != old.file and any(
        sighting.address == new.url and sighting.file != new.file and sighting.file in beside
        for sighting in old.seen
    )


def _becomes(new: Arrival, old: Candidate, beside: Collection[str]) -> tuple[bool, bool]:
    """Whether the new text takes the stored one's place, or is kept beside it.

    Two files may hold two states of one page: the older one does not come back by turns. A page
    under another address (a mobile one, say) is another view of it rather than a newer state, as
    long as the file of the stored text is loaded too; of two views the fuller one stands.
    """
    if _same_text(new, old):
        return False, False
    if new.file == old.file:
        return True, False
    if old.had:
        return False, False
    view = Sighting(new.url, old.file) not in old.seen
    like = old.like(new)
    aside = not like.beyond and (old.file in beside or (view and bool(new.url) and like.within))
    return not aside, aside


def _corrects(new: Arrival, old: Candidate, beside: Collection[str]) -> bool:
    """The file that gave the stored address gives another now."""
    if new.file in NO_PLACE or not new.url or not old.row["url"]:
        return False
    if new.file != old.file and old.file in beside:
        return False
    page = addresses.folded(old.row["url"])
    return new.page != page and any(
        sighting.file == new.file and addresses.folded(sighting.address) == page
        for sighting in old.seen
    )


def _clash(
    new: Arrival,
    known: Candidate | None,
    candidates: Sequence[Candidate],
    beside: Collection[str],
) -> Row | None:
    """The first article stored before that now has this address, though its text is another one.

    Or the known article itself, where another file of this run gives its address and its text.
    """
    for old in candidates:
        if old is known:
            break
        if not _stands_at(new, old) or _same_text(new, old):
            continue
        if known is not None and new.file == old.file and new.file not in NO_PLACE:
            continue  # the file held that text once: it was told when it was replaced
        very_same = any(sighting.address == new.url for sighting in old.seen)
        if very_same or old.like(new).common < HALF:
            return old.row
    if (
        known is not None
        and known.had
        and not _same_text(new, known)
        and new.file != known.file
        and known.file in beside
        and Sighting(new.url, known.file) in known.seen
    ):
        return known.row
    return None


def _stands_at(new: Arrival, old: Candidate) -> bool:
    """The address is one of those that the article has now, not one that was corrected."""
    if not _same_page(new, old) or not old.row["url"]:
        return False
    return new.family == addresses.family(old.row["url"])
