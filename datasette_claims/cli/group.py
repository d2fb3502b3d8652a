"""What the commands share: how they end, and a warning before they begin."""

from __future__ import annotations

import atexit
import signal
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from datasette_claims.publishing.checking import Finding

Command = Callable[..., Any]

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


def tell(found: Iterable[Finding]) -> None:
    """Each finding, what is wrong first."""
    for one in sorted(found, key=lambda one: not one.wrong):
        click.echo(f"{'wrong' if one.wrong else 'look'}   {one.what}\n        → {one.mend}")


def configured(words: str) -> Callable[[Command], Command]:
    """The option ``-m``, as ``configuration``: files as Datasette reads them; ``words`` of help."""
    return click.option(
        "-m",
        "--metadata",
        "configuration",
        metavar="FILE",
        multiple=True,
        type=click.Path(),
        help=f"{words} (JSON, YAML); may be given more than once.",
    )


def addressed(words: str) -> Callable[[Command], Command]:
    """The option ``--address``: where a database is served; None for what the files say."""
    return click.option("--address", callback=_web, help=f"{words}: https://claims.example/public")


def _web(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    from datasette_claims import weblink

    if value and not weblink.is_web(value):
        raise click.BadParameter("must be an http or https address")
    return value.rstrip("/") if value else None
