"""Text files: bytes -> the text that they hold, readable, and the fields of its front matter.

Byte-order mark, front matter, marks of Markdown, entities, soft hyphens and the line breaks of a
page's width do not belong to the text. What is left is stored, and never altered afterwards.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from datasette_claims.reading import (
    damage,
    decoding,
    fieldnames,
    frontmatter,
    markdown,
    opening,
    otherkinds,
)
from datasette_claims.reading.decoding import Decoded
from datasette_claims.reading.documents import LARGEST, Document, Item, Options, Told
from datasette_claims.reading.frontmatter import Matter
from datasette_claims.reading.outcomes import Refused
from datasette_claims.reading.readable import tidy
from datasette_claims.reading.wrapped import unfolded

_CONTROLS = bytes(sorted({*range(32), 127} - {*b"\t\n\v\f\r\b\x1b"}))
_LOOKED_AT = 64 * 1024


def read(document: Document, _options: Options) -> Iterator[Item]:
    """Give the one article of a text file, with what its front matter tells."""
    data = document.data(LARGEST)
    matter = parse(data)
    told, notes = fieldnames.told(matter.fields)
    text = readable(matter.text, document.name)
    former = hashlib.sha256(matter.text.encode()).hexdigest() if text != matter.text else ""
    yield Item(
        text=text,
        fields=(
            *(Told(field, value, "front matter") for field, value in told.items()),
            *opening.told(text),
        ),
        notes=(*notes, *matter.notes),
        raw_hash=hashlib.sha256(data).hexdigest(),
        former_hash=former,
    )


def readable(text: str, name: str = "") -> str:
    """Give a text as its reader would see it; ``name`` may tell that it is Markdown."""
    text = tidy(text)
    if name.lower().endswith(markdown.SUFFIXES) or markdown.is_marked(text):
        text = markdown.plain(text)
    return unfolded(text)


def parse(data: bytes) -> Matter:
    """Give the text of a file as it stands, and its front matter; raise ``Refused`` if none."""
    otherkinds.refuse_file(data)
    text, note = decode(data)
    otherkinds.refuse_text(text)
    matter = frontmatter.split(text)
    notes = (*((note,) if note else ()), *matter.notes, *damage.notes(matter.text))
    return matter._replace(notes=notes)


def decode(data: bytes) -> Decoded:
    """Give the characters of a text, and what to tell of how they were read.

    A text with a NUL character is refused: SQLite would store it, but its search, its functions and
    its dump end at the NUL, and taking it out would alter the text.
    """
    if not decoding.is_wide(data) and _binary(data):
        raise Refused("not a text file but binary data")
    decoded = decoding.decode(data)
    if (nul := decoded.text.find("\0")) >= 0:
        raise Refused(
            f"holds a NUL character (character {nul}); take it out: tr -d '\\000' < OLD > NEW"
        )
    return decoded


def _binary(data: bytes) -> bool:
    """Tell binary data by its control characters: text has next to none."""
    sample = data[:_LOOKED_AT]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > max(8, len(sample) // 100)
