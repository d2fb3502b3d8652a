"""The changes themselves: read from what was sent, made in the store, told in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from datasette.utils import tilde_decode

from datasette_claims.store import carrying, evidence, reviews
from datasette_claims.store.judging import Judgement
from datasette_claims.web import actors, form, page, sending, timeline


@dataclass(frozen=True)
class Review:
    """A judgement, links and a note to save together; ``None`` and empty is left as it is."""

    seen: int | None
    status: str | None = None
    rationale: str | None = None
    publication: str | None = None
    links: tuple[dict, ...] = ()
    note: str | None = None
    again: bool = False
    after: int | None = None


@dataclass(frozen=True)
class Removal:
    seen: int
    evidence: int


@dataclass(frozen=True)
class Decision:
    """What is to become of other words or of another reading, by the kind of act that it leaves.

    ``record`` is the other claim or the number of the reading.
    """

    act: str
    record: str
    seen: int | None
    after: int | None


DECISIONS = {"carry": "carried", "unrelated": "refused", "take": "took_over", "leave": "left"}
TOLD = {
    "carried": "Reason and evidence were carried over, as a draft: read them again, then publish.",
    "refused": "The two claims are not put side by side any more.",
    "took_over": "The claim now says what the program reads.",
    "left": "The claim stays as it is.",
}


def number(value) -> int | None:
    """The number that a text is, if it is one that a database can hold."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def read(change, sent, parts):
    """The change that was sent; ``Unusable`` where a part of it cannot be made sense of.

    ``parts`` are those of the address.
    """
    after = None if sent.as_json else form.shown(sent.fields)
    if change in ("remove", "take", "leave") and number(parts["number"]) is None:
        raise sending.Unusable(404, "There is nothing with this number.")
    if change == "remove":
        return Removal(sent.number("revision"), int(parts["number"]))
    if change in DECISIONS:
        record = tilde_decode(parts["other"]) if "other" in parts else parts["number"]
        return Decision(DECISIONS[change], record, sent.number("revision"), after)
    again = sent.fields.get("again") is True if sent.as_json else "evidence_again" in sent.fields
    if change == "note":
        return Review(None, note=sent.text("note", required=True), after=after)
    seen = sent.number("revision")
    if change == "evidence":
        return Review(
            seen, links=(sent.link("evidence", evidence.FIELDS),), again=again, after=after
        )
    judgement = {
        "status": sent.text("status", required=True),
        "rationale": sent.text("rationale"),
        "publication": sent.text("publication"),
    }
    if after is not None and not form.typed(sent.fields).keys() & set(form.JUDGEMENT):
        judgement = {}  # the form brings along what it showed; nobody chose it
    return Review(
        seen,
        **judgement,
        links=tuple(sent.nested("evidence", evidence.FIELDS)),
        note=sent.text("note"),
        again=again,
        after=after,
    )


def make(db, key, values, actor) -> tuple[dict, int | None]:
    """Makes the change in the store: what became of it, and the revision that it was made on."""
    before = db.execute("select revision from claims where id = ?", [key]).fetchone()
    return _made(db, key, values, actor), before and before[0]


def _made(db, key, values, actor) -> dict:
    """What became of the change, with a sentence for the editor."""
    if isinstance(values, Removal):
        revision = reviews.remove_evidence(db, key, values.evidence, seen=values.seen, actor=actor)
        return {"revision": revision, "message": "Evidence removed; the timeline keeps it."}
    if not isinstance(values, Review):
        return _decided(db, key, values, actor)
    judgement = _judgement(db, key, values)
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
    )
    done: dict[str, object] = {"revision": saved.revision}
    said = []
    if judgement:
        done |= {"status": judgement.status, "publication": judgement.publication}
        if saved.judged or saved.revision != values.seen:
            label = db.execute("select label_en from statuses where key = ?", [judgement.status])
            said.append(f"Saved: {label.fetchone()[0]}, {judgement.publication}.")
    if saved.evidence:
        done["evidence"] = saved.evidence[-1]
        said.append("Evidence added.")
    if saved.note is not None:
        done["note"] = saved.note
        said.append("Note added.")
    return {**done, "message": " ".join(said) or "Nothing was different, so nothing was changed."}


def _decided(db, key, asked, actor) -> dict:
    """What became of a decision about other words or another reading; once, if it comes twice."""
    if asked.record not in reviews.done_since(db, key, asked.act, actor, asked.after):
        if asked.act == "carried":
            carrying.carry_over(db, asked.record, key, seen=asked.seen, actor=actor)
        elif asked.act == "refused":
            carrying.refuse_relation(db, *_earlier_first(db, key, asked.record), actor=actor)
        elif asked.act == "took_over":
            carrying.take_over(db, key, int(asked.record), seen=asked.seen, actor=actor)
        else:
            carrying.leave_reading(db, key, int(asked.record), actor=actor)
    revision = db.execute("select revision from claims where id = ?", [key]).fetchone()[0]
    return {"revision": revision, "message": TOLD[asked.act]}


def _earlier_first(db, one, other) -> tuple[str, str]:
    """Two claims of an article, the one that was judged first."""
    forth = "select 1 from relations where claim_id = ? and other_id = ?"
    return (one, other) if db.execute(forth, [one, other]).fetchone() else (other, one)


def _judgement(db, key, values) -> Judgement | None:
    """What was not sent stays, unless it belonged to another status.

    A form of ours never takes a verdict down by leaving that out.
    """
    if values.status is None:
        return None
    cursor = db.execute("select status, rationale, publication from claims where id = ?", [key])
    stored = Judgement(*(cursor.fetchone() or ("", None, "draft")))
    same = stored.status == values.status
    rationale, publication = values.rationale, values.publication
    if rationale is None and same:
        rationale = stored.rationale
    if publication is None:
        publication = stored.publication if same or values.after is not None else "draft"
    return Judgement(values.status, rationale, publication)


async def meanwhile(datasette, request, db, acts) -> str:
    """What others did since the form was opened: no conflict, but worth a look."""
    sees = await page.sees(datasette, request.actor, db)
    called = await actors.names(datasette, [act["actor"] for act in acts])
    told = [
        f"{called.get(act['actor'], act['actor'])} {timeline.MEANWHILE[act['kind']]}"
        for act in acts
        if act["kind"] in timeline.MEANWHILE and timeline.seen(act, sees)
    ]
    return "".join(f" Meanwhile {what}." for what in list(dict.fromkeys(told))[:5])
