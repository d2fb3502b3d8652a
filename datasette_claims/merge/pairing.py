"""Which claim of the base each claim of the other is, and what is a claim of its own.

What both know of by one act is one claim. Else one key in one article is, as long as it stands for
the same statement. Others are paired as a load pairs what it finds with what is stored, so what a
person worked on is paired with the same statement alone. Pure: claims in, pairs out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from datasette_claims.merge.sides import Row
from datasette_claims.store.matching import Matter, beside, pair
from datasette_claims.store.moving import Spans
from datasette_claims.store.outlook import Becomes, Found, Stored, in_changed_text, not_found
from datasette_claims.store.statements import Statement

GONE = "not_in_article"

Shared = Mapping[str, Collection[str]]
"""Key of the other -> the claims of the base that were worked on by the very same acts."""


@dataclass(frozen=True, slots=True)
class One:
    """A claim with its spans in the base's text, and in its ``own``, which may be another one.

    ``readings`` are the statements that the program was last known to read in its place.
    """

    row: Row
    spans: Spans
    own: Spans
    worked_on: bool
    matter: Matter
    readings: frozenset[Statement] | None = None

    @property
    def key(self) -> str:
        return str(self.row["id"])

    @property
    def personal(self) -> bool:
        """A person entered or corrected it."""
        return bool(self.row["edited"] or self.row["origin"] == "person")

    @property
    def gone(self) -> bool:
        """The text does not say it any more."""
        return bool(self.row["flag"] == GONE)


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim of the base, and what the other has of it; both as they were before the merge.

    ``fits``: the words of the other may stand in the base. Those that were read in an older text
    do only where a person gave them, to lines that did not change.
    """

    ours: One
    theirs: One
    fits: bool = True

    @property
    def key(self) -> str:
        return self.ours.key

    @property
    def same(self) -> bool:
        """Both say the same, so a verdict on one is one on the other."""
        return _says_the_same(self.ours, self.theirs)


Paired = tuple[list[Pair], list[One]]
"""Who is who, and what the base does not have."""


def in_one_text(ours: Sequence[One], found: Sequence[One], shared: Shared) -> Paired:
    """Both sides have the article with the same text."""
    pairs = [Pair(*both) for both in _known(ours, found, shared, _stands_for_the_same)]
    stored, new = _rest(ours, found, pairs)
    matched = pair([one.matter for one in stored], [one.matter for one in new])
    pairs += [Pair(stored[old], new[index]) for index, old in matched.items()]
    # What only the program reads in the place of a person's work is a reading of that, no claim.
    left = {index: one for index, one in enumerate(new) if index not in matched}
    places = beside(
        dict(enumerate(one.matter for one in ours)),
        {index: one.matter for index, one in left.items()},
    )
    readings = {index for some in places.values() for index in some if not left[index].worked_on}
    return pairs, [one for index, one in left.items() if index not in readings]


def of_older_text(
    ours: Sequence[One],
    found: Sequence[One],
    shared: Shared,
    texts: tuple[str, str],
    as_found: Callable[[One], Found],
) -> Paired:
    """The other has an older text of the article: ``texts`` are the base's and that one.

    As if a load had brought the base's text with its claims to what the other had stored.
    """
    pairs = [
        _older(mine, one, texts, as_found)
        for mine, one in _known(ours, found, shared, _was_corrected_here)
    ]
    read, stored = _rest(ours, found, pairs)
    matched = pair([one.matter for one in stored], [one.matter for one in read])
    for new, old in matched.items():
        mine, one = read[new], stored[old]
        pairs.append(Pair(mine, _here(mine, one, texts[0]), fits=one.personal))
    unread = {index: one for index, one in enumerate(stored) if index not in matched.values()}
    free = {index: one for index, one in enumerate(read) if index not in matched}
    places = beside(
        {index: one.matter for index, one in unread.items()},
        {index: one.matter for index, one in free.items()},
    )
    left = []
    for index, one in unread.items():
        there = [free[new] for new in places.get(index, ())]
        stands, known = _outlook(one, [as_found(each) for each in there], texts)
        if known and there and (one.personal or not there[0].worked_on):
            pairs.append(Pair(there[0], replace(one, row=stands.row, spans=stands.spans)))
        else:
            left.append(replace(one, row=stands.row, spans=stands.spans))
    return pairs, left


