"""What frames an article: where it was written, by which outlet, and on whose word it reports.

The dateline (“JAKARTA, KOMPAS —”) and the signature (“Name of an Agency (NA)”) tell outlet and
place; phrases such as “dilansir dari X” or “X reported” name a secondary source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from datasette_claims.extraction.boilerplate import (
    FrameWords,
    Line,
    find_lines,
    frame_words,
    is_credit,
    is_proper,
    read_ending,
    related_links,
)
from datasette_claims.extraction.language import Language
from datasette_claims.model import Link, Span

_DATELINE = re.compile(
    r"(?P<head>[^\W\d_][^\n—–]{1,68}?)(?:\s*[—–]|\s+-{1,2}(?=\s))[—–-]?\s*(?=\S)"
    r"|(?P<loud>[A-Z][A-Z ,.'’]{2,40}):\s+(?=\S)"
)
_NAME_WORD = r"(?:[^\W\d_a-z][\w’'&-]*(?:\.\w+){0,3}|[a-z]{2,12}[A-Z.][\w.]+)"
_NAME = re.compile(rf"(?:[Tt]he )?{_NAME_WORD}(?: (?:(?:of|and|de|der|for) )?{_NAME_WORD}){{0,7}}")


class Frame(NamedTuple):
    """Stretches to skip, links, and the outlet and place that dateline or signature tell."""

    skipped: tuple[Span, ...] = ()
    links: tuple[Link, ...] = ()
    outlet: str = ""
    place: str = ""


def read_frame(text: str, language: Language) -> Frame:
    """Give what frames the article; skipped stretches and links are in text order."""
    words = frame_words(language)
    lines = find_lines(text)
    skipped, links = [], []
    for span, link in related_links(text, words):
        skipped.append(span)
        if link is not None:
            links.append(link)
    skipped += [Span(*line) for n, line in enumerate(lines) if is_credit(text, line, words, n < 4)]
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


def read_dateline(
    text: str, lines: Sequence[Line], words: FrameWords
) -> tuple[str, str, Span | None]:
    """Place, outlet and span of the dateline; empty, empty and None without one."""
    for line in lines:
        match = _DATELINE.match(text, line.start, min(line.end, line.start + 90))
        if match is None:
            continue
        if match["loud"] and match["loud"].lower() not in words.places:
            continue
        head, rest = match["loud"] or match["head"], text[match.end() : line.end]
        place, outlet = place_and_outlet(head, words)
        if not place and not outlet and is_bare_place(head, rest, words):
            place = head.strip()
        if place or outlet:
            return place, outlet, Span(line.start, match.end())
    return "", "", None


def place_and_outlet(head: str, words: FrameWords) -> tuple[str, str]:
    """Read the head of a dateline: `Place, OUTLET`, `PLACE (Outlet)`, `Outlet, Place`, `PLACE`.

    Both are empty where it is something else that a dash or colon follows.
    """
    outlet = ""
    head = head.strip()
    if head.endswith(")") and "(" in head:
        head, _, outlet = head[:-1].rpartition("(")
        outlet = outlet.strip()
        known = words.is_outlet(outlet) or is_acronym(outlet)
        known = known or (head.isupper() and outlet.isalpha())  # PARIS (Wire) -
        if not outlet[:1].isupper() or not known:
            return "", ""
    parts = [part.strip() for part in head.split(",")]
    parts = [p for p in parts if p and not words.is_date(p) and not p[0].isdigit()]
    if not 0 < len(parts) <= 4 or not all(is_proper(part) for part in parts):
        return "", ""
    if ":" in head or not words.not_places.isdisjoint(parts[0].lower().split()):
        return "", ""
    if not outlet and words.is_outlet(parts[0]):
        return ", ".join(parts[1:]), parts[0]
    if not outlet and len(parts) > 1 and (words.is_outlet(parts[-1]) or is_acronym(parts[-1])):
        outlet = parts.pop()
    loud = parts[0].isupper() and len(parts[0]) > 3 and len(parts[0].split()) < 4
    return (", ".join(parts), outlet) if outlet or loud else ("", "")


def is_bare_place(head: str, rest: str, words: FrameWords) -> bool:
    """Is it a place alone, before a dash and the first paragraph (`Jakarta - Presiden …`)?

    A paragraph is told from a headline with a dash by its length.
    """
    parts = head.split()
    return (
        0 < len(parts) < 4
        and len(rest) > 60
        and (rest[0].isupper() or rest[0] in '“"‘')
        and all(part.isalpha() and part[0].isupper() for part in parts)
        and not words.is_date(head)
        and words.not_places.isdisjoint(head.lower().split())
    )


def is_acronym(part: str) -> bool:
    """Is it one word in capitals, too long for the abbreviation of a country?"""
    return len(part) > 2 and part.isupper() and part.isalpha()


def secondary_sources(text: str, words: FrameWords) -> Iterator[Link]:
    """Media on whose word the article reports, each once, with the stretch that says so.

    After a phrase that only quotes media any name will do; after others (`according to`), and
    before `reported`, the name must be that of a medium.
    """
    seen: set[str] = set()
    for start, name in sorted(quoted_media(text, words), key=lambda found: found[0]):
        shown = name.group().rstrip(".,’'")
        end = name.start() + len(shown)
        shown = shown.removeprefix("the ").removeprefix("The ")
        if shown.lower() not in seen and not words.is_date(shown):
            seen.add(shown.lower())
            yield Link("secondary_source", shown, Span(start, end))


def quoted_media(text: str, words: FrameWords) -> Iterator[tuple[int, re.Match[str]]]:
    """Names of secondary sources, each with the offset where the phrase about it starts."""
    for pattern, any_name in ((words.quoted_from, True), (words.quoted_outlet, False)):
        for cue in pattern.find(text):
            name = _NAME.match(text, cue.end())
            if name and (any_name or words.is_outlet(name.group())):
                yield cue.start(), name
    for cue in words.reported.find(text):
        start = cue.start() - 1
        while True:
            before = text.rfind(" ", max(0, start - 25), start)
            word = text[before + 1 : start]
            if not word[:1].isupper() and word not in ("of", "and"):
                break
            start = before
            if before < 0:
                break
        name = _NAME.match(text, start + 1, cue.start())
        if name and name.end() == cue.start() - 1 and words.is_outlet(name.group()):
            yield name.start(), name
