"""The claims that people corrected, entered or judged, as JSON lines: gold for the rules."""

from __future__ import annotations

import json
from pathlib import Path

from datasette_claims.publishing.export import meant, opened, writer
from datasette_claims.store import corrected


def export(database: Path, query: str, target: Path | None) -> tuple[int, int]:
    """The numbers of articles and claims written to ``target``, or to standard output.

    ``query`` is the query string of a browse page. The file takes its name when it is complete.
    """
    articles = claims = 0
    encode = json.JSONEncoder(ensure_ascii=False).encode
    with opened(database) as conn:
        filters = meant(conn, query)
        with writer(target) as write:
            for record in corrected.articles(conn, filters):
                articles += 1
                claims += len(record["claims"])
                write(encode(record) + "\n")
    return articles, claims
