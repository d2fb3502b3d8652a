"""``datasette claims merge``: several databases become one."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from datasette_claims.cli.group import tell_of_guards
from datasette_claims.terminal import one_line

if TYPE_CHECKING:
    from datasette_claims.merge import Report

SHOWN = 20
"""Conflicts that are told one by one; ``--conflicts`` has all."""


@click.command()
@click.argument("databases", metavar="A B... INTO", nargs=-1, required=True)
@click.option("--add", is_flag=True, help="INTO is there: merge the others into it.")
@click.option("--dry-run", is_flag=True, help="Say what would come of it, and write nothing.")
@click.option(
    "--conflicts",
    metavar="FILE",
    type=click.Path(),
    help="Write what both sides judged or said otherwise, as CSV.",
)
@click.option("-q", "--quiet", is_flag=True, help="No progress and no counts.")
def merge(
    databases: tuple[str, ...],
    add: bool,
    dry_run: bool,
    conflicts: str | None,
    quiet: bool,
) -> None:
    """Make one database, INTO, of those that were made apart: by month, outlet or machine.

    An article that several have is there once, as if it had been loaded from each. What people did
    is kept from all of them, with names and times: statuses, evidence, notes, corrections, merges
    of speakers, saved searches, history. Where two judged one claim differently, the one named
    first stands, as a draft; the other is kept in its history and in a note. Merging a database
    that is in INTO already changes nothing.

    INTO is a new file, or with --add a database that is there; stop editing in it meanwhile. All
    must be of this version: `datasette claims upgrade` brings a file up to date. Public copies are
    not merged: they hold no work.

    \b
    Examples:
      datasette claims merge april.db may.db spring.db
      datasette claims merge --add june.db spring.db
    """
    from datasette_claims.merge import merge as merged
    from datasette_claims.store.errors import StoreError

    *sources, into = databases
    file = None if conflicts is None else Path(conflicts)
    if file is not None:
        _refuse(file, [Path(name) for name in databases])
    for name in (*sources, into) if add else sources:
        tell_of_guards(name)
    try:
        with _progress(quiet) as (begin, advance):
            report = merged(
                [Path(name) for name in sources],
                Path(into),
                add=add,
                dry_run=dry_run,
                begin=begin,
                advance=advance,
            )
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    _tell(report, into, dry_run=dry_run, quiet=quiet)
    if file is not None:
        try:
            _write(report, file)
        except OSError as error:
            told = f"{into} is complete, but {file} could not be written ({error.strerror})"
            raise click.ClickException(told) from error


@contextmanager
def _progress(quiet: bool) -> Iterator[tuple[Callable[[int], None], Callable[[], object]]]:
    """A bar where somebody looks at a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda total: None, lambda: None
        return
    from tqdm import tqdm

    with tqdm(desc="Merging", unit=" steps", leave=False, file=sys.stderr) as bar:
        yield bar.reset, bar.update


def _tell(report: Report, into: str, *, dry_run: bool, quiet: bool) -> None:
    if not quiet:
        for name, counts in report.counts.items():
            told = ", ".join(f"{number:,} {what}" for what, number in counts.items() if number)
            click.echo(one_line(f"{name}: {told or 'nothing new'}"))
        end = "nothing was written" if dry_run else f"all of it is in {into}"
        click.echo(one_line(end))
    for conflict in report.conflicts[:SHOWN]:
        click.echo(one_line(f"conflict: {conflict}"), err=True)
    if (more := len(report.conflicts) - SHOWN) > 0:
        click.echo(f"{more:,} more conflicts; --conflicts FILE has all", err=True)


def _refuse(file: Path, databases: Sequence[Path]) -> None:
    """Stop, before anything is merged, where the table of conflicts cannot be written."""
    from datasette_claims.publishing import placing

    if kind := placing.special(file):
        raise click.ClickException(f"{file} is {kind}; name a file for --conflicts")
    if any(file.resolve() == path.resolve() for path in databases):
        raise click.ClickException(f"{file} is a database of this merge; name another file")
    if not os.access(file.resolve().parent, os.W_OK):
        raise click.ClickException(f"nothing can be written in {file.resolve().parent}")


def _write(report: Report, path: Path) -> None:
    from datasette_claims.publishing import placing

    with (
        placing.beside(path.resolve(), mode=0o600) as new,
        new.open("w", encoding="utf-8", newline="") as file,
    ):
        lines = csv.writer(file)
        lines.writerow(["what", "key", "stands", "other", "source"])
        lines.writerows(
            (one.what, one.key, one.stands, one.other, one.source) for one in report.conflicts
        )
