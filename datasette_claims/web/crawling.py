"""A walk through all that a visitor reaches in a public copy, and what is wrong there.

The copy is served within this process, read-only, with the configuration of the site, to somebody
who is not logged in.
"""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urldefrag, urljoin, urlsplit

from datasette.app import Datasette
from datasette.utils import tilde_decode
from markupsafe import escape

from datasette_claims.publishing import edition
from datasette_claims.publishing.checking import Finding
from datasette_claims.store import published
from datasette_claims.web import linked, seam, settings, sharing

HOST = "http://localhost"

MOST = 2000
"""Pages that are looked at unless more are asked for."""

START = ("/", "/about", "/robots.txt", "/sitemap.xml")

NOT_READ = re.compile(r"\.db$|[?&]_stream=|^/-/static|^/[^/]+/\w+_fts(_\w+)?\b")
"""Files as large as the copy, files that come with the program, and tables of SQLite's search."""

NO_PLACE = "a link leads to a place that its page does not have"
NO_RESULT = "a verdict is shown that nobody published with its reason and evidence"
MEND_LINK = "mend the page that has the link"
ANEW = "make the copy anew: datasette claims snapshot"

SHOWN = 5
"""Of each thing that is wrong, so many places are named."""


class Walked(NamedTuple):
    """``left`` pages were found and not looked at."""

    pages: int
    left: int
    findings: list[Finding]


class Fault(NamedTuple):
    """Something that is wrong on a page; ``what`` is the same on all pages where it is."""

    what: str
    mend: str
    where: str


async def walk(
    database: Path,
    files: Iterable[Path],
    *,
    people: Collection[str] = (),
    templates: Path | None = None,
    most: int = MOST,
) -> Walked:
    """Look at every page; of those that differ in what they ask for alone, at one of each kind."""
    files = list(files)
    datasette = served(database, files, templates)
    try:
        await datasette.invoke_startup()
        (db,) = [db for name, db in datasette.databases.items() if not name.startswith("_")]
        results = await db.execute_fn(published.results)
        way = _Way(datasette, people, results)
        await way.go(most)
    finally:
        seam.close(datasette)
    findings = [*_unknown(_told(files)), *_grouped(way.faults)]
    if not linked.judges():
        findings.append(
            Finding(
                False,
                "no page was judged as HTML",
                "pip install 'datasette-claims[check]', and look again",
            )
        )
    return Walked(len(way.seen), len(way.waiting) + len(way.later), findings)


def served(
    database: Path,
    files: Iterable[Path],
    templates: Path | None = None,
    last: Mapping[str, Any] | None = None,
) -> Datasette:
    """The copy as a site with these files of configuration serves it, and what goes over them.

    A setting that Datasette does not have is left out: 1.0 would not start with it.
    """
    told = _over(_told(files), last or {})
    asked = told.pop("settings", None)
    known = asked if isinstance(asked, dict) else {}
    return Datasette(
        [],
        immutables=[str(database)],
        metadata=told,
        settings={name: known[name] for name in known.keys() & seam.SETTINGS},
        template_dir=str(templates) if templates else None,
    )


def _told(files: Iterable[Path]) -> dict[str, Any]:
    """What the files of configuration say together."""
    told: dict[str, Any] = {}
    for path in files:
        told = _over(told, edition.loaded(path))
    return told


def _unknown(told: Mapping[str, Any]) -> Iterator[Finding]:
    """Settings that Datasette does not have: it would be started without them, or not at all."""
    asked = told.get("settings")
    for name in sorted((asked.keys() if isinstance(asked, dict) else set()) - seam.SETTINGS):
        near = settings.resembles(name, seam.SETTINGS)
        meant = f"; {near} may be meant" if near else ""
        yield Finding(
            True,
            f"Datasette has no setting {name}",
            f"take it out of the configuration{meant}: datasette --help-settings lists them",
        )


