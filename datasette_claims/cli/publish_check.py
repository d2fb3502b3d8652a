"""``datasette claims publish-check``: a walk through a public copy, as a visitor."""

from __future__ import annotations

import click

from datasette_claims.cli.group import configured, tell


@click.command("publish-check")
@click.argument("database", metavar="PUBLIC", type=click.Path())
@configured("Configuration that it is served with")
@click.option(
    "--template-dir",
    "templates",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False),
    help="Templates that it is served with.",
)
@click.option(
    "--desk",
    metavar="DATABASE",
    type=click.Path(exists=True, dir_okay=False),
    help="The working database: nobody who worked in it may be named in PUBLIC.",
)
@click.option(
    "--most",
    type=click.IntRange(min=1),
    default=2000,
    show_default=True,
    help="Pages to look at.",
)
def publish_check(
    database: str,
    configuration: tuple[str, ...],
    templates: str | None,
    desk: str | None,
    most: int,
) -> None:
    """Serve the public copy PUBLIC and look at every page as somebody who is not logged in.

    Says what `datasette claims check` says, and then: failures, links that lead nowhere, anything
    that can be changed, drafts, verdicts that nobody published, names of who works at the desk, and
    HTML that is not valid (with html5lib). Without an address for corrections it fails. Changes
    nothing. Exit code 1 if anything is wrong.

    \b
    Examples:
      datasette claims publish-check public.db -m metadata.json
      datasette claims publish-check public.db -m metadata.json --desk claims.db --most 20000
    """
    import asyncio
    from pathlib import Path

    from datasette_claims.publishing import checking
    from datasette_claims.store.errors import StoreError
    from datasette_claims.web import crawling

    files = [Path(name) for name in configuration]
    try:
        found = checking.check(Path(database), files)
        if not files:
            found.append(checking.NO_CONTACT)
        people = checking.people(Path(desk)) if desk else ()
        if people:
            found += checking.names_in(Path(database), people)
        walked = asyncio.run(
            crawling.walk(
                Path(database),
                files,
                people=people,
                templates=Path(templates) if templates else None,
                most=most,
            )
        )
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    found += walked.findings
    tell(found)
    left = f"; {walked.left:,} more were found and not looked at" if walked.left else ""
    click.echo(f"{walked.pages:,} page{'s' * (walked.pages != 1)} looked at{left}.")
    if any(one.wrong for one in found):
        raise SystemExit(1)
