"""The changes themselves: read from what was sent, made in the store, told in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Literal

from datasette.utils import tilde_decode
from sqlite_utils import Database as Store

from datasette_claims.store import (
    assignments,
    carrying,
    errors,
    evidence,
    joining,
    judging,
    leases,
    reviews,
    second,
    undoing,
)
from datasette_claims.store.judging import Judgement
from datasette_claims.store.vocabulary import vocabulary
from datasette_claims.web import deeds, form, sending
from datasette_claims.web.sending import Sent
from datasette_claims.wording import said, together

Change = Literal[
    "status",
    "evidence",
    "look",
    "remove",
    "note",
    "carry",
    "unrelated",
    "take",
    "leave",
    "skip",
    "hold",
    "assign",
    "undo",
    "part",
    "join",
    "second",
]

ADDRESSES: Mapping[Change, str] = {
    "status": "status",
    "evidence": "evidence",
    "look": "evidence/look",
    "remove": "evidence/(?P<number>[^/]+)/remove",
    "note": "note",
    "carry": "carry/(?P<other>[^/]+)",
    "unrelated": "unrelated/(?P<other>[^/]+)",
    "take": "reading/(?P<number>[^/]+)/take",
    "leave": "reading/(?P<number>[^/]+)/leave",
    "skip": "skip",
    "part": "part/(?P<other>[^/]+)",
    "join": "join/(?P<other>[^/]+)/(?P<number>[^/]+)",
    "hold": "hold",
    "assign": "assign",
    "undo": "undo",
    "second": "second",
}
"""Where each is sent to, below the address of its claim."""

ASIDE: tuple[Change, ...] = ("skip", "hold", "assign", "undo")
"""Those that save nothing of the form."""


@dataclass(frozen=True)
class Review:
    """A judgement, links and a note to save together; ``None`` and empty is left as it is."""

    seen: int | None
    status: str | None = None
    rationale: str | None = None
    publication: str | None = None
    links: tuple[dict[str, str | None], ...] = ()
    note: str | None = None
    again: bool = False
    after: int | None = None
    leaning: str | None = None
    """The status that is chosen in the form, where the links alone are saved."""
    to: str | None = None
    """Who is to check it from now on; None: as before."""


@dataclass(frozen=True)
class Removal:
    """``evidence`` is the number of the link."""

    evidence: int


@dataclass(frozen=True)
class Decision:
    """What is to become of another claim or of another reading, by the kind of act that it leaves.

    ``record`` is the other claim, of which revision ``other_seen`` was seen, or the number of the
    reading.
    """

    act: str
    record: str
    seen: int
    after: int | None
    other_seen: int = 0


@dataclass(frozen=True)
class Second:
    """What a second reader found of the judgement at this revision."""

    finding: str
    reason: str | None
    seen: int


@dataclass(frozen=True)
class Skip:
    """Nothing is changed: the next claim of the queue is asked for."""


@dataclass(frozen=True)
class Hold:
    """Whoever sends it is at the claim."""


@dataclass(frozen=True)
class Assignment:
    """``to`` is who is to check the claim; empty for nobody."""

    to: str


@dataclass(frozen=True)
class Undo:
    """``batch`` is what its sender saved last, mostly at another claim."""

    batch: str


@dataclass(frozen=True)
class Look:
    """Links that are looked at before they are saved; ``fetch``: their pages are asked for."""

    links: tuple[form.Link, ...]
    fetch: bool = False


Made = Undo | Assignment | Review | Removal | Decision | Second | Skip | Hold
Asked = Look | Made


@dataclass(frozen=True)
class Done:
    """What became of a change, as JSON tells it; None is left out."""

    message: str
    revision: int
    status: str | None = None
    publication: str | None = None
    evidence: int | None = None
    note: int | None = None
    held_by: str | None = None
    finding: str | None = None
    undo: str | None = None
    """What was saved together, by the name under which it can be undone."""
    undone: str | None = None
    """The claim that stands as before."""


DECISIONS: Mapping[Change, str] = {
    "carry": "carried",
    "unrelated": "refused",
    "take": "took_over",
    "leave": "left",
    "part": "parted",
    "join": "joined",
}


def number(value: object) -> int | None:
    """The number that a text is, if it is one that a database can hold."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def read(change: Change, sent: Sent, parts: Mapping[str, str]) -> Asked:
    """The change that was sent; ``Unusable`` where a part of it cannot be made sense of.

    ``parts`` are those of the address.
    """
    after = None if sent.as_json else form.shown(sent.fields)
    if change in ("skip", "hold"):
        return Skip() if change == "skip" else Hold()
    if change == "look":
        named = sent.nested("evidence", evidence.FIELDS)
        looked = named if sent.as_json else form.links(sent.texts(form.LINKS))
        if len(looked) > evidence.MOST:
            message = said(
                "At most {most} links are looked at and saved at once.", most=evidence.MOST
            )
            raise sending.Unusable(400, message, {"evidence_url": message})
        return Look(tuple(looked), fetch=bool(sent.fields.get("fetch")))
    if change == "assign":
        return Assignment(sent.text("to") or "")
    if change == "undo":
        return Undo(sent.text("undo", required=True) or "")
    if change == "second":
        finding = sent.text("finding", required=True) or ""
        reason = sent.text("reason" if sent.as_json else "objection")
        return Second(finding, reason, sent.number("revision"))
    if "number" in parts and number(parts["number"]) is None:
        raise sending.Unusable(404, said("There is nothing with this number."))
    if change == "remove":
        sent.number("revision")  # asked of every change but a note, though here it decides nothing
        return Removal(int(parts["number"]))
    if change in DECISIONS:
        record = tilde_decode(parts["other"]) if "other" in parts else parts["number"]
        other_seen = int(parts["number"]) if change == "join" else 0
        return Decision(DECISIONS[change], record, sent.number("revision"), after, other_seen)
    again = sent.fields.get("again") is True if sent.as_json else "again" in sent.fields
    if change == "note":
        return Review(None, note=sent.text("note", required=True), after=after)
    seen = sent.number("revision")
    if change == "evidence":
        whole = sent.whole(evidence.FIELDS)
        links = (whole,) if whole else tuple(form.links(sent.texts(form.LINKS))) or ({},)
        chosen = None if sent.as_json else sent.text("status")
        return Review(seen, links=links, again=again, after=after, leaning=chosen)
    status = sent.text("status", required=True)
    rationale, publication = sent.text("rationale"), sent.text("publication")
    if after is not None and not form.typed(sent.fields).keys() & set(form.JUDGEMENT):
        # The form brings along what it showed; nobody chose it.
        status = rationale = publication = None
    return Review(
        seen,
        status,
        rationale,
        publication,
        links=tuple(
            sent.nested("evidence", evidence.FIELDS)
            if sent.as_json
            else form.links(sent.texts(form.LINKS))
        ),
        note=sent.text("note"),
        again=again,
        after=after,
        to=None if sent.fields.get("to") == sent.fields.get("was_to") else sent.text("to"),
    )


