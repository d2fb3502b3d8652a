"""What pages tell of themselves: asked for once, read, and let go of. Nothing of them is stored."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from datasette_claims import reading, weblink
from datasette_claims.loading import languages
from datasette_claims.reading import Document, Failure

if TYPE_CHECKING:
    from datasette_claims.fetching import Answer, Fetcher

LARGEST = 5 * 1024 * 1024
SECONDS = 10.0
"""Of one answer."""
ALTOGETHER = 25.0
"""Seconds after which no further page is asked."""
MOST = 5
"""Pages that are asked for one click."""

ARCHIVE = "https://archive.org/wayback/available?url="
"""Tells of the Wayback Machine's last copy of a page."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a page told; ``message`` says why it told nothing."""

    title: str = ""
    outlet: str = ""
    published: str = ""
    archive_url: str = ""
    message: str = ""


def installed() -> bool:
    """Is what asks for pages there?"""
    try:
        import_module("datasette_claims.fetching")
    except ImportError:
        return False
    return True


def told(
    addresses: Iterable[str],
    *,
    asking: Callable[[], Fetcher] | None = None,
    archive: str = ARCHIVE,
    clock: Callable[[], float] = time.monotonic,
) -> Mapping[str, Told]:
    """What each page tells, and where its last archived copy is; for a thread of its own."""
    until = clock() + ALTOGETHER
    found: dict[str, Told] = {}
    with (asking or _fetcher)() as fetcher:
        for address in list(dict.fromkeys(addresses))[:MOST]:
            if clock() > until:
                found[address] = Told(message="not asked: the others took too long")
                continue
            answer = fetcher.get(address)
            copy = _copy(fetcher.get(archive + quote(address, safe="")))
            found[address] = _read(answer, copy)
    return found


def _fetcher() -> Fetcher:
    from datasette_claims.fetching import Fetcher, Limits

    return Fetcher(Limits(largest=LARGEST, seconds=SECONDS))


def _read(answer: Answer, copy: str) -> Told:
    if answer.outcome != "got":
        why = answer.message.partition("; ")[0]  # the rest is for a shell
        return Told(archive_url=copy, message=why)
    details = {"url": answer.final, "content_type": answer.content_type}
    document = Document.of(answer.data, answer.address, answer.final, details)
    article = reading.described(document, languages.for_reading())
    if isinstance(article, Failure):
        return Told(archive_url=copy, message=article.reason)
    day = article.published[:10]
    return Told(article.title, article.outlet, day if len(day) == 10 else "", copy)


def _copy(answer: Answer) -> str:
    """The address of the copy that the archive tells of; empty where it tells of none."""
    try:
        closest: Any = json.loads(answer.data)["archived_snapshots"]["closest"]
        url = str(closest["url"]) if closest["available"] else ""
    except (ValueError, LookupError, TypeError):
        return ""
    url = url.replace("http://web.archive.org/", "https://web.archive.org/", 1)
    return url if weblink.is_web(url) else ""
