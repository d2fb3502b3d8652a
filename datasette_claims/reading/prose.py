"""Paragraphs of documents: their characters cleaned, and what their headings tell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from datasette_claims.reading.documents import Told

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\u2060\ufeff\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")
_NO_TITLE = re.compile(
    r"(?i)(?:microsoft (?:word|powerpoint) - |untitled|document\d*\Z|word document\Z|dokumen\d*\Z"
    r"|\(?(?:unspecified|anonymous)\)?\Z|.*\.(?:docx?|odt|indd|qxd|pdf|rtf|html?|tmp)\Z)"
)
_NAME = re.compile(r"[^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*){1,4}")
_LONGEST_TITLE = 300
_TOP = 12
"""Paragraphs at the top of a text, among which a title and a byline stand."""


class Paragraph(NamedTuple):
    """A paragraph and its rank: 1 for the title, 2 and more for headings, 0 for text."""

    text: str
    rank: int = 0


def clean(text: str) -> str:
    """Give a paragraph without what is not seen: controls, soft hyphens, doubled spaces.

    An accent that is a character of its own becomes one with its letter.

    >>> clean("  The gov\\u00adern\\u200bment\\xa0said\\n  so ")
    'The government said\\nso'
    """
    seen = unicodedata.normalize("NFC", _CONTROLS.sub("", text))
    lines = (_SPACES.sub(" ", line).strip() for line in seen.split("\n"))
    return "\n".join(line for line in lines if line)


def title(text: str) -> str:
    """A title out of a file's properties; empty where a program wrote it, not a person."""
    line = " ".join(clean(text).split())
    return "" if _NO_TITLE.match(line) or len(line) > _LONGEST_TITLE else line


def author(text: str, paragraphs: Sequence[str]) -> str:
    """A name out of a file's properties that stands at the top of the text too, else nothing.

    Properties name whose machine it was as often as who wrote it.
    """
    line = " ".join(clean(text).split())
    start = " ".join(paragraphs[:_TOP]).lower()
    return line if _NAME.fullmatch(line) and line.lower() in start else ""


def fields_of_document(paragraphs: Sequence[Paragraph], named: str, by: str) -> Iterator[Told]:
    """Title and byline of a document: by its headings, then by its properties.

    The properties' title goes first where the text has it too; it is often that of a template.
    """
    texts = [paragraph.text for paragraph in paragraphs]
    heading = next(
        (
            " ".join(text.split())
            for rank in (1, 2)
            for text, own in paragraphs[:_TOP]
            if own == rank and len(text) <= _LONGEST_TITLE
        ),
        "",
    )
    if heading:
        yield Told("title", heading, "text")
    if usable := title(named):
        yield Told("title", usable, "file")
    if name := author(by, texts):
        yield Told("byline", name, "file")
