"""Where an article says who brings it: its dateline at the top, its signature at the end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from datasette_claims.extraction.languages.frame_words import (
    FrameWords,
)
from datasette_claims.extraction.text.boilerplate import (
    Line,
)
from datasette_claims.model import Span

_SIGNATURE = re.compile(r"(?P<name>[^\W\d_][^()\n]{2,60}?) ?\((?P<short>[A-Z][\w.&-]{1,14})\)[ .]*")
_END_MARK = re.compile(
    r"(?:\[\s?\]|\[[\w/: -]{2,24}\]|\(\*+\)|\*{2,}|#{2,}"
    r"|\([A-Za-z]{2,6}(?:[/-][A-Za-z]{2,6}){1,3}\)|[-—–]{2,}|■)\s*$"
)


def read_ending(text: str, lines: Sequence[Line], words: FrameWords) -> tuple[str, list[Span]]:
    """The outlet that a signature names, and the stretches of signature and end marks."""
    outlet, spans = "", []
    for start, end in lines:
        signature = _SIGNATURE.fullmatch(text, start, end)
        if signature and is_proper(signature["name"]) and is_medium(signature, words):
            outlet = text[start:end].rstrip(" .")
            spans.append(Span(start, end))
            continue
        mark = _END_MARK.search(text, max(start, end - 30), end)
        if mark:
            spans.append(Span(mark.start(), end))
    return outlet, spans


def is_medium(signature: re.Match[str], words: FrameWords) -> bool:
    """Is it a medium that signs here: by its words, or because the short form is its initials?"""
    initials = "".join(word[0] for word in signature["name"].split()).lower()
    short = signature["short"].replace(".", "").lower()
    return words.is_outlet(signature["name"]) or words.is_outlet(short) or short == initials


def is_proper(part: str) -> bool:
    """Does every word but the little ones begin with a capital, as in a name?"""
    return part[:1].isupper() and all(w[0].isupper() or len(w) < 4 for w in part.split())


_DATELINE = re.compile(
    r"(?P<head>[^\W\d_][^\n—–]{1,68}?)(?:\s*[—–]|\s+-{1,2}(?=\s))[—–-]?\s*(?=\S)"
    r"|(?P<loud>[A-Z][A-Z ,.'’]{2,40}):\s+(?=\S)"
)


_DAY = re.compile(r" ?\(\d{1,2}(?:[/.-]\d{1,2}){1,2}(?:[/.-]?\d{4})?\)\Z")
"""The date in brackets, which papers put behind place and weekday: `Jakarta, Jumat (11/4/2025)`."""


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
    head = _DAY.sub("", head.strip())
    if head.endswith(")") and "(" in head:
        head, _, outlet = head[:-1].rpartition("(")
        outlet = outlet.strip()
        known = words.is_outlet(outlet) or is_initials(outlet)
        known = known or (head.isupper() and outlet.isalpha())  # PARIS (Wire) -
        known = known or (  # PARIS, Jan. 5, 2026 (Meridian Wire) -
            head.partition(",")[0].isupper()
            and is_proper(outlet)
            and any(words.is_date(part.strip()) for part in head.split(","))
        )
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
    if not outlet and len(parts) > 1 and (words.is_outlet(parts[-1]) or is_initials(parts[-1])):
        outlet = parts.pop()
    loud = parts[0].isupper() and len(parts[0]) > 3 and len(parts[0].split()) < 4
    return (", ".join(parts), outlet) if outlet or loud else ("", "")


def is_bare_place(head: str, rest: str, words: FrameWords) -> bool:
    """Is it a place alone, before a dash and the first paragraph (`Jakarta - Presiden …`)?

    A paragraph is told from a headline with a dash by its length; a place that is known needs none.
    """
    parts = head.split()
    return (
        0 < len(parts) < 4
        and (len(rest) > 60 or head.strip().lower() in words.places)
        and (rest[0].isupper() or rest[0] in '“"‘')
        and all(part.isalpha() and part[0].isupper() for part in parts)
        and not words.is_date(head)
        and words.not_places.isdisjoint(head.lower().split())
    )


def is_initials(part: str) -> bool:
    """Is it one word in capitals, too long for the abbreviation of a country?"""
    return len(part) > 2 and part.isupper() and part.isalpha()
