"""The one form of a claim's page: what it holds, and which of it its sender typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from datasette_claims.store import evidence

JUDGEMENT = ("status", "rationale", "publication")
LINK = tuple(f"evidence_{name}" for name in evidence.FIELDS)
FIELDS = (*JUDGEMENT, *LINK, "evidence_again", "note")
ORDER = ("status", "rationale", *LINK, "evidence_again", "publication", "note")
"""The fields as they stand on the page."""

EMPTY = dict.fromkeys(FIELDS, "") | {"evidence_stance": "context", "publication": "draft"}

LABELS = {
    "status": "Status",
    "rationale": "Reason",
    "publication": "Verdict is",
    "evidence_url": "Evidence link",
    "evidence_stance": "The link",
    "evidence_title": "Title",
    "evidence_outlet": "Outlet",
    "evidence_published": "Date of the page",
    "evidence_quote": "Passage that matters",
    "evidence_archive_url": "Archived copy",
    "note": "New note",
}

# What each change saves of the form; the rest stays typed. The review saves all of it.
SAVES = {"status": FIELDS, "evidence": (*LINK, "evidence_again"), "note": ("note",)}


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


def listed(
    words: Mapping[str, str], vocabulary: Iterable[Mapping[str, Any]] = ()
) -> list[dict[str, str]]:
    """The typed words with their labels, for a page without the form."""
    statuses = {row["key"]: row["label_en"] for row in vocabulary}
    told = {**words, "status": statuses.get(words.get("status", ""), words.get("status", ""))}
    return [
        {"label": label, "words": told[name] or "(emptied)"}
        for name, label in LABELS.items()
        if name in words and not (name == "evidence_stance" and not words.get("evidence_url"))
    ]


def _plain(value: Any) -> str:
    return str(value or "").replace("\r\n", "\n").strip()
