"""``datasette claims snapshot``: a copy for the internet."""

from __future__ import annotations

import click

from datasette_claims.cli.group import addressed, configured, tell_of_guards


@click.command()
@click.argument("source", metavar="DATABASE", type=click.Path())
@click.argument("target", metavar="PUBLIC", type=click.Path())
@click.option("--force", is_flag=True, help="Replace PUBLIC if it is an earlier public copy.")
@click.option(
    "--passages-only",
    is_flag=True,
    help="Of each article, copy only the sentences around its claims.",
)
@click.option(
    "--reviewed-only",
    is_flag=True,
    help="Copy only claims with a published result, and what was withdrawn.",
)
@click.option(
    "--redact",
    "lists",
    metavar="FILE",
    multiple=True,
    type=click.Path(),
    help="Take the names in FILE, one a line, out of everything.",
)
@click.option(
    "--private-persons",
    "private_under",
    metavar="N",
    type=click.IntRange(min=1),
    default=None,
    help="Take out the names of persons with fewer than N claims and no office or role; "
    "implies --passages-only.",
)
@configured("Take title, licence, organisation and contact from it, as Datasette would")
@addressed("Where the copy will be published")
@click.option(
    "--since",
    metavar="PREVIOUS",
    type=click.Path(),
    help="Keep in the copy what it has otherwise than this earlier one.",
)
@click.option(
    "--citable",
    is_flag=True,
    help="Also write what an archive asks for beside it: CITATION.cff, datapackage.json, "
    "inspect-data.json and a checksum.",
)
@click.option("--dry-run", is_flag=True, help="Say what would go in and what not; write nothing.")
def snapshot(
    source: str,
    target: str,
    force: bool,
    passages_only: bool,
    reviewed_only: bool,
    lists: tuple[str, ...],
    private_under: int | None,
    configuration: tuple[str, ...],
    address: str | None,
    since: str | None,
    citable: bool,
    dry_run: bool,
) -> None:
    """Make a read-only copy of DATABASE that can be put on the internet.

    PUBLIC is a new file that holds only what may be public: claims, their articles, and every
    verdict that was published with its reason and evidence. Names of reviewers, notes, drafts,
    removed evidence and extraction errors stay at home. The report says what was left out and why.

    The copy is an edition: its key is made from its content, and its table `edition` says what it
    is. With SOURCE_DATE_EPOCH set, the same data gives the same bytes.

    \b
    Examples:
      datasette claims snapshot claims.db public.db
      datasette claims snapshot claims.db public.db --passages-only --force
      datasette claims snapshot claims.db public.db --reviewed-only --redact names.txt
      datasette claims snapshot claims.db public.db --private-persons 2
      datasette claims snapshot claims.db public.db -m metadata.json --force
      datasette claims snapshot claims.db may/public.db -m metadata.json --citable \
        --since april/public.db
      datasette -i public.db -m metadata.json
    """
    from dataclasses import replace
    from pathlib import Path

    from datasette_claims.publishing import edition, names
    from datasette_claims.publishing.snapshot import Choice, make
    from datasette_claims.store.errors import StoreError

    try:
        about = edition.configured(map(edition.loaded, map(Path, configuration)), Path(target).stem)
        choice = Choice(
            reviewed_only=reviewed_only,
            redact=names.read(map(Path, lists)),
            private_under=private_under or 0,
        )
        tell_of_guards(source)
        click.echo(
            make(
                Path(source),
                Path(target),
                force=force,
                passages_only=passages_only,
                dry_run=dry_run,
                choice=choice,
                since=Path(since) if since else None,
                citable=citable,
                about=replace(about, address=address or about.address),
            )
        )
    except StoreError as error:
        raise click.ClickException(str(error)) from error
