"""``datasette claims snapshot``: a copy for the internet."""

from __future__ import annotations

import click

from datasette_claims.cli.group import tell_of_guards


@click.command()
@click.argument("source", metavar="DATABASE", type=click.Path())
@click.argument("target", metavar="PUBLIC", type=click.Path())
@click.option("--force", is_flag=True, help="Replace PUBLIC if it is an earlier public copy.")
@click.option(
    "--passages-only",
    is_flag=True,
    help="Of each article, copy only the sentences around its claims.",
)
@click.option("--dry-run", is_flag=True, help="Say what would go in and what not; write nothing.")
def snapshot(source: str, target: str, force: bool, passages_only: bool, dry_run: bool) -> None:
    """Make a read-only copy of DATABASE that can be put on the internet.

    PUBLIC is a new file that holds only what may be public: claims, their articles, and every
    verdict that was published with its reason and evidence. Names of reviewers, notes, drafts,
    removed evidence and extraction errors stay at home. The report says what was left out and why.

    \b
    Examples:
      datasette claims snapshot claims.db public.db
      datasette claims snapshot claims.db public.db --passages-only --force
      datasette -i public.db -m metadata.json --template-dir templates
    """
    from pathlib import Path

    from datasette_claims.publishing.snapshot import make
    from datasette_claims.store.errors import StoreError

    try:
        tell_of_guards(source)
        click.echo(
            make(
                Path(source),
                Path(target),
                force=force,
                passages_only=passages_only,
                dry_run=dry_run,
            )
        )
    except StoreError as error:
        raise click.ClickException(str(error)) from error