def make(
    db: Store, key: str, values: Made, actor: str, *, confirms: bool = False
) -> tuple[Done, int]:
    """Makes the change in the store: what became of it, and the revision that it was made on.

    ``confirms``: publishing waits for a second reader.
    """
    before = judging.stands(db, key)
    if before is None:
        raise errors.Unknown(said("There is no claim {key}.", key=key))
    if isinstance(values, Skip):
        done = Done("", before.revision)
    elif isinstance(values, Hold):
        other = leases.hold(db, key, actor, datetime.now(timezone.utc))
        done = Done("", before.revision, held_by=other)
    elif isinstance(values, Assignment):
        done = Done(_assigned(db, key, values.to, actor), before.revision)
    elif isinstance(values, Undo):
        undone = undoing.undo(db, values.batch, actor=actor, confirms=confirms)
        after = judging.stands(db, key)
        revision = after.revision if after else before.revision
        done = Done(said("Undone; the timeline keeps both."), revision, undone=undone)
    elif isinstance(values, Removal):
        revision = reviews.remove_evidence(db, key, values.evidence, actor=actor)
        done = Done(said("Evidence removed; the timeline keeps it."), revision)
    elif isinstance(values, Second):
        found = second.read(
            db, key, values.finding, seen=values.seen, actor=actor, reason=values.reason
        )
        done = Done(
            deeds.READ[found.finding], before.revision, finding=found.finding, undo=found.batch
        )
    elif isinstance(values, Decision):
        done = _decided(db, key, values, actor)
    else:
        done = _reviewed(db, key, values, before, actor, confirms)
    return done, before.revision


def _reviewed(
    db: Store, key: str, values: Review, before: judging.Stands, actor: str, confirms: bool
) -> Done:
    judgement = _judgement(values, before)
    saved = reviews.review(
        db,
        key,
        seen=values.seen,
        actor=actor,
        judgement=judgement,
        links=values.links,
        note=values.note,
        again=values.again,
        after=values.after,
        confirms=confirms,
        leaning=values.leaning,
    )
    told = deeds.saved(saved, vocabulary(db.conn), judgement, values.seen)
    if values.to is not None:
        told.append(_assigned(db, key, values.to, actor))
    return Done(
        together(told) or said("Nothing was different, so nothing was changed."),
        saved.revision,
        status=judgement.status if judgement else None,
        publication=judgement.publication if judgement else None,
        evidence=saved.evidence[-1] if saved.evidence else None,
        note=saved.note,
        undo=undoing.of_claim(db.conn, key, actor),
    )


def _assigned(db: Store, key: str, to: str, actor: str) -> str:
    """What became of giving the claim to somebody, in a sentence."""
    person = assignments.person(to)
    if not assignments.assign(db, key, person, actor=actor):
        return said("Nothing was different, so nothing was changed.")
    return (
        said("Assigned to {person}.", person=person) if person else said("Assigned to nobody now.")
    )


def _decided(db: Store, key: str, asked: Decision, actor: str) -> Done:
    """What became of a decision about other words or another reading; once, if it comes twice."""
    if asked.record not in reviews.done_since(db, key, asked.act, actor, asked.after):
        if asked.act == "carried":
            carrying.carry_over(db, asked.record, key, seen=asked.seen, actor=actor)
        elif asked.act == "refused":
            carrying.refuse_relation(db, key, asked.record, actor=actor)
        elif asked.act == "took_over":
            carrying.take_over(db, key, int(asked.record), seen=asked.seen, actor=actor)
        elif asked.act == "parted":
            joining.part(db, key, asked.record, actor=actor)
        elif asked.act == "joined":
            seen, other_seen = asked.seen, asked.other_seen
            joining.join(db, key, asked.record, seen=seen, other_seen=other_seen, actor=actor)
        else:
            carrying.leave_reading(db, key, int(asked.record), actor=actor)
    after = judging.stands(db, key)
    return Done(deeds.TOLD[asked.act], after.revision if after else 0)


def _judgement(values: Review, stands: judging.Stands) -> Judgement | None:
    """What was not sent stays, unless it belonged to another status.

    A form of ours never takes a verdict down by leaving that out.
    """
    if values.status is None:
        return None
    stored = stands.judgement
    same = stored.status == values.status
    rationale, publication = values.rationale, values.publication
    if rationale is None and same:
        rationale = stored.rationale
    if publication is None:
        publication = stored.publication if same or values.after is not None else "draft"
    return Judgement(values.status, rationale, publication)
