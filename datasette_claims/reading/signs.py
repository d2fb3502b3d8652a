"""Signs by which the beginning of a file tells its kind, whatever its name is."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from datasette_claims.reading import characters

_CONTROLS = frozenset(range(9))
_MAIL = re.compile(
    rb"(?:>?From .*\n)?(?:[A-Za-z-]+: .*\n(?:[ \t].*\n)*)*?(?:Message-ID|MIME-Version|Received): ",
    re.IGNORECASE,
)
_HEADED = re.compile(rb"(?:\A|\n\n)From [^\n]*\n[A-Za-z][\w-]*:[ \t]")
_CUE = re.compile(
    r"(?:\d{1,4}:)?\d{1,2}:\d{1,2}[.,]\d{1,3}\s*-->\s*(?:\d{1,4}:)?\d{1,2}:\d{1,2}[.,]\d{1,3}(?:\s.*)?"
)
_CLOCK = r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)(?:[.,]\d{1,3})?"
_BEFORE_SPEECH = re.compile(rf"\s*[\[(]{_CLOCK}[\])]\s*(\S.*)")
_LONG_CLOCK = re.compile(r"\s*(\d{1,3}):(\d\d):([0-5]\d)(?:[.,]\d{1,3})?\s+(?:[-–—]\s*)?(\S.*)")
_NAME = r"([^\W\d_a-zà-ÿ][\w.’'&-]*(?: [\w.’'&()-]+){0,5}?)"
_NAME_AND_CLOCK = re.compile(rf"\s*{_NAME}\s*[,|·–—-]?\s*[\[(]?{_CLOCK}[\])]?\s*:?\s*")
_LABEL = re.compile(r"[^\W\d_a-zà-ÿ][^:]{0,60}:\s")
_FEWEST_MARKS = 3
_WEBVTT = re.compile(r"WEBVTT(?:[ \t\n]|\Z)")
_RECORD = re.compile(rb"WARC/\d\.\d+\r?\n(?:[\w-]+:|\s)", re.IGNORECASE)
_ARC = b"filedesc://"
_GZIP = b"\x1f\x8b\x08"
_DEFLATED = b"\x08\x00"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OFFICE = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"word/", b"xl/", b"ppt/")
_SAVED_BY = (b"snapshot-content-location:", b"saved by ", b"produced by microsoft mimeole")

SINGLE_FILE = re.compile(
    rb"<!--\s*Page saved with SingleFile\s(?P<told>[^>]{0,8000}?)-->", re.IGNORECASE
)
SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(?P<url>\S{1,4000}?)\s*-->", re.IGNORECASE)
"""What is written into a page by whom it was saved."""

_PROLOGUE = rb"\A[\s\x00\xef\xbb\xbf\xfe\xff]*(?:<\?xml[^>]*\?>\s*|<!--(?:(?!-->).)*-->\s*)*"
_HTML = re.compile(
    _PROLOGUE + rb"<(?:!doctype\s+html|html|head|body|title|meta)\b", re.IGNORECASE | re.DOTALL
)
_PIECE = re.compile(
    _PROLOGUE
    + rb"<(div|p|article|section|main|table|h[1-6]|header|nav|span|script|style|ul|ol|blockquote)"
    rb"(?:\s[^<>]*)?>.*</(?:\1|p|div|article|section|main)\s*>",
    re.IGNORECASE | re.DOTALL,
)
_NOT_HTML = re.compile(rb"<(?:rss|feed|urlset|sitemapindex)[\s>]", re.IGNORECASE)


def none(_head: bytes, _name: str) -> bool:
    """For a kind that nothing but the name tells."""
    return False


def html(head: bytes, name: str) -> bool:
    """A page or a piece of one; also in UTF-16."""
    start = head.replace(b"\0", b"") if head[:2] in (b"\xff\xfe", b"\xfe\xff") else head
    if _HTML.match(start):
        return not _NOT_HTML.search(start[:2048])
    piece = _PIECE.match(start)
    return bool(piece) and (name.endswith((".html", ".htm")) or start.rstrip().endswith(b">"))


def pdf(head: bytes, _name: str) -> bool:
    """A PDF may have something else above it; a text may speak of one."""
    if head.startswith(b"%PDF-"):
        return True
    return b"%PDF-" in head[:1024] and not _CONTROLS.isdisjoint(head)


def _member(head: bytes) -> tuple[bytes, bytes]:
    """The name of the first file in a ZIP file, and what follows it; empty where it is none."""
    if not head.startswith(_ZIP[0]) or len(head) < 30:
        return b"", b""
    end = 30 + int.from_bytes(head[26:28], "little")
    data = head[end + int.from_bytes(head[28:30], "little") :]
    return head[30:end], _inflated(data) if head[8:10] == _DEFLATED else data


def _declared(head: bytes, kind: bytes) -> bool:
    """Does a ZIP file begin by declaring what it is?"""
    name, data = _member(head)
    return name == b"mimetype" and data.startswith(kind)


def odt(head: bytes, _name: str) -> bool:
    """An OpenDocument text, a template of one among them."""
    return _declared(head, b"application/vnd.oasis.opendocument.text")


def epub(head: bytes, name: str) -> bool:
    """A book; programs that zip one by hand leave its declaration out or pack it."""
    return _declared(head, b"application/epub+zip") or (
        head.startswith(_ZIP) and name.endswith(".epub")
    )


def docx(head: bytes, name: str) -> bool:
    """A Word document; its parts may stand far behind others."""
    if not _member(head)[0].startswith(_OFFICE):
        return False
    return b"word/" in head or (name.endswith(".docx") and not office(head))


def office(head: bytes) -> bool:
    """Does a ZIP file begin as a table or slides do?"""
    first = _member(head)[0]
    return first == b"mimetype" or (
        first.startswith(_OFFICE) and (b"xl/" in head or b"ppt/" in head)
    )


def zip_file(head: bytes, _name: str) -> bool:
    """A ZIP file that is no document of a program; asked behind those."""
    return head.startswith(_ZIP) and not office(head)


def mail(head: bytes, _name: str) -> bool:
    """A message with what a mail program writes above it."""
    return bool(_MAIL.match(head.replace(b"\r\n", b"\n")))


def mailbox(head: bytes, name: str) -> bool:
    """More than one message, each below a line of its own; a file of one is a message."""
    plain = head.replace(b"\r\n", b"\n")
    if not plain.startswith(b"From ") or not _HEADED.match(plain):
        return False
    return name.endswith(".mbox") or bool(_HEADED.search(plain, 1))


def tar(head: bytes, _name: str) -> bool:
    """Asked before PDF, which may be its first member."""
    return head[257:262] == b"ustar"


def mhtml(head: bytes, name: str) -> bool:
    """A message that is a page with all that belongs to it."""
    top = head[:4096].replace(b"\r\n", b"\n").partition(b"\n\n")[0].lower()
    if b"mime-version:" not in top or b"multipart/related" not in top:
        return False
    return any(sign in top for sign in _SAVED_BY) or name.endswith((".mht", ".mhtml"))


def saved_page(head: bytes, _name: str) -> bool:
    """A page in which stands that it was saved, and from where."""
    return bool(SINGLE_FILE.search(head) or SAVED_FROM.search(head))


def webarchive(head: bytes, _name: str) -> bool:
    """A property list that holds a page, as Safari saves it."""
    binary = head.startswith(b"bplist00") and not _CONTROLS.isdisjoint(head)
    listed = binary or b"<!DOCTYPE plist" in head[:1024]
    return listed and b"WebMainResource" in head


def subtitles(head: bytes, _name: str) -> bool:
    """Subtitles: their mark, or a time above a text."""
    text = characters.decoded(head[:4096]).replace("\r\n", "\n").replace("\r", "\n")
    start = text.lstrip()
    if _WEBVTT.match(start):
        return True
    lines = [line.strip() for line in start.split("\n")[:4] if line.strip()]
    return any(_CUE.fullmatch(line) for line in lines[:2])


class TimeMark(NamedTuple):
    """A line of a transcript that tells the time, with the name or the text that stands in it."""

    line: int
    seconds: int
    name: str = ""
    text: str = ""


def time_marks(lines: Sequence[str]) -> Iterator[TimeMark]:
    """The times in a transcript: before a speech, or beside the name above it."""
    for n, line in enumerate(lines):
        if len(line) < 200 and (found := _NAME_AND_CLOCK.fullmatch(line)):
            yield TimeMark(n, _seconds(*found.groups()[1:]), name=found[1])
        elif found := _BEFORE_SPEECH.match(line) or _LONG_CLOCK.match(line):
            yield TimeMark(n, _seconds(*found.groups()[:3]), text=found[4])


def _seconds(hours: str | None, minutes: str, seconds: str) -> int:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)


def transcript(head: bytes, _name: str) -> bool:
    """A text in which names and times take turns, the times onwards.

    A programme has times too, but what follows them is no label.
    """
    if _CONTROLS.intersection(head):
        return False
    lines = head.decode("utf-8-sig", "replace").splitlines()
    marks = list(time_marks(lines))
    labelled = sum(bool(mark.name or _LABEL.match(mark.text)) for mark in marks)
    onwards = all(one.seconds <= next_.seconds for one, next_ in pairwise(marks))
    filled = sum(bool(line.strip()) for line in lines)
    return (
        len(marks) >= _FEWEST_MARKS
        and onwards
        and 2 * labelled > len(marks)
        and 12 * len(marks) > filled
        and all(mark.text or _is_followed(lines, mark) for mark in marks[:_FEWEST_MARKS])
    )


def _is_followed(lines: Sequence[str], mark: TimeMark) -> bool:
    """Does a speech stand below a name with its time?"""
    below = [line for line in lines[mark.line + 1 : mark.line + 3] if line.strip()]
    return bool(below) and not _NAME_AND_CLOCK.fullmatch(below[0])


def warc(head: bytes, _name: str) -> bool:
    """A web archive, packed or not."""
    start = unpacked(head) if head.startswith(_GZIP) else head
    return begins_warc(start) or start.startswith(_ARC)


def begins_warc(start: bytes) -> bool:
    """Does a record of a web archive begin here?"""
    return bool(_RECORD.match(start))


def unpacked(start: bytes) -> bytes:
    """The first bytes of what was packed by gzip; empty where it was not."""
    return _inflated(start, 31)


def _inflated(start: bytes, form: int = -15) -> bytes:
    try:
        return zlib.decompressobj(form).decompress(start, 256)
    except zlib.error:
        return b""


def sqlite(head: bytes, _name: str) -> bool:
    """The file of an SQLite database."""
    return head.startswith(b"SQLite format 3\0")


def parquet(head: bytes, _name: str) -> bool:
    """Parquet: four letters, and behind them what is no text."""
    return head.startswith(b"PAR1") and any(byte < 9 for byte in head[4:64])


def workbook(head: bytes, name: str) -> bool:
    """A workbook of Excel: an archive with a folder for it."""
    return head.startswith(b"PK\x03\x04") and (b"xl/" in head or name.endswith((".xlsx", ".xlsm")))


def packed(head: bytes, _name: str) -> bool:
    """A file packed by gzip, bzip2 or xz; asked behind web archives, which are packed too."""
    return head.startswith((b"\x1f\x8b", b"\xfd7zXZ\0")) or (
        head.startswith(b"BZh") and head[4:10] == b"1AY&SY"
    )
