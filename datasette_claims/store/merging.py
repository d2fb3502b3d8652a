"""Put speakers together who are one, take them apart again, and say who they are.

A merge changes no claim: it says of one speaker that they turned out to be another
(``speakers.merged_into``), and everything that lists, counts or exports follows that at once. Each
writer here is one transaction whose acts share a batch, by which ``undo`` takes it back; sent twice
it is done once. ``seen`` is the number of the log's last act when the editor's page was made: where
somebody else changed the same thing since, ``Overtaken`` says who. Who is not named is nobody in
particular and is never merged.

    merge(db, key, into, *, actor, seen=None) -> Done
    part(db, key, *, actor) -> Done
    told_apart(db, one, other, *, actor) -> Done
    describe(db, key, wanted, *, actor, seen=None) -> Done
    add_name(db, key, name, *, actor) -> Done
    remove_name(db, key, name, *, actor) -> Done
    undo(db, batch, *, actor) -> Done
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from datasette_claims.store import copies, log, moments, naming, teamnames
from datasette_claims.store.changes import by_person
from datasette_claims.store.errors import Overtaken, Refused, Unknown
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.teamnames import TeamName
from datasette_claims.store.words import storable, words
from datasette_claims.wording import N_, said

Row = dict[str, Any]

FIELDS = ("name", "kind", "wikidata", "note")
"""What a person says of a speaker, by column."""

KINDS = ("speaker", "name_added", "name_removed", "told_apart")
"""The acts of this module, each with the speaker's key as its record."""

_WIKIDATA = re.compile(r"(?:https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/)?(Q[1-9]\d{0,11})")
_LONGEST = {"name": 300, "note": 10_000}

MANY = 2_000
"""Articles whose copies are looked at anew at once; of more the next load looks at them."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a change came to: the speaker that it was about, as whom they count now, and the batch
    of its acts, None where everything stood so already."""

    key: str
    whole: str
    batch: str | None


def speaker(db: Database, key: str) -> Row:
    """The row of a speaker."""
    found = list(db.query("SELECT * FROM speakers WHERE id = ?", [storable(key)]))
    if not found:
        raise Unknown(said("There is no speaker {key}.", key=key))
    return found[0]


def merge(db: Database, key: str, into: str, *, actor: str, seen: int | None = None) -> Done:
    """The speaker turned out to be another one, under whose name their claims stand from now on."""
    with _acting(db, actor) as batch:
        one, other = speaker(db, key), speaker(db, into)
        if one["whole_id"] == other["whole_id"]:
            return Done(one["id"], one["whole_id"], None)
        if "unnamed" in (one["kind"], other["kind"]):
            raise Refused(said("Who is not named is nobody in particular, and is not merged."))
        if one["merged_into"] is not None:
            _overtaken(db, one, ("merged_into",), seen, actor)
            name = speaker(db, one["whole_id"])["name"]
            raise Refused(
                said("They are filed under {name} already; take that apart first.", name=name)
            )
        if seen is not None:
            _overtaken(db, one, ("merged_into",), seen, actor)
            _overtaken(db, other, ("merged_into",), seen, actor)
        _set(db, one["id"], {"merged_into": other["id"]})
        return _done(db, key, batch)


def part(db: Database, key: str, *, actor: str) -> Done:
    """The speaker is one of their own again, and is not suggested for that other one any more."""
    with _acting(db, actor) as batch:
        one = speaker(db, key)
        if one["merged_into"] is None:
            return Done(one["id"], one["whole_id"], None)
        _set(db, one["id"], {"merged_into": None})
        _tell_apart(db, one["id"], one["merged_into"], actor)
        return _done(db, key, batch)


def told_apart(db: Database, one: str, other: str, *, actor: str) -> Done:
    """The two are not one person or body; nobody is asked again whether they are."""
    with _acting(db, actor) as batch:
        first, second = speaker(db, one), speaker(db, other)
        if first["whole_id"] == second["whole_id"]:
            raise Refused(said("They are filed as one; take them apart instead."))
        told = _tell_apart(db, first["id"], second["id"], actor)
        return _done(db, one, batch if told else None)


def describe(
    db: Database,
    key: str,
    wanted: Mapping[str, str | None],
    *,
    actor: str,
    seen: int | None = None,
) -> Done:
    """The speaker has these name, kind, note and Wikidata id; what is not ``wanted`` stays."""
    with _acting(db, actor) as batch:
        one = speaker(db, key)
        changed = becomes(one, wanted)
        if seen is not None:
            _overtaken(db, one, tuple(changed), seen, actor)
        put(db, one["id"], changed)
        return _done(db, key, batch if changed else None)


def becomes(one: Row, wanted: Mapping[str, str | None]) -> dict[str, str | None]:
    """What of it is another; ``Refused`` with all that stands against it."""
    return {name: value for name, value in _checked(wanted).items() if value != one[name]}


