"""Compiles the steps of extraction, by mypyc, where mypy is at hand (and a C compiler).

Without it the same files run as they are and find the same, only slower. `make` compiles them for
its environments; elsewhere: pip install mypy "setuptools>=77" && pip install --no-build-isolation .
"""

import os
from pathlib import Path

from setuptools import setup

STEPS = Path("datasette_claims/extraction")
ONCE = {"__init__", "checking", "detect", "explain", "language", "lexicon", "schema"}
"""Modules that run once, or for people who look on."""
LIBRARIES = {"boilerplate", "dates", "frame", "jsonl"}
"""Modules whose time goes into libraries."""


def steps():
    """The modules in which the time goes."""
    names = sorted(path.stem for path in STEPS.glob("*.py"))
    return [str(STEPS / f"{name}.py") for name in names if name not in ONCE | LIBRARIES]


def extensions():
    """What setuptools builds if it can: nothing where mypy is not at hand."""
    try:
        from mypyc.build import mypycify
    except ImportError:
        return []
    group = "datasette_claims.extraction.steps"  # so that the shared library lies in the package
    return mypycify(
        ["--follow-imports=silent", "--ignore-missing-imports", *steps()],
        opt_level=os.environ.get("MYPYC_OPT_LEVEL", "2"),
        separate=[(steps(), group)],
    )


setup(ext_modules=extensions())
