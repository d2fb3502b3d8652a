"""Signs that a newly read article is a stored one: its text, its address, its file."""

from __future__ import annotations

from collections.abc import Callable, Collection

from datasette_claims.store.candidates import Arrival, Candidate
from datasette_claims.store.origins import nowhere

HALF = 0.5
"""What texts have in common that are states of one article."""
MOST = 0.8
"""The same, where only the file says so and the address says otherwise."""


Sign = Callable[[Arrival, Candidate, Collection[str]], bool]


def same_text(new: Arrival, old: Candidate) -> bool:
    """Their texts are one, or their sources are; what a person left out of either counts."""
    return new.text_hash in (old.row["text_hash"], old.row.get("mended_from")) or same_source(
        new, old
    )


def stays_mended(new: Arrival, old: Candidate) -> bool:
    """A person left out parts of the stored one, and its source is as it was."""
    mended = old.row.get("mended_from")
    return bool(mended and not new.mended_from) and (
        new.text_hash == mended or same_source(new, old)
    )


def same_source(new: Arrival, old: Candidate) -> bool:
    """The very bytes; of what an earlier version stored, the text as that version read them."""
    if kept := old.row.get("raw_hash"):
        return bool(new.raw_hash == kept)
    return bool(new.former_hash) and bool(new.former_hash == old.row["text_hash"])


def same_page(new: Arrival, old: Candidate) -> bool:
    return bool(new.url) and new.page in old.pages


def kin(new: Arrival, old: Candidate) -> bool:
    return bool(new.url) and new.family in old.families


def _same_file(new: Arrival, old: Candidate) -> bool:
    return not nowhere(new.file) and new.file in old.files


def _text_without_address(new: Arrival, old: Candidate) -> bool:
    if not same_text(new, old):
        return False
    if not new.url:
        return True
    theirs = old.row["outlet_id"]
    return old.row["url"] is None and (theirs is None or new.outlet in (None, theirs))


def _file_and_page(new: Arrival, old: Candidate, beside: Collection[str]) -> bool:
    """The file still gives the address. Only another text tells that it holds another article."""
    same = _same_file(new, old) or new.file == old.file == ""
    if not same or not same_page(new, old) or _two_files(new, old, beside):
        return False
    return old.like(new).common >= HALF or old.like(new).short


def _page_and_half(new: Arrival, old: Candidate, beside: Collection[str]) -> bool:
    if not same_page(new, old) or _two_files(new, old, beside):
        return False
    return old.like(new).common >= HALF


def _file_and_most(new: Arrival, old: Candidate, beside: Collection[str]) -> bool:
    if not _same_file(new, old) or _two_files(new, old, beside):
        return False
    moved = bool(new.url and old.row["url"])
    return old.like(new).common >= (MOST if moved else HALF)


def _two_files(new: Arrival, old: Candidate, beside: Collection[str]) -> bool:
    """Another file of this run gives the very same address: that both are one page is no matter of
    course then (front matter is copied), and neither may take the other's place."""
    return new.file != old.file and any(
        sighting.address == new.url and sighting.file != new.file and sighting.file in beside
        for sighting in old.seen
    )


SIGNS: tuple[Sign, ...] = (
    lambda new, old, _: same_text(new, old) and same_page(new, old),
    lambda new, old, _: same_text(new, old) and kin(new, old),
    lambda new, old, _: same_text(new, old) and _same_file(new, old),
    lambda new, old, _: _text_without_address(new, old),
    lambda new, old, _: old.had and kin(new, old),
    _file_and_page,
    _page_and_half,
    lambda new, old, _: kin(new, old) and not same_page(new, old) and old.like(new).common >= HALF,
    _file_and_most,
)
"""Signs that two are one article, the surest first."""
