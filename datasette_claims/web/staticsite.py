"""A public copy as files that a plain web server serves: every page that links lead to.

The copy is served within this process, to nobody who is logged in, and each page is written where
its address says: ``/public/-/claims`` is ``public/-/claims/index.html``, so that addresses which
were shared, cited or sent out in feeds lead to the same pages. A plain server knows no query: a
page that one filter or a place in a list asks for has a name of its own, what asks for more (and
the search) is not there, and a link to it is only its words.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
import shutil
from collections import deque
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urldefrag, urljoin, urlsplit

from datasette.app import Datasette
from datasette.utils import tilde_encode
from markupsafe import Markup, escape

from datasette_claims.store.errors import StoreError
from datasette_claims.web import editions, seam, sharing
from datasette_claims.web.crawling import HOST

START = ("/", "/about", "/robots.txt", "/sitemap.xml")

_PLAIN = re.compile(
    r"/|/about|/robots\.txt|/sitemap\.xml|/-/static(?:-plugins)?/.+"
    r"|/[^/]+/-/(?:sitemap-\d+\.xml|(?:edition|corrections|coverage|claims|articles|outlets|speakers)"
    r"(?:\.csv|\.atom)?"
    r"|(?:claims|articles|speakers)/[^/.]+(?:\.jsonld|\.annotations|\.atom|\.txt)?|claims/[^/.]+\.json"
    r"|claims/[^/]+/(?:embed|picture-[^/]+\.png))"
    r"|/[^/]+\.db"
)
"""Pages of ours, their files, and the copy itself."""

_NOT_READ = re.compile(r"/(?:claims/(?:changes|values|queue|add|many|login)|[^/]+/login)(?:[./]|$)")
"""What is for the desk, or searches."""

_NARROWED = re.compile(
    r"/[^/]+/-/(?:claims|articles|outlets|speakers|coverage)|/[^/]+/-/speakers/[^/.]+"
)
_CLAIM = re.compile(r"/[^/]+/-/claims/[^/.?]+")
FILTERS = ("status", "outlet", "publication", "month", "language", "speaker_kind", "kind", "sort")
PLACES = ("after", "before")
"""Lists are narrowed by one of these, and divided in pages."""

_TAG = re.compile(r"<(a|link|img|iframe)\b([^>]*)>", re.IGNORECASE)
_ADDRESS = re.compile(r"""\s(href|src)=("[^"]*"|'[^']*')""")
_PICTURE = re.compile(r'<meta property="og:image" content="([^"]+)"')
_SCRIPT = re.compile(
    r'<script\b(?![^>]*\btype="application/ld\+json")[^>]*>.*?</script>', re.DOTALL | re.IGNORECASE
)
_FORM = re.compile(r"<form\b.*?</form>", re.DOTALL | re.IGNORECASE)


class Written(NamedTuple):
    """``pages`` of HTML and ``files`` of other kinds."""

    pages: int
    files: int


async def write(datasette: Datasette, folder: Path, base: str = "") -> Written:
    """Every page of the site in the folder; links are relative, or begin with ``base``.

    The site names its address (``address`` in the configuration): what feeds and programs are told
    are whole addresses.
    """
    if not sharing.address(datasette, "/"):
        raise StoreError("The site has no address: name it in the configuration, or by --address")
    await datasette.invoke_startup()
    (db,) = [db for name, db in datasette.databases.items() if not name.startswith("_")]
    if await editions.of(db) is None:
        raise StoreError(f"{db.name} is no public copy: make one with datasette claims snapshot")
    site = _Site(datasette, folder, base)
    await site.fetch()
    for path in site.pages:
        file = folder / file_of(path)
        file.write_text(site.linked(path, file.read_text("utf-8")), "utf-8")
    return Written(len(site.pages), len(site.there) - len(site.pages))


