"""What a page tells about its article, the surest first, each with what told it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from datasette_claims.reading import jsonld, pageauthors, pagedates
from datasette_claims.reading.documents import By, Told
from datasette_claims.reading.pageparts import NO_NAME, Layout, plain, squeezed, words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_TITLE = ("og:title", "twitter:title", "dc.title", "headline")
"""Ends of what meta elements are called, in small letters alone; so below."""
_OUTLET = ("sitename", "citationjournaltitle", "publisher", "applicationname",
           "applemobilewebapptitle")  # fmt: skip
_LANGUAGE = ("og:locale", "content-language", "language", "dc.language")

_FEEDS = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})
_TAIL = re.compile(r"\s+[|\-–—:»·•]\s+|\s*\|\s*")
_LONGEST_OUTLET = 5
"""Words of a name that stands behind a title."""


class Page:
    """The data of one page, looked up once. ``address`` is where it was fetched, if it was."""

    def __init__(self, tree: HtmlElement, address: str = "") -> None:
        self.tree = tree
        self.address = address
        self.meta = _meta(tree)
        self.nodes = jsonld.nodes(
            "".join(script.itertext())
            for script in tree.iter("script")
            if "ld+json" in (script.get("type") or "").lower()
        )
        self.article = jsonld.article(self.nodes, self.canonical)
        self.titles = [title for title, _ in self._called()]
        self.layout = Layout(tree, self.titles)

    def details(self) -> tuple[Told, ...]:
        """What is told of each field, the surest first."""
        sites = {squeezed(name) for name, by in self._outlets if by != "page"}
        found = [
            *self._of("url", self._urls()),
            *self._of("outlet", self._outlets),
            *self._of("title", self._titles()),
            *self._of("byline", pageauthors.told(self, sites)),
            *self._of("language", self._languages()),
            *self._of("published", pagedates.told(self, self.canonical or self.address)),
        ]
        return tuple(dict.fromkeys(found))

    @property
    def is_article(self) -> bool:
        """Does the page say that it is one?"""
        kinds = self.meta.get("og:type", [])
        dated = "article:published_time" in self.meta
        return bool(self.article) or dated or any("article" in kind.lower() for kind in kinds)

    @property
    def is_front(self) -> bool:
        """Do all addresses that it has lead to the root of a site, where no article stands?"""
        told = [self.canonical, *map(self._absolute, self.meta.get("og:url", ())), self.address]
        known = [url for url in told if _host(url)]
        return bool(known) and not any(map(_path, known))

    def _of(self, field: str, told: Iterable[tuple[object, By]]) -> Iterator[Told]:
        for value, by in told:
            words = plain(value)
            if words:
                yield Told(field, words, by)

    @property
    def feed(self) -> str:
        """The address of the feed that a page names; empty where it names none."""
        return self._linked("alternate", _FEEDS)

    @cached_property
    def canonical(self) -> str:
        """The address that the page gives as its own; empty where it gives none."""
        return self._linked("canonical")

    def _linked(self, relation: str, kinds: Collection[str] = ()) -> str:
        """Where the first link of that relation leads, of one of these kinds if any are told."""
        links = (
            link.get("href") or ""
            for link in self.tree.iter("link")
            if relation in (link.get("rel") or "").lower().split()
            and (not kinds or (link.get("type") or "").lower().strip() in kinds)
        )
        return next((self._absolute(link) for link in links if link.strip()), "")

    def _absolute(self, link: str) -> str:
        base = self.address or next(iter(self.meta.get("og:url", [])), "")
        try:
            return urljoin(base, link.strip())
        except ValueError:
            return ""

    def _urls(self) -> Iterator[tuple[object, By]]:
        node = self.article
        told: list[tuple[str, By]] = [(self.canonical, "meta")]
        told += [(self._absolute(url), "og") for url in self.meta.get("og:url", [])]
        told += [
            (self._absolute(link), "json-ld")
            for link in (jsonld.identifier(node.get(key)) for key in ("mainEntityOfPage", "url"))
            if link and not link.startswith("#")
        ]
        deep = any(_path(url) for url, _ in told) or bool(_path(self.address))
        for url, by in told:
            if url.startswith(("http://", "https://")) and (_path(url) or not deep):
                yield url, by

    def _called(self) -> Iterator[tuple[str, By]]:
        """What the page is called by its data, often with the name of the site."""
        yield plain(self.article.get("headline") or self.article.get("name")), "json-ld"
        for key in _TITLE:
            for title in self.meta.get(key, ()):
                yield plain(title), "og" if key.startswith("og") else "meta"
        for title in self.tree.xpath("//title[not(ancestor::*[local-name()='svg'])]")[:1]:
            yield plain(words(title)), "page"

    def _titles(self) -> Iterator[tuple[object, By]]:
        head = words(self.layout.headline) if self.layout.headline is not None else ""
        sites = self._sites
        own = head if squeezed(head) not in sites else ""
        said = False
        for title, by in self._called():
            if by == "page" and own and not said:
                yield own, "page"
            yield (_headline(title, own) if by != "json-ld" else "") or _without(title, sites), by
            said = said or bool(title)
        yield own, "page"

    @cached_property
    def _outlets(self) -> list[tuple[str, By]]:
        names: list[tuple[str, By]] = [(n, "og") for n in self.meta.get("og:site_name", ())]
        publisher = self.article.get("publisher")
        names += [(name, "json-ld") for name in jsonld.names(publisher, self.nodes, "Person")]
        for node in self.nodes:
            if {"WebSite", "NewsMediaOrganization"} & set(jsonld.types(node)):
                names += [(name, "json-ld") for name in jsonld.names(node, ())]
        names += [(name, "meta") for name in self.meta_called(_OUTLET)]
        names += [(name, "page") for name in self._behind_titles()]
        named = ((plain(name), by) for name, by in names)
        return [(name, by) for name, by in named if not NO_NAME.search(name)]

    def _behind_titles(self) -> Iterator[str]:
        """The site's name in a title: behind the headline, or named as the address is."""
        heads = {squeezed(title) for title in self.titles[:-1]}
        if self.layout.headline is not None:
            heads.add(squeezed(words(self.layout.headline)))
        for title in self.titles:
            first, *rest = _TAIL.split(title)
            for part in (rest[-1], first) if rest else ():
                is_behind = part != first and squeezed(title.removesuffix(part)) in heads - {""}
                if len(part.split()) <= _LONGEST_OUTLET and (
                    is_behind or _is_site(part, self._hosts)
                ):
                    yield part

    @cached_property
    def _hosts(self) -> frozenset[str]:
        """The names that the address holds, squeezed."""
        host = (_host(self.canonical) or _host(self.address)).removeprefix("www.")
        *labels, _ = host.split(".")
        return frozenset(
            {squeezed(host), squeezed("".join(labels)), *map(squeezed, labels[-1:])} - {""}
        )

    @cached_property
    def _sites(self) -> frozenset[str]:
        """The names of the site, squeezed."""
        return self._hosts | {squeezed(name) for name, _ in self._outlets} - {""}

    def meta_called(self, ends: Iterable[str]) -> list[str]:
        """What meta elements hold whose names end so, in the order of the ends."""
        return [
            content
            for end in ends
            for key, name, contents in self.squeezed_meta
            if name.endswith(end) and not key.startswith(("twitter:", "smart"))
            for content in contents
        ]

    @cached_property
    def squeezed_meta(self) -> list[tuple[str, str, list[str]]]:
        """What meta elements are called, the same squeezed, what they hold."""
        return [(key, squeezed(key), contents) for key, contents in self.meta.items()]

    def _languages(self) -> Iterator[tuple[object, By]]:
        yield self.article.get("inLanguage"), "json-ld"
        yield self.tree.xpath("string(//html/@lang | //html/@xml:lang)"), "page"
        for key in _LANGUAGE:
            for value in self.meta.get(key, ()):
                yield value.replace("_", "-"), "og" if key.startswith("og") else "meta"


