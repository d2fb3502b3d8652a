"""Word documents (DOCX), opened by python-docx. Read as they would be with all changes accepted."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from typing import Any

import docx

from datasette_claims.reading import prose, zipped
from datasette_claims.reading.documents import Document, Item, Options
from datasette_claims.reading.outcomes import Refused

MOST_UNPACKED = 256 * 1024 * 1024
"""Bytes of all parts together: python-docx holds them at once."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH = f"{_W}p"
_PASSED_OVER = frozenset({
    f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", f"{_W}rPr", f"{_W}pPr",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
})  # fmt: skip
"""What was deleted, the codes of fields, and the older form of a text box."""


def read(document: Document, _options: Options) -> Iterator[Item]:
    """Give the one article of a Word document and what it tells about itself."""
    data = document.data()
    with zipped.opened(document) as archive:
        for info in archive.infolist():
            zipped.weighed(info)
        if sum(info.file_size for info in archive.infolist()) > MOST_UNPACKED:
            raise Refused(f"unpacks to more than {MOST_UNPACKED // 1024**2} MB")
    try:
        opened = docx.Document(io.BytesIO(data))
        paragraphs = list(_paragraphs(opened))
        properties = opened.core_properties
        told = properties.title or "", properties.author or ""
    except (RecursionError, MemoryError):
        raise Refused("a Word document nested too deep to be read") from None
    except Exception as error:  # python-docx tells a broken file by whatever it trips over
        raise Refused(f"a damaged Word document ({type(error).__name__})") from None
    yield Item(
        text="\n\n".join(paragraph.text for paragraph in paragraphs),
        fields=tuple(prose.fields_of_document(paragraphs, *told)),
        raw_hash=hashlib.sha256(data).hexdigest(),
    )


def _paragraphs(opened: Any) -> Iterator[prose.Paragraph]:
    """The paragraphs in their order, those of tables, lists, boxes and controls among them."""
    names = {style.style_id: style.name or "" for style in opened.styles}
    waiting = [opened.element.body]
    while waiting:
        element = waiting.pop()
        if element.tag in _PASSED_OVER:
            continue
        if element.tag == _PARAGRAPH:
            inside: list[Any] = []
            text = prose.clean("".join(_characters(element, inside)))
            if text:
                yield prose.Paragraph(text, _rank(element, names))
            waiting.extend(reversed(inside))
        else:
            waiting.extend(reversed(list(element)))


def _rank(element: Any, names: dict[str, str]) -> int:
    style = element.find(f"{_W}pPr/{_W}pStyle")
    name = names.get(style.get(f"{_W}val", ""), "").lower() if style is not None else ""
    return 1 if name == "title" else 2 if name.startswith("heading") else 0


def _characters(element: Any, inside: list[Any]) -> Iterator[str]:
    """The characters of a paragraph; paragraphs that stand in it (a text box) go to ``inside``."""
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag == f"{_W}tab":
            yield "\t"
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        elif child.tag == _PARAGRAPH:
            inside.append(child)
        elif child.tag not in _PASSED_OVER:
            yield from _characters(child, inside)