def _over(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Both configurations; what the second says goes first."""
    both = {**first, **second}
    for key in first.keys() & second.keys():
        if isinstance(first[key], dict) and isinstance(second[key], dict):
            both[key] = _over(first[key], second[key])
    return both


class _Way:
    """Where the walk has been, where it goes on, and what it found."""

    def __init__(
        self, datasette: Datasette, people: Collection[str], results: Collection[str]
    ) -> None:
        self.datasette = datasette
        self.results = results
        self.faults: list[Fault] = []
        self.seen: dict[str, Collection[str]] = {}
        self.waiting: deque[tuple[str, str]] = deque((path, "") for path in START)
        self.later: deque[tuple[str, str]] = deque()  # Datasette's own pages
        self._known = set(START)
        self._address = (sharing.address(datasette, "/") or "").rstrip("/")
        self._shapes: set[object] = set()
        self._fragments: list[tuple[str, str, str]] = []
        self._people = _named(people) if people else None

    async def go(self, most: int) -> None:
        while (self.waiting or self.later) and len(self.seen) < most:
            path, behind = (self.waiting or self.later).popleft()
            await self._look(path, behind)
        for path, fragment, behind in self._fragments:
            if path in self.seen and fragment not in self.seen[path]:
                self._fault(NO_PLACE, MEND_LINK, f"{behind} → {path}#{fragment}")

    async def _look(self, path: str, behind: str) -> None:
        answer = await self.datasette.client.get(path)
        self.seen[path] = ()
        if answer.status_code >= 500:
            self._fault("the server fails", "see what it prints, and mend it", path)
            return
        if answer.status_code >= 400:
            if behind:
                what = f"a link leads nowhere ({answer.status_code})"
                self._fault(what, MEND_LINK, f"{behind} → {path}")
            return
        if answer.status_code in (301, 302, 303, 307, 308):
            self._follow(path, [answer.headers["location"]])
            return
        text = answer.text
        if self._people and (found := self._people.search(text)):
            self._fault(f"“{found[1]}” is who works at the desk, and is named", ANEW, path)
        kind = answer.headers.get("content-type", "")
        if "xml" in kind:
            self._follow(path, re.findall("<loc>([^<]+)</loc>", text))
        if "text/html" not in kind:
            return
        page = linked.read(text)
        self.seen[path] = page.ids
        for what, mend in linked.wrong(page, text):
            self._fault(what, mend, path)
        claim = re.search(r"/-/claims/([^/?#.]+)(/embed)?$", path)
        shown = {tilde_decode(key) for key in page.judged}
        if claim and page.verdict:
            shown.add(tilde_decode(claim[1]))
        if page.ours and not shown <= {*self.results}:
            self._fault(NO_RESULT, ANEW, path)
        # How it is shown on other sites, to which no link on the page leads.
        embedded = [f"{path}/embed"] if claim and not claim[2] and page.ours else []
        self._follow(path, [*page.links, *embedded])

    def _follow(self, path: str, links: Iterable[str]) -> None:
        for link in links:
            whole, fragment = urldefrag(urljoin(f"{HOST}{path}", link))
            if self._address and whole.startswith(f"{self._address}/"):
                whole = whole.replace(self._address, HOST, 1)
            if not whole.startswith(f"{HOST}/"):
                continue
            to = seam.below_base(self.datasette, whole.removeprefix(HOST))
            base = self.datasette.setting("base_url")
            if base != "/" and to.startswith(base) and to.endswith(".json"):
                continue  # Datasette's own pages name their JSON with the base twice
            # A claim's place in a list may be on another page of it.
            if fragment and not fragment.startswith((":~:", "claim-")):
                self._fragments.append((to, unquote(fragment), path))
            if to in self._known or NOT_READ.search(to):
                continue
            parts = urlsplit(to)
            if parts.query:
                # Searches lead to each other without an end: one of each kind, one step behind.
                if "?" in path:
                    continue
                shape = (_kind(parts.path), *sorted(name for name, _ in parse_qsl(parts.query)))
                if shape in self._shapes:
                    continue
                self._shapes.add(shape)
            self._known.add(to)
            (self.waiting if "/-/" in to else self.later).append((to, path))

    def _fault(self, what: str, mend: str, where: str) -> None:
        self.faults.append(Fault(what, mend, where))


def _named(people: Iterable[str]) -> re.Pattern[str]:
    """A name that stands alone: in an element, in a cell of CSV, as text in JSON."""
    written = {
        str(way)
        for name in people
        for way in (name, html.escape(name), escape(name), json.dumps(name)[1:-1])
    }
    names = "|".join(map(re.escape, sorted(written, key=len, reverse=True)))
    return re.compile(rf'(?:>\s*(?:,\s*)?|["\n,])({names})(?:\s*<|["\r\n,])')


def _kind(path: str) -> str:
    """The path without the key of a thing in it."""
    return re.sub(r"(/-/(?:claims|articles|speakers)/)[^/.]+", r"\1", path)


def _grouped(faults: Iterable[Fault]) -> Iterator[Finding]:
    found: dict[tuple[str, str], list[str]] = {}
    for fault in faults:
        found.setdefault((fault.what, fault.mend), []).append(fault.where)
    for (what, mend), places in found.items():
        more = f" and {len(places) - SHOWN:,} more" if len(places) > SHOWN else ""
        yield Finding(True, f"{what}: {', '.join(places[:SHOWN])}{more}", mend)
