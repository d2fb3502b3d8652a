"""Where things stand on a page: its headline, what is near it, what is of other articles."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ELSEWHERE = re.compile(
    r"comment|komentar|related|terkait|sidebar|(?<!entry-)(?<!post-)(?<!article-)footer|recommend"
    r"|popul[ae]r|terbaru|trending|most-?(?:read|viewed)|newsletter|ticker",
    re.IGNORECASE,
)
NO_NAME = re.compile(
    r"https?:|www\.|@|\d[:.]\d\d|\A\W*\Z|\A(?:home|default|admin(?:istrator)?|website|blog)\Z",
    re.IGNORECASE,
)
"""What names nobody, though it stands where a name is due."""
_NO_TEXT = frozenset(("script", "style", "input", "select", "textarea", "form", "img", "svg"))
_PART_OF_A_TITLE = 12
"""Letters of a heading that is taken for the headline where a title has more than it."""


class Layout:
    """The places of a page; by its ``titles`` (in its data) the headline is known."""

    def __init__(self, tree: HtmlElement, titles: Iterable[str]) -> None:
        self.tree = tree
        self._titles = {squeezed(title) for title in titles} - {""}

    @cached_property
    def headline(self) -> HtmlElement | None:
        """The heading that is called as the page is, else its only one of the first rank."""
        heads = [
            (head, squeezed(words(head)))
            for tags in (("h1",), ("h2", "h3"), ("h4", "h5"))
            for head in self.tree.iter(*tags)
        ]
        for head, name in heads:
            if name in self._titles:
                return head
        for head, name in heads:
            if len(name) >= _PART_OF_A_TITLE and any(name in title for title in self._titles):
                return head
        first = [head for head, name in heads if head.tag == "h1" and name]
        return first[0] if len(first) == 1 else None

    def is_elsewhere(self, node: HtmlElement) -> bool:
        """Does it stand in comments, among related articles, at the foot of the page?

        What holds the headline too is the article's, whatever it is called.
        """
        for one in (node, *node.iterancestors()):
            if one in self._around or one.tag in ("body", "html"):
                return False
            if _ELSEWHERE.search(named(one)) or one.tag in ("aside", "nav"):
                return True
            if one.tag == "footer" and next(one.iterancestors("article"), None) is None:
                return True
        return False

    def distance(self, node: HtmlElement) -> int:
        """Elements between the headline and this one; above it they count twice."""
        away = self._places.get(node, 0) - self._places.get(self.headline, 0)
        return away if away >= 0 else -2 * away

    def remoteness(self, node: HtmlElement) -> tuple[bool, int]:
        """How little an element has to do with the article, to sort by."""
        return self.is_elsewhere(node), self.distance(node)

    def near(self, below: int, above: int) -> Iterator[HtmlElement]:
        """The elements near the headline."""
        if self.headline is not None:
            at = self._places[self.headline]
            yield from self._elements[max(0, at - above) : at + below]

    def marked(self, sign: re.Pattern[str], longest: int = 120) -> Iterator[HtmlElement]:
        """Small elements whose names say what they hold."""
        for node, name in self._named:
            if sign.search(name) and 0 < len(words(node)) < longest:
                yield node

    @cached_property
    def _named(self) -> list[tuple[HtmlElement, str]]:
        return [
            (node, named(node))
            for node in self.tree.xpath("//*[@class or @id]")
            if node.tag not in _NO_TEXT
        ]

    @cached_property
    def _around(self) -> frozenset[HtmlElement]:
        return frozenset(self.headline.iterancestors() if self.headline is not None else ())

    @cached_property
    def _elements(self) -> list[HtmlElement]:
        return list(self.tree.iter("*"))

    @cached_property
    def _places(self) -> dict[HtmlElement | None, int]:
        return {node: place for place, node in enumerate(self._elements)}


def words(node: HtmlElement) -> str:
    """The words in an element as one line."""
    return " ".join("".join(node.itertext()).split())


def named(node: HtmlElement) -> str:
    """The names that an element has: its classes and its id."""
    return f"{node.get('class') or ''} {node.get('id') or ''}"


def plain(value: object) -> str:
    """A value as one line of text: entities undone (some pages escape twice), tags taken out."""
    if not isinstance(value, str):
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""
    words = html.unescape(html.unescape(value))
    words = re.sub(r"</?[a-zA-Z][^<>]*>", "", words).replace("\xad", "")
    return " ".join(words.split())


def squeezed(text: str) -> str:
    """A text by its letters and digits alone, to compare it.

    >>> squeezed("Flood: 3 dead ")
    'flood3dead'
    """
    return re.sub(r"[\W_]+", "", text).casefold()
