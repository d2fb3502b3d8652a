"""Quotation marks around the title of a work: `a report titled “A”`, `in its study “A”`."""

from __future__ import annotations

from datasette_claims.extraction.text.quotations import DOUBLE, SINGLE
from datasette_claims.extraction.text.tokens import Document

LONGEST = 14
"""Tokens of a title with its marks."""
SAID = frozenset(".,?!…")


def title_begin(document: Document, low: int, closing: int) -> int | None:
    """The opening mark of a title whose closing mark is the token `closing`, or None.

    A word for a work, or for being called, stands before it.
    """
    words, quoted = document.words, document.quoted
    if not quoted[closing] or words[closing] not in DOUBLE | SINGLE:
        return None
    first = closing
    while first > low and quoted[first - 1] and closing - first < LONGEST:
        first -= 1
    if closing - first < 2 or not is_work(document, low, first):
        return None
    capital = words[first + 1][0].isupper() or words[first + 1][0].isdigit()
    return first if capital and words[closing - 1] not in SAID else None


def is_work(document: Document, low: int, first: int) -> bool:
    """Does a word for a work, or for being called, stand right before, a comma in between?"""
    n = first - 1
    if n > low and document.words[n] == ",":
        n -= 1
    if n < low:
        return False
    word = document.lower[n]
    if word in document.language.titled and n == first - 1:
        return True
    documents = document.language.names.document_nouns
    endings = ("", *document.language.clitics)
    return any(word.removesuffix(ending) in documents for ending in endings)
