"""Who a person says the speaker is: one of the article's, one of all, or a new name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple, get_args

from sqlite_utils import Database

from datasette_claims.model import SpeakerKind
from datasette_claims.store import keys, teamnames
from datasette_claims.store.errors import Refused
from datasette_claims.store.statements import folded
from datasette_claims.store.words import storable, words
from datasette_claims.wording import said

KINDS: tuple[str, ...] = get_args(SpeakerKind)
_LONGEST = 300


class Speaker(NamedTuple):
    """A speaker by key, with what it takes to store one that is new."""

    key: str
    name: str
    kind: str


def speaker(
    db: Database, article_id: str, name: str | None, key: str | None, kind: str | None
) -> Speaker | None:
    """Who is meant: by key, else by name; None where neither is told.

    A name is looked for among those who speak in the article, under all their names there; then
    among the team's names and all speakers. Nothing is stored.
    """
    if key:
        found = _by_key(db, storable(key))
        if found is None and not name:
            raise Refused(
                said("There is no such speaker any more; choose another, or type the name.")
            )
        if found is not None:
            return found
    name = words(name, said("the speaker's name"))
    if name is None:
        return None
    name = " ".join(name.split())
    if len(name) > _LONGEST:
        raise Refused(
            said("The speaker's name is longer than {longest} characters.", longest=_LONGEST)
        )
    if kind is not None and kind not in KINDS:
        raise Refused(
            said("A speaker is one of {kinds}, not {kind!r}.", kinds=", ".join(KINDS), kind=kind)
        )
    if there := _in_article(db, article_id, name):
        return there
    guesses = [kind] if kind else ["organisation", "person"]
    for guess in guesses:
        if (known := teamnames.known(db, name, guess)) and (found := _by_key(db, known)):
            return found
    # A name of one word tells who it is only within its article, unless it is that of a body.
    made = [keys.speaker_key(name, guess, article_id) for guess in guesses]
    for one in made:
        found = _by_key(db, one)
        if found is not None and folded(found.name) == folded(name):
            return found
    return Speaker(made[-1], name, kind or "person")


def _by_key(db: Database, key: str) -> Speaker | None:
    found = db.execute("SELECT id, name, kind FROM speakers WHERE id = ?", [key]).fetchone()
    return Speaker(*found) if found else None


def _in_article(db: Database, article_id: str, name: str) -> Speaker | None:
    """Who speaks in the article under a name; None where several do, or nobody."""
    there = db.execute(
        "SELECT DISTINCT speakers.id, name, speakers.kind, claims.source FROM claims"
        " JOIN speakers ON speakers.id = speaker_id WHERE article_id = ?",
        [article_id],
    ).fetchall()
    for named in (
        [Speaker(*row[:3]) for row in there if folded(row[1]) == folded(name)],
        [Speaker(*row[:3]) for row in there if folded(row[3] or "") == folded(name)],
    ):
        if len(set(named)) == 1:
            return named[0]
    return None


def keep(db: Database, one: Speaker | None, alias: str | None) -> None:
    """The speaker is among the speakers, and was quoted under this name.

    Whoever is new and goes by a name of the team is filed under whom the team knows by it.
    """
    if one is None:
        return
    new = db.execute(
        "INSERT INTO speakers (id, name, kind, whole_id) SELECT ?, ?, ?, ?"
        " WHERE NOT EXISTS (SELECT 1 FROM speakers WHERE id = ?)",
        [one.key, one.name, one.kind, one.key, one.key],
    ).rowcount
    if new:
        teamnames.file_under(db, *one)
    if alias:
        db.execute(
            "INSERT OR IGNORE INTO speaker_aliases (speaker_id, alias) VALUES (?, ?)",
            [one.key, alias],
        )


def forget_unused_aliases(db: Database, printed: Iterable[tuple[str | None, str | None]]) -> None:
    """A source that no claim has any more for this speaker is no name of theirs."""
    db.conn.executemany(
        "DELETE FROM speaker_aliases WHERE speaker_id = ? AND alias = ? AND NOT EXISTS (SELECT 1"
        " FROM claims WHERE claims.speaker_id = speaker_aliases.speaker_id AND source = alias)",
        list(printed),
    )


def forget_unused_speakers(db: Database, speaker_ids: Collection[str | None]) -> None:
    """A name leaves with its last claim, unless a person said something of it."""
    for key in filter(None, speaker_ids):
        unused = db.execute(
            "SELECT 1 FROM speakers WHERE id = ? AND merged_into IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM claims WHERE speaker_id = speakers.id)"
            " AND NOT EXISTS (SELECT 1 FROM speakers AS other WHERE merged_into = speakers.id)"
            " AND NOT EXISTS (SELECT 1 FROM acts WHERE kind IN ('speaker', 'name_added',"
            " 'told_apart') AND record = speakers.id)"
            " AND NOT EXISTS (SELECT 1 FROM speaker_names WHERE speaker_id = speakers.id)"
            " AND NOT EXISTS (SELECT 1 FROM speaker_pairs WHERE speakers.id IN (one_id, other_id))",
            [key],
        ).fetchone()
        if unused:
            db.execute("DELETE FROM speaker_aliases WHERE speaker_id = ?", [key])
            db.execute("DELETE FROM speakers WHERE id = ?", [key])
