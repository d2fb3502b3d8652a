"""Searches that people keep: filters with a name, of the team or of one person.

A saved search is a filter like others (``saved``), so a topic in three languages is one link and
one file; one that names outlets is a group of them (``outlet_group``). Those of one person are
shown to nobody else, and what is done to them stands in no log, which others read.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import astuple, dataclass, replace
from urllib.parse import parse_qsl, urlencode

from sqlite_utils import Database

from datasette_claims.store import keys, log, moments
from datasette_claims.store.changes import by_person
from datasette_claims.store.errors import Refused, Unknown
from datasette_claims.store.filters import pairs, parse
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.words import words
from datasette_claims.wording import said

LONGEST_NAME = 200
LONGEST_QUERY = 8000


@dataclass(frozen=True, slots=True)
class Search:
    """A saved search; ``owner`` is None where it is the team's."""

    id: str
    name: str
    query: str
    owner: str | None
    at: str
    actor: str


_COLUMNS = "id, name, query, owner, at, actor"


def listed(conn: sqlite3.Connection, who: str | None) -> list[Search]:
    """The team's searches and those of ``who``, by name."""
    found = conn.execute(
        f"SELECT {_COLUMNS} FROM saved_searches WHERE owner IS NULL OR owner = ?"  # noqa: S608
        " ORDER BY name COLLATE NOCASE, id",
        [who],
    )
    return [Search(*row) for row in found]


def named(conn: sqlite3.Connection, asked: Collection[str], who: str | None) -> dict[str, Search]:
    """Those of the searches that there are, and that ``who`` may use."""
    if not asked:
        return {}
    found = conn.execute(
        f"SELECT {_COLUMNS} FROM saved_searches WHERE (owner IS NULL OR owner = ?)"  # noqa: S608
        " AND id IN (SELECT value FROM json_each(?))",
        [who, json.dumps([*asked])],
    )
    return {row[0]: Search(*row) for row in found}


def save(db: Database, name: str, query: str, *, actor: str, own: bool) -> Search:
    """The search, kept under a name; its key stays whatever becomes of the name.

    Refused where it has no name or asks for nothing, where the name is taken, or where it names
    another saved search: an outlet group it may name, a search of the team one of the team.
    """
    name = _name(name)
    if len(query) > LONGEST_QUERY:
        raise Refused(
            said(
                "The search is too long; use at most {most} characters.",
                most=LONGEST_QUERY,
            )
        )
    asked = parse(parse_qsl(query), known=("after", "before"))
    if any(problem.left_out for problem in asked.problems):
        raise Refused(said("This cannot be saved: {problem}", problem=asked.problems[0]))
    if asked.filters.saved:
        raise Refused(
            said("A saved search cannot hold another one; open that one and save it anew.")
        )
    kept = urlencode(pairs(asked.filters))
    if not [name for name, _ in pairs(asked.filters) if name != "sort"]:
        raise Refused(said("There is nothing to save: no filter is set."))
    owner = actor if own else None
    with by_person(db, actor):
        _free(db, name, owner)
        _found(db, asked.filters.outlet_group, owner)
        search = Search(_key(db, name), name, kept, owner, moments.now(), actor)
        _insert(db, search)
        if not own:
            became = {"name": name, "query": kept}
            log.add(db, search.at, actor, "search_saved", None, record=search.id, became=became)
    return search


def rename(db: Database, key: str, name: str, *, actor: str) -> Search:
    """The search under another name."""
    name = _name(name)
    with by_person(db, actor):
        search = _own(db, key, actor)
        if search.name != name:
            _free(db, name, search.owner)
            db.execute("UPDATE saved_searches SET name = ? WHERE id = ?", [name, key])
            if search.owner is None:
                log.add(
                    db, moments.now(), actor, "search_renamed", None, record=key,
                    was={"name": search.name}, became={"name": name},
                )  # fmt: skip
    return search


def remove(db: Database, key: str, *, actor: str) -> Search:
    """The search that is there no longer."""
    with by_person(db, actor):
        search = _own(db, key, actor)
        db.execute("DELETE FROM saved_searches WHERE id = ?", [key])
        if search.owner is None:
            was = {"name": search.name, "query": search.query}
            log.add(db, moments.now(), actor, "search_removed", None, record=key, was=was)
    return search


def restore(db: Database, search: Search, *, actor: str) -> Search:
    """The search that was removed, as it was; asked again, it is there already.

    Links to it find it again, for its key is the same, unless another one got that meanwhile.
    """
    with by_person(db, actor):
        if search.owner not in (None, actor):
            raise Unknown(said("There is no saved search with this key."))
        there = named(db.conn, [search.id], actor).get(search.id)
        if there and replace(there, name=search.name) == search:
            return there
        _free(db, search.name, search.owner)
        search = replace(search, id=_key(db, search.name, search.id))
        _insert(db, search)
        if search.owner is None:
            became = {"name": search.name, "query": search.query}
            log.add(db, moments.now(), actor, "search_saved", None, record=search.id, became=became)
    return search


def _insert(db: Database, search: Search) -> None:
    db.execute(
        f"INSERT INTO saved_searches ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608
        astuple(search),
    )


def _own(db: Database, key: str, actor: str) -> Search:
    """The search, if it is the team's or the actor's."""
    search = named(db.conn, [key], actor).get(key)
    if search is None:
        raise Unknown(said("There is no saved search with this key."))
    return search


def _name(name: str) -> str:
    found = " ".join((words(name, said("the name")) or "").split())
    if not found:
        raise Refused(said("Give the search a name."))
    if len(found) > LONGEST_NAME:
        raise Refused(
            said(
                "The name is too long; use at most {most} characters.",
                most=LONGEST_NAME,
            )
        )
    return found


def _free(db: Database, name: str, owner: str | None) -> None:
    """Refuse a name that another search of the same owner has."""
    taken = db.execute(
        "SELECT 1 FROM saved_searches WHERE owner IS ? AND name = ? COLLATE NOCASE", [owner, name]
    )
    if taken.fetchone():
        raise Refused(
            said("There is a saved search “{name}” already; choose another name.", name=name)
        )


def _found(db: Database, groups: Collection[str], owner: str | None) -> None:
    """Refuse groups that are not there for everybody who will open the search."""
    if missing := [key for key in groups if key not in named(db.conn, groups, owner)]:
        raise Refused(
            said(
                "There is no group of outlets “{name}” that you or the team have.", name=missing[0]
            )
            if owner
            else said("There is no group of outlets “{name}” that the team has.", name=missing[0])
        )


def _key(db: Database, name: str, made: str = "") -> str:
    """A key made from the name, or this one, which no search has."""
    made = made or keys.outlet_key(name)
    taken = {
        row[0]
        for row in db.execute(
            "SELECT id FROM saved_searches WHERE id = ? OR id LIKE ?", [made, f"{made}-%"]
        )
    }
    number = 2
    key = made
    while key in taken:
        key, number = f"{made}-{number}", number + 1
    return key
