"""The patterns of a language file: which shapes of sentences count, and how much.

A shape is what a module of `patterns/` makes of the words around a cue. All that exist stand here;
a language file gives each that its language has a weight and an example, which the tests find.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from datasette_claims.extraction.languages.checking import check

Shape = Literal[
    # verbs, and what follows them
    "source cue that content",
    "source cue object that content",
    "source cue clause content",
    "source cue question content",
    "source cue to content",
    "source cue object to content",
    "source cue object content",
    "source cue phrase content",
    "source cue phrase as content",
    "source cue preposition content",
    "source cue , content",
    "source cue : content",
    "source cue quote",
    "as source cue , content",
    # verbs within what is said, or behind it
    "quote cue source",
    "quote source cue",
    "content , cue source",
    "content , cue source , content",
    "content , source cue",
    "content , source cue , content",
    # verbs that hold their source as a clitic
    "quote cue",
    "content , cue",
    "content , cue , content",
    "cue , content",
    # prepositions: according to
    "cue source , content",
    "cue source content",
    "content cue source",
    # nouns
    "source noun that content",
    "source noun to content",
    "source noun preposition content",
    "source light noun that content",
    "source light noun to content",
    "source light noun preposition content",
    "noun source that content",
    "noun source to content",
    # passives
    "passive source that content",
    "passive source , content",
    "passive source : content",
    "content , passive source",
    "content passive by source",
    "reflective passive source",
    # how a source hangs together with its cue: added to another shape
    "source which cue",
    "source and cue",
    "source aside cue",
    # no cue at all
    "continued quote",
]
"""The shapes that code can find. docs/languages.md explains the names in them."""

SHAPES: Mapping[str, Shape] = {shape: shape for shape in get_args(Shape)}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A shape in which source, cue and content stand, with what it is worth as evidence.

    ``default`` is added in the default scope, which counts fewer things as claims.
    """

    name: str
    match: Shape
    weight: float
    examples: tuple[str, ...]
    default: float = 0.0


def read_patterns(file: str, rows: Sequence[Mapping[str, Any]]) -> dict[Shape, Pattern]:
    """`[[patterns]]` by their shape, checked."""
    found: dict[Shape, Pattern] = {}
    for row in rows:
        for key in ("name", "match", "example"):
            check(key in row, file, f"[[patterns]] {row.get('name', '?')} lacks {key}")
        where = f"[[patterns]] {row['name']}"
        example = row["example"]
        written = " ".join(row["match"].split())
        there = "; ".join(SHAPES)
        check(written in SHAPES, file, f"{where}: no code finds {written!r}; there are: {there}")
        match = SHAPES[written]
        check(match not in found, file, f"{where}: {match!r} occurs twice")
        found[match] = Pattern(
            name=row["name"],
            match=match,
            weight=float(row.get("weight", 0.0)),
            examples=tuple([example] if isinstance(example, str) else example),
            default=float(row.get("default", 0.0)),
        )
    return found
