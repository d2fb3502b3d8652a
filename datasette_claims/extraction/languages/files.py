"""One language, one file: `load("id")` reads and checks `lang/id.toml` and compiles it once.

`lang/common.toml` holds what all languages share; lists of a language are added to it.
docs/languages.md explains every key.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from datasette_claims.extraction.languages.checking import LanguageError
from datasette_claims.extraction.languages.language import (
    Language,
    compile_language,
)

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # the same module, before it came into the standard library

LANG = files("datasette_claims.extraction").joinpath("lang")
"""The folder of the language files, which are data and lie apart from the code."""


SHARED = frozenset({"common.toml", "others.toml"})
"""Files of `lang/` that are no language."""


@lru_cache(maxsize=1)
def codes() -> tuple[str, ...]:
    """The languages that have a file, in alphabetical order."""
    names = (entry.name for entry in LANG.iterdir())
    return tuple(sorted(n[:-5] for n in names if n.endswith(".toml") and n not in SHARED))


@lru_cache(maxsize=32)
def load(code: str) -> Language:
    """The language with this code, read and compiled once."""
    if code not in codes():
        raise LanguageError(f"no language {code!r}; there are: {', '.join(codes())}")
    common, own = read("common.toml"), read(f"{code}.toml")
    return compile_language(code, merge(common, own))


@lru_cache(maxsize=64)
def read(name: str) -> dict[str, Any]:
    """The tables of one file of `lang/`."""
    try:
        text = LANG.joinpath(name).read_text("utf-8")
        tables: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LanguageError(f"{name}: {error}") from error
    return tables


def merge(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Both, where tables are merged, lists joined, and other values of `own` win."""
    merged = dict(base)
    for key, value in own.items():
        before = merged.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            merged[key] = merge(before, value)
        elif isinstance(before, list) and isinstance(value, list):
            merged[key] = before + value
        else:
            merged[key] = value
    return merged
