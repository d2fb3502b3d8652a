"""What the first lines of a plain text tell of the article: its headline and its day.

The text stays as it is: a headline is part of it, as in documents. Place and outlet of a dateline
are found with the claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from datasette_claims.reading.documents import Told

_LINES = 5
"""Lines at the top, blank ones apart, among which a dateline or a line with the date stands."""

_LONGEST = 150
_MOST_WORDS = 22
_FEWEST_WORDS = 3
"""Of less than that a line is the name of a section, a paper or a place."""

_PROSE = 60
"""Characters of a paragraph below a headline; those of verse, lists and letters are shorter."""

_ENDS_OTHERWISE = re.compile(r"[.!:;,…\-–—/|][\"'”’»)\]]*\Z")
_BEGINS = re.compile(r"[\"'“‘«(\[]?[^\W_]")
_NO_HEADLINE = re.compile(
    r"(?:by|oleh|from|dear|yth|to|re|date|subject)\b[\s.:]"  # bylines, letters, heads of mail
    r"|https?://|www\.|.*@[\w-]+\.\w",
    re.IGNORECASE,
)
_TURN = re.compile(r"[^\W\d_][^\s:]*(?: [^\s:]+){0,2}: ")
_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*\s*\Z")

_DAY = (
    r"(?<![\w/.-])(?P<day>\d{1,2} [^\W\d_]{3,12}\.?,? \d{4}|[^\W\d_]{3,12}\.? \d{1,2},? \d{4}"
    r"|\d{1,2}(?P<mark>[/.-])\d{1,2}(?P=mark)\d{4}|\d{4}-\d\d-\d\d)(?![\w/-])"
)
_IN_DATELINE = re.compile(_DAY)
_DATE = re.compile(
    r"(?:(?:published|posted|(?:di)?terbit(?:kan)?|tanggal|tarikh)(?: on)?\b[:\s]*)?"
    rf"(?:[^\W\d_]+(?:, ?| ?\())?{_DAY}\)?"
    r"(?:[\s,|–-]*\d{1,2}[.:]\d\d(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,5})?)?\)?",
    re.IGNORECASE,
)
"""A date with weekday and time and nothing else: a death or a deadline is told in words."""
_MOST_NAMES = 8
_DATELINE = re.compile(r"([^\n—–]{3,90}?)(?:\s*[—–]|\s+-{1,2}(?=\s))[—–-]?\s*(?=\S)")


def told(text: str) -> Iterator[Told]:
    """Give what the first lines tell, headline and day, each where they do.

    >>> text = "Bridge to stay closed\\n\\nLEEDS, 11 April 2025 – The bridge over the river will"
    >>> [one.value for one in told(f"{text} stay closed until June.")]
    ['Bridge to stay closed', '11 April 2025']
    """
    lines = text.lstrip("\n").split("\n", 40)
    if title := headline(lines):
        yield Told("title", title, "text")
    if day := date(lines, title):
        yield Told("published", day, "text")


def headline(lines: Sequence[str]) -> str:
    """Give the first line where it is a headline: no sentence, and prose below a blank line."""
    if len(lines) < 3 or lines[1].strip():
        return ""
    line = " ".join(lines[0].split())
    below = [other.strip() for other in lines[2:] if other.strip()]
    prose = next((other for other in below[:_LINES] if _SENTENCE.search(other)), "")
    if (
        len(line) > _LONGEST
        or not _FEWEST_WORDS <= len(line.split()) <= _MOST_WORDS
        or _ENDS_OTHERWISE.search(line)
        or not _BEGINS.match(line)
        or line[:1].islower()
        or _NO_HEADLINE.match(line)
        or _DATE.fullmatch(line)
        or _in_dateline(line)
        or (_TURN.match(line) and any(map(_TURN.match, below)))  # of an interview
        or max(_PROSE, len(line)) > len(prose)
    ):
        return ""
    return line


def date(lines: Sequence[str], title: str) -> str:
    """Give the date of a dateline, or of a line that holds nothing else, above the first prose."""
    first = [line.strip() for line in lines if line.strip()][bool(title) :]
    for line in first[:_LINES]:
        if (whole := _DATE.fullmatch(line)) or (whole := _in_dateline(line)):
            return whole["day"]
        if len(line) >= _PROSE:
            break
    return ""


def _in_dateline(line: str) -> re.Match[str] | None:
    """The date in a dateline, or alone behind its dash: `Place, 3 May 2025 – Words`."""
    dateline = _DATELINE.match(line)
    if not dateline:
        return None
    day = _IN_DATELINE.search(dateline[1])
    if day and _is_place(f"{dateline[1][: day.start()]} {dateline[1][day.end() :]}"):
        return day
    return _DATE.fullmatch(line, dateline.end()) if _is_place(dateline[1]) else None


def _is_place(head: str) -> bool:
    """Is what stands before a dash a place, an outlet, a weekday: names alone?"""
    words = re.sub(r"[,()]", " ", head).split()
    return (
        0 < len(words) <= _MOST_NAMES
        and words[0][0].isupper()
        and all(word[0].isupper() or len(word) < 4 or "." in word for word in words)
    )
