"""What one editor does to a claim in one step, for tests that are about something else."""

from datasette_claims.store import reviews, second
from datasette_claims.store.judging import Judgement


def set_status(db, key, *, seen, status, rationale, publication, actor):
    """The new revision, or the old one where nothing was different."""
    judgement = Judgement(status, rationale, publication)
    return reviews.review(db, key, seen=seen, actor=actor, judgement=judgement).revision


def add_evidence(db, key, *, seen, actor, again=False, after=None, **link):
    """The revision."""
    saved = reviews.review(db, key, seen=seen, actor=actor, links=[link], again=again, after=after)
    return saved.revision


def add_note(db, key, *, note, actor, after=None):
    """The number of the note, None where there was nothing to note."""
    return reviews.review(db, key, seen=None, actor=actor, note=note, after=after).note


def revision(db, key="c0"):
    return db.execute("select revision from claims where id = ?", [key]).fetchone()[0]


def save(
    db, status="false", *, reason="Why", publication="draft", actor="ana", key="c0", link=True,
    confirms=False,
):  # fmt: skip
    return reviews.review(
        db, key, seen=revision(db, key), actor=actor,
        judgement=Judgement(status, reason, publication),
        links=[{"url": "https://a.example/"}] if link else [], again=True, confirms=confirms,
    )  # fmt: skip


def find(db, finding="confirmed", *, actor="budi", key="c0", reason="No.", seen=None):
    return second.read(db, key, finding, seen=seen or revision(db, key), actor=actor, reason=reason)
