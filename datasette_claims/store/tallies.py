"""How many claims each speaker, outlet or article has: SQL that counts a million in a moment.

Grouping all claims looks at each; counting those of one key is a walk along its index that SQLite
has a short way for. So each key is counted, and what is not shown, or is counted with a copy, which
is little, is taken off.
"""

# ruff: noqa: S608 (SQL is put together from this package's own words; values are parameters)

from __future__ import annotations

from datasette_claims.store import conditions, folding
from datasette_claims.store.filters import Filters


def tally(
    column: str, key: str, *, status: str = "true", name: str = "all", once: bool = True
) -> tuple[str, str]:
    """An expression for the claims of ``key``, copies counted ``once``; and the joins it needs.

    ``column`` is the one of ``claims`` that holds keys, ``key`` that of the table counted for.
    ``status`` is a condition on their status, which counts less by another ``name``.
    """
    hidden = f"""SELECT {column} AS key, count(*) AS n FROM (
            SELECT {column} FROM claims WHERE status = '{conditions.ERROR}' AND {status}
            UNION ALL SELECT {column} FROM claims
            WHERE status <> '{conditions.ERROR}' AND {status}
                AND rowid IN ({conditions.LEFT_OUT}))
        WHERE {column} IS NOT NULL GROUP BY {column}"""
    joins = f" LEFT JOIN ({hidden}) AS {name}_hidden ON {name}_hidden.key = {key}"
    claims = (
        f"(SELECT count(*) FROM claims WHERE claims.{column} = {key} AND {status})"
        f" - coalesce({name}_hidden.n, 0)"
    )
    if not once:
        return claims, joins
    copied = f"""SELECT key, sum(n - 1) AS n FROM (
            SELECT claims.{column} AS key, count(*) AS n FROM {folding.copied(Filters()).sql}
            AND {status} GROUP BY claims.group_id, claims.{column})
        WHERE n > 1 AND key IS NOT NULL GROUP BY key"""
    return (
        f"{claims} - coalesce({name}_copied.n, 0)",
        f"{joins} LEFT JOIN ({copied}) AS {name}_copied ON {name}_copied.key = {key}",
    )
