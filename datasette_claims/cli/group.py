"""What the commands share: how they end, and a warning before they begin."""

from __future__ import annotations

import atexit
import signal
from typing import Any

import click

INTERRUPTED = 128 + signal.SIGINT


class Quiet(click.Group):
    """Commands that Ctrl-C ends without a traceback, whatever is done or imported just then."""

    def invoke(self, ctx: click.Context) -> Any:
        atexit.unregister(_end_unharmed)
        atexit.register(_end_unharmed)
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("Interrupted.", err=True)
            ctx.exit(INTERRUPTED)


def _end_unharmed() -> None:
    """All is done and said: Ctrl-C must not make a failure of it while Python tidies up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def tell_of_guards(database: str) -> None:
    """Say in one line where the triggers of a database are not what they should be."""
    from datasette_claims.store import guards

    if warning := guards.warning_of(database):
        click.echo(f"Warning: {warning}", err=True)
