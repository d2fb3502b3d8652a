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
from datasette_claims.wording import said, together

READING = {
    "text": said("Words"),
    "speaker_id": said("Speaker"),
    "kind": said("Reported as"),
    "modality": said("Modality"),
    "said_on": said("Said on"),
    "source": said("Source as printed"),
}

# Acts that have no row of their own in the tables that the timeline is made from.
MORE = {
    "correction": said("Who said what was corrected"),
    "spans": said("Its place in the article was corrected"),
    "split": said("Split: the other parts are claims of their own"),
    "united": said("Joined with other claims of the article"),
    "carried": said("Reason and evidence were carried over"),
    "took_over": said("The program’s newer reading was taken over"),
    "refused": said("A claim of the changed article was found to be about something else"),
    "left": said("The program’s newer reading was looked at and left"),
    "parted": said("Separated from its copies in other articles"),
    "joined": said("Joined with its copies in other articles"),
    "undid": said("The last decision was undone"),
    "assigned": said("Who is to check it was changed"),
    "dropped": said("Typed, and dropped for a colleague’s change"),
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
        told.append(Event(row["added_at"], said("Evidence added:"), row["added_by"], **link))
        if row["removed_at"]:
            told.append(
                Event(row["removed_at"], said("Evidence removed:"), row["removed_by"], **link)
            )
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
    found_by = (
        said("Entered by hand")
        if found.claim["origin"] == "person"
        else said("Found by extraction")
    )
    first = Event(
        found.claim["created_at"], said("{found_by}, not reviewed", found_by=found_by), ""
    )
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


PUBLICATIONS = {
    "draft": said("draft"),
    "published": said("published"),
    "withdrawn": said("withdrawn"),
}
"""How a result stands, in a sentence."""

UNDID = said("undid their last decision")

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
    "status": said("judged the claim"),
    "evidence_added": said("added evidence"),
    "evidence_removed": said("removed evidence"),
    "note": said("added a note"),
    "correction": said("corrected who said what"),
    "spans": "corrected where the claim stands",
    "split": said("split the claim"),
    "united": said("joined the claim with others of the article"),
    "carried": said("carried reason and evidence over"),
    "took_over": said("took over the program’s newer reading"),
    "assigned": said("changed who is to check the claim"),
    "undid": said("undid a decision"),
    "parted": said("separated the claim from its copies"),
    "joined": said("joined the claim with its copies"),
    "confirmed": said("confirmed the verdict"),
    "objected": said("objected to the verdict"),
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
        stands = said(
            "{label} ({publication})",
            label=label,
            publication=PUBLICATIONS.get(after.get("publication") or "", after.get("publication")),
        )
        if after.get("status") == act["was"].get("status"):
            return said("changed reason or publication; the status is {stands}", stands=stands)
        return said("set the status to {stands}", stands=stands)
    if act["kind"] in ("evidence_added", "evidence_removed"):
        link = act["became"] or act["was"]
        title = link.get("title") or link.get("url") or ""
        if act["kind"] == "evidence_added":
            return said("added evidence: {title}", title=title)
        return said("removed evidence: {title}", title=title)
    if act["kind"] == "assigned":
        to = act["became"].get("to")
        return said("assigned it to {to}", to=to) if to else said("assigned it to nobody")
    if act["kind"] == "speaker":
        return _of_speaker(act)
    if act["kind"] in ("name_added", "name_removed"):
        told = act["became"] or act["was"]
        name = told.get("name") or ""
        if act["kind"] == "name_added":
            return said("gave a speaker’s name: {name}", name=name)
        return said("took away a speaker’s name: {name}", name=name)
    deeds = {
        "note": said("added a private note"),
        "correction": said("corrected who said what"),
        "spans": "corrected where it stands in the article",
        "split": said("split it into several claims"),
        "united": said("joined it with other claims of the article"),
        "carried": said("carried reason and evidence over"),
        "took_over": said("took over the program’s newer reading"),
        "refused": said("found that a claim of the changed article is about something else"),
        "left": said("looked at the program’s newer reading and left it"),
        "parted": said("separated it from its copies in other articles"),
        "joined": said("joined it with its copies in other articles"),
        "undid": UNDID,
        "dropped": said("dropped what they had typed"),
        "confirmed": said("confirmed the verdict"),
        "objected": said("objected to the verdict"),
        "many": said("changed several at once"),
        "entered": said("entered the claim"),
        "article_added": said("added an article"),
        "article_corrected": said("corrected the details of an article"),
        "told_apart": said("found that two speakers are not the same"),
        "search_saved": said("saved a search"),
        "search_renamed": said("renamed a saved search"),
        "search_removed": said("removed a saved search"),
        "outlet": said("changed an outlet"),
        "vocabulary": said("changed a status of the list"),
        "guards_restored": said("put triggers of the database back in place"),
    }
    return deeds.get(act["kind"]) or str(act["kind"]).replace("_", " ")


def _of_speaker(act: Row) -> str:
    """``renamed Ana to Ana Wati``, ``filed Ana under another speaker``: the first that changed."""
    was, became = act["was"], act["became"]
    name = became.get("name") or said("a speaker")
    if was.get("merged_into") != became.get("merged_into"):
        return (
            said("filed {name} under another speaker", name=name)
            if became["merged_into"]
            else said("took {name} out", name=name)
        )
    if was.get("name") != became.get("name"):
        return said(
            "renamed {before} to {name}", before=was.get("name") or said("a speaker"), name=name
        )
    return said("changed what is known of {name}", name=name)


def _words(act: Row, vocabulary: Vocabulary) -> str:
    """The words that belong to an act."""
    if act["kind"] == "dropped":
        listed = form.listed(act["became"], vocabulary)
        return together(
            (said("{label}: {words}", label=label, words=words) for label, words in listed), "\n"
        )
    return act["reason"] or _corrected(act)


def _corrected(act: Row) -> str:
    """What a correction changed: ``Words: “a” → “b”``."""
    if act["kind"] not in ("correction", "took_over") or not act["became"]:
        return ""
    return together(
        (
            said(
                "{label}: “{before}” → “{after}”",
                label=label,
                before=act["was"].get(name) or "",
                after=act["became"].get(name) or "",
            )
            for name, label in READING.items()
            if act["was"].get(name) != act["became"].get(name)
        ),
        "\n",
    )


READERS = {
    "confirmed": {
        None: said("A second reader confirmed"),
        "judged_anew": said("Of an earlier verdict: a second reader confirmed"),
        "taken_back": said("Taken back since: a second reader confirmed"),
    },
    "objected": {
        None: said("A second reader objected to"),
        "judged_anew": said("Of an earlier verdict: a second reader objected to"),
        "taken_back": said("Taken back since: a second reader objected to"),
    },
}
"""What a second reader found, by how their finding ended; the status stands behind it."""


def _read(row: Row, vocabulary: Vocabulary) -> Event:
    """What a second reader found; of an earlier verdict too, where they or others moved on."""
    found = READERS["confirmed" if row["finding"] == "confirmed" else "objected"]
    return Event(
        row["at"],
        found.get(row["ended"]) or found[None],
        row["actor"],
        reason=row["reason"] or "",
        badge=vocabulary[row["status"]],
    )


def _judged(row: Row, vocabulary: Vocabulary) -> Event:
    changed = row["from_status"] != row["to_status"]
    what = said("Status set to") if changed else said("Reason or publication changed, status")
    if row["publication"] == "withdrawn":
        what = said("Verdict withdrawn, status")
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
