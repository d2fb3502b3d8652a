"""``datasette claims demo``: a database of invented articles."""

from __future__ import annotations

import click


@click.command()
@click.argument("database", metavar="[DATABASE]", type=click.Path(), default="demo.db")
def demo(database: str) -> None:
    """Make DATABASE, demo.db unless told otherwise, to try everything on before you have articles.

    It holds 41 invented articles in English, Indonesian and Malay with some 400 claims as the rules
    find them, mistakes included; two invented reviewers have checked some of them. People, outlets
    and addresses are made up. A file that is there already is left alone.

    \b
    Example:
      datasette claims demo
      datasette demo.db --root --open
    """
    from pathlib import Path

    from datasette_claims import demonstration
    from datasette_claims.store.errors import StoreError

    try:
        made = demonstration.make(Path(database))
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        f"{database}: {made.articles} articles, {made.claims} claims, {made.reviewed} reviewed"
    )
    click.echo(f"To see it: datasette {database} --root --open")
