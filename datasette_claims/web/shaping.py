"""The forms in which a download answers: the parameters that begin with an underscore.

They are those of Datasette's own JSON where it has them. What is not known is refused: somebody
who asks for another form and gets this one would read it wrongly, or half.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from datasette_claims.store.filters import PARAMETERS, Problem

MOST_ROWS = 1000
"""Rows of one JSON page at most."""

SHAPES = {
    "objects": "the rows as objects, with count and next",
    "arrays": "the rows as lists in the order of columns, with count and next",
    "array": "the rows alone, as objects",
    "arrayfirst": "the first column of each row",
    "object": "the rows as objects, by id",
}

_ON = {"on": True, "1": True, "true": True, "off": False, "0": False, "false": False}
_CURSORS = ["after", "before"]


class Shape(NamedTuple):
    """What was asked for; the first value of each is what is answered to no question."""

    shape: str = "objects"
    nl: bool = False
    size: int = 100
    spreadsheet: bool = False


TAKES = {
    "json": ("_shape", "_nl", "_size"),
    "csv": ("_spreadsheet",),
    "atom": (),
    "jsonld": ("_size",),
    "annotations": ("_size",),
}


def asked(kind: str, pairs: Sequence[tuple[str, str]]) -> tuple[Shape, list[Problem]]:
    """The shape that the pairs ask for of each kind of file, and what is wrong with them."""
    found: dict[str, Any] = {}
    problems = []
    for name, value in pairs:
        if name not in TAKES[kind]:
            # Those without an underscore and with a value are for the filters to judge.
            if name.startswith("_") or (not value and name not in (*PARAMETERS, *_CURSORS)):
                there_is = ", ".join([*TAKES[kind], *_CURSORS, *PARAMETERS])
                problems.append(Problem(name, value, f"no such parameter; there are {there_is}"))
            continue
        key = name[1:]
        found[key], advice = _read(key, value)
        if advice:
            problems.append(Problem(name, value, advice))
    shape = Shape(**{key: value for key, value in found.items() if value is not None})
    if shape.nl and shape.shape != "array" and not problems:
        problems.append(Problem("_nl", "on", "goes with _shape=array alone"))
    return shape, problems


def _read(key: str, value: str) -> tuple[Any, str]:
    """What a value means, or how to write it."""
    if key == "shape":
        return (value, "") if value in SHAPES else (None, f"choose one of {', '.join(SHAPES)}")
    if key == "size":
        if value == "max":
            return MOST_ROWS, ""
        number = int(value) if value.isascii() and value.isdigit() and len(value) < 7 else 0
        fits = 1 <= number <= MOST_ROWS
        return (number, "") if fits else (None, f"write a number from 1 to {MOST_ROWS}, or max")
    flag = _ON.get(value.lower())
    return flag, "" if flag is not None else "write on or off"


def body(
    shape: Shape,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    more: dict[str, object],
) -> tuple[str, str]:
    """The text and its content type; ``more`` is what stands around the rows."""
    as_objects = [dict(zip(columns, row, strict=True)) for row in rows]
    if shape.nl:
        return "\n".join(map(_text, as_objects)), "text/plain; charset=utf-8"
    answer: Any
    if shape.shape == "array":
        answer = as_objects
    elif shape.shape == "arrayfirst":
        answer = [row[0] for row in rows]
    elif shape.shape == "object":
        answer = {row["id"]: row for row in as_objects}
    elif shape.shape == "arrays":
        answer = {**more, "columns": list(columns), "rows": [list(row) for row in rows]}
    else:
        answer = {**more, "rows": as_objects}
    return _text(answer), "application/json; charset=utf-8"


def _text(value: Any) -> str:
    return json.dumps(value, default=repr)
