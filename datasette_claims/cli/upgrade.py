"""``datasette claims upgrade``: a database of an older version."""

from __future__ import annotations

import click


@click.command()
@click.argument("database", metavar="DATABASE", type=click.Path())
def upgrade(database: str) -> None:
    """Bring DATABASE up to date with this version, and put back triggers that keep its history.

    Loading into a database does the first by itself. Copy the file before: an older version of the
    program cannot read it afterwards. Nothing that people did is changed.

    \b
    Example:
      datasette claims upgrade claims.db
    """
    from pathlib import Path

    from datasette_claims.extraction.checkable import rate
    from datasette_claims.store.database import upgraded
    from datasette_claims.store.errors import StoreError

    try:
        done = upgraded(Path(database), rate)
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    for line in done or ["nothing had to be done"]:
        click.echo(f"{database}: {line}")