def _meta(tree: HtmlElement) -> dict[str, list[str]]:
    """Name or property of the meta elements, in small letters -> their contents."""
    found: dict[str, list[str]] = {}
    for node in tree.iter("meta"):
        content = (node.get("content") or "").strip()
        within = node.get("itemprop") and next(node.iterancestors("body"), None) is not None
        for key in ("property", "name", "http-equiv", *(() if within else ("itemprop",))):
            name = (node.get(key) or "").strip().lower()
            if name and content:
                found.setdefault(name, []).append(content)
    return found


def _headline(title: str, head: str) -> str:
    """The part of a title that is the headline; empty where none is."""
    for match in _TAIL.finditer(title):
        for part in (title[: match.start()], title[match.end() :]):
            if head and squeezed(part) == squeezed(head):
                return part
    return ""


def _without(title: str, sites: Iterable[str]) -> str:
    """A title without the name of the site behind or before it."""
    marks = list(_TAIL.finditer(title))
    if marks and _is_site(title[marks[-1].end() :], sites):
        return title[: marks[-1].start()]
    if marks and _is_site(title[: marks[0].start()], sites):
        return title[marks[0].end() :]
    return title


def _is_site(part: str, sites: Iterable[str]) -> bool:
    """Is a part of a title the name of the site, with accents or without?"""
    plain = unicodedata.normalize("NFKD", part)
    return bool(
        {squeezed(part), squeezed("".join(c for c in plain if not unicodedata.combining(c)))}
        & set(sites)
    )


def _path(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.path.strip("/") + parts.query


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
