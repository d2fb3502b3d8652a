"""A link that a verdict rests on: what is taken as one, and when two are the same page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from datasette_claims import weblink
from datasette_claims.store.errors import Refused
from datasette_claims.store.words import words

STANCES = ("supports", "refutes", "context")
FIELDS = ("url", "title", "outlet", "published", "stance", "quote", "archive_url")


def checked(link: Mapping[str, str | None]) -> dict[str, str | None]:
    """The link as it is stored, edges trimmed; ``Refused`` names every field that cannot stand."""
    problems: dict[str, str] = {}
    row: dict[str, str | None] = {}
    for name in FIELDS:
        try:
            row[name] = _field(name, link.get(name))
        except Refused as refused:
            problems[f"evidence_{name}"] = str(refused)
    if problems:
        raise Refused.because(problems)
    return row


def same_page(url: str, links: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The first of the links that leads to the same page, however its address is spelt."""
    page = _page(url)
    return next((link for link in links if _page(link["url"]) == page), None)


def _field(name: str, value: str | None) -> str | None:
    if name == "url":
        return _address(value, "The address of the evidence")
    if name == "archive_url":
        return _address(value, "The archive address") if words(value, "the address") else None
    if name == "published":
        return _day(words(value, "the date"))
    if name == "stance":
        stance = value or "context"
        if stance not in STANCES:
            raise Refused(f"The stance of evidence is one of {', '.join(STANCES)}, not {stance!r}.")
        return stance
    what = {"title": "the title", "outlet": "the outlet", "quote": "the quoted passage"}[name]
    return words(value, what)


def _day(text: str | None) -> str | None:
    """``date.fromisoformat`` alone would take ``20260104`` and ``2026-W01-1`` too."""
    if text is None:
        return None
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise Refused(f"{text[:40]!r} is no day of the calendar; write the date as 2026-01-31.")


def _address(value: str | None, what: str) -> str:
    text = words(value, what.lower())
    if text is None:
        raise Refused("Evidence needs a link that begins with https:// or http://.")
    if fault := weblink.fault(text):
        raise Refused(f"{what} {fault}.")
    return text


def _page(url: str) -> tuple[str, str, str]:
    """Where an address leads: without scheme, ``www.``, a final slash and the place in the page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ("", url, "")
    return (parts.netloc.lower().removeprefix("www."), parts.path.rstrip("/"), parts.query)
