"""A list of speakers' names out of a CSV file, as a spreadsheet or OpenRefine writes it."""

from __future__ import annotations

import csv
from pathlib import Path

from datasette_claims.reading.decoding import decode
from datasette_claims.store import database, namelists
from datasette_claims.store.errors import Refused
from datasette_claims.store.namelists import Entry, Told

COLUMNS = ("name", "alias", "kind", "wikidata")
DELIMITERS = (",", ";", "\t")


def read(path: Path) -> list[Entry]:
    """The lines of the file that name somebody; other columns than ours are left out."""
    try:
        text = decode(path.read_bytes()).text.removeprefix("\ufeff")
    except OSError as problem:
        raise Refused(f"{path}: {problem.strerror or problem}") from problem
    first = text.partition("\n")[0]
    lines = csv.reader(text.splitlines(), delimiter=max(DELIMITERS, key=first.count))
    heads = [head.strip().casefold() for head in next(lines, [])]
    if "name" not in heads:
        raise Refused(f"{path} has no column “name”; its first line names {', '.join(COLUMNS)}")
    places = {column: heads.index(column) for column in COLUMNS if column in heads}
    entries = []
    for row in lines:
        cells = {
            column: " ".join(row[at].split()).removeprefix("'") if at < len(row) else ""
            for column, at in places.items()
        }
        if cells["name"]:
            entries.append(Entry(**cells, line=lines.line_num))
    return entries


def put(target: Path, names: Path, *, dry: bool) -> tuple[list[Entry], list[Told]]:
    """What the list names, and what it changes in the database."""
    entries = read(names)
    if not target.is_file():
        raise Refused(f"there is no database {target}")
    with database.opened(target) as db:
        return entries, namelists.put(db, entries, dry=dry)
