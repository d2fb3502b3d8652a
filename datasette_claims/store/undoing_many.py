"""Undoing a change of many claims: as a whole, as far as they still stand as it left them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from datasette_claims.store import assignments, log, moments, undoing
from datasette_claims.store.changes import by_person
from datasette_claims.store.errors import Refused
from datasette_claims.wording import said


@dataclass(frozen=True, slots=True)
class Undone:
    """What came of undoing a change of many claims.

    ``undone`` is how many stand as before, ``left`` are those that do not, each with the reason.
    """

    undone: int
    left: Mapping[str, str]


def undo(db: Database, batch: str, *, actor: str, confirms: bool = False) -> Undone:
    """Undo what ``many.change`` did. Asked again it is done.

    What somebody judged or gave to another person since stays, with the copies that it is joined
    with, and is told: among hundreds one such claim is no reason to keep the rest.
    ``confirms`` is as for ``undoing.undo``.
    """
    with by_person(db, actor):
        acts = list(
            db.query("SELECT * FROM acts WHERE batch = ? AND actor = ? ORDER BY id", [batch, actor])
        )
        if not any(act["kind"] == "many" for act in acts):
            raise Refused(said("There is nothing of yours that could be undone."))
        of_claims: dict[str, list[dict[str, Any]]] = {}
        for act in acts:
            if act["claim_id"]:
                of_claims.setdefault(act["claim_id"], []).append(act)
        if undoing.undone(db, batch):
            return Undone(0, {})
        now, left, undone = moments.now(), dict[str, str](), 0
        for keys in _together(db, of_claims):
            try:
                with db.atomic():
                    for key in keys:
                        undoing.undo_at(db, key, of_claims[key], now, actor, confirms)
                        _give_back(db, key, of_claims[key], now, actor)
                undone += 1
            except Refused as refused:
                left[keys[0]] = str(refused)
        log.add(db, now, actor, "undid", None, record=batch, became={"left": left})
        return Undone(undone, left)


def _together(db: Database, keys: Iterable[str]) -> list[list[str]]:
    """The claims, those that are joined now together."""
    groups: dict[str, list[str]] = {}
    for key in keys:
        found = db.execute("SELECT coalesce(group_id, id) FROM claims WHERE id = ?", [key])
        groups.setdefault(found.fetchone()[0], []).append(key)
    return list(groups.values())


def _give_back(
    db: Database, key: str, acts: Sequence[Mapping[str, Any]], now: str, actor: str
) -> None:
    """The claim goes back to whose it was before these acts."""
    given = [act for act in acts if act["kind"] == "assigned"]
    if not given:
        return
    before, after = json.loads(given[0]["was"]), json.loads(given[-1]["became"])
    if assignments.of(db.conn, [key]).get(key, assignments.NOBODY) != after["to"]:
        raise Refused(said("It was given to somebody else since."))
    assignments.put(db, key, before["to"], now, actor)
