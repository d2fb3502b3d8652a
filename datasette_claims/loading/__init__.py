"""Read -> extract -> store: articles become claims in a database.

`run` goes from batch to batch; `sources` are read in turn, `pages` asked for and `following` says
which of a list; `target` opens the database, `workers` look for claims; `report` is what was done.
"""

from datasette_claims.loading.report import Interrupted, Listener, Report, Stopped, TooMany
from datasette_claims.loading.run import BATCH_ARTICLES, load

__all__ = [
    "BATCH_ARTICLES",
    "Interrupted",
    "Listener",
    "Report",
    "Stopped",
    "TooMany",
    "load",
]
