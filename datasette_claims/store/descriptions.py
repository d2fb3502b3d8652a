"""The comments of ``schema.sql`` as data: what each table and column holds, in words."""

from __future__ import annotations

import re
from importlib.resources import files

_BEGIN = re.compile(r"CREATE (?:TABLE|VIEW|VIRTUAL TABLE) (\w+).*?-- (.+)")
_COLUMN = re.compile(r"    (\w+) [A-Z].*?-- (.+)")
_NAMED = re.compile(r"    .* AS (\w+),? -- (.+)|    \w+\.(\w+), -- (.+)")
_PLAIN = re.compile(r"    claims\.(\w+),?")


def descriptions() -> dict[str, tuple[str, dict[str, str]]]:
    """``{"claims": ("Attributed claims: …", {"id": "Key made …", …}), …}``, the view included."""
    schema = files("datasette_claims.store").joinpath("schema.sql").read_text("utf-8")
    found: dict[str, tuple[str, dict[str, str]]] = {}
    columns: dict[str, str] | None = None
    for line in schema.splitlines():
        if begin := _BEGIN.fullmatch(line):
            columns = {}
            found[begin[1]] = (begin[2], columns)
        elif line.startswith((")", "FROM ", "CREATE ")) or line.endswith(");"):
            columns = None
        elif columns is not None:
            if named := _NAMED.fullmatch(line):
                name, words = (part for part in named.groups() if part)
                columns[name] = words
            elif column := _COLUMN.fullmatch(line):
                columns[column[1]] = column[2]
            elif plain := _PLAIN.fullmatch(line):
                columns[plain[1]] = found["claims"][1][plain[1]]
    return found
