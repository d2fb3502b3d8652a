"""Compiles the steps of extraction, by mypyc, where mypy is at hand (and a C compiler).

Without it the same files run as they are and find the same, only slower. `make` compiles them for
its environments; elsewhere: pip install mypy "setuptools>=77" && pip install --no-build-isolation .
"""

import os
from pathlib import Path

from setuptools import setup

STEPS = Path("datasette_claims/extraction")
SMALL = {"__init__", "dates", "explain", "jsonl"}
"""Modules that run once, or for people who look on, or whose time goes into libraries."""
FOLDERS = {
    "languages": {"name_words"},  # the others run once
    "text": {"quotations", "sentences", "spelling", "tokens"},  # the others search by expressions
}
"""Folders of which only these modules are compiled; of the others all are."""


def is_step(path):
    """Does an article spend time in the module?"""
    folder = path.parent.name
    return path.stem not in SMALL and (folder not in FOLDERS or path.stem in FOLDERS[folder])


def steps():
    """The modules in which the time goes."""
    return [str(path) for path in sorted(STEPS.rglob("*.py")) if is_step(path)]


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
