"""Counts of a file that cannot change: each is asked for once, and kept in this process.

They are most of what a page of many claims takes. A working database is asked each time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from datasette.app import Datasette
from datasette.database import Database

from datasette_claims.web import timelimit

T = TypeVar("T")

MOST = 500
"""Answers that are kept of a database; the one that was used longest ago goes first."""

_answers: WeakKeyDictionary[Database, OrderedDict[Hashable, Any]] = WeakKeyDictionary()


async def asked(
    datasette: Datasette,
    db: Database,
    question: Callable[..., T],
    *about: Hashable,
    patience: float = 1,
) -> T | None:
    """The answer of ``question(connection, *about)``; None where it takes too long to find out.

    ``about`` is all that the answer depends on besides the file: whom it is shown to as well, where
    that makes a difference. What is answered is shared: nobody may change it.
    """
    kept = _answers.setdefault(db, OrderedDict())
    key = (question, *about)
    if key in kept:
        kept.move_to_end(key)
        return kept[key]  # type: ignore[no-any-return]
    answer = await timelimit.read_in_time(
        datasette, db, lambda conn: question(conn, *about), patience
    )
    if answer is not None and not db.is_mutable:
        kept[key] = answer
        while len(kept) > MOST:
            kept.popitem(last=False)
    return answer
