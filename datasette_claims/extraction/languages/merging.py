"""What a language file adds to the file that it stands on: lists and tables are joined.

Nothing is overruled. What stands in both files is an error that names both, be it the same or not:
of two entries a reader could not tell which one counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from datasette_claims.extraction.languages.checking import check

Tables = Mapping[str, Any]


def merge(below: str, base: Tables, file: str, own: Tables) -> dict[str, Any]:
    """The tables of both; ``below`` and ``file`` name the files in messages.

    Rows of `[[patterns]]` are joined by their shape, so that the base may tell what a shape is
    worth and each language give its own example.
    """
    merged = dict(base)
    for name, value in own.items():
        before = base.get(name)
        if before is None:
            merged[name] = value
        elif name == "patterns":
            merged[name] = joined_patterns(below, before, file, value)
        elif name == "cues":
            twice = [f"{word} ({form})" for form, word in cue_words(value) & cue_words(before)]
            check(not twice, file, f"[[cues]] of {below} have too: {', '.join(sorted(twice))}")
            merged[name] = [*before, *value]
        else:
            merged[name] = joined_tables(below, before, file, value, f"[{name}]")
    return merged


def joined_tables(below: str, base: Tables, file: str, own: Tables, where: str) -> dict[str, Any]:
    """Two tables of one name: no key may have a value in both, but for lists and tables."""
    both = dict(base)
    for key, value in own.items():
        before = base.get(key)
        if isinstance(before, Mapping) and isinstance(value, Mapping):
            both[key] = joined_tables(below, before, file, value, f"{where} {key}")
        elif isinstance(before, list) and isinstance(value, list):
            twice = [str(entry) for entry in value if entry in before]
            check(not twice, file, f"{where} {key} of {below} has too: {', '.join(twice)}")
            both[key] = before + value
        else:
            check(before is None, file, f"{where} {key} stands in {below} too")
            both[key] = value
    return both


def joined_patterns(
    below: str, base: Sequence[Tables], file: str, own: Sequence[Tables]
) -> list[Tables]:
    """The rows of both, those of one shape as one row; a row needs no more than its shape here."""
    added = {shape_of(row): row for row in own}
    rows: list[Tables] = []
    for row in base:
        shape = shape_of(row)
        for key in added.get(shape, {}).keys() & row.keys() - {"match"}:
            check(False, file, f"[[patterns]] {shape}: {key} stands in {below} too")
        rows.append({**row, **added.get(shape, {})})
    shapes = {shape_of(row) for row in base}
    return rows + [row for row in own if shape_of(row) not in shapes]


def shape_of(row: Tables) -> str:
    """The shape of a row of `[[patterns]]`."""
    return " ".join(row.get("match", "").split())


def cue_words(groups: Iterable[Tables]) -> set[tuple[str, str]]:
    """The words of `[[cues]]`, each with its form."""
    return {(group.get("form", ""), word) for group in groups for word in group.get("words", ())}
