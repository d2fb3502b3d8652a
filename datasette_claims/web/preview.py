"""How an article will be read, before it is stored: its details, its text, the claims in it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from markupsafe import Markup

from datasette_claims.model import Analysis, Article, Claim, Span
from datasette_claims.reading import mending
from datasette_claims.web import marking
from datasette_claims.web.cards import shortened
from datasette_claims.wording import said

MOST_PARAGRAPHS = 1_000
"""Paragraphs of a text that are shown; of a longer one the rest is only counted."""
LONGEST_HEADLINE = 300
MOST_HEADLINES = 6
"""Paragraphs from the top of which one may be the headline."""
LONGEST_LIST = 200
LONGEST_ENTRY = 110

_LABELS = {
    "title": said("Headline"),
    "outlet": said("Outlet"),
    "byline": said("Author"),
    "published": said("Published"),
    "url": said("Address"),
}
_BY = {
    "option": said("typed"),
    "front matter": said("front matter"),
    "column": said("its column"),
    "file": said("the file"),
    "json-ld": said("page data"),
    "meta": said("page data"),
    "og": said("page data"),
    "time": said("the page"),
    "page": said("the page"),
    "text": said("in the text"),
    "source": said("its source"),
}
"""What is said of who told a detail, by the words that are stored for it."""

_NOT_REVIEWED = "status-workflow status-key-unreviewed status-grey"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the text as it was read; ``dropped`` where it is not to be stored."""

    number: int
    words: Markup
    dropped: bool
    headline: bool
    """May it be one? It is short, and stands at the top."""
    beginning: str


@dataclass(frozen=True, slots=True)
class Told:
    """A detail of the article: what it is called, and ``by`` whom or what it was told."""

    name: str
    label: str
    by: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A claim in the list beside the text."""

    number: int
    speaker: str
    words: str


def paragraphs(
    read: Article, dropped: Collection[int], article: Article, analysis: Analysis
) -> list[Paragraph]:
    """The paragraphs of the text as ``read``, those of the ``article`` with its claims marked.

    Not more than are shown.
    """
    lines = mending.paragraphs(read.text)[:MOST_PARAGRAPHS]
    standing = iter(_marked(article.text, analysis.claims))
    return [
        Paragraph(
            number,
            Markup('<p dir="auto" class="left-out">{}</p>').format(marking.safe(words))
            if number in dropped
            else next(standing),
            number in dropped,
            number < MOST_HEADLINES and len(words) <= LONGEST_HEADLINE,
            shortened(words.strip(), 40),
        )
        for number, words in enumerate(read.text[slice(*line)] for line in lines)
    ]


def details(article: Article, analysis: Analysis) -> list[Told]:
    """The details of an article in the order in which they are shown, with what told them."""
    by = dict(article.found_by)
    if analysis.outlet and not article.outlet:
        by["outlet"] = "text"
    return [Told(name, label, _BY.get(by.get(name, ""), "")) for name, label in _LABELS.items()]


def entries(article: Article, analysis: Analysis) -> list[Entry]:
    """What stands in the list beside the text, up to its bound."""
    return [
        Entry(
            number,
            claim.speaker or said("not named"),
            shortened(_words(article, claim), LONGEST_ENTRY),
        )
        for number, claim in enumerate(analysis.claims[:LONGEST_LIST])
    ]


def _words(article: Article, claim: Claim) -> str:
    return " … ".join(article.text[slice(*span)] for span in claim.content)


def _marked(text: str, claims: Sequence[Claim]) -> Iterator[Markup]:
    """The paragraphs of a text with its claims marked, each a link to its entry in the list."""
    lines = mending.paragraphs(text)
    marks = _marks(lines, claims)
    for number, line in enumerate(islice(lines, MOST_PARAGRAPHS)):
        yield Markup("").join(marking.article(text[slice(*line)], marks[number]))


def _marks(lines: Sequence[Span], claims: Sequence[Claim]) -> dict[int, list[marking.Mark]]:
    """By paragraph, the stretches of claims in it; only the first of a claim bears its number."""
    begins = [line.start for line in lines]
    marks: dict[int, list[marking.Mark]] = defaultdict(list)
    for number, claim in enumerate(claims):
        parts = 0
        for span in claim.content:
            at = max(0, bisect_right(begins, span.start) - 1)
            while at < len(lines) and lines[at].start < span.end:
                line = lines[at]
                start, end = max(span.start, line.start), min(span.end, line.end)
                if start < end:
                    marks[at].append(
                        marking.Mark(
                            f"{number}-{parts}" if parts else str(number),
                            start - line.start,
                            end - line.start,
                            href=f"#entry-{number}" if number < LONGEST_LIST else "#claims-here",
                            label=claim.speaker or said("not named"),
                            classes=_NOT_REVIEWED,
                        )
                    )
                    parts += 1
                at += 1
    return marks
