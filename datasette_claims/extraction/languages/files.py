"""One language, one file: `load("id")` reads and checks `lang/id.toml` and compiles it once.

`lang/common.toml` holds what all languages share, and a file that a language names as its base what
some do; what the language lists is added to them. docs/languages.md explains every key.
"""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from importlib.resources import files
from typing import Any

from datasette_claims.extraction.languages.checking import LanguageError, check
from datasette_claims.extraction.languages.language import Language, compile_language
from datasette_claims.extraction.languages.merging import Tables, merge
from datasette_claims.extraction.languages.schema import check_schema

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # the same module, before it came into the standard library

LANG = files("datasette_claims.extraction").joinpath("lang")
"""The folder of the language files, which are data and lie apart from the code."""

COMMON = "common.toml"
"""What every language stands on."""


@lru_cache(maxsize=1)
def codes() -> tuple[str, ...]:
    """The languages that have a file, in alphabetical order.

    A file with a longer name than a code is none: it holds what several share, or what others have.
    """
    names = (entry.name for entry in LANG.iterdir())
    return tuple(sorted(n[:-5] for n in names if re.fullmatch(r"[a-z]{2,3}\.toml", n)))


def name_in_english(code: str) -> str:
    """What pages call a language; one without a file has its code alone.

    >>> name_in_english("ms"), name_in_english("tlh")
    ('Malay', 'tlh')
    """
    return load(code).name if code in codes() else code


def relatives(one: str, other: str) -> bool:
    """Do two languages stand on a base that they share?

    >>> relatives("id", "ms"), relatives("en", "ms")
    (True, False)
    """
    if not {one, other} <= set(codes()):
        return False
    bases = {read(f"{code}.toml").get("language", {}).get("base") for code in (one, other)}
    return len(bases) == 1 and None not in bases


@lru_cache(maxsize=32)
def load(code: str) -> Language:
    """The language with this code, read and compiled once."""
    if code not in codes():
        raise LanguageError(f"no language {code!r}; there are: {', '.join(codes())}")
    return compile_language(code, tables(code))


@lru_cache(maxsize=32)
def tables(code: str) -> Tables:
    """The tables of a language with those that it stands on, each file checked by itself."""
    file, own = f"{code}.toml", checked(f"{code}.toml")
    base = own.get("language", {}).get("base")
    if base is None:
        return merge(COMMON, checked(COMMON), file, own)
    below = f"{base}.toml"
    check(LANG.joinpath(below).is_file(), file, f"[language] base: there is no {below}")
    shared = checked(below)
    check("language" not in shared, below, "[language] is for the files of languages")
    return merge(below, merge(COMMON, checked(COMMON), below, shared), file, own)


def checked(name: str) -> Tables:
    """The tables of a file that a language is made of, as the schema has them."""
    found = read(name)
    check_schema(name, found)
    return found


@lru_cache(maxsize=64)
def read(name: str) -> dict[str, Any]:
    """The tables of one file of `lang/`."""
    try:
        text = LANG.joinpath(name).read_text("utf-8")
        found: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LanguageError(f"{name}: {error}") from error
    return found
