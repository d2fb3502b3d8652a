"""What people said of speakers, outlets, articles and the words for statuses, column by column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from datasette_claims.merge.acts import Own, touched
from datasette_claims.merge.sides import Row, Sides, insert, update
from datasette_claims.store.sqlite import sqlite3


class Kind(NamedTuple):
    """A table whose columns people change, the acts that tell of it, and what one row is called."""

    table: str
    act: str
    what: str
    key: str = "id"


KINDS = (
    Kind("statuses", "vocabulary", "status", "key"),
    Kind("outlets", "outlet", "outlet"),
    Kind("speakers", "speaker", "speaker"),
    Kind("articles", "article_corrected", "article"),
)


def statuses(sides: Sides) -> None:
    """Words for statuses that the base does not have; a key that is taken there goes without."""
    for row in sides.theirs("SELECT * FROM statuses ORDER BY position"):
        known = sides.db.execute("SELECT 1 FROM statuses WHERE key = ?", [row["key"]]).fetchone()
        if not known:
            taken = "SELECT 1 FROM statuses WHERE shortcut = ?"
            if sides.db.execute(taken, [row["shortcut"]]).fetchone():
                row["shortcut"] = None
            insert(sides.db, "statuses", [row])
            sides.new["statuses"].add(row["key"])


def settle(sides: Sides, own: Own) -> None:
    """What one side alone said stands; of two who said something else, the base's does."""
    found = [(kind, touched(own.base, kind.act), touched(own.other, kind.act)) for kind in KINDS]
    for kind, ours, theirs in found:
        _settle(sides, kind, ours, theirs)
    # Last: what something was put together with has to be there.
    for kind, ours, theirs in found:
        if kind.table in ("outlets", "speakers"):
            _put_together(sides, kind, ours, theirs, touched(own.base, kind.act, people=False))


def _settle(
    sides: Sides, kind: Kind, ours: Mapping[str, set[str]], theirs: Mapping[str, set[str]]
) -> None:
    keys = _keys(sides, kind)
    for row in sides.theirs(f"SELECT * FROM {kind.table}"):  # noqa: S608
        key = keys(row[kind.key])
        names = theirs.get(key, set()) - {"merged_into"}
        if not names or key in sides.new.get(kind.table, ()):
            continue
        (stored,) = sides.ours(f"SELECT * FROM {kind.table} WHERE {kind.key} = ?", [key])  # noqa: S608
        change: Row = {}
        for name in sorted(names & stored.keys()):
            if stored[name] == row[name]:
                continue
            if name in ours.get(key, ()):
                sides.tell(f"{name} of {kind.what}", key, stored[name], row[name])
            else:
                change[name] = row[name]
        if change and kind.table == "articles":
            change["edited"] = 1
        update(sides.db, kind.table, key, change, kind.key)


def _put_together(
    sides: Sides,
    kind: Kind,
    ours: Mapping[str, set[str]],
    theirs: Mapping[str, set[str]],
    by_any: Mapping[str, set[str]],
) -> None:
    keys = _keys(sides, kind)
    stored = dict(sides.db.execute(f"SELECT id, merged_into FROM {kind.table}").fetchall())  # noqa: S608
    for row in sides.theirs(f"SELECT id, merged_into FROM {kind.table} ORDER BY rowid"):  # noqa: S608
        key = keys(row["id"])
        into = None if row["merged_into"] is None else keys(row["merged_into"])
        if stored[key] == into:
            continue
        by_us, by_them = ("merged_into" in side.get(key, ()) for side in (ours, theirs))
        if by_us:
            if by_them:
                sides.tell(f"{kind.what}, merge of", key, stored[key], into)
            continue
        # What an earlier merge took apart stays so: that is its act.
        if by_them or (stored[key] is None and "merged_into" not in by_any.get(key, ())):
            try:
                update(sides.db, kind.table, key, {"merged_into": into})
            except sqlite3.IntegrityError as problem:  # together they would go round in a circle
                if by_them:
                    sides.tell(f"{kind.what}, merge of", key, stored[key], f"{into} ({problem})")


def _keys(sides: Sides, kind: Kind) -> Callable[[str], str]:
    renamed = {"articles": sides.articles, "speakers": sides.speakers}.get(kind.table, {})
    return lambda key: renamed.get(key, key)
