"""What one edition has otherwise than another: claims and verdicts first, and all the rest.

Two editions differ in nothing exactly where their keys are the same: both read `content.py`. Only
public copies are compared, so nothing comes out that was not published in one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

import sqlite_utils

from datasette_claims.publishing import allowed, content, edition
from datasette_claims.publishing.content import Kind, Thing
from datasette_claims.store import errors, migrations
from datasette_claims.store.sqlite import sqlite3

NAMES = {"claims": "claim", "articles": "article", "speakers": "speaker", "outlets": "outlet",
         "statuses": "status"}  # fmt: skip
"""What a thing of a table is called; others are called as their table."""

VERDICTS = ("published", "corrected", "evidence", "republished", "withdrawn", "reopened")
OTHERS = ("new", "changed", "read_anew", "gone")

JUDGEMENT = ("status", "rationale", "publication", "evidence", "status_history")

# What the program alone decides, and what a reader does not read.
MACHINE = {
    "claims": {
        "rule", "extractor", "confidence", "position", "group_id", "created_at", "claim_spans",
        "relations",
    },
    "articles": {"loaded_at", "given", "edited", "article_addresses"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to a thing; ``columns`` are those that differ, parts among them.

    ``was`` and ``became`` are statuses: of a result that was corrected, of one that is published.
    ``before`` and ``after`` have the values of the columns, empty for what is new or gone.
    """

    kind: str
    key: str
    change: str
    columns: tuple[str, ...] = ()
    was: str | None = None
    became: str | None = None
    before: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    after: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A public copy, to read; one of an earlier version as this one would have it."""
    errors.demand_sqlite()
    if not path.is_file():
        raise edition.EditionError(f"there is no database {path}")
    address = f"{path.resolve().as_uri()}?mode=ro"
    with errors.in_words(path), closing(sqlite3.connect(address, uri=True)) as conn:
        if migrations.standing(conn) != "older":
            migrations.demand_current(conn, path)
            _demand_public(conn, path)
            yield conn
            return
        with closing(sqlite3.connect("", isolation_level=None)) as own:
            conn.backup(own)
            migrations.apply(sqlite_utils.Database(own))
            _demand_public(own, path)
            yield own


def _demand_public(conn: sqlite3.Connection, path: Path) -> None:
    # A copy that was brought up to date has a log of that, and of nothing else.
    private = conn.execute(allowed.still_private("main")).fetchall()
    if private:
        names = ", ".join(name for name, _ in private)
        raise edition.EditionError(
            f"{path} is a working database (private: {names}); only public copies are compared. "
            f"Make one: datasette claims snapshot {path} public.db"
        )


def changes(before: sqlite3.Connection, after: sqlite3.Connection) -> Iterator[Change]:
    """Everything that differs, kind by kind and in the order of keys."""
    for kind in content.KINDS:
        for old, new in _pairs(content.things(before, kind), content.things(after, kind)):
            if old != new:
                yield from _changes(kind, old, new)


def keep(
    before: sqlite3.Connection, after: sqlite3.Connection, made: edition.Edition
) -> edition.Edition:
    """Write into the later edition what it has otherwise, and return it with the earlier's name.

    Keys and names of columns alone: what is gone, or was withdrawn, is not told again.
    """
    after.executemany(
        "INSERT INTO edition_changes (kind, key, change, columns, was, became)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [
            (one.kind, _public_key(one), one.change, " ".join(one.columns), one.was, one.became)
            for one in changes(before, after)
        ],
    )
    told = edition.read(before)
    return replace(
        made,
        previous_id=told.id if told else content.digest(before)[: edition.KEY_LENGTH],
        previous_made_on=told.made_on if told else None,
    )


def _public_key(change: Change) -> str:
    """The key; none of a speaker or outlet who is gone, in whose key the name stands."""
    named = change.kind in ("speaker", "outlet")
    return "" if named and change.change == "gone" else change.key


def _pairs(
    before: Iterator[Thing], after: Iterator[Thing]
) -> Iterator[tuple[Thing | None, Thing | None]]:
    """The things of both by their keys, in whose order both come."""
    old, new = next(before, None), next(after, None)
    while old is not None or new is not None:
        if new is None or (old is not None and old.key < new.key):
            yield old, None
            old = next(before, None)
        elif old is None or new.key < old.key:
            yield None, new
            new = next(after, None)
        else:
            yield old, new
            old, new = next(before, None), next(after, None)


def _changes(kind: Kind, old: Thing | None, new: Thing | None) -> Iterator[Change]:
    name = NAMES.get(kind.name, kind.name)
    then, now = _values(kind, old), _values(kind, new)
    if old is None or new is None:
        thing = new or old
        assert thing is not None  # of a pair, one at least is there
        key = thing.key
        yield Change(name, key, "new" if old is None else "gone", before=then, after=now)
        standing = now.get("publication")
        if standing in ("published", "withdrawn"):
            became = str(now["status"]) if standing == "published" else None
            yield Change(name, key, str(standing), became=became, after=now)
        if then.get("publication") == "published":
            yield Change(name, key, "reopened", before=then)
        return
    differ = tuple(column for column in now if then[column] != now[column])
    judged = tuple(column for column in differ if kind.name == "claims" and column in JUDGEMENT)
    if judged:
        yield _verdict(new.key, then, now, judged)
    rest = tuple(column for column in differ if column not in judged)
    if rest:
        anew = set(rest) <= MACHINE.get(kind.name, set())
        yield _told(name, new.key, "read_anew" if anew else "changed", rest, then, now)


def _verdict(
    key: str, then: dict[str, object], now: dict[str, object], judged: tuple[str, ...]
) -> Change:
    """What became of the result of a claim that is in both."""
    was, became = then["publication"], now["publication"]
    if became == "withdrawn":
        return _told("claim", key, "withdrawn", judged, then, now)
    if became != "published":
        return _told("claim", key, "reopened", judged, then, now)
    if was != "published":
        change, former = "published", None
    elif {"status", "rationale"} & {*judged}:
        change, former = "corrected", str(then["status"])
    else:
        change, former = "evidence" if "evidence" in judged else "republished", None
    return _told("claim", key, change, judged, then, now, was=former, became=str(now["status"]))


def _told(
    kind: str,
    key: str,
    change: str,
    columns: tuple[str, ...],
    then: dict[str, object],
    now: dict[str, object],
    was: str | None = None,
    became: str | None = None,
) -> Change:
    before, after = ({column: side[column] for column in columns} for side in (then, now))
    return Change(kind, key, change, columns, was, became, before, after)


def _values(kind: Kind, thing: Thing | None) -> dict[str, object]:
    """What a thing says, by the names of columns; what hangs on it by the names of tables."""
    if thing is None:
        return {}
    parts = zip((part.table for part in kind.parts), thing.parts, strict=True)
    return {**dict(zip(kind.row.columns, thing.row, strict=True)), **dict(parts)}
