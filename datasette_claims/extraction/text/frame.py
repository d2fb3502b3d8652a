"""What frames an article: where it was written, by which outlet, and on whose word it reports.

The dateline (“JAKARTA, KOMPAS —”) and the signature (“Name of an Agency (NA)”) tell outlet and
place; phrases such as “dilansir dari X” or “X reported” name a secondary source.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from datasette_claims.extraction.languages.language import Language
from datasette_claims.extraction.text.boilerplate import (
    entry_times,
    find_lines,
    is_credit,
    related_links,
)
from datasette_claims.extraction.text.dateline import (
    read_dateline,
    read_ending,
)
from datasette_claims.extraction.text.media import (
    secondary_sources,
)
from datasette_claims.model import Link, Span


class Frame(NamedTuple):
    """Stretches to skip, links, and the outlet and place that dateline or signature tell."""

    skipped: tuple[Span, ...] = ()
    links: tuple[Link, ...] = ()
    outlet: str = ""
    place: str = ""


def read_frame(text: str, language: Language) -> Frame:
    """Give what frames the article; skipped stretches and links are in text order."""
    words = language.frame
    lines = find_lines(text)
    skipped, links = [], []
    for span, link in related_links(text, words):
        skipped.append(span)
        if link is not None:
            links.append(link)
    skipped += [Span(*line) for n, line in enumerate(lines) if is_credit(text, line, words, n < 4)]
    skipped += entry_times(text, lines)
    place, outlet, dateline = read_dateline(text, lines[:4], words)
    signed, endings = read_ending(text, lines[-6:], words)
    skipped += endings
    if dateline is not None:
        skipped.append(dateline)
    skipped = merged(skipped)
    links += [
        link
        for link in secondary_sources(text, words)
        if not any(span.start <= link.span.start < span.end for span in skipped)
    ]
    if signed and (not outlet or outlet.lower() in signed.lower()):
        outlet = signed
    return Frame(tuple(skipped), tuple(sorted(links, key=lambda one: one.span)), outlet, place)


def merged(spans: Sequence[Span]) -> list[Span]:
    """The spans in text order, those that overlap made one."""
    kept: list[Span] = []
    for span in sorted(spans):
        if kept and span.start < kept[-1].end:
            kept[-1] = Span(kept[-1].start, max(kept[-1].end, span.end))
        else:
            kept.append(span)
    return kept
