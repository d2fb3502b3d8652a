"""Stretches of an article that a person names: are they there, and what the text tells of them.

Pure: a text and spans in, spans and words out. Offsets are code points, end exclusive.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from datasette_claims.model import ClaimType, Span
from datasette_claims.store.errors import Refused
from datasette_claims.wording import said

GAP = " … "
"""Stands in the words of a claim where its stretches leave something out."""

_BREAK = re.compile(r"[\n\r\u2028\u2029]")
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_FAR = 1500
"""A sentence is looked for within so many characters: some pages are one line of megabytes."""
_SENTENCE_END = re.compile(r"[.?!…][\"”’»')\]]*\s+(?=[\"“„«‘'(\[¿¡]*[^\W\d_a-z])")
_DOUBLE = '“”„‟«»"〝〞'
_MARK = re.compile(f"[{_DOUBLE}]|(?<!\\w)[‘‚](?=\\S)|(?<=[^\\s\\d])’(?!\\w)")
_SINGLE, _OPENING, _CLOSING = "‘‚’", "“„«‟〝‘‚", "”»〞’"
_QUOTES = {**dict.fromkeys(_DOUBLE, f"[{_DOUBLE}]"), **dict.fromkeys("‘’‚‛'", "[‘’‚‛']")}


def words(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The stretches as a reader sees them; what stands between them is left out visibly."""
    return GAP.join(text[start:end] for start, end in spans)


def checked(text: str, spans: Iterable[tuple[int, int]], what: str) -> tuple[Span, ...]:
    """The spans in text order, without white space at their edges; those that touch are one.

    Raises ``Refused`` where one is not in the text, has no words, or overlaps another.

    >>> checked("He said it.", [(7, 10)], "the words")
    (Span(start=8, end=10),)
    """
    found: list[Span] = []
    for start, end in sorted(spans):
        if not 0 <= start < end <= len(text):
            raise Refused(
                said(
                    "There is no such place in the article for {what}: {start} to {end}.",
                    what=what,
                    start=start,
                    end=end,
                )
            )
        piece = text[start:end]
        if not piece.strip():
            raise Refused(
                said("There is nothing but white space at the place for {what}.", what=what)
            )
        one = Span(end - len(piece.lstrip()), start + len(piece.rstrip()))
        if found and one.start < found[-1].end:
            raise Refused(
                said("Two of the places for {what} overlap; name each part once.", what=what)
            )
        if found and one.start == found[-1].end:
            one = Span(found.pop().start, one.end)
        found.append(one)
    return tuple(found)


def together(text: str, spans: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    """All that is in any of the spans; what only white space parts becomes one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and (start <= found[-1].end or not text[found[-1].end : start].strip()):
            before = found.pop()
            start, end = before.start, max(before.end, end)
        found.append(Span(start, end))
    return tuple(found)


def context(text: str, spans: Sequence[tuple[int, int]]) -> Span:
    """The sentence or sentences that hold all of the spans."""
    last = max(end for _, end in spans)
    low, high = _lines(text, spans)
    for found in _SENTENCE_END.finditer(text, low, min(start for start, _ in spans)):
        low = found.end()
    # The stop that ends the sentence may be the last character of a span.
    ends = _SENTENCE_END.finditer(text, max(low, last - 3), high)
    high = next((found.end() for found in ends if found.end() > last), high)
    piece = text[low:high]
    return Span(high - len(piece.lstrip()), low + len(piece.rstrip()))


def claim_type(text: str, spans: Sequence[tuple[int, int]]) -> ClaimType:
    """Direct if all words of the spans stand in quotation marks, indirect if none does.

    >>> claim_type("She said: “We go.”", [(10, 18)])
    'direct'
    """
    quoted = list(_quoted(text, *_lines(text, spans)))
    inside = [
        any(first <= at < last for first, last in quoted)
        for start, end in spans
        for at in range(start, end)
        if not text[at].isspace() and not _MARK.match(text, at)
    ]
    if not any(inside):
        return "indirect"
    return "direct" if all(inside) else "mixed"


def _lines(text: str, spans: Sequence[tuple[int, int]]) -> Span:
    """The lines that hold all of the spans, as far as they are near."""
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    low, high = max(0, first - _FAR), min(len(text), last + _FAR)
    for found in _BREAK.finditer(text, low, first):
        low = found.end()
    after = _BREAK.search(text, last, high)
    return Span(low, after.start() if after else high)


def _quoted(text: str, low: int, high: int) -> Iterator[Span]:
    """What stands in quotation marks there; one that nothing closes runs to the end of its line."""
    for line in _LINE.finditer(text, low, high):
        opened: re.Match[str] | None = None
        for mark in _MARK.finditer(text, line.start(), line.end()):
            if opened is None:
                opened = None if mark[0] in _CLOSING else mark
            elif (mark[0] in _SINGLE) is (opened[0] in _SINGLE) and not (
                mark[0] == opened[0] and mark[0] in _OPENING
            ):
                yield Span(opened.start(), mark.end())
                opened = None
        if opened is not None and opened[0] not in _SINGLE:
            yield Span(opened.start(), line.end())


def find(text: str, typed: str, *, near: int = 0) -> Span:
    """Where typed words stand in the article, nearest to a place.

    White space and the style of quotation marks may be other ones than in the article. Raises
    ``Refused`` where it does not have them.

    >>> find("He said: “We  go”.", '"We go"')
    Span(start=9, end=17)
    """
    pattern = r"\s+".join(
        "".join(_QUOTES.get(sign) or re.escape(sign) for sign in word) for word in typed.split()
    )
    if not pattern:
        raise Refused(said("Type the words of the article, or choose them in the text."))
    places = [Span(*found.span()) for found in re.finditer(pattern, text)]
    if not places:
        raise Refused(said("The article does not have these words. Copy them from its text."))
    return min(places, key=lambda place: abs(place.start - near))
