"""Who is to check which claim: given by an editor, to a colleague or to oneself; private."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from datasette_claims.store import joining, log, moments
from datasette_claims.store.changes import by_person
from datasette_claims.store.errors import Refused
from datasette_claims.store.judging import claim as demand_claim
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.wording import said

NOBODY = ""
"""Given to no one: the claim is anybody's again."""

LONGEST = 200
"""Characters of an id."""

NO_PERSON = ("loader", "unknown")
"""Names in the log that are nobody's."""


def person(text: str) -> str:
    """The id that was written, with single spaces; ``Refused`` where it can be none."""
    found = " ".join(text.split())
    if len(found) > LONGEST:
        message = said("That is no name: it has more than {longest} characters.", longest=LONGEST)
        raise Refused(message, {"to": message})
    return found


def assign(db: Database, claim_id: str, to: str, *, actor: str) -> bool:
    """Give one claim to somebody, or to ``NOBODY``; False where it was theirs already."""
    with by_person(db, actor):
        return bool(give(db, [claim_id], person(to), actor=actor))


def give(db: Database, claim_ids: Iterable[str], to: str, *, actor: str) -> list[str]:
    """The keys of the claims that this changed; within the transaction of who does it.

    Copies that are joined with a claim go with it.
    """
    now, changed = moments.now(), []
    for claim_id in claim_ids:
        demand_claim(db, claim_id)
        for key in (claim_id, *joining.others(db, claim_id)):
            if put(db, key, to, now, actor):
                changed.append(key)
    return changed


def put(db: Database, key: str, to: str, now: str, actor: str) -> bool:
    """The same for one claim alone."""
    was = of(db.conn, [key]).get(key, NOBODY)
    if was == to:
        return False
    db.execute("DELETE FROM assignments WHERE claim_id = ?", [key])
    if to:
        db.execute(
            "INSERT INTO assignments (claim_id, actor, at, given_by) VALUES (?, ?, ?, ?)",
            [key, to, now, actor],
        )
    log.add(db, now, actor, "assigned", key, was={"to": was}, became={"to": to})
    return True


def of(conn: sqlite3.Connection, claim_ids: Sequence[str]) -> dict[str, str]:
    """Who is to check each of the claims; those of nobody are left out."""
    marks = ", ".join("?" * len(claim_ids))
    found = conn.execute(
        f"SELECT claim_id, actor FROM assignments WHERE claim_id IN ({marks})",  # noqa: S608
        list(claim_ids),
    )
    return dict(found.fetchall())


def people(conn: sqlite3.Connection) -> list[str]:
    """The ids of all who have done something here, or have something to do."""
    found = conn.execute(
        "WITH RECURSIVE somebody(id) AS (SELECT min(actor) FROM acts UNION ALL"
        " SELECT (SELECT min(actor) FROM acts WHERE actor > somebody.id)"
        " FROM somebody WHERE id IS NOT NULL)"
        " SELECT id FROM somebody WHERE id IS NOT NULL"
        " UNION SELECT actor FROM assignments ORDER BY 1"
    )
    return [str(key) for (key,) in found if key not in NO_PERSON]
