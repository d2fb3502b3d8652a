"""Which of the addresses that a list gives are asked for: those that are new, and wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timezone
from urllib.parse import urlsplit

from datasette_claims.reading import Languages, Listed, Options, Refused, dates
from datasette_claims.store import addresses

KINDS = ("new", "updated", "known", "too old", "left for later", "listed twice")
"""What an address of a list may be; the first two are asked for."""

SECONDS = 1.0
"""At least so many pass between two pages of one host."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """The addresses of one list, each with what it is, and how many tell no date."""

    entries: tuple[tuple[str, Listed], ...]
    undated: int = 0

    @property
    def wanted(self) -> list[tuple[str, Listed]]:
        """Those that are asked for."""
        return [(kind, entry) for kind, entry in self.entries if kind in ("new", "updated")]

    @property
    def counts(self) -> Counter[str]:
        """How many pages are what; a list that it leads to is none."""
        return Counter(kind for kind, entry in self.entries if not entry.further)


@dataclass
class Following:
    """What a run has asked for of all lists, and may ask for yet."""

    options: Options
    languages: Languages
    got: Callable[[Collection[str]], Mapping[str, str]]
    """Of some addresses those that were got in an earlier run, and when."""
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._left = self.options.limit

    @property
    def is_over(self) -> bool:
        """Were as many pages taken as a run may ask for?"""
        return self._left <= 0

    def met(self, address: str) -> bool:
        """Was an address met in this run before?"""
        sign = addresses.folded(address)
        before = sign in self.seen
        self.seen.add(sign)
        return before

    def sorted(self, listed: Iterable[Listed]) -> Sorted:
        """Tell what each address of a list is, in their order."""
        plain = [replace(one, address=addresses.without_trackers(one.address)) for one in listed]
        got = self.got([one.address for one in plain])
        entries: list[tuple[str, Listed]] = []
        undated = 0
        for entry in plain:
            day = self.day(entry)
            kind = self._kind(entry, day, got.get(entry.address, ""))
            undated += kind in ("new", "updated") and not day and not entry.further
            entries.append((kind, entry))
        return Sorted(tuple(entries), undated if self.options.since else 0)

    def day(self, entry: Listed) -> str:
        """The day of an entry as an ISO date; empty where it tells none that is understood.

        It is the later one of the day where it was published and the day of Greenwich.
        """
        return self._day(entry.published) or self._day(entry.updated)

    def _day(self, printed: str) -> str:
        found = self._moment(printed)
        if isinstance(found, datetime) and found.tzinfo:
            return max(found.date(), found.astimezone(timezone.utc).date()).isoformat()
        return found.isoformat()[:10] if found else ""

    def _kind(self, entry: Listed, day: str, at: str) -> str:
        if self.met(entry.address):
            return "listed twice"
        if entry.further:  # of a list only its last change is told
            return "too old" if day and day < self.options.since else "new"
        if at and not self._is_later(entry.updated, at):
            return "known"
        if at:  # of what was published before, its correction counts
            day = max(day, self._day(entry.updated))
        if day and day < self.options.since:
            return "too old"
        if self.is_over:
            return "left for later"
        self._left -= 1
        return "updated" if at else "new"

    def _is_later(self, updated: str, at: str) -> bool:
        """Was it updated after that moment? What tells only a day may have been until its end."""
        found = self._moment(updated)
        if found is None:
            return False
        if not isinstance(found, datetime) or found.tzinfo is None:
            return found.isoformat()[:10] >= at[:10]
        return found > datetime.fromisoformat(at.replace("Z", "+00:00"))

    def _moment(self, printed: str) -> datetime | date | None:
        """A day, or a moment, as it is printed."""
        try:
            if not printed or dates.ambiguous(printed):
                return None
            found = dates.iso(printed, "", self.languages.date_words())
        except Refused:
            return None
        return datetime.fromisoformat(found) if len(found) > 10 else date.fromisoformat(found)


def told(found: Sorted, limit: int) -> str:
    """What a list holds, in words, with the time that it takes to ask for it.

    >>> told(Sorted((("new", Listed("https://e.org/a")), ("known", Listed("https://e.org/b")))), 9)
    '2 entries: 1 new, 1 known'
    """
    counts = found.counts
    total = counts.total()
    parts = [f"{counts[kind]:,} {kind}" for kind in KINDS if counts[kind]]
    parts += [f"{lists:,} more lists"] if (lists := len(found.entries) - total) else []
    line = f"{'1 entry' if total == 1 else f'{total:,} entries'}: {', '.join(parts)}"
    if counts["left for later"]:
        line += f"; --limit is {limit:,} pages a run, the next one goes on"
    if found.undated:
        line += f"; {found.undated:,} without a date, taken all the same"
    if (minutes := _minutes(entry for _, entry in found.wanted)) > 1:
        line += f"; about {minutes:,} minutes, a second for each page"
    return line


def _minutes(wanted: Iterable[Listed]) -> int:
    """How long it takes to ask for these: hosts take turns as they are listed, none is hurried."""
    hosts = Counter(urlsplit(entry.address).netloc for entry in wanted if not entry.further)
    return round(max(hosts.values(), default=0) * SECONDS / 60)
