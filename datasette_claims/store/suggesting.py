"""Which speakers may be one, and why: names compared, nothing decided.

Pure: candidates in, suggestions out. Each kind of likeness has keys, and only candidates of one key
are compared, each with a few of those with the most claims; so the time grows with the number of
speakers and not with its square. A person is never suggested for a body, and who is not named for
nobody.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal, NamedTuple

from datasette_claims.store.teamnames import folded, is_body
from datasette_claims.wording import said

Reason = Literal["known", "letters", "particle", "middle", "initial", "acronym", "fuller", "office",
                 "slip", "same"]  # fmt: skip

REASONS: dict[Reason, str] = {
    "known": said("the other one goes by this name already"),
    "letters": said("the same name, written with other marks or spaces"),
    "particle": said("the same name but for a particle"),
    "middle": said("the same first and last name"),
    "initial": said("the same surname and initial"),
    "acronym": said("the letters stand for the name"),
    "fuller": said("the only fuller name with this word"),
    "office": said("the same name and the same office"),
    "slip": said("one letter differs"),
    "same": said("the same single name in another article"),
}
"""Why two may be one, in words; the first that holds is told."""

COMPARED = 5
"""With how many others of one key a name is compared: those with the most claims."""

_SHORTEST = 4
_HYPHENATED = re.compile(r"\b\w{1,3}-(?=\w)")
_LOWER = re.compile(r"(?<=\s)[^\W\d_A-Z]{1,3}\s(?=\S)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A speaker as whom others count: key, name, kind, claims, the other names that were filed
    under theirs, and the offices that stood with them."""

    key: str
    name: str
    kind: str
    claims: int
    others: tuple[str, ...] = ()
    offices: frozenset[str] = frozenset()
    wikidata: str = ""


class Suggestion(NamedTuple):
    """``key`` may be ``into``; together they have so many claims."""

    key: str
    into: str
    reason: Reason
    claims: int


class Form(NamedTuple):
    """One name of a candidate, as it is written and word by word; ``own``: the one they go by."""

    of: Candidate
    name: str
    words: tuple[str, ...]
    own: bool


Pairs = Iterator[tuple[Form, Form]]


def suggestions(
    candidates: Iterable[Candidate], refused: Collection[frozenset[str]] = frozenset()
) -> list[Suggestion]:
    """What may be put together, the most claims first; pairs that a person refused are left out."""
    found: dict[frozenset[str], Suggestion] = {}
    named = [one for one in candidates if one.kind != "unnamed"]
    for body in (False, True):
        forms = sorted(_forms(one for one in named if is_body(one.kind) is body), key=_weight)
        for reason, pairs in _LIKENESSES:
            for one, other in pairs(forms):
                pair = frozenset((one.of.key, other.of.key))
                if len(pair) == 2 and pair not in refused:
                    found.setdefault(pair, _suggestion(one, other, reason))
    return sorted(
        found.values(),
        key=lambda one: (-one.claims, one.into, list(REASONS).index(one.reason), one.key),
    )


def _forms(candidates: Iterable[Candidate]) -> Iterator[Form]:
    for one in candidates:
        for number, name in enumerate((one.name, *one.others)):
            if words := folded(name).split():
                yield Form(one, name, tuple(words), number == 0)


def _weight(form: Form) -> tuple[int, str]:
    return -form.of.claims, form.of.key


def _suggestion(one: Form, other: Form, reason: Reason) -> Suggestion:
    """The fuller name is the one to keep, where the reason tells; else that of the most claims."""
    if reason == "known":
        into = other
    elif reason in ("fuller", "acronym", "initial", "office"):
        into = max((one, other), key=lambda form: (len(form.of.name.split()), len(form.of.name)))
    else:
        into = min((one, other), key=lambda form: (len(form.words) < 2, *_weight(form)))
    away = other if into is one else one
    return Suggestion(away.of.key, into.of.key, reason, one.of.claims + other.of.claims)


def _blocked(
    forms: Sequence[Form],
    keys: Callable[[Form], Iterable[object]],
    fits: Callable[[Form, Form], bool] = lambda one, other: True,
) -> Pairs:
    """Forms that share a key and fit, each with some that stand before it."""
    blocks: dict[object, list[Form]] = defaultdict(list)
    for form in forms:
        for key in set(keys(form)):
            block = blocks[key]
            for other in block[:COMPARED]:
                if other.of is not form.of and fits(form, other):
                    yield form, other
            block.append(form)


def _same_known(forms: Sequence[Form]) -> Pairs:
    """A name that was filed under somebody before, and somebody who goes by it."""
    known: dict[tuple[str, ...], list[Form]] = defaultdict(list)
    for form in forms:
        if not form.own:
            known[form.words].append(form)
    for form in forms:
        if form.own:
            yield from ((form, other) for other in known.get(form.words, ())[:COMPARED])


def _same_letters(forms: Sequence[Form]) -> Pairs:
    return _blocked(forms, lambda form: ["".join(form.words)] if len(form.words) > 1 else [])


def _without_particles(forms: Sequence[Form]) -> Pairs:
    def keys(form: Form) -> list[str]:
        plain = _LOWER.sub("", _HYPHENATED.sub("", form.name))
        return [kept] if len((kept := folded(plain)).split()) > 1 else []

    return _blocked(forms, keys)


def _same_ends(forms: Sequence[Form]) -> Pairs:
    """Donald Trump, Donald J. Trump: what stands between is left out in one, or an initial."""
    people = [form for form in forms if not is_body(form.of.kind) and len(form.words) > 1]
    return _blocked(people, lambda form: [(form.words[0], form.words[-1])], _middles_fit)


