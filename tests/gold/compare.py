"""What the extractor gets wrong in an article, claim by claim, and what it gets right as figures.

Claims are paired as `datasette claims extract --score` pairs them. README.md tells how
figures are counted; errors are told to the letter, since these are our own texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from datasette_claims.extraction import analyse
from datasette_claims.extraction.measure import (
    CLEAN,
    Places,
    content_places,
    openers,
    overlap,
    pairs,
    places,
)
from datasette_claims.model import Analysis, Claim, Span
from tests.gold.articles import GoldArticle, GoldClaim

_WORD = re.compile(r"\w+")
_DETERMINERS = frozenset({"the", "a", "an", "para", "pihak", "seorang", "sebuah"})
_SMALL_WORDS = _DETERMINERS | {"of", "and", "in", "for", "to", "dan", "di", "dari", "ke"}


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over articles: of the gold, of what was found, and of what agrees."""

    gold: int = 0
    found: int = 0
    attributed: int = 0
    clean: int = 0
    wrong_mouth: int = 0
    invented: int = 0
    errors: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            gold=self.gold + other.gold,
            found=self.found + other.found,
            attributed=self.attributed + other.attributed,
            clean=self.clean + other.clean,
            wrong_mouth=self.wrong_mouth + other.wrong_mouth,
            invented=self.invented + other.invented,
            errors=self.errors + other.errors,
        )

    def f1(self, right: int) -> float:
        """Harmonic mean of the shares of gold and of found claims that are right, in percent."""
        return 200 * right / (self.gold + self.found) if self.gold + self.found else 0.0

    def share(self, wrong: int) -> float:
        """Share of what was found, in percent."""
        return 100 * wrong / self.found if self.found else 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """An article beside what the extractor finds in it."""

    article: GoldArticle
    analysis: Analysis
    pairs: dict[int, int]

    def expected(self) -> Iterator[tuple[int, GoldClaim]]:
        """The claims that count: all but optional ones that were not found."""
        for n, claim in enumerate(self.article.claims):
            if not claim.optional or n in self.pairs:
                yield n, claim

    def matched(self) -> Iterator[tuple[GoldClaim, Claim]]:
        """Claims of the gold with those of the extractor."""
        for gold, found in sorted(self.pairs.items()):
            yield self.article.claims[gold], self.analysis.claims[found]

    def invented(self) -> list[Claim]:
        """Claims that no claim of the gold stands for."""
        paired = set(self.pairs.values())
        return [claim for n, claim in enumerate(self.analysis.claims) if n not in paired]


@cache
def compare(article: GoldArticle) -> Comparison:
    """Run the extractor over an article and pair its claims with those of the gold."""
    analysis = analyse(article.text, article.language, article.published)
    paired = pairs(contents(article, article.claims), contents(article, analysis.claims))
    return Comparison(article, analysis, paired)


def contents(article: GoldArticle, claims: Sequence[GoldClaim | Claim]) -> list[Places]:
    """Where the words of each claim's content begin."""
    opens = openers(article.language)
    return [content_places(article.text, claim.content, opens) for claim in claims]


def same_source(text: str, gold: GoldClaim, found: Claim) -> bool:
    """Do both sources share a word that names somebody, or have both none?"""
    one, other = (
        {n for n in places(text, spans) if _word_at(text, n) not in _SMALL_WORDS}
        for spans in (gold.source, found.source)
    )
    return bool(one & other) or not (one or other)


def _word_at(text: str, place: int) -> str:
    word = _WORD.match(text, place)
    return word[0].lower() if word else ""


def plain_name(name: str) -> str:
    """A name in small letters without an article in front."""
    words = unicodedata.normalize("NFC", name).casefold().split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in _DETERMINERS else words)


def same_name(gold: GoldClaim, found: Claim) -> bool:
    """Does the claim have one of the names that the gold gives?"""
    return plain_name(found.speaker) in map(plain_name, gold.speakers)


def other_person(one: str, other: str) -> bool:
    """Does neither name hold all words of the other?"""
    a, b = set(plain_name(one).split()), set(plain_name(other).split())
    return not (a and b and (a <= b or b <= a))


def figures(comparison: Comparison) -> Figures:
    """The counts of one article."""
    text = comparison.article.text
    attributed = clean = wrong_mouth = 0
    for gold, found in comparison.matched():
        share = overlap(*contents(comparison.article, [gold, found]))
        attributed += same_source(text, gold, found)
        clean += same_name(gold, found) and share >= CLEAN
        wrong_mouth += other_person(gold.speakers[0], found.speaker)
    return Figures(
        gold=sum(1 for _ in comparison.expected()),
        found=len(comparison.analysis.claims),
        attributed=attributed,
        clean=clean,
        wrong_mouth=wrong_mouth,
        invented=len(comparison.invented()),
        errors=len(errors(comparison)),
    )


def errors(comparison: Comparison) -> list[str]:
    """What is wrong, a line each: the number of the claim and what was found in place of it."""
    text = comparison.article.text
    paired = dict(comparison.pairs)
    lines = []
    for n, gold in comparison.expected():
        if n not in paired:
            lines.append(f"{gold.number} missed")
            continue
        found = comparison.analysis.claims[paired[n]]
        lines += [f"{gold.number} {what}" for what in differences(text, gold, found)]
    for claim in comparison.invented():
        how = f"{claim.modality} {claim.kind}".strip()
        lines.append(f"invented: {claim.speaker}, {how}: {short(text, claim.content)}")
    return [*lines, *wrong_links(comparison)]


def differences(text: str, gold: GoldClaim, found: Claim) -> Iterator[str]:
    """Where a found claim is another than the gold's."""
    for part in ("content", "source", "cue"):
        if getattr(gold, part) != getattr(found, part):
            yield f"{part}: {short(text, getattr(found, part))}"
    if not same_name(gold, found):
        yield f"speaker: {found.speaker}"
    if found.speaker_kind not in gold.speaker_kinds:
        yield f"speaker's kind: {found.speaker_kind}"
    if found.type != gold.type:
        yield f"type: {found.type}"
    if found.kind not in gold.kinds:
        yield f"kind: {found.kind}"
    if found.modality != gold.modality:
        yield f"modality: {found.modality or 'asserted'}"
    said = found.said.span if found.said else None
    if said != gold.said:
        yield f"said: {short(text, [said] if said else [])}"
    elif found.said and found.said.date != gold.said_on:
        yield f"said on: {found.said.date or 'no day'}"


def wrong_links(comparison: Comparison) -> Iterator[str]:
    """Secondary sources that were not found, and those that are none."""
    text = comparison.article.text
    wanted = [text[start:end] for start, end in comparison.article.secondary]
    found = [link.name for link in comparison.analysis.links if link.kind == "secondary_source"]
    yield from [f"secondary source missed: {name}" for name in wanted if name not in found]
    yield from [f"secondary source invented: {name}" for name in found if name not in wanted]


def short(text: str, spans: Sequence[Span]) -> str:
    """The words of the spans, the middle of long ones left out."""
    parts = []
    for start, end in spans:
        part = " ".join(text[start:end].split())
        words = part.split(" ")
        left_out = len(words) - 8
        if left_out > 1:
            part = f"{' '.join(words[:4])} … {left_out} … {' '.join(words[-4:])}"
        parts.append(part)
    return " | ".join(parts) or "nothing"
