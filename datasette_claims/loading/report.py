"""What a run did, and who hears of it while it does."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from datasette_claims.model import Article
from datasette_claims.reading import Failure
from datasette_claims.store.writing import Outcome


@dataclass
class Report:
    """What a run did so far: articles by outcome, claims in them by type, what failed and why.

    ``clashes`` are articles that are stored, but whose address is that of another text; ``also``
    counts addresses that were new to an article, ``twins`` articles that have another one's text.
    """

    articles: Counter[str] = field(default_factory=Counter)
    claims: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    clashes: list[Failure] = field(default_factory=list)
    skipped: list[Failure] = field(default_factory=list)
    """What was read and is no article: a list of articles, a wall before one."""
    also: int = 0
    twins: int = 0
    seconds: float = 0.0
    kinds: Counter[str] = field(default_factory=Counter)
    """Articles that are stored, by the kind of their source."""
    speakers: set[str] = field(default_factory=set)
    """The speakers of those claims, by key."""
    without_claims: int = 0
    language_unknown: int = 0
    """Articles in which nothing was found, and those of them whose language has no rules."""
    entries: Counter[str] = field(default_factory=Counter)
    """Addresses that feeds and other lists gave, by what they are: see ``following.KINDS``."""


class Stopped(Exception):
    """The run could not go on; the message says why, ``report`` what was done until then."""

    def __init__(self, reason: str, report: Report) -> None:
        super().__init__(reason)
        self.report = report


class Interrupted(KeyboardInterrupt):
    """A person ended the run; ``report`` says what it did."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


class TooMany(Exception):
    """What is told of one article (its address, say) was told of several."""


class Listener:
    """Hears how a run goes. This one does nothing about it."""

    def begin(self, total: int) -> None:
        """There are ``total`` files to read, each of at least one article."""

    def more(self) -> None:
        """One more than was told: a file holds several articles."""

    def advance(self) -> None:
        """One article is read, its claims are found."""

    def note(self, name: str, message: str) -> None:
        """A person should know this of a file, though nothing failed."""

    def failed(self, failure: Failure) -> None:
        """A file gave no article, or the article could not be stored."""

    def clashed(self, clash: Failure) -> None:
        """An article is stored, but its address is that of another text."""

    def listed(self, kind: str, address: str, day: str) -> None:
        """A list gave an address, which would be asked for were this no dry run, or why not."""

    def stored(self, article: Article, outcome: Outcome) -> None:
        """The article and its claims are in the database."""


def fail(failure: Failure, report: Report, listener: Listener) -> None:
    """Count a source that gave no article, and tell it."""
    if failure.skipped:
        report.skipped.append(failure)
    else:
        report.articles["failed"] += 1
        report.failures.append(failure)
    listener.failed(failure)
