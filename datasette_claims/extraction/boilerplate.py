"""Lines that are not the article: related links, credits, captions, tags, signature, end marks.

All of it is told by `[frame]` of the language file and marked, never cut out: what comes back are
spans of the text as it was loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from datasette_claims.extraction.language import Language
from datasette_claims.model import Link, Span

LONGEST_TITLE = 200
"""A linked title that runs on further has lost its line break; it is cut at its first sentence."""

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
_SIGNATURE = re.compile(r"(?P<name>[^\W\d_][^()\n]{2,60}?) ?\((?P<short>[A-Z][\w.&-]{1,14})\)[ .]*")
_END_MARK = re.compile(
    r"(?:\[\s?\]|\[[\w/: -]{2,24}\]|\(\*+\)|\*{2,}|#{2,}"
    r"|\([A-Za-z]{2,6}(?:[/-][A-Za-z]{2,6}){1,3}\)|[-—–]{2,}|■)\s*$"
)
_DOMAIN = re.compile(r"\.(?:com|co|id|org|net|my|tv)\b")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Phrases:
    """Phrases to find in a text, in small letters or with capitals, and what must follow them.

    `find` looks for the longest word of each, which is fast, and tries the pattern around it.
    """

    pattern: re.Pattern[str]
    needles: Mapping[str, tuple[int, ...]]

    def find(self, text: str) -> list[re.Match[str]]:
        """The matches in text order."""
        found = {}
        for needle, offsets in self.needles.items():
            at = text.find(needle)
            while at >= 0:
                for offset in offsets:
                    match = self.pattern.match(text, at - offset) if at >= offset else None
                    if match:
                        found[match.start()] = match
                at = text.find(needle, at + 1)
        return [found[start] for start in sorted(found)]


class Line(NamedTuple):
    """A line that is not blank, without the spaces around it."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FrameWords:
    """`[frame]` of a language, ready for look-up."""

    related: Phrases
    quoted_from: Phrases
    quoted_outlet: Phrases
    reported: Phrases
    credits: tuple[str, ...]
    captions: tuple[str, ...]
    bylines: tuple[str, ...]
    outlets: frozenset[str]
    outlet_words: frozenset[str]
    places: frozenset[str]
    not_places: frozenset[str]
    date_words: frozenset[str]

    def is_outlet(self, name: str) -> bool:
        """Do the words of the name tell that it belongs to a medium?"""
        lower = name.lower()
        return (
            lower in self.outlets
            or lower.removeprefix("the ") in self.outlets
            or not self.outlet_words.isdisjoint(lower.split())
            or _DOMAIN.search(lower) is not None
        )

    def is_date(self, name: str) -> bool:
        """Is one of the words a weekday or a month?"""
        return not self.date_words.isdisjoint(name.lower().replace(".", " ").split())


@lru_cache(maxsize=32)
def frame_words(language: Language) -> FrameWords:
    """The `[frame]` table of a language, checked and compiled."""
    table = language.table("frame")
    fillers = "|".join(re.escape(word) for word in table.get("source_fillers", []))
    after = rf"\s+(?:(?:{fillers})\s+){{0,3}}" if fillers else r"\s+"

    def find(key: str, ending: str, loud: bool = True) -> Phrases:
        return phrases(table.get(key, []), ending, loud)

    def lower(key: str) -> tuple[str, ...]:
        return tuple(word.lower() for word in table.get(key, ()))

    return FrameWords(
        related=find("related", r"(?!\w)"),
        quoted_from=find("secondary", after, loud=False),
        quoted_outlet=find("secondary_outlet", after, loud=False),
        reported=find("secondary_after", r"(?!\w)", loud=False),
        credits=lower("credits"),
        captions=lower("captions"),
        bylines=tuple(word + mark for word in lower("bylines") for mark in (" ", ":")),
        outlets=frozenset(lower("outlets")),
        outlet_words=frozenset(lower("outlet_words")),
        places=frozenset(lower("places")),
        not_places=frozenset(lower("not_places")),
        date_words=frozenset(lower("date_words")),
    )


def phrases(listed: Sequence[str], ending: str, loud: bool = True) -> Phrases:
    """The phrases, each also with capitals, ready to be found; the longest that fits is taken.

    ``loud`` also finds them in capitals throughout.
    """
    forms = {form for p in listed for form in (p, p.capitalize(), p.title())}
    if loud:
        forms |= {phrase.upper() for phrase in listed}
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    pattern = re.compile(f"(?<!\\w)(?:{'|'.join(map(re.escape, ordered))}){ending}")
    needles: dict[str, set[int]] = {}
    for form in ordered:
        word, offset = needle(form)
        needles.setdefault(word, set()).add(offset)
    return Phrases(pattern, {word: tuple(sorted(needles[word])) for word in sorted(needles)})


def needle(phrase: str) -> tuple[str, int]:
    """The longest word of a phrase, less a first letter that may be a capital; its offset."""
    word = max(phrase.split(), key=len)
    at = phrase.index(word)
    return (word[1:], at + 1) if len(word) > 2 else (word, at)


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
    if head.startswith(words.captions) or _ADDRESS_OR_TAGS.match(text, line.start, line.end):
        return True
    return (
        top
        and head.startswith(words.bylines)
        and text[line.end - 1] not in '.?!”"'
        and text.count(" ", line.start, line.end) < 8
    )


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
                yield linked(text, Span(opening, end + 1), after, end)
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
        yield linked(text, Span(start - len(edge) if fills_line else start, end), after, end)


def linked(text: str, span: Span, title: int, end: int) -> tuple[Span, Link | None]:
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


def read_ending(text: str, lines: Sequence[Line], words: FrameWords) -> tuple[str, list[Span]]:
    """The outlet that a signature names, and the stretches of signature and end marks."""
    outlet, spans = "", []
    for start, end in lines:
        signature = _SIGNATURE.fullmatch(text, start, end)
        if signature and is_proper(signature["name"]) and signs(signature, words):
            outlet = text[start:end].rstrip(" .")
            spans.append(Span(start, end))
            continue
        mark = _END_MARK.search(text, max(start, end - 30), end)
        if mark:
            spans.append(Span(mark.start(), end))
    return outlet, spans


def signs(signature: re.Match[str], words: FrameWords) -> bool:
    """Is it a medium that signs here: by its words, or because the short form is its initials?"""
    initials = "".join(word[0] for word in signature["name"].split()).lower()
    short = signature["short"].replace(".", "").lower()
    return words.is_outlet(signature["name"]) or words.is_outlet(short) or short == initials


def is_proper(part: str) -> bool:
    """Does every word but the little ones begin with a capital, as in a name?"""
    return part[:1].isupper() and all(w[0].isupper() or len(w) < 4 for w in part.split())
