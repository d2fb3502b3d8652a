"""``datasette claims export``: claims as a file."""

from __future__ import annotations

import click

from datasette_claims.cli.group import addressed, configured, tell_of_guards

FORMATS = ("csv", "jsonl", "parquet", "xlsx", "claimreview")


@click.command()
@click.argument("database", metavar="DATABASE", type=click.Path())
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="csv",
    show_default=True,
    help="What to write.",
)
@click.option("--filter", "query", default="", help="Query string of a browse page.")
@click.option(
    "--spreadsheet",
    is_flag=True,
    help="CSV for Excel and its like: marked as UTF-8, formulas made harmless.",
)
@click.option(
    "--datapackage",
    is_flag=True,
    help="Write datapackage.json beside the file too: its columns, licence, checksum.",
)
@configured("Take title, licence and organisation from it, as Datasette would")
@addressed("Where the database is served")
@click.option(
    "--corrections",
    is_flag=True,
    help="Instead, JSON lines to measure the rules by: what people made of the claims.",
)
@click.option(
    "-o", "--output", type=click.Path(), help="File to write, instead of standard output."
)
def export(
    database: str,
    form: str,
    query: str,
    spreadsheet: bool,
    datapackage: bool,
    configuration: tuple[str, ...],
    address: str | None,
    corrections: bool,
    output: str | None,
) -> None:
    """Write the claims of DATABASE, all or those of a filter, with names instead of keys.

    The filter is what stands behind the question mark in the address of a browse page; the file
    holds exactly the claims of that page. Their number goes to standard error.

    claimreview is the DataFeed of the published verdicts with evidence, in the name of the
    organisation that --metadata names, with addresses under --address; a
    public copy may know both. parquet and xlsx need -o.

    With --corrections, each line is an article in which somebody corrected, entered or refused a
    claim (of the filter): its text, the claims that people stand for, and where nobody has looked.
    `datasette claims extract --score` tells how well the rules do on it.

    \b
    Examples:
      datasette claims export claims.db > claims.csv
      datasette claims export claims.db --filter "status=false&month=2025-04" -o false.csv
      datasette claims export claims.db --spreadsheet -o claims.csv
      datasette claims export claims.db --format xlsx -o claims.xlsx
      datasette claims export public.db --datapackage --metadata metadata.json -o open/claims.csv
      datasette claims export public.db --format claimreview --metadata metadata.json \\
        --address https://claims.example/public -o reviews.json
      datasette claims export claims.db --corrections -o corrections.jsonl
      datasette claims export claims.db --corrections --filter "language=ms&month=2025" -o ms.jsonl
    """
    from dataclasses import replace
    from pathlib import Path

    from datasette_claims.publishing import edition, files
    from datasette_claims.publishing.corrections import export as write_corrections
    from datasette_claims.store.errors import StoreError

    for flag, given in (("--spreadsheet", spreadsheet), ("--datapackage", datapackage)):
        if corrections and given:
            raise click.UsageError(f"--corrections does not go with {flag}")
    if spreadsheet and form != "csv":
        raise click.UsageError("--spreadsheet goes with --format csv alone")
    if datapackage and form == "claimreview":
        raise click.UsageError("--datapackage describes tables; claimreview is none")
    target = Path(output) if output and output != "-" else None
    try:
        tell_of_guards(database)
        if corrections:
            articles, claims = write_corrections(Path(database), query, target)
            click.echo(f"{_count(articles, 'article')}, {_count(claims, 'claim')}", err=True)
            return
        about = edition.configured(
            map(edition.loaded, map(Path, configuration)), Path(database).stem
        )
        about = replace(about, address=address or about.address)
        wanted = files.Wanted(query, form, spreadsheet, datapackage, about)
        written = files.export(Path(database), target, wanted)
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    click.echo(_count(written.rows, "review" if form == "claimreview" else "row"), err=True)
    if written.cut:
        click.echo(
            f"{_count(written.cut, 'cell')} held more than a sheet can and had to be cut; "
            "the sheet “cut” lists them, and csv, jsonl and parquet have them whole",
            err=True,
        )


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"
