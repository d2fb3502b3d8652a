"""Which stored article a newly read one is: pure, so that it can be tested without a database.

An article is a text under one or more addresses. `identify` looks for the surest sign of sameness:
the address with the text, the text alone, then an address or a file whose text agrees by half.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from datasette_claims.store import addresses
from datasette_claims.store.candidates import Arrival, Candidate, Row, Sighting
from datasette_claims.store.origins import nowhere
from datasette_claims.store.signs import (
    HALF,
    SIGNS,
    kin,
    same_page,
    same_source,
    same_text,
    stays_mended,
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Which stored article one is, and what is to become of its text and its address.

    ``row`` is None for a new article. ``new_text``: its text takes the stored one's place;
    ``aside``: it is kept beside it, among the earlier ones. ``same_source``: it comes from where
    the stored one came from, so that what it says replaces what is stored, instead of only filling
    gaps. ``corrected``: the file that gave the stored address now gives another. ``new_address``:
    the article was not seen there before. ``anew``: its source is as it was, and is only read in
    another way. ``mended``: so it is, and a person left out parts of its text, which stands.
    ``clash`` is another article (or another text of this one) that has the same address, ``twin``
    one that has the same text elsewhere.
    """

    row: Row | None = None
    new_text: bool = False
    aside: bool = False
    same_source: bool = True
    corrected: bool = False
    new_address: bool = False
    anew: bool = False
    mended: bool = False
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
        (c.row for c in candidates if c is not known and same_text(new, c) and not kin(new, c)),
        None,
    )
    if known is None:
        return Identity(clash=clash, twin=twin)
    new_text, aside = _becomes(new, known, beside)
    own = new.file == known.file
    return Identity(
        row=known.row,
        anew=new_text and not new.mended_from and same_source(new, known),
        mended=stays_mended(new, known),
        new_text=new_text,
        aside=aside,
        same_source=own or new_text,
        corrected=_corrects(new, known, beside),
        new_address=bool(new.url and known.row["url"])
        and new.url not in {known.row["url"], *(sighting.address for sighting in known.seen)},
        clash=clash,
        twin=twin,
    )


def _recognised(
    new: Arrival, candidates: Sequence[Candidate], beside: Collection[str]
) -> Candidate | None:
    def nearness(old: Candidate) -> tuple[float, bool, bool]:
        exact = same_text(new, old) or old.had
        return (
            1.0 if exact else old.like(new).common,
            not nowhere(new.file) and new.file == old.file,
            old.row["url"] is None,
        )

    for sign in SIGNS:
        found = [old for old in candidates if sign(new, old, beside)]
        if found:
            return found[0] if len(found) == 1 else max(found, key=nearness)
    return None


def _becomes(new: Arrival, old: Candidate, beside: Collection[str]) -> tuple[bool, bool]:
    """Whether the new text takes the stored one's place, or is kept beside it.

    Two files may hold two states of one page: the older one does not come back by turns. A page
    under another address (a mobile one, say) is another view of it rather than a newer state, as
    long as the file of the stored text is loaded too; of two views the fuller one stands.
    """
    if stays_mended(new, old):
        return False, False
    if same_text(new, old):
        return new.text_hash != old.row["text_hash"], False
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
    if nowhere(new.file) or not new.url or not old.row["url"]:
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
        if not _stands_at(new, old) or same_text(new, old):
            continue
        if known is not None and new.file == old.file and not nowhere(new.file):
            continue  # the file held that text once: it was told when it was replaced
        very_same = any(sighting.address == new.url for sighting in old.seen)
        if very_same or old.like(new).common < HALF:
            return old.row
    if (
        known is not None
        and known.had
        and not same_text(new, known)
        and new.file != known.file
        and known.file in beside
        and Sighting(new.url, known.file) in known.seen
    ):
        return known.row
    return None


def _stands_at(new: Arrival, old: Candidate) -> bool:
    """The address is one of those that the article has now, not one that was corrected."""
    if not same_page(new, old) or not old.row["url"]:
        return False
    return new.family == addresses.family(old.row["url"])
