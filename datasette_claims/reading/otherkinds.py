"""Files of other kinds, told by what they hold: a table of articles is no article.

Read as a text, a file of JSON lines or a PDF would give claims that nobody made. What only looks
like one in its first characters (a brace, a comma) is a text.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from datasette_claims.reading.outcomes import Refused

_AS_TEXTS = "save each article as a text file, its details as front matter (see load --help)"
_UNPACK = "unpack it and load the folder"
_WITH_PANDOC = "save it as text: pandoc {} -t plain -o NEW.txt"

# What a file of a kind begins with, and what to do with it.
_BEGINNINGS: Sequence[tuple[bytes, str]] = (
    (b"%PDF-", "a PDF, not a text: pdftotext OLD.pdf NEW.txt"),
    (b"%!PS", "PostScript, not a text: ps2txt OLD.ps NEW.txt"),
    (b"{\\rtf", f"a document (RTF), not a text; {_WITH_PANDOC.format('OLD.rtf')}"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document (.doc, .xls), not a text; save it as text"),
    (b"\x1f\x8b", f"a packed file (gzip), not a text; {_UNPACK}"),
    (b"BZh", f"a packed file (bzip2), not a text; {_UNPACK}"),
    (b"\xfd7zXZ\0", f"a packed file (xz), not a text; {_UNPACK}"),
    (b"\x28\xb5\x2f\xfd", f"a packed file (zstd), not a text; {_UNPACK}"),
    (b"7z\xbc\xaf\x27\x1c", f"an archive (7z), not a text; {_UNPACK}"),
    (b"Rar!\x1a\x07", f"an archive (RAR), not a text; {_UNPACK}"),
    (b"SQLite format 3\0", "a database, not a text (which comes first: the database to write to)"),
    (b"PAR1", f"a table (Parquet), not a text; {_AS_TEXTS}"),
    (b"WARC/", f"a web archive (WARC), not a text; {_AS_TEXTS}"),
    (b"\x89PNG\r\n\x1a\n", "a picture, not a text"),
    (b"\xff\xd8\xff", "a picture, not a text"),
    (b"GIF8", "a picture, not a text"),
    (b"RIFF", "a picture or a recording, not a text"),
    (b"ID3", "a recording, not a text"),
    (b"OggS", "a recording, not a text"),
)
_TEXTS_TOO = frozenset({b"BZh", b"PAR1", b"WARC/", b"GIF8", b"RIFF", b"ID3", b"OggS", b"%!PS"})
"""Beginnings that a text might have: they count where what follows is no text."""

# What an archive of this kind holds, by the beginning of its directory.
_ZIPPED: Sequence[tuple[bytes, str]] = (
    (b"word/", f"a document (DOCX), not a text; {_WITH_PANDOC.format('OLD.docx')}"),
    (b"xl/", f"a table (XLSX), not a text; {_AS_TEXTS}"),
    (b"ppt/", "slides (PPTX), not a text; save them as text"),
    (b"application/epub+zip", f"a book (EPUB), not a text; {_WITH_PANDOC.format('OLD.epub')}"),
    (b"opendocument.text", f"a document (ODT), not a text; {_WITH_PANDOC.format('OLD.odt')}"),
    (b"opendocument.", "a document of OpenOffice, not a text; save it as text"),
)

_HTML = re.compile(
    r"(?:<!--.*?-->\s*|<\?xml[^>]*\?>\s*)*<(?:!doctype\s+html|html|head|body)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_HTML_PIECE = re.compile(
    r"<(div|p|article|section|main|table|h[1-6]|header|nav|span|script|style|ul|ol|blockquote)"
    r"(?:\s[^<>]*)?>.*</\1\s*>",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(r"<\?xml\s|<!DOCTYPE\s|<(rss|feed|urlset|nitf|newsml|TEI)[\s>]", re.IGNORECASE)
_XML_PIECE = re.compile(r"<([\w:.-]+)(?:\s[^<>]*)?>.*</\1\s*>\s*\Z", re.DOTALL)
_JSON_OBJECT = re.compile(r"[\[\s]*\{\s*(?:\"(?:[^\"\\\n]|\\.)*\"\s*:|\}\s*[\],\n])")
_MAIL = re.compile(
    r"(?:From .*\n)?(?:[A-Za-z-]+: .*\n(?:[ \t].*\n)*)*?(?:Message-ID|MIME-Version|Received): ",
    re.IGNORECASE,
)
_LOOKED_AT = 64 * 1024

_NAME = re.compile(r".{0,39}[^.?!:]")
_COLUMNS = frozenset((
    "id", "no", "number", "url", "link", "title", "headline", "judul", "tajuk", "text", "content",
    "body", "isi", "teks", "article", "date", "published", "tanggal", "tarikh", "author", "byline",
    "penulis", "source", "outlet", "publisher", "sumber", "language", "lang", "claim", "speaker",
    "quote", "name", "label", "category", "topic", "summary", "description",
))  # fmt: skip
"""What columns of tables of articles are called."""


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
                f"an archive (ZIP), not a text; {_UNPACK}",
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
    if _XML.match(start) or (whole and start.startswith("<") and _XML_PIECE.match(text.strip())):
        raise Refused(f"XML, not a text; {_AS_TEXTS}")
    if _JSON_OBJECT.match(start) or (start.startswith("[") and _is_json(text)):
        raise Refused(_json_reason(start))
    if _MAIL.match(start.replace("\r\n", "\n")):
        raise Refused(f"an e-mail, not a text; {_AS_TEXTS}")
    if delimiter := _delimiter(start):
        name = "TSV" if delimiter == "\t" else "CSV"
        raise Refused(f"a table ({name}), not a text; {_AS_TEXTS}")


def _is_text(start: bytes) -> bool:
    """Is it without the control characters that files of other kinds are full of?"""
    return not any(byte < 9 for byte in start)


def _is_json(text: str) -> bool:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, list) and len(found) > 1


def _json_reason(start: str) -> str:
    lines = [line for line in start.splitlines() if line.strip()]
    name = "JSON lines" if len(lines) > 1 and lines[1].lstrip().startswith("{") else "JSON"
    return (
        f"{name}, not a text; datasette claims extract --jsonl finds the claims of JSON lines;"
        f" to store them, {_AS_TEXTS}"
    )


def _delimiter(start: str) -> str:
    """What parts the columns of a table; empty where the text is none."""
    for delimiter in ",\t;|":
        try:
            rows = list(islice(_rows(start, delimiter), 20))
        except csv.Error:
            continue
        if rows and len(rows[0]) > 1 and _is_table(rows):
            return delimiter
    return ""


def _rows(start: str, delimiter: str) -> Iterator[list[str]]:
    lines = start.replace("\r\n", "\n").replace("\r", "\n").splitlines(keepends=True)
    for row in csv.reader(lines, delimiter=delimiter):
        if any(cell.strip() for cell in row):
            yield row


def _is_table(rows: list[list[str]]) -> bool:
    """A row of names above rows as long; of names that columns have, any rows.

    Prose has commas too, but behind them a space, and before them more than a name.
    """
    first = rows[0]
    header = [cell.strip().lower().replace("_", " ") for cell in first]
    if len(set(header)) < len(header) or not all(_NAME.fullmatch(cell) for cell in header):
        return False
    known = sum(not _COLUMNS.isdisjoint(cell.split()) for cell in header)
    tight = all(cell == cell.lstrip() and len(cell.split()) <= 3 for cell in first)
    # The last row may be cut where the text was.
    same = len(rows) > 1 and all(len(row) == len(first) for row in rows[1:-1] or rows[1:])
    if known > 1 and 2 * known >= len(header):
        return tight or same
    return tight and same and len(header) > 2
