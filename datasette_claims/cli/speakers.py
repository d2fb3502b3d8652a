"""``datasette claims speakers``: the team's list of names."""

from __future__ import annotations

import click

from datasette_claims.cli.group import Quiet, tell_of_guards


@click.group(cls=Quiet)
def speakers() -> None:
    """Who is who: a list of names, read in and given back as CSV."""


@speakers.command("import")
@click.argument("database", metavar="DATABASE", type=click.Path())
@click.argument("names", metavar="NAMES", type=click.Path())
@click.option("--dry-run", is_flag=True, help="Say what would be done; change nothing.")
def import_names(database: str, names: str, dry_run: bool) -> None:
    """Put speakers of DATABASE together as the list NAMES says, now and at every later load.

    NAMES is a CSV file with the columns name, alias, kind and wikidata; only the name must be
    there. Each line says that who is called by the alias, in whatever article, is that speaker.
    A line without a name is left out. Who was merged or told apart by a person stays so, and who
    is not named is never merged. Kinds are person, organisation, state, document, outlet, group.

    \b
    Examples:
      datasette claims speakers import claims.db names.csv --dry-run
      datasette claims speakers import claims.db names.csv
    """
    from pathlib import Path

    from datasette_claims.loading.namelist import put
    from datasette_claims.store.errors import StoreError

    try:
        tell_of_guards(database)
        entries, told = put(Path(database), Path(names), dry=dry_run)
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    does = {
        "speaker": "new speaker", "details": "details", "name": "new name",
        "filed": "filed", "wrong": "left out",
    }  # fmt: skip
    for one in told:
        click.echo(f"line {one.line}: {does[one.what]}: {one.words}", err=one.what == "wrong")
    changed = sum(one.what != "wrong" for one in told)
    wrong = len(told) - changed
    click.echo(
        f"{len(entries):,} lines, {changed:,} changes{', none of them made' if dry_run else ''}"
        f"{f', {wrong:,} lines left out' if wrong else ''}"
    )
    if wrong:
        raise click.exceptions.Exit(1)


@speakers.command("export")
@click.argument("database", metavar="DATABASE", type=click.Path())
@click.option("--all", "every", is_flag=True, help="Also those of whom nobody said anything yet.")
@click.option(
    "-o", "--output", type=click.Path(), help="File to write, instead of standard output."
)
def export_names(database: str, every: bool, output: str | None) -> None:
    """Write the list of names that people made of the speakers of DATABASE, to be imported again.

    With --all it has the others too, to be cleaned in a spreadsheet or in OpenRefine. Who is known
    by one word within an article stands there without a name: whoever fills it in, and imports
    the file, says who that is.

    \b
    Example:
      datasette claims speakers export claims.db --all -o names.csv
    """
    from pathlib import Path

    from datasette_claims.publishing.namelist import text
    from datasette_claims.store.errors import StoreError

    try:
        tell_of_guards(database)
        written = text(Path(database), every=every)
        if output and output != "-":
            Path(output).write_text(written, "utf-8", newline="")
            return
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{output}: {error.strerror or error}") from error
    click.echo(written, nl=False)
