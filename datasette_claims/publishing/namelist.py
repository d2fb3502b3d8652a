"""What people said of speakers as a list of names, to be read in again or mended elsewhere."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from datasette_claims.publishing import csv
from datasette_claims.store import errors, migrations, namelists
from datasette_claims.store.sqlite import sqlite3

COLUMNS = ("name", "alias", "kind", "wikidata", "claims")


def text(source: Path, *, every: bool = False) -> str:
    """The list as CSV, with the claims of each speaker."""
    address = f"{source.resolve().as_uri()}?mode=ro"
    with errors.in_words(source), closing(sqlite3.connect(address, uri=True)) as conn:
        migrations.demand_current(conn, source)
        rows = namelists.kept(conn, every=every)
    return csv.text([COLUMNS, *((*row.entry[:4], row.claims) for row in rows)])
