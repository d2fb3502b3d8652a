"""Run unit and integration tests: the oldest Python with stable Datasette, the newest with 1.0.

A Python is one that PATH leads to and that starts, or one of pyenv; OLDEST_PYTHON and NEWEST_PYTHON
name others. Where there is none but the default one, the line is tested on that.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROJECT = (ROOT / "pyproject.toml").read_text("utf-8")
OLDEST = int(re.search(r'^requires-python = ">=3\.(\d+)"', PROJECT, re.MULTILINE)[1])
"""Of Python 3."""
NEWEST = 20
"""Of Python 3: none is looked for beyond."""
DEFAULT = {"oldest": ["unit", "integration"], "newest": ["unit-alpha", "integration-alpha"]}
"""What make runs the tests by on the default Python."""
RULE = "!" * 72


def version(python: str) -> str:
    """Such as ``3.10``, of a Python that starts; else nothing."""
    asked = [python, "-c", "import sys; print('{}.{}'.format(*sys.version_info))"]
    try:
        return subprocess.run(
            asked, capture_output=True, text=True, timeout=60, check=True
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""  # pyenv leaves commands on PATH that do nothing but say so


def candidates(wanted: str):
    yield sys.executable
    yield f"python{wanted}"
    if pyenv := shutil.which("pyenv"):
        listed = subprocess.run([pyenv, "versions", "--bare"], capture_output=True, text=True)
        for name in re.findall(rf"^{re.escape(wanted)}\.\d+$", listed.stdout, re.MULTILINE):
            prefix = subprocess.run([pyenv, "prefix", name], capture_output=True, text=True)
            yield str(Path(prefix.stdout.strip(), "bin", "python"))


def find(wanted: str) -> str | None:
    """A Python of this version, such as ``3.10``."""
    return next((path for path in candidates(wanted) if version(path) == wanted), None)


def oldest() -> str | None:
    return os.environ.get("OLDEST_PYTHON") or find(f"3.{OLDEST}")


def newest() -> str | None:
    """Never none: at worst it is the one that runs this."""
    found = (find(f"3.{minor}") for minor in range(NEWEST, OLDEST, -1))
    return os.environ.get("NEWEST_PYTHON") or next(filter(None, found), None)


def run(which: str, python: str | None) -> str:
    """What came of it, in a line."""
    if python and not version(python):
        sys.exit(f"{which.upper()}_PYTHON is {python}, which does not start")
    default = version(sys.executable)
    number = version(python) if python else default
    print(f"\nThe {which} Python that is here: {number}", flush=True)
    targets = [f"test-{which}-python"] if number != default else DEFAULT[which]
    failed = subprocess.run(
        ["make", f"PYTHON={python or sys.executable}", *targets], cwd=ROOT
    ).returncode
    outcome = "!!! FAILED" if failed else "Passed"
    if not python:
        return (
            f"!!! NOT TESTED on the {which} Python, 3.{OLDEST}: there is none here. "
            f"{outcome} on the default one, {number}."
        )
    return f"{outcome} on the {which} Python that is here, {number}."


def main() -> int:
    outcomes = [run("oldest", oldest()), run("newest", newest())]
    print("", *outcomes, sep="\n", flush=True)
    if any("NOT TESTED" in outcome for outcome in outcomes):
        print(f"{RULE}\nOLDEST_PYTHON=/path/to/python names one.\n{RULE}", flush=True)
    return int(any("FAILED" in outcome for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
