"""Feeds (RSS, Atom, JSON Feed): their entries, each with what the feed tells of its article.

Much XML of feeds is broken, and feedparser reads it all the same.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timezone
from typing import Any

import feedparser

from datasette_claims import weblink
from datasette_claims.reading import cells, characters, dates, listing, markup, readable, safexml
from datasette_claims.reading.documents import Document, Item, Listed, Options, Told
from datasette_claims.reading.outcomes import Failure, Refused, Remark
from datasette_claims.reading.stubs import FEW, SHORT

_ENTITY = re.compile(rb"<!ENTITY\s", re.IGNORECASE)
_ROOT = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF)[\s>]", re.IGNORECASE)
_CUT = re.compile(
    r"(?:\[?(?:…|\.{3})\]?|(?:\A|\n)\s*(?:read|continue|baca|lanjut)\w*[^.!?\n]{0,60}[»→>]*)\s*\Z",
    re.IGNORECASE,
)
"""How a text ends that is only the beginning of one."""
_SIGNED = re.compile(r"\s*The post .{1,300} (?:appeared first on|first appeared on) .{1,100}\Z")
"""What WordPress writes below each text."""


def read(document: Document, options: Options) -> Iterator[Item | Listed | Failure | Remark]:
    """Give the entries of a feed; one that leads nowhere and has no text costs itself."""
    data = document.data()
    base = document.told.get("url", "")
    raw = list(_of_json(data, base) if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
               else _of_xml(data, base, document.told.get("content_type", "")))  # fmt: skip
    entries = []
    nowhere = 0
    for number, entry in enumerate(raw, 1):
        if not entry.address and entry.item is not None:
            yield entry.item
        elif not entry.address:
            nowhere += 1
        elif fault := weblink.fault(entry.address):
            yield document.failed(f"entry {number}", f"the address {fault}")
        else:
            entries.append(entry)
    if nowhere or not raw:
        without = f"{nowhere:,} of {len(raw):,} entries have neither an address nor a text"
        yield Remark(document.name, without if raw else "a feed without entries")
    yield from listing.given(entries, document, options)


def _of_xml(data: bytes, base: str, content_type: str) -> Iterator[Listed]:
    root = _ROOT.search(data.replace(b"\0", b""))
    if root and _ENTITY.search(data.replace(b"\0", b""), 0, root.start()):
        raise Refused(safexml.ENTITIES)
    headers = {"content-type": content_type} if content_type else {}
    parsed = feedparser.parse(
        io.BytesIO(data), response_headers={**headers, "content-location": base}
    )
    if not parsed.entries and parsed.bozo and not parsed.version:
        raise Refused(f"a damaged feed ({parsed.bozo_exception})")
    home = base or str(parsed.feed.get("link", ""))
    for entry in parsed.entries:
        found = entry.get("feedburner_origlink") or entry.get("link") or ""
        authors = [_person(one) for one in entry.get("authors", ())]
        told = {
            "title": entry.get("title"),
            "byline": authors,
            "published": _when(entry, "published") or _when(entry, "updated"),
            "outlet": entry.get("publisher") or entry.get("source", {}).get("title"),
            "language": parsed.feed.get("language"),
        }
        yield _entry(
            listing.whole(str(found), home),
            str(entry.get("id", "")),
            told,
            _when(entry, "updated"),
            [one.get("value", "") for one in entry.get("content", ())],
            str(entry.get("summary", "")),
        )


def _of_json(data: bytes, base: str) -> Iterator[Listed]:
    try:
        feed = json.loads(characters.decoded(data).lstrip("\ufeff"))
        items = feed.get("items", [])
    except (ValueError, RecursionError, AttributeError) as error:
        raise Refused(f"a damaged JSON Feed ({error})") from None
    for item in items if isinstance(items, list) else ():
        if not isinstance(item, Mapping):
            continue
        found = item.get("url") or item.get("external_url") or ""
        authors = item.get("authors") or [item.get("author")]
        told = {
            "title": item.get("title"),
            "byline": [_person(one) for one in authors if isinstance(one, Mapping)]
            if isinstance(authors, list)
            else "",
            "published": item.get("date_published"),
            "language": item.get("language") or feed.get("language"),
        }
        contents = [item.get("content_html"), item.get("content_text")]
        home = base or str(feed.get("home_page_url") or "")
        yield _entry(
            listing.whole(str(found), home),
            str(item.get("id", "")),
            told,
            cells.line(item.get("date_modified")),
            [str(one) for one in contents if one],
            "",
        )


def _entry(
    address: str,
    key: str,
    told: Mapping[str, object],
    updated: str,
    contents: Iterable[str],
    summary: str,
) -> Listed:
    fields = [(field, line) for field, value in told.items() if (line := cells.line(value))]
    item = None
    if text := _whole(contents, summary):
        item = Item(
            text,
            (
                *((Told("url", address, "source"),) if address else ()),
                *(Told(field, value, "source") for field, value in fields),
            ),
            part=key or address,
            raw_hash=hashlib.sha256(repr((address, fields, text)).encode("utf-8", "replace"))
            .hexdigest(),
            kind="feed",
        )  # fmt: skip
    when = dict(fields).get("published", "")
    return Listed(
        address, dict(fields).get("title", ""), tuple(fields),
        published=when, updated=updated, item=item,
    )  # fmt: skip


def _whole(contents: Iterable[str], summary: str) -> str:
    """The text of an article where the feed holds all of it; a summary seldom is one, if long."""
    for fewest, pieces in ((FEW, contents), (SHORT, (summary,))):
        for piece in pieces:
            text = markup.text(piece) if markup.is_marked_up(piece) else markup.characters(piece)
            text = _SIGNED.sub("", readable.trimmed(readable.tidy(text)))
            if len(text.split()) >= fewest and not _CUT.search(text):
                return text
    return ""


def _when(entry: dict[str, Any], name: str) -> str:
    """When an entry was published or updated: as it is printed, where that can be read.

    feedparser's own ``get`` gives the one for the other where that is missing.
    """
    printed = str(dict.get(entry, name) or "")
    try:
        if printed and not dates.ambiguous(printed):
            return dates.iso(printed, "")
    except Refused:
        if read := dict.get(entry, f"{name}_parsed"):
            year, month, day, hour, minute, second = read[:6]
            moment = datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc)
            return moment.isoformat()
    return printed


def _person(told: Mapping[str, Any]) -> str:
    """The name of an author, without an address for mail."""
    name = str(told.get("name") or "")
    return "" if "@" in name else name
