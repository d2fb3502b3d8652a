"""Run the tests that speak to SQLite against the oldest one that is supported.

The library is OLDEST_SQLITE (a libsqlite3.so.0 of that version), else it is compiled from the
sources that an npm package of that time carries. Where neither can be had this says so and stops.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path

from datasette_claims.store.sqlite import OLDEST

ROOT = Path(__file__).parent.parent
LIBRARY = "libsqlite3.so.0"
BUILT = Path(sys.prefix) / "oldest-sqlite" / LIBRARY

PACKAGE = "better-sqlite3@7.1.2"  # SQLite 3.34.0; Debian 11 has 3.34.1
SHA256 = "a590bb248ced3b987c92cbaa798df47dabc62190c973121c4d07eff4d5780902"
SOURCES = "package/deps/sqlite3.tar.gz"
# Debian's, as far as they are used here; Python asks for DESERIALIZE.
OPTIONS = "FTS3 FTS4 FTS5 JSON1 RTREE COLUMN_METADATA DESERIALIZE UPDATE_DELETE_LIMIT"

TESTS = """
    attacks browse carrying cli_export copies copies_pages csv denied_tables differences editing
    edition filters folding frequent front guarding guards hidden_errors identity joining lists
    loading many matching merging metadata migrations namelists pages permissions queries queue
    readiness recent records render_cell reviews savedsearches schema searchwords second since
    site snapshot speaker_pages sqlite undoing values verdicts withholding writing
"""


class NotToBeHad(Exception):
    """Why there is no such library here."""


def library() -> Path:
    """The library, from the environment, from an earlier run, or compiled now."""
    if named := os.environ.get("OLDEST_SQLITE"):
        if Path(named).name != LIBRARY or not Path(named).is_file():
            sys.exit(f"OLDEST_SQLITE is {named}; it must be a file called {LIBRARY}")
        return Path(named).resolve()
    if not sys.platform.startswith("linux"):
        raise NotToBeHad("Python takes another SQLite by LD_LIBRARY_PATH on Linux only")
    if not BUILT.exists():
        compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        if not compiler:
            raise NotToBeHad("there is no C compiler")
        _build(compiler, _sources())
    return BUILT


def _sources() -> bytes:
    npm = shutil.which("npm")
    if not npm:
        raise NotToBeHad("there is no npm to fetch the sources with")
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [npm, "pack", "--silent", PACKAGE],
            cwd=folder, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        packed = list(Path(folder).glob("*.tgz"))
        if done.returncode or not packed:
            raise NotToBeHad(f"npm cannot fetch {PACKAGE}: {done.stderr.strip()[-300:]}")
        content = packed[0].read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256:
        sys.exit(f"{PACKAGE} is not what it was: its SHA-256 has changed")
    return content


def _build(compiler: str, package: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=BytesIO(package)) as outer:
            inner = BytesIO(outer.extractfile(SOURCES).read())
        with tarfile.open(fileobj=inner) as sources:
            for name in ("sqlite3.c", "sqlite3.h"):
                Path(folder, name).write_bytes(sources.extractfile(name).read())
        BUILT.parent.mkdir(parents=True, exist_ok=True)
        print(f"Compiling SQLite {'.'.join(map(str, OLDEST))} ...", flush=True)
        subprocess.run(
            [compiler, "-O1", "-w", "-fPIC", "-shared", f"-Wl,-soname,{LIBRARY}",
             "-DSQLITE_THREADSAFE=1", *(f"-DSQLITE_ENABLE_{name}" for name in OPTIONS.split()),
             "sqlite3.c", "-o", str(BUILT.with_suffix(".new")), "-lm", "-ldl", "-lpthread"],
            cwd=folder, check=True,
        )  # fmt: skip
        BUILT.with_suffix(".new").replace(BUILT)


def main(arguments: list[str]) -> int:
    try:
        found = library()
        path = os.pathsep.join(filter(None, (str(found.parent), os.environ.get("LD_LIBRARY_PATH"))))
        environment = {**os.environ, "LD_LIBRARY_PATH": path}
        asked = [sys.executable, "-c", "import sqlite3; print(sqlite3.sqlite_version)"]
        version = subprocess.run(
            asked, env=environment, capture_output=True, text=True, timeout=60, check=True
        ).stdout.strip()
        if not version.startswith(".".join(map(str, OLDEST)) + "."):
            raise NotToBeHad(f"this Python has its own SQLite {version} and takes no other")
    except NotToBeHad as why:
        print(f"\n!!! NOT TESTED against SQLite {'.'.join(map(str, OLDEST))}: {why}.")
        print(f"!!! OLDEST_SQLITE=/path/to/{LIBRARY} names a library of that version.\n")
        return 0
    print(f"Testing against SQLite {version}", flush=True)
    names = (ROOT / "tests" / f"test_{name}.py" for name in TESTS.split())
    tests = arguments or [str(path) for path in names if path.exists()]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-m", "not slow", "--numprocesses", "auto", *tests],
        env=environment, cwd=ROOT,
    ).returncode  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
