"""Where the words of a search stand in a text. Pure: a text and a search in, places and HTML out.

Words are compared as the index does: without case and accents, whole, composed or not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import parse_qsl

from datasette.utils.asgi import Request

from datasette_claims.store.searchwords import Term, terms, understood, unspaced
from datasette_claims.web import backway, place

_LETTER = r"[^\W_]"


def of(request: Request, queue: str | None = None) -> re.Pattern[str] | None:
    """What the search looked for by which somebody came to a page: it says so itself (``q``), or
    the list does that it was reached from, or the queue that it is in.
    """
    came_by = [
        *parse_qsl(request.query_string),
        *place.pairs(backway.query_of(request.args.get("list"))),
        *place.pairs(queue or ""),
    ]
    return looked_for(value for name, value in came_by if name == "q")


def looked_for(searches: Iterable[str]) -> re.Pattern[str] | None:
    """What to look for in texts folded by ``_folded``; None where that is nothing."""
    wanted = [term for search in searches for term in terms(understood(search).tree, wanted=True)]
    patterns = [pattern for term in wanted if (pattern := _pattern(term))]
    return re.compile("|".join(sorted(patterns, key=len, reverse=True))) if patterns else None


def _pattern(term: Term) -> str:
    folded, _ = _folded(term.words)
    if unspaced(term):
        return re.escape(folded.strip())
    words = re.findall(f"{_LETTER}+", folded)
    if not words:
        return ""
    end = f"{_LETTER}*" if term.begins else f"(?!{_LETTER})"
    return f"(?<!{_LETTER})" + r"[\W_]+".join(words) + end


def places(text: str, pattern: re.Pattern[str] | None) -> list[tuple[int, int]]:
    """Where the text has what was looked for.

    >>> places("Itu naïve, NAIVE!", looked_for(["naïve"]))
    [(4, 9), (11, 16)]
    """
    if pattern is None:
        return []
    folded, at = _folded(text)
    return [
        (at[found.start()], at[found.end() - 1] + 1)
        for found in pattern.finditer(folded)
        if found.end() > found.start()
    ]


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without case and accents, and for each character where it was."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    letters, at = [], []
    for number, character in enumerate(text):
        for part in unicodedata.normalize("NFD", character).lower():
            # The combining marks that the index leaves out.
            if not "\u0300" <= part <= "\u036f":
                letters.append(part)
                at.append(number)
    return "".join(letters), at
