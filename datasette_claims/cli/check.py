"""``datasette claims check``: what to mend before publishing."""

from __future__ import annotations

import click

from datasette_claims.cli.group import configured, tell


@click.command()
@click.argument("database", metavar="DATABASE", type=click.Path())
@configured("Configuration that it is served with")
def check(database: str, configuration: tuple[str, ...]) -> None:
    """Say what stands against putting DATABASE on the internet, and how to mend it.

    Looks at the file, its links and languages, and at what the configuration says of who may do
    what, contact, organisation and licence. Changes nothing. Exit code 1 if anything is wrong.

    \b
    Examples:
      datasette claims check public.db -m metadata.json
      datasette claims check claims.db -m metadata.json -m datasette.yaml
    """
    from pathlib import Path

    from datasette_claims.publishing import checking
    from datasette_claims.store.errors import StoreError

    try:
        found = checking.check(Path(database), [Path(name) for name in configuration])
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    tell(found)
    wrong = sum(one.wrong for one in found)
    if not found:
        click.echo("Nothing stands against publishing it.")
    if wrong:
        raise SystemExit(1)
