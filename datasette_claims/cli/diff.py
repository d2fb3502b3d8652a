"""``datasette claims diff``: what one edition has otherwise than another."""

from __future__ import annotations

import click


@click.command()
@click.argument("before", metavar="A", type=click.Path())
@click.argument("after", metavar="B", type=click.Path())
@click.option("--csv", "form", flag_value="csv", help="Every change as a line of CSV.")
@click.option("--json", "form", flag_value="json", help="The same as JSON, with both values.")
def diff(before: str, after: str, form: str | None) -> None:
    """Say what the public copy B has otherwise than the public copy A.

    Results that were published, corrected or withdrawn come first, then claims, articles, speakers,
    outlets and statuses that are new, changed or gone. Nothing is printed where nothing differs.
    Only public copies are compared: what is not published is in neither.

    \b
    Examples:
      datasette claims diff public-april.db public-may.db
      datasette claims diff public-april.db public-may.db --csv > changes.csv
    """
    from pathlib import Path

    from datasette_claims.publishing import telling
    from datasette_claims.store.errors import StoreError

    try:
        for piece in telling.compared(Path(before), Path(after), form or "words"):
            click.echo(piece, nl=False)
    except StoreError as error:
        raise click.ClickException(str(error)) from error
