"""What lists, facets and type-ahead cost in a large database: CPU time of the store's part.

    python -m benchmarks.million many.db
    python -m benchmarks.lists many.db

Each line is asked some times; it prints the median and the worst in milliseconds of CPU time.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from statistics import median
from time import process_time

from datasette_claims.store import (
    articlelists,
    database,
    facets,
    jumping,
    outletlists,
    speakerlists,
    values,
)
from datasette_claims.store.filters import Filters, parse
from datasette_claims.store.sqlite import sqlite3

TURNS = 5
SIZE = 100
TYPED = ("si", "siti", "siti har", "budi", "rahmawan", "nobody")
FILTERS = ("", "language=en", "status=unreviewed", "month=2023-04", "type=direct&language=id")
ARTICLES: tuple[dict[str, str], ...] = (
    *({"sort": sort} for sort in articlelists.SORTS),
    {"q": "article 12"}, {"q": "leeds"}, {"language": "en"}, {"month": "2023-04"},
    {"only": "without"}, {"only": "copies"},
)  # fmt: skip

Question = Callable[[sqlite3.Connection], object]


def asked(query: str) -> Filters:
    return parse([(name, value) for name, _, value in _parts(query)]).filters


def _parts(query: str) -> Iterator[tuple[str, str, str]]:
    return (part.partition("=") for part in query.split("&") if part)


def questions() -> Iterator[tuple[str, Question]]:
    """What is asked, in words and as a question to a connection."""
    for words in ARTICLES:
        told = " ".join(f"{name}={value}" for name, value in words.items())
        articles = articlelists.Asked(**words)  # type: ignore[arg-type]
        yield f"articles {told}", lambda conn, a=articles: articlelists.listed(conn, a, SIZE)  # type: ignore[misc]
    for sort in outletlists.SORTS:
        outlets = outletlists.Asked(sort=sort)
        yield f"outlets sort={sort}", lambda conn, o=outlets: outletlists.listed(conn, o)  # type: ignore[misc]
    for some in (
        speakerlists.Asked(),
        speakerlists.Asked(q="siti"),
        speakerlists.Asked(sort="last"),
    ):
        told = f"speakers q={some.q} sort={some.sort}"
        yield told, lambda conn, s=some: speakerlists.listed(conn, s, SIZE)  # type: ignore[misc]
    for query in FILTERS:
        filters = asked(query)
        for typed in TYPED:
            yield (
                f"typed “{typed}” {query}",
                lambda conn, f=filters, t=typed: values.speakers(conn, f, t, 13),  # type: ignore[misc]
            )
    for field in facets.FIELDS:
        yield f"facet {field}", lambda conn, f=field: facets.counted(conn, Filters(), (f,))  # type: ignore[misc]
    for typed in TYPED:
        for kind, find in jumping.FINDERS.items():
            yield f"jump to {kind} “{typed}”", lambda conn, f=find, t=typed: f(conn, t)  # type: ignore[misc]


def main(path: str) -> None:
    with database.opened(path) as db:
        for told, question in questions():
            spent = []
            for _ in range(TURNS):
                begun = process_time()
                question(db.conn)
                spent.append((process_time() - begun) * 1000)
            print(f"{told:44} {median(spent):8.1f} {max(spent):8.1f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
