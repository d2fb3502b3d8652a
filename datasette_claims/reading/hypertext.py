"""HTML of mails and books -> paragraphs, all of them: no part is judged to be beside the point.

Web pages are read otherwise: there most of what stands around an article is not of it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from datasette_claims.reading import prose
from datasette_claims.reading.prose import Paragraph

_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "html", "legend", "li", "main", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
_UNSEEN = frozenset((
    "script", "style", "head", "template", "noscript", "svg", "math", "object", "iframe", "nav",
    "select", "textarea", "button", "audio", "video", "canvas", "rt", "rp",
))  # fmt: skip
_EMPTY = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
))  # fmt: skip
_RANKS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_HIDDEN = re.compile(
    r"(?:\A|\s)hidden(?=[\s=]|\Z)|display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[a-zA-Z][\w:-]{0,40})"
    r"(?P<attributes>(?:[\s/](?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*|[\s/][^<>]*)?)>"
)
_ASIDE = {"<!--": "-->", "<![CDATA[": "]]>", "<!": ">", "<?": ">"}
_RAW = {
    name: re.compile(rf"</{name}\s*>", re.IGNORECASE)
    for name in ("script", "style", "template", "noscript", "svg")
}
"""Elements whose inside is no HTML or shown to nobody: they go as a whole."""
_LONGEST_TITLE = 2_000


class Page:
    """The paragraphs of a piece of HTML, and the title in its head."""

    def __init__(self, piece: str) -> None:
        self.paragraphs: list[Paragraph] = []
        self.title = ""
        reader = _Reader(self.paragraphs)
        at = 0
        for begin, end, tag in _tags(piece):
            reader.text(piece[at:begin])
            at = end
            if tag is None:
                continue
            name = tag["name"].lower()
            if name == "title" and not tag["end"] and not self.title:
                closing = piece.find("<", end)
                title = piece[end : closing if closing >= 0 else len(piece)]
                self.title = " ".join(html.unescape(title[:_LONGEST_TITLE]).split())
            if tag["end"]:
                reader.closed(name)
            else:
                reader.opened(name, tag["attributes"])
        reader.text(piece[at:])
        reader.end_paragraph()

    @property
    def text(self) -> str:
        """The paragraphs, parted by blank lines."""
        return "\n\n".join(paragraph.text for paragraph in self.paragraphs)


def _tags(piece: str) -> Iterator[tuple[int, int, re.Match[str] | None]]:
    """Where tags stand, and what else is no text (None): comments, declarations, programs.

    Python's own parser of HTML looks at some hostile texts again and again; here no character is
    looked at more than a few times.
    """
    at = 0
    unclosed: set[str] = set()
    while (begin := piece.find("<", at)) >= 0:
        tag = None
        if piece.startswith(("<!", "<?"), begin):
            opening = next(one for one in _ASIDE if piece.startswith(one, begin))
            end = -1 if opening in unclosed else piece.find(_ASIDE[opening], begin + len(opening))
            if end < 0:
                unclosed.add(opening)
                at = begin + 1
                continue
            at = end + len(_ASIDE[opening])
        elif tag := _TAG.match(piece, begin):
            at = tag.end()
            name = tag["name"].lower()
            if name in _RAW and not tag["end"] and name not in unclosed:
                if closing := _RAW[name].search(piece, at):
                    yield begin, closing.end(), None
                    at = closing.end()
                    continue
                unclosed.add(name)
        else:
            at = begin + 1
            continue
        yield begin, at, tag


class _Reader:
    """Hears tags and text. What is not closed is closed by what it stands in."""

    def __init__(self, paragraphs: list[Paragraph]) -> None:
        self.paragraphs = paragraphs
        self.pieces: list[str] = []
        self.rank = self.preserved = 0
        self.unseen: list[str] = []

    def end_paragraph(self) -> None:
        """What was heard since the last one is a paragraph."""
        if text := prose.clean(html.unescape("".join(self.pieces))):
            self.paragraphs.append(Paragraph(text, self.rank))
        self.pieces = []

    def opened(self, tag: str, attributes: str) -> None:
        """An element begins."""
        if self.unseen:
            if tag == self.unseen[-1] and tag not in _EMPTY:
                self.unseen.append(tag)
            elif tag == "body":  # a head that nobody closed
                self.unseen = []
        elif tag in _UNSEEN or (tag not in _EMPTY and _HIDDEN.search(attributes)):
            self.unseen.append(tag)
        elif tag == "br":
            if (
                next((one for one in reversed(self.pieces) if one == "\n" or one.strip()), "")
                == "\n"
            ):
                self.end_paragraph()  # an empty line
            else:
                self.pieces.append("\n")
        elif tag in _BLOCKS:
            self.end_paragraph()
            self.rank = _RANKS.get(tag, 0)
            self.preserved += tag == "pre"

    def closed(self, tag: str) -> None:
        """An element ends."""
        if self.unseen:
            if tag == self.unseen[-1]:
                self.unseen.pop()
        elif tag in _BLOCKS:
            self.end_paragraph()
            self.rank = 0
            self.preserved = max(0, self.preserved - (tag == "pre"))

    def text(self, data: str) -> None:
        """Text stands between two tags."""
        if data and not self.unseen:
            self.pieces.append(data if self.preserved else data.replace("\n", " "))
