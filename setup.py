"""What pyproject.toml cannot say: steps of extraction as machine code, the links of the README.

DATASETTE_CLAIMS_COMPILE=1 compiles the steps by mypyc. They find the same, faster. Where there is
no C compiler the build says so and is the same as without the switch.
"""

import os
import re
import sys
import sysconfig
import tempfile
from pathlib import Path

from setuptools import setup

COMPILE = os.environ.get("DATASETTE_CLAIMS_COMPILE", "") not in {"", "0"}
COMPILER = "mypy>=1.14"  # of which mypyc is a part
REPOSITORY = "https://github.com/datasette-claims/datasette-claims"

STEPS = Path("datasette_claims/extraction")
SMALL = {"__init__", "dates", "explain", "jsonl"}
"""Modules that run once, or for people who look on, or whose time goes into libraries."""
FOLDERS = {
    "languages": {"name_words"},  # the others run once
    # the others search by expressions
    "text": {"name_signs", "quotations", "sentences", "spelling", "tokens"},
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
    """What setuptools compiles: nothing unless it is asked to, and can."""
    if not COMPILE or not {"bdist_wheel", "build_ext", "editable_wheel"} & set(sys.argv):
        return []  # telling the metadata needs no compiling, which takes a minute
    if why := what_is_missing():
        print(f"\n!!! NOT COMPILED: {why}. The extraction works as it is, slower.\n", flush=True)
        return []
    from mypyc.build import mypycify

    group = "datasette_claims.extraction.steps"  # so that the shared library lies in the package
    return mypycify(
        ["--follow-imports=silent", "--ignore-missing-imports", *steps()],
        opt_level=os.environ.get("MYPYC_OPT_LEVEL", "2"),
        separate=[(steps(), group)],
    )


def what_is_missing():
    """Why nothing can be compiled here: tried, on a module of one line. None if it can."""
    try:
        import mypyc.build  # noqa: F401
    except ImportError:
        return f"{COMPILER} is not installed, and the build may not install it"
    from setuptools._distutils.ccompiler import new_compiler
    from setuptools._distutils.sysconfig import customize_compiler

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "tried.c")
        source.write_text('#include "Python.h"\nint tried(void) { return 0; }\n')
        try:
            compiler = new_compiler()
            customize_compiler(compiler)
            includes = [sysconfig.get_path(name) for name in ("include", "platinclude")]
            compiler.compile([str(source)], output_dir=folder, include_dirs=includes)
        except Exception as failure:  # each compiler has errors of its own
            return f"there is no C compiler that works, with the headers of Python ({failure})"
    return None


def readme():
    """The README as a package index shows it: there, links need the address of the repository."""
    text = Path("README.md").read_text("utf-8")
    text = re.sub(r"(!\[[^\]]*\]\()(?!\w+:|#)", rf"\1{REPOSITORY}/raw/main/", text)
    return re.sub(r"((?<!!)\[[^\]]*\]\()(?!\w+:|#)", rf"\1{REPOSITORY}/blob/main/", text)


setup(
    ext_modules=extensions(),
    setup_requires=[COMPILER] if COMPILE else [],  # a build that isolates itself installs these
    long_description=readme(),
    long_description_content_type="text/markdown",
)
