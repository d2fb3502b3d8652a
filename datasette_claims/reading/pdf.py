"""PDF: pages -> text, by pypdf. A page that is a picture has none, which is told."""

from __future__ import annotations

import hashlib
import io
import logging
import math
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from datasette_claims.reading import pagelayout, prose
from datasette_claims.reading.documents import Document, Item, Options, Told
from datasette_claims.reading.outcomes import Refused
from datasette_claims.reading.pagelayout import Line

LARGEST = 256 * 1024 * 1024
"""Bytes of one file: pictures are most of it."""
MOST_PAGES = 2_000
MOST_STEPS = 3_000_000
"""Drawing steps of one document; a page of text has some thousands."""
MOST_CHARACTERS = 20_000_000

_LIGATURES = str.maketrans({
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
})  # fmt: skip
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffd\ue000-\uf8ff\ud800-\udfff]")
_OCR = "recognise it first: ocrmypdf OLD.pdf NEW.pdf"


def read(document: Document, _options: Options) -> Iterator[Item]:
    """Give the one article of a PDF and what it tells about itself."""
    data = document.data(LARGEST)
    with _broken_told():
        pages, told = _pages(io.BytesIO(data))
    empty = sum(not page for page in pages)
    if empty == len(pages):
        raise Refused(f"a PDF without text ({empty} pages of pictures, scanned?); {_OCR}")
    found = pagelayout.read(pages)
    text = "\n\n".join(found.paragraphs)
    odd = len(_ODD.findall(text))
    if not text.strip() or 5 * odd > len(text):
        raise Refused(f"a PDF whose letters cannot be told; {_OCR}")
    yield Item(
        text=_ODD.sub("", text),
        fields=tuple(_fields(told, found)),
        notes=(f"{empty} of {len(pages)} pages hold no text (scanned?)",) if empty else (),
        raw_hash=hashlib.sha256(data).hexdigest(),
    )


def _pages(stream: BinaryIO) -> tuple[list[list[Line]], Mapping[str, str]]:
    reader = PdfReader(stream, strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused("a PDF that is locked by a password; save it without")
    count = len(reader.pages)
    if count > MOST_PAGES:
        raise Refused(f"a PDF of {count:,} pages; split it into single articles")
    if not count:
        raise Refused("a PDF without pages")
    steps = _Steps()
    pages = [_lines(page, steps) for page in reader.pages]
    about = reader.metadata
    told = {"title": about.title or "", "author": about.author or ""} if about else {}
    return pages, told


class _Steps:
    """Counts what is drawn, so that a document made to never end does."""

    def __init__(self) -> None:
        self.steps = self.characters = 0

    def step(self, *_: Any) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise Refused("a PDF that draws without end")

    def read(self, text: str) -> None:
        self.characters += len(text)
        if self.characters > MOST_CHARACTERS:
            raise Refused("a PDF with more text than a book; split it into single articles")


def _lines(page: Any, steps: _Steps) -> list[Line]:
    """The lines of a page in the order of the file."""
    lines: list[Line] = []
    opened = False

    def hear(text: str, cm: list[float], tm: list[float], _: Any, size: float) -> None:
        nonlocal opened
        steps.read(text)
        if not text.strip():
            opened = opened and "\n" not in text
            if opened:
                lines[-1] = lines[-1]._replace(text=lines[-1].text + " ")
            return
        x, y, scale = _placed(cm, tm)
        for n, piece in enumerate(text.strip("\n").translate(_LIGATURES).split("\n")):
            if not piece.strip():
                continue
            new = Line(piece, x, y - n * 1.2 * size * scale, (size or 1.0) * scale)
            if opened and n == 0 and _same_line(lines[-1], new):
                lines[-1] = lines[-1]._replace(text=lines[-1].text + piece)
            elif lines and n == 0 and _is_drop_cap(lines[-1], new):
                lines[-1] = new._replace(text=lines[-1].text.strip() + piece.lstrip())
            else:
                lines.append(new)
            opened = True
        opened = not text.endswith("\n")

    page.extract_text(visitor_text=hear, visitor_operand_before=steps.step)
    return [line._replace(text=" ".join(line.text.split())) for line in lines]


def _placed(cm: list[float], tm: list[float]) -> tuple[float, float, float]:
    """Where text stands on the page, and by how much it is enlarged."""
    a, b, c, d, e, f = cm
    x, y = tm[4], tm[5]
    scale = math.sqrt(abs((tm[0] * tm[3] - tm[1] * tm[2]) * (a * d - b * c))) or 1.0
    return a * x + c * y + e, b * x + d * y + f, scale


def _same_line(line: Line, new: Line) -> bool:
    """Does a piece of text go on with the line before it? Across a gap stands another column."""
    return (
        abs(line.y - new.y) < 0.5 * max(line.size, new.size)
        and new.x >= line.x - line.size
        and new.x - (line.x + line.width) < line.size
    )


def _is_drop_cap(line: Line, new: Line) -> bool:
    letter = line.text.strip()
    return (
        len(letter) == 1
        and letter.isupper()
        and line.size > 1.8 * new.size
        and new.text.lstrip()[0].isalpha()
        and new.y >= line.y - new.size
    )


def _fields(told: Mapping[str, str], found: pagelayout.Reading) -> Iterator[Told]:
    """Title, byline and address.

    A title in the properties may be the paper's name, the file's or nothing of use: it counts
    where the headline does not hold it. A name counts that stands at the top of the text too.
    """
    title = prose.title(told.get("title", ""))
    printed = title.lower() in " ".join(found.paragraphs).lower()[:2_000]
    if found.headline and not (title and printed and title.lower() not in found.headline.lower()):
        yield Told("title", found.headline[:300], "text")
    elif title:
        yield Told("title", title, "file")
    if author := prose.author(told.get("author", ""), found.paragraphs):
        yield Told("byline", author, "file")
    if url := pagelayout.address(found.furniture):
        yield Told("url", url, "page")


@contextmanager
def _broken_told() -> Any:
    """What pypdf raises on a broken file, as a reason; its warnings are of no use to a reader."""
    logger = logging.getLogger("pypdf")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    except Refused:
        raise
    except MemoryError:
        raise Refused("a PDF that unpacks to more than this machine holds") from None
    except PyPdfError as error:
        raise Refused(f"a damaged PDF ({error})") from None
    except Exception as error:  # whatever a library meets in a file that is none
        raise Refused(f"a damaged PDF ({type(error).__name__})") from None
    finally:
        logger.setLevel(before)
