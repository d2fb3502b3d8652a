"""Which stored claim is which newly found one: pure, so that it can be tested without a database.

First by what is equal, then by what overlaps most. A claim that a person has judged is held to a
stricter measure than others, so that no verdict passes to a statement that says something else, or
to somebody else's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from datasette_claims.model import Span
from datasette_claims.store.keys import words

_SIMILAR = 0.5
_SAME_WORD = 0.75
_LONGEST_WORD = 40  # comparing letter by letter takes the square of it
_TELLING = 6  # so many of a claim's rarest words tell which others to compare it with,
_COMMON = 150  # unless more claims than this have the word


@dataclass(frozen=True, slots=True)
class Matter:
    """What a claim is recognised by.

    ``content`` is where it stands in the text as it is now, empty where it no longer does.
    ``speaker`` of a stored claim is whose words were judged, None where that does not matter.
    ``whole`` is all there is to know of it, so that what did not change is paired with itself.
    """

    text: str
    content: tuple[Span, ...] = ()
    source: str = ""
    judged: bool = False
    speaker: str | None = None
    whole: Hashable = None


def similarity(one: str, other: str) -> float:
    """0 to 1: how much of the shorter text's pairs of neighbouring words the longer text has."""
    a, b = _pairs(one), _pairs(other)
    shorter = min(len(a), len(b))
    return len(a & b) / shorter if shorter else float(words(one) == words(other))


def pair(
    stored: Sequence[Matter], found: Sequence[Matter], *, same_text: bool = True
) -> dict[int, int]:
    """Index in ``found`` -> index in ``stored``, for those that are the same claim.

    In the ``same_text`` a judged claim and what is found of its words in its place are one, whoever
    is now taken to have said them; in a changed one the page itself may have changed its mind.
    """
    pairs: dict[int, int] = {}
    left_stored, left_found = dict(enumerate(stored)), dict(enumerate(found))

    def take(matches: Iterator[tuple[int, int]]) -> None:
        for new, old in matches:
            if new in left_found and old in left_stored:
                pairs[new] = old
                del left_found[new], left_stored[old]

    for sameness in _SAME_PLACE:
        take(_equal(left_stored, left_found, sameness, anybody=same_text))
    for sameness in _SAME_WORDS:
        take(_equal(left_stored, left_found, sameness))
    take(_ranked(_overlapping(left_stored, left_found, anybody=same_text)))
    # Similar words at another place are another claim as long as the claim stands where it did.
    left_stored = {old: matter for old, matter in left_stored.items() if not matter.content}
    take(_ranked(_alike(left_stored, left_found)))
    return pairs


_SAME_PLACE: tuple[Callable[[Matter], Hashable], ...] = (
    lambda m: m.whole,
    lambda m: m.content and (m.content, m.source),
    lambda m: m.content,
)
_SAME_WORDS: tuple[Callable[[Matter], Hashable], ...] = (
    lambda m: (m.text, m.source),
    lambda m: m.text,
    lambda m: tuple(words(m.text)),
)


def _equal(
    stored: dict[int, Matter],
    found: dict[int, Matter],
    of: Callable[[Matter], Hashable],
    *,
    anybody: bool = False,
) -> Iterator[tuple[int, int]]:
    waiting: defaultdict[Hashable, list[int]] = defaultdict(list)
    everything = dict(stored)  # whoever takes a pair takes it out of ``stored``
    for old, matter in reversed(everything.items()):
        waiting[of(matter)].append(old)
    for new, matter in list(found.items()):
        what = of(matter)
        alike = waiting.get(what, []) if what else []
        for place in reversed(range(len(alike))):
            if anybody or _same_speaker(everything[alike[place]], matter):
                yield new, alike.pop(place)
                break


def _same_speaker(old: Matter, new: Matter) -> bool:
    return old.speaker is None or old.speaker == new.speaker


def _ranked(scored: Iterator[tuple[float, int, int]]) -> Iterator[tuple[int, int]]:
    for _, new, old in sorted(scored, key=lambda match: (-match[0], match[1], match[2])):
        yield new, old


def _overlapping(
    stored: dict[int, Matter], found: dict[int, Matter], *, anybody: bool
) -> Iterator[tuple[float, int, int]]:
    """Pairs whose contents cover each other by half of the shorter one, best first by the union.

    What was judged as somebody's words must be the same words.
    """
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
        union = old_length + new_length - common
        enough = common >= _SIMILAR * (union if stored[old].judged else min(old_length, new_length))
        if enough and (
            stored[old].speaker is None
            or (
                (words(stored[old].text) == words(found[new].text))
                and (anybody or _same_speaker(stored[old], found[new]))
            )
        ):
            yield common / union, new, old


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
            if score >= _SIMILAR and (
                not stored[old].judged
                or (
                    _same_speaker(stored[old], found[new])
                    and _differ_in_spelling(stored[old].text, found[new].text)
                )
            ):
                yield score, new, old


def _length(matter: Matter) -> int:
    return sum(end - start for start, end in matter.content)


def _differ_in_spelling(one: str, other: str) -> bool:
    """True where at most some words are spelt differently: none came, went or gave way to another.

    One word more ("not", "50 percent") can turn a statement round, and with it what is true of it.
    """
    before, after = words(one), words(other)
    return len(before) == len(after) and all(
        a == b or (a[0] == b[0] and a.isalpha() and b.isalpha() and _close(a, b))
        for a, b in zip(before, after, strict=True)
    )


def _close(a: str, b: str) -> bool:
    if max(len(a), len(b)) > _LONGEST_WORD:
        return False
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= _SAME_WORD


def _pairs(text: str) -> set[tuple[str, str]]:
    listed = words(text)
    return set(pairwise(listed))
