"""An article that was read wrong, mended by a person before it is stored.

Paragraphs are left out and details told otherwise. The text that is left is composed anew; claims
are looked for in that one, so every offset is true of what is stored.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import replace

from datasette_claims.model import Article, Span
from datasette_claims.reading import metadata
from datasette_claims.reading.documents import By, Item, Told
from datasette_claims.reading.metadata import Languages
from datasette_claims.reading.outcomes import Refused

DETAILS = ("title", "outlet", "byline", "published", "url", "language")
"""What a person may tell otherwise, in the order in which it is asked for."""


class Wrong(Exception):
    """Details that cannot be stored as they were told: ``problems`` says why, by field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


def paragraphs(text: str) -> list[Span]:
    """The lines of a text that hold words, in order: what can be left out of it.

    >>> paragraphs("One.\\n\\n Two.\\n")
    [Span(start=0, end=4), Span(start=6, end=11)]
    """
    found, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append(Span(start, start + len(line)))
        start += len(line) + 1
    return found


def without(article: Article, dropped: Collection[int]) -> Article:
    """The article without some of its paragraphs, which are counted from 0.

    ``mended_from`` tells it from another text of its source: what was left out stays out when the
    same source is loaded, until that says something else.
    """
    lines = paragraphs(article.text)
    kept = [number for number in range(len(lines)) if number not in set(dropped)]
    if len(kept) == len(lines):
        return article
    pieces: list[str] = []
    starts: dict[int, int] = {}
    length = 0
    for before, number in zip([None, *kept], kept, strict=False):
        gap = "" if before is None else _gap(article.text, lines, before, number)
        starts[number] = length + len(gap)
        pieces += [gap, article.text[slice(*lines[number])]]
        length = starts[number] + lines[number].end - lines[number].start
    begins = [line.start for line in lines]
    times = []
    for at, seconds in article.times:
        number = bisect_right(begins, at) - 1
        if number in starts and at < lines[number].end:
            times.append((starts[number] + at - lines[number].start, seconds))
    text = "".join(pieces)
    read = article.mended_from or hashlib.sha256(article.text.encode()).hexdigest()
    return replace(article, text=text, times=tuple(times), former_hash="", mended_from=read)


def _gap(text: str, lines: list[Span], before: int, after: int) -> str:
    """What parts two paragraphs: of all gaps between them the widest."""
    gaps = [text[lines[n].end : lines[n + 1].start] for n in range(before, after)]
    return max(gaps, key=len)


def told_otherwise(article: Article, details: Mapping[str, str], languages: Languages) -> Article:
    """The article with details as a person tells them; raise ``Wrong`` where some cannot be.

    An empty one is told to be unknown.
    """
    by = dict(article.found_by)
    fields = {
        name: Told(name, value, _by(by.get(name)))
        for name in DETAILS
        if (value := getattr(article, name))
    }
    problems = {}
    for name, value in details.items():
        told = Told(name, value, "option")
        try:
            _checked(article, {**fields, name: told}, languages)
        except Refused as reason:
            problems[name] = f"{str(reason)[:1].upper()}{str(reason)[1:]}."
        else:
            fields[name] = told
    if problems:
        raise Wrong(problems)
    return _checked(article, fields, languages)


def _by(told: str | None) -> By:
    """Who told a detail that stands: a mistake in it is refused no more."""
    return "source" if told is None else told  # type: ignore[return-value]


def _checked(article: Article, fields: Mapping[str, Told], languages: Languages) -> Article:
    item = Item(article.text, tuple(fields.values()), kind=article.kind, times=article.times)
    checked = metadata.article(
        item, name="", origin=article.origin, note=lambda name, message: None, languages=languages
    )
    return replace(
        checked,
        raw_hash=article.raw_hash,
        former_hash=article.former_hash,
        mended_from=article.mended_from,
    )
