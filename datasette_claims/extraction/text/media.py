"""Secondary sources: the media on whose word an article reports."""

from __future__ import annotations

import re
from collections.abc import Iterator

from datasette_claims.extraction.languages.frame_words import FrameWords
from datasette_claims.model import Link, Span


def secondary_sources(text: str, words: FrameWords) -> Iterator[Link]:
    """Media on whose word the article reports, each once, with the stretch that says so.

    After a phrase that only quotes media any name will do; after others (`according to`), and
    before `reported`, the name must be that of a medium.
    """
    seen: set[str] = set()
    for start, name in sorted(quoted_media(text, words), key=lambda found: found[0]):
        shown = name.group().rstrip(".,’'")
        end = name.start() + len(shown)
        shown = words.without_article(shown)
        if shown.lower() not in seen and not words.is_date(shown):
            seen.add(shown.lower())
            yield Link("secondary_source", shown, Span(start, end))


def quoted_media(text: str, words: FrameWords) -> Iterator[tuple[int, re.Match[str]]]:
    """Names of secondary sources, each with the offset where the phrase about it starts."""
    for pattern, any_name in ((words.quoted_from, True), (words.quoted_outlet, False)):
        for cue in pattern.find(text):
            name = words.outlet_name.match(text, cue.end())
            if name and (any_name or words.is_outlet(name.group())):
                yield cue.start(), name
    for cue in words.reported.find(text):
        start = cue.start() - 1
        while True:
            before = text.rfind(" ", max(0, start - 25), start)
            word = text[before + 1 : start]
            if not word[:1].isupper() and word not in words.inside_outlets:
                break
            start = before
            if before < 0:
                break
        name = words.outlet_name.match(text, start + 1, cue.start())
        if name and name.end() == cue.start() - 1 and words.is_outlet(name.group()):
            yield name.start(), name
