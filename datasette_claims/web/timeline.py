"""What happened to a claim, as its page tells it, and what others did since it was opened."""

from __future__ import annotations

from collections.abc import Iterator

from datasette_claims.store import records
from datasette_claims.web import dates, form

READING = {"text": "Words", "speaker_id": "Speaker", "kind": "Reported as", "modality": "Modality"}

# Acts that have no row of their own in the tables that the timeline is made from.
MORE = {
    "correction": "Who said what was corrected",
    "carried": "Reason and evidence were carried over",
    "took_over": "The program’s newer reading was taken over",
    "refused": "A claim of the changed article was found to be about something else",
    "left": "The program’s newer reading was looked at and left",
    "dropped": "Typed, and dropped for a colleague’s change",
}


def people(found, acts) -> Iterator[str | None]:
    """The ids of all who had a hand in it."""
    for row in (*found.history, *found.notes, *acts):
        yield row["actor"]
    for row in found.evidence:
        yield from (row["added_by"], row["removed_by"])


def events(found, acts, vocabulary, sees, called, editable, now) -> list[dict]:
    """What happened to the claim, newest first."""
    words = {status["key"]: status for status in vocabulary}
    told = [_judged(row, words) for row in found.history]
    for row in found.evidence:
        link = {"url": row["url"], "title": row["title"] or row["url"]}
        added = {"at": row["added_at"], "what": "Evidence added:", "actor": row["added_by"]}
        told.append({**added, **link})
        if row["removed_at"]:
            removed = {"at": row["removed_at"], "what": "Evidence removed:"}
            told.append({**removed, "actor": row["removed_by"], **link})
    for act in acts if sees["acts"] else ():
        if act["kind"] in MORE and (editable or act["kind"] != "dropped"):
            more = _words(act, vocabulary)
            what = MORE[act["kind"]]
            told.append({"at": act["at"], "what": what, "actor": act["actor"], "reason": more})
    # Within one second evidence comes first: a review that brings a link stores it before itself.
    told.sort(key=lambda event: (event["at"], "badge" in event))
    found_by = "Entered by hand" if found.claim["origin"] == "person" else "Found by extraction"
    first = {"at": found.claim["created_at"], "what": f"{found_by}, not reviewed", "actor": ""}
    return [
        {
            **event,
            "when": dates.moment(event["at"], now),
            "actor": called.get(event["actor"], event["actor"]),
        }
        for event in reversed([first, *told])
    ]


def since(acts, stands, vocabulary, sees, called, now) -> list[dict]:
    """What was done, one line each, for who opened the claim before that.

    ``stands`` is the reason that the page shows anyway: it is not said twice.
    """
    labels = {status["key"]: status["label_en"] for status in vocabulary}
    return [
        {
            "who": called.get(act["actor"], act["actor"]),
            "what": _deed(act, labels),
            "words": "" if act["reason"] == stands else _words(act, vocabulary),
            "when": dates.moment(act["at"], now),
        }
        for act in acts
        if seen(act, sees)
    ]


TABLES = {
    "status": "status_history",
    "evidence_added": "evidence",
    "evidence_removed": "evidence",
    "note": "review_notes",
}


MEANWHILE = {
    "status": "judged the claim",
    "evidence_added": "added evidence",
    "evidence_removed": "removed evidence",
    "note": "added a note",
    "correction": "corrected who said what",
    "carried": "carried reason and evidence over",
    "took_over": "took over the program’s newer reading",
}
"""Acts of colleagues that an editor should hear of, in a few words."""


def seen(act, sees) -> bool:
    """May somebody hear of this act who sees these tables?"""
    return bool(sees[TABLES.get(act["kind"], "acts")])


def _deed(act, labels) -> str:
    if act["kind"] == "status":
        after = act["became"]
        label = labels.get(after.get("status"), after.get("status"))
        stands = f"{label} ({after.get('publication')})"
        if after.get("status") == act["was"].get("status"):
            return f"changed reason or publication; the status is {stands}"
        return f"set the status to {stands}"
    if act["kind"] in ("evidence_added", "evidence_removed"):
        link = act["became"] or act["was"]
        verb = act["kind"].removeprefix("evidence_")
        return f"{verb} evidence: {link.get('title') or link.get('url') or ''}"
    deeds = {
        "note": "added a private note",
        "correction": "corrected who said what",
        "carried": "carried reason and evidence over",
        "took_over": "took over the program’s newer reading",
        "refused": "found that a claim of the changed article is about something else",
        "left": "looked at the program’s newer reading and left it",
        "dropped": "dropped what they had typed",
        "entered": "entered the claim",
    }
    return deeds.get(act["kind"], act["kind"].replace("_", " "))


def _words(act, vocabulary) -> str:
    """The words that belong to an act."""
    if act["kind"] == "dropped":
        listed = form.listed(act["became"], vocabulary)
        return "\n".join(f"{row['label']}: {row['words']}" for row in listed)
    return act["reason"] or _corrected(act)


def _corrected(act) -> str:
    """What a correction changed: ``Words: “a” → “b”``."""
    if act["kind"] not in ("correction", "took_over") or not act["became"]:
        return ""
    return "\n".join(
        f"{label}: “{act['was'].get(name) or ''}” → “{act['became'].get(name) or ''}”"
        for name, label in READING.items()
        if act["was"].get(name) != act["became"].get(name)
    )


def _judged(row, words) -> dict:
    changed = row["from_status"] != row["to_status"]
    what = "Status set to" if changed else "Reason or publication changed, status"
    if row["publication"] == "withdrawn":
        what = "Verdict withdrawn, status"
    badge = words.get(row["to_status"]) or records.unknown_status(row["to_status"])
    was = words.get(row["from_status"]) or records.unknown_status(row["from_status"] or "")
    return {
        "at": row["at"],
        "what": what,
        "badge": badge,
        "was": was["label_en"] if changed and row["from_status"] else "",
        "reason": row["reason"],
        "publication": row["publication"] if badge["kind"] != "workflow" else "",
        "actor": row["actor"],
    }
