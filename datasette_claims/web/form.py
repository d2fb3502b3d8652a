"""The one form of a claim's page: what it holds, and which of it its sender typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from datasette_claims.store import evidence
from datasette_claims.store.vocabulary import Vocabulary
from datasette_claims.web import pasted
from datasette_claims.wording import said

JUDGEMENT = ("status", "rationale", "publication")
ROW = (*evidence.FIELDS, "again")
ROWS = range(1, evidence.MOST + 1)
LINKS = tuple(evidence.field(name, number) for number in ROWS for name in ROW)
REVIEW = (*JUDGEMENT, *LINKS, "note")
FIELDS = (*REVIEW, "objection")
ORDER = ("status", "rationale", *LINKS, "publication", "note", "objection")
"""The fields as they stand on the page."""

STANCES = {evidence.field("stance", number): evidence.FOLLOWS for number in ROWS}
EMPTY = dict.fromkeys(FIELDS, "") | STANCES | {"publication": "draft"}

LINK_LABELS = {
    "url": said("Evidence link"),
    "stance": said("The link"),
    "title": said("Title"),
    "outlet": said("Outlet"),
    "published": said("Date of the page"),
    "quote": said("Passage that matters"),
    "archive_url": said("Archived copy"),
    "file_hash": said("SHA-256 of a file"),
}
LABELS = {
    "status": said("Status"),
    "rationale": said("Reason"),
    "publication": said("Verdict is"),
    **{
        evidence.field(name, number): label
        if number == 1
        else said("{label} {n}", label=label, n=number)
        for number in ROWS
        for name, label in LINK_LABELS.items()
    },
    "note": said("New note"),
    "objection": said("What you object to"),
}

# What each change saves of the form; the rest stays typed. The review saves all of it but what is
# said to another's judgement.
SAVES = {"status": REVIEW, "evidence": LINKS, "note": ("note",), "second": ("objection",)}

Link = dict[str, str | None]


def stored(claim: Mapping[str, Any]) -> dict[str, str]:
    """What the form of a claim holds before anything is typed."""
    return {**EMPTY, **{name: claim[name] or "" for name in JUDGEMENT}}


def typed(fields: Mapping[str, Any]) -> dict[str, str]:
    """What the sender changed: the fields that differ from what the form held (``was_…``)."""
    return {
        name: fields[name]
        for name in FIELDS
        if isinstance(fields.get(name), str)
        and _plain(fields[name]) != _plain(fields.get(f"was_{name}", EMPTY[name]))
    }


def rows(fields: Mapping[str, str], problems: Mapping[str, str]) -> list[int]:
    """The rows of links that are shown: those in which something is, and the first."""
    return [
        number
        for number in ROWS
        if number == 1
        or any(
            fields.get(name, "") != EMPTY[name] or name in problems
            for name in (evidence.field(part, number) for part in ROW)
        )
    ]


def links(fields: Mapping[str, Any]) -> list[Link]:
    """The links of a form, row by row; empty rows are left out.

    Where several addresses stand in the field of one, each is a link of its own, with the words
    beside it for a title. What else was typed in the row goes with the first.
    """
    found: list[Link] = []
    for number in ROWS:
        row = {name: _text(fields.get(evidence.field(name, number))) for name in ROW}
        row["stance"] = row["stance"] or evidence.FOLLOWS
        if not any(value for name, value in row.items() if name not in ("stance", "again")):
            continue
        first, *others = pasted.understood(row["url"]) or [pasted.Pasted("")]
        if row["title"] and first.title:  # one of the two is a title, and nobody knows which
            first, others = pasted.Pasted(row["url"]), []
        found.append({**row, "url": first.url, "title": row["title"] or first.title})
        found += [{"url": url, "title": title, "stance": row["stance"]} for url, title in others]
    return [{name: value for name, value in link.items() if value} for link in found]


def spread(words: Mapping[str, str]) -> dict[str, str]:
    """The typed words with each link in a row of its own; as they are where there are too many."""
    found = links(words)
    return dict(words) if len(found) > len(ROWS) else relaid(words, found)


def relaid(words: Mapping[str, str], found: Sequence[Link]) -> dict[str, str]:
    """The typed words with these links in its rows, from the first on."""
    laid = {
        evidence.field(name, number): value or ""
        for number, link in enumerate(found, start=1)
        for name, value in link.items()
    }
    rest = {name: value for name, value in words.items() if name not in LINKS}
    return rest | {name: value for name, value in laid.items() if value != EMPTY[name]}


def unsaved(words: Mapping[str, str], change: str) -> dict[str, str]:
    """What is left of the typed words once the change saved its part."""
    return {name: value for name, value in words.items() if name not in SAVES.get(change, ())}


def merged(words: Mapping[str, str], claim: Mapping[str, Any]) -> dict[str, str]:
    """The form with what was typed on top of the claim as it stands now.

    A reason belongs to the status that it was typed for: who chose another status does not take
    over a reason that somebody else gave meanwhile.
    """
    now = stored(claim)
    if "status" in words and words["status"] != now["status"]:
        now["rationale"] = ""
    return {**now, **words}


def shown(fields: Mapping[str, Any]) -> int | None:
    """The last act that the page showed whose form this is; None for a form that is not ours."""
    text = str(fields.get("shown") or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


class Typed(NamedTuple):
    """Words that somebody typed, with the label of their field."""

    label: str
    words: str


def listed(words: Mapping[str, str], vocabulary: Vocabulary | None = None) -> list[Typed]:
    """The typed words, for a page without the form; keys of statuses as they are without a list.

    What a link does is told with its address.
    """
    known = vocabulary or Vocabulary()
    told = {**words, "status": known[words.get("status", "")].label_en}
    for number in ROWS:
        address, does = (evidence.field(name, number) for name in ("url", "stance"))
        if told.get(address) and told.get(does) in evidence.STANCES:
            told[address] = said("{address} ({stance})", address=told[address], stance=told[does])
    return [
        Typed(label, told[name] or said("(emptied)"))
        for name, label in LABELS.items()
        if name in words and name not in STANCES
    ]


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _plain(value: Any) -> str:
    return str(value or "").replace("\r\n", "\n").strip()
