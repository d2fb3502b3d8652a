"""Keys of the queue: those that do something there, and those that set a status."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from datasette_claims.store.vocabulary import Status
from datasette_claims.wording import said

DIGITS = "1234567890"


class Command(NamedTuple):
    """A key and what it does, in words."""

    key: str
    does: str
    reading: bool = False
    """Also for those who may not decide."""


COMMANDS = (
    Command("j", said("next claim"), reading=True),
    Command("k", said("previous claim"), reading=True),
    Command("s", said("skip: what you typed stays typed")),
    Command("u", said("undo your last decision")),
    Command("e", said("evidence link")),
    Command("n", said("private note")),
    Command("p", said("published or draft")),
    Command("c", said("confirm a colleague’s verdict")),
    Command("o", said("object to it; Ctrl+Enter sends that")),
    Command("w", said("its words: correct what the program read")),
    Command("X", said("extraction error: saved at once, and on")),
    Command("/", said("search"), reading=True),
    Command("?", said("these keys"), reading=True),
)


PAIRS = (
    Command("y", said("put the two together")),
    Command("n", said("not the same: they are not suggested again")),
    Command("u", said("undo your last decision")),
    Command("j", said("next pair")),
    Command("k", said("previous pair")),
    Command("?", said("these keys")),
)
"""Where pairs of speakers are decided."""


def of_statuses(statuses: Iterable[Status]) -> Mapping[str, str]:
    """The key of each status, by its own key; empty where none is left.

    A newsroom may write any key into ``statuses.shortcut``. One that is the queue's own, that an
    earlier status has, or that is no single character gives way to the first digit that is free.
    """
    statuses = list(statuses)
    taken = {command.key for command in COMMANDS}
    keys: dict[str, str] = {}
    for status in statuses:
        wanted = (status.shortcut or "").lower()
        if len(wanted) == 1 and wanted.isalnum() and wanted not in taken:
            keys[status.key] = wanted
            taken.add(wanted)
    free = (digit for digit in DIGITS if digit not in taken)
    return {
        status.key: keys.get(status.key) or (next(free, "") if status.active else "")
        for status in statuses
    }
