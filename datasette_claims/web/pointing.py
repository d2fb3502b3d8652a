"""Stretches of an article's text, as a person names them. Pure: text and words in, offsets out.

A stretch is named by its place (which a script reads off the page), by its words, or by the numbers
of its first and last word.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise

from datasette_claims.model import Span
from datasette_claims.wording import said

GAP = " … "
"""Stands between the stretches of one claim, in the text of a claim too."""

LONGEST = 20_000
"""Characters of words that are looked for."""
MOST_PLACES = 12
"""Places of the same words among which a person chooses."""

_ALIKE = ('"“”„‟«»″', "'‘’‚‛‹›′`´", "-‐‑‒–—−", "\0\ufffd")
"""Characters that a keyboard has one of, and a text any."""
_SOFT = "\xad\u200b\u2060\ufeff"
"""Characters that nobody sees."""
_SPACE = rf"[\s{_SOFT}]+"
_WORD = re.compile(r"\S+")
_CLOSING = ",.;:…"


def same_words(text: str, stretches: Sequence[Span], words: str) -> bool:
    """Are these the words that stand there? Line ends may be others, and NUL is U+FFFD in a page.

    >>> same_words("Ana said:\\r\\nyes, no.", [Span(4, 14)], "said:\\nyes")
    True
    """
    return _plain(words) == _plain(joined(text, stretches))


def joined(text: str, stretches: Sequence[Span]) -> str:
    """The words of all stretches, as the text of a claim has them."""
    return GAP.join(text[start:end] for start, end in stretches)


def _plain(words: str) -> str:
    return " ".join(words.replace("\0", "\ufffd").split())


def told(stretches: Sequence[Span]) -> str:
    """As a form holds them.

    >>> told([Span(3, 9), Span(12, 14)])
    '3-9 12-14'
    """
    return " ".join(f"{start}-{end}" for start, end in stretches)


def read(value: str, text: str) -> list[Span] | None:
    """The stretches that a form holds, if they are stretches of this text, one behind the other."""
    if not re.fullmatch(r"\s*[0-9]{1,9}-[0-9]{1,9}(\s+[0-9]{1,9}-[0-9]{1,9}){0,49}\s*", value):
        return None
    found = [Span(*map(int, pair.split("-"))) for pair in value.split()]
    edges = [0, *(edge for span in found for edge in span), len(text)]
    in_order = all(start < end for start, end in found) and edges == sorted(edges)
    return found if in_order else None


def words_of(text: str) -> list[Span]:
    """The words of a text, each without the comma or full stop behind it.

    >>> [("Ia “pergi,” katanya."[start:end]) for start, end in words_of("Ia “pergi,” katanya.")]
    ['Ia', '“pergi,”', 'katanya']
    """
    found = []
    for word in _WORD.finditer(text):
        end = word.start() + len(word[0].rstrip(_CLOSING))
        found.append(Span(word.start(), max(word.start() + 1, end)))
    return found


def numbers(words: Sequence[Span], stretch: Span) -> tuple[int, int] | None:
    """The numbers, from 1, of the first and the last word that the stretch reaches into."""
    first = bisect_right([end for _, end in words], stretch.start)
    last = bisect_left([start for start, _ in words], stretch.end) - 1
    return (first + 1, last + 1) if first <= last else None


def places(text: str, words: str) -> list[list[Span]]:
    """Where in the text the words stand, the first ones: exactly, else in another case.

    White space, quotation marks, dashes and what nobody sees may be others, as a keyboard has them.
    """
    words = words.strip()
    if not words or len(words) > LONGEST:
        return []
    for flags in (re.UNICODE, re.IGNORECASE):
        if found := list(islice(_whole(text, words, flags), MOST_PLACES)):
            return [[each] for each in found]
        parts = [part.strip() for part in words.split(GAP.strip())]
        if len(parts) > 1 and all(parts):
            found_parts = list(islice(_parts(text, parts, flags), MOST_PLACES))
            if found_parts:
                return found_parts
    return []


def _whole(text: str, words: str, flags: re.RegexFlag, start: int = 0) -> Iterator[Span]:
    for found in re.compile(_pattern(words), flags).finditer(text, start):
        behind = text[found.end() : found.end() + 1]
        if not (behind and unicodedata.combining(behind)):
            yield Span(*found.span())


def _parts(text: str, parts: Sequence[str], flags: re.RegexFlag) -> Iterator[list[Span]]:
    """Each place of the first part, with the nearest ones of the others behind it."""
    for first in _whole(text, parts[0], flags):
        found = [first]
        for part in parts[1:]:
            following = next(_whole(text, part, flags, found[-1].end), None)
            if following is None:
                return
            found.append(following)
        yield found


def _pattern(words: str) -> str:
    """An expression for the words in whatever of these ways a text may write them."""
    kept = unicodedata.normalize("NFC", re.sub(f"[{_SOFT}]", "", words))
    runs = [f"[{_SOFT}]*".join(_character(each) for each in run) for run in kept.split() if run]
    return _SPACE.join(runs)


def _character(one: str) -> str:
    for alike in _ALIKE:
        if one in alike:
            return f"[{re.escape(alike)}]"
    apart = unicodedata.normalize("NFD", one)
    return re.escape(one) if apart == one else f"(?:{re.escape(one)}|{re.escape(apart)})"


class Unclear(Exception):
    """Which words are meant cannot be told; ``field`` says what to look at."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