def belongs(to: str) -> bool:
    """Is what this address of the server asks for a file of the site?

    >>> belongs("/public/-/claims?outlet=kabar"), belongs("/public/-/claims?q=dam")
    (True, False)
    """
    parts = urlsplit(to)
    if not _PLAIN.fullmatch(parts.path) or _NOT_READ.search(parts.path):
        return False
    if not parts.query or parts.path.startswith("/-/static"):
        return True
    names = [name for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
    if parts.path.endswith("/-/coverage.csv"):
        return names == ["by"]
    filters = [name for name in names if name not in PLACES]
    return bool(
        _NARROWED.fullmatch(parts.path)
        and len(filters) <= 1
        and len(names) - len(filters) <= 1
        and all(name in FILTERS for name in filters)
    )


def file_of(to: str) -> str:
    """The file of an address, within the folder.

    >>> file_of("/public/-/claims/c1"), file_of("/public/-/claims/c1.json"), file_of("/")
    ('public/-/claims/c1/index.html', 'public/-/claims/c1.json', 'index.html')
    """
    parts = urlsplit(to)
    path = unquote(parts.path).strip("/")
    if parts.path.startswith("/-/static") or (_has_ending(parts.path) and not parts.query):
        return path
    if not parts.query:
        return posixpath.join(path, "index.html")
    words = re.sub(r"[^a-z0-9]+", "-", unquote(parts.query).lower()).strip("-")[:40]
    name = f"{words}-{hashlib.sha256(parts.query.encode()).hexdigest()[:8]}"
    if _has_ending(parts.path):
        stem, _, ending = path.rpartition(".")
        return f"{stem}-{name}.{ending}"
    return posixpath.join(path, "_narrowed", name, "index.html")


def _has_ending(path: str) -> bool:
    ending = r"\.(?:csv|atom|json|jsonld|annotations|txt|xml|png|db)$"
    return bool(re.search(ending, path))


class _Site:
    def __init__(self, datasette: Datasette, folder: Path, base: str) -> None:
        self._datasette = datasette
        self._folder = folder
        self._base = base
        self._address = str(sharing.address(datasette, "/")).rstrip("/")
        self.there: set[str] = set()
        self.pages: list[str] = []

    async def fetch(self) -> None:
        """Write each page as it is served, and find others by its links."""
        waiting, known = deque(START), set(START)
        while waiting:
            path = waiting.popleft()
            if path.endswith(".db"):
                self._copy(path)
                continue
            answer = await self._datasette.client.get(path)
            if answer.status_code >= 500:
                raise StoreError(f"{path}: the server fails; nothing can be said of this site")
            if answer.status_code != 200:
                continue
            kind = answer.headers.get("content-type", "")
            file = self._folder / file_of(path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(answer.content)
            self.there.add(path)
            found: Iterator[str] = iter(())
            if "text/html" in kind:
                self.pages.append(path)
                found = chain(self._links(path, _without(answer.text)), _twins(path))
            elif "xml" in kind and "sitemap" in path:
                found = (
                    self._to(path, each) for each in re.findall("<loc>(.*?)</loc>", answer.text)
                )
            for to in found:
                if to and to not in known and belongs(to):
                    known.add(to)
                    waiting.append(to)

    def _copy(self, path: str) -> None:
        """The copy itself: it may be larger than what fits into memory."""
        for db in self._datasette.databases.values():
            if db.path and path == f"/{tilde_encode(db.route)}.db":
                shutil.copyfile(db.path, self._folder / file_of(path))
                self.there.add(path)

    def _links(self, path: str, text: str) -> Iterator[str]:
        for tag in _TAG.finditer(text):
            if told := _ADDRESS.search(tag[2]):
                yield self._to(path, Markup(told[2][1:-1]).unescape())
        for picture in _PICTURE.findall(text):
            yield self._to(path, Markup(picture).unescape())

    def _to(self, path: str, link: str) -> str:
        """The address on this server that a link leads to; empty where that is another one."""
        whole = urldefrag(urljoin(f"{HOST}{path}", link)).url
        if whole == self._address or whole.startswith(f"{self._address}/"):
            whole = HOST + (whole.removeprefix(self._address) or "/")
        return whole.removeprefix(HOST) if whole.startswith(f"{HOST}/") else ""

    def linked(self, path: str, text: str) -> str:
        """The page without what needs a server, its links to files."""

        def rewritten(tag: re.Match[str]) -> str:
            told = _ADDRESS.search(tag[2])
            if told is None or "canonical" in tag[2]:
                return tag[0]
            link = Markup(told[2][1:-1]).unescape()
            to = self._to(path, link)
            if not to or link.startswith("#"):
                return tag[0]
            if to in self.there:
                place = self._place(path, to) + _fragment(link)
                return tag[0].replace(told[0], f' {told[1]}="{escape(place)}"')
            # What is not there is no link: of a link in the text its words stay.
            return tag[0].replace(told[0], "") if tag[1].lower() == "a" else ""

        return _TAG.sub(rewritten, _without(text))

    def _place(self, path: str, to: str) -> str:
        target = file_of(to).removesuffix("index.html")
        if self._base:
            return _quoted(f"{self._base.rstrip('/')}/{target}")
        here = posixpath.dirname(file_of(path))
        place = posixpath.relpath(target or ".", here or ".")
        return _quoted(f"{place}/" if not target or target.endswith("/") else place)


def _twins(path: str) -> Iterator[str]:
    """The same for programs, which no link on the page leads to.

    Not of articles and speakers: they name lists that a plain server does not have.
    """
    if _CLAIM.fullmatch(path):
        yield f"{path}.json"


def _without(text: str) -> str:
    """The page less forms and scripts: search and writing need a server."""
    return _SCRIPT.sub("", _FORM.sub("", text))


def _fragment(link: str) -> str:
    fragment = urldefrag(link).fragment
    return f"#{fragment}" if fragment else ""


def _quoted(place: str) -> str:
    """What a plain server takes for a part of an address, or of a query, written so that it is a
    name."""
    return place.replace("%", "%25").replace("?", "%3F").replace("#", "%23").replace(" ", "%20")


async def of_copy(datasette: Datasette, folder: Path, base: str = "") -> Written:
    """The same, and the server is closed."""
    try:
        return await write(datasette, folder, base)
    finally:
        seam.close(datasette)
