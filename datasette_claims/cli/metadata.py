"""``datasette claims metadata``: what a site says of its tables."""

from __future__ import annotations

import click


@click.command()
@click.argument("names", metavar="[NAME]...", nargs=-1)
def metadata(names: tuple[str, ...]) -> None:
    """Print a metadata.json for databases called NAME: what tables and columns mean, facets, order.

    NAME is the file's name without .db; claims and public unless told otherwise.

    \b
    Example:
      datasette claims metadata pemilu pemilu-public > metadata.json
    """
    from datasette_claims.publishing.metadata import as_json

    click.echo(as_json(names or ("claims", "public")), nl=False)