def put(db: Database, key: str, changed: Mapping[str, str | None]) -> None:
    """Within an open transaction: these columns of a speaker become so."""
    if changed:
        with _words_of_guards():
            _set(db, key, changed)


def add_name(db: Database, key: str, name: str, *, actor: str) -> Done:
    """The speaker goes by the name in every article: who bears it is filed under them, in what is
    loaded and in what will be. ``Refused`` where somebody else goes by it."""
    with _acting(db, actor) as batch:
        new, filed = goes_by(db, speaker(db, key), name, actor, teamnames.bearers(db))
        return _done(db, key, batch if new or filed else None)


def goes_by(
    db: Database,
    one: Row,
    name: str,
    actor: str,
    bearers: Mapping[tuple[str, bool], Sequence[str]],
) -> tuple[bool, list[str]]:
    """The same within an open transaction: is the name new, and who was filed for it."""
    given = TeamName(_name(name), teamnames.is_body(one["kind"]), one["id"])
    compared = teamnames.folded(given.name)
    if one["kind"] == "unnamed" or not compared:
        raise Refused(said("That is no name by which somebody could be known in every article."))
    holder = teamnames.known(db, given.name, one["kind"])
    if holder is not None and holder != one["id"]:
        raise Refused(said("{name} goes by that name already.", name=speaker(db, holder)["name"]))
    if holder is None:
        teamnames.put(db, given)
        _log(db, actor, "name_added", one["id"], became=teamnames.as_told(given))
    named = teamnames.unclaimed(db, bearers.get((compared, given.body), ()), one["id"])
    filed = [other for other in named if other != one["whole_id"]]
    for other in filed:
        _set(db, other, {"merged_into": one["id"]})
    return holder is None, filed


def remove_name(db: Database, key: str, name: str, *, actor: str) -> Done:
    """No load files anybody under the speaker for the name; what was filed stays."""
    with _acting(db, actor) as batch:
        one = speaker(db, key)
        for body in (False, True):
            given = TeamName(_name(name), body, one["id"])
            if teamnames.take(db, given):
                _log(db, actor, "name_removed", one["id"], was=teamnames.as_told(given))
                return _done(db, key, batch)
        return Done(one["id"], one["whole_id"], None)


def undo(db: Database, batch: str, *, actor: str) -> Done:
    """What the actor did to speakers is undone, all of the batch or nothing of it."""
    with _acting(db, actor) as now_batch:
        acts = log.rows(db.conn, "batch = ? AND actor = ?", [batch, actor])
        if not acts or any(act["kind"] not in KINDS for act in acts):
            raise Refused(said("There is nothing of yours that could be undone."))
        key = str(acts[0]["record"])
        if db.execute("SELECT 1 FROM acts WHERE kind = 'undid' AND record = ?", [batch]).fetchone():
            return Done(key, speaker(db, key)["whole_id"], None)
        for act in reversed(acts):
            _take_back(db, act)
        _log(db, actor, "undid", batch)
        return _done(db, key, now_batch)


def undoable(conn: sqlite3.Connection, actor: str, since: str) -> str | None:
    """The batch of what the actor did last to speakers and has not undone, since that moment."""
    found = conn.execute(
        f"SELECT batch FROM acts AS a WHERE actor = ? AND at >= ? AND kind IN {KINDS}"  # noqa: S608
        " AND batch IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM acts WHERE kind = 'undid' AND record = a.batch)"
        f" AND NOT EXISTS (SELECT 1 FROM acts WHERE batch = a.batch AND kind NOT IN {KINDS})"
        " ORDER BY id DESC LIMIT 1",
        [actor, since],
    ).fetchone()
    return found and str(found[0])


def _take_back(db: Database, act: Row) -> None:
    key, was, became = str(act["record"]), act["was"], act["became"]
    if act["kind"] == "speaker":
        one = speaker(db, key)
        changed = [name for name in became if was.get(name) != became[name]]
        if any(one[name] != became[name] for name in changed):
            raise Refused(
                said("{name} was changed again since, so that is not undone.", name=one["name"])
            )
        put(db, key, {name: was.get(name) for name in changed})
    elif act["kind"] == "name_added":
        teamnames.take(db, TeamName(became["name"], bool(became["body"]), key))
    elif act["kind"] == "name_removed":
        given = TeamName(was["name"], bool(was["body"]), key)
        if teamnames.known(db, given.name, "state" if given.body else "person") is not None:
            raise Refused(
                said("Somebody goes by {name} since, so that is not undone.", name=given.name)
            )
        teamnames.put(db, given)
    else:
        _forget_apart(db, key, str(became["other"]))


@contextmanager
def _acting(db: Database, actor: str) -> Iterator[str]:
    with by_person(db, actor):
        (batch,) = db.execute("SELECT batch FROM _change_context").fetchone()
        yield str(batch)


