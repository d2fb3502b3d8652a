"""Lines that are not the article: related links, credits, captions, tags, signature, end marks.

All of it is told by `[frame]` of the language file and marked, never cut out: what comes back are
spans of the text as it was loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from datasette_claims.extraction.languages.frame_words import (
    FrameWords,
)
from datasette_claims.model import Link, Span

LONGEST_TITLE = 200
"""A linked title that runs on further has lost its line break; it is cut at its first sentence."""

LONGEST_CREDIT = 60
"""Characters of a credit at the end of a caption."""

_ORNAMENT = " \t\r\ufeff*•·–—-►▶→>»|#_“\"'"
_AROUND_TITLE = ":： \t\r\n*_()[]|»>–—-"
_BRACKETS = {"(": ")", "[": "]"}
_SENTENCE_ENDS = frozenset('.!?”")]')
_WORD = re.compile(r"\w\w")
_STOP = re.compile(r"[.?!…]\s")
_URL = re.compile(r"https?://[^\s)\]>”\"]+")
_ADDRESS_OR_TAGS = re.compile(
    r"(?:https?://|www\.)\S+$|#\w+(?:[ ,]{1,3}#\w+)*$|[^\s@]{1,64}@[^\s@]{1,80}$"
)
_NEXT_LINE = re.compile(r"\s*\S[^\n]{0,200}(?=\n|\Z)")


_TIME = re.compile(
    r"(?:\d{1,2}:\d{2}(?::\d{2})?(?:\s?[A-Z]{2,4}\b|\s?[a-z]\.?[a-z]\b\.?)?(?:\s?[A-Z]{3,4}\b)?"
    r"|\d{1,2}\.\d{2}(?:\s?[A-Z]{2,4}\b|\s?[a-z]\.?[a-z]\b\.?)(?:\s?[A-Z]{3,4}\b)?)"
    r"\s*[-–—|:]?\s+(?=[\"“‘'(]?[A-Z])"
)
"""The time that begins an entry of a live blog, with its zone: `14:05`, `2.05pm BST`."""


class Line(NamedTuple):
    """A line that is not blank, without the spaces around it."""

    start: int
    end: int


def find_lines(text: str) -> list[Line]:
    """The lines that are not blank."""
    lines, start = [], 0
    for raw in text.split("\n"):
        bare = raw.strip()
        if bare:
            first = start + len(raw) - len(raw.lstrip())
            lines.append(Line(first, first + len(bare)))
        start += len(raw) + 1
    return lines


def is_credit(text: str, line: Line, words: FrameWords, top: bool) -> bool:
    """Is the line a credit, a caption, tags, an address, or at the top of the text a byline?"""
    head = text[line.start : min(line.end, line.start + 80)].lstrip(_ORNAMENT).lower()
    if head.startswith(words.credits):
        return True
    if line.end - line.start > LONGEST_TITLE:
        return False
    if has_photo_credit(text, line, words):
        return True
    if head.startswith(words.captions) or _ADDRESS_OR_TAGS.match(text, line.start, line.end):
        return True
    return (
        top
        and head.startswith(words.bylines)
        and text[line.end - 1] not in '.?!”"'
        and text.count(" ", line.start, line.end) < 8
    )


def entry_times(text: str, lines: Sequence[Line]) -> Iterator[Span]:
    """The times at the beginning of lines, as live blogs print them."""
    for line in lines:
        match = _TIME.match(text, line.start, line.end)
        if match is not None:
            yield Span(match.start(), match.end())


def has_photo_credit(text: str, line: Line, words: FrameWords) -> bool:
    """Does a caption end with who took the picture: `The mayor at work. Photo: Ana Lee/Wire`?"""
    low = text[line.start : line.end].lower()
    for mark in words.captions:
        at = low.find(mark, 1) if mark.endswith(":") else -1
        if at > 0 and (low[at - 1] == "(" or low[:at].rstrip()[-1:] in _SENTENCE_ENDS):
            return len(low) - at <= LONGEST_CREDIT
    return False


def related_links(text: str, words: FrameWords) -> Iterator[tuple[Span, Link | None]]:
    """Stretches that lead to another article, each with its link if it names one.

    They fill a line, stand in brackets, or follow a sentence in its line and have a colon.
    """
    for match in words.related.find(text):
        start, after = match.span()
        before = text[max(0, start - 12) : start]
        edge = before.rpartition("\n")[2]
        bracket = edge.rstrip(" *_")[-1:]
        if bracket in _BRACKETS:
            end = text.find(_BRACKETS[bracket], after, after + LONGEST_TITLE + 100)
            if end > 0:
                opening = start - len(edge) + edge.rindex(bracket)
                yield with_link(text, Span(opening, end + 1), after, end)
            continue
        colon = text[after : after + 3].lstrip(" *_")[:1] in (":", "：")
        fills_line = not edge.strip(_ORNAMENT) and (len(edge) < len(before) or start <= 12)
        if not fills_line and not (colon and edge.rstrip()[-1:] in _SENTENCE_ENDS):
            continue
        end = text.find("\n", after, after + LONGEST_TITLE + 100)
        end = end if end >= 0 else min(len(text), after + LONGEST_TITLE + 100)
        title = text[after:end].strip(_AROUND_TITLE)
        if fills_line and colon and not title:
            following = _NEXT_LINE.match(text, end)
            end = following.end() if following else end
        elif not colon and title and not (title[0].isupper() or title[0] in "“\"'‘"):
            continue
        yield with_link(text, Span(start - len(edge) if fills_line else start, end), after, end)


def with_link(text: str, span: Span, title: int, end: int) -> tuple[Span, Link | None]:
    """The span and its link: name and address stand between `title` and `end`."""
    if end - title > LONGEST_TITLE:
        stop = _STOP.search(text, title, title + LONGEST_TITLE)
        end = stop.start() + 1 if stop else title + LONGEST_TITLE
        span = Span(span.start, end)
    address = _URL.search(text, title, end)
    shown = text[title : address.start() if address else end]
    name = " ".join(shown.strip(_AROUND_TITLE).split())
    url = address.group() if address else ""
    return span, (Link("related", name or url, span, url) if _WORD.search(name + url) else None)
