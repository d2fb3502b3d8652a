"""Claims of a filter as a file of any form: what ``datasette claims export`` writes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from datasette.utils import tilde_encode

from datasette_claims.publishing import (
    atom,
    claimreview,
    columns,
    csv,
    datapackage,
    edition,
    naming,
    outward,
    placing,
)
from datasette_claims.publishing.edition import About
from datasette_claims.publishing.export import (
    ExportError,
    binary,
    is_standard_output,
    meant,
    opened,
)
from datasette_claims.publishing.metadata import TITLE
from datasette_claims.store import dossiers, queries
from datasette_claims.store.filters import Filters
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.vocabulary import vocabulary

BATCH = 5000
"""Rows in memory at a time."""

FORMS = ("csv", "jsonl", "parquet", "xlsx", "claimreview")
NEEDS = {"parquet": ("pyarrow", "tables"), "xlsx": ("openpyxl", "documents")}
"""What must be installed for a form, and by which extra."""

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be written: of which claims, in which form, with or without its description.

    ``about`` says in whose name, and where the database is served. A public copy knows that itself.
    """

    query: str = ""
    form: str = "csv"
    spreadsheet: bool = False
    described: bool = False
    about: About = field(default_factory=About)


@dataclass(frozen=True, slots=True)
class Written:
    """How much was written; ``cut`` cells did not fit and were shortened."""

    rows: int
    cut: int = 0


def export(database: Path, target: Path | None, wanted: Wanted) -> Written:
    """Write the claims to ``target``, or to standard output where it is None.

    A file takes its name when it is complete; the description is written behind it.
    """
    _possible(target, wanted)
    with opened(database) as conn:
        wanted = _named(conn, wanted)
        filters = meant(conn, wanted.query)
        if wanted.form == "claimreview":
            with binary(target) as file:
                return _reviews(conn, filters, file, wanted)
        first = queries.batch(conn, filters, BATCH)
        if wanted.form == "xlsx":
            _fits(conn, filters)
        counted = _Counted()
        with binary(target) as file:
            named = columns.of_claims(first.columns)
            cut = _write(file, named, counted.through(_batches(conn, filters, first)), wanted)
        if wanted.described and target is not None:
            _describe(target, wanted, named, counted.rows)
    return Written(counted.rows, cut)


def _possible(target: Path | None, wanted: Wanted) -> None:
    """Raises where something is missing, before anything is read."""
    module, extra = NEEDS.get(wanted.form, ("", ""))
    if module and find_spec(module) is None:
        raise ExportError(
            f"--format {wanted.form} needs {module}: pip install 'datasette-claims[{extra}]'"
        )
    if target is None and (wanted.form in NEEDS or wanted.described):
        what = "--datapackage" if wanted.described else f"--format {wanted.form}"
        raise ExportError(f"{what} needs a file: name one with -o")
    if target is not None and wanted.described:
        try:
            _describable(target)
        except OSError as error:
            raise ExportError(f"{target} cannot be written: {error.strerror or error}") from error


def _describable(target: Path) -> None:
    """Raises where no file would be left to describe, or its description would replace another."""
    kind = "standard output" if is_standard_output(target) else placing.special(target)
    if kind:
        raise ExportError(f"--datapackage needs a file, and {target} is {kind}; name one with -o")
    package = target.with_name(datapackage.NAME)
    if package.resolve() == target.resolve():
        raise ExportError(f"{target} is where --datapackage writes; name another file with -o")
    if kind := placing.special(package):
        raise ExportError(f"{package} is {kind}; --datapackage writes a file there")
    if package.exists() and datapackage.made_by(package) != datapackage.MADE_BY:
        raise ExportError(
            f"{package} was not made by {datapackage.MADE_BY}, and is left alone; "
            "write to a folder of its own"
        )


