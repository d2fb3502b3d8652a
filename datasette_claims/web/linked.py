"""A page as somebody meets it who follows its links, and what should not be on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from importlib.util import find_spec

CLAIM = re.compile(r"/-/claims/([^/?#.]+)(?:[?#]|$)")
LEADS = {"a": "href", "link": "href", "img": "src", "script": "src", "iframe": "src"}


@dataclass(frozen=True, slots=True)
class Page:
    """Links in their order, ids of what can be linked to, and what should be on no public page.

    ``posts`` are where forms send what changes something; ``ours`` is a page of this program,
    ``verdict`` one that shows a verdict as what checking found, ``draft`` one that tells of one;
    ``judged`` are the claims that a list shows with a verdict, by their keys in addresses.
    """

    links: tuple[str, ...]
    ids: frozenset[str]
    posts: tuple[str, ...]
    ours: bool
    verdict: bool
    draft: bool
    judged: frozenset[str]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.posts: list[str] = []
        self.ours = self.verdict = self.draft = False
        self._in_panel = False
        self.judged: set[str] = set()
        self._card = ""
        self._in_card = self._judged_card = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        classes = told.get("class", "").split()
        if tag in LEADS and (to := told.get(LEADS[tag])) and told.get("rel") != "canonical":
            self.links.append(to)
        if "id" in told:
            self.ids.add(told["id"])
        if tag == "form" and told.get("method", "get").lower() == "post":
            self.posts.append(told.get("action", ""))
        if tag == "main" and "claims" in classes:
            self.ours = True
        if tag == "section":
            self._in_panel = {"verdict", "panel"} <= set(classes)
        if tag == "main" and "embed" in classes:
            self._in_panel = True
        if tag == "article":
            self._card, self._judged_card = "", False
            self._in_card = bool({"claim-card", "latest"} & set(classes))
        if tag == "a" and (key := CLAIM.search(told.get("href", ""))):
            self._card = self._card or key[1]
        if self._in_card and "status-verdict" in classes:
            self._judged_card = True
        if self._in_panel and "status-verdict" in classes:
            self.verdict = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "section":
            self._in_panel = False
        if tag == "article" and self._in_card:
            self._in_card = False
            if self._judged_card and self._card:
                self.judged.add(self._card)

    def handle_data(self, data: str) -> None:
        if data.strip().lower() in ("draft", "draft: not published yet."):
            self.draft = True


def read(text: str) -> Page:
    """What stands in the HTML of a page."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return Page(
        tuple(reader.links),
        frozenset(reader.ids),
        tuple(reader.posts),
        reader.ours,
        reader.verdict,
        reader.draft,
        frozenset(reader.judged),
    )


def judges() -> bool:
    """Is there a parser that says what is wrong with HTML?"""
    return find_spec("html5lib") is not None


def wrong(page: Page, text: str) -> Iterator[tuple[str, str]]:
    """What is wrong with a page, and how it is mended."""
    if page.posts:
        yield "something can be changed", "serve the copy read-only: datasette -i public.db"
    if page.ours and page.draft:
        yield "a draft is told of", "make the copy anew: datasette claims snapshot"
    if page.ours and judges():
        import html5lib

        parser = html5lib.HTMLParser()
        parser.parse(text)
        for _, code, _ in parser.errors[:1]:
            yield (
                f"the HTML is not valid ({code})",
                "mend the template, or say so to whoever wrote it",
            )
