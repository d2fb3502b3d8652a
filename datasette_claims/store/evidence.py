"""Links that a verdict rests on: what is taken as one, and when two are the same page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlsplit

from datasette_claims import weblink
from datasette_claims.store import addresses
from datasette_claims.store.errors import Refused
from datasette_claims.store.vocabulary import Status
from datasette_claims.store.words import words
from datasette_claims.wording import said

STANCES = ("supports", "refutes", "context")
FOLLOWS = "verdict"
"""Instead of a stance: what the verdict says that the link was found for."""
FIELDS = ("url", "title", "outlet", "published", "stance", "quote", "archive_url", "file_hash")
Page = tuple[str, str, str, str]

MOST = 10
"""Links that are saved at once."""


def field(name: str, number: int = 1) -> str:
    """What a part of the link with this number is called in a form: ``evidence_url_2``."""
    return f"evidence_{name}" if number == 1 else f"evidence_{name}_{number}"


def leaning(status: Status) -> str:
    """What a link most likely does that was found for a verdict; people may say otherwise."""
    if status.kind != "verdict" or status.rating is None or status.rating == 3:
        return "context"
    return "supports" if status.rating > 3 else "refutes"


def checked(
    link: Mapping[str, str | None], number: int = 1, follows: str = "context"
) -> dict[str, str | None]:
    """The link as it is stored, edges trimmed; ``Refused`` names every field that cannot stand.

    ``number`` is its place in the form, ``follows`` the stance of one that goes with the verdict.
    """
    problems: dict[str, str] = {}
    row: dict[str, str | None] = {}
    for name in FIELDS:
        value = link.get(name)
        try:
            row[name] = _field(name, follows if (name, value) == ("stance", FOLLOWS) else value)
        except Refused as refused:
            problems[field(name, number)] = str(refused)
    if problems:
        raise Refused.because(problems)
    return row


def same_page(url: str, links: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The first of the links that leads to the same page, however its address is spelt."""
    page = page_of(url)
    return next((link for link in links if page_of(link["url"]) == page), None)


def adds_nothing(link: Mapping[str, Any], row: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
    """Does a link, ``row`` as it would be stored, tell no more than one that is there already?

    A stance that goes with the verdict was chosen by nobody, and tells nothing.
    """
    told = [name for name in FIELDS if name not in ("url", "stance")]
    stance = link.get("stance")
    return all(row[name] is None or row[name] == there[name] for name in told) and (
        stance in (FOLLOWS, there["stance"])
    )


def page_of(url: str) -> Page:
    """Where an address leads: folded, without scheme, ``www.`` and a final slash."""
    try:
        parts = urlsplit(addresses.folded(url))
    except ValueError:
        return ("", url, "", "")
    host = parts.netloc.lower().removeprefix("www.")
    return (host, parts.path.rstrip("/"), parts.query, parts.fragment)


def _field(name: str, value: str | None) -> str | None:
    if name == "url":
        return _address(value, said("The address of the evidence"))
    if name == "archive_url":
        return (
            _address(value, said("The archive address"))
            if words(value, said("the address"))
            else None
        )
    if name == "published":
        return _day(words(value, said("the date")))
    if name == "file_hash":
        return _hash(words(value, said("the SHA-256")))
    if name == "stance":
        stance = value or "context"
        if stance not in STANCES:
            raise Refused(
                said(
                    "The stance of evidence is one of {stances}, not {stance!r}.",
                    stances=", ".join(STANCES),
                    stance=stance,
                )
            )
        return stance
    what = {
        "title": said("the title"),
        "outlet": said("the outlet"),
        "quote": said("the quoted passage"),
    }[name]
    return words(value, what)


def _day(text: str | None) -> str | None:
    """``date.fromisoformat`` alone would take ``20260104`` and ``2026-W01-1`` too."""
    if text is None:
        return None
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){2}", text) else None
    except ValueError:
        day = None
    if day is None:
        raise Refused(
            said(
                "{text!r} is no day of the calendar; write the date as 2026-01-31.", text=text[:40]
            )
        ) from None
    if day > (datetime.now(timezone.utc) + timedelta(hours=14)).date():  # it is that day nowhere
        raise Refused(said("{text} lies in the future: when was the page published?", text=text))
    return day.isoformat()


def _hash(text: str | None) -> str | None:
    """As sha256sum, shasum and Windows write it: in either case, in groups, with a name before."""
    if text is None:
        return None
    plain = re.sub(r"\s", "", re.sub(r"^sha-?256\s*[:=]", "", text, flags=re.IGNORECASE)).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", plain):
        raise Refused(said("The SHA-256 of a file has 64 digits, 0 to 9 and a to f."))
    return plain


def _address(value: str | None, what: str) -> str:
    text = words(value, what)
    if text is None:
        raise Refused(said("Evidence needs a link that begins with https:// or http://."))
    if fault := weblink.fault(text):
        raise Refused(said("{what} {fault}.", what=what, fault=fault))
    return text
