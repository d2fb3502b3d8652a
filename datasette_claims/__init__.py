"""The Datasette hooks, nothing else: what each does lives in the room it names."""

from datasette import hookimpl


@hookimpl
def register_commands(cli):
    from datasette_claims.cli import claims

    cli.add_command(claims)
