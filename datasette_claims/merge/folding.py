"""One database laid upon another: all of it in the open transaction, in the order of what refers.

The guards are off meanwhile: they would tell what came from elsewhere as done here and now. Those
that keep what follows from a row (search, whole speakers, joined copies) stay.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlite_utils import Database

from datasette_claims.merge import (
    acts,
    articles,
    claims,
    copies,
    desk,
    speakers,
    standing,
    told,
    work,
)
from datasette_claims.merge.report import Report
from datasette_claims.merge.sides import Sides
from datasette_claims.store import moments, schema
from datasette_claims.store.sqlite import sqlite3

KEPT = frozenset(
    {
        "claims_ai", "claims_ad", "claims_au", "articles_ai", "articles_ad", "articles_au",
        "speakers_ai", "speakers_ad", "speakers_au", "claims_substrings_ai",
        "claims_substrings_ad", "claims_substrings_au", "articles_details_changed",
        "outlets_merged", "outlets_not_merged_in_a_circle", "speakers_merged",
        "speakers_not_merged_in_a_circle", "speakers_without_a_name_stay_apart",
        "claims_of_another_to_compare", "claims_to_join", "claims_to_rate",
    }
)  # fmt: skip
"""Triggers that bring along what follows from a row; all others say who may change what, or tell
of changes."""


def unguarded(db: Database) -> None:
    """Within a transaction that ends with ``schema.install_guards``."""
    for name in schema.guards():
        if name not in KEPT:
            db.execute(f"DROP TRIGGER IF EXISTS {name}")


def lay(
    db: Database,
    other: sqlite3.Connection,
    name: str,
    first: str,
    report: Report,
    advance: Callable[[], object],
) -> copies.Judged:
    """All of the other is in the base, under its own name in the report. Returned is what was
    judged there alone, of which copies in the base may stand otherwise."""
    sides = Sides(db, other, name, first, moments.now(), report)
    told.statuses(sides)
    articles.outlets(sides)
    articles.place(sides, advance)
    speakers.bring(sides)
    pairs = claims.place(sides, advance)
    desk.recognise(sides)
    own, before = acts.own(sides), speakers.wholes(sides)
    work.bring(sides)
    acts.add(sides, own.other)
    replaced = standing.settle(sides, pairs, own)
    work.assignments(sides, own)
    told.settle(sides, own)
    desk.pairs(sides, own)
    speakers.keep_apart(sides, own)
    desk.names(sides, own)
    desk.searches(sides, own)
    work.relations(sides, own)
    _options(sides)
    speakers.aliases(sides)
    speakers.settle(sides, replaced)
    speakers.compare_anew(sides, before)
    return copies.Judged(sides, {*own.claims("other", ["status"])})


def _options(sides: Sides) -> None:
    """Samples of texts, and what was asked for beyond search by words."""
    for row in sides.theirs("SELECT * FROM text_shingles"):
        sides.db.execute("INSERT OR IGNORE INTO text_shingles VALUES (?, ?)", [*row.values()])
    asked = "SELECT 1 FROM search_options WHERE name = 'substrings'"
    if sides.other.execute(asked).fetchone() and not sides.db.execute(asked).fetchone():
        search = "claims_substrings_fts"
        sides.db.execute("INSERT INTO search_options VALUES ('substrings')")
        sides.db.execute(f"INSERT INTO {search} ({search}) VALUES ('rebuild')")  # noqa: S608
