"""What happened to a claim, as its page tells it."""

from __future__ import annotations

from collections.abc import Iterator

from datasette_claims.store import records
from datasette_claims.web import dates


def people(found) -> Iterator[str | None]:
    """The ids of all who had a hand in it."""
    for row in found.history:
        yield row["actor"]
    for row in found.evidence:
        yield from (row["added_by"], row["removed_by"])
    for row in found.notes:
        yield row["actor"]


def events(found, vocabulary, sees, called, now) -> list[dict]:
    """What happened to the claim, newest first."""
    words = {status["key"]: status for status in vocabulary}
    told = []
    for row in found.history:
        changed = row["from_status"] != row["to_status"]
        what = "Status set to" if changed else "Reason or publication changed, status"
        if row["publication"] == "withdrawn":
            what = "Verdict withdrawn, status"
        badge = words.get(row["to_status"]) or records.unknown_status(row["to_status"])
        was = words.get(row["from_status"]) or records.unknown_status(row["from_status"] or "")
        told.append(
            {
                "at": row["at"],
                "what": what,
                "badge": badge,
                "was": was["label_en"] if changed and row["from_status"] else "",
                "reason": row["reason"],
                "publication": row["publication"] if badge["kind"] != "workflow" else "",
                "actor": row["actor"],
            }
        )
    for row in found.evidence if sees["evidence"] else ():
        link = {"url": row["url"], "title": row["title"] or row["url"]}
        told.append(
            {"at": row["added_at"], "what": "Evidence added:", "actor": row["added_by"], **link}
        )
        if row["removed_at"]:
            told.append(
                {
                    "at": row["removed_at"],
                    "what": "Evidence removed:",
                    "actor": row["removed_by"],
                    **link,
                }
            )
    # Within one second evidence comes first: a review that brings a link stores it before itself.
    told.sort(key=lambda event: (event["at"], "badge" in event))
    found_by = "Entered by hand" if found.claim["origin"] == "person" else "Found by extraction"
    told.insert(
        0, {"at": found.claim["created_at"], "what": f"{found_by}, not reviewed", "actor": ""}
    )
    return [
        {
            **event,
            "when": dates.moment(event["at"], now),
            "actor": called.get(event["actor"], event["actor"]),
        }
        for event in reversed(told)
    ]
