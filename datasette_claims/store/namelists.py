"""A list of names that a team keeps: who is who, by which names, what kind, which Wikidata id.

``put`` makes the speakers of a list known and files under them whom articles call so; what is
loaded later is filed by the same names. ``kept`` gives back what a list would have to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from sqlite_utils import Database

from datasette_claims.store import changes, keys, merging, naming, speakerlists, teamnames
from datasette_claims.store.errors import Refused
from datasette_claims.store.sqlite import sqlite3

ACTOR = "name list"
"""Whose the acts are in the log."""

What = Literal["speaker", "details", "name", "filed", "wrong"]


class Entry(NamedTuple):
    """A line of a list; what is empty is not told. ``line`` is its number."""

    name: str
    alias: str = ""
    kind: str = ""
    wikidata: str = ""
    line: int = 0


class Kept(NamedTuple):
    """An entry as it is given back, with the claims of whom it is about."""

    entry: Entry
    claims: int


@dataclass(frozen=True, slots=True)
class Told:
    """What one line came to: a new speaker, other details, a new name, somebody filed (so many
    claims), or what is wrong with it."""

    line: int
    what: What
    words: str


class _Tried(Exception):
    """Nothing is to stay of what was done."""


def put(db: Database, entries: Sequence[Entry], *, dry: bool = False) -> list[Told]:
    """What the list changes; with ``dry``, what it would. A line that is wrong is told and left
    out. Put again it changes nothing."""
    told: list[Told] = []

    def work() -> None:
        with changes.by_person(db, ACTOR):
            bearers = teamnames.bearers(db)
            for entry in entries:
                try:
                    told.extend(_put(db, entry, bearers))
                except Refused as problem:
                    told.append(Told(entry.line, "wrong", str(problem)))
        if dry:
            raise _Tried

    refusal = changes.tried(db, work)
    if refusal is not None and not isinstance(refusal.problem, _Tried):
        raise refusal.problem
    return told


def _put(db: Database, entry: Entry, bearers: dict[tuple[str, bool], list[str]]) -> Iterable[Told]:
    if entry.kind and entry.kind not in naming.KINDS:
        raise Refused(f"{entry.kind} is no kind; one of {', '.join(naming.KINDS)}")
    if "unnamed" in (entry.kind, entry.name):
        raise Refused("who is not named is in no list")
    told: list[Told] = []
    key = _whose(db, entry)
    if key is None:
        made = _made(entry)
        naming.keep(db, made, None)
        key = made.key
        told.append(Told(entry.line, "speaker", made.name))
    one = merging.speaker(db, merging.speaker(db, key)["whole_id"])
    wanted = {name: getattr(entry, name) for name in ("kind", "wikidata") if getattr(entry, name)}
    if changed := merging.becomes(one, wanted):
        merging.put(db, one["id"], changed)
        told.append(
            Told(
                entry.line, "details", f"{one['name']}: {', '.join(filter(None, changed.values()))}"
            )
        )
        one = merging.speaker(db, one["id"])
    for name in _names(one, entry):
        new, filed = merging.goes_by(db, one, name, ACTOR, bearers)
        if new:
            told.append(Told(entry.line, "name", f"{name}: {one['name']}"))
        if filed:
            number = sum(speakerlists.own_claims(db.conn, filed).values())
            words = f"{len(filed)} × {name}, {number} claims: {one['name']}"
            told.append(Told(entry.line, "filed", words))
    return told


def _names(one: merging.Row, entry: Entry) -> list[str]:
    """By which names the line says they go: of the name, what their key does not tell already."""
    own = teamnames.folded(one["name"])
    single = one["kind"] == "person" and len(entry.name.split()) < 2
    named = [entry.name] if single or teamnames.folded(entry.name) != own else []
    return named + [entry.alias] * (bool(entry.alias) and teamnames.folded(entry.alias) != own)


def _whose(db: Database, entry: Entry) -> str | None:
    """The key of the speaker whom the line is about, by id, by a name of the team, by key."""
    if entry.wikidata:
        found = db.execute(
            "SELECT id FROM speakers WHERE wikidata = ? AND merged_into IS NULL", [entry.wikidata]
        ).fetchone()
        if found:
            return str(found[0])
    kinds = [entry.kind] if entry.kind else ["person", "organisation"]
    for kind in kinds:
        if known := teamnames.known(db, entry.name, kind):
            return known
    for kind in kinds:
        key = _made(entry._replace(kind=kind)).key
        found = db.execute("SELECT id, kind FROM speakers WHERE id = ?", [key]).fetchone()
        if found and (not entry.kind or teamnames.is_body(found[1]) == teamnames.is_body(kind)):
            return key
    return None


def _made(entry: Entry) -> naming.Speaker:
    """The speaker as the list makes them: one word is a key of its own, of no article."""
    kind, name = entry.kind or "person", " ".join(entry.name.split())
    single = kind == "person" and len(name.split()) < 2
    key = f"{keys.speaker_key(name, 'group', '')}-person" if single else None
    return naming.Speaker(key or keys.speaker_key(name, kind, ""), name, kind)


def kept(conn: sqlite3.Connection, *, every: bool = False) -> list[Kept]:
    """What people said of speakers, as a list would say it: their other names, id and kind.

    ``every``: all others with claims too. Who is known by one word within an article has no name
    in it yet: whoever fills it in says who that is.
    """
    given = {
        key
        for (key,) in conn.execute(
            "SELECT id FROM speakers WHERE wikidata IS NOT NULL"
            " UNION SELECT speaker_id FROM speaker_names"
        )
    }
    rows: list[Kept] = []
    for one in speakerlists.candidates(conn, every=True):
        names = {
            name for name in one.others if teamnames.folded(name) != teamnames.folded(one.name)
        }
        row = Entry(one.name, kind=one.kind, wikidata=one.wikidata)
        if one.key in given or names:
            rows += [Kept(row._replace(alias=name), one.claims) for name in sorted(names) or [""]]
        elif every and one.claims:
            single = one.kind == "person" and len(one.name.split()) < 2
            rows.append(Kept(row._replace(name="", alias=one.name) if single else row, one.claims))
    return sorted(rows, key=lambda row: (row.entry.name == "", row.entry, -row.claims))
