"""The columns of an export: what each holds, and whether that is a number."""

from __future__ import annotations

from dataclasses import dataclass

from datasette_claims.store.schema import descriptions

INTEGERS = frozenset(("edited", "outlets", "appearances", "revision"))
NUMBERS = frozenset(("confidence", "seconds"))
"""All others are text, dates too: some are a month or a year alone."""


@dataclass(frozen=True, slots=True)
class Column:
    """``kind`` is string, integer or number."""

    name: str
    kind: str
    words: str


def of_claims(names: list[str]) -> list[Column]:
    """The columns of ``claims_flat`` with these names, in the words of the schema."""
    words = descriptions()["claims_flat"][1]
    return [Column(name, _kind(name), words.get(name, "")) for name in names]


def _kind(name: str) -> str:
    return "integer" if name in INTEGERS else "number" if name in NUMBERS else "string"
