"""Text files: bytes -> the text that they hold and the fields of its front matter.

Nothing else is taken away or changed, line ends included, so that an offset is true of the file's
own characters. Only a byte-order mark and the front matter do not belong to the text.
"""

from __future__ import annotations

import codecs

from datasette_claims.reading import damage, frontmatter, otherkinds
from datasette_claims.reading.frontmatter import Matter
from datasette_claims.reading.outcomes import Refused

LARGEST = 64 * 1024 * 1024
"""Bytes of one article; what is larger is an archive, not an article."""

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_CONTROLS = bytes(sorted({*range(32), 127} - {*b"\t\n\v\f\r\b\x1b"}))
_LOOKED_AT = 64 * 1024


def parse(data: bytes) -> Matter:
    """Give the text of a file and its front matter; raise ``Refused`` where it is no article."""
    otherkinds.refuse_file(data)
    text = decode(data)
    otherkinds.refuse_text(text)
    matter = frontmatter.split(text)
    return matter._replace(notes=(*matter.notes, *damage.notes(matter.text)))


def decode(data: bytes) -> str:
    """Give the characters of UTF-8 text, or of UTF-16 or UTF-32 text with a byte-order mark.

    A text with a NUL character is refused: SQLite would store it, but its search, its functions and
    its dump end at the NUL, and taking it out would alter the text.
    """
    if len(data) > LARGEST:
        raise Refused(f"larger than {LARGEST // 1024**2} MB; split it into single articles")
    mark, encoding = next(
        ((mark, encoding) for mark, encoding in _MARKS if data.startswith(mark)), (b"", "utf-8")
    )
    body = data[len(mark) :]
    if encoding == "utf-8" and _binary(body):
        raise Refused(
            "not a text file but binary data"
            " (or UTF-16 without a byte-order mark: iconv -f UTF-16LE -t UTF-8)"
        )
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        if mark:
            raise Refused(
                f"marked as {encoding.upper()} but broken at byte {error.start}"
            ) from None
        raise Refused(
            f"not UTF-8 text (byte {error.start}); convert it:"
            " iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW, with the encoding it has"
        ) from None
    if (nul := text.find("\0")) >= 0:
        raise Refused(
            f"holds a NUL character (character {nul}); take it out: tr -d '\\000' < OLD > NEW"
        )
    return text


def _binary(data: bytes) -> bool:
    """Tell binary data by its control characters: text has next to none."""
    sample = data[:_LOOKED_AT]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > max(8, len(sample) // 100)
