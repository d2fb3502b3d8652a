"""The patterns of a language file: the shapes that count, and how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from datasette_claims.extraction.languages.checking import check


@dataclass(frozen=True, slots=True)
class Pattern:
    """A shape in which source, cue and content stand, with what it is worth as evidence.

    ``default`` is added in the default scope, which counts fewer things as claims.
    """

    name: str
    match: str
    weight: float
    examples: tuple[str, ...]
    default: float = 0.0


def patterns(file: str, rows: list[dict[str, Any]]) -> dict[str, Pattern]:
    """Patterns by their shape."""
    found: dict[str, Pattern] = {}
    for row in rows:
        for key in ("name", "match", "example"):
            check(key in row, file, f"[[patterns]] {row.get('name', '?')} lacks {key}")
        example = row["example"]
        examples = tuple([example] if isinstance(example, str) else example)
        match = " ".join(row["match"].split())
        check(match not in found, file, f"[[patterns]] {row['name']}: {match!r} occurs twice")
        weight, default = float(row.get("weight", 0.0)), float(row.get("default", 0.0))
        found[match] = Pattern(row["name"], match, weight, examples, default)
    return found
