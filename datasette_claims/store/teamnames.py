"""Names by which the team knows a speaker in every article, and what is filed under them.

A single name tells the program who it is only within one article. Where a person said that
“Jokowi” is Joko Widodo, each load files under him what it reads under that name alone. Persons
and bodies do not share names: “Washington” may be both.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from sqlite_utils import Database

from datasette_claims.store import keys, log, moments
from datasette_claims.store.sqlite import sqlite3

_MARKS = re.compile(r"[^\w\s]|_")
PEOPLE = ("person",)
NOBODY = ("unnamed",)


class TeamName(NamedTuple):
    """A name of a speaker; ``body`` tells whether it is that of a body or document."""

    name: str
    body: bool
    speaker_id: str


def folded(name: str) -> str:
    """The name as it is compared: without case, accents and marks.

    >>> folded("José  al-Áwda"), folded("O’Neil"), folded("ONeil")
    ('jose al awda', 'oneil', 'oneil')
    """
    plain = unicodedata.normalize("NFKD", keys.without_apostrophes(name).casefold())
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", " ".join(_MARKS.sub(" ", kept).split()))


def is_body(kind: str) -> bool:
    """Whether a speaker of the kind is no person: a body, a state, a document."""
    return kind not in PEOPLE


def known(db: Database, name: str, kind: str) -> str | None:
    """The key of the speaker who goes by the name in every article."""
    if kind in NOBODY:
        return None
    found = db.execute(
        "SELECT speaker_id FROM speaker_names WHERE folded = ? AND body = ?",
        [folded(name), is_body(kind)],
    ).fetchone()
    return found and str(found[0])


def of_speaker(conn: sqlite3.Connection, key: str) -> list[str]:
    """The names that people gave to a speaker."""
    found = conn.execute(
        "SELECT name FROM speaker_names WHERE speaker_id = ? ORDER BY name", [key]
    ).fetchall()
    return [name for (name,) in found]


def put(db: Database, one: TeamName) -> None:
    db.execute(
        "INSERT INTO speaker_names (folded, body, name, speaker_id) VALUES (?, ?, ?, ?)",
        [folded(one.name), one.body, one.name, one.speaker_id],
    )


def take(db: Database, one: TeamName) -> bool:
    """True where the speaker had the name, which is gone now."""
    return bool(
        db.execute(
            "DELETE FROM speaker_names WHERE folded = ? AND body = ? AND speaker_id = ?",
            [folded(one.name), one.body, one.speaker_id],
        ).rowcount
    )


def file_under(db: Database, key: str, name: str, kind: str) -> None:
    """A speaker who has just been entered is filed under whom the team knows by that name."""
    speaker = known(db, name, kind)
    if speaker is None or speaker == key:
        return
    db.execute("UPDATE speakers SET merged_into = ? WHERE id = ?", [speaker, key])
    (by,) = db.execute("SELECT kind FROM _change_context").fetchone()
    if by == "loader":  # triggers tell what people do
        before = {"name": name, "kind": kind, "merged_into": None}
        after = {**before, "merged_into": speaker}
        log.add(db, moments.now(), by, "speaker", None, record=key, was=before, became=after)


def bearers(db: Database) -> dict[tuple[str, bool], list[str]]:
    """Who is called what in articles: keys of speakers by name as compared, and whether a body."""
    found: dict[tuple[str, bool], list[str]] = {}
    for key, name, kind in db.execute("SELECT id, name, kind FROM speakers ORDER BY id"):
        if kind not in NOBODY:
            found.setdefault((folded(name), is_body(kind)), []).append(key)
    return found


def unclaimed(db: Database, keys_: Iterable[str], speaker_id: str) -> list[str]:
    """Those who are not merged, and whom nobody told apart from the speaker."""
    found = db.execute(
        "SELECT s.id FROM speakers AS s WHERE s.id IN (SELECT value FROM json_each(?2))"
        " AND s.merged_into IS NULL AND s.id <> ?1 AND NOT EXISTS (SELECT 1 FROM speaker_pairs"
        " WHERE (one_id, other_id) IN (VALUES (s.id, ?1), (?1, s.id))) ORDER BY s.id",
        [speaker_id, json.dumps(list(keys_))],
    )
    return [key for (key,) in found.fetchall()]


def as_told(one: TeamName) -> dict[str, str | bool]:
    """What the log keeps of a name."""
    return {"name": one.name, "body": one.body}