def _named(conn: sqlite3.Connection, wanted: Wanted) -> Wanted:
    """With what a public copy says of itself, where nobody says otherwise."""
    own = edition.read(conn) or About()
    about = wanted.about.before(own)
    if wanted.form == "claimreview" and not (about.organisation and about.address):
        raise ExportError(
            "a ClaimReview is an organisation's, and has an address: name a metadata file that has "
            "plugins → datasette-claims → organisation (--metadata), and where the database is "
            "served (--address https://claims.example/public)"
        )
    return replace(wanted, about=about)


def _fits(conn: sqlite3.Connection, filters: Filters) -> None:
    from datasette_claims.publishing import xlsx

    number = queries.count(conn, filters)
    if number > xlsx.MOST_ROWS:
        raise ExportError(
            f"{number:,} rows are more than a sheet holds ({xlsx.MOST_ROWS:,}); "
            "narrow them with --filter, or write csv or parquet"
        )


@dataclass(slots=True)
class _Counted:
    rows: int = 0

    def through(self, batches: Iterator[Rows]) -> Iterator[Rows]:
        for batch in batches:
            self.rows += len(batch)
            yield batch


def _batches(conn: sqlite3.Connection, filters: Filters, batch: queries.Batch) -> Iterator[Rows]:
    while True:
        yield batch.rows
        if batch.following is None:
            return
        batch = queries.batch(conn, filters, BATCH, batch.following)


def _write(
    file: IO[bytes], named: Sequence[columns.Column], batches: Iterator[Rows], wanted: Wanted
) -> int:
    """Write the rows; the number of cells that were cut."""
    if wanted.form == "parquet":
        from datasette_claims.publishing import parquet

        parquet.write(file, named, batches)
        return 0
    if wanted.form == "xlsx":
        from datasette_claims.publishing import xlsx

        return xlsx.write(file, named, batches)
    names = [each.name for each in named]
    if wanted.form == "jsonl":
        encode = json.JSONEncoder(ensure_ascii=False).encode
        for rows in batches:
            lines = (encode(dict(zip(names, row, strict=True))) + "\n" for row in rows)
            file.write("".join(lines).encode())
        return 0
    file.write(((csv.MARK if wanted.spreadsheet else "") + csv.text([names])).encode())
    for rows in batches:
        file.write(csv.text(rows, spreadsheet=wanted.spreadsheet).encode())
    return 0


def _describe(target: Path, wanted: Wanted, named: Sequence[columns.Column], rows: int) -> None:
    package = datapackage.described(
        target,
        wanted.form,
        named,
        rows=rows,
        query=wanted.query,
        title=wanted.about.title or TITLE,
        organisation=naming.named(wanted.about.organisation, wanted.about.organisation_url),
        licence=wanted.about.licence_url,
    )
    with binary(target.with_name(datapackage.NAME)) as file:
        file.write(datapackage.as_json(package).encode())


def _reviews(
    conn: sqlite3.Connection, filters: Filters, file: IO[bytes], wanted: Wanted
) -> Written:
    """The DataFeed of the published verdicts with evidence; how many there are."""
    words = vocabulary(conn)
    base = (wanted.about.address or "").rstrip("/")
    site = naming.Publisher(
        wanted.about.title or TITLE,
        lambda kind, key, tail: f"{base}/-/{kind}/{tilde_encode(key)}{tail}",
        naming.named(wanted.about.organisation, wanted.about.organisation_url),
        wanted.about.licence_url,
    )
    found, changed = [], atom.NEVER
    for dossier in dossiers.in_parts(conn, dossiers.published(conn, filters)):
        judged = outward.judged(dossier.claim, dossier.history, dossier.evidence, words)
        if review := claimreview.review(dossier, judged, site, words):
            found.append(review)
            changed = max(changed, atom.Told(dossier, judged).at)
    query = f"?{quote(wanted.query.removeprefix('?'), safe='=&')}" if wanted.query else ""
    address = f"{base}/-/claims.jsonld{query}"
    told = claimreview.feed(found, site, address, changed if found else None)
    file.write((json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode())
    return Written(len(found))
