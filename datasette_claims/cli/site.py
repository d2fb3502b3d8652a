"""``datasette claims site``: a public copy as files for a plain web server."""

from __future__ import annotations

from typing import Any

import click

from datasette_claims.cli.group import configured


@click.command("site")
@click.argument("database", metavar="PUBLIC", type=click.Path(exists=True, dir_okay=False))
@click.argument("folder", metavar="FOLDER", type=click.Path(file_okay=False))
@configured("Configuration that the site has")
@click.option("--address", help="Where the home page is to be; else as the configuration says.")
@click.option(
    "--base",
    default="",
    metavar="PATH",
    help="Begin every link with this path (/facts/) instead of making it relative.",
)
@click.option(
    "--template-dir",
    "templates",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False),
    help="Templates of the site.",
)
def site(
    database: str,
    folder: str,
    configuration: tuple[str, ...],
    address: str | None,
    base: str,
    templates: str | None,
) -> None:
    """Write every page of the public copy PUBLIC into FOLDER, which is new or empty.

    Any web server serves the folder, at the addresses that the copy has on a Datasette; links are
    relative. Search and what needs several filters at once are left out, and Datasette's own pages
    (tables, SQL) too; the copy itself lies beside the pages.

    \b
    Examples:
      datasette claims site public.db www -m metadata.json
      python -m http.server --directory www
    """
    import asyncio
    from pathlib import Path

    from datasette_claims.store.errors import StoreError
    from datasette_claims.web import crawling, staticsite

    place = Path(folder)
    if place.exists() and any(place.iterdir()):
        raise click.ClickException(f"{folder} is not empty")
    try:
        over: dict[str, Any] = {"settings": {"base_url": "/"}}
        if address:
            over |= {"plugins": {"datasette-claims": {"address": address}}}
        datasette = crawling.served(
            Path(database),
            [Path(name) for name in configuration],
            Path(templates) if templates else None,
            over,
        )
        written = asyncio.run(staticsite.of_copy(datasette, place, base))
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{written.pages:,} pages and {written.files:,} other files in {folder}.")
