"""How the rules do on articles whose claims people have told: `datasette claims extract --score`.

Claims are paired one to one, those first whose contents have most words in common; marks and
spaces never matter. What the rules find where nobody has looked (``ignore``) does not count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datasette_claims.extraction import UNKNOWN, analyse
from datasette_claims.extraction.jsonl import InputError, read_article
from datasette_claims.extraction.languages.files import load
from datasette_claims.extraction.languages.word_classes import COMPLEMENTISER

SAME = 0.5
"""The share of words that two contents have in common at least, if they are one claim."""
CLEAN = 0.9
"""The share at which a reader would take the content over as it stands."""

_WORD = re.compile(r"\w+")
Places = frozenset[int]
Opens = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over articles: claims that people told, that were found, and of these the right ones.

    ``right`` have the content of a told claim, ``attributed`` its speaker too, ``clean`` nine
    tenths of its words and exactly the speaker's name.
    """

    articles: int = 0
    told: int = 0
    found: int = 0
    right: int = 0
    attributed: int = 0
    clean: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


def score(
    lines: Iterable[str],
    language: str | None = None,
    scope: str = "default",
    min_confidence: float | None = None,
) -> Score:
    """The score over articles with their claims, one a line, in the form of the gold files."""
    total = Score()
    for number, line in enumerate(lines, 1):
        if line.strip():
            article = read_article(line, number)
            text = article["text"]
            found = analyse(
                text,
                language or str(article.get("lang") or ""),
                str(article.get("published") or ""),
                scope=scope,
                min_confidence=min_confidence,
            )
            opens = openers(found.language)
            try:
                told = [_told(text, claim, opens) for claim in article.get("claims", [])]
                unseen = places(text, article.get("ignore", []))
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                raise InputError(
                    f'line {number} has claims of another form: each needs "content", a list of'
                    f" [start, end] ({error})"
                ) from error
            got = [
                Told(content_places(text, one.content, opens), _plain(one.speaker))
                for one in found.claims
            ]
            total += compare(told, got, unseen)
    return total


@dataclass(frozen=True, slots=True)
class Told:
    """A claim as people tell it, or as the rules find it: where its words begin, who says it."""

    content: Places
    speaker: str


def compare(told: Sequence[Told], found: Sequence[Told], unseen: Places) -> Score:
    """One article. A found claim that is no told one counts unless half of it is ``unseen``."""
    paired = pairs([one.content for one in told], [one.content for one in found])
    counted = set(paired.values()) | {
        f for f, one in enumerate(found) if 2 * len(one.content & unseen) < len(one.content)
    }
    same = [
        (
            told[t].speaker == found[f].speaker,
            _same_person(told[t].speaker, found[f].speaker),
            overlap(told[t].content, found[f].content),
        )
        for t, f in paired.items()
    ]
    return Score(
        articles=1,
        told=len(told),
        found=len(counted),
        right=len(paired),
        attributed=sum(alike for _, alike, _ in same),
        clean=sum(exactly and share >= CLEAN for exactly, _, share in same),
    )


def pairs(told: Sequence[Places], found: Sequence[Places]) -> dict[int, int]:
    """Number of a told content -> that of a found one, one to one, the best pairs first."""
    shares = sorted(
        (-share, abs(t - f), t, f)
        for t, one in enumerate(told)
        for f, other in enumerate(found)
        if (share := overlap(one, other)) >= SAME
    )
    paired: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, t, f in shares:
        if t not in paired and f not in taken:
            paired[t] = f
            taken.add(f)
    return paired


def table(one: Score) -> str:
    """The figures, in percent, for a terminal."""
    lines = [
        f"claims told by people: {one.told:,}, found there: {one.found:,}, "
        f"articles: {one.articles:,}",
        f"{'':<12}{'right':>8}{'precision':>12}{'recall':>9}{'F1':>8}",
    ]
    for name, right in (
        ("words", one.right), ("speaker too", one.attributed), ("exactly so", one.clean),
    ):  # fmt: skip
        shares = (
            100 * right / whole if whole else 0.0
            for whole in (one.found, one.told, (one.found + one.told) / 2)
        )
        precision, recall, f1 = (f"{share:.1f}" for share in shares)
        lines.append(f"{name:<12}{right:>8,}{precision:>12}{recall:>9}{f1:>8}")
    return "\n".join(lines)


def _told(text: str, claim: Mapping[str, Any], opens: Opens) -> Told:
    return Told(
        content_places(text, claim["content"], opens), _plain(str(claim.get("speaker") or ""))
    )


def openers(language: str) -> Opens:
    """Is a word one that opens what is said, as “that”?"""
    tags = {} if language == UNKNOWN else load(language).tags
    return lambda word: bool(tags.get(word, 0) & COMPLEMENTISER)


def places(text: str, spans: Iterable[Sequence[int]]) -> Places:
    """Where the words of the spans begin: marks and spaces never matter."""
    return frozenset(
        word.start() for start, end in spans for word in _WORD.finditer(text, int(start), int(end))
    )


def content_places(text: str, spans: Iterable[Sequence[int]], opens: Opens) -> Places:
    """Where the words of a content begin, without a word such as “that” in front."""
    found = places(text, spans)
    first = _WORD.match(text, min(found)) if found else None
    if first and opens(first[0].lower()) and len(found) > 1:
        return found - {first.start()}
    return found


def overlap(one: Places, other: Places) -> float:
    """The words in common among all words of both."""
    return len(one & other) / len(one | other) if one or other else 0.0


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _same_person(one: str, other: str) -> bool:
    """Is one name the other, or a part of it?"""
    words, more = set(_WORD.findall(one)), set(_WORD.findall(other))
    return words <= more or more <= words if words and more else words == more
