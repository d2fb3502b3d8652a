"""``datasette claims substrings``: the index for scripts without spaces between words."""

from __future__ import annotations

import click


@click.command()
@click.argument("database", metavar="DATABASE", type=click.Path(exists=True, dir_okay=False))
@click.option("--off", is_flag=True, help="Empty the index, and keep it no longer.")
def substrings(database: str, off: bool) -> None:
    """Keep an index by which Chinese, Japanese, Thai and the like are found quickly in DATABASE.

    What is in a script without spaces between words is found without it too, claim by claim. What
    is loaded afterwards is in the index by itself. It makes the file larger.

    \b
    Example:
      datasette claims substrings claims.db
    """
    from datasette_claims.store import substrings
    from datasette_claims.store.database import opened
    from datasette_claims.store.errors import StoreError

    try:
        with opened(database) as db:
            changed = substrings.drop(db) if off else substrings.keep(db)
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    state = "not kept" if off else "kept"
    click.echo(f"{database}: the index of substrings is {state}{'' if changed else ' already'}")