def _middles_fit(one: Form, other: Form) -> bool:
    ours, theirs = one.words[1:-1], other.words[1:-1]
    if not ours or not theirs:
        return len(one.words[0]) > 1
    return len(ours) == len(theirs) and all(map(_initial_or_same, ours, theirs))


def _initial_or_same(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])


def _same_initial(forms: Sequence[Form]) -> Pairs:
    """D. Trump, Donald Trump: an initial stands for the first name."""
    people = [form for form in forms if not is_body(form.of.kind) and len(form.words) > 1]
    blocks: dict[tuple[str, str], list[Form]] = defaultdict(list)
    for form in people:
        if len(form.words[0]) > 1:
            blocks[form.words[0][0], form.words[-1]].append(form)
    for form in people:
        if len(form.words[0]) == 1:
            for other in blocks.get((form.words[0], form.words[-1]), ())[:COMPARED]:
                yield form, other


def _acronyms(forms: Sequence[Form]) -> Pairs:
    """KPK, Komisi Pemberantasan Korupsi: one has the first letters, or syllables, of the other."""
    single = {form.words[0]: form for form in reversed(forms) if len(form.words) == 1}
    for form in forms:
        if len(form.words) > 1:
            for letters in set(_shortened(form)):
                if (short := single.get(letters)) and (
                    is_body(form.of.kind) or short.name.isupper()
                ):
                    yield short, form


def _shortened(form: Form) -> Iterator[str]:
    capitals = folded(" ".join(word for word in form.name.split() if word[:1].isupper())).split()
    for words in (form.words, tuple(capitals)):
        if len(words) > 1:
            yield "".join(word[0] for word in words)
    if is_body(form.of.kind) and len(capitals) in (2, 3):
        beginnings = [
            [word[:size] for size in (2, 3, 4, 5) if size < len(word)] for word in capitals
        ]
        yield from ("".join(parts) for parts in product(*beginnings))


def _singles(forms: Sequence[Form]) -> dict[str, list[Form]]:
    """People who go by one word, by that word."""
    found: dict[str, list[Form]] = defaultdict(list)
    for form in forms:
        if form.own and len(form.words) == 1 and not is_body(form.of.kind):
            found[form.words[0]].append(form)
    return found


def _fuller(forms: Sequence[Form]) -> dict[str, list[Form]]:
    """People who have a word in their name of several words, by that word."""
    found: dict[str, list[Form]] = defaultdict(list)
    for form in forms:
        if form.own and len(form.words) > 1 and not is_body(form.of.kind):
            for word in set(form.words):
                found[word].append(form)
    return found


def _fuller_name(forms: Sequence[Form]) -> Pairs:
    """Prabowo, Prabowo Subianto: nobody else has that word in their name."""
    fuller = _fuller(forms)
    for word, alike in _singles(forms).items():
        if len(fuller.get(word, ())) == 1:
            yield from ((form, fuller[word][0]) for form in alike)


def _same_office(forms: Sequence[Form]) -> Pairs:
    """One word, and the office tells which of those who have it in their name."""
    fuller = _fuller(forms)
    for word, alike in _singles(forms).items():
        holders = [*fuller.get(word, ())[: COMPARED * 4], *alike[:COMPARED]]
        for form in alike:
            fits = [one for one in holders if one is not form and _office_fits(form.of, one.of)]
            yield from ((form, one) for one in fits[:1])


def _office_fits(one: Candidate, other: Candidate) -> bool:
    ours, theirs = (
        [set(folded(office).split()) for office in each.offices] for each in (one, other)
    )
    return any(a and b and (a <= b or b <= a) for a in ours for b in theirs)


def _same_single(forms: Sequence[Form]) -> Pairs:
    """The same word in several articles, where nobody has it in a fuller name."""
    fuller = _fuller(forms)
    known = {form.words for form in forms if not form.own}
    for word, alike in _singles(forms).items():
        if word not in fuller and (word,) not in known:
            yield from ((form, alike[0]) for form in alike[1:])


def _slips(forms: Sequence[Form]) -> Pairs:
    """All words the same but one, and that but for a letter; not the first one of the word."""

    def keys(form: Form) -> Iterator[tuple[object, ...]]:
        for place, word in enumerate(form.words):
            if len(word) >= _SHORTEST and word.isalpha():
                rest = (*form.words[:place], "", *form.words[place + 1 :])
                for at in range(1, len(word) + 1):
                    yield (place, rest, word[:at] + word[at + 1 :])

    def fits(one: Form, other: Form) -> bool:
        differ = [(a, b) for a, b in zip(one.words, other.words, strict=True) if a != b]
        return len(differ) == 1 and _one_slip(*differ[0])

    long = [form for form in forms if len("".join(form.words)) >= 2 * _SHORTEST - 2]
    return _blocked(long, keys, fits)


def _one_slip(one: str, other: str) -> bool:
    """One letter more, less or another, or two that changed places."""
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return abs(len(one) - len(other)) == 1
    a, b = one[start:], other[start:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


_LIKENESSES: tuple[tuple[Reason, Callable[[Sequence[Form]], Pairs]], ...] = (
    ("known", _same_known),
    ("letters", _same_letters),
    ("particle", _without_particles),
    ("middle", _same_ends),
    ("initial", _same_initial),
    ("acronym", _acronyms),
    ("fuller", _fuller_name),
    ("office", _same_office),
    ("slip", _slips),
    ("same", _same_single),
)
