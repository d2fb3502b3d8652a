"""Files of kinds that are not read, told by what they hold.

Read as a text, a PostScript file would give claims that nobody made.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from datasette_claims.reading.outcomes import Refused

_AS_TEXTS = "save each article as a text file, its details as front matter (see load --help)"
_UNPACK = "unpack it and load the folder"
_WITH_PANDOC = "save it as text: pandoc {} -t plain -o NEW.txt"

# What a file of a kind begins with, and what to do with it.
_BEGINNINGS: Sequence[tuple[bytes, str]] = (
    (b"%!PS", "PostScript, not a text: ps2txt OLD.ps NEW.txt"),
    (b"{\\rtf", f"a document (RTF), not a text; {_WITH_PANDOC.format('OLD.rtf')}"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document (.doc, .xls), not a text; save it as text"),
    (b"\x28\xb5\x2f\xfd", f"a packed file (zstd), not a text; {_UNPACK}"),
    (b"7z\xbc\xaf\x27\x1c", f"an archive (7z), not a text; {_UNPACK}"),
    (b"Rar!\x1a\x07", f"an archive (RAR), not a text; {_UNPACK}"),
    (b"\x89PNG\r\n\x1a\n", "a picture, not a text"),
    (b"\xff\xd8\xff", "a picture, not a text"),
    (b"GIF8", "a picture, not a text"),
    (b"RIFF", "a picture or a recording, not a text"),
    (b"ID3", "a recording, not a text"),
    (b"OggS", "a recording, not a text"),
)
_TEXTS_TOO = frozenset({b"GIF8", b"RIFF", b"ID3", b"OggS", b"%!PS"})
"""Beginnings that a text might have: they count where what follows is no text."""

# What an archive of this kind holds, by the beginning of its directory.
_ZIPPED: Sequence[tuple[bytes, str]] = (
    (b"ppt/", "slides (PPTX), not a text; save them as text"),
    (b"opendocument.", "a document of OpenOffice, not a text; save it as text"),
)

_HTML = re.compile(
    r"(?:<!--(?:(?!-->).)*-->\s*|<\?xml[^>]*\?>\s*)*<(?:!doctype\s+html|html|head|body)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_HTML_PIECE = re.compile(
    r"<(div|p|article|section|main|table|h[1-6]|header|nav|span|script|style|ul|ol|blockquote)"
    r"(?:\s[^<>]*)?>.*</\1\s*>",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(r"<\?xml\s|<!DOCTYPE\s|<(rss|feed|urlset|nitf|newsml|TEI)[\s>]", re.IGNORECASE)
_XML_PIECE = re.compile(r"<([\w:.-]+)(?:\s[^<>]*)?>.*</\1\s*>\s*\Z", re.DOTALL)
_COMMENTS = re.compile(r"\A(?:<!--.*?-->\s*)*", re.DOTALL)
_LOOKED_AT = 64 * 1024


def refuse_file(data: bytes) -> None:
    """Raise ``Refused`` where bytes are those of a file of another kind."""
    start = data[:_LOOKED_AT]
    for beginning, reason in _BEGINNINGS:
        if start.startswith(beginning) and not (beginning in _TEXTS_TOO and _is_text(start)):
            raise Refused(reason)
    if start.startswith(b"PK\x03\x04"):
        inside = start + data[-_LOOKED_AT:]
        raise Refused(
            next(
                (reason for name, reason in _ZIPPED if name in inside),
                "a document of an office program, not a text; save it as text",
            )
        )
    if start[257:262] == b"ustar":
        raise Refused(f"an archive (tar), not a text; {_UNPACK}")


def refuse_text(text: str) -> None:
    """Raise ``Refused`` where a text is in fact data, a page or a table."""
    start = text[:_LOOKED_AT].lstrip("\ufeff \t\r\n\v\f")
    whole = text.rstrip().endswith(">")
    if _HTML.match(start) or (whole and _HTML_PIECE.match(start)):
        raise Refused("an HTML page; save the article's text in a .txt file")
    bare = _COMMENTS.sub("", text.strip("\ufeff \t\r\n\v\f"), 1) if start[:1] == "<" else ""
    if _XML.match(bare) or (whole and _XML_PIECE.match(bare)):
        raise Refused(f"XML, not a text; {_AS_TEXTS}")


def _is_text(start: bytes) -> bool:
    """Is it without the control characters that files of other kinds are full of?"""
    return not any(byte < 9 for byte in start)