def _known(
    ours: Sequence[One],
    found: Sequence[One],
    shared: Shared,
    same: Callable[[One, One], bool],
) -> Iterator[tuple[One, One]]:
    """Those that acts or keys tell; no claim of the base twice."""
    known = {one.key: one for one in ours}
    rest = dict(enumerate(found))
    for by_acts in (True, False):
        for index, one in list(rest.items()):
            if by_acts:
                mine = _by_acts(one, known, shared.get(one.key, ()))
            else:
                mine = known.get(one.key)
                mine = mine if mine and same(mine, one) else None
            if mine is not None:
                del known[mine.key], rest[index]
                yield mine, one


def _by_acts(one: One, known: Mapping[str, One], keys: Collection[str]) -> One | None:
    """Of claims that were changed by one act, such as copies, the one that this is."""
    some = [known[key] for key in sorted(keys) if key in known]
    for mine in some:
        if mine.key == one.key:
            return mine
    same = [mine for mine in some if _says_the_same(mine, one)] or some
    return same[0] if len(same) == 1 else None


def _rest(
    ours: Iterable[One], found: Iterable[One], pairs: Iterable[Pair]
) -> tuple[list[One], list[One]]:
    taken = {one.ours.key for one in pairs}
    theirs = {one.theirs.key for one in pairs}
    return (
        [one for one in ours if one.key not in taken],
        [one for one in found if one.key not in theirs],
    )


def _says_the_same(mine: One, theirs: One) -> bool:
    return bool(mine.matter.statement == theirs.matter.statement)


def _stands_for_the_same(mine: One, theirs: One) -> bool:
    """Words that an article said under another name once, and says again, have one key."""
    return (
        _says_the_same(mine, theirs)
        or mine.gone == theirs.gone
        or (mine.gone and not mine.worked_on)
        or (theirs.gone and not theirs.worked_on)
    )


def _was_corrected_here(mine: One, theirs: One) -> bool:
    """The same, or what the program reads where somebody corrected it."""
    read = mine.readings if mine.readings and not mine.gone else frozenset()
    return _says_the_same(mine, theirs) or theirs.matter.statement in read


def _older(
    mine: One, theirs: One, texts: tuple[str, str], as_found: Callable[[One], Found]
) -> Pair:
    """Of a claim that is known to be the base's one. What a person made of it fits there if the
    program reads in these lines what it read when they did, or if the text has it no longer."""
    if theirs.personal and not (mine.personal or mine.gone or _says_the_same(mine, theirs)):
        stands, known = _outlook(theirs, [as_found(mine)], texts)
        if known:
            return Pair(mine, replace(theirs, row=stands.row, spans=stands.spans))
    fits = theirs.personal and (mine.gone or _says_the_same(mine, theirs))
    return Pair(mine, _here(mine, theirs, texts[0]), fits=fits)


def _here(mine: One, theirs: One, text: str) -> One:
    """A claim of the older text as it would stand in the place of the base's."""
    spans = theirs.spans if theirs.spans and not mine.gone else mine.spans
    row = {
        **theirs.row,
        "flag": mine.row["flag"],
        "position": min((start for part, start, _ in spans if part == "content"), default=None),
    }
    if row["context"] not in text:
        row["context"] = mine.row["context"]
    return replace(theirs, row=row, spans=spans)


def _outlook(one: One, there: Sequence[Found], texts: tuple[str, str]) -> tuple[Becomes, bool]:
    stored = Stored(
        one.key, one.row, one.own, one.spans, one.matter,
        personal=one.personal, readings=one.readings,
    )  # fmt: skip
    if not one.worked_on:
        return not_found(stored), False
    return in_changed_text(stored, there, *texts)