PAIRS = 4
"""Stretches that a form has numbers for."""


def chosen(text: str, fields: Mapping[str, str]) -> list[Span]:
    """The stretches that a form names: by their place, by numbers of words, or by the words.

    What its sender changed counts, of what the form held (``was_…``). What a script read off the
    page is checked by the words that stood there.
    """
    words, was_words = fields.get("words", ""), fields.get("was_words", "")
    spans, was_spans = fields.get("spans", ""), fields.get("was_spans", "")
    placed = read(spans, text) if spans else None
    if placed and same_words(text, placed, words):
        by_number = _by_number(text, fields) if spans == was_spans else None
        return placed if by_number is None else by_number
    if spans != was_spans and spans:
        raise Unclear("words", CHANGED)
    by_number = _by_number(text, fields)
    if by_number is not None:
        if _plain(words) != _plain(was_words) and not same_words(text, by_number, words):
            raise Unclear(
                "words", said("The words and the numbers name different words: leave one out.")
            )
        return by_number
    if _plain(words) == _plain(was_words):
        raise Unclear(
            "words", CHANGED if words.strip() else said("Say which words: type or number them.")
        )
    return _by_words(text, words, fields.get("place", ""))


CHANGED = said(
    "These words do not stand at that place in the article (any more): it was changed meanwhile. "
    "Select them again, or type them."
)


def _by_words(text: str, words: str, place: str) -> list[Span]:
    found = places(text, words)
    if not found:
        if len(words) > LONGEST:
            raise Unclear(
                "words", said("This is too long: at most {longest:,} characters.", longest=LONGEST)
            )
        raise Unclear(
            "words", said("The article does not say these words. Copy them from its text.")
        )
    if len(found) == 1:
        return found[0]
    named = [each for each in found if told(each) == place]
    if not named:
        raise Unclear(
            "place",
            said("The article says these words several times: choose where, or type more of them."),
        )
    return named[0]


def _by_number(text: str, fields: Mapping[str, str]) -> list[Span] | None:
    """The stretches that the numbers of words name; None where nobody changed them."""
    names = [(f"from_{each}", f"to_{each}") for each in range(1, PAIRS + 1)]
    given = {name: fields.get(name, "").strip() for pair in names for name in pair}
    if all(value == fields.get(f"was_{name}", "") for name, value in given.items()):
        return None
    if len(fields.get("was_spans", "").split()) > PAIRS:
        raise Unclear(
            "from_1", said("It has more parts than there are numbers: select or type them.")
        )
    words, found = words_of(text), list[Span]()
    for first, last in names:
        if not (given[first] or given[last]):
            continue
        one, other = given[first], given[last] or given[first]
        for name, value in ((first, one), (last, other)):
            if not (value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= len(words)):
                raise Unclear(
                    name, said("Give the number of a word: 1 to {words:,}.", words=len(words))
                )
        if int(one) > int(other):
            raise Unclear(last, said("The last word stands before the first."))
        found.append(Span(words[int(one) - 1].start, words[int(other) - 1].end))
    found.sort()
    if not found:
        raise Unclear("from_1", said("Give the number of a word."))
    if any(one.end > other.start for one, other in pairwise(found)):
        raise Unclear("from_2", said("Two of these parts share words."))
    return found


def cut(
    text: str, spans: Sequence[tuple[int, int]], first: str, last: str
) -> list[tuple[tuple[int, int], ...]]:
    """The parts of a claim that is cut before and behind the words of these numbers.

    Behind them only where a last one is given. White space stays outside.
    """
    words = words_of(text)
    pairs = {"split_from": first, "split_to": last or first}
    for name, value in pairs.items():
        if not (value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= len(words)):
            raise Unclear(
                name, said("Give the number of a word: 1 to {words:,}.", words=len(words))
            )
    cuts = [words[int(first) - 1].start]
    if last and int(last) < len(words):
        cuts.append(words[int(last)].start)
    edges = [0, *cuts, len(text)]
    found = []
    for begin, end in pairwise(edges):
        inside = [(max(begin, one), min(end, other)) for one, other in spans]
        part = tuple(trimmed(text, *each) for each in inside if text[slice(*each)].strip())
        if part:
            found.append(part)
    return found


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without white space, and without the comma, at its end."""
    words = text[start:end]
    begin = start + len(words) - len(words.lstrip())
    return begin, begin + len(words.strip().rstrip(",;:").rstrip())
