"""Which stored claim is which newly found one: pure, so that it can be tested without a database.

A claim that a person has worked on is one found claim only where that is the same statement: the
same words of the same speaker, of the same kind and modality. Similarity joins only what nobody has
worked on; everywhere else it may suggest, never move.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from datasette_claims.model import Span
from datasette_claims.store.keys import words

_SIMILAR = 0.5
_TELLING = 6  # so many of a claim's rarest words tell which others to compare it with,
_COMMON = 150  # unless more claims than this have the word


@dataclass(frozen=True, slots=True)
class Matter:
    """What a claim is recognised by.

    ``content`` is where it stands in the text as it is now, empty where it no longer does.
    ``worked_on``: a person has; then ``statement`` is what their work is about. A found claim has
    one too, where any stored claim was worked on. ``whole`` is all there is to know of a claim, so
    that what did not change is paired with itself.
    """

    text: str
    content: tuple[Span, ...] = ()
    source: str = ""
    worked_on: bool = False
    statement: Hashable = None
    whole: Hashable = None


def similarity(one: str, other: str) -> float:
    """0 to 1: how much of the shorter text's pairs of neighbouring words the longer text has."""
    a, b = _pairs(one), _pairs(other)
    shorter = min(len(a), len(b))
    return len(a & b) / shorter if shorter else float(words(one) == words(other))


def pair(stored: Sequence[Matter], found: Sequence[Matter]) -> dict[int, int]:
    """Index in ``found`` -> index in ``stored``, for those that are the same claim.

    What stands where a claim stands that a person has worked on, and says something else, is left
    without a partner: see ``beside``.
    """
    pairs: dict[int, int] = {}
    left_found = dict(enumerate(found))
    left_work = {index: one for index, one in enumerate(stored) if one.worked_on}
    left_stored = {index: one for index, one in enumerate(stored) if not one.worked_on}

    def take(matches: Iterable[tuple[int, int]], left: dict[int, Matter]) -> None:
        for new, old in matches:
            if new in left_found and old in left:
                pairs[new] = old
                del left_found[new], left[old]

    for same in _SAME_STATEMENT:
        take(_equal(left_work, left_found, same), left_work)
    take(_equal(left_stored, left_found, lambda m: m.whole), left_stored)
    theirs = {n for some in beside({**left_work, **left_stored}, left_found).values() for n in some}
    kept = {new: left_found.pop(new) for new in theirs}
    for same in (*_SAME_PLACE, *_SAME_WORDS):
        take(_equal(left_stored, left_found, same), left_stored)
    take(_ranked(_overlapping(left_stored, left_found)), left_stored)
    # Similar words at another place are another claim as long as the claim stands where it did.
    left_stored = {old: matter for old, matter in left_stored.items() if not matter.content}
    take(_ranked(_alike(left_stored, left_found)), left_stored)
    left_found.update(kept)
    return pairs


def beside(stored: dict[int, Matter], found: dict[int, Matter]) -> dict[int, list[int]]:
    """Index in ``stored`` of a claim with work -> the indexes in ``found`` of what stands there.

    Each found claim stands in the place of the one that it overlaps most, of equals of that with
    work.
    """
    places: dict[int, list[int]] = {}
    taken: set[int] = set()
    for _, new, old in sorted(
        _overlapping(stored, found),
        key=lambda match: (-match[0], match[1], not stored[match[2]].worked_on, match[2]),
    ):
        if new not in taken:
            taken.add(new)
            if stored[old].worked_on:
                places.setdefault(old, []).append(new)
    return {old: sorted(news) for old, news in places.items()}


_SAME_STATEMENT: tuple[Callable[[Matter], Hashable], ...] = (
    lambda m: m.statement and m.whole and (m.statement, m.whole),
    lambda m: m.statement and m.content and (m.statement, m.content, m.source),
    lambda m: m.statement and m.content and (m.statement, m.content),
    lambda m: m.statement and (m.statement, m.source),
    lambda m: m.statement,
)
_SAME_PLACE: tuple[Callable[[Matter], Hashable], ...] = (
    lambda m: m.content and (m.content, m.source),
    lambda m: m.content,
)
_SAME_WORDS: tuple[Callable[[Matter], Hashable], ...] = (
    lambda m: (m.text, m.source),
    lambda m: m.text,
    lambda m: tuple(words(m.text)),
)


def _equal(
    stored: dict[int, Matter], found: dict[int, Matter], of: Callable[[Matter], Hashable]
) -> Iterator[tuple[int, int]]:
    waiting: defaultdict[Hashable, list[int]] = defaultdict(list)
    for old, matter in reversed(stored.items()):
        waiting[of(matter)].append(old)
    for new, matter in list(found.items()):
        what = of(matter)
        if what and (alike := waiting.get(what)):
            yield new, alike.pop()


def _ranked(scored: Iterable[tuple[float, int, int]]) -> Iterator[tuple[int, int]]:
    for _, new, old in sorted(scored, key=lambda match: (-match[0], match[1], match[2])):
        yield new, old


def _overlapping(
    stored: dict[int, Matter], found: dict[int, Matter]
) -> Iterator[tuple[float, int, int]]:
    """Pairs whose contents cover each other by half of the shorter one, best first by the union."""
    stretches = sorted(
        (span.start, span.end, is_new, index)
        for is_new, side in ((0, stored), (1, found))
        for index, matter in side.items()
        for span in matter.content
    )
    shared: Counter[tuple[int, int]] = Counter()
    open_now: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    for start, end, is_new, index in stretches:
        for side in open_now:
            side[:] = [stretch for stretch in side if stretch[0] > start]
        for other_end, other in open_now[1 - is_new]:
            both = (index, other) if is_new else (other, index)
            shared[both] += min(end, other_end) - start
        open_now[is_new].append((end, index))
    for (new, old), common in shared.items():
        old_length, new_length = _length(stored[old]), _length(found[new])
        if common >= _SIMILAR * min(old_length, new_length):
            yield common / (old_length + new_length - common), new, old


def _alike(stored: dict[int, Matter], found: dict[int, Matter]) -> Iterator[tuple[float, int, int]]:
    """Pairs that share most of their words, found by the words that few claims have."""
    old_words = {index: set(words(matter.text)) for index, matter in stored.items()}
    new_words = {index: set(words(matter.text)) for index, matter in found.items()}
    having: defaultdict[str, list[int]] = defaultdict(list)
    for new, theirs in new_words.items():
        for word in theirs:
            having[word].append(new)
    for old, ours in old_words.items():
        rarest = sorted((len(having[word]), word) for word in ours if word in having)[:_TELLING]
        candidates = {new for count, word in rarest if count <= _COMMON for new in having[word]}
        for new in candidates:
            score = 2 * len(ours & new_words[new]) / (len(ours) + len(new_words[new]))
            if score >= _SIMILAR:
                yield score, new, old


def nearest(places: Sequence[int], wanted: Collection[int], most: int) -> list[int]:
    """The indexes of the ``most`` ascending ``places`` that lie nearest to each of ``wanted``."""
    found: dict[int, None] = {}
    for place in wanted:
        at = bisect_left(places, place)
        around = range(max(0, at - most), min(len(places), at + most))
        found.update(dict.fromkeys(sorted(around, key=lambda n: abs(places[n] - place))[:most]))
    return list(found)


def _length(matter: Matter) -> int:
    return sum(end - start for start, end in matter.content)


def _pairs(text: str) -> set[tuple[str, str]]:
    listed = words(text)
    return set(pairwise(listed))
