"""One pass over the text: words and marks with their offsets, paragraphs, sentences, quotations.

Every later step works on token numbers and takes offsets from here, so that a span always is what
stands in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, compress, repeat

from datasette_claims.extraction.languages.language import Language
from datasette_claims.extraction.languages.word_classes import PREPOSITION
from datasette_claims.extraction.text.asides import blanked, find_asides
from datasette_claims.extraction.text.name_signs import name_signs
from datasette_claims.extraction.text.quotations import Quotation, find_quotations
from datasette_claims.extraction.text.sentences import (
    find_paragraphs,
    find_sentences,
)
from datasette_claims.extraction.text.small_words import with_names
from datasette_claims.extraction.text.spelling import MARKS, plain
from datasette_claims.model import Span

PATTERN = (
    r"([A-Z][A-Za-z]{0,2}(?:\d+(?:[.,:/]\d+){1,8}|(?:&[A-Z]\w{0,2})+\b)"  # RM3.6  Rp1.500  PG&E
    r"|[A-Za-z]\w+(?:[-'’]\w+){0,8}|[,.“”]"  # what most tokens are
    r"|(?=\w)(?:"
    r"(?:[^\W\d_]\.){2,8}"  # U.S.
    r"|(?<!\w)[a-z]/[a-z](?!\w)"  # a/l
    r"|\d+(?:[.,:/]\d+){1,8}"  # 1.234,56  19/4/2022
    r"|\w+(?:[-'’]\w+){0,8})"  # Covid-19  Mi’raj  didn't
    r"|``|''|[^\w\s])"
)
TOKEN = re.compile(PATTERN)
MARKED = re.compile(rf"(?<=\w)[{MARKS}]")
"""Letters in two parts, and signs within words that are not seen."""
MARKED_TOKEN = re.compile(PATTERN.replace(r"\w+", rf"\w[\w{MARKS}]*"))


GLUED = re.compile(r"(?<=[a-z]{3})[A-Z]")
"""Where a capital follows small letters: kepadaCNN, iPhone."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Document:
    """A text cut into tokens. Ranges are token numbers, the end exclusive.

    ``tags`` holds the word-class bits of each token (see languages/word_classes.py), ``quoted``
    is 1 for each token from an opening quotation mark to its closing one, both included, and
    ``capital`` for each whose capital is the sign of a name (see name_signs.py).
    """

    text: str
    language: Language
    starts: Sequence[int]
    ends: Sequence[int]
    words: Sequence[str]
    lower: Sequence[str]
    tags: Sequence[int]
    paragraphs: Sequence[tuple[int, int]]
    sentences: Sequence[tuple[int, int]]
    quotations: Sequence[Quotation]
    quoted: bytearray
    capital: bytearray
    degrees: Mapping[int, int] = field(default_factory=dict)
    """Where the degrees behind a name begin and end in the text."""
    nicknames: Sequence[tuple[int, str]] = ()
    """Nicknames in marks within a name, each with the token behind it."""

    def span(self, first: int, end: int) -> Span:
        """The stretch of text from token `first` to the one before `end`."""
        return Span(self.starts[first], self.ends[end - 1])

    def piece(self, first: int, end: int) -> str:
        """The text of a token range, its letters whole."""
        return plain(self.text[self.starts[first] : self.ends[end - 1]]) if end > first else ""


def tokenise(text: str, language: Language, skip: Sequence[Span] = ()) -> Document:
    """The document of a text. Stretches of `skip` (boilerplate) get no tokens."""
    asides = find_asides(text, language.names)
    marked = not text.isascii() and MARKED.search(text) is not None
    token = MARKED_TOKEN if marked else TOKEN
    pieces = token.split(
        blanked(text, asides) if asides else text
    )  # gap, token, gap, token, …, gap
    edges = list(accumulate(map(len, pieces)))
    starts, ends, words = edges[:-1:2], edges[1::2], pieces[1::2]
    if skip:
        kept = outside(starts, ends, skip)
        starts, ends = list(compress(starts, kept)), list(compress(ends, kept))
        words = list(compress(words, kept))
    if marked:
        words = list(map(plain, words))
    if GLUED.search(text) is not None:
        starts, ends, words = parted(starts, ends, words, language)
    lower = list(map(str.lower, words))
    capital = name_signs(words, lower, language.names)
    lower = with_names(words, lower, capital, language)
    tags = list(map(language.tags.get, lower, repeat(0)))
    paragraphs = find_paragraphs(text, starts, words, skip)
    quotations = find_quotations(text, starts, ends, words, paragraphs, language.possessive)
    quoted = bytearray(len(words))
    for quotation in quotations:
        quoted[quotation.first : quotation.end] = b"\x01" * (quotation.end - quotation.first)
    sentences = find_sentences(
        words, paragraphs, quotations, quoted, language.abbreviations, language.numbering
    )
    return Document(
        text=text,
        language=language,
        starts=starts,
        ends=ends,
        words=words,
        lower=lower,
        tags=tags,
        paragraphs=paragraphs,
        sentences=sentences,
        quotations=quotations,
        quoted=quoted,
        capital=capital,
        degrees={aside.start: aside.end for aside in asides if not aside.nickname},
        nicknames=[
            (bisect_left(starts, aside.end), aside.nickname) for aside in asides if aside.nickname
        ],
    )


def parted(
    starts: Sequence[int], ends: Sequence[int], words: Sequence[str], language: Language
) -> tuple[list[int], list[int], list[str]]:
    """The tokens, a preposition parted from the name that a lost blank glued it to: `kepadaCNN`."""
    found: tuple[list[int], list[int], list[str]] = ([], [], [])
    for start, end, word in zip(starts, ends, words, strict=True):
        capital = GLUED.search(word)
        size = glued_size(word[: capital.start()], language) if capital else 0
        if size and end - start == len(word):
            add(found, start, start + size, word[:size])
            start, word = start + size, word[size:]
        add(found, start, end, word)
    return found


def add(to: tuple[list[int], list[int], list[str]], start: int, end: int, word: str) -> None:
    """Add a token."""
    to[0].append(start)
    to[1].append(end)
    to[2].append(word)


def glued_size(small: str, language: Language) -> int:
    """How long the preposition is that the letters before a capital begin with; 0 for none.

    Between them only the beginning of the name of a medium may stand: kepada|detikNews.
    """
    tags, outlets = language.tags, language.frame.outlets
    for size in range(len(small), 2, -1):
        if tags.get(small[:size], 0) & PREPOSITION:
            return size if size == len(small) or small[size:] in outlets else 0
    return 0


def outside(starts: Sequence[int], ends: Sequence[int], skip: Sequence[Span]) -> bytearray:
    """1 for each token that lies in no skipped stretch, else 0."""
    kept = bytearray(b"\x01" * len(starts))
    for stretch in skip:
        first, end = bisect_right(ends, stretch.start), bisect_left(starts, stretch.end)
        if first < end:
            kept[first:end] = bytes(end - first)
    return kept
