"""What a load tells the person at the terminal: progress, what failed, and a summary at the end.

The bar and all lines about single files go to standard error, the bar only if that is a terminal;
the summary goes to standard output.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from datasette_claims import loading, reading
from datasette_claims.loading import Listener, summary
from datasette_claims.model import Article
from datasette_claims.reading import Failure
from datasette_claims.terminal import one_line

if TYPE_CHECKING:
    from tqdm import tqdm

    from datasette_claims.store.writing import Outcome

INTERRUPTED = 128 + signal.SIGINT
AT_MOST = 20
"""Notes of one kind that are told in full."""
SAID = 5
"""The same of notes that differ only in what was read."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a load is told: as JSON, of failures alone, of every article."""

    json: bool = False
    quiet: bool = False
    dry_run: bool = False


def load(
    database: str,
    sources: Sequence[str],
    overrides: Mapping[str, str],
    *,
    tables: Sequence[tuple[str, str]] = (),
    options: reading.Options,
    workers: int,
    manner: Manner,
) -> int:
    """Load and tell how it goes; the exit status: 0, 1 if anything failed, 130 if interrupted."""
    status = 0
    stopped = ""
    for file, _ in tables:
        if os.path.exists(database) and os.path.exists(file) and os.path.samefile(database, file):
            raise click.UsageError(f"--from-table {file}: that is the database to write to")
    try:
        with teller(manner) as listener:
            try:
                report = loading.load(
                    database,
                    sources,
                    overrides,
                    options=replace(options, preview=manner.dry_run),
                    documents=[reading.database_table(*table) for table in tables],
                    dry_run=manner.dry_run,
                    workers=workers,
                    listener=listener,
                )
                status = 1 if report.failures or report.clashes else 0
            except loading.Stopped as error:
                report, status, stopped = error.report, 1, str(error)
            except loading.Interrupted as error:
                report, status = error.report, INTERRUPTED
            listener.end()
        if stopped:
            click.echo(one_line(stopped), err=True)
        if status == INTERRUPTED and not manner.quiet:
            click.echo("Interrupted. What is stored stays; load again to go on.", err=True)
        if manner.json:
            click.echo(
                summary.as_json(
                    report,
                    database,
                    dry_run=manner.dry_run,
                    outcomes=listener.outcomes,
                    stopped=stopped,
                    interrupted=status == INTERRUPTED,
                )
            )
        elif not manner.quiet and (report.articles or not stopped):  # else nothing to count
            if manner.dry_run:
                would_be = " It would be:" if summary.came_to_articles(report) else ""
                click.echo(f"Dry run: nothing was written.{would_be}")
            if table := summary.table(report, database, dry_run=manner.dry_run):
                click.echo(table)
    except loading.TooMany as error:
        told = ", ".join(f"--{field}" for field in overrides)
        raise click.UsageError(f"{told}: only for a single article, not for {error}") from None
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        if error.errno == errno.EPIPE:  # click ends quietly
            raise
        click.echo(f"datasette claims load: {error.strerror}", err=True)
        return 1
    return status


class Teller(Listener):
    """Tells how a load goes; of a dry run also what would become of every article."""

    def __init__(self, progress: tqdm[Any] | None, manner: Manner) -> None:
        self.progress = progress
        self.manner = manner
        self.notes: Counter[str] = Counter()
        self.said: dict[str, list[str]] = {}
        self.told: Counter[str] = Counter()
        self.outcomes: list[dict[str, Any]] = []

    def begin(self, total: int) -> None:
        if self.progress is not None:
            self.progress.reset(total)

    def more(self) -> None:
        if self.progress is not None:
            self.progress.total = (self.progress.total or 0) + 1

    def advance(self) -> None:
        if self.progress is not None:
            self.progress.update()

    def note(self, name: str, message: str) -> None:
        if self.manner.quiet:
            return
        shape = summary.shape(message)
        self.notes[shape] += 1
        said = self.said.setdefault(shape, [])
        if message not in said and len(said) < SAID:
            said.append(message)
            self._say(f"{name}: note: {message}")

    def end(self) -> None:
        """Tell of how many more files a note was true."""
        for shape, count in self.notes.items():
            said = self.said[shape]
            if more := count - len(said):
                message = said[0] if len(said) == 1 else shape
                self._say(f"{more:,} more with this note: {message}")
        for message, count in self.told.items():
            if count > AT_MOST:
                self._say(f"{count - AT_MOST:,} more with this note: {message} …")

    def failed(self, failure: Failure) -> None:
        self._say(f"{failure.name}: {failure.reason}")

    def clashed(self, clash: Failure) -> None:
        self._say(f"{clash.name}: warning: {clash.reason}")

    def listed(self, kind: str, address: str, day: str) -> None:
        if self.manner.json:
            self.outcomes.append({"outcome": kind, "published": day, "origin": address})
        elif not self.manner.quiet:
            click.echo(one_line(f"{kind:14}  {day:10}  {address}"))

    def stored(self, article: Article, outcome: Outcome) -> None:
        if outcome.also:
            self._tell(article.origin, "also known as", outcome.also)
        if outcome.twin and outcome.kind == "new":
            self._tell(article.origin, "same text as", outcome.twin)
        if not self.manner.dry_run:
            return
        claims = sum(outcome.claims.values())
        if self.manner.json:
            told = {"outcome": outcome.kind, "claims": claims, "origin": article.origin}
            self.outcomes.append(told)
        elif not self.manner.quiet:
            noun = "claim" if claims == 1 else "claims"
            click.echo(one_line(f"{outcome.kind:9}  {claims:4} {noun:6}  {article.origin}"))

    def _tell(self, name: str, message: str, what: str) -> None:
        """A note that is another one for each article: the first ones in full."""
        if self.manner.quiet:
            return
        self.told[message] += 1
        if self.told[message] <= AT_MOST:
            self._say(f"{name}: note: {message} {what}")

    def _say(self, line: str) -> None:
        if self.progress is not None:  # above the bar
            self.progress.write(one_line(line), file=sys.stderr)
        else:
            click.echo(one_line(line), err=True)


@contextmanager
def teller(manner: Manner) -> Iterator[Teller]:
    """A teller for this terminal, with a progress bar if it is one."""
    if manner.quiet or not sys.stderr.isatty():
        yield Teller(None, manner)
        return
    from tqdm import tqdm

    # Not rich: where that is installed, Datasette prints the local variables of every error.
    with tqdm(desc="Loading", unit=" articles", leave=False, file=sys.stderr) as progress:
        yield Teller(progress, manner)
