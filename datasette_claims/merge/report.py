"""What a merge came to: counts, and what a person has to look at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Conflict:
    """Where both sides acted on one thing: ``what`` and its key, what stands, and what does not.

    ``source`` is the file whose word does not stand; its log is in the result all the same.
    """

    what: str
    key: str
    stands: str
    other: str
    source: str

    def __str__(self) -> str:
        return f"{self.what} {self.key}: {self.stands} stands; {self.source} has {self.other}"


@dataclass(slots=True)
class Report:
    """``counts`` by source: articles and claims that are new or were there, and acts of people."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)

    def of(self, source: str) -> Counter[str]:
        """The counts of one source."""
        return self.counts.setdefault(source, Counter())
