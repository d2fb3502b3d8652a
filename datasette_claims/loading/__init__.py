"""Read -> extract -> store: articles become claims in a database.

`run` goes from batch to batch, `target` opens the database, `workers` look for claims.
"""

from datasette_claims.loading.run import (
    BATCH_ARTICLES,
    Interrupted,
    Listener,
    Report,
    Stopped,
    TooMany,
    load,
)

__all__ = [
    "BATCH_ARTICLES",
    "Interrupted",
    "Listener",
    "Report",
    "Stopped",
    "TooMany",
    "load",
]
