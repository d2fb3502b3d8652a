"""What happened to a claim, as its page tells it, and what others did since it was opened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from datasette_claims.store.records import ClaimRecord, Row
from datasette_claims.store.vocabulary import Status, Vocabulary
from datasette_claims.web import dates, form
from datasette_claims.web.asgi import Sees

READING = {
    "text": "Words",
    "speaker_id": "Speaker",
    "kind": "Reported as",
    "modality": "Modality",
    "said_on": "Said on",
    "source": "Source as printed",
}

# Acts that have no row of their own in the tables that the timeline is made from.
MORE = {
    "correction": "Who said what was corrected",
    "spans": "Its place in the article was corrected",
    "split": "Split: the other parts are claims of their own",
    "united": "Joined with other claims of the article",
    "carried": "Reason and evidence were carried over",
    "took_over": "The program’s newer reading was taken over",
    "refused": "A claim of the changed article was found to be about something else",
    "left": "The program’s newer reading was looked at and left",
    "parted": "Separated from its copies in other articles",
    "joined": "Joined with its copies in other articles",
    "undid": "The last decision was undone",
    "assigned": "Who is to check it was changed",
    "dropped": "Typed, and dropped for a colleague’s change",
}


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, when and by whom; empty and None is left out.

    A judgement has a ``badge``, the status it gave, what it ``was`` called before and its
    ``publication``; evidence has its ``url`` and ``title``.
    """

    at: str
    what: str
    actor: str
    reason: str = ""
    url: str = ""
    title: str = ""
    badge: Status | None = None
    was: str = ""
    publication: str = ""
    when: Markup | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One act in a line: who did what and when, and the words that belong to it."""

    who: str
    what: str
    words: str
    when: Markup


def people(found: ClaimRecord, acts: Iterable[Row]) -> Iterator[str | None]:
    """The ids of all who had a hand in it."""
    for row in (*found.history, *found.notes, *found.second_readings, *acts):
        yield row["actor"]
    for row in found.evidence:
        yield from (row["added_by"], row["removed_by"])


def events(
    found: ClaimRecord,
    acts: Iterable[Row],
    vocabulary: Vocabulary,
    sees: Sees,
    called: Mapping[str, str],
    editable: bool,
    now: datetime,
) -> list[Event]:
    """What happened to the claim, newest first."""
    told = [_judged(row, vocabulary) for row in found.history]
    for row in found.evidence:
        link = {"url": row["url"], "title": row["title"] or row["url"]}
        told.append(Event(row["added_at"], "Evidence added:", row["added_by"], **link))
        if row["removed_at"]:
            told.append(Event(row["removed_at"], "Evidence removed:", row["removed_by"], **link))
    told += [_read(row, vocabulary) for row in found.second_readings if editable]
    for act in _by_name(acts) if sees["acts"] else ():
        if act["kind"] == "assigned" and not sees["assignments"]:
            continue
        ours = act["kind"] in ("dropped", "assigned") and not editable
        if act["kind"] in MORE and not _told_twice(act) and not ours:
            reason = _words(act, vocabulary)
            told.append(Event(act["at"], MORE[act["kind"]], act["actor"], reason=reason))
    # Within one second evidence comes first: a review that brings a link stores it before itself.
    told.sort(key=lambda event: (event.at, event.badge is not None))
    found_by = "Entered by hand" if found.claim["origin"] == "person" else "Found by extraction"
    first = Event(found.claim["created_at"], f"{found_by}, not reviewed", "")
    return [
        replace(
            event,
            when=dates.moment(event.at, now),
            actor=called.get(event.actor, event.actor),
        )
        for event in reversed([first, *told])
    ]


def since(
    acts: Iterable[Row],
    stands: str | None,
    vocabulary: Vocabulary,
    sees: Sees,
    called: Mapping[str, str],
    now: datetime,
) -> list[Line]:
    """What was done, one line each, for who opened the claim before that.

    ``stands`` is the reason that the page shows anyway: it is not said twice.
    """
    return [
        Line(
            called.get(act["actor"], act["actor"]),
            deed(act, vocabulary),
            "" if act["reason"] and act["reason"] == stands else _words(act, vocabulary),
            dates.moment(act["at"], now),
        )
        for act in _by_name(acts)
        if seen(act, sees) and not _told_twice(act)
    ]


def _by_name(acts: Iterable[Row]) -> list[Row]:
    """The acts, in which speakers have their names, as far as an act beside tells them."""
    acts = list(acts)
    names = {
        side["speaker"][0]: side["speaker"][1]
        for act in acts
        for side in (act["was"], act["became"])
        if act["kind"] == "spans" and side.get("speaker")
    }

    def named(side: Row) -> Row:
        key = side.get("speaker_id")
        return {**side, "speaker_id": names.get(key, key)} if key else side

    return [{**act, "was": named(act["was"]), "became": named(act["became"])} for act in acts]


def _told_twice(act: Row) -> bool:
    """Of new words a correction tells, or that the claim was entered; only a new place is news."""
    if act["kind"] != "spans":
        return False
    was, became = act["was"], act["became"]
    return not was or any(
        was.get(name) != became.get(name) for name in (*READING, "type", "cue", "role")
    )


UNDID = "undid their last decision"

TABLES = {
    "status": "status_history",
    "evidence_added": "evidence",
    "evidence_removed": "evidence",
    "note": "review_notes",
    "confirmed": "second_readings",
    "objected": "second_readings",
    "assigned": "assignments",
}


MEANWHILE = {
    "status": "judged the claim",
    "evidence_added": "added evidence",
    "evidence_removed": "removed evidence",
    "note": "added a note",
    "correction": "corrected who said what",
    "spans": "corrected where the claim stands",
    "split": "split the claim",
    "united": "joined the claim with others of the article",
    "carried": "carried reason and evidence over",
    "took_over": "took over the program’s newer reading",
    "assigned": "changed who is to check the claim",
    "undid": "undid a decision",
    "parted": "separated the claim from its copies",
    "joined": "joined the claim with its copies",
    "confirmed": "confirmed the verdict",
    "objected": "objected to the verdict",
}
"""Acts of colleagues that an editor should hear of, in a few words."""


def seen(act: Row, sees: Sees) -> bool:
    """May somebody hear of this act who sees these tables?"""
    return sees[TABLES.get(act["kind"], "acts")]


def deed(act: Row, vocabulary: Vocabulary) -> str:
    """What somebody did, as it stands behind their name."""
    if act["kind"] == "status":
        after = act["became"]
        label = vocabulary[after.get("status") or ""].label_en
        stands = f"{label} ({after.get('publication')})"
        if after.get("status") == act["was"].get("status"):
            return f"changed reason or publication; the status is {stands}"
        return f"set the status to {stands}"
    if act["kind"] in ("evidence_added", "evidence_removed"):
        link = act["became"] or act["was"]
        verb = act["kind"].removeprefix("evidence_")
        return f"{verb} evidence: {link.get('title') or link.get('url') or ''}"
    if act["kind"] == "assigned":
        return f"assigned it to {act['became'].get('to') or 'nobody'}"
    if act["kind"] == "speaker":
        return _of_speaker(act)
    if act["kind"] in ("name_added", "name_removed"):
        told = act["became"] or act["was"]
        verb = "gave" if act["kind"] == "name_added" else "took away"
        return f"{verb} a speaker’s name: {told.get('name') or ''}"
    deeds = {
        "note": "added a private note",
        "correction": "corrected who said what",
        "spans": "corrected where it stands in the article",
        "split": "split it into several claims",
        "united": "joined it with other claims of the article",
        "carried": "carried reason and evidence over",
        "took_over": "took over the program’s newer reading",
        "refused": "found that a claim of the changed article is about something else",
        "left": "looked at the program’s newer reading and left it",
        "parted": "separated it from its copies in other articles",
        "joined": "joined it with its copies in other articles",
        "undid": UNDID,
        "dropped": "dropped what they had typed",
        "confirmed": "confirmed the verdict",
        "objected": "objected to the verdict",
        "many": "changed several at once",
        "entered": "entered the claim",
        "article_added": "added an article",
        "article_corrected": "corrected the details of an article",
        "told_apart": "found that two speakers are not the same",
        "search_saved": "saved a search",
        "search_renamed": "renamed a saved search",
        "search_removed": "removed a saved search",
        "outlet": "changed an outlet",
        "vocabulary": "changed a status of the list",
        "guards_restored": "put triggers of the database back in place",
    }
    return deeds.get(act["kind"]) or str(act["kind"]).replace("_", " ")


def _of_speaker(act: Row) -> str:
    """``renamed Ana to Ana Wati``, ``filed Ana under another speaker``: the first that changed."""
    was, became = act["was"], act["became"]
    name = became.get("name") or "a speaker"
    if was.get("merged_into") != became.get("merged_into"):
        return (
            f"filed {name} under another speaker" if became["merged_into"] else f"took {name} out"
        )
    if was.get("name") != became.get("name"):
        return f"renamed {was.get('name') or 'a speaker'} to {name}"
    return f"changed what is known of {name}"


def _words(act: Row, vocabulary: Vocabulary) -> str:
    """The words that belong to an act."""
    if act["kind"] == "dropped":
        listed = form.listed(act["became"], vocabulary)
        return "\n".join(f"{label}: {words}" for label, words in listed)
    return act["reason"] or _corrected(act)


def _corrected(act: Row) -> str:
    """What a correction changed: ``Words: “a” → “b”``."""
    if act["kind"] not in ("correction", "took_over") or not act["became"]:
        return ""
    return "\n".join(
        f"{label}: “{act['was'].get(name) or ''}” → “{act['became'].get(name) or ''}”"
        for name, label in READING.items()
        if act["was"].get(name) != act["became"].get(name)
    )


ENDED = {
    "judged_anew": "Of an earlier verdict: a second",
    "taken_back": "Taken back since: a second",
}


def _read(row: Row, vocabulary: Vocabulary) -> Event:
    """What a second reader found; of an earlier verdict too, where they or others moved on."""
    does = "confirmed" if row["finding"] == "confirmed" else "objected to"
    return Event(
        row["at"],
        f"{ENDED.get(row['ended'], 'A second')} reader {does}",
        row["actor"],
        reason=row["reason"] or "",
        badge=vocabulary[row["status"]],
    )


def _judged(row: Row, vocabulary: Vocabulary) -> Event:
    changed = row["from_status"] != row["to_status"]
    what = "Status set to" if changed else "Reason or publication changed, status"
    if row["publication"] == "withdrawn":
        what = "Verdict withdrawn, status"
    badge = vocabulary[row["to_status"]]
    return Event(
        row["at"],
        what,
        row["actor"],
        reason=row["reason"],
        badge=badge,
        was=vocabulary[row["from_status"]].label_en if changed and row["from_status"] else "",
        publication=row["publication"] if badge.kind != "workflow" else "",
    )
