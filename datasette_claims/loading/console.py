"""What a load tells the person at the terminal: progress, what failed, and a closing table.

The bar and all lines about single files go to standard error, the bar only if that is a terminal;
the table goes to standard output.
"""

from __future__ import annotations

import errno
import signal
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, get_args

import click

from datasette_claims import loading
from datasette_claims.loading import Listener, Report
from datasette_claims.model import Article, ClaimType
from datasette_claims.reading import Failure
from datasette_claims.terminal import one_line

if TYPE_CHECKING:
    from tqdm import tqdm

    from datasette_claims.store.writing import Outcome

INTERRUPTED = 128 + signal.SIGINT
AT_MOST = 20
"""Notes of one kind that are told in full."""
KINDS = ("new", "changed", "unchanged", "failed")


def load(
    database: str,
    sources: Sequence[str],
    overrides: Mapping[str, str],
    *,
    dry_run: bool,
    workers: int,
) -> int:
    """Load and tell how it goes; the exit status: 0, 1 if anything failed, 130 if interrupted."""
    try:
        report, status = _loaded(database, sources, overrides, dry_run, workers)
        if report.articles or not status:  # else there is nothing to count
            if dry_run:
                click.echo("Dry run: nothing was written. It would be:")
            click.echo(table(report))
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        if error.errno == errno.EPIPE:  # click ends quietly
            raise
        click.echo(f"datasette claims load: {error.strerror}", err=True)
        return 1
    return status


def _loaded(
    database: str,
    sources: Sequence[str],
    overrides: Mapping[str, str],
    dry_run: bool,
    workers: int,
) -> tuple[Report, int]:
    """What a load did, and its exit status."""
    try:
        with teller(each=dry_run) as listener:
            report = loading.load(
                database, sources, overrides, dry_run=dry_run, workers=workers, listener=listener
            )
            listener.end()
    except loading.TooMany as error:
        options = ", ".join(f"--{field}" for field in overrides)
        raise click.UsageError(f"{options}: only for a single article, not for {error}") from None
    except loading.Stopped as error:
        click.echo(one_line(str(error)), err=True)
        return error.report, 1
    except loading.Interrupted as error:
        click.echo("Interrupted. What is stored stays; load again to go on.", err=True)
        return error.report, INTERRUPTED
    return report, 1 if report.failures or report.clashes else 0


class Teller(Listener):
    """Tells how a load goes; ``each`` also tells what became of every article."""

    def __init__(self, progress: tqdm[Any] | None, *, each: bool = False) -> None:
        self.progress = progress
        self.each = each
        self.notes: Counter[str] = Counter()
        self.told: Counter[str] = Counter()

    def begin(self, total: int) -> None:
        if self.progress is not None:
            self.progress.reset(total)

    def advance(self) -> None:
        if self.progress is not None:
            self.progress.update()

    def note(self, name: str, message: str) -> None:
        self.notes[message] += 1
        if self.notes[message] == 1:
            self._say(f"{name}: note: {message}")

    def end(self) -> None:
        """Tell of how many more files a note was true."""
        for message, count in self.notes.items():
            if count > 1:
                self._say(f"{count - 1:,} more with this note: {message}")
        for message, count in self.told.items():
            if count > AT_MOST:
                self._say(f"{count - AT_MOST:,} more with this note: {message} …")

    def failed(self, failure: Failure) -> None:
        self._say(f"{failure.name}: {failure.reason}")

    def clashed(self, clash: Failure) -> None:
        self._say(f"{clash.name}: warning: {clash.reason}")

    def stored(self, article: Article, outcome: Outcome) -> None:
        if outcome.also:
            self._tell(article.origin, "also known as", outcome.also)
        if outcome.twin and outcome.kind == "new":
            self._tell(article.origin, "same text as", outcome.twin)
        if self.each:
            claims = sum(outcome.claims.values())
            click.echo(one_line(f"{outcome.kind:9}  {claims:4} claims  {article.origin}"))

    def _tell(self, name: str, message: str, what: str) -> None:
        """A note that is another one for each article: the first ones in full."""
        self.told[message] += 1
        if self.told[message] <= AT_MOST:
            self._say(f"{name}: note: {message} {what}")

    def _say(self, line: str) -> None:
        if self.progress is not None:  # above the bar
            self.progress.write(one_line(line), file=sys.stderr)
        else:
            click.echo(one_line(line), err=True)


@contextmanager
def teller(*, each: bool = False) -> Iterator[Teller]:
    """A teller for this terminal, with a progress bar if it is one."""
    if not sys.stderr.isatty():
        yield Teller(None, each=each)
        return
    from tqdm import tqdm

    # Not rich: where that is installed, Datasette prints the local variables of every error.
    with tqdm(desc="Loading", unit=" files", leave=False, file=sys.stderr) as progress:
        yield Teller(progress, each=each)


def table(report: Report) -> str:
    """Give the closing table: a row for each count, the numbers in one column."""
    rows = [
        *((f"articles {kind}", f"{report.articles[kind]:,}") for kind in KINDS),
        *((name, f"{count:,}") for name, count in _addresses(report) if count),
        *((f"claims {kind}", f"{report.claims[kind]:,}") for kind in get_args(ClaimType)),
        ("seconds", f"{report.seconds:,.1f}"),
    ]
    width = max(len(number) for _, number in rows)
    return "\n".join(f"{name:<20}{number:>{width}}" for name, number in rows)


def _addresses(report: Report) -> Iterator[tuple[str, int]]:
    """What there is to count of addresses and equal texts, which mostly is nothing."""
    yield "shared addresses", len(report.clashes)
    yield "also known as", report.also
    yield "same text elsewhere", report.twins
