"""What the next claim of the queue costs in a large database: CPU time of the store's part.

    python -m benchmarks.million many.db
    python -m benchmarks.next_claim many.db

For each filter and order: the next claim is taken (with its lease, as an editor takes it), and its
neighbours and the numbers above it are asked for, again and again along the queue. Prints the
median and the worst in milliseconds of CPU time. The editor has judged a thousand claims today.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from statistics import median
from time import process_time

from sqlite_utils import Database

from datasette_claims.store import database, leases, querystring, queue
from datasette_claims.store.filters import Filters

TURNS = 5
FILTERS = (
    "status=unreviewed",
    "",
    "status=unreviewed&language=en",
    "status=unreviewed&speaker={speaker}",
    "status=unreviewed&outlet={outlet}",
    "status=unreviewed&type=direct",
    "status=unreviewed&month=2023-04",
    "status=false&speaker={speaker}",
    "status=unreviewed&q=jembatan",
    "status=unreviewed&q=99999",
    "status=unreviewed&copies=all",
)
ORDERS = ("checkable", "oldest", "said", "speaker")


def asked(db: Database, query: str, order: str, often: dict[str, str]) -> Filters:
    pairs = [part.split("=", 1) for part in query.format(**often).split("&") if part]
    told = [*((name, value) for name, value in pairs), ("sort", order)]
    return querystring.asked(db.conn, told).filters


class Timed:
    """Milliseconds of CPU time of some calls."""

    def __init__(self) -> None:
        self.spent: list[float] = []

    def __call__(self, call: Callable[[], object]) -> object:
        begun = process_time()
        try:
            return call()
        finally:
            self.spent.append((process_time() - begun) * 1000)

    def __str__(self) -> str:
        return f"{median(self.spent):8.1f} {max(self.spent):8.1f}"


def walked(path: str) -> Iterator[tuple[str, str, Timed, Timed, Timed]]:
    with database.opened(path) as db:
        often = {
            name: db.execute(
                f"SELECT {name}_id FROM claims WHERE {name}_id IS NOT NULL"  # noqa: S608
                " GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
            ).fetchone()[0]
            for name in ("speaker", "outlet")
        }
        (since,) = db.execute(
            "SELECT at FROM acts WHERE actor = 'siti' AND kind = 'status'"
            " ORDER BY at DESC LIMIT 1 OFFSET 999"
        ).fetchone()
        worker = queue.Worker("siti", since)
        now = datetime.now(timezone.utc)
        for query in FILTERS:
            for order in ORDERS:
                filters, key = asked(db, query, order, often), None
                following, around, progress = Timed(), Timed(), Timed()
                for _ in range(TURNS):
                    after = key
                    key = following(
                        lambda f=filters, k=after: leases.take_next(db, f, k, "siti", now)
                    )
                    if not isinstance(key, str):
                        break
                    around(lambda f=filters, k=key: queue.around(db.conn, f, k, worker))
                    progress(lambda f=filters, k=key: queue.progress(db.conn, f, k, worker))
                yield query, order, following, around, progress


def main(path: str) -> None:
    print(f"{'filter':42} {'order':9} {'next':>17} {'around':>17} {'numbers':>17}")
    for query, order, *timed in walked(path):
        told = " ".join(str(one) if one.spent else " " * 17 for one in timed)
        print(f"{query:42} {order:9} {told}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("path", metavar="MANY.db")
    main(parser.parse_args().path)