@contextmanager
def _words_of_guards() -> Iterator[None]:
    """What a trigger does not allow is said as a refusal: a circle of merges."""
    try:
        yield
    except sqlite3.IntegrityError as problem:
        raise Refused(said("That cannot be: {problem}.", problem=problem)) from problem


def _set(db: Database, key: str, columns: Mapping[str, str | None]) -> None:
    """Triggers tell the log; where it matters, copies are compared anew."""
    articles = _articles(db, key) if "merged_into" in columns else []
    db.execute(
        f"UPDATE speakers SET {', '.join(f'{name} = ?' for name in columns)} WHERE id = ?",  # noqa: S608
        [*columns.values(), key],
    )
    if articles and len(articles) <= MANY:
        copies.find(db, articles)


def _articles(db: Database, key: str) -> list[str]:
    """Articles with claims of a speaker and of whom they are made up of, and with copies of those.

    One more than ``MANY`` at most: then they are too many to look at while a person waits.
    """
    found = db.execute(
        "WITH RECURSIVE below(id) AS (SELECT ?1"
        " UNION SELECT speakers.id FROM speakers JOIN below ON merged_into = below.id)"
        " SELECT article_id FROM claims WHERE speaker_id IN below"
        " UNION SELECT article_id FROM claims WHERE copies IN (SELECT copies FROM claims"
        " WHERE speaker_id IN below AND copies IS NOT NULL) LIMIT ?2",
        [key, MANY + 1],
    )
    return [article_id for (article_id,) in found.fetchall()]


def _done(db: Database, key: str, batch: str | None) -> Done:
    one = speaker(db, key)
    return Done(one["id"], one["whole_id"], batch)


def _log(db: Database, actor: str, kind: str, record: str, **told: Any) -> None:
    log.add(db, moments.now(), actor, kind, None, record=record, **told)


def _tell_apart(db: Database, one: str, other: str, actor: str) -> bool:
    """False where somebody had said so."""
    first, second = sorted((one, other))
    new = db.execute(
        "INSERT INTO speaker_pairs (one_id, other_id) SELECT ?1, ?2 WHERE NOT EXISTS"
        " (SELECT 1 FROM speaker_pairs WHERE one_id = ?1 AND other_id = ?2)",
        [first, second],
    ).rowcount
    if new:
        _log(db, actor, "told_apart", one, became={"other": other})
    return bool(new)


def _forget_apart(db: Database, one: str, other: str) -> None:
    db.execute(
        "DELETE FROM speaker_pairs WHERE (one_id, other_id) IN (VALUES (?1, ?2), (?2, ?1))",
        [one, other],
    )


def _overtaken(db: Database, one: Row, fields: Sequence[str], seen: int | None, actor: str) -> None:
    """``Overtaken`` where somebody else changed one of the columns since."""
    for act in reversed(
        log.rows(
            db.conn,
            "kind = 'speaker' AND record = ? AND id > ? AND actor IS NOT ?",
            [one["id"], seen or 0, actor],
        )
    ):
        changed = [name for name in fields if act["was"].get(name) != act["became"].get(name)]
        if changed:
            raise Overtaken(one["name"], act["actor"], act["at"], changed[0], act["became"])


_CALLED = {
    "name": said("the speaker's name"),
    "kind": said("the speaker's kind"),
    "wikidata": said("the speaker's Wikidata id"),
    "note": said("the speaker's note"),
}
_TOO_LONG = {
    "name": N_("The name is longer than {most} characters."),
    "kind": N_("The kind is longer than {most} characters."),
    "wikidata": N_("The Wikidata id is longer than {most} characters."),
    "note": N_("The note is longer than {most} characters."),
}


def _checked(wanted: Mapping[str, str | None]) -> dict[str, str | None]:
    """The values as they are stored; ``Refused`` with all that stands against them."""
    problems: dict[str, str] = {}
    fields: dict[str, str | None] = {}
    for name in FIELDS:
        if name in wanted:
            fields[name] = words(wanted[name], _CALLED[name])
            if len(fields[name] or "") > _LONGEST.get(name, 300):
                problems[name] = said(_TOO_LONG[name], most=_LONGEST.get(name, 300))
    if "name" in fields:
        fields["name"] = " ".join((fields["name"] or "").split()) or None
        if fields["name"] is None:
            problems["name"] = said("A speaker has a name.")
    if "kind" in fields and fields["kind"] not in naming.KINDS:
        problems["kind"] = said("A speaker is one of {kinds}.", kinds=", ".join(naming.KINDS))
    if fields.get("wikidata"):
        known = _WIKIDATA.fullmatch(fields["wikidata"] or "")
        if known is None:
            problems["wikidata"] = said("A Wikidata id is a Q with digits, as Q42.")
        else:
            fields["wikidata"] = known[1]
    if problems:
        raise Refused.because(problems)
    return fields


def _name(name: str) -> str:
    given = " ".join((words(name, said("the name")) or "").split())
    if not given or len(given) > _LONGEST["name"]:
        raise Refused(said("That is no name."))
    return given
