"""``datasette claims export``: claims as a file."""

from __future__ import annotations

import click

from datasette_claims.cli.group import tell_of_guards


@click.command()
@click.argument("database", metavar="DATABASE", type=click.Path())
@click.option(
    "--format",
    type=click.Choice(["csv"]),
    default="csv",
    show_default=True,
    expose_value=False,  # there is one so far; the option is there for scripts that say it
    help="What to write.",
)
@click.option("--filter", "query", default="", help="Query string of a browse page.")
@click.option(
    "--spreadsheet",
    is_flag=True,
    help="For Excel and its like: marked as UTF-8, formulas made harmless.",
)
@click.option(
    "--corrections",
    is_flag=True,
    help="Instead, JSON lines to measure the rules by: what people made of the claims.",
)
@click.option(
    "-o", "--output", type=click.Path(), help="File to write, instead of standard output."
)
def export(
    database: str, query: str, spreadsheet: bool, corrections: bool, output: str | None
) -> None:
    """Write the claims of DATABASE, all or those of a filter, with names instead of keys.

    The filter is what stands behind the question mark in the address of a browse page; the file
    holds exactly the claims of that page. Their number goes to standard error.

    With --corrections, each line is an article in which somebody corrected, entered or refused a
    claim (of the filter): its text, the claims that people stand for, and where nobody has looked.
    `datasette claims extract --score` tells how well the rules do on it.

    \b
    Examples:
      datasette claims export claims.db > claims.csv
      datasette claims export claims.db --filter "status=false&month=2025-04" -o false.csv
      datasette claims export claims.db --spreadsheet -o claims.csv
      datasette claims export claims.db --corrections -o corrections.jsonl
      datasette claims export claims.db --corrections --filter "language=ms&month=2025" -o ms.jsonl
    """
    from pathlib import Path

    from datasette_claims.publishing.corrections import export as write_corrections
    from datasette_claims.publishing.export import export as write
    from datasette_claims.store.errors import StoreError

    if corrections and spreadsheet:
        raise click.UsageError("--corrections does not go with --spreadsheet")
    target = Path(output) if output and output != "-" else None
    try:
        tell_of_guards(database)
        if corrections:
            articles, claims = write_corrections(Path(database), query, target)
            click.echo(f"{_count(articles, 'article')}, {_count(claims, 'claim')}", err=True)
            return
        rows = write(Path(database), query, target, spreadsheet=spreadsheet)
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    click.echo(_count(rows, "row"), err=True)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"
